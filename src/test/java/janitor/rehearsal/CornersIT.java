package janitor.rehearsal;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.plan.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableWitnessGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;

/// What goes wrong or goes slowly on AWS, on the emulator, at the end of a workshop said by hand.
class CornersIT {
  private static final String HERE = Emulator.REGION;
  private static final String CONFIGURED_TOO = "eu-west-1";
  private static final String NOT_CONFIGURED = "eu-north-1";
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
          + "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String ALLOW =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
          + "\"Resource\":\"*\"}]}";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static Night night() {
    return night(_ -> {});
  }

  /// @param others are told of each of the janitor's requests before it is sent
  private static Night night(Consumer<SdkRequest> others) {
    return ACCOUNT.sweep(Map.of("JANITOR_REGIONS", HERE + "," + CONFIGURED_TOO), others);
  }

  /// Outcomes by region and name.
  private static Map<String, String> outcomes(Night night) {
    assertThat((List<?>) night.field("unread")).isEmpty();
    return night
        .resources()
        .collect(
            toMap(row -> row.get("region") + " " + row.get("name"), row -> text(row, "outcome")));
  }

  private static String reason(Night night, String region, String name) {
    return night
        .resources()
        .filter(
            resource -> name.equals(resource.get("name")) && region.equals(resource.get("region")))
        .map(resource -> text(resource, "reason"))
        .findFirst()
        .orElseThrow();
  }

  private static String text(Map<String, String> row, String field) {
    return String.valueOf(row.get(field));
  }

