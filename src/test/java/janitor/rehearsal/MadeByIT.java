package janitor.rehearsal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.route53.Route53Client;

/// A workshop that was made by hand, found by who made it, in an account where others work as well.
class MadeByIT {
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static final String ALICE = "arn:aws:iam::123456789012:user/alice";
  private static final String BOB = "arn:aws:sts::123456789012:assumed-role/Admin/bob";

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void surroundings() {
    environment.putAll(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", "lab");
    environment.put("HOME", folder.toString());
  }

  private void become(String arn) {
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "principal",
            arn.contains(":assumed-role/")
                ? Map.of("arn", arn, "role", "arn:aws:iam::123456789012:role/Admin")
                : Map.of("arn", arn, "console", true));
  }

  private void daysAgo(int days) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -86_400 * days));
  }

  private void table(String name) {
    ACCOUNT
        .aws()
        .dynamoDb(Emulator.REGION)
        .createTable(
            request ->
                request
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build()));
  }

  private void queue(String name) {
    ACCOUNT.aws().sqs(Emulator.REGION).createQueue(request -> request.queueName(name));
  }

  private void topic(String name) {
    ACCOUNT.aws().sns(Emulator.REGION).createTopic(request -> request.name(name));
  }

  private Told run(String... words) throws IOException {
    return runFor("AWS::DynamoDB::Table,AWS::SQS::Queue,AWS::SNS::Topic", words);
  }

  private Told runFor(String types, String... words) throws IOException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var to = new PrintStream(out, true, StandardCharsets.UTF_8);
        var complaints = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      var all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--type", types));
      var exit =
          janitor.laptop.Laptops.run(
              environment,
              calls ->
                  new janitor.aws.Clients(calls, builder -> Night.at(ACCOUNT.emulator(), builder)),
              new ByteArrayInputStream("n\n".getBytes(StandardCharsets.UTF_8)),
              to,
              complaints,
              all.toArray(String[]::new));
      return new Told(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private List<String> planned(String file) throws IOException {
    return ((List<?>)
            requireNonNull(
                JSON.std.mapFrom(Files.readString(folder.resolve(file))).get("resources")))
        .stream().map(one -> String.valueOf(((Map<?, ?>) one).get("name"))).toList();
  }

  private String day(int daysAgo) {
    return today.minusDays(daysAgo).toString();
  }

  /// Without those that were throttled.
  private static long looks() {
    var log = (Map<?, ?>) ACCOUNT.emulator().control("GET", "calls", Map.of());
    return ((List<?>) requireNonNull(log.get("calls")))
        .stream()
            .map(one -> (Map<?, ?>) one)
            .filter(row -> "LookupEvents".equals(row.get("operation")))
            .filter(row -> Integer.valueOf(200).equals(row.get("status")))
            .count();
  }

  @Test
  void aStudentFindsWhatSheMade() throws IOException {
    become(BOB);
    daysAgo(40);
    table("student-of-last-year");
    daysAgo(9);
    queue("bobs-queue");
    topic("student-news");
    become(ALICE);
    daysAgo(5);
    table("courses");
    queue("jobs");
    // It succeeds, and has made nothing.
    queue("bobs-queue");
    topic("alarms");
    become(BOB);
    daysAgo(4);
    table("student-canteen");
    table("payroll");
    become(ALICE);
    daysAgo(0);

    var told =
        run(
            "tag",
            "--made-by",
            "me",
            "--since",
            day(10),
            "--name",
            "student-*",
            "--save",
            folder.resolve("plan.json").toString());
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(planned("plan.json")).containsExactlyInAnyOrder("courses", "jobs");
    assertThat(told.out())
        .containsPattern(
            "\\+ AWS::DynamoDB::Table +courses .*\n +made by you on " + day(5) + " in the console")
        .containsPattern(
            "AWS::DynamoDB::Table +student-canteen .*\n +not tagged: made by Admin/bob on "
                + day(4)
                + ", not by you")
        .containsPattern(
            "AWS::DynamoDB::Table +student-of-last-year .*\n +not tagged: it was made before")
        .containsPattern(
            "AWS::SNS::Topic +student-news .*\n +not tagged: Admin/bob called CreateTopic for it")
        .containsPattern(
            "AWS::SNS::Topic +alarms .*\n +not tagged: you called CreateTopic for it on "
                + day(5)
                + ", which need not have made it: if it is yours, name it")
        .contains("Made since then by others, and not proposed")
        .contains("  AWS::DynamoDB::Table  payroll  made by Admin/bob on " + day(4))
        .contains("  AWS::SQS::Queue  bobs-queue  made by Admin/bob on " + day(9));
    assertThat(told.err()).contains("Reading the trail: 0 of ").doesNotContain("could not look");

    // Named, the topic that she called for is hers, if she called for it by then.
    var until =
        new String[] {
          "tag", "--made-by", "alice", "--since", day(10), "--name", "alarms", "--until", ""
        };
    until[until.length - 1] = day(6);
    told = run(until);
    assertThat(told.exit()).isZero();
    assertThat(told.out()).contains("after --until", "There is nothing to tag.");
    until[until.length - 1] = day(5);
    assertThat(run(until).out()).containsPattern("\\+ AWS::SNS::Topic +alarms");
  }

  /// She deployed it herself.
  @Test
  void aJanitorIsNotProposed() throws IOException {
    become(ALICE);
    daysAgo(5);
    for (var name : List.of("student-api", "student-janitor")) {
      var outputs =
          name.equals("student-api")
              ? "{}"
              : "{\"LedgerTable\": {\"Value\": \"t\"}, \"FailureQueue\": {\"Value\": \"q\"}}";
      ACCOUNT
          .aws()
          .cloudFormation(Emulator.REGION)
          .createStack(
              request ->
                  request
                      .stackName(name)
                      .templateBody(
                          "{\"Resources\": {\"Q\": {\"Type\": \"AWS::SQS::Queue\"}}, \"Outputs\": "
                              + outputs
                              + "}"));
    }
    daysAgo(0);
    var told =
        runFor(
            "AWS::CloudFormation::Stack",
            "tag",
            "--made-by",
            "me",
            "--since",
            day(10),
            "--save",
            folder.resolve("plan.json").toString());
    assertThat(told.out()).contains("it is a workshop janitor");
    assertThat(planned("plan.json")).containsExactly("student-api");
  }

  /// Its calls are told of in us-east-1 alone, whatever regions are looked at.
  @Test
  void aZoneIsFoundByWhoMadeIt() throws IOException {
    become(ALICE);
    daysAgo(5);
    ACCOUNT
        .aws()
        .of("us-east-1", Route53Client.class, Route53Client::builder)
        .createHostedZone(request -> request.name("lab.example.org").callerReference("1"));
    daysAgo(0);
    assertThat(
            runFor("AWS::Route53::HostedZone", "tag", "--made-by", "me", "--since", day(10)).out())
        .contains("AWS::Route53::HostedZone  lab.example.org", "made by you on " + day(5));
  }

  @Test
  void whatWasReadIsNotReadAgain() throws IOException {
    become(ALICE);
    daysAgo(3);
    IntStream.range(0, 120).forEach(number -> topic("t" + number));
    table("courses");
    daysAgo(0);
    var words = new String[] {"tag", "--made-by", "me", "--since", day(10)};
    ACCOUNT.emulator().forgetCalls();
    assertThat(run(words).exit()).isZero();
    var first = looks();
    // Two more pages of topics than there are questions.
    ACCOUNT.emulator().forgetCalls();
    daysAgo(0);
    var told = run(words);
    assertThat(looks()).isEqualTo(first - 2);
    assertThat(told.out()).contains("+ AWS::DynamoDB::Table  courses");

    // Further back, only what is further back.
    ACCOUNT.emulator().forgetCalls();
    assertThat(run("tag", "--made-by", "me", "--since", day(20)).exit()).isZero();
    assertThat(looks()).isEqualTo(2 * (first - 2));
  }

  /// In the middle of a long list: the next run does not begin anew.
  @Test
  void whereItWasStoppedItGoesOn() throws IOException {
    become(ALICE);
    for (var day = 8; day > 2; day--) {
      daysAgo(day);
      var of = day;
      IntStream.range(0, 45).forEach(number -> topic("t" + of + "-" + number));
    }
    table("courses");
    daysAgo(0);
    var words = new String[] {"tag", "--made-by", "me", "--since", day(10)};
    ACCOUNT.emulator().forgetCalls();
    ACCOUNT
        .emulator()
        .fault(
            Map.of(
                "service",
                "cloudtrail",
                "operation",
                "LookupEvents",
                "error",
                "AccessDeniedException",
                "status",
                400,
                "skip",
                8,
                "times",
                1));
    assertThat(run(words).err()).contains("The trail cannot be read");
    var before = looks();
    assertThat(before).isEqualTo(8);
    ACCOUNT.emulator().forgetCalls();
    var told = run(words);
    assertThat(told.out()).contains("+ AWS::DynamoDB::Table  courses");
    // Six questions, of which one has six pages: what was read is read again at most by one page
    // for each question that was done.
    assertThat(looks()).isLessThanOrEqualTo(11 - before + 6);
  }

  /// The clock of the machine was a day ahead when it read the last time.
  @Test
  void whatAClockThatWasAheadWroteDownIsReadAgain() throws IOException {
    become(ALICE);
    daysAgo(3);
    table("courses");
    daysAgo(0);
    var words = new String[] {"tag", "--made-by", "me", "--since", day(10)};
    assertThat(run(words).out()).contains("+ AWS::DynamoDB::Table  courses");
    var file = folder.resolve(".cache/workshop-janitor/trail-" + Emulator.ACCOUNT + ".json");
    var text = Files.readString(file);
    var ahead = Instant.now().plus(1, ChronoUnit.DAYS);
    Files.writeString(
        file,
        text.replaceAll(
            "(\\[\"[^\"]+\",\")" + LocalDate.now(ZoneOffset.UTC) + "T[^\"]+\"\\]",
            "$1" + ahead + "\"]"));
    assertThat(Files.readString(file)).contains(ahead.toString());
    table("late");
    assertThat(run(words).out()).contains("+ AWS::DynamoDB::Table  late");
    assertThat(Files.readString(file)).doesNotContain(ahead.toString());
  }

  /// Whose the others are nobody knows then.
  @Test
  void anUnreadableTrailIsNoReasonToTagUnasked() throws IOException {
    become(BOB);
    table("student-canteen");
    become(ALICE);
    ACCOUNT
        .emulator()
        .fault(
            Map.of(
                "service",
                "cloudtrail",
                "operation",
                "LookupEvents",
                "error",
                "ExpiredTokenException",
                "status",
                400,
                "times",
                1));
    var words =
        new String[] {"tag", "--made-by", "me", "--since", day(10), "--name", "student-*", "--yes"};
    var told = run(words);
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("nobody checked who made these, so --yes tags nothing");
    assertThat(told.out()).doesNotContain("tagged");
    told = run(words);
    assertThat(told.exit()).isZero();
    assertThat(told.out()).contains("There is nothing to tag.");
  }

  @Test
  void rootIsWhoeverHasItsPassword() throws IOException {
    become("arn:aws:iam::123456789012:root");
    table("courses");
    var told = run("tag", "--made-by", "me", "--since", day(10));
    assertThat(told.out()).contains("made by you on " + day(0));
    assertThat(told.err()).contains("Root is whoever has its password");
    become(ALICE);
    assertThat(run("tag", "--made-by", "me", "--since", day(10)).err()).doesNotContain("Root");
  }

  @Test
  void withoutTheRightNamesGoOnAlone() throws IOException {
    become(ALICE);
    table("student-courses");
    ACCOUNT
        .emulator()
        .control("POST", "rights", Map.of("deny", List.of("cloudtrail:LookupEvents")));
    var told =
        run(
            "tag",
            "--made-by",
            "me",
            "--since",
            day(10),
            "--name",
            "student-*",
            "--save",
            folder.resolve("plan.json").toString());
    assertThat(told.exit()).isZero();
    assertThat(told.out())
        .contains("Tag these 1 (nobody checked who made these) with workshop=lab in account");
    assertThat(told.err().lines().filter(line -> line.startsWith("The trail cannot be read")))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains("cloudtrail:LookupEvents"));
    assertThat(planned("plan.json")).containsExactly("student-courses");
    told = run("tag", "--made-by", "me", "--since", day(10));
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.out()).contains("There is nothing to tag.");
  }

  @Test
  void beyondNinetyDaysItSaysSo() throws IOException {
    become(ALICE);
    table("student-courses");
    var told = run("tag", "--made-by", "me", "--since", day(200));
    assertThat(told.err())
        .contains(
            "The trail tells of 90 days: who made what before "
                + Instant.now().minus(90, ChronoUnit.DAYS).atZone(ZoneOffset.UTC).toLocalDate());
    assertThat(told.out()).contains("made by you on " + day(0));
  }
}
