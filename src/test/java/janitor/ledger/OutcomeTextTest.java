package janitor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Judged;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTextTest {

  /// A later invocation of the night has to know that AWS gave up on it.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatFailedIsReadAsItWasWritten(boolean isGivenUp) {
    var arn = Arn.of("arn:aws:batch:eu-central-1:123456789012:job-queue/lab");
    var resource =
        Resource.of("AWS::Batch::JobQueue", arn, "eu-central-1")
            .fact(Resource.STATUS, "INVALID")
            .why("it is in the way")
            .build();
    var outcome =
        new Outcome.Failed(
            "why",
            "what to do",
            true,
            Optional.of("batch:DeleteJobQueue"),
            Optional.of(new Fault.Answer("batch", "DeleteJobQueue", "Code", 400, "message")),
            isGivenUp);
    var done =
        new Done(
            new Judged(resource, new Verdict.Expired(Optional.empty(), "old")),
            outcome,
            2,
            Duration.ofSeconds(3));
    var read = OutcomeText.read(OutcomeText.write(done));
    assertThat(read.outcome()).isEqualTo(outcome);
    assertThat(read.judged().resource().facts()).isEqualTo(resource.facts());
  }
}
