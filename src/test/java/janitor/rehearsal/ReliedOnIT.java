package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailSendingAccountType;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/// What carries the workshop's tag, and what others send, serve and sign in with.
class ReliedOnIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String arn(String service, String resource) {
    return arn(service, HERE, resource);
  }

  private static String arn(String service, String region, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  /// The end of the workshop, of which all can be read.
  private static Night night() {
    return night(Map.of());
  }

  private static Night night(Map<String, String> settings) {
    var night = ACCOUNT.sweep(settings);
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
    return night;
  }

  // ---- a default configuration set

  private static SesV2Client ses() {
    return ACCOUNT.aws().ses(HERE);
  }

  /// A tagged set, which is the default of the identity.
  private static String defaultSet(String identity) {
    ses().createConfigurationSet(request -> request.configurationSetName("bounces"));
    ses().createEmailIdentity(request -> request.emailIdentity(identity));
    return defaultOf(identity);
  }

  private static String defaultOf(String identity) {
    ses()
        .putEmailIdentityConfigurationSetAttributes(
            request -> request.emailIdentity(identity).configurationSetName("bounces"));
    var set = arn("ses", "configuration-set/bounces");
    ACCOUNT.tag(set, TAG);
    return set;
  }

  /// Without it every mail of theirs fails.
  @Test
  void theDefaultSetOfAStrangersIdentity() {
    var set = defaultSet("theirs.example.org");
    night().stays(set, "it is still used by SES EmailIdentity theirs.example.org");
  }

  @Test
  void theDefaultSetOfAKeptIdentity() {
    var set = defaultSet("kept.example.org");
    ACCOUNT.tag(arn("ses", "identity/kept.example.org"), KEPT);
    night().stays(set, "SES EmailIdentity kept.example.org");
  }

  @Test
  void theDefaultSetOfAnIdentityThatGoesGoesAfterIt() {
    var set = defaultSet("ours.example.org");
    var identity = arn("ses", "identity/ours.example.org");
    ACCOUNT.tag(identity, TAG);
    assertThat(night().gone()).contains(set, identity);
  }

  @Test
  void theDefaultSetOfWhatTheJanitorItselfSendsFrom() {
    var mailing = ACCOUNT.mailing();
    ses().createConfigurationSet(request -> request.configurationSetName("bounces"));
    var set = defaultOf("janitor@example.org");
    var topic = ACCOUNT.aws().sns(HERE).createTopic(request -> request.name("marks")).topicArn();
    ACCOUNT.tag(topic, TAG);
    var night = night(mailing);
    night.stays(set, "what the janitor tells people through needs it");
    assertThat(night.gone()).containsExactly(topic);
    assertThat(ACCOUNT.mails().get("teacher@example.org")).contains("marks");
  }

  /// A set of which it cannot be told whose default it is may be anybody's.
  @Test
  void theSetWhereAnIdentityCannotBeAsked() {
    var set = defaultSet("theirs.example.org");
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "sesv2", "operation", "GetEmailIdentity"),
            "AccessDeniedException",
            403,
            "not authorized");
    ACCOUNT.sweep(Map.of()).stays(set, "it could not be checked what else uses it");
  }

  /// In the region of the identity that the pool sends from, which may be another than its own.
  @ParameterizedTest
  @CsvSource({"eu-central-1", "eu-west-1"})
  void theSetThatAStrangersUserPoolSendsWith(String region) {
    ACCOUNT
        .aws()
        .ses(region)
        .createConfigurationSet(request -> request.configurationSetName("pupils"));
    ACCOUNT
        .aws()
        .userPools(HERE)
        .createUserPool(
            request ->
                request
                    .poolName("pupils")
                    .emailConfiguration(
                        email ->
                            email
                                .emailSendingAccount(EmailSendingAccountType.DEVELOPER)
                                .sourceArn(arn("ses", region, "identity/school.example.org"))
                                .configurationSet("pupils")));
    var set = arn("ses", region, "configuration-set/pupils");
    ACCOUNT.tag(set, TAG);
    night(Map.of("JANITOR_REGIONS", HERE + ",eu-west-1"))
        .stays(set, "it is still used by Cognito UserPool pupils");
  }
}
