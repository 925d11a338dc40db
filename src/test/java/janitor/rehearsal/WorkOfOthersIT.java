package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.batch.model.JobDefinitionType;
import software.amazon.awssdk.services.batch.model.ResourceRequirement;
import software.amazon.awssdk.services.batch.model.ResourceType;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.EnvironmentFile;
import software.amazon.awssdk.services.ecs.model.EnvironmentFileType;
import software.amazon.awssdk.services.ecs.model.LogConfiguration;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.Secret;
import software.amazon.awssdk.services.ecs.model.Volume;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/// Images, logs, secrets, parameters and files of the workshop, with which containers and functions
/// of somebody else's start: they go on running without, and do not come up again. One night meets
/// them all.
class WorkOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String REGISTRY = Emulator.ACCOUNT + ".dkr.ecr." + HERE + ".amazonaws.com/";
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs";

  /// ARNs of what stays, by what uses it.
  private static final Map<String, String> STAYS = new LinkedHashMap<>();

  private static final Map<String, String> GOES = new LinkedHashMap<>();

  private static Emulator emulator;
  private static Clients aws;
  private static Night night;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    ofContainers();
    ofJobs();
    ofBuilds();
    ofFunctions();
    ofOtherAccounts();
    ofNobody();
    night =
        Night.sweepNow(
            emulator,
            Stream.concat(
                    emulator.environment().entrySet().stream(),
                    Stream.of(Map.entry("JANITOR_WORKSHOP", Rehearsal.WORKSHOP)))
                .collect(
                    java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  private static String used(String by, String arn) {
    emulator.control("POST", "tags", Map.of(arn, TAG));
    STAYS.put(by, arn);
    return arn;
  }

  private static String repository(String name) {
    return aws.ecr(HERE)
        .createRepository(request -> request.repositoryName(name))
        .repository()
        .repositoryArn();
  }

  private static String group(String name) {
    aws.logs(HERE).createLogGroup(request -> request.logGroupName(name));
    return "arn:aws:logs:" + HERE + ":" + Emulator.ACCOUNT + ":log-group:" + name;
  }

  private static String secret(String name) {
    return aws.secrets(HERE).createSecret(request -> request.name(name).secretString("x")).arn();
  }

  private static String parameter(String name) {
    aws.ssm(HERE).putParameter(request -> request.name(name).value("x").type(ParameterType.STRING));
    return "arn:aws:ssm:"
        + HERE
        + ":"
        + Emulator.ACCOUNT
        + ":parameter"
        + (name.startsWith("/") ? "" : "/")
        + name;
  }

  private static String bucket(String name) {
    aws.s3(HERE)
        .createBucket(
            request ->
                request
                    .bucket(name)
                    .createBucketConfiguration(where -> where.locationConstraint(HERE)));
    return "arn:aws:s3:::" + name;
  }

  private static void ofContainers() {
    used("image of a task", repository("lab/tagged"));
    used("image by digest", repository("digested"));
    used("image by dual stack", repository("dual"));
    used("log group", group("/ecs/shared"));
    var key = used("secret's key", secret("database"));
    var whole = used("whole secret", secret("token"));
    used("credentials by name", secret("hub"));
    var parameter = used("parameter", parameter("/app/url"));
    used("parameter by name", parameter("plain"));
    used("secret of the log driver", parameter("splunk"));
    used("environment file", bucket("environment-files"));
    var files =
        aws.of(HERE, EfsClient.class, EfsClient::builder)
            .createFileSystem(request -> request.creationToken("files"));
    used("file system", files.fileSystemArn());
    var ecs = aws.of(HERE, EcsClient.class, EcsClient::builder);
    ecs.registerTaskDefinition(
        request ->
            request
                .family("theirs")
                .volumes(
                    Volume.builder()
                        .name("files")
                        .efsVolumeConfiguration(where -> where.fileSystemId(files.fileSystemId()))
                        .build())
                .containerDefinitions(
                    ContainerDefinition.builder()
                        .name("web")
                        .memory(64)
                        .image(REGISTRY + "lab/tagged:v1")
                        .repositoryCredentials(by -> by.credentialsParameter("hub"))
                        .logConfiguration(
                            LogConfiguration.builder()
                                .logDriver(LogDriver.AWSLOGS)
                                .options(Map.of("awslogs-group", "/ecs/shared"))
                                .build())
                        .secrets(
                            valueFrom(key + ":password::"),
                            valueFrom(whole),
                            valueFrom(parameter),
                            valueFrom("plain"))
                        .environmentFiles(
                            EnvironmentFile.builder()
                                .type(EnvironmentFileType.S3)
                                .value("arn:aws:s3:::environment-files/app.env")
                                .build())
                        .build(),
                    ContainerDefinition.builder()
                        .name("side")
                        .memory(64)
                        .image(REGISTRY + "digested@sha256:" + "0".repeat(64))
                        .logConfiguration(
                            LogConfiguration.builder()
                                .logDriver(LogDriver.SPLUNK)
                                .secretOptions(valueFrom("splunk"))
                                .build())
                        .build(),
                    ContainerDefinition.builder()
                        .name("other")
                        .memory(64)
                        .image(Emulator.ACCOUNT + ".dkr-ecr." + HERE + ".on.aws/dual")
                        .build()));
  }

  private static Secret valueFrom(String what) {
    return Secret.builder().name("VALUE").valueFrom(what).build();
  }

  private static void ofJobs() {
    used("image of a job", repository("job"));
    var secret = used("secret of a job", secret("job"));
    used("log group of a job", group("jobs"));
    aws.of(HERE, BatchClient.class, BatchClient::builder)
        .registerJobDefinition(
            request ->
                request
                    .jobDefinitionName("theirs")
                    .type(JobDefinitionType.CONTAINER)
                    .containerProperties(
                        container ->
                            container
                                .image(REGISTRY + "job:v1")
                                .resourceRequirements(
                                    needs(ResourceType.VCPU, "1"), needs(ResourceType.MEMORY, "64"))
                                .logConfiguration(
                                    logs ->
                                        logs.logDriver("awslogs")
                                            .options(Map.of("awslogs-group", "jobs")))
                                .secrets(
                                    software.amazon.awssdk.services.batch.model.Secret.builder()
                                        .name("VALUE")
                                        .valueFrom(secret)
                                        .build())));
  }

  private static ResourceRequirement needs(ResourceType what, String howMuch) {
    return ResourceRequirement.builder().type(what).value(howMuch).build();
  }

  private static void ofBuilds() {
    used("image of a build", repository("builder"));
    used("parameter of a build", parameter("/build/token"));
    used("secret of a build", secret("build/key"));
    used("log group of a build", group("builds"));
    used("registry of a build", secret("registry"));
    aws.of(HERE, CodeBuildClient.class, CodeBuildClient::builder)
        .createProject(
            request ->
                request
                    .name("theirs")
                    .serviceRole(ROLE)
                    .source(from -> from.type(SourceType.S3).location("theirs/source.zip"))
                    .artifacts(to -> to.type(ArtifactsType.NO_ARTIFACTS))
                    .logsConfig(
                        logs -> logs.cloudWatchLogs(to -> to.status("ENABLED").groupName("builds")))
                    .environment(
                        on ->
                            on.type(EnvironmentType.LINUX_CONTAINER)
                                .computeType(ComputeType.BUILD_GENERAL1_SMALL)
                                .image(REGISTRY + "builder:v1")
                                .registryCredential(
                                    by ->
                                        by.credential("registry")
                                            .credentialProvider("SECRETS_MANAGER"))
                                .environmentVariables(
                                    variable(
                                        "/build/token", EnvironmentVariableType.PARAMETER_STORE),
                                    variable(
                                        "build/key:password",
                                        EnvironmentVariableType.SECRETS_MANAGER))));
  }

  private static EnvironmentVariable variable(String value, EnvironmentVariableType type) {
    return EnvironmentVariable.builder().name("VALUE").value(value).type(type).build();
  }

  private static void ofFunctions() {
    used("image of a function", repository("function"));
    aws.ecr(HERE)
        .putImage(
            request ->
                request
                    .repositoryName("function")
                    .imageTag("v1")
                    .imageManifestMediaType("application/vnd.docker.distribution.manifest.v2+json")
                    .imageManifest(
                        "{\"schemaVersion\":2,\"config\":{\"size\":1,\"digest\":\"sha256:"
                            + "0".repeat(64)
                            + "\"},\"layers\":[]}"));
    var role =
        aws.iam("us-east-1")
            .createRole(
                request ->
                    request
                        .roleName("theirs")
                        .assumeRolePolicyDocument(
                            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                                + "\"Principal\":{\"Service\":\"lambda.amazonaws.com\"}}]}"))
            .role()
            .arn();
    aws.lambda(HERE)
        .createFunction(
            request ->
                request
                    .functionName("theirs")
                    .role(role)
                    .packageType(PackageType.IMAGE)
                    .code(code -> code.imageUri(REGISTRY + "function:v1")));
  }

  private static void ofOtherAccounts() {
    used("policy of a repository", repository("lent"));
    aws.ecr(HERE)
        .setRepositoryPolicy(
            request ->
                request
                    .repositoryName("lent")
                    .policyText(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                            + "\"Principal\":{\"AWS\":\"arn:aws:iam::444455556666:root\"},"
                            + "\"Action\":\"ecr:BatchGetImage\"}]}"));
  }

  /// Of which names begin alike, or that only a service of AWS's may use.
  private static void ofNobody() {
    goes("repository", repository("lab"));
    goes("secret", secret("data"));
    goes("parameter", parameter("/app"));
    goes("log group", group("/ecs/share"));
    var own = goes("repository for functions", repository("own"));
    aws.ecr(HERE)
        .setRepositoryPolicy(
            request ->
                request
                    .repositoryName(own.replaceFirst(".*/", ""))
                    .policyText(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                            + "\"Principal\":{\"Service\":\"lambda.amazonaws.com\"},"
                            + "\"Action\":\"ecr:BatchGetImage\"}]}"));
  }

  private static String goes(String what, String arn) {
    emulator.control("POST", "tags", Map.of(arn, TAG));
    GOES.put(what, arn);
    return arn;
  }

  @TestFactory
  Stream<DynamicTest> whatSomethingOfSomebodyElsesWorksWithStays() {
    return STAYS.entrySet().stream()
        .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> stays(one.getValue())));
  }

  /// It was seen, and not only feared.
  private static void stays(String arn) {
    var reason = night.told(arn).get("reason");
    assertThat(night.told(arn)).containsEntry("outcome", "Withheld");
    assertThat(reason).containsAnyOf("theirs", "444455556666");
    assertThat(reason).doesNotContain("could not be checked");
  }

  @TestFactory
  Stream<DynamicTest> whatNothingWorksWithGoes() {
    return GOES.entrySet().stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.getKey(),
                    () ->
                        assertThat(night.told(one.getValue()))
                            .extractingByKey("outcome")
                            .isIn("Gone", "Requested")));
  }

  @Test
  void everythingCouldBeRead() {
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }
}
