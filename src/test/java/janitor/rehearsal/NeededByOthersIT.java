package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateConfig;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.ecr.model.TargetStorageClass;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariantInstanceType;

/// What others need of the workshop's servers, networks and keys, where nothing but a look at those
/// others tells.
class NeededByOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static final String MANIFEST_OF_NOTHING =
      """
      {"schemaVersion": 2, "layers": [],
       "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
       "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 2,
                  "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000"}}
      """;

  private Ec2Client ec2;
  private String vpc;
  private String subnet;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    subnet = subnet("10.1.1.0/24");
  }

  private String subnet(String block) {
    return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
  }

  private String image() {
    return ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
  }

  private String instance(String where) {
    return ec2.runInstances(
            request ->
                request
                    .imageId(image())
                    .minCount(1)
                    .maxCount(1)
                    .instanceType(InstanceType.T3_MEDIUM)
                    .subnetId(where))
        .instances()
        .getFirst()
        .instanceId();
  }

  private String group(String name) {
    return ec2.createSecurityGroup(request -> request.vpcId(vpc).groupName(name).description(name))
        .groupId();
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  /// One without a VPC in its template is listed by its name.
  @Test
  void aGroupThatAStrangersStackListsByItsNameStays() {
    var group =
        ec2.createSecurityGroup(request -> request.groupName("web-Group-1AB").description("web"))
            .groupId();
    assertThat(stack("web", "Group", "AWS::EC2::SecurityGroup", "web-Group-1AB")).isNotEmpty();
    ACCOUNT.tag(arn("security-group/" + group), TAG);
    ACCOUNT
        .sweep(Map.of())
        .stays(arn("security-group/" + group), "it belongs to CloudFormation Stack web");
  }

  /// A stack that lists one member.
  private static String stack(String name, String logicalId, String type, String physicalId) {
    return ACCOUNT.stack(
        name,
        "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\"}}}",
        List.of(Map.of("logicalId", logicalId, "type", type, "physicalId", physicalId)));
  }

  @Test
  void aKeyThatAStrangersDiskNeedsStays() {
    var key = ACCOUNT.key(TAG);
    ec2.createVolume(
        request -> request.availabilityZone(HERE + "a").size(1).encrypted(true).kmsKeyId(key));
    ACCOUNT.sweep(Map.of()).stays(key, "which is not of the workshop");
  }

  @Test
  void aKeyThatTheRootOfAStrangersServerNeedsStays() {
    var key = ACCOUNT.key(TAG);
    ec2.runInstances(
        request ->
            request
                .imageId(image())
                .minCount(1)
                .maxCount(1)
                .subnetId(subnet)
                .blockDeviceMappings(
                    BlockDeviceMapping.builder()
                        .deviceName("/dev/sda1")
                        .ebs(
                            disk ->
                                disk.volumeSize(8)
                                    .encrypted(true)
                                    .kmsKeyId(key)
                                    .deleteOnTermination(true))
                        .build()));
    ACCOUNT.sweep(Map.of()).stays(key, "which is not of the workshop");
  }

  @Test
  void aKeyThatAStrangersSnapshotNeedsStays() {
    var key = ACCOUNT.key(TAG);
    var volume =
        ec2.createVolume(request -> request.availabilityZone(HERE + "a").size(1)).volumeId();
    var snapshot = ec2.createSnapshot(request -> request.volumeId(volume)).snapshotId();
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(
                "arn:aws:ec2:" + HERE + "::snapshot/" + snapshot,
                Map.of("told", Map.of("KmsKeyId", key))));
    ACCOUNT.sweep(Map.of()).stays(key, "which is not of the workshop");
  }

  /// The workshop's own goes, and its key is scheduled after it.
  @Test
  void aKeyOfTheWorkshopsDiskGoesAfterIt() {
    var key = ACCOUNT.key(TAG);
    var volume =
        ec2.createVolume(
                request ->
                    request.availabilityZone(HERE + "a").size(1).encrypted(true).kmsKeyId(key))
            .volumeId();
    ACCOUNT.tag(arn("volume/" + volume), TAG);
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .containsExactlyInAnyOrder(arn("volume/" + volume), key);
  }

  /// As one that translates addresses.
  @Test
  void aServerThatAStrangersRouteLeadsToStays() {
    var nat = instance(subnet);
    var inner = subnet("10.1.2.0/24");
    instance(inner);
    var table = ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
    ec2.createRoute(
        request -> request.routeTableId(table).destinationCidrBlock("0.0.0.0/0").instanceId(nat));
    ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(inner));
    ACCOUNT.tag(arn("instance/" + nat), TAG);
    ACCOUNT.sweep(Map.of()).stays(arn("instance/" + nat), "which is not of the workshop");
  }

  @Test
  void anImageOfAVersionThatAStrangersGroupNamesStays() {
    var machine = instance(subnet);
    var golden = ec2.createImage(request -> request.instanceId(machine).name("golden")).imageId();
    var template = template(golden);
    ec2.createLaunchTemplateVersion(
        request ->
            request
                .launchTemplateId(template)
                .launchTemplateData(
                    data -> data.imageId(image()).instanceType(InstanceType.T3_MEDIUM)));
    ec2.modifyLaunchTemplate(request -> request.launchTemplateId(template).defaultVersion("2"));
    scalingGroup(of -> of.launchTemplateId(template).version("1"));
    var arn = "arn:aws:ec2:" + HERE + "::image/" + golden;
    ACCOUNT.tag(arn, TAG);
    ACCOUNT.sweep(Map.of()).stays(arn, "launch template web");
  }

  /// As any may be named: by its id or by its name (`FleetLaunchTemplateSpecification` in EC2's API
  /// reference).
  @ParameterizedTest
  @ValueSource(strings = {"fleet", "spot fleet", "group"})
  void aTemplateThatAStrangerNamesByItsNameStays(String by) {
    var template = template(image());
    ACCOUNT.tag(arn("launch-template/" + template), TAG);
    var user =
        switch (by) {
          case "fleet" -> fleet("web");
          case "spot fleet" -> spotFleet("web");
          default -> scalingGroup(of -> of.launchTemplateName("web").version("$Latest"));
        };
    ACCOUNT.sweep(Map.of()).stays(arn("launch-template/" + template), user);
  }

  private String fleet(String template) {
    return ec2.createFleet(
            request ->
                request
                    .type(FleetType.MAINTAIN)
                    .targetCapacitySpecification(
                        capacity ->
                            capacity.totalTargetCapacity(0).defaultTargetCapacityType("on-demand"))
                    .launchTemplateConfigs(
                        FleetLaunchTemplateConfigRequest.builder()
                            .launchTemplateSpecification(
                                of -> of.launchTemplateName(template).version("$Latest"))
                            .overrides(
                                FleetLaunchTemplateOverridesRequest.builder()
                                    .subnetId(subnet)
                                    .build())
                            .build()))
        .fleetId();
  }

  private String spotFleet(String template) {
    return ec2.requestSpotFleet(
            request ->
                request.spotFleetRequestConfig(
                    config ->
                        config
                            .iamFleetRole("arn:aws:iam::" + Emulator.ACCOUNT + ":role/fleet")
                            .targetCapacity(0)
                            .launchTemplateConfigs(
                                LaunchTemplateConfig.builder()
                                    .launchTemplateSpecification(
                                        of -> of.launchTemplateName(template).version("$Latest"))
                                    .overrides(
                                        LaunchTemplateOverrides.builder().subnetId(subnet).build())
                                    .build())))
        .spotFleetRequestId();
  }

  /// Named `web`.
  private String template(String image) {
    return ec2.createLaunchTemplate(
            request ->
                request
                    .launchTemplateName("web")
                    .launchTemplateData(
                        data -> data.imageId(image).instanceType(InstanceType.T3_MEDIUM)))
        .launchTemplate()
        .launchTemplateId();
  }

  private String scalingGroup(Consumer<LaunchTemplateSpecification.Builder> template) {
    ACCOUNT
        .aws()
        .of(HERE, AutoScalingClient.class, AutoScalingClient::builder)
        .createAutoScalingGroup(
            request ->
                request
                    .autoScalingGroupName("theirs")
                    .minSize(0)
                    .maxSize(2)
                    .desiredCapacity(0)
                    .vpcZoneIdentifier(subnet)
                    .launchTemplate(template));
    return "theirs";
  }

  /// What a stack deletes has to be empty, and no list shows what was archived unless it is asked
  /// for.
  @Test
  void aRepositoryOfAStackGoesWithTheImagesThatWereArchived() {
    var ecr = ACCOUNT.aws().ecr(HERE);
    var repository = ecr.createRepository(request -> request.repositoryName("lab"));
    var digest =
        ecr.putImage(
                request ->
                    request.repositoryName("lab").imageTag("v1").imageManifest(MANIFEST_OF_NOTHING))
            .image()
            .imageId()
            .imageDigest();
    ecr.updateImageStorageClass(
        request ->
            request
                .repositoryName("lab")
                .imageId(image -> image.imageDigest(digest))
                .targetStorageClass(TargetStorageClass.ARCHIVE));
    var stack = stack("lab", "Repository", "AWS::ECR::Repository", "lab");
    ACCOUNT.tag(stack, TAG);
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .contains(stack, repository.repository().repositoryArn());
    assertThat(ecr.describeRepositories().repositories()).isEmpty();
  }

  /// The configuration of an endpoint that serves by components names no model.
  @Test
  void aModelThatAStrangersInferenceComponentServesStays() {
    var sageMaker = ACCOUNT.aws().of(HERE, SageMakerClient.class, SageMakerClient::builder);
    var role = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs";
    var model =
        sageMaker
            .createModel(request -> request.modelName("shared").executionRoleArn(role))
            .modelArn();
    ACCOUNT.tag(model, TAG);
    sageMaker.createEndpointConfig(
        request ->
            request
                .endpointConfigName("theirs")
                .executionRoleArn(role)
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("all")
                        .instanceType(ProductionVariantInstanceType.ML_M5_LARGE)
                        .initialInstanceCount(1)
                        .build()));
    sageMaker.createEndpoint(
        request -> request.endpointName("theirs").endpointConfigName("theirs"));
    sageMaker.createInferenceComponent(
        request ->
            request
                .inferenceComponentName("theirs")
                .endpointName("theirs")
                .variantName("all")
                .specification(what -> what.modelName("shared")));
    ACCOUNT.sweep(Map.of()).stays(model, "SageMaker Endpoint theirs");
  }

  /// Kept after the scan, while an endpoint in it is on its way out.
  @Test
  void aGroupThatIsKeptMeanwhileKeepsItsRules() {
    var named = group("named");
    var naming = group("naming");
    ec2.authorizeSecurityGroupIngress(
        request ->
            request
                .groupId(naming)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(1)
                        .toPort(1)
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(named).build())
                        .build()));
    var endpoint =
        ec2.createVpcEndpoint(
                request ->
                    request
                        .vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.INTERFACE)
                        .serviceName("com.amazonaws." + HERE + ".sqs")
                        .subnetIds(subnet)
                        .securityGroupIds(naming))
            .vpcEndpoint()
            .vpcEndpointId();
    for (var resource :
        List.of(
            "vpc-endpoint/" + endpoint, "security-group/" + named, "security-group/" + naming)) {
      ACCOUNT.tag(arn(resource), TAG);
    }
    var isKept = new AtomicBoolean();
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    var night =
        Night.sweepNow(
            ACCOUNT.emulator(),
            environment,
            new Meanwhile(
                request -> {
                  var isRightBefore =
                      request instanceof DescribeSecurityGroupRulesRequest
                          || (request instanceof DescribeTagsRequest tags && tags.hasFilters());
                  if (isRightBefore && !isKept.getAndSet(true)) {
                    ACCOUNT.tag(
                        arn("security-group/" + naming),
                        Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
                  }
                }));
    assertThat(isKept).isTrue();
    assertThat(night.gone()).containsExactly(arn("vpc-endpoint/" + endpoint));
    assertThat(
            ec2.describeSecurityGroupRules(request -> {}).securityGroupRules().stream()
                .filter(rule -> rule.groupId().equals(naming))
                .filter(rule -> rule.referencedGroupInfo() != null))
        .hasSize(1);
  }
}
