package janitor.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.report.JsonLog;
import janitor.settings.Settings;
import janitor.sweep.Counts;
import janitor.sweep.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every parameter is described, bounded and in the console's form; every setting has its
/// parameter.
final class TemplateTest {
  private static final Pattern VARIABLE = Pattern.compile("\"(JANITOR_[A-Z_]+)\"");

  /// What the template itself gives the function, and what is no setting of it.
  private static final Set<String> FROM_THE_STACK =
      Set.of(
          "JANITOR_STACK_ID",
          "JANITOR_LEDGER_TABLE",
          "JANITOR_SCHEDULE",
          "JANITOR_SCHEDULE_GROUP",
          "JANITOR_INVOKER_ROLE_ARN",
          "JANITOR_PAGE_URL");

  /// What the template makes itself, where no parameter names another.
  private static final Set<String> MADE_OR_NAMED =
      Set.of("JANITOR_DELETER_ROLE_ARN", "JANITOR_REPORT_TOPIC_ARN");

  private final Template template = Template.with(Map.of("Workshop", "student-system"));

  @Test
  void everyParameterIsDescribedAndBounded() {
    template
        .parameters()
        .forEach(
            (name, declared) -> {
              assertThat(String.valueOf(declared.get("Description")))
                  .as(name)
                  .hasSizeGreaterThan(20)
                  .endsWith(".");
              var isBounded =
                  declared.containsKey("AllowedValues")
                      || declared.keySet().containsAll(Set.of("AllowedPattern", "MaxLength"))
                      || declared.keySet().containsAll(Set.of("MinValue", "MaxValue"));
              assertThat(isBounded).as(name + " is bounded").isTrue();
              if (declared.containsKey("AllowedPattern")) {
                assertThat(declared).as(name).containsKey("ConstraintDescription");
              }
            });
  }

  @Test
  void onlyTheWorkshopIsRequired() {
    assertThat(
            template.parameters().entrySet().stream()
                .filter(entry -> !entry.getValue().containsKey("Default"))
                .map(Map.Entry::getKey))
        .containsExactly("Workshop");
  }

