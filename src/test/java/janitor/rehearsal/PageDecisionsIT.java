package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.LedgerTable;
import janitor.page.DecisionTable;
import janitor.resource.Arn;
import janitor.resource.Decision;
import janitor.resource.Time;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What somebody kept on the page of a deployed janitor stays when somebody else deletes from a
/// laptop, to whom no mail was sent.
class PageDecisionsIT {
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private String kept = "";

  private static String topic(String name) {
    var arn =
        ACCOUNT.aws().sns(Emulator.REGION).createTopic(request -> request.name(name)).topicArn();
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  @BeforeEach
  void aJanitorOnWhosePageATopicWasKept() {
    kept = topic("kept");
    topic("goes");
    Rehearsal.makeLedger(ACCOUNT.emulator());
    ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .createStack(
            request ->
                request
                    .stackName("workshop-janitor")
                    .templateBody(
                        """
                        {"Resources": {"Nights": {"Type": "AWS::SQS::Queue"}},
                         "Outputs": {"LedgerTable": {"Value": "%s"},
                                     "FailureQueue": {"Value": {"Ref": "Nights"}}}}
                        """
                            .formatted(Rehearsal.LEDGER)));
    var table =
        new LedgerTable(
            () -> ACCOUNT.aws().dynamoDb(Emulator.REGION), Rehearsal.LEDGER, Time.system());
    new DecisionTable(table)
        .write(
            List.of(
                new Decision(
                    Arn.of(kept),
                    Optional.empty(),
                    "bob@example.org",
                    Instant.now(),
                    new Decision.Source(
                        "list", "workshop=" + Rehearsal.WORKSHOP, Emulator.REGION))));
  }

  private static Told run(String... words) {
    return Told.by(ACCOUNT.emulator(), "", words);
  }

  private static List<String> left() {
    return ACCOUNT.aws().sns(Emulator.REGION).listTopics().topics().stream()
        .map(topic -> topic.topicArn().replaceFirst(".*:", ""))
        .toList();
  }

  @Test
  void itStaysAndTheLaptopSaysForWhom() {
    var told = run("sweep", "--ttl", "0", "--yes", "--region", "eu-west-1,eu-central-1");
    assertThat(left()).containsExactly("kept");
    assertThat(told.out()).contains("kept on the page by bob@example.org");
  }

  @Test
  void whereItCannotBeReadNothingIsDeleted() {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "dynamodb", "operation", "Query"),
            "AccessDeniedException",
            400,
            "not authorized");
    var told = run("sweep", "--ttl", "0", "--yes");
    assertThat(told.err())
        .contains("nothing was deleted", "workshop-janitor in eu-central-1", "dynamodb:Query");
    assertThat(left()).containsExactlyInAnyOrder("kept", "goes");
    var look = run("dry-run", "--ttl", "0");
    assertThat(look.err()).contains("Beware: what people kept");
    assertThat(look.out()).contains("goes");
  }
}
