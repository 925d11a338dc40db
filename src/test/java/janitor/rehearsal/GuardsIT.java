package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.lambda.model.Runtime;

/// What must never be deleted though it carries the workshop's tag: each stays, and for the reason
/// that its own guard gives.
class GuardsIT {
  private static final String HERE = Emulator.REGION;
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static void tag(String arn) {
    ACCOUNT.tag(arn, Map.of("workshop", Rehearsal.WORKSHOP));
  }

  private static void put(String arn, String property, String value) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of(property, value)));
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  /// The end of the workshop is said by hand, and all that may be lifted by a setting is.
  private static Night night(Map<String, String> settings) {
    var environment =
        ACCOUNT.environment(
            Map.of("JANITOR_BYPASS_GOVERNANCE", "true", "JANITOR_LIFT_PROTECTION", "all"));
    environment.putAll(settings);
    var night = Night.sweepNow(ACCOUNT.emulator(), environment);
    assertThat((List<?>) night.field("unread")).isEmpty();
    return night;
  }

  /// It is tagged, and stays for this reason.
  private static void stays(String arn, String reason) {
    tag(arn);
    isWithheld(arn, reason, Map.of());
  }

  /// No setting lifts its protection.
  private static void staysProtected(String arn, String reason) {
    tag(arn);
    isWithheld(arn, reason, Map.of("JANITOR_LIFT_PROTECTION", "none"));
  }

  private static void isWithheld(String arn, String reason, Map<String, String> settings) {
    var row =
        night(settings)
            .resources()
            .filter(resource -> arn.equals(resource.get("arn")))
            .findFirst()
            .orElseThrow();
    assertThat(String.valueOf(row.get("outcome"))).isEqualTo("Withheld");
    assertThat(String.valueOf(row.get("reason"))).contains(reason);
  }

  private static String role(String path, String name) {
    return role(path, name, TRUST);
  }

  private static String role(String path, String name, String trust) {
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(request -> request.path(path).roleName(name).assumeRolePolicyDocument(trust))
        .role()
        .arn();
  }

  private static String policy() {
    var reads =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":"
            + "\"s3:GetObject\",\"Resource\":\"*\"}]}";
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .createPolicy(request -> request.policyName("reads").policyDocument(reads))
        .policy()
        .arn();
  }

  private static void theirFunction(String role, String... layers) {
    ACCOUNT
        .aws()
        .lambda(HERE)
        .createFunction(
            request ->
                request
                    .functionName("theirs")
                    .role(role)
                    .layers(layers)
                    .runtime(Runtime.PYTHON3_12)
                    .handler("index.handler")
                    .code(code -> code.zipFile(SdkBytes.fromUtf8String("x"))));
  }

  @Test
  void theDefaultBus() {
    stays(arn("events", "event-bus/default"), "it is the account's default event bus");
  }

  @Test
  void aPartnersBus() {
    var name = "aws.partner/example.com/school/marks";
    var events = ACCOUNT.aws().eventBridge(HERE);
    events.createPartnerEventSource(request -> request.name(name).account(Emulator.ACCOUNT));
    events.createEventBus(request -> request.name(name).eventSourceName(name));
    stays(arn("events", "event-bus/" + name), "a partner of AWS sends its events to it");
  }

  @Test
  void aBusWithASchemaDiscoverer() {
    var events = ACCOUNT.aws().eventBridge(HERE);
    events.createEventBus(request -> request.name("discovered"));
    events.putRule(
        request ->
            request
                .name("Schemas-events-event-bus-discovered")
                .eventBusName("discovered")
                .eventPattern("{\"account\":[\"1\"]}"));
    put(
        arn("events", "rule/discovered/Schemas-events-event-bus-discovered"),
        "managedBy",
        "schemas.amazonaws.com");
    stays(arn("events", "event-bus/discovered"), "aws schemas delete-discoverer");
  }

  @Test
  void aRuleThatAwsManages() {
    ACCOUNT
        .aws()
        .eventBridge(HERE)
        .putRule(
            request ->
                request.name("managed").scheduleExpression("rate(1 day)").state(RuleState.ENABLED));
    put(arn("events", "rule/managed"), "managedBy", "states.amazonaws.com");
    stays(arn("events", "rule/managed"), "AWS manages it, for states.amazonaws.com");
  }

  @ParameterizedTest
  @CsvSource({
    "/aws-service-role/ops.apigateway.amazonaws.com/, AWSServiceRoleForAPIGateway, made it for"
        + " itself",
    "/aws-reserved/sso.amazonaws.com/, AWSReservedSSO_Students_01, IAM Identity Center",
    "/, OrganizationAccountAccessRole, the organization enters by it",
    "/, AWSControlTowerExecution, Control Tower works with it",
    "/, stacksets-exec-0123, StackSets work with it",
    "/, AWSCloudFormationStackSetExecutionRole, StackSets work with it",
    "/, cdk-hnb659fds-deploy-role-123456789012-eu-central-1, the CDK's bootstrap"
  })
  void aRoleOfAwsItself(String path, String name, String reason) {
    stays(role(path, name), reason);
  }

  /// Their service made them, and deletes them; each reason says how.
  @ParameterizedTest
  @CsvSource({
    "awseb-e-2g8t7j3pwp-stack, terminate-environment --environment-id e-2g8t7j3pwp",
    "StackSet-school-baseline-0c1d2e3f-4a5b-6c7d-8e9f-0a1b2c3d4e5f,"
        + " delete-stack-instances --stack-set-name school-baseline with",
    "SC-123456789012-pp-ab12cd34ef56g, --provisioned-product-id pp-ab12cd34ef56g",
    "aws-cloud9-students-0123456789abcdef0123456789abcdef,"
        + " --environment-id 0123456789abcdef0123456789abcdef",
    "AWSProton-students-cloudformation--HZYQRFWOSFPHCQZ, Proton made it",
    "DataZone-Env-cdvdkco1klne6o, with its environment cdvdkco1klne6o",
    "CDKToolkit, every CDK stack of the account",
    "aws-sam-cli-managed-default, through which SAM deploys every stack"
  })
  void aStackThatAServiceOwns(String name, String reason) {
    var stack = stack(name);
    stays(stack, reason);
    assertThat(stackNames()).contains(name);
  }

  /// Only the name of what the service makes up is the service's.
  @ParameterizedTest
  @ValueSource(strings = {"my-awseb-e-2g8t7j3pwp-stack", "SC-lab", "stackset-notes", "CDKToolkit2"})
  void aStackThatMerelySoundsLikeOneGoes(String name) {
    tag(stack(name));
    night(Map.of());
    assertThat(stackNames()).doesNotContain(name);
  }

  private static String stack(String name) {
    return ACCOUNT
        .aws()
        .cloudFormation(HERE)
        .createStack(
            request ->
                request
                    .stackName(name)
                    .templateBody("{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}}}"))
        .stackId();
  }

  private static List<String> stackNames() {
    return ACCOUNT.aws().cloudFormation(HERE).describeStacksPaginator().stacks().stream()
        .map(Stack::stackName)
        .toList();
  }

  @Test
  void theRoleOfAStackThatStays() {
    var role = role("/", "deploys");
    ACCOUNT
        .aws()
        .cloudFormation(HERE)
        .createStack(
            request ->
                request
                    .stackName("theirs")
                    .roleARN(role)
                    .templateBody("{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}}}"));
    stays(role, "it is still used by stack theirs");
  }

  @Test
  void theRoleOfAFunctionThatStays() {
    var role = role("/", "runs");
    theirFunction(role);
    stays(role, "it is still used by function theirs");
  }

  /// A version works with what its function had when it was published, and an alias leads to it.
  @Test
  void theRoleOfAVersionThatStays() {
    var role = role("/", "then");
    theirFunction(role);
    var lambda = ACCOUNT.aws().lambda(HERE);
    lambda.publishVersion(request -> request.functionName("theirs"));
    var now = role("/", "now");
    lambda.updateFunctionConfiguration(request -> request.functionName("theirs").role(now));
    stays(role, "it is still used by function theirs");
  }

  /// A rule that is kept may call it by an alias.
  @Test
  void aFunctionThatAKeptRuleCallsByAnAlias() {
    theirFunction(role("/", "runs"));
    var events = ACCOUNT.aws().eventBridge(HERE);
    var rule =
        events
            .putRule(request -> request.name("calls").scheduleExpression("rate(1 day)"))
            .ruleArn();
    var function = arn("lambda", "function:theirs");
    events.putTargets(
        request ->
            request
                .rule("calls")
                .targets(Target.builder().id("live").arn(function + ":live").build()));
    tag(rule);
    ACCOUNT.tag(rule, Map.of("janitor:keep", ""));
    tag(function);
    isWithheld(function, "it waits for Events Rule calls, which stays", Map.of());
  }

  /// So does a version of a state machine.
  @Test
  void theRoleOfAVersionOfAStateMachineThatStays() {
    var trust = TRUST.replace("lambda", "states");
    var role = role("/", "then", trust);
    var states = ACCOUNT.aws().stepFunctions(HERE);
    var machine =
        states
            .createStateMachine(
                request -> request.name("theirs").definition("{}").roleArn(role).publish(true))
            .stateMachineArn();
    var now = role("/", "now", trust);
    states.updateStateMachine(request -> request.stateMachineArn(machine).roleArn(now));
    stays(role, "it is still used by StepFunctions StateMachine theirs");
  }

  private static String layer(String name) {
    return ACCOUNT
        .aws()
        .lambda(HERE)
        .publishLayerVersion(
            request ->
                request
                    .layerName(name)
                    .content(content -> content.zipFile(SdkBytes.fromUtf8String("x"))))
        .layerVersionArn();
  }

  /// A layer cannot be tagged: it is found by its name.
  @Test
  void theLayerOfAFunctionThatStays() {
    var layer = layer("school-tools");
    theirFunction(role("/", "runs"), layer);
    isWithheld(
        layer,
        "it is still used by function theirs",
        Map.of("JANITOR_UNTAGGED_NAME_PREFIX", "school-"));
  }

  private static void share(String layer, String principal, @Nullable String organization) {
    var parts = layer.split(":", -1);
    ACCOUNT
        .aws()
        .lambda(HERE)
        .addLayerVersionPermission(
            request ->
                request
                    .layerName(parts[6])
                    .versionNumber(Long.valueOf(parts[7]))
                    .statementId(principal.equals("*") ? "all" : principal)
                    .action("lambda:GetLayerVersion")
                    .principal(principal)
                    .organizationId(organization));
  }

  /// Another account's function runs on, and can be neither changed nor deployed anew.
  @ParameterizedTest
  @CsvSource({
    "111122223333,, the account 111122223333",
    "*,, every account",
    "*, o-0123456789, the organization o-0123456789"
  })
  void theLayerThatOthersMayUse(String principal, @Nullable String organization, String who) {
    var layer = layer("school-tools");
    share(layer, Emulator.ACCOUNT, null);
    share(layer, principal, organization);
    isWithheld(
        layer, "its policy gives it to " + who, Map.of("JANITOR_UNTAGGED_NAME_PREFIX", "school-"));
  }

  @Test
  void theLayerOfWhichNobodyCanTellWhoMayUseIt() {
    var layer = layer("school-tools");
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "lambda", "operation", "GetLayerVersionPolicy"),
            "AccessDeniedException",
            403,
            "not authorized");
    var environment = ACCOUNT.environment(Map.of("JANITOR_UNTAGGED_NAME_PREFIX", "school-"));
    var told = Night.sweepNow(ACCOUNT.emulator(), environment).told(layer);
    assertThat(told.get("outcome")).isEqualTo("Withheld");
    assertThat(told.get("reason")).contains("it could not be checked what else uses it");
  }

  /// What the policy gives the account itself it has anyway.
  @Test
  void theLayerThatOnlyItsOwnAccountMayUseGoes() {
    var layer = layer("school-tools");
    share(layer, Emulator.ACCOUNT, null);
    assertThat(night(Map.of("JANITOR_UNTAGGED_NAME_PREFIX", "school-")).gone()).contains(layer);
  }

  @Test
  void thePolicyOfARoleThatStays() {
    var policy = policy();
    role("/", "theirs");
    ACCOUNT
        .aws()
        .iam("us-east-1")
        .attachRolePolicy(request -> request.roleName("theirs").policyArn(policy));
    stays(policy, "it is still used by role theirs");
  }

  @Test
  void thePolicyThatBoundsARoleThatStays() {
    var policy = policy();
    ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(
            request ->
                request
                    .roleName("theirs")
                    .assumeRolePolicyDocument(TRUST)
                    .permissionsBoundary(policy));
    stays(policy, "it is still used by role theirs");
  }

  @Test
  void thePolicyOfAUser() {
    var policy = policy();
    var iam = ACCOUNT.aws().iam("us-east-1");
    iam.createUser(request -> request.userName("ada"));
    iam.attachUserPolicy(request -> request.userName("ada").policyArn(policy));
    stays(policy, "it is still used by user ada");
  }

  @Test
  void thePolicyOfAGroup() {
    var policy = policy();
    var iam = ACCOUNT.aws().iam("us-east-1");
    iam.createGroup(request -> request.groupName("teachers"));
    iam.attachGroupPolicy(request -> request.groupName("teachers").policyArn(policy));
    stays(policy, "it is still used by group teachers");
  }

  /// Neither it nor its connection can be tagged: a rule that goes has it as a target as well.
  @Test
  void theApiDestinationOfAPipeThatStays() {
    var registry = ApiDestination.make(ACCOUNT, Map.of("workshop", Rehearsal.WORKSHOP));
    ACCOUNT
        .aws()
        .pipes(HERE)
        .createPipe(
            request ->
                request
                    .name("theirs")
                    .roleArn(role("/", "pipes"))
                    .source(arn("sqs", "theirs"))
                    .target(registry.destination()));
    isWithheld(registry.destination(), "it is still used by Pipes Pipe theirs", Map.of());
    registry.hasItsConnection(ACCOUNT);
  }

  @Test
  void aSecretOfAnotherService() {
    var secret =
        ACCOUNT
            .aws()
            .secrets(HERE)
            .createSecret(request -> request.name("events!connection/x").secretString("{}"))
            .arn();
    put(secret, "owningService", "events");
    stays(secret, "it belongs to events, which deletes it");
  }

  /// What they encrypted with it, only they know.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'AWS':'arn:aws:iam::111122223333:root'}||the account 111122223333",
        "{'AWS':['arn:aws:iam::123456789012:root','111122223333']}||the account 111122223333",
        "'*'||every account",
        "{'AWS':'*'}|'aws:PrincipalOrgID':'o-0123456789'|the organization o-0123456789"
      })
  void theKeyThatOthersMayUse(String principal, @Nullable String condition, String who) {
    var key = ACCOUNT.key(Map.of("workshop", Rehearsal.WORKSHOP));
    keyPolicy(key, principal, condition);
    isWithheld(key, "its policy gives it to " + who, Map.of());
  }

  /// Nobody that has not got it anyway.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'AWS':'arn:aws:iam::123456789012:root'}|",
        "{'AWS':['AIDACKCEVSQ6C2EXAMPLE','arn:aws:iam::123456789012:user/ada']}|",
        "{'Service':'logs.eu-central-1.amazonaws.com'}|",
        "{'AWS':'*'}|'kms:CallerAccount':'123456789012','kms:ViaService':'s3.eu-central-1.amazonaws.com'"
      })
  void theKeyThatOnlyThisAccountUsesGoes(String principal, @Nullable String condition) {
    var key = ACCOUNT.key(Map.of("workshop", Rehearsal.WORKSHOP));
    keyPolicy(key, principal, condition);
    assertThat(night(Map.of()).told(key)).containsEntry("verdict", "Expired");
  }

  private static void keyPolicy(String key, String principal, @Nullable String condition) {
    var policy =
        ("{'Statement':[{'Effect':'Allow','Action':'kms:*','Resource':'*','Principal':"
                + principal
                + (condition == null ? "" : ",'Condition':{'StringEquals':{" + condition + "}}")
                + "}]}")
            .replace('\'', '"');
    ACCOUNT
        .aws()
        .kms(HERE)
        .putKeyPolicy(request -> request.keyId(key).policyName("default").policy(policy));
  }

  @Test
  void theKeyThatAGrantLendsToOthers() {
    var key = ACCOUNT.key(Map.of("workshop", Rehearsal.WORKSHOP));
    ACCOUNT
        .aws()
        .kms(HERE)
        .createGrant(
            request ->
                request
                    .keyId(key)
                    .operations(GrantOperation.DECRYPT)
                    .granteePrincipal("arn:aws:iam::111122223333:role/reads"));
    isWithheld(key, "a grant lets the account 111122223333 use it", Map.of());
  }

  @Test
  void aKeyThatAwsManages() {
    var key = ACCOUNT.aws().kms(HERE).createKey().keyMetadata().arn();
    put(key, "managedBy", "AWS");
    stays(key, "AWS manages it");
  }

  /// What it is called by goes on working.
  @Test
  void aKeyThatMayNotGoKeepsItsAliases() {
    var key = ACCOUNT.key(Map.of("workshop", Rehearsal.WORKSHOP));
    var kms = ACCOUNT.aws().kms(HERE);
    kms.createAlias(request -> request.aliasName("alias/lab").targetKeyId(key));
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "kms", "operation", "ScheduleKeyDeletion"),
            "AccessDeniedException",
            400,
            "with an explicit deny in a service control policy");
    assertThat(night(Map.of()).told(key).get("outcome")).isNotEqualTo("Gone");
    assertThat(kms.listAliases(request -> request.keyId(key)).aliases())
        .extracting(alias -> alias.aliasName())
        .containsExactly("alias/lab");
  }

  /// Its end is settled: it is no longer part of anything.
  @Test
  void aKeyPendingDeletion() {
    var key = ACCOUNT.aws().kms(HERE).createKey().keyMetadata();
    tag(key.arn());
    ACCOUNT
        .aws()
        .kms(HERE)
        .scheduleKeyDeletion(request -> request.keyId(key.keyId()).pendingWindowInDays(7));
    assertThat(night(Map.of()).resources())
        .extracting(row -> String.valueOf(row.get("arn")))
        .doesNotContain(key.arn());
  }

  @Test
  void theDefaultScheduleGroup() {
    stays(arn("scheduler", "schedule-group/default"), "it is the account's default group");
  }

  @Test
  void anHttpApiThatAnotherServiceManages() {
    var id =
        ACCOUNT
            .aws()
            .apiGatewayV2(HERE)
            .createApi(request -> request.name("quick").protocolType(ProtocolType.HTTP))
            .apiId();
    var arn = "arn:aws:apigateway:" + HERE + "::/apis/" + id;
    put(arn, "managedBy", "AppRunner");
    stays(arn, "another AWS service manages it");
  }

  @Test
  void aCertificateOfCloudFront() {
    var certificate =
        ACCOUNT
            .aws()
            .acm(HERE)
            .requestCertificate(request -> request.domainName("school.example.com"))
            .certificateArn();
    put(certificate, "managedBy", "CLOUDFRONT");
    stays(certificate, "it belongs to CLOUDFRONT, which deletes it");
  }

  @Test
  void aProtectedStack() {
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(
                request ->
                    request
                        .stackName("exams")
                        .enableTerminationProtection(true)
                        .templateBody("{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}}}"))
            .stackId();
    staysProtected(stack, "its termination protection is on");
  }

  @Test
  void aProtectedUserPool() {
    var pool =
        ACCOUNT
            .aws()
            .userPools(HERE)
            .createUserPool(
                request ->
                    request.poolName("pupils").deletionProtection(DeletionProtectionType.ACTIVE))
            .userPool()
            .arn();
    staysProtected(pool, "its deletion protection is on");
  }

  @Test
  void aProtectedTable() {
    var table =
        ACCOUNT
            .aws()
            .dynamoDb(HERE)
            .createTable(
                request -> Rehearsal.table(request, "marks").deletionProtectionEnabled(true))
            .tableDescription()
            .tableArn();
    staysProtected(table, "its deletion protection is on");
  }

  @Test
  void aProtectedLogGroup() {
    ACCOUNT
        .aws()
        .logs(HERE)
        .createLogGroup(
            request -> request.logGroupName("/school/exams").deletionProtectionEnabled(true));
    staysProtected(arn("logs", "log-group:/school/exams"), "its deletion protection is on");
  }
}