  private static void ago(Duration ago) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -ago.toSeconds()));
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  /// The index names it, and the list of alarms that this SDK can read does not.
  @Test
  void anAlarmOfASortThatTheListLeavesOutGoes() {
    var alarms = ACCOUNT.aws().cloudWatch(HERE);
    for (var name : List.of("metrics", "logs")) {
      alarms.putMetricAlarm(
          alarm ->
              alarm
                  .alarmName(name)
                  .namespace("lab")
                  .metricName("errors")
                  .statistic("Sum")
                  .period(60)
                  .evaluationPeriods(1)
                  .threshold(1.0)
                  .comparisonOperator("GreaterThanThreshold"));
      ACCOUNT.tag(arn("cloudwatch", "alarm:" + name), TAGS);
    }
    ACCOUNT.emulator().control("POST", "log-alarms", Map.of("names", List.of("logs")));
    var night = night();
    assertThat(outcomes(night))
        .isEqualTo(Map.of(HERE + " metrics", "Gone", HERE + " logs", "Gone"));
    assertThat((List<?>) night.field("namedByIndexOnly")).isEmpty();
    assertThat(outcomes(night())).isEmpty();
  }

  @Nested
  class ThrottledApis {

    @Test
    void areAskedForOnceAndThenAtTheirPaceWhileOthersGo() {
      var gateway = ACCOUNT.aws().apiGateway(HERE);
      ago(Duration.ofDays(10));
      for (var name : List.of("one", "two", "three")) {
        gateway.createRestApi(request -> request.name(name).tags(TAGS));
        var domain = name + ".example.org";
        gateway.createDomainName(request -> request.domainName(domain).tags(TAGS));
      }
      ago(Duration.ZERO);
      ACCOUNT
          .emulator()
          .control(
              "POST",
              "faults",
              Map.of("faults", List.of(throttled("DeleteRestApi"), throttled("DeleteDomainName"))));
      ACCOUNT.emulator().forgetCalls();

      assertThat(outcomes(night()).values()).hasSize(6).containsOnly("Gone");

      // Three of each at once, of which one is throttled and comes again.
      assertThat(ACCOUNT.emulator().calls())
          .containsEntry("apigateway:DeleteRestApi", 4L)
          .containsEntry("apigateway:DeleteDomainName", 4L);
    }

    private static Map<String, Object> throttled(String operation) {
      return Map.of(
          "service",
          "apigateway",
          "operation",
          operation,
          "error",
          "TooManyRequestsException",
          "status",
          429);
    }
  }

  @Nested
  class Mappings {
    private static final String DOMAIN = "api.school.example.org";

    private static String api(String name, Map<String, String> tags) {
      var gateway = ACCOUNT.aws().apiGateway(HERE);
      var api = gateway.createRestApi(request -> request.name(name).tags(tags)).id();
      var root = gateway.getResources(request -> request.restApiId(api)).items().getFirst().id();
      gateway.putMethod(
          request ->
              request.restApiId(api).resourceId(root).httpMethod("GET").authorizationType("NONE"));
      gateway.putIntegration(
          request ->
              request.restApiId(api).resourceId(root).httpMethod("GET").type(IntegrationType.MOCK));
      gateway.createDeployment(request -> request.restApiId(api).stageName("prod"));
      return api;
    }

    private static void map(String path, String api) {
      ACCOUNT
          .aws()
          .apiGateway(HERE)
          .createBasePathMapping(
              request -> request.domainName(DOMAIN).basePath(path).restApiId(api).stage("prod"));
    }

    /// The domain's owner does it between the scan and the deletion, as the tags are asked again.
    private static void pointElsewhere(SdkRequest asked, String path, String api) {
      if (asked instanceof GetResourcesRequest tags && tags.hasResourceARNList()) {
        ACCOUNT
            .aws()
            .apiGateway(HERE)
            .updateBasePathMapping(
                request ->
                    request
                        .domainName(DOMAIN)
                        .basePath(path)
                        .patchOperations(
                            PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/restapiId")
                                .value(api)
                                .build()));
      }
    }

    @Test
    void thatLeadElsewhereSinceTheScanStay() {
      ACCOUNT.aws().apiGateway(HERE).createDomainName(request -> request.domainName(DOMAIN));
      var ours = api("ours", TAGS);
      var theirs = api("theirs", Map.of());
      map("v1", ours);
      map("v2", ours);
      var night = night(asked -> pointElsewhere(asked, "v1", theirs));
      assertThat(outcomes(night)).containsOnly(Map.entry(HERE + " ours", "Gone"));
      assertThat(
              ACCOUNT
                  .aws()
                  .apiGateway(HERE)
                  .getBasePathMappings(request -> request.domainName(DOMAIN))
                  .items())
          .extracting(mapping -> mapping.basePath() + " " + mapping.restApiId())
          .containsExactly("v1 " + theirs);
    }
  }

  /// What nothing but a list tells of, found by what goes before it.
  @Nested
  class UnlistedChildren {

    /// Stays while the action is refused, and goes with the child once it is granted.
    private static void waits(String parent, String child, String action) {
      ACCOUNT.emulator().deny(List.of(action));
      assertThat(ended(night(), "Gone")).doesNotContain(parent);
      ACCOUNT.emulator().deny(List.of());
      assertThat(ended(night(), "Gone")).contains(parent, child);
    }

    private static List<String> ended(Night night, String outcome) {
      return night.ended(outcome).map(row -> text(row, "name")).toList();
    }

    @Test
    void keepATableForItsBackups() {
      table("grades");
      ACCOUNT
          .aws()
          .dynamoDb(HERE)
          .createBackup(request -> request.tableName("grades").backupName("before-exams"));
      waits("grades", "before-exams", "dynamodb:ListBackups");
    }

    @Test
    void keepAQueueForItsSchedules() {
      ACCOUNT.aws().sqs(HERE).createQueue(request -> request.queueName("pupils").tags(TAGS));
      ACCOUNT
          .aws()
          .scheduler(HERE)
          .createSchedule(
              request ->
                  request
                      .name("every-morning")
                      .scheduleExpression("rate(1 day)")
                      .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                      .target(
                          target ->
                              target
                                  .arn(arn("sqs", "pupils"))
                                  .roleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/sends")));
      waits("pupils", "every-morning", "scheduler:ListSchedules");
    }

    @Test
    void keepAnAppForItsBackends() {
      var amplify = ACCOUNT.aws().amplify(HERE);
      var app = amplify.createApp(request -> request.name("web").tags(TAGS)).app();
      var name = "amplify-" + app.appId() + "-dev-branch-0a1b2c3d4e";
      ACCOUNT
          .aws()
          .cloudFormation(HERE)
          .createStack(
              request ->
                  request
                      .stackName(name)
                      .templateBody("{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}}}"));
      amplify.createBackendEnvironment(
          request -> request.appId(app.appId()).environmentName("dev").stackName(name));
      waits("web", name, "cloudformation:DescribeStacks");
    }
  }

  private static void table(String name) {
    ACCOUNT.aws().dynamoDb(HERE).createTable(request -> Rehearsal.table(request, name));
    ACCOUNT.tag(arn("dynamodb", "table/" + name), TAGS);
  }

  @Nested
  class Tables {
    private static final String TABLE = "grades";

    private void replicated() {
      var dynamoDb = ACCOUNT.aws().dynamoDb(HERE);
      table(TABLE);
      for (var region : List.of(CONFIGURED_TOO, NOT_CONFIGURED)) {
        dynamoDb.updateTable(
            request ->
                request
                    .tableName(TABLE)
                    .replicaUpdates(
                        ReplicationGroupUpdate.builder()
                            .create(builder -> builder.regionName(region))
                            .build()));
      }
      ACCOUNT.tag(arn("dynamodb", "table/" + TABLE).replace(HERE, CONFIGURED_TOO), TAGS);
    }

    @Test
    void goInEachRegionByTheirOwnTag() {
      ago(Duration.ofDays(10));
      replicated();
      ago(Duration.ZERO);
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(
              Map.entry(HERE + " " + TABLE, "Gone"),
              Map.entry(CONFIGURED_TOO + " " + TABLE, "Gone"),
              Map.entry(NOT_CONFIGURED + " " + TABLE, "Withheld"));
      assertThat(reason(night, NOT_CONFIGURED, TABLE))
          .contains("it is a replica of DynamoDB Table grades in " + HERE);
      assertThat(ACCOUNT.aws().dynamoDb(NOT_CONFIGURED).listTables().tableNames())
          .containsExactly(TABLE);
    }

    /// AWS deletes none of them alone, and the replica elsewhere is not the janitor's to delete.
    @Test
    void thatAreStronglyConsistentSayHowTheyGo() {
      var dynamoDb = ACCOUNT.aws().dynamoDb(HERE);
      table(TABLE);
      dynamoDb.updateTable(
          request ->
              request
                  .tableName(TABLE)
                  .multiRegionConsistency(MultiRegionConsistency.STRONG)
                  .replicaUpdates(
                      ReplicationGroupUpdate.builder()
                          .create(builder -> builder.regionName(NOT_CONFIGURED))
                          .build())
                  .globalTableWitnessUpdates(
                      GlobalTableWitnessGroupUpdate.builder()
                          .create(builder -> builder.regionName(CONFIGURED_TOO))
                          .build()));
      var night = night();
      assertThat(outcomes(night)).containsEntry(HERE + " " + TABLE, "Withheld");
      assertThat(reason(night, HERE, TABLE))
          .contains(
              "aws dynamodb update-table --table-name grades --region "
                  + HERE
                  + " --replica-updates '[{\"Delete\":{\"RegionName\":\""
                  + NOT_CONFIGURED
                  + "\"}}]' --global-table-witness-updates '[{\"Delete\":{\"RegionName\":\""
                  + CONFIGURED_TOO
                  + "\"}}]'");
      dynamoDb.updateTable(
          request ->
              request
                  .tableName(TABLE)
                  .replicaUpdates(
                      ReplicationGroupUpdate.builder()
                          .delete(builder -> builder.regionName(NOT_CONFIGURED))
                          .build())
                  .globalTableWitnessUpdates(
                      GlobalTableWitnessGroupUpdate.builder()
                          .delete(builder -> builder.regionName(CONFIGURED_TOO))
                          .build()));
      assertThat(outcomes(night())).containsOnly(Map.entry(HERE + " " + TABLE, "Gone"));
    }

    @Test
    void thatAReplicaWasMadeFromTodaySayWhyTheyStay() {
      replicated();
      var night = night();
      assertThat(outcomes(night)).containsEntry(HERE + " " + TABLE, "Failed");
      assertThat(reason(night, HERE, TABLE)).contains("in the last 24 hours");
    }
  }

  @Nested
  class Keys {
    @Test
    void ofSeveralRegionsGoByTheirOwnTag() {
      var kms = ACCOUNT.aws().kms(HERE);
      var key = kms.createKey(request -> request.multiRegion(true)).keyMetadata();
      ACCOUNT.tag(key.arn(), TAGS);
      for (var region : List.of(CONFIGURED_TOO, NOT_CONFIGURED)) {
        kms.replicateKey(request -> request.keyId(key.keyId()).replicaRegion(region));
      }
      ACCOUNT.tag(key.arn().replace(HERE, CONFIGURED_TOO), TAGS);
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(
              Map.entry(HERE + " " + key.keyId(), "Gone"),
              Map.entry(CONFIGURED_TOO + " " + key.keyId(), "Gone"),
              Map.entry(NOT_CONFIGURED + " " + key.keyId(), "Withheld"));
      assertThat(outcomes(night())).isEmpty();
    }
  }

  @Nested
  class EdgeFunctions {
    private void replicated(int deletions) {
      var role =
          ACCOUNT
              .aws()
              .iam("us-east-1")
              .createRole(request -> request.roleName("edge").assumeRolePolicyDocument(TRUST))
              .role();
      var function = ACCOUNT.function("edge", role.arn(), TAGS);
      ACCOUNT
          .emulator()
          .control("POST", "properties", Map.of(function, Map.of("replicated", deletions)));
    }

    @Test
    void goWhenTheirReplicasHave() {
      replicated(2);
      assertThat(outcomes(night())).containsOnly(Map.entry(HERE + " edge", "Gone"));
    }

    @Test
    void whoseReplicasTakeHoursAreForALaterNight() {
      replicated(1_000);
      var night = night();
      assertThat(outcomes(night)).containsOnly(Map.entry(HERE + " edge", "Failed"));
      assertThat(reason(night, HERE, "edge")).contains("it is a replicated function");
      replicated0();
      assertThat(outcomes(night())).containsOnly(Map.entry(HERE + " edge", "Gone"));
    }

    private void replicated0() {
      ACCOUNT
          .emulator()
          .control(
              "POST",
              "properties",
              Map.of(arn("lambda", "function:edge"), Map.of("replicated", 0)));
    }
  }

  @Nested
  class Stacks {
    /// Makes a stack, and gives its members the tags that CloudFormation would.
    private String stack(String name, Map<String, String> tags, Map<String, Object> resources)
        throws IOException {
      var template = JSON.std.asString(Map.of("Resources", resources));
      var id =
          ACCOUNT
              .aws()
              .cloudFormation(HERE)
              .createStack(request -> request.stackName(name).templateBody(template))
              .stackId();
      ACCOUNT.tag(id, tags);
      return id;
    }

    private void member(String stack, String arn, Map<String, String> tags) {
      var all = new HashMap<>(tags);
      all.put("aws:cloudformation:stack-id", stack);
      ACCOUNT.tag(arn, all);
    }

    private Map<String, Object> bucket(String name, String policy) {
      return Map.of(
          "Type",
          "AWS::S3::Bucket",
          "DeletionPolicy",
          policy,
          "Properties",
          Map.of("BucketName", name));
    }

    private void fill(String bucket) {
      ACCOUNT
          .aws()
          .s3(HERE)
          .putObject(request -> request.bucket(bucket).key("record"), RequestBody.fromString("1"));
    }

    private List<String> buckets() {
      return ACCOUNT.aws().s3(HERE).listBuckets().buckets().stream()
          .map(bucket -> bucket.name())
          .sorted()
          .toList();
    }

    /// CloudFormation deletes its members one by one meanwhile.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 8, 12})
    void thatOutlastARoundGoWithTheirMembers(int looks) throws IOException {
      var id = stack("lab", TAGS, Map.of("Records", bucket("records", "Delete")));
      member(id, "arn:aws:s3:::records", TAGS);
      fill("records");
      ACCOUNT.emulator().control("POST", "pace", Map.of("stack", looks));
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(Map.entry(HERE + " lab", "Gone"), Map.entry(HERE + " records", "Gone"));
      assertThat(buckets()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thatOutlastARoundLeaveWhatTheyRetainForTonight(boolean isTagged) throws IOException {
      var id = stack("lab", TAGS, Map.of("Kept", bucket("kept", "Retain")));
      member(id, "arn:aws:s3:::kept", isTagged ? TAGS : Map.of());
      fill("kept");
      ACCOUNT.emulator().control("POST", "pace", Map.of("stack", 8));
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(Map.entry(HERE + " lab", "Gone"), Map.entry(HERE + " kept", "Withheld"));
      assertThat(reason(night, HERE, "kept"))
          .containsIgnoringCase("stack")
          .contains("lab")
          .endsWith(isTagged ? Verdict.Owned.FOUND_AGAIN : Verdict.Owned.NOT_FOUND_AGAIN);
      assertThat(buckets()).containsExactly("kept");
    }

    @Test
    void thatRetainABucketGoAtTheSecondTryAndLeaveItFull() throws IOException {
      var id =
          stack(
              "lab",
              TAGS,
              Map.of("Kept", bucket("kept", "Retain"), "Records", bucket("records", "Delete")));
      for (var name : List.of("kept", "records")) {
        member(id, "arn:aws:s3:::" + name, Map.of());
        fill(name);
      }
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(
              Map.entry(HERE + " lab", "Gone"),
              Map.entry(HERE + " records", "Gone"),
              Map.entry(HERE + " kept", "Withheld"));
      assertThat(reason(night, HERE, "kept")).contains("left it behind");
      assertThat(buckets()).containsExactly("kept");
      assertThat(ACCOUNT.aws().s3(HERE).listObjectsV2(request -> request.bucket("kept")).contents())
          .hasSize(1);
    }

    @Test
    void thatFailTwiceSayWhichMemberAndWhy() throws IOException {
      var role = Map.of("RoleName", "stuck", "AssumeRolePolicyDocument", JSON.std.mapFrom(TRUST));
      var id =
          stack("lab", TAGS, Map.of("Role", Map.of("Type", "AWS::IAM::Role", "Properties", role)));
      member(id, "arn:aws:iam::" + Emulator.ACCOUNT + ":role/stuck", Map.of());
      ACCOUNT
          .aws()
          .iam("us-east-1")
          .putRolePolicy(
              request -> request.roleName("stuck").policyName("out-of-band").policyDocument(ALLOW));
      ACCOUNT.emulator().forgetCalls();
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(
              Map.entry(HERE + " lab", "Failed"), Map.entry("us-east-1 stuck", "Withheld"));
      assertThat(reason(night, HERE, "lab"))
          .contains("CloudFormation failed to delete it: Role (")
          .containsIgnoringCase("must delete policies first");
      assertThat(ACCOUNT.emulator().calls()).containsEntry("cloudformation:DeleteStack", 2L);
    }

    /// An app's backend, as Amplify's deployment tags it.
    private String backend() throws IOException {
      var amplify = ACCOUNT.aws().amplify(HERE);
      var app = amplify.createApp(request -> request.name("web").tags(TAGS)).app();
      var id =
          stack(
              "backend",
              Map.of("amplify:app-id", app.appId()),
              Map.of("Records", bucket("records", "Delete")));
      amplify.createBranch(
          request ->
              request
                  .appId(app.appId())
                  .branchName("main")
                  .backend(backend -> backend.stackArn(id)));
      return id;
    }

    /// An app that renders on a server logs into a group that Amplify names after its id.
    @Test
    void ofLogsThatAmplifyNamesGoOnlyItsOwn() {
      var amplify = ACCOUNT.aws().amplify(HERE);
      var app = amplify.createApp(request -> request.name("web").tags(TAGS)).app().appId();
      var logs = ACCOUNT.aws().logs(HERE);
      logs.createLogGroup(request -> request.logGroupName("/aws/amplify/" + app));
      logs.createLogGroup(request -> request.logGroupName("/aws/amplify/dtheirs"));
      night();
      assertThat(logs.describeLogGroups().logGroups())
          .extracting(group -> group.logGroupName())
          .containsExactly("/aws/amplify/dtheirs");
    }

    @Test
    void ofAmplifyGoWithTheirMembersBeforeTheirApp() throws IOException {
      var id = backend();
      member(id, "arn:aws:s3:::records", Map.of());
      fill("records");
      assertThat(outcomes(night()))
          .containsOnly(
              Map.entry(HERE + " backend", "Gone"),
              Map.entry(HERE + " records", "Gone"),
              Map.entry(HERE + " web", "Gone"));
      assertThat(buckets()).isEmpty();
    }

    @Test
    void ofAmplifyStayWithTheirAppForAKeptMember() throws IOException {
      var id = backend();
      member(id, "arn:aws:s3:::records", Map.of("janitor:keep", ""));
      fill("records");
      var night = night();
      assertThat(outcomes(night))
          .containsOnly(
              Map.entry(HERE + " backend", "Withheld"),
              Map.entry(HERE + " records", "Withheld"),
              Map.entry(HERE + " web", "Withheld"));
      assertThat(reason(night, HERE, "backend")).contains("its member S3 Bucket records stays");
      assertThat(
              ACCOUNT.aws().s3(HERE).listObjectsV2(request -> request.bucket("records")).contents())
          .hasSize(1);
    }
  }
}
