package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;
import software.amazon.awssdk.services.appsync.model.AuthenticationType;
import software.amazon.awssdk.services.appsync.model.DataSourceType;
import software.amazon.awssdk.services.cognitoidentity.model.CognitoIdentityProvider;

/// What an API, a state machine, an identity pool or a secret leads to stays as long as that, and
/// goes with it.
class KeptDoorsIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final List<String> doors = new ArrayList<>();
  private final List<String> behind = new ArrayList<>();
  private String role;

  private String ours(String arn, List<String> to) {
    ACCOUNT.tag(arn, TAG);
    to.add(arn);
    return arn;
  }

  private String function(String name) {
    return ours(ACCOUNT.function(name, role, TAG), behind);
  }

  private String pool(String name) {
    var pool = ACCOUNT.aws().userPools(HERE).createUserPool(request -> request.poolName(name));
    return ours(pool.userPool().arn(), behind);
  }

  private static String invoked(String function) {
    return "arn:aws:apigateway:"
        + HERE
        + ":lambda:path/2015-03-31/functions/"
        + function
        + "/invocations";
  }

  @BeforeEach
  void oneDoorOfEachSort() {
    role = ACCOUNT.role("runs", "lambda");
    rest();
    http();
    graph();
    machine("task", "\"Resource\":\"" + function("task") + ":live\"");
    function("named");
    machine("named", invoking("\"FunctionName\":\"named:live\""));
    table("one");
    machine(
        "one",
        "\"Resource\":\"arn:aws:states:::dynamodb:putItem\",\"Parameters\":{\"TableName\":\"one\"}");
    people();
    secret();
  }

  private void table(String name) {
    ours(EmulatedAccount.table(ACCOUNT.aws().dynamoDb(HERE), name, ACCOUNT.key(TAG)), behind);
  }

  private static String invoking(String parameters) {
    return "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{" + parameters + "}";
  }

  private void machine(String name, String task) {
    ours(
        ACCOUNT
            .aws()
            .stepFunctions(HERE)
            .createStateMachine(
                request ->
                    request
                        .name(name)
                        .roleArn(role)
                        .definition(
                            "{\"StartAt\":\"Work\",\"States\":{\"Work\":{\"Type\":\"Task\",\"End\":true,"
                                + task
                                + "}}}"))
            .stateMachineArn(),
        doors);
  }

  private void people() {
    var pool = pool("people").replaceFirst(".*/", "");
    var id =
        ACCOUNT
            .aws()
            .identityPools(HERE)
            .createIdentityPool(
                request ->
                    request
                        .identityPoolName("people")
                        .allowUnauthenticatedIdentities(false)
                        .cognitoIdentityProviders(
                            CognitoIdentityProvider.builder()
                                .clientId("web")
                                .providerName("cognito-idp." + HERE + ".amazonaws.com/" + pool)
                                .build()))
            .identityPoolId();
    ours(place("cognito-identity", "identitypool/" + id), doors);
  }

  private static String place(String service, String resource) {
    return "arn:aws:" + service + ":" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private void secret() {
    var secrets = ACCOUNT.aws().secrets(HERE);
    var secret =
        secrets.createSecret(request -> request.name("rotated").secretString("word")).arn();
    var function = function("rotates");
    secrets.rotateSecret(
        request -> request.secretId(secret).rotationLambdaARN(function).rotateImmediately(false));
    ours(secret, doors);
  }

  private void rest() {
    var apis = ACCOUNT.aws().apiGateway(HERE);
    var id = apis.createRestApi(request -> request.name("rest")).id();
    ours("arn:aws:apigateway:" + HERE + "::/restapis/" + id, doors);
    var root = apis.getResources(request -> request.restApiId(id)).items().getFirst().id();
    var pool = pool("rest");
    apis.createAuthorizer(
        request ->
            request
                .restApiId(id)
                .name("people")
                .type(AuthorizerType.COGNITO_USER_POOLS)
                .providerARNs(pool)
                .identitySource("method.request.header.Authorization"));
    apis.putMethod(
        request ->
            request.restApiId(id).resourceId(root).httpMethod("GET").authorizationType("NONE"));
    var function = function("rest");
    apis.putIntegration(
        request ->
            request
                .restApiId(id)
                .resourceId(root)
                .httpMethod("GET")
                .type(IntegrationType.AWS_PROXY)
                .integrationHttpMethod("POST")
                .uri(invoked(function + ":live")));
  }

  private void http() {
    var apis = ACCOUNT.aws().apiGatewayV2(HERE);
    var id =
        apis.createApi(request -> request.name("http").protocolType(ProtocolType.HTTP)).apiId();
    ours("arn:aws:apigateway:" + HERE + "::/apis/" + id, doors);
    var pool = pool("http").replaceFirst(".*/", "");
    apis.createAuthorizer(
        request ->
            request
                .apiId(id)
                .name("people")
                .authorizerType("JWT")
                .identitySource("$request.header.Authorization")
                .jwtConfiguration(
                    jwt -> jwt.issuer("https://cognito-idp." + HERE + ".amazonaws.com/" + pool)));
    var function = function("http");
    apis.createIntegration(
        request ->
            request
                .apiId(id)
                .integrationType("AWS_PROXY")
                .payloadFormatVersion("2.0")
                .integrationUri(function));
  }

  private void graph() {
    var appSync = ACCOUNT.aws().appSync(HERE);
    var pool = pool("graph").replaceFirst(".*/", "");
    var api =
        appSync
            .createGraphqlApi(
                request ->
                    request
                        .name("graph")
                        .authenticationType(AuthenticationType.AMAZON_COGNITO_USER_POOLS)
                        .userPoolConfig(
                            how -> how.userPoolId(pool).awsRegion(HERE).defaultAction("ALLOW")))
            .graphqlApi();
    ours(api.arn(), doors);
    var function = function("graph");
    appSync.createDataSource(
        request ->
            request
                .apiId(api.apiId())
                .name("function")
                .type(DataSourceType.AWS_LAMBDA)
                .lambdaConfig(how -> how.lambdaFunctionArn(function)));
    table("graph");
    appSync.createDataSource(
        request ->
            request
                .apiId(api.apiId())
                .name("table")
                .type(DataSourceType.AMAZON_DYNAMODB)
                .dynamodbConfig(how -> how.awsRegion(HERE).tableName("graph")));
  }

  /// By a stage variable, straight to a table, and beyond its own region.
  @Test
  void whatItLeadsToUnseenStays() {
    doors.clear();
    behind.clear();
    var apis = ACCOUNT.aws().apiGateway(HERE);
    var id = apis.createRestApi(request -> request.name("stages")).id();
    ours("arn:aws:apigateway:" + HERE + "::/restapis/" + id, doors);
    var root = apis.getResources(request -> request.restApiId(id)).items().getFirst().id();
    integrated(id, root, "GET", invoked("${stageVariables.function}"));
    integrated(id, root, "PUT", "arn:aws:apigateway:" + HERE + ":dynamodb:action/PutItem");
    var pools = ACCOUNT.aws().userPools("eu-west-1");
    var pool = pools.createUserPool(request -> request.poolName("far")).userPool();
    apis.createAuthorizer(
        request ->
            request
                .restApiId(id)
                .name("people")
                .type(AuthorizerType.COGNITO_USER_POOLS)
                .providerARNs(pool.arn())
                .identitySource("method.request.header.Authorization"));
    doors.forEach(door -> ACCOUNT.tag(door, Map.of("janitor:keep", "")));
    ours(pool.arn(), behind);
    function("staged");
    table("rows");
    var night = ACCOUNT.sweep(Map.of("JANITOR_REGIONS", HERE + ",eu-west-1"));
    behind.forEach(one -> night.stays(one, "which stays"));
  }

  /// Which it is says only the input, or nobody who may not use the key.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":"
            + "{\"FunctionName.$\":\"$.function\",\"TableName.$\":\"$.table\"}",
        "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Arguments\":"
            + "{\"FunctionName\":\"{% $function %}\",\"RequestItems\":\"{% $items %}\"}"
      })
  void whatAMachineIsToldAtRunTimeStays(String task) {
    doors.clear();
    behind.clear();
    machine("any", task);
    doors.forEach(door -> ACCOUNT.tag(door, Map.of("janitor:keep", "")));
    function("any");
    table("any");
    var night = ACCOUNT.sweep(Map.of());
    behind.forEach(one -> night.stays(one, "which stays"));
  }

  private void integrated(String id, String root, String method, String uri) {
    var apis = ACCOUNT.aws().apiGateway(HERE);
    apis.putMethod(
        request ->
            request.restApiId(id).resourceId(root).httpMethod(method).authorizationType("NONE"));
    apis.putIntegration(
        request ->
            request
                .restApiId(id)
                .resourceId(root)
                .httpMethod(method)
                .type(IntegrationType.AWS)
                .integrationHttpMethod("POST")
                .credentials(uri.contains("dynamodb") ? role : null)
                .uri(uri));
  }

  @Test
  void whatAKeptOneLeadsToStays() {
    doors.forEach(door -> ACCOUNT.tag(door, Map.of("janitor:keep", "")));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    behind.forEach(one -> night.stays(one, "which stays"));
  }

  @Test
  void allOfItGoes() {
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsAll(doors).containsAll(behind);
  }
}
