package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.batch.model.ResourceRequirement;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeletionProtectionType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.iam.model.Role;

/// Who is a member of a stack is told by the stack. As on AWS, nothing of CloudFormation's stands
/// on these tables, queues, roles and keys: only the workshop's own tags do.
class MembersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/lab-role";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private String lab = "";

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static final String TABLE = arn("dynamodb", "table/lab-table");
  private static final String QUEUE = arn("sqs", "lab-queue");

  /// A stack with a table, a queue, a role and a bucket.
  @BeforeEach
  void make() throws IOException {
    lab = stack("lab");
  }

  private static String stack(String name) throws IOException {
    return stack(name, HERE);
  }

  private static String stack(String name, String region) throws IOException {
    var trust =
        Map.of(
            "Version",
            "2012-10-17",
            "Statement",
            List.of(
                Map.of(
                    "Effect", "Allow",
                    "Principal", Map.of("Service", "lambda.amazonaws.com"),
                    "Action", "sts:AssumeRole")));
    var table =
        Map.of(
            "TableName",
            name + "-table",
            "BillingMode",
            "PAY_PER_REQUEST",
            "KeySchema",
            List.of(Map.of("AttributeName", "id", "KeyType", "HASH")),
            "AttributeDefinitions",
            List.of(Map.of("AttributeName", "id", "AttributeType", "S")));
    var resources =
        Map.of(
            "Table", Map.of("Type", "AWS::DynamoDB::Table", "Properties", table),
            "Queue",
                Map.of(
                    "Type", "AWS::SQS::Queue", "Properties", Map.of("QueueName", name + "-queue")),
            "Role",
                Map.of(
                    "Type",
                    "AWS::IAM::Role",
                    "Properties",
                    Map.of("RoleName", name + "-role", "AssumeRolePolicyDocument", trust)),
            "Bucket",
                Map.of(
                    "Type",
                    "AWS::S3::Bucket",
                    "Properties",
                    Map.of("BucketName", name + "-bucket")));
    var template = JSON.std.asString(Map.of("Resources", resources));
    return ACCOUNT
        .aws()
        .cloudFormation(region)
        .createStack(request -> request.stackName(name).templateBody(template))
        .stackId();
  }

  /// The end of the workshop, said by hand.
  private static Night sweep(Map<String, String> settings) {
    var environment = ACCOUNT.environment(Map.of("JANITOR_LIFT_PROTECTION", "all"));
    environment.putAll(settings);
    return Night.sweepNow(ACCOUNT.emulator(), environment);
  }

  private static Night sweep() {
    return sweep(Map.of());
  }

  /// Stacks, tables, queues, roles and buckets, by name.
  private static List<String> left() {
    var aws = ACCOUNT.aws();
    var left = new ArrayList<String>();
    aws.cloudFormation(HERE).describeStacksPaginator().stacks().stream()
        .map(Stack::stackName)
        .forEach(left::add);
    left.addAll(aws.dynamoDb(HERE).listTables().tableNames());
    aws.sqs(HERE).listQueues().queueUrls().stream()
        .map(url -> url.substring(url.lastIndexOf('/') + 1))
        .forEach(left::add);
    aws.iam("us-east-1").listRoles().roles().stream().map(Role::roleName).forEach(left::add);
    aws.s3(HERE).listBuckets().buckets().forEach(bucket -> left.add(bucket.name()));
    return left.stream().sorted().toList();
  }

  private static List<String> whole(String name) {
    return List.of(name, name + "-bucket", name + "-queue", name + "-role", name + "-table");
  }

  private static String reason(Night night, String arn) {
    return night
        .resources()
        .filter(row -> arn.equals(row.get("arn")))
        .map(row -> row.get("outcome") + ": " + row.get("reason"))
        .findFirst()
        .orElse("not told");
  }

  @Test
  void goWithTheirStackWhateverTheyCarry() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT
        .aws()
        .s3(HERE)
        .putObject(
            request -> request.bucket("lab-bucket").key("record"), RequestBody.fromString("1"));
    sweep();
    assertThat(left()).isEmpty();
  }

  /// Its people, and the pods of its cluster, are the stack's own.
  @ParameterizedTest
  @CsvSource({
    "Federated, arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com, stays",
    "AWS, arn:aws:iam::444455556666:root, stays",
    "AWS, arn:aws:iam::123456789012:root, goes",
    "Federated, arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/1,"
        + " goes"
  })
  void takenLatelyByOthersKeepTheirStack(String by, String taker, String end) throws IOException {
    ACCOUNT.tag(lab, OURS);
    var trust =
        JSON.std.asString(
            Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(
                    Map.of(
                        "Effect", "Allow",
                        "Principal", Map.of(by, taker),
                        "Action", "sts:AssumeRole"))));
    ACCOUNT
        .aws()
        .iam("us-east-1")
        .updateAssumeRolePolicy(request -> request.roleName("lab-role").policyDocument(trust));
    ACCOUNT.aws().sts(HERE).assumeRole(request -> request.roleArn(ROLE).roleSessionName("them"));
    var night = sweep();
    assertThat(left()).isEqualTo(end.equals("goes") ? List.of() : whole("lab"));
    if (end.equals("stays")) {
      assertThat(reason(night, lab)).contains("Withheld", "it cannot be checked whether");
    }
  }

  @Test
  void keepTheirStackWithATableThatIsToBeKept() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT.tag(TABLE, Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    var night = sweep();
    assertThat(left()).containsExactlyElementsOf(whole("lab"));
    assertThat(reason(night, lab)).contains("Withheld").contains("lab-table");
  }

  @Test
  void keepTheirStackWithAQueueThatNobodyTaggedButToKeep() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT.tag(QUEUE, Map.of("janitor:keep", ""));
    sweep();
    assertThat(left()).containsExactlyElementsOf(whole("lab"));
  }

  @Test
  void keepTheirStackWithWhatIsDueLater() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT.tag(ROLE, Map.of("janitor:expires-at", "2099-01-01"));
    sweep();
    assertThat(left()).containsExactlyElementsOf(whole("lab"));
  }

  @Test
  void stayWithAStackThatIsToBeKept() {
    ACCOUNT.tag(lab, Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    List.of(TABLE, QUEUE, ROLE).forEach(arn -> ACCOUNT.tag(arn, OURS));
    sweep();
    assertThat(left()).containsExactlyElementsOf(whole("lab"));
  }

  @Test
  void ofAStrangersStackInARegionThatIsNotLookedAtStayThoughTheyAreTagged() throws IOException {
    stack("far", "ap-southeast-2");
    ACCOUNT.tag("arn:aws:iam::" + Emulator.ACCOUNT + ":role/far-role", OURS);
    var night = sweep();
    assertThat(night.ended("Gone").map(row -> row.get("name"))).doesNotContain("far-role");
    assertThat(left()).contains("far-role");
  }

  @Test
  void ofAStrangersStackStayThoughTheyAreTagged() {
    List.of(TABLE, QUEUE, ROLE, "arn:aws:s3:::lab-bucket").forEach(arn -> ACCOUNT.tag(arn, OURS));
    var night = sweep();
    assertThat(left()).containsExactlyElementsOf(whole("lab"));
    assertThat(reason(night, TABLE))
        .contains("Withheld")
        .contains("lab")
        .contains("not tagged for this workshop");
  }

  @Test
  void aTagAloneMakesNoneAndEmptiesNothing() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT.aws().s3(HERE).createBucket(request -> request.bucket("stale"));
    ACCOUNT
        .aws()
        .s3(HERE)
        .putObject(request -> request.bucket("stale").key("record"), RequestBody.fromString("1"));
    ACCOUNT.tag("arn:aws:s3:::stale", Map.of("aws:cloudformation:stack-id", lab));
    var night = sweep();
    assertThat(left()).containsExactly("stale");
    assertThat(ACCOUNT.aws().s3(HERE).listObjectsV2(request -> request.bucket("stale")).contents())
        .hasSize(1);
    assertThat(reason(night, "arn:aws:s3:::stale")).isEqualTo("not told");
  }

  @Test
  void thatCannotBeListedKeepTheirStack() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "ListStackResources"),
            "AccessDenied",
            403,
            "because no identity-based policy allows it");
    var night = sweep();
    assertThat(left()).containsExactlyElementsOf(whole("lab"));
    assertThat((List<?>) night.field("unread")).isNotEmpty();
  }

  @Test
  void ofTheJanitorsOwnStackAreItsOwn() throws IOException {
    ACCOUNT.tag(lab, OURS);
    var own = stack("janitor");
    ACCOUNT.tag(own, OURS);
    for (var arn :
        List.of(
            arn("dynamodb", "table/janitor-table"),
            arn("sqs", "janitor-queue"),
            "arn:aws:iam::" + Emulator.ACCOUNT + ":role/janitor-role",
            "arn:aws:s3:::janitor-bucket")) {
      ACCOUNT.tag(arn, OURS);
    }
    // What is deployed tells somebody.
    ACCOUNT
        .aws()
        .ses(HERE)
        .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
    sweep(
        Map.of(
            "JANITOR_STACK_ID", own,
            "JANITOR_REPORT_FROM", "janitor@example.org",
            "JANITOR_REPORT_TO", "teacher@example.org"));
    assertThat(left()).containsExactlyElementsOf(whole("janitor"));
  }

  private static String janitor(String name, String workshop) {
    return ACCOUNT
        .aws()
        .cloudFormation(HERE)
        .createStack(
            request ->
                request
                    .stackName(name)
                    .tags(Tag.builder().key("workshop").value(workshop).build())
                    .templateBody(
                        """
                        {"Resources": {"Ledger": {"Type": "AWS::SQS::Queue"}},
                         "Outputs": {"LedgerTable": {"Value": "t"}, "FailureQueue": {"Value": "q"}}}
                        """))
        .stackId();
  }

  /// Whoever tags all that they made tags their janitor too; its tags spread to its members.
  @Test
  void ofAnotherJanitorsStackStayWithItAndOneKnowsItself() {
    var other = janitor("other-janitor", Rehearsal.WORKSHOP);
    var own = janitor("own-janitor", Rehearsal.WORKSHOP);
    var queues = ACCOUNT.aws().sqs(HERE).listQueues().queueUrls();
    var environment = new HashMap<>(ACCOUNT.mailing());
    environment.put("JANITOR_STACK_ID", own);
    var night = sweep(environment);
    assertThat(reason(night, other)).contains("it is a workshop janitor", "sam delete");
    assertThat(reason(night, own)).isEqualTo("Withheld: it is the janitor's own");
    assertThat(ACCOUNT.aws().sqs(HERE).listQueues().queueUrls()).containsAll(queues);
    assertThat(night.gone()).doesNotContain(other, own);
  }

  @Test
  void thatWereDeletedByHandDoNotHoldUpTheirStack() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT.aws().dynamoDb(HERE).deleteTable(request -> request.tableName("lab-table"));
    sweep();
    assertThat(left()).isEmpty();
  }

  /// Nobody asked for a VPC, so the default one has the group, and its name is the physical id; of
  /// a job definition it may be its name or its ARN. Their stack is a stranger's.
  @Test
  void areKeptByAStrangersStackThatListsThemByName() {
    var ec2 = ACCOUNT.aws().ec2(HERE);
    var vpc =
        ec2.describeVpcs(
                request ->
                    request.filters(Filter.builder().name("is-default").values("true").build()))
            .vpcs()
            .getFirst()
            .vpcId();
    var group =
        ec2.createSecurityGroup(
                request -> request.groupName("lab-group").description("l").vpcId(vpc))
            .groupId();
    var batch = ACCOUNT.aws().of(HERE, BatchClient.class, BatchClient::builder);
    var definitions =
        Stream.of("by-name", "by-arn")
            .map(
                name ->
                    batch
                        .registerJobDefinition(
                            request ->
                                request
                                    .jobDefinitionName(name)
                                    .type("container")
                                    .containerProperties(
                                        container ->
                                            container
                                                .image("busybox")
                                                .resourceRequirements(
                                                    ResourceRequirement.builder()
                                                        .type("VCPU")
                                                        .value("1")
                                                        .build(),
                                                    ResourceRequirement.builder()
                                                        .type("MEMORY")
                                                        .value("128")
                                                        .build())))
                        .jobDefinitionArn())
            .toList();
    var members =
        List.of(
            Map.of(
                "logicalId", "Group",
                "type", "AWS::EC2::SecurityGroup",
                "physicalId", "lab-group"),
            Map.of(
                "logicalId", "Named",
                "type", "AWS::Batch::JobDefinition",
                "physicalId", "by-name"),
            Map.of(
                "logicalId", "Job",
                "type", "AWS::Batch::JobDefinition",
                "physicalId", definitions.getLast()));
    ACCOUNT.emulator().control("POST", "stacks", Map.of("stackId", lab, "members", members));
    var listed =
        Stream.concat(Stream.of(arn("ec2", "security-group/" + group)), definitions.stream())
            .toList();
    listed.forEach(arn -> ACCOUNT.tag(arn, OURS));
    var night = sweep();
    assertThat(listed)
        .allSatisfy(arn -> assertThat(reason(night, arn)).contains("Withheld", "lab"));
  }

  private static final String FACES = arn("rekognition", "collection/faces");

  /// A stack that lists a thing of Cloud Control's, which moto's templates know no type of.
  private static String stackWithFaces() throws IOException {
    var stack = stack("faces");
    var faces =
        Map.of("logicalId", "Faces", "type", "AWS::Rekognition::Collection", "physicalId", "faces");
    ACCOUNT
        .emulator()
        .control("POST", "stacks", Map.of("stackId", stack, "members", List.of(faces)));
    ACCOUNT.tag(stack, OURS);
    return stack;
  }

  private static void putFaces(Map<String, Object> more) {
    var told = new HashMap<String, Object>();
    told.put("type", "AWS::Rekognition::Collection");
    told.put("region", HERE);
    told.put("arn", FACES);
    told.put("model", Map.of("CollectionId", "faces", "Arn", FACES));
    told.put("tags", Map.of());
    told.putAll(more);
    ACCOUNT.emulator().control("POST", "cloud-control", told);
  }

  private static String how(Night night) {
    return night
        .resources()
        .filter(row -> FACES.equals(row.get("arn")))
        .map(row -> row.get("outcome") + ": " + row.get("verdict"))
        .findFirst()
        .orElse("not told");
  }

  /// AWS wants the tag on what the janitor deletes by itself, and not on what a stack does.
  @Test
  void ofCloudControlGoWithTheirStackUntagged() throws IOException {
    var stack = stackWithFaces();
    putFaces(Map.of());
    var night = sweep();
    assertThat(reason(night, stack)).startsWith("Gone");
    assertThat(how(night)).isEqualTo("Gone: Owned");
  }

  /// As with what no kind knows: what a model does not show, the index may say to keep.
  @Test
  void ofCloudControlThatCannotBeReadGoWithTheirStack() throws IOException {
    var stack = stackWithFaces();
    putFaces(Map.of("properties", "<html>"));
    var night = sweep();
    assertThat(reason(night, stack)).startsWith("Gone");
    assertThat(night.field("unread").toString()).contains(FACES);
  }

  @ParameterizedTest
  @CsvSource({"janitor:keep, ''", "janitor:expires-at, 2099-01-01", "workshop, exams"})
  void ofCloudControlThatCannotBeReadKeepTheirStackIfTheIndexSaysSo(String key, String value)
      throws IOException {
    var stack = stackWithFaces();
    putFaces(Map.of("properties", "<html>", "tags", Map.of(key, value)));
    assertThat(reason(sweep(), stack)).startsWith("Withheld").contains("could not be looked at");
    assertThat(left()).contains("faces");
  }

  /// What no stack deletes by itself, put where it can be lost: beside a bucket that is not empty.
  private void addToTheLab(String type, String physicalId) {
    ACCOUNT.tag(lab, OURS);
    var members =
        List.of(
            Map.of("logicalId", "Bucket", "type", "AWS::S3::Bucket", "physicalId", "lab-bucket"),
            Map.of("logicalId", "Protected", "type", type, "physicalId", physicalId));
    ACCOUNT.emulator().control("POST", "stacks", Map.of("stackId", lab, "members", members));
    ACCOUNT
        .aws()
        .s3(HERE)
        .putObject(
            request -> request.bucket("lab-bucket").key("record"), RequestBody.fromString("1"));
  }

  private static String protectedPool() {
    return ACCOUNT
        .aws()
        .userPools(HERE)
        .createUserPool(
            request ->
                request
                    .poolName("students")
                    .deletionProtection(DeletionProtectionType.ACTIVE)
                    .userPoolTags(OURS))
        .userPool()
        .id();
  }

  private void stillHoldsAll() {
    assertThat(left()).contains("lab", "lab-bucket");
    assertThat(
            ACCOUNT
                .aws()
                .s3(HERE)
                .listObjectsV2(request -> request.bucket("lab-bucket"))
                .contents())
        .hasSize(1);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("cloudformation:DeleteStack");
  }

  /// As by default: Cognito's console sets it by itself, and no stack lifts it.
  @Test
  void ofAPoolThatIsProtectedGoWithTheirStack() {
    addToTheLab("AWS::Cognito::UserPool", protectedPool());
    assertThat(reason(ACCOUNT.sweep(Map.of()), lab)).startsWith("Gone");
    assertThat(ACCOUNT.aws().userPools(HERE).listUserPools(request -> request.maxResults(9)))
        .matches(told -> told.userPools().isEmpty());
    assertThat(left()).doesNotContain("lab", "lab-bucket");
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("cloudformation:DeleteStack", 1L)
        .containsEntry("cognito-idp:UpdateUserPool", 1L);
  }

  @Test
  void ofAPoolThatMayNotBeUnprotectedLoseNothing() {
    addToTheLab("AWS::Cognito::UserPool", protectedPool());
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "UpdateUserPool"),
            "AccessDenied",
            403,
            "because no identity-based policy allows it");
    assertThat(reason(ACCOUNT.sweep(Map.of()), lab)).startsWith("Failed");
    stillHoldsAll();
  }

  @Test
  void ofAPoolThatIsProtectedAndToBeLeftSoStay() {
    addToTheLab("AWS::Cognito::UserPool", protectedPool());
    var night = ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", "none"));
    assertThat(reason(night, lab)).startsWith("Withheld").contains("its deletion protection is on");
    stillHoldsAll();
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("cognito-idp:UpdateUserPool");
  }

  /// A stack whose template retains something, with a protected pool.
  private static String stackThatRetains(String pool, String policy) {
    var listed =
        Map.of(
            "logicalId",
            "Pool",
            "type",
            "AWS::Cognito::UserPool",
            "physicalId",
            pool,
            "policy",
            policy);
    var stack =
        ACCOUNT.stack(
            "kept",
            """
            {"Resources":{"Q":{"Type":"AWS::SQS::Queue","DeletionPolicy":"Retain"}}}
            """,
            List.of(listed));
    ACCOUNT.tag(stack, OURS);
    return stack;
  }

  /// It goes by itself, announced, once its stack has left it.
  @Test
  void thatAreRetainedAreNotUnprotected() {
    var pool = protectedPool();
    var stack = stackThatRetains(pool, "Retain");
    assertThat(reason(ACCOUNT.sweep(Map.of()), stack)).startsWith("Gone");
    assertThat(
            ACCOUNT
                .aws()
                .userPools(HERE)
                .describeUserPool(request -> request.userPoolId(pool))
                .userPool()
                .deletionProtection())
        .isEqualTo(DeletionProtectionType.ACTIVE);
  }

  /// A bucket's policy is listed by the bucket's name (registry, primaryIdentifier of
  /// AWS::S3::BucketPolicy): that CloudFormation tried to delete the one says nothing of the other.
  @Test
  void thatAreRetainedKeepTheirContentThoughAMemberOfTheSameNameFailed() {
    var s3 = ACCOUNT.aws().s3(HERE);
    s3.createBucket(request -> request.bucket("retained-data"));
    s3.putObject(
        request -> request.bucket("retained-data").key("thesis"), RequestBody.fromString("mine"));
    s3.putBucketPolicy(
        request ->
            request
                .bucket("retained-data")
                .policy(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
                     "Action":"s3:GetObject","Resource":"arn:aws:s3:::retained-data/*"}]}
                    """));
    var stack =
        ACCOUNT.stack(
            "kept",
            """
            {"Resources":{"Q":{"Type":"AWS::SQS::Queue","DeletionPolicy":"Retain"}}}
            """,
            List.of(
                bucketMember("Bucket", "AWS::S3::Bucket", "Retain"),
                bucketMember("Policy", "AWS::S3::BucketPolicy", "Delete")));
    ACCOUNT.tag(stack, OURS);
    ACCOUNT
        .emulator()
        .refuse(Map.of("operation", "DeleteBucketPolicy"), "AccessDenied", 403, "Access Denied");
    for (int night = 0; night < 3; night++) {
      assertThat(reason(ACCOUNT.sweep(Map.of()), stack)).startsWith("Failed");
    }
    assertThat(s3.listObjectsV2(request -> request.bucket("retained-data")).contents()).hasSize(1);
    s3.deleteObject(request -> request.bucket("retained-data").key("thesis"));
    s3.deleteBucket(request -> request.bucket("retained-data"));
  }

  private static Map<String, String> bucketMember(String logicalId, String type, String policy) {
    return Map.of(
        "logicalId", logicalId, "type", type, "physicalId", "retained-data", "policy", policy);
  }

  /// Once CloudFormation has tried, it does not mean to retain it.
  @Test
  void besideWhatIsRetainedAreUnprotectedOnceTheirStackFailed() {
    var stack = stackThatRetains(protectedPool(), "Delete");
    assertThat(reason(ACCOUNT.sweep(Map.of()), stack)).startsWith("Gone");
    assertThat(ACCOUNT.aws().userPools(HERE).listUserPools(request -> request.maxResults(9)))
        .matches(told -> told.userPools().isEmpty());
  }

  @Test
  void ofATableThatIsProtectedGoWithTheirStack() {
    ACCOUNT.tag(lab, OURS);
    ACCOUNT
        .aws()
        .dynamoDb(HERE)
        .updateTable(request -> request.tableName("lab-table").deletionProtectionEnabled(true));
    ACCOUNT.tag(TABLE, OURS);
    assertThat(reason(sweep(), lab)).startsWith("Gone");
    assertThat(left()).isEmpty();
  }

  /// Nobody lifts the termination protection of a server for its stack: nothing of it is touched.
  @Test
  void ofAServerThatIsProtectedLoseNothing() {
    var server =
        ACCOUNT
            .aws()
            .ec2(HERE)
            .runInstances(
                request ->
                    request
                        .imageId("ami-12c6146b")
                        .instanceType(InstanceType.T3_MICRO)
                        .disableApiTermination(true)
                        .minCount(1)
                        .maxCount(1))
            .instances()
            .getFirst()
            .instanceId();
    ACCOUNT.tag(arn("ec2", "instance/" + server), OURS);
    addToTheLab("AWS::EC2::Instance", server);
    assertThat(reason(sweep(), lab))
        .startsWith("Withheld")
        .contains("termination protection", "lift it by hand");
    stillHoldsAll();
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("ec2:ModifyInstanceAttribute");
  }
}