  @Test
  void defaultsPassTheirOwnPattern() {
    template
        .parameters()
        .forEach(
            (name, declared) -> {
              if (declared.containsKey("Default") && declared.containsKey("AllowedPattern")) {
                assertThat(accepts(name, String.valueOf(declared.get("Default"))))
                    .as(name)
                    .isTrue();
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "Workshop,student-system,true",
        "Workshop,Münchner Werkstatt 2026,true",
        "Workshop,工作坊,false",
        "Workshop,Łódź,false",
        "Workshop,| blank-first|,false",
        "Workshop,quo\"te,false",
        "Workshop,a*,false",
        "Workshop,${aws:username},false",
        "TagKey,aws:x,false",
        "TagKey,AWS:x,false",
        "TagKey,janitor:keep,false",
        "TagKey,Workshop,true",
        "TagKey,Größe,true",
        "TagKey,семинар,false",
        "Ttl,7d,true",
        "Ttl,P7D,true",
        "Ttl,PT20H,true",
        "Ttl,P1DT12H,true",
        "Ttl,P,false",
        "Ttl,PT,false",
        "Ttl,-1d,false",
        "Ttl,abc,false",
        "Regions,|eu-central-1,us-east-1|,true",
        "Regions,us-gov-west-1,true",
        "Regions,eusc-de-east-1,true",
        "Regions,|eu-central-1,|,false",
        "UntaggedNamePrefix,ab,false",
        "UntaggedNamePrefix,abc*,false",
        "UntaggedNamePrefix,abc-,true",
        "ReportFrom,a@example.org,true",
        "ReportFrom,*@example.org,false",
        "ReportFrom,A <a@example.org>,false",
        "ReportTo,|a@example.org, b@example.org|,true",
        "FailureAlarmTopicArn,arn:aws-cn:sns:cn-north-1:123456789012:alarm,true",
        "ReportTopicArn,arn:aws:sns:eu-west-1:123456789012:told,true",
        "ReportTopicArn,arn:aws:sns:eu-west-1:123456789012:told.fifo,false",
        "ReportFromArn,arn:aws:ses:eu-west-1:123456789012:identity/example.org,true",
        "ReportFromArn,arn:aws:ses:eu-west-1:123456789012:identity/*,false",
        "ReportRegion,eu-west-1,true",
        "ReportRegion,europe,false",
        "DeleterRoleArn,arn:aws-us-gov:iam::123456789012:role/x/deleter,true",
        "DeleterRoleArn,deleter,false",
        "Schedule,cron(0 1 * * ? *),true",
        "Schedule,rate(1 day),true",
        "Schedule,at(2026-01-01T00:00:00),false",
        "ScheduleTimeZone,America/Argentina/Buenos_Aires,true",
      })
  void patternsLetInWhatIsMeant(String parameter, String value, boolean isAccepted) {
    assertThat(accepts(parameter, value)).isEqualTo(isAccepted);
  }

  /// Else each night would refuse its settings, and nobody would hear of it but the log.
  @ParameterizedTest
  @CsvSource({
    "Ttl,JANITOR_TTL,3650d,true",
    "Ttl,JANITOR_TTL,3651d,false",
    "Ttl,JANITOR_TTL,9999d,false",
    "Ttl,JANITOR_TTL,0d,true",
    "Ttl,JANITOR_TTL,9999h,true",
    "Ttl,JANITOR_TTL,99999h,false",
    "Ttl,JANITOR_TTL,999999m,true",
    "Ttl,JANITOR_TTL,1000000m,false",
    "Ttl,JANITOR_TTL,P3650D,true",
    "Ttl,JANITOR_TTL,P9999D,false",
    "Ttl,JANITOR_TTL,P3649DT99H,false",
    "Ttl,JANITOR_TTL,PT9999H,true",
    "Ttl,JANITOR_TTL,PT999999999S,false",
    "AnnounceFor,JANITOR_ANNOUNCE_FOR,9999d,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,12h,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,24h,true",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,23h,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,0d,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,1d,true",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,1439m,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,1440m,true",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,P1D,true",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,P0D,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,PT12H,false",
    "FinalSnapshotFor,JANITOR_FINAL_SNAPSHOT_FOR,PT48H,true",
    "OwnerDomains,JANITOR_OWNER_DOMAINS,-x.org,false",
    "OwnerDomains,JANITOR_OWNER_DOMAINS,x.org-,false",
    "OwnerDomains,JANITOR_OWNER_DOMAINS,lab-1.x.org,true",
  })
  void whatThePatternsLetInTheNightReads(
      String parameter, String variable, String value, boolean isGood) {
    assertThat(accepts(parameter, value)).isEqualTo(isGood);
    var environment =
        new HashMap<>(
            Map.of(
                "JANITOR_WORKSHOP", "w",
                "AWS_REGION", "eu-west-1",
                "JANITOR_REPORT_FROM", "a@x.org",
                "JANITOR_REPORT_TO", "b@x.org",
                "JANITOR_OWNER_TAG_KEY", "owner",
                "JANITOR_OWNER_DOMAINS", "x.org"));
    environment.put(variable, value);
    assertThat(catchThrowable(() -> Settings.of(environment)) == null).isEqualTo(isGood);
  }

  private boolean accepts(String parameter, String value) {
    var declared = template.parameters().getOrDefault(parameter, Map.of());
    return value.matches(String.valueOf(declared.get("AllowedPattern")));
  }

  @Test
  void theConsoleShowsEveryParameterOnceAndWithALabel() {
    var form = Template.map(template.metadata().get("AWS::CloudFormation::Interface"));
    var shown =
        Template.list(form.get("ParameterGroups")).stream()
            .flatMap(group -> Template.texts(Template.map(group).get("Parameters")).stream())
            .toList();
    assertThat(shown).containsExactlyInAnyOrderElementsOf(template.parameters().keySet());
    assertThat(Template.map(form.get("ParameterLabels")).keySet())
        .containsExactlyInAnyOrderElementsOf(template.parameters().keySet());
  }

  /// Nobody is invited to `sam publish` what is refused: the Serverless Application Repository's
  /// list of types has no function URLs, and will not (aws/serverless-application-model #3402,
  /// closed as "wontfix"), whatever their condition.
  @Test
  void nothingIsSaidToARepositoryThatTakesNoFunctionUrl() {
    assertThat(template.resources().values())
        .anySatisfy(resource -> assertThat(resource).containsEntry("Type", "AWS::Lambda::Url"));
    assertThat(template.metadata()).containsOnlyKeys("AWS::CloudFormation::Interface");
  }

  @Test
  void everySettingHasItsParameterAndEveryVariableIsRead() throws IOException {
    var read = new TreeSet<String>();
    try (var sources = Files.walk(Path.of("src", "main", "java"))) {
      // The function has nothing of the laptop, whose own variables are no settings.
      for (var source :
          sources
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.startsWith(Path.of("src", "main", "java", "janitor", "laptop")))
              .toList()) {
        VARIABLE
            .matcher(Files.readString(source))
            .results()
            .map(MatchResult::group)
            .map(quoted -> quoted.replace("\"", ""))
            .forEach(read::add);
      }
    }
    var given = template.variables();
    assertThat(given.keySet()).containsAll(read);
    assertThat(given.keySet().stream().filter(text -> !read.contains(text)))
        .as("given, but not read")
        .isEmpty();
    given.forEach(
        (variable, value) -> {
          if (!FROM_THE_STACK.contains(variable) && !MADE_OR_NAMED.contains(variable)) {
            assertThat(value).as(variable).isEqualTo(Map.of("Ref", stem(variable)));
          }
        });
  }

  /// `JANITOR_TAG_KEY` is `TagKey`.
  private static String stem(String variable) {
    return List.of(variable.substring("JANITOR_".length()).split("_", -1)).stream()
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  @Test
  void theScheduleSaysWhatAScheduledNightIs() throws IOException {
    var input = JSON.std.mapFrom(scheduleInput());
    assertThat(input)
        .containsEntry("source", "aws.scheduler")
        // One of two deliveries has another execution id.
        .containsEntry("id", "<aws.scheduler.scheduled-time>")
        .containsEntry("time", "<aws.scheduler.scheduled-time>")
        .containsEntry("detail", Map.of());
  }

  /// Opt-in: without it there is no second function, no address and no role.
  @Test
  void thePageIsThereOnlyWhenItIsAskedFor() {
    var parts =
        List.of(
            "Page",
            "PageLog",
            "PageRole",
            "PageUrl",
            "PageUrlPublicPermissions",
            "PageURLInvokeAllowPublicAccess");
    parts.forEach(
        part ->
            assertThat(template.resources().getOrDefault(part, Map.of()))
                .as(part)
                .containsEntry("Condition", "HasDecisionPage"));
    assertThat(template.policies().stream().map(Template.Policy::name)).doesNotContain("page");
    assertThat(template.variables().get("JANITOR_PAGE_URL"))
        .isEqualTo(
            Map.of(
                "Fn::If",
                List.of("HasDecisionPage", Map.of("Fn::GetAtt", "PageUrl.FunctionUrl"), "")));
  }

  /// `sam deploy --guided` asks of each function with an address of its own that has no
  /// authentication whether that is right, whatever its condition, and ends if one presses Enter.
  @Test
  void aGuidedDeploymentAsksNothingThatEndsIt() {
    assertThat(template.resources().keySet())
        .filteredOn(name -> template.properties(name).containsKey("FunctionUrlConfig"))
        .isEmpty();
  }

  /// SAM deletes with it what has never been deployed as a whole (`Deployer.rollback_delete_stack`,
  /// SAM CLI 1.170), which no later deployment could update, and rolls an update back.
  @Test
  void aFirstDeploymentThatFailedCanBeRepeated() throws IOException {
    assertThat(Files.readString(Path.of("samconfig.toml")))
        .containsPattern("(?m)^on_failure = \"DELETE\"$");
    assertThat(Files.readString(Path.of("README.md")).lines())
        .filteredOn(line -> line.startsWith("sam deploy --guided --template"))
        .singleElement()
        .asString()
        .contains(" --on-failure DELETE ");
  }

  private static List<String> subscribed(Map<String, String> parameters) {
    var all = new java.util.TreeMap<>(parameters);
    all.put("Workshop", "student-system");
    all.put("CreateTopic", "true");
    var template = Template.with(all);
    return Template.list(template.resolved(template.properties("ReportTopic").get("Subscription")))
        .stream()
        .map(value -> String.valueOf(Template.map(value).get("Endpoint")))
        .toList();
  }

  /// Whoever gets the mail is not told twice.
  @Test
  void theTopicsSubscribersAreTheRecipientsOfAStackWithoutASender() {
    assertThat(subscribed(Map.of("ReportTo", "a@example.org , b@example.org")))
        .containsExactly("a@example.org", "b@example.org");
    assertThat(subscribed(Map.of("ReportTo", "a@example.org"))).containsExactly("a@example.org");
    assertThat(subscribed(Map.of())).isEmpty();
    assertThat(subscribed(Map.of("ReportTo", "a@b.org", "ReportFrom", "j@b.org"))).isEmpty();
    var many =
        java.util.stream.IntStream.range(0, 12).mapToObj("u%d@example.org"::formatted).toList();
    assertThat(subscribed(Map.of("ReportTo", String.join(",", many))))
        .isEqualTo(many.subList(0, 10));
  }

  private String scheduleInput() {
    var events = Template.map(template.properties("Janitor").get("Events"));
    return String.valueOf(
        Template.map(Template.map(events.get("Nightly")).get("Properties")).get("Input"));
  }

  @Test
  void nothingThatHoldsDataOutlivesTheStack() {
    template
        .resources()
        .forEach(
            (name, resource) -> {
              var policy = String.valueOf(resource.getOrDefault("DeletionPolicy", "Delete"));
              assertThat(policy)
                  .as(name)
                  .isEqualTo(name.startsWith("Deleter") ? "RetainExceptOnCreate" : "Delete");
            });
  }

  @Test
  void noNameCanCollide() {
    var fixed = Set.of("FunctionName", "RoleName", "ManagedPolicyName", "TableName", "QueueName");
    template
        .resources()
        .forEach(
            (name, resource) -> {
              // These name what they are for, not themselves.
              if (!Set.of("AWS::IAM::RolePolicy", "AWS::Lambda::Permission")
                  .contains(resource.get("Type"))) {
                assertThat(template.properties(name))
                    .as(name)
                    .doesNotContainKeys(fixed.toArray(String[]::new));
              }
            });
    assertThat(template.properties("JanitorLog").get("LogGroupName"))
        .isEqualTo(Map.of("Fn::Sub", "/workshop-janitor/${AWS::StackName}"));
  }

  /// AWS refuses longer ones, and so the whole stack, with the longest names that it takes itself.
  @Test
  void descriptionsFitWithTheLongestNames() {
    var longest =
        Template.with(
            Map.of(
                "Workshop", "w".repeat(256),
                "TagKey", "k".repeat(128),
                "AWS::StackName", "s".repeat(128)));
    var limits =
        Map.of(
            "AWS::Serverless::Function", 256,
            "AWS::IAM::Role", 1000,
            "AWS::IAM::ManagedPolicy", 1000,
            "AWS::CloudWatch::Alarm", 1024);
    var seen = new TreeSet<String>();
    longest
        .resources()
        .forEach(
            (name, resource) -> {
              var properties =
                  Template.map(resource.getOrDefault("Properties", Map.<String, Object>of()));
              for (var property : List.of("Description", "AlarmDescription")) {
                if (properties.containsKey(property)) {
                  var type = String.valueOf(resource.get("Type"));
                  seen.add(type);
                  assertThat(String.valueOf(longest.resolved(properties.get(property))))
                      .as(name)
                      .hasSizeLessThanOrEqualTo(limits.getOrDefault(type, 0));
                }
              }
            });
    assertThat(seen).containsExactlyInAnyOrderElementsOf(limits.keySet());
  }

  @Test
  void arnsNameNoPartition() throws IOException {
    var resources = Files.readString(Template.FILE).split("\nResources:\n", 2)[1];
    assertThat(resources).doesNotContain("arn:aws").doesNotContain("amazonaws.com.cn");
  }

  /// The alarm counts what the log writes, under the log's own dimension.
  @Test
  void theFailureAlarmSeesWhatFails() throws IOException {
    var text = Files.readString(Path.of("template.yaml"));
    var alarm = text.substring(text.indexOf("\n  FailureAlarm:"), text.indexOf("\nOutputs:"));
    assertThat(alarm)
        .contains("SUM([failed, unread, unmailed, died, undelivered])")
        .containsPattern("Id: failed(?:(?!Id:)[\\s\\S])*MetricName: Failed\\n")
        .containsPattern("Id: unread(?:(?!Id:)[\\s\\S])*MetricName: Unread\\n")
        .containsPattern("Id: unmailed(?:(?!Id:)[\\s\\S])*MetricName: MailFailed\\n")
        .containsPattern("Id: undelivered(?:(?!Id:)[\\s\\S])*Value: !GetAtt Failures.QueueName");
    var bytes = new ByteArrayOutputStream();
    new JsonLog(new PrintStream(bytes, true, UTF_8), InstantSource.fixed(Instant.EPOCH), "f")
        .note(
            new Journal.NightOver(
                "w", new Counts(0, 0, 0, 0, 1, 2), List.of(), 0, Duration.ZERO, true));
    assertThat(bytes.toString(UTF_8))
        .contains(
            "\"Dimensions\":[[\"FunctionName\"]]",
            "\"Failed\":1",
            "\"Unread\":2",
            "\"MailFailed\":1")
        .contains("\"Namespace\":\"" + JsonLog.NAMESPACE + "\"");
    assertThat(alarm.split("Namespace: " + JsonLog.NAMESPACE, -1)).hasSize(4);
    assertThat(alarm.split("Name: FunctionName, Value: !Ref Janitor", -1)).hasSize(5);
  }
}
