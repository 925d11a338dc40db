package janitor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import janitor.plan.LiftProtection;
import janitor.report.MailOn;
import janitor.resource.Reach;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class SettingsTest {
  public static final Map<String, String> LEAST =
      Map.of("JANITOR_WORKSHOP", "students", "AWS_REGION", "eu-central-1");

  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:told";

  private static Settings read(String name, String value) {
    var environment = new TreeMap<>(LEAST);
    environment.put(name, value);
    return Settings.of(environment);
  }

  private static String refusal(Map<String, String> environment) {
    return Objects.requireNonNull(
        Objects.requireNonNull(
                catchThrowableOfType(Refusal.class, () -> Settings.of(environment)),
                environment::toString)
            .getMessage());
  }

  @Test
  void allButTheWorkshopHaveDefaults() {
    var settings = Settings.of(LEAST);
    assertThat(settings.workshop()).isEqualTo("students");
    assertThat(settings.tagKey()).isEqualTo("workshop");
    assertThat(settings.ttl()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.reportFrom()).isEmpty();
    assertThat(settings.reportTo()).isEmpty();
    assertThat(settings.regions()).containsExactly("eu-central-1");
    assertThat(settings.maxDeletions()).isEqualTo(500);
    assertThat(settings.announceFor()).isEqualTo(Duration.ofHours(20));
    assertThat(settings.notice()).isEqualTo(Duration.ofDays(3));
    assertThat(settings.mailOn()).isEqualTo(MailOn.CHANGES);
    assertThat(settings.liftProtection()).isEqualTo(LiftProtection.COGNITO);
    assertThat(settings.bypassGovernance()).isFalse();
    assertThat(settings.selfRemove()).isTrue();
    assertThat(settings.emptyLimit()).isEqualTo(1_000_000);
    assertThat(settings.stackId()).isEmpty();
    assertThat(settings.reach()).isEqualTo(Reach.ALL);
    assertThat(settings.isOnLaptop()).isTrue();
    assertThat(settings.deleterRoleArn()).isEmpty();
    assertThat(settings.untaggedNamePrefix()).isEmpty();
  }

  @Test
  void anEmptyParameterOfTheTemplateIsNone() {
    var environment = new TreeMap<>(LEAST);
    for (var name :
        new String[] {
          "TAG_KEY",
          "TTL",
          "REPORT_FROM",
          "REPORT_TO",
          "REGIONS",
          "MAX_DELETIONS",
          "ANNOUNCE_FOR",
          "NOTICE_DAYS",
          "MAIL_ON",
          "LIFT_PROTECTION",
          "BYPASS_GOVERNANCE",
          "SELF_REMOVE",
          "EMPTY_LIMIT",
          "STACK_ID",
          "LEDGER_TABLE",
          "DELETER_ROLE_ARN",
          "UNTAGGED_NAME_PREFIX",
          "STACK_REGIONS",
          "REACH"
        }) {
      environment.put("JANITOR_" + name, "");
    }
    assertThat(Settings.of(environment)).isEqualTo(Settings.of(LEAST));
  }

  @Test
  void listsAreSeparatedByCommas() {
    var environment = new TreeMap<>(LEAST);
    environment.put("JANITOR_REGIONS", "eu-central-1, us-east-1,us-gov-west-1,eu-central-1,");
    environment.put("JANITOR_REPORT_FROM", "janitor@example.org");
    environment.put("JANITOR_REPORT_TO", "a@example.org, b@example.org");
    var settings = Settings.of(environment);
    assertThat(settings.regions()).containsExactly("eu-central-1", "us-east-1", "us-gov-west-1");
    assertThat(settings.reportTo()).containsExactly("a@example.org", "b@example.org");
  }

  @Test
  void theReachIsOneOfItsWords() {
    assertThat(read("JANITOR_REACH", "serverless").reach()).isEqualTo(Reach.SERVERLESS);
    assertThatThrownBy(() -> read("JANITOR_REACH", "servers"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("write one of all, serverless");
  }

  @Test
  void durationsMayBeIso() {
    assertThat(read("JANITOR_TTL", "P3D").ttl()).isEqualTo(Duration.ofDays(3));
    assertThat(read("JANITOR_TTL", "0").ttl()).isZero();
  }

  @Test
  void theWorkshopIsTakenAsItIs() {
    assertThat(read("JANITOR_WORKSHOP", "Über <b> 'quotes' 1").workshop())
        .isEqualTo("Über <b> 'quotes' 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JANITOR_WORKSHOP|''|JANITOR_WORKSHOP is not set",
        "JANITOR_WORKSHOP|' '|JANITOR_WORKSHOP is not set",
        "JANITOR_TTL|abc|7d",
        "JANITOR_TTL|-1d|not negative",
        "JANITOR_TTL|7|7d",
        "JANITOR_TTL|9999d|at most 3650d",
        "JANITOR_FINAL_SNAPSHOT_FOR|0|at least 1d",
        "JANITOR_FINAL_SNAPSHOT_FOR|23h|at least 1d",
        "JANITOR_ANNOUNCE_FOR|soon|JANITOR_ANNOUNCE_FOR",
        "JANITOR_MAX_DELETIONS|0|from 1",
        "JANITOR_MAX_DELETIONS|-5|whole number",
        "JANITOR_MAX_DELETIONS|many|whole number",
        "JANITOR_MAX_DELETIONS|1e3|whole number",
        "JANITOR_MAX_DELETIONS|99999999999|whole number",
        "JANITOR_NOTICE_DAYS|366|from 0 to 365",
        "JANITOR_MAIL_ON|sometimes|changes, always, failures",
        "JANITOR_MAIL_ON|ALWAYS|changes, always, failures",
        "JANITOR_LIFT_PROTECTION|some|cognito, all, none",
        "JANITOR_BYPASS_GOVERNANCE|yes|true or false",
        "JANITOR_BYPASS_GOVERNANCE|True|true or false",
        "JANITOR_SELF_REMOVE|0|true or false",
        "JANITOR_EMPTY_LIMIT|999|from 1000 to 100000000",
        "JANITOR_EMPTY_LIMIT|100000001|from 1000 to 100000000",
        "JANITOR_EMPTY_LIMIT|-1|whole number",
        "JANITOR_EMPTY_LIMIT|1e6|whole number",
        "JANITOR_REGIONS|Frankfurt|eu-central-1",
        "JANITOR_REGIONS|eu-central-1;us-east-1|eu-central-1",
        "JANITOR_REPORT_FROM|nobody|someone@example.org",
        "JANITOR_REPORT_FROM|a@example.org|JANITOR_REPORT_TO is empty",
        "JANITOR_REPORT_TO|'a@example.org,b'|someone@example.org",
        "JANITOR_STACK_ID|my-stack|whole ARN",
        "JANITOR_DELETER_ROLE_ARN|deleter|whole ARN",
        "JANITOR_UNTAGGED_NAME_PREFIX|ab|three characters",
        "JANITOR_TAG_KEY|aws:tag|reserved",
        "JANITOR_TAG_KEY|janitor:keep|reserved"
      })
  void whatCannotBeTakenIsNamedInOneLineThatSaysWhatToWrite(
      String name, String value, String says) {
    var environment = new TreeMap<>(LEAST);
    environment.put(name, value);
    assertThat(refusal(environment)).contains(says).doesNotContain("\n").hasSizeLessThan(300);
  }

  /// What nobody is told of is never deleted, and would cost for ever.
  @Test
  void aDeployedJanitorTellsSomebody() {
    var deployed = new TreeMap<>(LEAST);
    deployed.put("JANITOR_STACK_ID", "arn:aws:cloudformation:eu-central-1:1:stack/j/1");
    assertThat(refusal(deployed)).contains("nobody would be told", "CreateTopic=true");
    deployed.put("JANITOR_REPORT_TO", "a@example.org");
    assertThat(refusal(deployed)).contains("nobody would be told");
    deployed.put("JANITOR_REPORT_TOPIC_ARN", TOPIC);
    assertThat(Settings.of(deployed).telling().topicArn()).contains(TOPIC);
    deployed.remove("JANITOR_REPORT_TOPIC_ARN");
    deployed.put("JANITOR_REPORT_FROM", "j@example.org");
    assertThat(Settings.of(deployed).reportFrom()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sns:eu-central-1:123456789012:told, true",
    "arn:aws-cn:sns:cn-north-1:123456789012:told_1-a, true",
    "arn:aws:sns:eu-central-1:123456789012:told.fifo, false",
    "arn:aws:sqs:eu-central-1:123456789012:told, false",
    "arn:aws:sns:eu-central-1:123456789012:told:0a1b, false",
    "arn:aws:sns:eu-central-1:123456789012:*, false",
    "told, false",
  })
  void aTopicIsNamedWhole(String arn, boolean isTaken) {
    if (isTaken) {
      assertThat(read("JANITOR_REPORT_TOPIC_ARN", arn).telling().topicArn()).contains(arn);
    } else {
      assertThat(refusal(with(Map.of("JANITOR_REPORT_TOPIC_ARN", arn))))
          .contains("JANITOR_REPORT_TOPIC_ARN", "FIFO");
    }
  }

  private static Map<String, String> with(Map<String, String> more) {
    var environment = new TreeMap<>(LEAST);
    environment.putAll(more);
    return environment;
  }

  private static final String IDENTITY = "arn:aws:ses:eu-west-1:999988887777:identity/example.org";

  /// SES would refuse it every night, and only then.
  @Test
  void aSenderIsOfTheIdentityThatItSendsAs() {
    var sender =
        Map.of("JANITOR_REPORT_FROM", "j@mail.example.org", "JANITOR_REPORT_TO", "a@b.org");
    var environment = new TreeMap<>(with(sender));
    environment.put("JANITOR_REPORT_FROM_ARN", IDENTITY);
    var settings = Settings.of(environment);
    assertThat(settings.telling().fromArn()).contains(IDENTITY);
    assertThat(settings.telling().mailRegion()).contains("eu-west-1");
    environment.put("JANITOR_REPORT_REGION", "eu-west-1");
    assertThat(Settings.of(environment).telling().mailRegion()).contains("eu-west-1");
    environment.put("JANITOR_REPORT_REGION", "us-east-1");
    assertThat(refusal(environment)).contains("JANITOR_REPORT_REGION is not the region");
    environment.remove("JANITOR_REPORT_REGION");
    for (var other : new String[] {"j@ample.org", "j@example.org.evil.net"}) {
      environment.put("JANITOR_REPORT_FROM", other);
      assertThat(refusal(environment)).contains("is not of the identity");
    }
    environment.put("JANITOR_REPORT_FROM_ARN", "arn:aws:iam::1:role/x");
    assertThat(refusal(environment)).contains("ARN of an SES identity");
    assertThat(refusal(with(Map.of("JANITOR_REPORT_REGION", "everywhere"))))
        .contains("JANITOR_REPORT_REGION");
  }

  @Test
  void ownersAreToldAtNamedDomainsOnly() {
    var environment =
        new TreeMap<>(
            with(
                Map.of(
                    "JANITOR_REPORT_FROM", "j@example.org",
                    "JANITOR_REPORT_TO", "a@example.org",
                    "JANITOR_OWNER_TAG_KEY", "owner",
                    "JANITOR_OWNER_DOMAINS", "Example.org, lab.example.org")));
    assertThat(Settings.of(environment).telling().ownerDomains())
        .containsExactlyInAnyOrder("example.org", "lab.example.org");
    assertThat(Settings.of(environment).telling().ownerTagKey()).contains("owner");
    for (var wrong : new String[] {"*", "example", "@example.org", "*.example.org", "a@b.org"}) {
      environment.put("JANITOR_OWNER_DOMAINS", wrong);
      assertThat(refusal(environment)).contains("JANITOR_OWNER_DOMAINS holds");
    }
    environment.remove("JANITOR_OWNER_DOMAINS");
    assertThat(refusal(environment)).contains("anybody may write a tag");
    environment.put("JANITOR_OWNER_DOMAINS", "example.org");
    environment.put("JANITOR_OWNER_TAG_KEY", "workshop");
    assertThat(refusal(environment)).contains("the workshop's own tag");
    environment.remove("JANITOR_OWNER_TAG_KEY");
    assertThat(refusal(environment)).contains("which tag names an owner");
    environment.put("JANITOR_OWNER_TAG_KEY", "owner");
    environment.remove("JANITOR_REPORT_FROM");
    assertThat(refusal(environment)).contains("owners are told by mail");
  }

  @Test
  void howElsePeopleAreToldIsOffSaveForEvents() {
    var telling = Settings.of(LEAST).telling();
    assertThat(telling.topicArn()).isEmpty();
    assertThat(telling.toChat()).isFalse();
    assertThat(telling.publishEvents()).isTrue();
    assertThat(telling.fromArn()).isEmpty();
    assertThat(telling.mailRegion()).isEmpty();
    assertThat(telling.ownerTagKey()).isEmpty();
    assertThat(telling.ownerDomains()).isEmpty();
  }

  /// The role of a deployed janitor has the tag in its policies; on a laptop there is no such role.
  @ParameterizedTest
  @CsvSource({
    "JANITOR_WORKSHOP, Werkstatt Köln 2026, true",
    "JANITOR_WORKSHOP, 工作坊, false",
    "JANITOR_WORKSHOP, Łódź, false",
    "JANITOR_WORKSHOP, a*, false",
    "JANITOR_WORKSHOP, ${aws:username}, false",
    "JANITOR_TAG_KEY, Größe, true",
    "JANITOR_TAG_KEY, семинар, false",
  })
  void aDeployedJanitorsTagIsOneThatAPolicyCanName(String name, String value, boolean isTaken) {
    assertThat(read(name, value)).isNotNull();
    var deployed = new TreeMap<>(LEAST);
    deployed.put("JANITOR_STACK_ID", "arn:aws:cloudformation:eu-central-1:1:stack/j/1");
    deployed.put("JANITOR_REPORT_TOPIC_ARN", TOPIC);
    deployed.put(name, value);
    if (isTaken) {
      assertThat(Settings.of(deployed)).isNotNull();
    } else {
      assertThat(refusal(deployed)).contains(name, value, "U+00FF").doesNotContain("\n");
    }
  }

  @Test
  void regionsMayBeOfAnyPartition() {
    assertThat(read("JANITOR_REGIONS", "eusc-de-east-1,cn-north-1,us-gov-west-1").regions())
        .containsExactly("eusc-de-east-1", "cn-north-1", "us-gov-west-1");
  }

  @Test
  void everythingWrongIsNamedAtOnce() {
    var message =
        refusal(Map.of("JANITOR_TTL", "abc", "JANITOR_MAIL_ON", "x", "JANITOR_SELF_REMOVE", "x"));
    assertThat(message)
        .contains("JANITOR_WORKSHOP")
        .contains("JANITOR_TTL")
        .contains("JANITOR_MAIL_ON")
        .contains("JANITOR_SELF_REMOVE")
        .contains("no region");
  }

  @Test
  void oneThingWrongIsNamedOnce() {
    var message = refusal(Map.of("JANITOR_WORKSHOP", "x".repeat(257), "AWS_REGION", "eu-west-1"));
    assertThat(message).contains("256").doesNotContain("not set");
  }
}
