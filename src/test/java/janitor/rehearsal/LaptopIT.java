package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.LedgerTable;
import janitor.ledger.KeptList;
import janitor.ledger.TableLedger;
import janitor.resource.Time;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sns.model.Tag;

/// The laptop's program as a person starts it: a process, at a terminal or behind a pipe, against
/// an emulated account.
class LaptopIT {
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static final String WORKSHOP = "lab";

  @TempDir private Path folder;
  private Program program;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void surroundings() throws IOException {
    program = new Program(folder, ACCOUNT.emulator().environment());
    environment = program.environment();
    environment.put("JANITOR_WORKSHOP", WORKSHOP);
  }

  private Program.Ended run(String in, String... words) throws Exception {
    return program.run(in, words);
  }

  private Program.Ended typed(String answer, String... words) throws Exception {
    return program.typed(answer, words);
  }

  private void topics(String... names) {
    for (var name : names) {
      ACCOUNT
          .aws()
          .sns(Emulator.REGION)
          .createTopic(
              request ->
                  request
                      .name(name)
                      .tags(List.of(Tag.builder().key("workshop").value(WORKSHOP).build())));
    }
  }

  private Set<String> topicsLeft() {
    return ACCOUNT.aws().sns(Emulator.REGION).listTopics().topics().stream()
        .map(topic -> topic.topicArn().replaceFirst(".*:", ""))
        .collect(Collectors.toSet());
  }

