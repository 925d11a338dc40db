package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.backup.BackupClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.lambda.model.PackageType;

/// What is asked of strangers' things to see what works with the workshop's: it must not grow with
/// the account, nor with the rounds of a night.
class ReadsIT {
  private static final String REGISTRY =
      Emulator.ACCOUNT + ".dkr.ecr." + Emulator.REGION + ".amazonaws.com/";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final Catalog kinds = Kinds.catalog(ACCOUNT.aws(), Options.looking(Emulator.ACCOUNT));

  /// As a round asks it.
  private List<String> users(String type, Resource... candidates) {
    var place = new Place("aws", Emulator.ACCOUNT, Emulator.REGION);
    return kinds.ofType(type).orElseThrow().uses(place, List.of(candidates)).whole().stream()
        .map(use -> use.user().toString())
        .toList();
  }

  private static Resource candidate(String type, String arn) {
    return Resource.of(type, Arn.of(arn), Emulator.REGION).build();
  }

  private static Resource role(String arn, String service) {
    return Resource.of("AWS::IAM::Role", Arn.of(arn), "").fact(Resource.TRUSTS, service).build();
  }

  private static long calls(String operation) {
    return ACCOUNT.emulator().calls().getOrDefault(operation, 0L);
  }

  @Test
  void ofFunctionsOnlyThoseAreAskedWhoseImageIsInARepositoryThatIsToGo() {
    var due = repository("due");
    repository("other");
    var role = ACCOUNT.role("functions", "lambda");
    push("other", "0");
    function("first", role, "other:0");
    for (int i = 1; i <= 9; i++) {
      push("other", "" + i);
      publish("first", "other:" + i);
    }
    push("due", "a");
    function("second", role, "due:a");
    publish("second", "other:9");
    ACCOUNT.emulator().forgetCalls();
    assertThat(users("AWS::Lambda::Function", candidate("AWS::ECR::Repository", due)))
        .singleElement()
        .asString()
        .endsWith("function:second");
    assertThat(calls("lambda:GetFunction")).isEqualTo(2);
  }

  @Test
  void whereImagesCannotBeListedEachIsAsked() {
    var due = repository("due");
    push("due", "a");
    function("theirs", ACCOUNT.role("functions", "lambda"), "due:a");
    ACCOUNT
        .emulator()
        .refuse(Map.of("service", "ecr", "operation", "ListImages"), "AccessDenied", 400, "no");
    assertThat(users("AWS::Lambda::Function", candidate("AWS::ECR::Repository", due))).hasSize(1);
  }

  /// The same image under two names: which of them a version comes from is asked.
  @Test
  void anImageInTwoRepositoriesIsThatOfWhichAVersionSaysIt() {
    var due = repository("due");
    repository("other");
    var role = ACCOUNT.role("functions", "lambda");
    push("other", "a");
    push("due", "a");
    function("moved", role, "due:a");
    publish("moved", "other:a");
    function("theirs", role, "other:a");
    assertThat(users("AWS::Lambda::Function", candidate("AWS::ECR::Repository", due)))
        .singleElement()
        .asString()
        .endsWith("function:moved");
  }

  private static String repository(String name) {
    return ACCOUNT
        .aws()
        .ecr(Emulator.REGION)
        .createRepository(request -> request.repositoryName(name))
        .repository()
        .repositoryArn();
  }

  /// An image whose digest comes of its tag.
  private static void push(String repository, String tag) {
    ACCOUNT
        .aws()
        .ecr(Emulator.REGION)
        .putImage(
            request ->
                request
                    .repositoryName(repository)
                    .imageTag(tag)
                    .imageManifestMediaType("application/vnd.docker.distribution.manifest.v2+json")
                    .imageManifest(
                        "{\"schemaVersion\":2,\"config\":{\"size\":1},\"layers\":[{\"digest\":\"sha256:"
                            + tag.repeat(64)
                            + "\"}]}"));
  }

