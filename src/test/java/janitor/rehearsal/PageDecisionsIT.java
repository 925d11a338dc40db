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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;

/// What somebody kept on the page of a deployed janitor stays when somebody else deletes from a
/// laptop, to whom no mail was sent.
class PageDecisionsIT {
  private static final String[] SWEEP = {"sweep", "--ttl", "0", "--yes"};
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
    keep(kept);
  }

  /// Bob keeps it on his page.
  private static void keep(String topic) {
    var table =
        new LedgerTable(
            () -> ACCOUNT.aws().dynamoDb(Emulator.REGION), Rehearsal.LEDGER, Time.system());
    new DecisionTable(table)
        .write(
            List.of(
                new Decision(
                    Arn.of(topic),
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

  /// His page is open while somebody sweeps.
  @Test
  void whatIsKeptWhileTheSweepGoesOnStays() {
    var late = topic("late");
    var hasBegun = new AtomicBoolean();
    var told =
        Told.beside(
            request -> {
              if (request instanceof ListTopicsRequest && hasBegun.compareAndSet(false, true)) {
                keep(late);
              }
            },
            ACCOUNT.emulator(),
            SWEEP);
    assertThat(hasBegun).isTrue();
    assertThat(left()).containsExactlyInAnyOrder("kept", "late");
    assertThat(told.out()).contains("kept on the page by bob@example.org");
  }

  /// A long sweep outlives its credentials; what it did is told all the same.
  @Test
  void whatCannotBeReadOnceItIsOverIsNotAskedFor() {
    var isOver = new AtomicBoolean();
    var told =
        Told.beside(
            request -> {
              if (request instanceof DeleteTopicRequest && isOver.compareAndSet(false, true)) {
                refuse("dynamodb", "Query", "ExpiredTokenException", 400);
              }
            },
            ACCOUNT.emulator(),
            SWEEP);
    assertThat(isOver).isTrue();
    assertThat(left()).containsExactly("kept");
    assertThat(told.out()).contains("goes");
    assertThat(told.err()).doesNotContain("nothing was deleted");
  }

  /// Of the stacks of a region that answers by something else than "no" nobody knows.
  @ParameterizedTest
  @CsvSource({
    "Throttling,                  400",
    "ExpiredToken,                403",
    "ServiceUnavailable,          503"
  })
  void whereNobodyKnowsWhetherThereIsAPageNothingIsDeleted(String error, int status) {
    refuseIn("eu-west-3", error, status);
    var told = run(SWEEP);
    assertThat(told.err()).contains("nothing was deleted", "eu-west-3", "JANITOR_STACK_REGIONS");
    assertThat(left()).containsExactlyInAnyOrder("kept", "goes");
    var look = run("dry-run", "--ttl", "0");
    assertThat(look.err()).contains("Beware: Whether a janitor is deployed in eu-west-3");
    assertThat(look.out()).contains("goes");
  }

  @ParameterizedTest
  @CsvSource({"AccessDenied, 403", "InvalidClientTokenId, 403"})
  void whereNobodyMaySeeStacksNobodyHasDeployedOne(String error, int status) {
    refuseIn("eu-west-3", error, status);
    var told = run(SWEEP);
    assertThat(told.err()).contains("deployed in eu-west-3", error);
    assertThat(left()).containsExactly("kept");
  }

  @Test
  void whoMayNotListTheRegionsIsAskedForThoseThatAreLookedAt() {
    refuse("ec2", "DescribeRegions", "UnauthorizedOperation", 403);
    var look = run("dry-run", "--ttl", "0");
    assertThat(look.out()).contains("goes", "kept on the page by bob@example.org");
    assertThat(look.err()).contains("only eu-central-1 is asked");
    run(SWEEP);
    assertThat(left()).containsExactly("kept");
  }

  private static void refuse(String service, String operation, String error, int status) {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", service, "operation", operation), error, status, "somehow refused");
  }

  private static void refuseIn(String region, String error, int status) {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "cloudformation", "operation", "DescribeStacks", "region", region),
            error,
            status,
            "somehow refused");
  }
}
