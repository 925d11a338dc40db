package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.SpotFleetLaunchSpecification;

/// What starts servers anew, and what is kept free for them: whose it is, what keeps it, and until
/// when AWS does.
class CapacityIT {
  private static final String HERE = Emulator.REGION;
  private static final String CLIENT_VPN = "ClientVPN Endpoint resource";
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;
  private String vpc;
  private String subnet;
  private String image;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.1.1.0/24"))
            .subnet()
            .subnetId();
    image = ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
  }

  private static String arn(String word, String id) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + word + "/" + id;
  }

  private static String tagged(String word, String id) {
    ACCOUNT.tag(arn(word, id), TAG);
    return arn(word, id);
  }

  private static void told(String arn, Map<String, Object> members) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of("told", members)));
  }

  private String fleet(FleetType type) {
    var template =
        ec2.createLaunchTemplate(
                request ->
                    request
                        .launchTemplateName("of-" + type)
                        .launchTemplateData(data -> data.imageId(image)))
            .launchTemplate()
            .launchTemplateId();
    return ec2.createFleet(
            request ->
                request
                    .type(type)
                    .targetCapacitySpecification(
                        capacity ->
                            capacity.totalTargetCapacity(2).defaultTargetCapacityType("on-demand"))
                    .launchTemplateConfigs(
                        List.of(
                            FleetLaunchTemplateConfigRequest.builder()
                                .launchTemplateSpecification(
                                    of -> of.launchTemplateId(template).version("$Latest"))
                                .overrides(List.of(override()))
                                .build())))
        .fleetId();
  }

  private FleetLaunchTemplateOverridesRequest override() {
    return FleetLaunchTemplateOverridesRequest.builder().subnetId(subnet).build();
  }

  private String spotFleet() {
    return ec2.requestSpotFleet(
            request ->
                request.spotFleetRequestConfig(
                    config ->
                        config
                            .iamFleetRole("arn:aws:iam::" + Emulator.ACCOUNT + ":role/fleet")
                            .targetCapacity(2)
                            .launchSpecifications(
                                SpotFleetLaunchSpecification.builder()
                                    .imageId(image)
                                    .subnetId(subnet)
                                    .build())))
        .spotFleetRequestId();
  }

  private List<String> servers() {
    return ec2.describeInstances().reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(server -> server.state().name() == InstanceStateName.RUNNING)
        .map(Instance::instanceId)
        .toList();
  }

  private String instance() {
    return ec2.runInstances(
            request -> request.imageId(image).minCount(1).maxCount(1).subnetId(subnet))
        .instances()
        .getFirst()
        .instanceId();
  }

  private static void goes(Night night, String... arns) {
    assertThat(night.gone()).contains(arns);
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat((List<?>) night.field("unread")).isEmpty();
  }

  @Test
  void aFleetGoesWithItsServersAndWhatTheyAreInAfterIt() {
    var fleet = tagged("fleet", fleet(FleetType.MAINTAIN));
    var spotFleet = tagged("spot-fleet-request", spotFleet());
    servers().forEach(server -> tagged("instance", server));
    var network = tagged("vpc", vpc);
    var part = tagged("subnet", subnet);
    goes(ACCOUNT.sweep(Map.of()), fleet, spotFleet, part, network);
    assertThat(servers()).isEmpty();
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:TerminateInstances");
  }

  @ParameterizedTest
  @CsvSource({"fleet", "spot-fleet-request"})
  void aServerOfAStrangersFleetStaysAndKeepsWhatItIsIn(String word) {
    var fleet = word.equals("fleet") ? fleet(FleetType.MAINTAIN) : spotFleet();
    var server = tagged("instance", servers().getFirst());
    var part = tagged("subnet", subnet);
    var network = tagged("vpc", vpc);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(server, fleet);
    night.stays(part, fleet);
    night.stays(network, "which is not of the workshop");
    assertThat(servers()).hasSize(2);
  }

  /// Which takes it along whether it carries the workshop's tag or not.
  @ParameterizedTest
  @CsvSource({"fleet", "spot-fleet-request"})
  void oneServerThatIsKeptKeepsItsFleet(String word) {
    var fleet = tagged(word, word.equals("fleet") ? fleet(FleetType.MAINTAIN) : spotFleet());
    ACCOUNT.tag(arn("instance", servers().getFirst()), Map.of("janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(fleet, "janitor:keep");
    assertThat(servers()).hasSize(2);
  }

  /// It started them once, and nobody starts others in their place.
  @Test
  void serversOfAnInstantFleetAreServersAsAnyOthers() {
    fleet(FleetType.INSTANT);
    var all = servers().stream().map(server -> tagged("instance", server)).toList();
    goes(ACCOUNT.sweep(Map.of()), all.toArray(String[]::new));
  }

  @Test
  void serversThatAFleetLeftAreServersAsAnyOthers() {
    var fleet = fleet(FleetType.MAINTAIN);
    ec2.deleteFleets(request -> request.fleetIds(fleet).terminateInstances(false));
    var all = servers().stream().map(server -> tagged("instance", server)).toList();
    goes(ACCOUNT.sweep(Map.of()), all.toArray(String[]::new));
  }

  private String reservation() {
    return ec2.createCapacityReservation(
            request ->
                request
                    .instanceType("t3.medium")
                    .instancePlatform("Linux/UNIX")
                    .availabilityZone(HERE + "a")
                    .instanceCount(1))
        .capacityReservation()
        .capacityReservationId();
  }

  @Test
  void aReservationGoesAfterTheServerInIt() {
    var reservation = tagged("capacity-reservation", reservation());
    var server = tagged("instance", instance());
    told(server, Map.of("CapacityReservationId", reservation.replaceFirst(".*/", "")));
    goes(ACCOUNT.sweep(Map.of()), reservation, server);
  }

  @Test
  void aStrangersServerKeepsTheReservationThatItRunsIn() {
    var reservation = tagged("capacity-reservation", reservation());
    var server = arn("instance", instance());
    told(server, Map.of("CapacityReservationId", reservation.replaceFirst(".*/", "")));
    ACCOUNT.sweep(Map.of()).stays(reservation, server.replaceFirst(".*/", ""));
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:CancelCapacityReservation");
  }

  /// "Stopped instances that target the Capacity Reservation can no longer launch"
  /// (CancelCapacityReservation in EC2's API reference).
  @Test
  void aStrangersServerThatIsStoppedAndTargetsAReservationKeepsIt() {
    var reservation = tagged("capacity-reservation", reservation());
    var server = instance();
    told(
        arn("instance", server),
        Map.of(
            "CapacityReservationSpecification",
            Map.of(
                "CapacityReservationTarget",
                Map.of("CapacityReservationId", reservation.replaceFirst(".*/", "")))));
    ec2.stopInstances(request -> request.instanceIds(server));
    ACCOUNT.sweep(Map.of()).stays(reservation, server);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:CancelCapacityReservation");
  }

  /// Somebody whom it is shared with runs servers in it, which no list of this account shows.
  @Test
  void aReservationOfWhichMoreIsUsedThanTheServersHereSayStays() {
    var reservation = tagged("capacity-reservation", reservation());
    var server = tagged("instance", instance());
    told(server, Map.of("CapacityReservationId", reservation.replaceFirst(".*/", "")));
    told(reservation, Map.of("TotalInstanceCount", 3, "AvailableInstanceCount", 1));
    ACCOUNT.sweep(Map.of()).stays(reservation, "1 of its 3 places");
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:CancelCapacityReservation");
  }

  /// What it is, and until when.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ReservationType         | capacity-block | it is a Capacity Block
          CapacityReservationFleetId | crf-1       | it is of the Capacity Reservation Fleet crf-1
          OwnerId                 | 210987654321   | it is of another account, 210987654321
          """)
  void aReservationThatNobodyCanCancelStays(String member, String value, String why) {
    var reservation = arn("capacity-reservation", reservation());
    told(reservation, Map.of(member, value));
    var arn = member.equals("OwnerId") ? reservation.replace(Emulator.ACCOUNT, value) : reservation;
    ACCOUNT.tag(arn, TAG);
    ACCOUNT.sweep(Map.of()).stays(arn, why);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:CancelCapacityReservation");
  }

  @Test
  void aReservationThatIsCommittedToStaysAndSaysUntilWhen() {
    var reservation = tagged("capacity-reservation", reservation());
    told(
        reservation,
        Map.of("CommitmentInfo", Map.of("CommitmentEndDate", "2027-03-04T00:00:00.000Z")));
    ACCOUNT.sweep(Map.of()).stays(reservation, "2027-03-04T00:00:00Z");
  }

  /// EC2 tells of it for a while, and the tag index longer.
  @ParameterizedTest
  @ValueSource(strings = {"expired", "cancelled", "payment-failed"})
  void aReservationThatIsOverIsNotAskedForAgain(String state) {
    var reservation = tagged("capacity-reservation", reservation());
    told(reservation, Map.of("State", state));
    assertThat(ACCOUNT.sweep(Map.of()).resources())
        .noneMatch(row -> reservation.equals(row.get("arn")));
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:CancelCapacityReservation");
  }

  @Test
  void aHostThatIsCleanedIsNotAskedForBeforeThatIsOver() {
    var host = tagged("dedicated-host", host("mac2.metal"));
    told(host, Map.of("State", "pending"));
    var row = ACCOUNT.sweep(Map.of()).told(host);
    assertThat(row).containsEntry("outcome", "Requested");
    assertThat(row.get("reason")).contains("EC2 is cleaning the host");
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:ReleaseHosts");
  }

  private String host(String type) {
    return ec2.allocateHosts(
            request -> request.availabilityZone(HERE + "a").instanceType(type).quantity(1))
        .hostIds()
        .getFirst();
  }

  @Test
  void aHostGoesAfterTheServerOnIt() {
    var id = host("m5.large");
    var host = tagged("dedicated-host", id);
    var server = tagged("instance", onHost(id));
    goes(ACCOUNT.sweep(Map.of()), server, host);
  }

  private String onHost(String host) {
    return ec2.runInstances(
            request ->
                request
                    .imageId(image)
                    .minCount(1)
                    .maxCount(1)
                    .subnetId(subnet)
                    .placement(placement -> placement.hostId(host)))
        .instances()
        .getFirst()
        .instanceId();
  }

  @Test
  void aStrangersServerKeepsTheHostThatItIsOn() {
    var id = host("m5.large");
    var host = tagged("dedicated-host", id);
    var server = onHost(id);
    ACCOUNT.sweep(Map.of()).stays(host, server);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:ReleaseHosts");
  }

  /// AWS says from when on it lets go of it, and a later night asks again.
  @Test
  void aMacIsAskedForAndSaysFromWhenOnItGoes() {
    var host = tagged("dedicated-host", host("mac2.metal"));
    var row = ACCOUNT.sweep(Map.of()).told(host);
    assertThat(row).containsEntry("outcome", "Requested");
    assertThat(row.get("reason"))
        .contains(
            "no earlier than "
                + Instant.now().plus(1, ChronoUnit.DAYS).toString().substring(0, 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HostReservationId                  | hr-1 | it is reserved and paid for by hr-1
          MemberOfServiceLinkedResourceGroup | true | License Manager allocates and releases it
          """)
  void aHostOfSomebodyElseStays(String member, String value, String why) {
    var host = tagged("dedicated-host", host("m5.large"));
    told(host, Map.of(member, value.equals("true") ? true : value));
    ACCOUNT.sweep(Map.of()).stays(host, why);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:ReleaseHosts");
  }

  private String endpoint(String group) {
    var id =
        ec2.createClientVpnEndpoint(
                request ->
                    request
                        .clientCidrBlock("10.9.0.0/22")
                        .serverCertificateArn(
                            "arn:aws:acm:" + HERE + ":" + Emulator.ACCOUNT + ":certificate/c")
                        .authenticationOptions(List.of())
                        .connectionLogOptions(options -> options.enabled(false))
                        .vpcId(vpc)
                        .securityGroupIds(group))
            .clientVpnEndpointId();
    ec2.associateClientVpnTargetNetwork(
        request -> request.clientVpnEndpointId(id).subnetId(subnet));
    return id;
  }

  private String group(String name) {
    return ec2.createSecurityGroup(request -> request.groupName(name).description(name).vpcId(vpc))
        .groupId();
  }

  @Test
  void aClientVpnGoesBeforeTheNetworkThatItIsIn() {
    var group = group("vpn");
    var endpoint = tagged("client-vpn-endpoint", endpoint(group));
    var door = tagged("security-group", group);
    var part = tagged("subnet", subnet);
    var network = tagged("vpc", vpc);
    goes(ACCOUNT.sweep(Map.of()), endpoint, door, part, network);
  }

  /// Where their descriptions name them.
  @Test
  void interfacesOfTwoClientVpnsInOneSubnetAreEachOnes() {
    var group = group("vpn");
    var one = endpoint(group);
    describe(one);
    var other = endpoint(group);
    describe(other);
    var first = tagged("client-vpn-endpoint", one);
    var second = tagged("client-vpn-endpoint", other);
    var door = tagged("security-group", group);
    var part = tagged("subnet", subnet);
    goes(ACCOUNT.sweep(Map.of()), first, second, door, part);
  }

  private void describe(String endpoint) {
    ec2.describeNetworkInterfaces().networkInterfaces().stream()
        .filter(card -> card.description().equals(CLIENT_VPN))
        .map(card -> arn("network-interface", card.networkInterfaceId()))
        .forEach(card -> told(card, Map.of("Description", CLIENT_VPN + " " + endpoint)));
  }

  @Test
  void aStrangersClientVpnKeepsTheNetworkThatItIsIn() {
    var group = group("vpn");
    var endpoint = endpoint(group);
    var door = tagged("security-group", group);
    var part = tagged("subnet", subnet);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(part, endpoint);
    night.stays(door, endpoint);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:DisassociateClientVpnTargetNetwork");
  }
}