  /// A list too large for one item of the table is printed and written as it was.
  @Test
  void theListOfTheLastNightIsPrintedOrWritten() throws Exception {
    var told = run("", "report", "--table", Rehearsal.LEDGER);
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("there is no table " + Rehearsal.LEDGER);
    Rehearsal.makeLedger(ACCOUNT.emulator());
    told = run("", "report", "--table", Rehearsal.LEDGER);
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("no night has been over yet");

    var ledger =
        new TableLedger(
            new LedgerTable(
                () -> ACCOUNT.aws().dynamoDb(Emulator.REGION), Rehearsal.LEDGER, Time.system()),
            Time.system());
    var random = new Random(7);
    var large =
        "\ufeff"
            + IntStream.range(0, 40_000)
                .mapToObj(n -> n + "," + Long.toHexString(random.nextLong()) + "\r\n")
                .collect(Collectors.joining());
    ledger.keep(new KeptList("n-1", Instant.EPOCH, "a.csv", large));
    ledger.keep(new KeptList("n-2", Instant.EPOCH.plusSeconds(1), "b.csv", large + "2,n-2\r\n"));
    assertThat(items()).isEqualTo(2);
    var file = folder.resolve("list.csv");
    told = run("", "report", "--table", Rehearsal.LEDGER, "--out", file.toString());
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(large + "2,n-2\r\n");
    ledger.keep(new KeptList("n-3", Instant.EPOCH.plusSeconds(2), "c.csv", "\ufeffa,b\r\n"));
    assertThat(items()).isEqualTo(1);

    var template =
        "{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}},\"Outputs\":{\"LedgerTable\":{\"Value\":\""
            + Rehearsal.LEDGER
            + "\"}}}";
    told = run("", "report", "--stack", "workshop-janitor");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("there is no stack workshop-janitor", "--region");
    ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .createStack(request -> request.stackName("workshop-janitor").templateBody(template));
    told = run("", "report");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out()).isEqualTo("a,b\r\n");
    assertThat(told.err()).contains("1970-01-01T00:00:02Z");
  }

  private static int items() {
    return ACCOUNT
        .aws()
        .dynamoDb(Emulator.REGION)
        .scan(request -> request.tableName(Rehearsal.LEDGER))
        .count();
  }

  @Test
  void behindAPipeNothingGoesWithoutAWord() throws Exception {
    topics("one");
    var told = run("", "sweep", "--ttl", "0");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err())
        .isEqualTo(
            "nothing was deleted: nobody is at a terminal to confirm that this deletes in account"
                + " 123456789012: say --yes, or set JANITOR_CONFIRM=123456789012\n");
    environment.put("JANITOR_CONFIRM", "210987654321");
    told = run("123456789012\n", "sweep", "--ttl", "0");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err())
        .isEqualTo(
            "nothing was deleted: JANITOR_CONFIRM says \"210987654321\", but these credentials are"
                + " of account 123456789012\n");
    told = run("{\"detail\":{\"ttl\":\"0\"}}", "run", "-");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(topicsLeft()).containsExactly("one");
  }

  @Test
  void aScriptSaysTheAccountOrYes() throws Exception {
    topics("one");
    environment.put("JANITOR_CONFIRM", "123456789012");
    var told = run("", "sweep", "--ttl", "0");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.err()).contains("Account   123456789012", "Workshop  workshop=lab");
    assertThat(JSON.std.mapFrom(told.out()).get("mode")).isEqualTo("delete");
    assertThat(topicsLeft()).isEmpty();

    topics("two");
    environment.remove("JANITOR_CONFIRM");
    told = run("{\"detail\":{\"ttl\":\"0\"}}", "run", "--yes", "--output", "text");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out()).startsWith("Gone:").endsWith("\n1 gone.\n");
    assertThat(topicsLeft()).isEmpty();
  }

  @Test
  void atATerminalTheAccountIsTypedBack() throws Exception {
    topics("one", "two");
    ACCOUNT.aws().iam("us-east-1").createAccountAlias(request -> request.accountAlias("students"));
    for (var wrong : List.of("y", "yes", "", "12345678901")) {
      var told = typed(wrong, "sweep", "--ttl", "0");
      assertThat(told.exit()).as(told.out()).isEqualTo(2);
      assertThat(told.out()).contains("nothing was deleted: that is not the account's number");
    }
    assertThat(topicsLeft()).containsExactlyInAnyOrder("one", "two");

    var told = typed("students", "sweep", "--ttl", "0");
    assertThat(told.exit()).as(told.out()).isZero();
    assertThat(told.out())
        .contains(
            "Would go:",
            "2 would go.",
            "Account   123456789012 (students)",
            "Caller    arn:aws:sts::123456789012:",
            "Regions   eu-central-1",
            "Workshop  workshop=lab",
            "Goes      2 resources, none of a kind that holds data",
            "To delete them, type the account's number or alias: ",
            "2 gone.");
    assertThat(topicsLeft()).isEmpty();
  }

  @Test
  void whatHoldsDataIsNamedBeforeItGoes() throws Exception {
    ACCOUNT
        .aws()
        .sqs(Emulator.REGION)
        .createQueue(request -> request.queueName("q").tags(Map.of("workshop", WORKSHOP)));
    ACCOUNT
        .aws()
        .secrets(Emulator.REGION)
        .createSecret(
            request ->
                request
                    .name("s")
                    .secretString("x")
                    .tags(
                        software.amazon.awssdk.services.secretsmanager.model.Tag.builder()
                            .key("workshop")
                            .value(WORKSHOP)
                            .build()));
    var told = typed("no", "sweep", "--ttl", "0");
    assertThat(told.out())
        .containsPattern("Goes      2 resources; with their data \\d: .*Secret 1");
  }

  @Test
  void exactlyWhatWasReviewedGoes() throws Exception {
    topics("one", "two", "gone-by-then");
    var look = run("", "dry-run", "--ttl", "0", "--save", "dry.json");
    assertThat(look.exit()).as(look.err()).isZero();
    assertThat(look.err()).contains("Saved to dry.json").contains("sweep --from dry.json");
    var file = folder.resolve("dry.json");
    var saved = JSON.std.mapFrom(Files.readString(file));
    saved.put(
        "resources",
        ((List<?>) saved.getOrDefault("resources", List.of()))
            .stream().filter(one -> !String.valueOf(one).contains(":two")).toList());
    Files.writeString(file, JSON.std.asString(saved));
    topics("came-since");
    ACCOUNT
        .aws()
        .sns(Emulator.REGION)
        .deleteTopic(
            request -> request.topicArn("arn:aws:sns:eu-central-1:123456789012:gone-by-then"));

    var told = run("", "sweep", "--from", "dry.json", "--yes", "--output", "text");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(topicsLeft()).containsExactlyInAnyOrder("two", "came-since");
    assertThat(told.out())
        .contains("it is not among what was reviewed:", "SNS Topic two,", "SNS Topic came-since,");
    assertThat(told.err())
        .contains(
            "Not found any more, though reviewed:"
                + " arn:aws:sns:eu-central-1:123456789012:gone-by-then");

    environment.put("JANITOR_WORKSHOP", "another");
    told = run("", "sweep", "--from", "dry.json", "--yes");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("was saved for workshop=lab, but the settings say");
    environment.put("JANITOR_WORKSHOP", WORKSHOP);
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"lookedAt\":\"[^\"]*\"", "\"lookedAt\":\"2026-01-01T00:00:00Z\""));
    told = run("", "sweep", "--from", "dry.json", "--yes");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("more than a day ago");
  }

  @Test
  void whatIsTooYoungIsToldWithWhatToType() throws Exception {
    ACCOUNT
        .aws()
        .secrets(Emulator.REGION)
        .createSecret(
            request ->
                request
                    .name("s")
                    .secretString("x")
                    .tags(
                        software.amazon.awssdk.services.secretsmanager.model.Tag.builder()
                            .key("workshop")
                            .value(WORKSHOP)
                            .build()));
    var told = run("", "dry-run", "--workshop", "lab", "--output", "text");
    assertThat(told.exit()).isZero();
    assertThat(told.out()).contains("SecretsManager Secret s, eu-central-1, due ");
    assertThat(told.err())
        .contains(
            "All of it stays because it is younger than 7 days. To have it due whatever its age:"
                + " "
                + Program.called()
                + " dry-run --ttl 0 --workshop lab\n");
  }

  @Test
  void aMistypedWorkshopGetsTheValuesThatThereAre() throws Exception {
    topics("one");
    var told = run("", "dry-run", "--workshop", "lap", "--output", "text");
    assertThat(told.out())
        .isEqualTo(
            """
            Nothing carries workshop=lap in eu-central-1.
            The tag workshop has these values there: lab
            """);
  }

  @Test
  void aFlagWinsOverItsVariable() throws Exception {
    topics("one");
    environment.put("JANITOR_WORKSHOP", "another");
    environment.put("JANITOR_TTL", "30d");
    environment.put("AWS_REGION", "eu-west-3");
    var told = run("", "dry-run", "--workshop", "lab", "--ttl", "0", "--region", "eu-central-1");
    var result = JSON.std.mapFrom(told.out());
    assertThat(result).containsEntry("workshop", "lab");
    assertThat(result.get("regions")).isEqualTo(List.of("eu-central-1"));
    assertThat(told.out()).contains("\"wouldDelete\" : 1");
  }

  @Test
  void aResultThatNobodyTakesIsAFailure() throws Exception {
    var process =
        new ProcessBuilder(program.command(List.of("-Djanitor.terminals="), "dry-run"))
            .redirectOutput(new File("/dev/full"));
    process.environment().clear();
    process.environment().putAll(environment);
    var told = Program.ended(process.start(), "");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("the result could not be written to standard output\n");
  }

  /// A signal in the middle of a sweep: its topics go eight at a time, which takes three seconds.
  @Test
  void whoIsStoppedSaysWhatHappenedSoFar() throws Exception {
    ACCOUNT
        .emulator()
        .fault(
            Map.of(
                "service",
                "sns",
                "operation",
                "DeleteTopic",
                "kind",
                "late",
                "delay",
                3,
                "times",
                1000));
    for (var signal : Map.of("INT", 130, "TERM", 143).entrySet()) {
      topics(IntStream.range(0, 40).mapToObj(i -> "t" + i).toArray(String[]::new));
      ACCOUNT.emulator().forgetCalls();
      var begun =
          program.beginInterruptible(
              List.of("-Djanitor.terminals="), "sweep", "--ttl", "0", "--yes");
      awaitCalls("sns:DeleteTopic", 9);
      var before = new AtomicInteger();
      var killed = System.nanoTime();
      new ProcessBuilder("kill", "-" + signal.getKey(), Long.toString(begun.pid()))
          .start()
          .waitFor();
      var told =
          Program.ended(
              begun,
              "",
              line -> {
                if (line.contains("Stopping: nothing new begins")) {
                  before.set(topicsLeft().size());
                }
              });
      assertThat(told.exit()).as(told.err()).isEqualTo(signal.getValue());
      assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(25));
      assertThat(told.err())
          .contains("Stopping: nothing new begins")
          .endsWith(
              "Stopped. This goes on from there: " + Program.called() + " sweep --ttl 0 --yes\n");
      var result = JSON.std.mapFrom(told.out());
      // Those that were under way when it said so.
      assertThat(topicsLeft().size()).isBetween(Math.max(1, before.get() - 8), before.get());
      assertThat(gone(result)).isEqualTo(countOf(result, "gone")).isPositive();
    }
  }

  private static long gone(Map<String, Object> result) {
    return ((List<?>) result.getOrDefault("resources", List.of()))
        .stream().filter(one -> String.valueOf(one).contains("outcome=Gone")).count();
  }

  private static long countOf(Map<String, Object> result, String outcome) {
    return result.get("counts") instanceof Map<?, ?> counts
        ? Long.parseLong(String.valueOf(counts.get(outcome)))
        : -1;
  }

  private static void awaitCalls(String operation, long least) throws InterruptedException {
    var begun = Instant.now();
    while (ACCOUNT.emulator().calls().getOrDefault(operation, 0L) < least) {
      assertThat(begun).isAfter(Instant.now().minusSeconds(60));
      Thread.sleep(Duration.ofMillis(100));
    }
  }
}
