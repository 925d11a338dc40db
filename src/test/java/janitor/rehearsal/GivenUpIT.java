package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.batch.model.CEState;
import software.amazon.awssdk.services.batch.model.CEType;
import software.amazon.awssdk.services.batch.model.ComputeEnvironmentOrder;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.FargateProfileSelector;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.AppType;
import software.amazon.awssdk.services.sagemaker.model.AuthMode;

/// What AWS says yes to, tries to delete, and gives up on: it bills on, and a person has to know.
class GivenUpIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String WHY = "Something that nobody sees is in the way.";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static EksClient eks() {
    return ACCOUNT.aws().of(HERE, EksClient.class, EksClient::builder);
  }

  private static BatchClient batch() {
    return ACCOUNT.aws().of(HERE, BatchClient.class, BatchClient::builder);
  }

  private static BedrockAgentClient bedrock() {
    return ACCOUNT.aws().of(HERE, BedrockAgentClient.class, BedrockAgentClient::builder);
  }

  private static SageMakerClient sageMaker() {
    return ACCOUNT.aws().of(HERE, SageMakerClient.class, SageMakerClient::builder);
  }

  private static Subnet subnet() {
    return ACCOUNT.aws().ec2(HERE).describeSubnets().subnets().getFirst();
  }

  private static String role() {
    var trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
         "Principal":{"Service":"batch.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
        """;
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(request -> request.roleName("works").assumeRolePolicyDocument(trust))
        .role()
        .arn();
  }

  private static String cluster() {
    return eks()
        .createCluster(
            request ->
                request
                    .name("lab")
                    .roleArn(role())
                    .tags(TAG)
                    .resourcesVpcConfig(network -> network.subnetIds(subnet().subnetId())))
        .cluster()
        .arn();
  }

  private static String nodegroup() {
    cluster();
    return eks()
        .createNodegroup(
            request ->
                request
                    .clusterName("lab")
                    .nodegroupName("nodes")
                    .nodeRole("arn:aws:iam::" + Emulator.ACCOUNT + ":role/works")
                    .subnets(subnet().subnetId()))
        .nodegroup()
        .nodegroupArn();
  }

  private static String profile() {
    cluster();
    return eks()
        .createFargateProfile(
            request ->
                request
                    .clusterName("lab")
                    .fargateProfileName("pods")
                    .podExecutionRoleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/works")
                    .selectors(FargateProfileSelector.builder().namespace("default").build()))
        .fargateProfile()
        .fargateProfileArn();
  }

  private static String addon() {
    cluster();
    return eks()
        .createAddon(request -> request.clusterName("lab").addonName("vpc-cni"))
        .addon()
        .addonArn();
  }

  private static String environment() {
    return batch()
        .createComputeEnvironment(
            request ->
                request
                    .computeEnvironmentName("lab")
                    .type(CEType.UNMANAGED)
                    .state(CEState.DISABLED)
                    .serviceRole(role())
                    .tags(TAG))
        .computeEnvironmentArn();
  }

  private static String queue() {
    var environment = environment();
    return batch()
        .createJobQueue(
            request ->
                request
                    .jobQueueName("lab")
                    .priority(1)
                    .state("ENABLED")
                    .tags(TAG)
                    .computeEnvironmentOrder(
                        ComputeEnvironmentOrder.builder()
                            .order(1)
                            .computeEnvironment(environment)
                            .build()))
        .jobQueueArn();
  }

  private static String prefixList() {
    var arn =
        ACCOUNT
            .aws()
            .ec2(HERE)
            .createManagedPrefixList(
                request -> request.prefixListName("lab").maxEntries(1).addressFamily("IPv4"))
            .prefixList()
            .prefixListArn();
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String knowledgeBase() {
    return bedrock()
        .createKnowledgeBase(
            request ->
                request
                    .name("notes")
                    .roleArn(role())
                    .tags(TAG)
                    .knowledgeBaseConfiguration(
                        how ->
                            how.type("KENDRA")
                                .kendraKnowledgeBaseConfiguration(
                                    kendra ->
                                        kendra.kendraIndexArn(
                                            "arn:aws:kendra:"
                                                + HERE
                                                + ":"
                                                + Emulator.ACCOUNT
                                                + ":index/notes"))))
        .knowledgeBase()
        .knowledgeBaseArn();
  }

  private static String agent() {
    return bedrock()
        .createAgent(request -> request.agentName("helper").agentResourceRoleArn(role()).tags(TAG))
        .agent()
        .agentArn();
  }

  private static String domain() {
    var in = subnet();
    var arn =
        sageMaker()
            .createDomain(
                request ->
                    request
                        .domainName("studio")
                        .authMode(AuthMode.IAM)
                        .vpcId(in.vpcId())
                        .subnetIds(in.subnetId())
                        .defaultUserSettings(settings -> settings.executionRole(role())))
            .domainArn();
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String space() {
    var id = domain().replaceFirst(".*/", "");
    return sageMaker().createSpace(request -> request.domainId(id).spaceName("lab")).spaceArn();
  }

  private static String userProfile() {
    var id = domain().replaceFirst(".*/", "");
    return sageMaker()
        .createUserProfile(request -> request.domainId(id).userProfileName("ada"))
        .userProfileArn();
  }

  private static Named<Supplier<String>> named(String name, Supplier<String> making) {
    return Named.of(name, making);
  }

  static Stream<Named<Supplier<String>>> kinds() {
    return Stream.of(
        named("node group", GivenUpIT::nodegroup),
        named("Fargate profile", GivenUpIT::profile),
        named("add-on", GivenUpIT::addon),
        named("cluster", GivenUpIT::cluster),
        named("queue", GivenUpIT::queue),
        named("environment", GivenUpIT::environment),
        named("prefix list", GivenUpIT::prefixList),
        named("knowledge base", GivenUpIT::knowledgeBase),
        named("agent", GivenUpIT::agent),
        named("domain", GivenUpIT::domain),
        named("space", GivenUpIT::space),
        named("user profile", GivenUpIT::userProfile));
  }

  private static String givenUp(Supplier<String> making) {
    var arn = making.get();
    lets(arn, Map.of("why", WHY));
    return arn;
  }

  private static void lets(String arn, Map<String, Object> how) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of("givesUp", how)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itIsToldAsWhatNeedsAPersonAndGoesOnceItCan(Supplier<String> making) {
    var arn = givenUp(making);
    for (int night = 0; night < 2; night++) {
      var told = ACCOUNT.sweep(Map.of());
      assertThat(told.told(arn)).containsEntry("outcome", "Failed");
      assertThat(told.told(arn).get("reason")).contains(WHY);
      assertThat(told.gone()).doesNotContain(arn);
    }
    lets(arn, Map.of("why", WHY, "times", 0));
    // What it was asked for last may be over before it is looked at again.
    ACCOUNT.sweep(Map.of());
    assertThat(ACCOUNT.sweep(Map.of()).resources().map(one -> one.get("arn"))).doesNotContain(arn);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatOnlyOneTryDidNotTakeGoesInTheSameNight(Supplier<String> making) {
    var arn = making.get();
    lets(arn, Map.of("why", WHY, "times", 1));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.told(arn)).containsEntry("outcome", "Gone");
    assertThat(night.ended("Failed")).isEmpty();
  }

  /// App Runner gives no reason.
  @Test
  void whoSaysNoReasonIsToldSo() {
    var runner = ACCOUNT.aws().of(HERE, AppRunnerClient.class, AppRunnerClient::builder);
    var arn =
        runner
            .createService(
                request ->
                    request
                        .serviceName("lab")
                        .sourceConfiguration(
                            source ->
                                source.imageRepository(
                                    image ->
                                        image
                                            .imageIdentifier("public.ecr.aws/x/y:1")
                                            .imageRepositoryType("ECR_PUBLIC"))))
            .service()
            .serviceArn();
    ACCOUNT.tag(arn, TAG);
    lets(arn, Map.of("why", WHY));
    assertThat(ACCOUNT.sweep(Map.of()).told(arn).get("reason"))
        .contains("it is DELETE_FAILED, and AWS does not say why");
    lets(arn, Map.of("why", WHY, "times", 0));
    ACCOUNT.sweep(Map.of());
    assertThat(ACCOUNT.sweep(Map.of()).resources().map(one -> one.get("arn"))).doesNotContain(arn);
  }

  /// It is not what holds the domain up: it holds nothing and cannot be deleted.
  @Test
  void anAppThatFailedToGoIsLeft() {
    var id = domain().replaceFirst(".*/", "");
    sageMaker().createUserProfile(request -> request.domainId(id).userProfileName("ada"));
    var app =
        sageMaker()
            .createApp(
                request ->
                    request
                        .domainId(id)
                        .userProfileName("ada")
                        .appType(AppType.CANVAS)
                        .appName("default"))
            .appArn();
    lets(app, Map.of("why", WHY));
    assertThat(ACCOUNT.sweep(Map.of()).ended("Failed")).isEmpty();
    assertThat(sageMaker().listDomains(_ -> {}).domains()).isEmpty();
  }
}
