package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.model.Origin;
import software.amazon.awssdk.services.cloudfront.model.OriginProtocolPolicy;
import software.amazon.awssdk.services.cloudfront.model.ViewerProtocolPolicy;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CustomEmailSenderLambdaVersionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CustomSMSSenderLambdaVersionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailConfigurationType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.EmailSendingAccountType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreTokenGenerationLambdaVersionType;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sfn.model.CreateStateMachineRequest;
import software.amazon.awssdk.services.sfn.model.EncryptionType;

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
    poolThatSendsFrom(
        arn("ses", region, "identity/school.example.org"),
        email -> email.configurationSet("pupils"));
    var set = arn("ses", region, "configuration-set/pupils");
    ACCOUNT.tag(set, TAG);
    night(Map.of("JANITOR_REGIONS", HERE + ",eu-west-1"))
        .stays(set, "it is still used by Cognito UserPool pupils");
  }

  /// The confirmations of their sign-ups come from it.
  @ParameterizedTest
  @CsvSource({"eu-central-1, identity/", "eu-west-1, identity/", "eu-central-1, email-identity/"})
  void theIdentityThatAStrangersUserPoolSendsFrom(String region, String form) {
    ACCOUNT
        .aws()
        .ses(region)
        .createEmailIdentity(request -> request.emailIdentity("school.example.org"));
    poolThatSendsFrom(arn("ses", region, form + "school.example.org"), _ -> {});
    var identity = arn("ses", region, "identity/school.example.org");
    ACCOUNT.tag(identity, TAG);
    night(Map.of("JANITOR_REGIONS", HERE + ",eu-west-1"))
        .stays(identity, "it is still used by Cognito UserPool pupils");
  }

  private static void poolThatSendsFrom(
      String identity, Consumer<EmailConfigurationType.Builder> how) {
    ACCOUNT
        .aws()
        .userPools(HERE)
        .createUserPool(
            request ->
                request
                    .poolName("pupils")
                    .emailConfiguration(
                        email -> {
                          email
                              .emailSendingAccount(EmailSendingAccountType.DEVELOPER)
                              .sourceArn(identity);
                          how.accept(email);
                        }));
  }

  // ---- a bucket behind a distribution

  private static String bucket(String name) {
    var arn = ACCOUNT.bucket(name);
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String distribution(String origin, String path) {
    var item =
        Origin.builder()
            .id("site")
            .domainName(origin)
            .originPath(path)
            .customOriginConfig(
                how ->
                    how.httpPort(80)
                        .httpsPort(443)
                        .originProtocolPolicy(OriginProtocolPolicy.HTTPS_ONLY))
            .build();
    return ACCOUNT
        .aws()
        .cloudFront("us-east-1")
        .createDistribution(
            request ->
                request.distributionConfig(
                    config ->
                        config
                            .callerReference(origin)
                            .comment("school site")
                            .enabled(true)
                            .origins(origins -> origins.quantity(1).items(item))
                            .defaultCacheBehavior(
                                how ->
                                    how.targetOriginId("site")
                                        .viewerProtocolPolicy(
                                            ViewerProtocolPolicy.REDIRECT_TO_HTTPS))))
        .distribution()
        .arn();
  }

  /// Anybody may make a bucket of that name then, and serve from it.
  @ParameterizedTest
  @CsvSource({
    "site.s3.amazonaws.com, ''",
    "site.s3-website.eu-central-1.amazonaws.com, ''",
    "s3.eu-central-1.amazonaws.com, /site/pages"
  })
  void theBucketBehindAStrangersDistribution(String origin, String path) {
    var bucket = bucket("site");
    distribution(origin, path);
    night().stays(bucket, "it is still used by CloudFront Distribution school site");
  }

  @Test
  void theBucketBehindAKeptDistribution() {
    var bucket = bucket("site");
    ACCOUNT.tag(distribution("site.s3.eu-central-1.amazonaws.com", ""), KEPT);
    night().stays(bucket, "CloudFront Distribution school site");
  }

  @Test
  void aBucketGoesThatNoDistributionServesFrom() {
    var bucket = bucket("site");
    distribution("my-site.s3.amazonaws.com", "");
    distribution("www.example.org", "/site");
    assertThat(night().gone()).contains(bucket);
  }

  // ---- the triggers of a user pool

  /// Named by an alias, or one level below.
  @Test
  void theTriggersOfAKeptUserPool() {
    var functions =
        Stream.of("signs", "tokens", "texts", "mails")
            .collect(Collectors.toMap(name -> name, ReliedOnIT::function));
    var pool =
        ACCOUNT
            .aws()
            .userPools(HERE)
            .createUserPool(
                request ->
                    request
                        .poolName("pupils")
                        .lambdaConfig(
                            config ->
                                config
                                    .preSignUp(functions.get("signs") + ":live")
                                    .preTokenGenerationConfig(
                                        how ->
                                            how.lambdaArn(functions.get("tokens"))
                                                .lambdaVersion(
                                                    PreTokenGenerationLambdaVersionType.V2_0))
                                    .customSMSSender(
                                        how ->
                                            how.lambdaArn(functions.get("texts") + ":1")
                                                .lambdaVersion(
                                                    CustomSMSSenderLambdaVersionType.V1_0))
                                    .customEmailSender(
                                        how ->
                                            how.lambdaArn(functions.get("mails"))
                                                .lambdaVersion(
                                                    CustomEmailSenderLambdaVersionType.V1_0))))
            .userPool()
            .arn();
    ACCOUNT.tag(pool, KEPT);
    var night = night();
    for (var function : functions.values()) {
      night.stays(function, "it waits for Cognito UserPool pupils, which stays");
    }
  }

  private static String function(String name) {
    return ACCOUNT.function(name, ACCOUNT.role(name, "lambda"), TAG);
  }

  // ---- a connection that a state machine calls with

  private static String calling(String connectionArn) {
    return "{\"StartAt\":\"Call\",\"States\":{\"Call\":{\"Type\":\"Task\",\"End\":true,"
        + "\"Resource\":\"arn:aws:states:::http:invoke\",\"Parameters\":{\"Method\":\"GET\","
        + "\"ApiEndpoint\":\"https://registry.example.org/\",\"Authentication\":{"
        + connectionArn
        + "}}}}}";
  }

  private static String machine(
      String definition, Consumer<CreateStateMachineRequest.Builder> how) {
    return ACCOUNT
        .aws()
        .stepFunctions(HERE)
        .createStateMachine(
            request -> {
              request
                  .name("theirs")
                  .definition(definition)
                  .roleArn(ACCOUNT.role("theirs", "states"));
              how.accept(request);
            })
        .stateMachineArn();
  }

  private static void staysForTheMachine(ApiDestination registry) {
    night().stays(registry.connection(), "it is still used by StepFunctions StateMachine theirs");
    registry.hasItsConnection(ACCOUNT);
  }

  @Test
  void theConnectionThatAStrangersStateMachineCallsWith() {
    var registry = ApiDestination.make(ACCOUNT, TAG);
    machine(calling("\"ConnectionArn\":\"" + registry.connection() + "\""), _ -> {});
    staysForTheMachine(registry);
  }

  /// An alias leads to a version, whatever its machine does now.
  @Test
  void theConnectionThatAVersionCallsWith() {
    var registry = ApiDestination.make(ACCOUNT, TAG);
    var machine =
        machine(
            calling("\"ConnectionArn\":\"" + registry.connection() + "\""),
            request -> request.publish(true));
    ACCOUNT
        .aws()
        .stepFunctions(HERE)
        .updateStateMachine(request -> request.stateMachineArn(machine).definition("{}"));
    staysForTheMachine(registry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"ConnectionArn.$\":\"$.connection\"",
        "\"ConnectionArn\" : \"{% $states.input.connection %}\""
      })
  void aConnectionThatAStateMachineIsToldAtRunTime(String arn) {
    var registry = ApiDestination.make(ACCOUNT, TAG);
    machine(calling(arn), _ -> {});
    staysForTheMachine(registry);
  }

  /// Nobody but who may use the key reads it.
  @Test
  void aConnectionWhereADefinitionIsEncrypted() {
    var registry = ApiDestination.make(ACCOUNT, TAG);
    var key = ACCOUNT.key(Map.of());
    machine(
        calling("\"ConnectionArn\":\"" + registry.connection() + "\""),
        request ->
            request.encryptionConfiguration(
                by -> by.type(EncryptionType.CUSTOMER_MANAGED_KMS_KEY).kmsKeyId(key)));
    staysForTheMachine(registry);
  }

  @Test
  void theConnectionGoesThatNoStateMachineNames() {
    var registry = ApiDestination.make(ACCOUNT, TAG);
    machine(
        calling("\"ConnectionArn\":\"" + registry.connection().replace("registry", "other") + "\""),
        _ -> {});
    assertThat(night().gone()).contains(registry.connection());
  }
}
