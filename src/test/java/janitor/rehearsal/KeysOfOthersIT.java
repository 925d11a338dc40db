package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.FlowAliasRoutingConfigurationListItem;
import software.amazon.awssdk.services.ecr.model.EncryptionType;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.networkfirewall.NetworkFirewallClient;
import software.amazon.awssdk.services.networkfirewall.model.RuleGroupType;
import software.amazon.awssdk.services.networkfirewall.model.SubnetMapping;
import software.amazon.awssdk.services.opensearchserverless.OpenSearchServerlessClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.ActivityStreamMode;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/// Keys of the workshop with which something of somebody else's is encrypted, which nobody could
/// read any more from the day on that the key is scheduled to go. One night meets them all.
class KeysOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  /// ARNs of keys that stay, by what is encrypted with each.
  private static final Map<String, String> STAYS = new LinkedHashMap<>();

  private static Emulator emulator;
  private static Clients aws;
  private static Night night;
  private static String unused;
  private static String ofOwn;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    ofStrangers();
    ofLearners();
    activityStreams();
    firewall();
    bucket(used("bucket"));
    EmulatedAccount.table(aws.dynamoDb(HERE), "theirs", used("table"));
    unused = key();
    ofOwn = key();
    emulator.control(
        "POST", "tags", Map.of(EmulatedAccount.table(aws.dynamoDb(HERE), "ours", ofOwn), TAG));
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    night = Night.sweepNow(emulator, environment);
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  private static String key() {
    var key = aws.kms(HERE).createKey(request -> {}).keyMetadata().arn();
    emulator.control("POST", "tags", Map.of(key, TAG));
    return key;
  }

  private static String used(String by) {
    var key = key();
    STAYS.put(by, key);
    return key;
  }

  private static String id(String key) {
    return key.replaceFirst(".*/", "");
  }

  private static void ofStrangers() {
    // By an alias, by an id, by the ARN of an alias, by its own.
    var queue = used("queue");
    aws.kms(HERE).createAlias(request -> request.aliasName("alias/theirs").targetKeyId(queue));
    aws.sqs(HERE)
        .createQueue(
            request ->
                request
                    .queueName("theirs")
                    .attributes(Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, "alias/theirs")));
    var topic = used("topic");
    aws.sns(HERE)
        .createTopic(
            request -> request.name("theirs").attributes(Map.of("KmsMasterKeyId", id(topic))));
    var secret = used("secret");
    aws.kms(HERE).createAlias(request -> request.aliasName("alias/secrets").targetKeyId(secret));
    aws.secrets(HERE)
        .createSecret(
            request ->
                request
                    .name("theirs")
                    .secretString("s")
                    .kmsKeyId("arn:aws:kms:" + HERE + ":" + Emulator.ACCOUNT + ":alias/secrets"));
    var parameter = used("parameter");
    aws.ssm(HERE)
        .putParameter(
            request ->
                request
                    .name("theirs")
                    .type(ParameterType.SECURE_STRING)
                    .value("v")
                    .keyId(id(parameter)));
    var repository = used("repository");
    aws.ecr(HERE)
        .createRepository(
            request ->
                request
                    .repositoryName("theirs")
                    .encryptionConfiguration(
                        how -> how.encryptionType(EncryptionType.KMS).kmsKey(repository)));
    var pipe = used("pipe");
    aws.pipes(HERE)
        .createPipe(
            request ->
                request
                    .name("theirs")
                    .roleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs")
                    .source("arn:aws:sqs:" + HERE + ":" + Emulator.ACCOUNT + ":from")
                    .target("arn:aws:sqs:" + HERE + ":" + Emulator.ACCOUNT + ":to")
                    .kmsKeyIdentifier(id(pipe)));
    var schedule = used("schedule");
    aws.scheduler(HERE)
        .createSchedule(
            request ->
                request
                    .name("theirs")
                    .scheduleExpression("rate(1 day)")
                    .flexibleTimeWindow(how -> how.mode("OFF"))
                    .target(
                        to ->
                            to.arn("arn:aws:sqs:" + HERE + ":" + Emulator.ACCOUNT + ":to")
                                .roleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs"))
                    .kmsKeyArn(schedule));
    cluster("shell", used("shell of a cluster's tasks"));
    cluster("disks", used("disks of a cluster's tasks"));
    cluster("fargate", used("disks of Fargate"));
    // Cloud Control's models name a key by its ARN, its id or an alias.
    emulator.row(
        "AWS::CloudTrail::Trail",
        "cloudtrail",
        "trail/theirs",
        Map.of("TrailName", "theirs", "KMSKeyId", id(used("trail"))));
    emulator.row(
        "AWS::KinesisVideo::Stream",
        "kinesisvideo",
        "stream/theirs/1",
        Map.of("Name", "theirs", "KmsKeyId", used("video stream")));
    var broker = used("broker");
    aws.kms(HERE).createAlias(request -> request.aliasName("alias/broker").targetKeyId(broker));
    emulator.row(
        "AWS::AmazonMQ::Broker",
        "mq",
        "broker:theirs:b-1",
        Map.of("Id", "b-1", "EncryptionOptions", Map.of("KmsKeyId", "alias/broker")));
    var group = used("log group");
    aws.logs(HERE).createLogGroup(request -> request.logGroupName("theirs").kmsKeyId(group));
  }

  /// A flow's draft, and the version that an alias leads to, have a key each.
  private static void flow() {
    var bedrock = aws.of(HERE, BedrockAgentClient.class, BedrockAgentClient::builder);
    var role = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs";
    var published = used("version of a flow");
    var id =
        bedrock
            .createFlow(
                request ->
                    request
                        .name("theirs")
                        .executionRoleArn(role)
                        .customerEncryptionKeyArn(published))
            .id();
    var version = bedrock.createFlowVersion(request -> request.flowIdentifier(id)).version();
    bedrock.createFlowAlias(
        request ->
            request
                .flowIdentifier(id)
                .name("live")
                .routingConfiguration(
                    FlowAliasRoutingConfigurationListItem.builder().flowVersion(version).build()));
    var draft = used("flow");
    bedrock.updateFlow(
        request ->
            request
                .flowIdentifier(id)
                .name("theirs")
                .executionRoleArn(role)
                .customerEncryptionKeyArn(draft));
  }

  private static void cluster(String what, String key) {
    aws.of(HERE, EcsClient.class, EcsClient::builder)
        .createCluster(
            request ->
                request
                    .clusterName(what)
                    .configuration(
                        how -> {
                          switch (what) {
                            case "shell" ->
                                how.executeCommandConfiguration(shell -> shell.kmsKeyId(id(key)));
                            case "disks" ->
                                how.managedStorageConfiguration(disks -> disks.kmsKeyId(key));
                            default ->
                                how.managedStorageConfiguration(
                                    disks -> disks.fargateEphemeralStorageKmsKeyId(key));
                          }
                        }));
  }

  /// RDS tells the key as whoever started the stream named it.
  private static void activityStreams() {
    var rds = aws.of(HERE, RdsClient.class, RdsClient::builder);
    var cluster =
        rds.createDBCluster(
                request ->
                    request
                        .dbClusterIdentifier("theirs")
                        .engine("aurora-mysql")
                        .masterUsername("owner")
                        .masterUserPassword("password"))
            .dbCluster()
            .dbClusterArn();
    var instance =
        rds.createDBInstance(
                request ->
                    request
                        .dbInstanceIdentifier("theirs")
                        .engine("sqlserver-ee")
                        .dbInstanceClass("db.m5.large")
                        .allocatedStorage(20)
                        .masterUsername("owner")
                        .masterUserPassword("password"))
            .dbInstance()
            .dbInstanceArn();
    Map.of(cluster, used("stream of a cluster"), instance, used("stream of an instance"))
        .forEach(
            (database, key) ->
                rds.startActivityStream(
                    request ->
                        request
                            .resourceArn(database)
                            .mode(ActivityStreamMode.ASYNC)
                            .kmsKeyId(id(key))));
  }

  private static void firewall() {
    var fire = aws.of(HERE, NetworkFirewallClient.class, NetworkFirewallClient::builder);
    var group = used("rules of a firewall");
    aws.kms(HERE).createAlias(request -> request.aliasName("alias/rules").targetKeyId(group));
    fire.createRuleGroup(
        request ->
            request
                .ruleGroupName("theirs")
                .type(RuleGroupType.STATEFUL)
                .capacity(1)
                .rules("pass tcp any any -> any any (sid:1;)")
                .encryptionConfiguration(how -> how.type("CUSTOMER_KMS").keyId("alias/rules")));
    var rules = used("policy of a firewall");
    var policy =
        fire.createFirewallPolicy(
                request ->
                    request
                        .firewallPolicyName("theirs")
                        .encryptionConfiguration(how -> how.type("CUSTOMER_KMS").keyId(id(rules)))
                        .firewallPolicy(
                            of ->
                                of.statelessDefaultActions("aws:pass")
                                    .statelessFragmentDefaultActions("aws:pass")))
            .firewallPolicyResponse()
            .firewallPolicyArn();
    var key = used("firewall");
    var subnet = aws.ec2(HERE).describeSubnets().subnets().getFirst();
    fire.createFirewall(
        request ->
            request
                .firewallName("theirs")
                .firewallPolicyArn(policy)
                .vpcId(subnet.vpcId())
                .subnetMappings(SubnetMapping.builder().subnetId(subnet.subnetId()).build())
                .encryptionConfiguration(how -> how.type("CUSTOMER_KMS").keyId(id(key))));
  }

  private static void ofLearners() {
    flow();
    var learning = aws.of(HERE, SageMakerClient.class, SageMakerClient::builder);
    var role = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs";
    var notebook = used("notebook");
    learning.createNotebookInstance(
        request ->
            request
                .notebookInstanceName("theirs")
                .instanceType("ml.t3.medium")
                .roleArn(role)
                .kmsKeyId(id(notebook)));
    var studio = used("domain");
    var subnet = aws.ec2(HERE).describeSubnets().subnets().getFirst();
    learning.createDomain(
        request ->
            request
                .domainName("theirs")
                .authMode("IAM")
                .defaultUserSettings(settings -> settings.executionRole(role))
                .subnetIds(subnet.subnetId())
                .vpcId(subnet.vpcId())
                .kmsKeyId(studio));
    var config = used("endpoint configuration");
    aws.kms(HERE).createAlias(request -> request.aliasName("alias/serving").targetKeyId(config));
    learning.createModel(request -> request.modelName("theirs").executionRoleArn(role));
    learning.createEndpointConfig(
        request ->
            request
                .endpointConfigName("theirs")
                .kmsKeyId("alias/serving")
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("all")
                        .modelName("theirs")
                        .instanceType("ml.t2.medium")
                        .initialInstanceCount(1)
                        .build()));
    var collection = used("collection");
    var serverless =
        aws.of(HERE, OpenSearchServerlessClient.class, OpenSearchServerlessClient::builder);
    serverless.createSecurityPolicy(
        request ->
            request
                .name("theirs")
                .type("encryption")
                .policy(
                    "{\"Rules\":[{\"ResourceType\":\"collection\",\"Resource\":"
                        + "[\"collection/theirs\"]}],\"AWSOwnedKey\":false,\"KmsARN\":\""
                        + collection
                        + "\"}"));
    serverless.createCollection(request -> request.name("theirs"));
  }

  private static void bucket(String key) {
    var s3 = aws.s3(HERE);
    s3.createBucket(
        request ->
            request
                .bucket("theirs")
                .createBucketConfiguration(where -> where.locationConstraint(HERE)));
    s3.putBucketEncryption(
        request ->
            request
                .bucket("theirs")
                .serverSideEncryptionConfiguration(
                    how ->
                        how.rules(
                            ServerSideEncryptionRule.builder()
                                .applyServerSideEncryptionByDefault(
                                    by ->
                                        by.sseAlgorithm(ServerSideEncryption.AWS_KMS)
                                            .kmsMasterKeyID(key))
                                .build())));
    // One without an encryption of its own says so.
    s3.createBucket(
        request ->
            request
                .bucket("plain")
                .createBucketConfiguration(where -> where.locationConstraint(HERE)));
  }

  @TestFactory
  Stream<DynamicTest> withWhichSomethingOfSomebodyElsesIsEncryptedStay() {
    return STAYS.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(), () -> night.stays(one.getValue(), "still used by")));
  }

  @Test
  void thatNothingIsEncryptedWithGo() {
    assertThat(night.gone()).contains(unused);
  }

  @Test
  void ofTheWorkshopsOwnGoAfterThat() {
    assertThat(night.gone()).contains(ofOwn);
  }

  @Test
  void everythingCouldBeRead() {
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }
}
