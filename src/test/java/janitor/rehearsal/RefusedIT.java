package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.appsync.model.GraphQLApiType;
import software.amazon.awssdk.services.personalize.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesRequest;

/// What stands in the way of a deletion is not looked for beforehand, or was made since that look:
/// AWS refuses, and then it is looked for, on the emulator.
class RefusedIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Tag TAG =
      Tag.builder().tagKey("workshop").tagValue(Rehearsal.WORKSHOP).build();

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static Map<String, String> night() {
    return night(() -> {});
  }

  /// @param meanwhile is done once, between the scan and the deletion, as the tags are read again
  private static Map<String, String> night(Runnable meanwhile) {
    var isDone = new AtomicBoolean();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            asked -> {
              if (isReadAgain(asked) && isDone.compareAndSet(false, true)) {
                meanwhile.run();
              }
            });
    assertThat((List<?>) night.field("unread")).isEmpty();
    var outcomes = new HashMap<String, String>();
    night
        .resources()
        .forEach(
            resource ->
                outcomes.put(
                    String.valueOf(resource.get("name")), String.valueOf(resource.get("outcome"))));
    return outcomes;
  }

  private static boolean isReadAgain(SdkRequest asked) {
    return asked instanceof GetResourcesRequest tags && tags.hasResourceARNList();
  }

  private static void personalize(Map<String, Object> command) {
    ACCOUNT.emulator().control("POST", "personalize", command);
  }

  private static String group() {
    return ACCOUNT
        .aws()
        .personalize(HERE)
        .createDatasetGroup(request -> request.name("group").tags(TAG))
        .datasetGroupArn();
  }

  @Test
  void aSolutionInTrainingGoesOnceThatIsStopped() {
    var client = ACCOUNT.aws().personalize(HERE);
    var group = group();
    var solution =
        client
            .createSolution(
                request ->
                    request
                        .name("solution")
                        .datasetGroupArn(group)
                        .recipeArn("arn:aws:personalize:::recipe/aws-user-personalization")
                        .tags(TAG))
            .solutionArn();
    personalize(Map.of("created", Map.of("SolutionVersion", "CREATE IN_PROGRESS")));
    client.createSolutionVersion(request -> request.solutionArn(solution));
    ACCOUNT.emulator().forgetCalls();

    assertThat(night()).isEqualTo(Map.of("solution", "Gone", "group", "Gone"));
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("personalize:StopSolutionVersionCreation", 1L);
  }

  @Test
  void aDatasetIntoWhichDataIsImportedWaits() {
    var client = ACCOUNT.aws().personalize(HERE);
    var group = group();
    var schema =
        client
            .createSchema(request -> request.name("schema").schema("{\"type\":\"record\"}"))
            .schemaArn();
    var dataset =
        client
            .createDataset(
                request ->
                    request
                        .name("dataset")
                        .datasetGroupArn(group)
                        .datasetType("Interactions")
                        .schemaArn(schema)
                        .tags(TAG))
            .datasetArn();
    personalize(Map.of("created", Map.of("DatasetImportJob", "CREATE IN_PROGRESS")));
    var job =
        client
            .createDatasetImportJob(
                request ->
                    request
                        .jobName("import")
                        .datasetArn(dataset)
                        .dataSource(source -> source.dataLocation("s3://somewhere/there.csv"))
                        .roleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/import"))
            .datasetImportJobArn();

    assertThat(night()).doesNotContainEntry("dataset", "Gone");
    assertThat(client.describeDataset(request -> request.datasetArn(dataset)).dataset().status())
        .isEqualTo("ACTIVE");

    personalize(Map.of("status", Map.of(job, "ACTIVE")));
    assertThat(night()).containsEntry("dataset", "Gone").containsEntry("group", "Gone");
  }

  @Test
  void aDomainThatIsMappedSinceTheScanGoes() {
    var gateway = ACCOUNT.aws().apiGateway(HERE);
    var domain = "api.school.example.org";
    gateway.createDomainName(request -> request.domainName(domain).tags(TAGS));
    var api = gateway.createRestApi(request -> request.name("theirs")).id();
    var root = gateway.getResources(request -> request.restApiId(api)).items().getFirst().id();
    gateway.putMethod(
        request ->
            request.restApiId(api).resourceId(root).httpMethod("GET").authorizationType("NONE"));
    gateway.putIntegration(
        request ->
            request.restApiId(api).resourceId(root).httpMethod("GET").type(IntegrationType.MOCK));
    gateway.createDeployment(request -> request.restApiId(api).stageName("prod"));

    var outcomes =
        night(
            () ->
                gateway.createBasePathMapping(
                    request ->
                        request.domainName(domain).basePath("v1").restApiId(api).stage("prod")));

    assertThat(outcomes).isEqualTo(Map.of(domain, "Gone"));
    assertThat(gateway.getRestApis().items()).hasSize(1);
  }

  @Test
  void aDomainOfAppSyncThatGotAnApiSinceTheScanGoes() {
    var appSync = ACCOUNT.aws().appSync(HERE);
    var domain = "graph.school.example.org";
    appSync.createDomainName(
        request ->
            request
                .domainName(domain)
                .certificateArn("arn:aws:acm:us-east-1:" + Emulator.ACCOUNT + ":certificate/1234")
                .tags(TAGS));
    var api =
        appSync
            .createGraphqlApi(request -> request.name("theirs").authenticationType("API_KEY"))
            .graphqlApi()
            .apiId();

    var outcomes =
        night(() -> appSync.associateApi(request -> request.domainName(domain).apiId(api)));

    assertThat(outcomes).isEqualTo(Map.of(domain, "Gone"));
    assertThat(appSync.listGraphqlApis(request -> {}).graphqlApis()).hasSize(1);
  }

  @Test
  void aMergedApiThatGotASourceSinceTheScanGoes() {
    var appSync = ACCOUNT.aws().appSync(HERE);
    var source =
        appSync
            .createGraphqlApi(request -> request.name("theirs").authenticationType("API_KEY"))
            .graphqlApi()
            .apiId();
    var merged =
        appSync
            .createGraphqlApi(
                request ->
                    request
                        .name("merged")
                        .authenticationType("API_KEY")
                        .apiType(GraphQLApiType.MERGED)
                        .tags(TAGS))
            .graphqlApi()
            .apiId();

    var outcomes =
        night(
            () ->
                appSync.associateSourceGraphqlApi(
                    request -> request.mergedApiIdentifier(merged).sourceApiIdentifier(source)));

    assertThat(outcomes).isEqualTo(Map.of("merged", "Gone"));
    assertThat(appSync.listGraphqlApis(request -> {}).graphqlApis()).hasSize(1);
  }
}
