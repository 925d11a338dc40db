package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/// What is in a VPC, or around one, and must never be deleted though it carries the workshop's tag:
/// each stays, and for the reason that its own guard gives. One night meets all of it.
class ServerGuardsIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  /// What carries the tag, by what it is here.
  private static final Map<String, String> GUARDED = new LinkedHashMap<>();

  private static Emulator emulator;
  private static Clients aws;
  private static Ec2Client ec2;
  private static String image;
  private static String subnet;
  private static Night night;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    ec2 = aws.ec2(HERE);
    image = ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
    var theirVpc = vpc("10.1.0.0/16");
    subnet = subnet(theirVpc, "10.1.1.0/24");
    ofServices(theirVpc);
    ofStrangers(theirVpc);
    ofProtection();
    ofTheRegion();
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    night = Night.sweepNow(emulator, environment);
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  /// Made, shared, started or managed by somebody else.
  private static void ofServices(String vpc) {
    guarded("sharedSubnet", "subnet", subnet(vpc, "10.1.2.0/24"));
    told("sharedSubnet", Map.of("OwnerId", "210987654321"));
    GUARDED.computeIfPresent(
        "sharedSubnet", (_, arn) -> arn.replace(Emulator.ACCOUNT, "210987654321"));
    tag("sharedSubnet", TAG);
    guarded("managedInstance", "instance", instance(subnet));
    told("managedInstance", managed());
    guarded("groupsInstance", "instance", instance(subnet));
    also("groupsInstance", "aws:autoscaling:groupName", "web");
    guarded("cloudsInstance", "instance", instance(subnet));
    also("cloudsInstance", "aws:cloud9:environment", "e-1");
    guarded("managedVolume", "volume", volume());
    told("managedVolume", managed());
    guarded("managedTemplate", "launch-template", template("managed"));
    told("managedTemplate", managed());
    guarded("backupsSnapshot", "snapshot", snapshot(volume()));
    also("backupsSnapshot", "aws:backup:source-resource", "arn:aws:ec2:x:1:volume/vol-1");
    guarded("backupsImage", "image", imageOf(instance(subnet)));
    also("backupsImage", "aws:backup:source-resource", "arn:aws:ec2:x:1:instance/i-1");
    guarded("servicesEndpoint", "vpc-endpoint", endpoint(vpc));
    told("servicesEndpoint", Map.of("RequesterManaged", true));
    guarded("servicesAddress", "elastic-ip", address());
    told("servicesAddress", Map.of("ServiceManaged", "rnat"));
    guarded("servicesInterface", "network-interface", networkInterface());
    told(
        "servicesInterface",
        Map.of("RequesterManaged", true, "Description", "arn:aws:backup:x", "InterfaceType", "x"));
  }

  /// Needed by what carries no tag.
  private static void ofStrangers(String vpc) {
    guarded("strangersVolume", "volume", volume());
    var machine = instance(subnet);
    ec2.attachVolume(
        request -> request.instanceId(machine).volumeId(id("strangersVolume")).device("/dev/sdf"));
    guarded("strangersImage", "image", imageOf(instance(subnet)));
    guarded("strangersKey", "key-pair", keyPair("theirs"));
    ec2.createPlacementGroup(request -> request.groupName("theirs"));
    guarded("strangersPlacement", "placement-group", "theirs");
    guarded("strangersGroup", "security-group", group(vpc, "theirs"));
    run(
        request ->
            request
                .imageId(id("strangersImage"))
                .keyName("theirs")
                .placement(placement -> placement.groupName("theirs"))
                .subnetId(subnet)
                .securityGroupIds(id("strangersGroup")));
    guarded("strangersAddress", "elastic-ip", address());
    ec2.associateAddress(
        request ->
            request.allocationId(id("strangersAddress")).networkInterfaceId(networkInterface()));
    guarded("namedGroup", "security-group", group(vpc, "named"));
    var naming = group(vpc, "naming");
    ec2.authorizeSecurityGroupIngress(
        request ->
            request
                .groupId(naming)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(1)
                        .toPort(1)
                        .userIdGroupPairs(
                            UserIdGroupPair.builder().groupId(id("namedGroup")).build())
                        .build()));
    guarded("templatesGroup", "security-group", group(vpc, "launched"));
    guarded("templatesKey", "key-pair", keyPair("launched"));
    ec2.createLaunchTemplate(
        request ->
            request
                .launchTemplateName("theirs")
                .launchTemplateData(
                    data -> data.keyName("launched").securityGroupIds(id("templatesGroup"))));
    guarded("imagesSnapshot", "snapshot", snapshotOf(imageOf(instance(subnet))));
    guarded(
        "gatewayOfTheirVpc",
        "internet-gateway",
        ec2.createInternetGateway().internetGateway().internetGatewayId());
    ec2.attachInternetGateway(
        request -> request.internetGatewayId(id("gatewayOfTheirVpc")).vpcId(vpc));
    guarded(
        "tableOfTheirSubnet",
        "route-table",
        ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId());
    ec2.associateRouteTable(
        request -> request.routeTableId(id("tableOfTheirSubnet")).subnetId(subnet));
    guarded("optionsOfTheirVpc", "dhcp-options", options());
    ec2.associateDhcpOptions(request -> request.dhcpOptionsId(id("optionsOfTheirVpc")).vpcId(vpc));
    guarded("aclOfTheirSubnet", "network-acl", acl(vpc));
  }

  private static void ofProtection() {
    guarded("protectedInstance", "instance", instance(subnet));
    ec2.modifyInstanceAttribute(
        request ->
            request
                .instanceId(id("protectedInstance"))
                .disableApiTermination(to -> to.value(true)));
    guarded("protectedImage", "image", imageOf(instance(subnet)));
    told("protectedImage", Map.of("DeregistrationProtection", "enabled-without-cooldown"));
  }

  /// Its default VPC, and what somebody put into that.
  private static void ofTheRegion() {
    var vpc =
        ec2.describeVpcs().vpcs().stream()
            .filter(one -> Boolean.TRUE.equals(one.isDefault()))
            .findFirst()
            .orElseThrow()
            .vpcId();
    guarded("defaultVpc", "vpc", vpc);
    guarded("subnetOfDefault", "subnet", subnet(vpc, "172.31.240.0/24"));
    guarded(
        "tableOfDefault",
        "route-table",
        ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId());
    guarded(
        "aclOfDefault",
        "network-acl",
        ec2.createNetworkAcl(request -> request.vpcId(vpc)).networkAcl().networkAclId());
    guarded(
        "gatewayOfDefault",
        "internet-gateway",
        ec2.createInternetGateway().internetGateway().internetGatewayId());
    ec2.attachInternetGateway(
        request -> request.internetGatewayId(id("gatewayOfDefault")).vpcId(vpc));
  }

  private static Map<String, Object> managed() {
    return Map.of("Operator", Map.of("Managed", true, "Principal", "eks.amazonaws.com"));
  }

  private static void guarded(String name, String word, String id) {
    var account = List.of("image", "snapshot").contains(word) ? "" : Emulator.ACCOUNT;
    GUARDED.put(name, "arn:aws:ec2:" + HERE + ":" + account + ":" + word + "/" + id);
    tag(name, TAG);
  }

  private static void tag(String name, Map<String, String> tags) {
    emulator.control("POST", "tags", Map.of(arn(name), tags));
  }

  private static void also(String name, String key, String value) {
    var tags = new HashMap<>(TAG);
    tags.put(key, value);
    tag(name, tags);
  }

  private static void told(String name, Map<String, Object> members) {
    emulator.control("POST", "properties", Map.of(arn(name), Map.of("told", members)));
  }

  private static String arn(String name) {
    return GUARDED.getOrDefault(name, "");
  }

  private static String id(String name) {
    return arn(name).substring(arn(name).lastIndexOf('/') + 1);
  }

  private static String vpc(String block) {
    return ec2.createVpc(request -> request.cidrBlock(block)).vpc().vpcId();
  }

  private static String subnet(String vpc, String block) {
    return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
  }

  private static String instance(String subnet) {
    return run(request -> request.imageId(image).subnetId(subnet));
  }

  private static String run(Consumer<RunInstancesRequest.Builder> how) {
    return ec2.runInstances(
            request ->
                how.accept(request.minCount(1).maxCount(1).instanceType(InstanceType.T3_MEDIUM)))
        .instances()
        .getFirst()
        .instanceId();
  }

  private static String volume() {
    return ec2.createVolume(
            request -> request.availabilityZone(HERE + "a").size(1).volumeType(VolumeType.GP3))
        .volumeId();
  }

  private static String snapshot(String volume) {
    return ec2.createSnapshot(request -> request.volumeId(volume)).snapshotId();
  }

  private static String imageOf(String instance) {
    return ec2.createImage(request -> request.instanceId(instance).name("of-" + instance))
        .imageId();
  }

  private static String snapshotOf(String image) {
    return ec2.describeImages(request -> request.imageIds(image))
        .images()
        .getFirst()
        .blockDeviceMappings()
        .getFirst()
        .ebs()
        .snapshotId();
  }

  private static String keyPair(String name) {
    return ec2.createKeyPair(request -> request.keyName(name)).keyPairId();
  }

  private static String group(String vpc, String name) {
    return ec2.createSecurityGroup(request -> request.vpcId(vpc).groupName(name).description(name))
        .groupId();
  }

  private static String template(String name) {
    return ec2.createLaunchTemplate(
            request ->
                request
                    .launchTemplateName(name)
                    .launchTemplateData(data -> data.instanceType(InstanceType.T3_MEDIUM)))
        .launchTemplate()
        .launchTemplateId();
  }

  private static String endpoint(String vpc) {
    return ec2.createVpcEndpoint(
            request ->
                request
                    .vpcId(vpc)
                    .vpcEndpointType(VpcEndpointType.INTERFACE)
                    .serviceName("com.amazonaws." + HERE + ".sqs")
                    .subnetIds(subnet))
        .vpcEndpoint()
        .vpcEndpointId();
  }

  private static String address() {
    return ec2.allocateAddress(request -> request.domain("vpc")).allocationId();
  }

  private static String networkInterface() {
    return ec2.createNetworkInterface(request -> request.subnetId(subnet))
        .networkInterface()
        .networkInterfaceId();
  }

  private static String options() {
    return ec2.createDhcpOptions(
            request ->
                request.dhcpConfigurations(
                    NewDhcpConfiguration.builder()
                        .key("domain-name")
                        .values("their.example.org")
                        .build()))
        .dhcpOptions()
        .dhcpOptionsId();
  }

  /// Of a subnet of theirs.
  private static String acl(String vpc) {
    var acl = ec2.createNetworkAcl(request -> request.vpcId(vpc)).networkAcl().networkAclId();
    var before =
        ec2.describeNetworkAcls().networkAcls().stream()
            .flatMap(networkAcl -> networkAcl.associations().stream())
            .filter(association -> association.subnetId().equals(subnet))
            .findFirst()
            .orElseThrow();
    ec2.replaceNetworkAclAssociation(
        request -> request.associationId(before.networkAclAssociationId()).networkAclId(acl));
    return acl;
  }

  /// What it is here, and what its guard says.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sharedSubnet | it is of another account, 210987654321, which shares it",
        "managedInstance | it is managed by eks.amazonaws.com",
        "groupsInstance | it is of the Auto Scaling group web, which starts it",
        "cloudsInstance | it is of the Cloud9 environment e-1, which starts it",
        "managedVolume | it is managed by eks.amazonaws.com",
        "managedTemplate | it is managed by eks.amazonaws.com",
        "backupsSnapshot | it is a recovery point of AWS Backup",
        "backupsImage | it is a recovery point of AWS Backup",
        "defaultVpc | it is the default VPC of its region",
        "subnetOfDefault | it is a part of the default VPC of its region",
        "tableOfDefault | it is a part of the default VPC of its region",
        "aclOfDefault | it is a part of the default VPC of its region",
        "gatewayOfDefault | it is a part of the default VPC of its region",
        "servicesEndpoint | a service of AWS made it and takes it away",
        "servicesAddress | AWS's rnat manages it",
        "servicesInterface | a service of AWS made it and takes it away",
        "strangersVolume | which is not of the workshop",
        "strangersImage | which is not of the workshop",
        "strangersKey | which is not of the workshop",
        "strangersPlacement | which is not of the workshop",
        "strangersGroup | which is not of the workshop, is in it or needs it",
        "strangersAddress | which is not of the workshop, is in it or needs it",
        "namedGroup | (naming), which is not of the workshop, names it",
        "templatesGroup | launch template theirs",
        "templatesKey | launch template theirs",
        "imagesSnapshot | which is not of the workshop",
        "gatewayOfTheirVpc | which is not of the workshop",
        "tableOfTheirSubnet | which is not of the workshop",
        "optionsOfTheirVpc | which is not of the workshop",
        "aclOfTheirSubnet | which is not of the workshop, uses it",
        "protectedInstance | termination protection",
        "protectedImage | deregistration protection",
      })
  void stays(String told) {
    var parts = told.split(" \\| ", 2);
    night.stays(arn(parts[0]), parts[1]);
  }

  /// Nothing of it went, and AWS was not even asked.
  @Test
  void andNothingElseHappens() {
    assertThat(night.count("gone")).isZero();
    assertThat(night.count("failed")).isZero();
    assertThat((List<?>) night.field("unread")).isEmpty();
    assertThat(night.resources())
        .allSatisfy(row -> assertThat(row).containsEntry("outcome", "Withheld"));
    assertThat(night.resources().map(resource -> resource.get("arn")))
        .containsAll(GUARDED.values());
  }
}
