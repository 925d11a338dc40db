package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.deploy.SpineActions;
import janitor.kind.Kinds;
import janitor.kind.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;
import software.amazon.awssdk.services.appsync.model.DataSourceType;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.backup.BackupClient;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.batch.model.CEState;
import software.amazon.awssdk.services.batch.model.CEType;
import software.amazon.awssdk.services.batch.model.EcsTaskProperties;
import software.amazon.awssdk.services.batch.model.JobDefinitionType;
import software.amazon.awssdk.services.batch.model.NodeRangeProperty;
import software.amazon.awssdk.services.batch.model.ResourceRequirement;
import software.amazon.awssdk.services.batch.model.ResourceType;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHook;
import software.amazon.awssdk.services.ecs.model.DeploymentLifecycleHookStage;
import software.amazon.awssdk.services.ecs.model.ServiceConnectService;
import software.amazon.awssdk.services.ecs.model.ServiceVolumeConfiguration;
import software.amazon.awssdk.services.ecs.model.VpcLatticeConfiguration;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.FargateProfileSelector;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.EngineFamily;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.TrainingInputMode;
import software.amazon.awssdk.services.sagemaker.model.TrainingInstanceType;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;

/// Roles of the workshop, and profiles that hold one, with which something of somebody else's
/// works: IAM lets them go and says nothing, and what worked with them stops. One night meets them
/// all.
class RolesOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  private static final String SECRET =
      "arn:aws:secretsmanager:" + HERE + ":" + Emulator.ACCOUNT + ":secret:theirs-abcdef";

  /// ARNs of what stays, by what works with it.
  private static final Map<String, String> STAYS = new LinkedHashMap<>();

  private static final Map<String, String> GOES = new LinkedHashMap<>();

  private static final Map<String, String> STAYS_UNSEEN = new HashMap<>();

  private static Emulator emulator;
  private static Clients aws;
  private static Night night;
  private static Set<String> asked;
  private static String unseen;

  /// Roles, and by whom they were taken lately.
  private static final Map<String, String> TAKEN = new HashMap<>();

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    ofContainers();
    ofServers();
    ofBatch();
    ofData();
    ofEvents();
    ofApis();
    ofRows();
    unseen = ofTheUnseen();
    ofNobody();
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    emulator.deny(List.of());
    night = Night.sweepNow(emulator, environment);
    asked = emulator.asked();
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  private static String used(String by, String service) {
    return used(by, Map.of("Service", service + ".amazonaws.com"));
  }

  private static String used(String by, Object principal) {
    var role = role(by, "/", principal);
    STAYS.put(by, role);
    return role;
  }

  private static String role(String name, String path, Object principal) {
    var statement = Map.of("Effect", "Allow", "Action", "sts:AssumeRole", "Principal", principal);
    var role =
        aws.iam("us-east-1")
            .createRole(
                request ->
                    request
                        .roleName(name)
                        .path(path)
                        .assumeRolePolicyDocument(json(Map.of("Statement", List.of(statement)))))
            .role()
            .arn();
    emulator.control("POST", "tags", Map.of(role, TAG));
    return role;
  }

  private static String json(Object value) {
    try {
      return JSON.std.asString(value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// The role stays, and so does what holds it.
  private static String profile(String by, String path) {
    var iam = aws.iam("us-east-1");
    STAYS.put(by, role(by, path, Map.of("Service", "ec2.amazonaws.com")));
    var profile =
        iam.createInstanceProfile(request -> request.instanceProfileName(by).path(path))
            .instanceProfile()
            .arn();
    iam.addRoleToInstanceProfile(request -> request.instanceProfileName(by).roleName(by));
    return profile;
  }

  private static void ofContainers() {
    var ecs = aws.of(HERE, EcsClient.class, EcsClient::builder);
    var task = used("definition", "ecs-tasks");
    var execution = used("execution", "ecs-tasks");
    var container = ContainerDefinition.builder().name("web").image("web").memory(64).build();
    ecs.registerTaskDefinition(
        request ->
            request
                .family("theirs")
                .taskRoleArn(task)
                .executionRoleArn(execution)
                .containerDefinitions(container));
    // The newest revision names it no more, but a service has the one before.
    var older = used("older-revision", "ecs-tasks");
    var first =
        ecs.registerTaskDefinition(
                request ->
                    request.family("served").taskRoleArn(older).containerDefinitions(container))
            .taskDefinition()
            .taskDefinitionArn();
    ecs.registerTaskDefinition(request -> request.family("served").containerDefinitions(container));
    ecs.createCluster(request -> request.clusterName("theirs"));
    var service = used("service", "ecs");
    ecs.createService(
        request ->
            request
                .cluster("theirs")
                .serviceName("web")
                .taskDefinition(first)
                .role(service)
                .desiredCount(0));
    ofDeployments(ecs, first);
    var eks = aws.of(HERE, EksClient.class, EksClient::builder);
    var subnet = aws.ec2(HERE).describeSubnets().subnets().getFirst().subnetId();
    var cluster = used("cluster", "eks");
    eks.createCluster(
        request ->
            request
                .name("theirs")
                .roleArn(cluster)
                .resourcesVpcConfig(network -> network.subnetIds(subnet)));
    var nodes = used("nodes", "ec2");
    eks.createNodegroup(
        request ->
            request.clusterName("theirs").nodegroupName("n").nodeRole(nodes).subnets(subnet));
    var pods = used("pods", "eks-fargate-pods");
    eks.createFargateProfile(
        request ->
            request
                .clusterName("theirs")
                .fargateProfileName("f")
                .podExecutionRoleArn(pods)
                .subnets(subnet)
                .selectors(FargateProfileSelector.builder().namespace("n").build()));
  }

  /// Each of them is one of ECS's: with it ECS makes disks, or registers targets, or has
  /// certificates issued, or asks whether to go on.
  private static void ofDeployments(EcsClient ecs, String definition) {
    var disks = used("disks", "ecs");
    var targets = used("targets", "ecs");
    var certificates = used("certificates", "ecs");
    var asking = used("asking", "ecs");
    ecs.createService(
        request ->
            request
                .cluster("theirs")
                .serviceName("deployed")
                .taskDefinition(definition)
                .desiredCount(0)
                .volumeConfigurations(
                    ServiceVolumeConfiguration.builder()
                        .name("disk")
                        .managedEBSVolume(disk -> disk.roleArn(disks).sizeInGiB(1))
                        .build())
                .vpcLatticeConfigurations(
                    VpcLatticeConfiguration.builder()
                        .roleArn(targets)
                        .targetGroupArn(
                            "arn:aws:vpc-lattice:"
                                + HERE
                                + ":"
                                + Emulator.ACCOUNT
                                + ":targetgroup/tg-1")
                        .portName("web")
                        .build())
                .serviceConnectConfiguration(
                    connect ->
                        connect
                            .enabled(true)
                            .services(
                                ServiceConnectService.builder()
                                    .portName("web")
                                    .tls(
                                        tls ->
                                            tls.roleArn(certificates)
                                                .issuerCertificateAuthority(authority -> {}))
                                    .build()))
                .deploymentConfiguration(
                    how ->
                        how.lifecycleHooks(
                            DeploymentLifecycleHook.builder()
                                .hookTargetArn(
                                    "arn:aws:lambda:"
                                        + HERE
                                        + ":"
                                        + Emulator.ACCOUNT
                                        + ":function:ask")
                                .roleArn(asking)
                                .lifecycleStages(DeploymentLifecycleHookStage.POST_SCALE_UP)
                                .build())));
    // No list says which one has made its balancer, and takes that away again.
    var express = used("express", "ecs");
    ecs.createExpressGatewayService(
        request ->
            request
                .cluster("theirs")
                .serviceName("express")
                .infrastructureRoleArn(express)
                .executionRoleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs")
                .primaryContainer(container -> container.image("web")));
  }

  private static void ofServers() {
    var ec2 = aws.ec2(HERE);
    var image =
        ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
    var server = profile("server", "/servers/");
    ec2.runInstances(
        request ->
            request
                .imageId(image)
                .minCount(1)
                .maxCount(1)
                .instanceType(InstanceType.T3_MICRO)
                .iamInstanceProfile(profile -> profile.arn(server)));
    profile("template", "/servers/");
    ec2.createLaunchTemplate(
        request ->
            request
                .launchTemplateName("theirs")
                .launchTemplateData(
                    data ->
                        data.imageId(image)
                            .iamInstanceProfile(profile -> profile.name("template"))));
    profile("configuration", "/");
    aws.of(HERE, AutoScalingClient.class, AutoScalingClient::builder)
        .createLaunchConfiguration(
            request ->
                request
                    .launchConfigurationName("theirs")
                    .imageId(image)
                    .instanceType("t3.micro")
                    .iamInstanceProfile("configuration"));
  }

  private static void ofBatch() {
    var batch = aws.of(HERE, BatchClient.class, BatchClient::builder);
    var environment = used("environment", "batch");
    batch.createComputeEnvironment(
        request ->
            request
                .computeEnvironmentName("theirs")
                .type(CEType.UNMANAGED)
                .state(CEState.ENABLED)
                .serviceRole(environment));
    var job = used("job", "ecs-tasks");
    batch.registerJobDefinition(
        request ->
            request
                .jobDefinitionName("theirs")
                .type(JobDefinitionType.CONTAINER)
                .containerProperties(
                    container ->
                        container
                            .image("job")
                            .resourceRequirements(
                                needs(ResourceType.VCPU, "1"), needs(ResourceType.MEMORY, "64"))
                            .jobRoleArn(job)));
    var tasks = used("tasks", "ecs-tasks");
    var pulls = used("pulls", "ecs-tasks");
    batch.registerJobDefinition(
        request ->
            request
                .jobDefinitionName("several")
                .type(JobDefinitionType.CONTAINER)
                .ecsProperties(
                    ecs ->
                        ecs.taskProperties(
                            EcsTaskProperties.builder()
                                .taskRoleArn(tasks)
                                .executionRoleArn(pulls)
                                .containers(List.of())
                                .build())));
    var nodes = used("tasks-of-nodes", "ecs-tasks");
    batch.registerJobDefinition(
        request ->
            request
                .jobDefinitionName("nodes")
                .type(JobDefinitionType.MULTINODE)
                .nodeProperties(
                    all ->
                        all.mainNode(0)
                            .numNodes(1)
                            .nodeRangeProperties(
                                NodeRangeProperty.builder()
                                    .targetNodes("0:")
                                    .ecsProperties(
                                        ecs ->
                                            ecs.taskProperties(
                                                EcsTaskProperties.builder()
                                                    .taskRoleArn(nodes)
                                                    .containers(List.of())
                                                    .build()))
                                    .build())));
    var builds = used("builds", "codebuild");
    aws.of(HERE, CodeBuildClient.class, CodeBuildClient::builder)
        .createProject(
            request ->
                request
                    .name("theirs")
                    .serviceRole(builds)
                    .source(source -> source.type(SourceType.S3).location("bucket/path"))
                    .artifacts(artifacts -> artifacts.type(ArtifactsType.NO_ARTIFACTS))
                    .environment(
                        where ->
                            where
                                .type(EnvironmentType.LINUX_CONTAINER)
                                .image("build")
                                .computeType(ComputeType.BUILD_GENERAL1_SMALL)));
  }

  private static ResourceRequirement needs(ResourceType what, String much) {
    return ResourceRequirement.builder().type(what).value(much).build();
  }

  private static void ofData() {
    var subnet = aws.ec2(HERE).describeSubnets().subnets().getFirst().subnetId();
    var model = used("model", "sagemaker");
    aws.of(HERE, SageMakerClient.class, SageMakerClient::builder)
        .createModel(request -> request.modelName("theirs").executionRoleArn(model));
    var trained = used("trained", "sagemaker");
    aws.of(HERE, SageMakerClient.class, SageMakerClient::builder)
        .createTrainingJob(
            request ->
                request
                    .trainingJobName("theirs")
                    .roleArn(trained)
                    .algorithmSpecification(
                        how -> how.trainingImage("x").trainingInputMode(TrainingInputMode.FILE))
                    .outputDataConfig(to -> to.s3OutputPath("s3://theirs/"))
                    .resourceConfig(
                        on ->
                            on.instanceType(TrainingInstanceType.ML_M5_LARGE)
                                .instanceCount(1)
                                .volumeSizeInGB(10))
                    .stoppingCondition(after -> after.maxRuntimeInSeconds(86_400)));
    var accelerator = used("accelerator", "dax");
    aws.of(HERE, DaxClient.class, DaxClient::builder)
        .createCluster(
            request ->
                request
                    .clusterName("theirs")
                    .nodeType("dax.t3.small")
                    .replicationFactor(1)
                    .iamRoleArn(accelerator));
    var proxy = used("proxy", "rds");
    aws.of(HERE, RdsClient.class, RdsClient::builder)
        .createDBProxy(
            request ->
                request
                    .dbProxyName("theirs")
                    .engineFamily(EngineFamily.POSTGRESQL)
                    .roleArn(proxy)
                    .auth(UserAuthConfig.builder().secretArn(SECRET).build())
                    .vpcSubnetIds(subnet));
    var warehouse = used("warehouse", "redshift");
    aws.of(HERE, RedshiftClient.class, RedshiftClient::builder)
        .createCluster(
            request ->
                request
                    .clusterIdentifier("theirs")
                    .nodeType("ra3.large")
                    .numberOfNodes(1)
                    .masterUsername("them")
                    .masterUserPassword("A-long-0ne")
                    .iamRoles(warehouse));
    var pauses = used("pauses", "scheduler.redshift");
    aws.of(HERE, RedshiftClient.class, RedshiftClient::builder)
        .createScheduledAction(
            request ->
                request
                    .scheduledActionName("theirs")
                    .schedule("cron(0 20 * * ? *)")
                    .iamRole(pauses)
                    .targetAction(what -> what.pauseCluster(of -> of.clusterIdentifier("theirs"))));
    ofMigrations();
    var point = used("recovery point", "backup");
    var backup = aws.of(HERE, BackupClient.class, BackupClient::builder);
    backup.createBackupVault(request -> request.backupVaultName("theirs"));
    backup.startBackupJob(
        request ->
            request
                .backupVaultName("theirs")
                .iamRoleArn(point)
                .resourceArn(
                    "arn:aws:elasticfilesystem:"
                        + HERE
                        + ":"
                        + Emulator.ACCOUNT
                        + ":file-system/fs-0123456789abcdef0"));
  }

  /// DMS has each engine name the role in settings of its own.
  private static void ofMigrations() {
    var dms = aws.of(HERE, DatabaseMigrationClient.class, DatabaseMigrationClient::builder);
    var lake = used("lake", "dms");
    dms.createEndpoint(
        request ->
            request
                .endpointIdentifier("lake")
                .endpointType(ReplicationEndpointTypeValue.TARGET)
                .engineName("s3")
                .s3Settings(to -> to.bucketName("theirs").serviceAccessRoleArn(lake)));
    // A secret's is trusted in its region.
    var secret = used("secret", Map.of("Service", "dms." + HERE + ".amazonaws.com"));
    dms.createEndpoint(
        request ->
            request
                .endpointIdentifier("theirs")
                .endpointType(ReplicationEndpointTypeValue.SOURCE)
                .engineName("mysql")
                .mySQLSettings(
                    by -> by.secretsManagerSecretId(SECRET).secretsManagerAccessRoleArn(secret)));
  }

  private static void ofEvents() {
    var queue = aws.sqs(HERE).createQueue(request -> request.queueName("theirs"));
    assertThat(queue.queueUrl()).isNotEmpty();
    var arn = "arn:aws:sqs:" + HERE + ":" + Emulator.ACCOUNT + ":theirs";
    // A trust for one region alone.
    var machine = used("machine", Map.of("Service", List.of("states." + HERE + ".amazonaws.com")));
    aws.stepFunctions(HERE)
        .createStateMachine(
            request ->
                request
                    .name("theirs")
                    .roleArn(machine)
                    .definition("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}"));
    var target = used("target", "events");
    var rules = aws.eventBridge(HERE);
    rules.putRule(request -> request.name("theirs").scheduleExpression("rate(1 day)"));
    rules.putTargets(
        request ->
            request
                .rule("theirs")
                .targets(Target.builder().id("t").arn(arn).roleArn(target).build()));
    var schedule = used("schedule", "scheduler");
    aws.scheduler(HERE)
        .createSchedule(
            request ->
                request
                    .name("theirs")
                    .scheduleExpression("rate(1 day)")
                    .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
                    .target(to -> to.arn(arn).roleArn(schedule)));
    // What lets in everyone, any service may take.
    var pipe = used("pipe", "*");
    aws.pipes(HERE)
        .createPipe(request -> request.name("theirs").source(arn).target(arn).roleArn(pipe));
  }

  private static void ofApis() {
    var api = aws.apiGateway(HERE);
    var integration = used("integration", "apigateway");
    var id = api.createRestApi(request -> request.name("theirs")).id();
    var root = api.getResources(request -> request.restApiId(id)).items().getFirst().id();
    api.putMethod(
        request ->
            request.restApiId(id).resourceId(root).httpMethod("GET").authorizationType("NONE"));
    api.putIntegration(
        request ->
            request
                .restApiId(id)
                .resourceId(root)
                .httpMethod("GET")
                .type(IntegrationType.AWS)
                .integrationHttpMethod("POST")
                .uri("arn:aws:apigateway:" + HERE + ":sqs:path/theirs")
                .credentials(integration));
    var logs = used("api-logs", "apigateway");
    api.updateAccount(
        request ->
            request.patchOperations(
                PatchOperation.builder()
                    .op(Op.REPLACE)
                    .path("/cloudwatchRoleArn")
                    .value(logs)
                    .build()));
    var second = aws.apiGatewayV2(HERE);
    var http = used("http-integration", "apigateway");
    var httpId =
        second.createApi(request -> request.name("theirs").protocolType(ProtocolType.HTTP)).apiId();
    second.createIntegration(
        request ->
            request
                .apiId(httpId)
                .integrationType("AWS_PROXY")
                .integrationSubtype("SQS-SendMessage")
                .payloadFormatVersion("1.0")
                .credentialsArn(http));
    var authorizer = used("authorizer", "apigateway");
    second.createAuthorizer(
        request ->
            request
                .apiId(httpId)
                .name("theirs")
                .authorizerType("REQUEST")
                .authorizerPayloadFormatVersion("2.0")
                .identitySource("$request.header.Authorization")
                .authorizerUri("arn:aws:apigateway:" + HERE + ":lambda:path/theirs")
                .authorizerCredentialsArn(authorizer));
    var data = used("data-source", "appsync");
    var graph =
        aws.appSync(HERE)
            .createGraphqlApi(request -> request.name("theirs").authenticationType("API_KEY"))
            .graphqlApi()
            .apiId();
    aws.appSync(HERE)
        .createDataSource(
            request ->
                request
                    .apiId(graph)
                    .name("table")
                    .type(DataSourceType.AMAZON_DYNAMODB)
                    .serviceRoleArn(data));
    var guests = used("guests", Map.of("Federated", "cognito-identity.amazonaws.com"));
    var pools = aws.identityPools(HERE);
    var pool =
        pools
            .createIdentityPool(
                request -> request.identityPoolName("theirs").allowUnauthenticatedIdentities(true))
            .identityPoolId();
    pools.setIdentityPoolRoles(
        request -> request.identityPoolId(pool).roles(Map.of("unauthenticated", guests)));
  }

  /// What Cloud Control shows, at the top of a model and deep in it.
  private static void ofRows() {
    emulator.row(
        "AWS::KinesisFirehose::DeliveryStream",
        "firehose",
        "deliverystream/theirs",
        Map.of(
            "DeliveryStreamName",
            "theirs",
            "ExtendedS3DestinationConfiguration",
            Map.of("RoleARN", used("stream of Firehose", "firehose"))));
    emulator.row(
        "AWS::CodePipeline::Pipeline",
        "codepipeline",
        "theirs",
        Map.of("Name", "theirs", "RoleArn", used("pipeline", "codepipeline")));
    emulator.row(
        "AWS::IoT::TopicRule",
        "iot",
        "rule/theirs",
        Map.of(
            "RuleName",
            "theirs",
            "TopicRulePayload",
            Map.of("Actions", List.of(Map.of("Sns", Map.of("RoleArn", used("IoT", "iot")))))));
    GOES.put("function", role("function", "/", Map.of("Service", "lambda.amazonaws.com")));
  }

  /// No kind of these services works with roles: only that it was used shows that one does.
  private static String ofTheUnseen() {
    GOES.put("idle", role("idle", "/", Map.of("Service", "s3.amazonaws.com")));
    GOES.put("seen", usedRole("ran", "lambda"));
    TAKEN.put(
        taken(
            "deploys",
            Map.of("Federated", provider("oidc-provider/token.actions.githubusercontent.com"))),
        "token.actions.githubusercontent.com");
    TAKEN.put(
        taken("teachers", Map.of("AWS", "arn:aws:iam::444455556666:root")), "account 444455556666");
    // Of Transfer only connectors are listed, and not what most of its roles are for.
    STAYS_UNSEEN.put(usedRole("sftp", "transfer"), "transfer");
    // Of Glue sessions and endpoints are listed, and no jobs; of SageMaker no feature groups.
    STAYS_UNSEEN.put(usedRole("crawler", "glue"), "glue");
    STAYS_UNSEEN.put(usedRole("features", "sagemaker"), "sagemaker");
    // Of Cognito no groups, of EventBridge no global endpoints, of Amplify no domains.
    STAYS_UNSEEN.put(
        taken("group", Map.of("Federated", "cognito-identity.amazonaws.com")), "cognito-identity");
    STAYS_UNSEEN.put(usedRole("endpoint", "events"), "events");
    STAYS_UNSEEN.put(usedRole("domain", "amplify"), "amplify");
    return usedRole("replication", "s3");
  }

  private static String usedRole(String name, String service) {
    return taken(name, Map.of("Service", service + ".amazonaws.com"));
  }

  private static String provider(String resource) {
    return "arn:aws:iam::" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String taken(String name, Map<String, String> principal) {
    var role = role(name, "/", principal);
    aws.sts(HERE).assumeRole(request -> request.roleArn(role).roleSessionName("theirs"));
    return role;
  }

  /// Nothing works with them.
  private static void ofNobody() {
    GOES.put("service", role("unused", "/", Map.of("Service", "ecs-tasks.amazonaws.com")));
    GOES.put(
        "account",
        role("entered", "/", Map.of("AWS", "arn:aws:iam::" + Emulator.ACCOUNT + ":root")));
  }

  @TestFactory
  Stream<DynamicTest> whatSomethingOfSomebodyElsesWorksWithStays() {
    return STAYS.entrySet().stream()
        .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> stays(one.getValue())));
  }

  /// It was seen, and not only feared.
  private static void stays(String role) {
    night.stays(role, "use");
    assertThat(night.told(role).get("reason")).doesNotContain("could not be checked");
  }

  @TestFactory
  Stream<DynamicTest> whatNothingWorksWithGoes() {
    return GOES.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(), () -> assertThat(night.gone()).contains(one.getValue())));
  }

  @Test
  void theProfilesThatHoldThemStay() {
    assertThat(aws.iam("us-east-1").listInstanceProfiles(request -> {}).instanceProfiles())
        .hasSize(3)
        .allSatisfy(profile -> assertThat(profile.roles()).hasSize(1));
  }

  @Test
  void whatWasUsedLatelyByWhomNobodyAsksStays() {
    night.stays(unseen, "and it cannot be checked what of s3 works with it");
    STAYS_UNSEEN.forEach(
        (role, service) -> night.stays(role, "what of " + service + " works with it"));
  }

  @Test
  void whatWasTakenLatelyByOtherAccountsAndIdentityProvidersStays() {
    assertThat(TAKEN).hasSize(2);
    TAKEN.forEach((role, by) -> night.stays(role, "checked whether " + by + " works with it"));
  }

  @Test
  void everythingCouldBeRead() {
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  /// Also what Cloud Control asks for in the caller's name, to list what may work with a role.
  @Test
  void nothingIsAskedForThatTheRoleMayNot() {
    var declared = new TreeSet<>(SpineActions.ALL);
    Kinds.all(aws, Options.looking(Emulator.ACCOUNT))
        .forEach(kind -> declared.addAll(kind.traits().actions()));
    assertThat(asked)
        .contains("lambda:ListCapacityProviders", "firehose:ListDeliveryStreams")
        .allMatch(declared::contains);
  }
}