  /// Of which a version is published at once.
  private static void function(String name, String role, String image) {
    ACCOUNT
        .aws()
        .lambda(Emulator.REGION)
        .createFunction(
            request ->
                request
                    .functionName(name)
                    .role(role)
                    .packageType(PackageType.IMAGE)
                    .code(code -> code.imageUri(REGISTRY + image))
                    .publish(true));
  }

  private static void publish(String name, String image) {
    ACCOUNT
        .aws()
        .lambda(Emulator.REGION)
        .updateFunctionCode(
            request -> request.functionName(name).imageUri(REGISTRY + image).publish(true));
  }

  @Test
  void aDefinitionNeverChangesAndIsDescribedOnce() {
    ecs()
        .registerTaskDefinition(
            request ->
                request
                    .family("theirs")
                    .containerDefinitions(
                        ContainerDefinition.builder()
                            .name("web")
                            .image(REGISTRY + "due:a")
                            .memory(64)
                            .build()));
    var due = candidate("AWS::ECR::Repository", repository("due"));
    ACCOUNT.emulator().forgetCalls();
    for (int round = 0; round < 3; round++) {
      assertThat(users("AWS::ECS::TaskDefinition", due)).hasSize(1);
    }
    assertThat(calls("ecs:DescribeTaskDefinition")).isEqualTo(1);
  }

  @Test
  void ofClustersWithoutProvidersOfTheirOwnNobodyAsksForSome() {
    var ecs = ecs();
    for (int i = 0; i < 5; i++) {
      var name = "theirs" + i;
      ecs.createCluster(request -> request.clusterName(name).capacityProviders("FARGATE"));
    }
    var role = ACCOUNT.role("machines", "ecs");
    ecs.createCapacityProvider(
        request ->
            request
                .name("managed")
                .cluster("theirs0")
                .managedInstancesProvider(
                    machines ->
                        machines
                            .infrastructureRoleArn(role)
                            .instanceLaunchTemplate(
                                launch ->
                                    launch
                                        .ec2InstanceProfileArn(
                                            "arn:aws:iam::123456789012:instance-profile/p")
                                        .networkConfiguration(net -> net.subnets("subnet-1")))));
    ACCOUNT.emulator().forgetCalls();
    assertThat(users("AWS::ECS::CapacityProvider", role(role, "ecs")))
        .singleElement()
        .asString()
        .endsWith("capacity-provider/managed");
    assertThat(calls("ecs:DescribeCapacityProviders")).isEqualTo(2);
    ACCOUNT.emulator().forgetCalls();
    users(
        "AWS::ECS::CapacityProvider",
        candidate(
            "AWS::AutoScaling::AutoScalingGroup",
            "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1:autoScalingGroupName/g"));
    assertThat(calls("ecs:DescribeCapacityProviders")).isLessThanOrEqualTo(2);
  }

  private static EcsClient ecs() {
    return ACCOUNT.aws().of(Emulator.REGION, EcsClient.class, EcsClient::builder);
  }

  @Test
  void recoveryPointsAreReadForRolesThatBackupMayTakeAlone() {
    var backup = ACCOUNT.aws().of(Emulator.REGION, BackupClient.class, BackupClient::builder);
    backup.createBackupVault(request -> request.backupVaultName("theirs"));
    var role = ACCOUNT.role("backups", "backup");
    backup.startBackupJob(
        request ->
            request
                .backupVaultName("theirs")
                .resourceArn("arn:aws:ec2:eu-central-1:123456789012:volume/vol-0a1b2c3d")
                .iamRoleArn(role));
    var key = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000";
    ACCOUNT.emulator().forgetCalls();
    var vault = "AWS::Backup::BackupVault";
    assertThat(users(vault, candidate("AWS::KMS::Key", key), role(role, "lambda"))).isEmpty();
    assertThat(calls("backup:ListBackupVaults")).isEqualTo(1);
    assertThat(calls("backup:ListRecoveryPointsByBackupVault")).isZero();
    assertThat(users(vault, role(role, "backup"))).hasSize(1);
  }
}
