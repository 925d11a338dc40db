package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/// What goes with a server though nobody asks for it, and what a server, an image or a gateway
/// leaves that was there before it.
class DisksIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, Object> TODAY = Map.of("offsetSeconds", 0);
  private static final Map<String, Object> YEARS_AGO = Map.of("offsetSeconds", -2 * 365 * 86_400);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    at(TODAY);
  }

  private static void at(Map<String, Object> time) {
    ACCOUNT.emulator().control("POST", "clock", time);
  }

  private String instance() {
    var image = ec2.describeImages(request -> request.owners("amazon")).images().getFirst();
    return ec2.runInstances(
            request ->
                request
                    .imageId(image.imageId())
                    .minCount(1)
                    .maxCount(1)
                    .instanceType(InstanceType.T3_MEDIUM))
        .instances()
        .getFirst()
        .instanceId();
  }

  private Instance told(String instance) {
    return ec2.describeInstances(request -> request.instanceIds(instance))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  private String root(String instance) {
    return told(instance).blockDeviceMappings().getFirst().ebs().volumeId();
  }

  private String volume() {
    return ec2.createVolume(request -> request.availabilityZone(HERE + "a").size(1)).volumeId();
  }

  private void attach(String volume, String instance) {
    ec2.attachVolume(request -> request.instanceId(instance).volumeId(volume).device("/dev/sdf"));
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String bare(String resource) {
    return "arn:aws:ec2:" + HERE + "::" + resource;
  }

  private boolean isThere(String volume) {
    return !ec2.describeVolumes(
            request -> request.filters(Filter.builder().name("volume-id").values(volume).build()))
        .volumes()
        .isEmpty();
  }

  /// Its root goes with it unless somebody said otherwise.
  @ParameterizedTest
  @CsvSource({
    "janitor:keep, true, it carries the tag janitor:keep",
    "janitor:expires-at, 2999-01-01, it is not due yet",
    "workshop, pets, it carries workshop=pets",
  })
  void aDiskThatStaysKeepsTheServerThatWouldTakeItAlong(String key, String value, String why) {
    var server = instance();
    var disk = root(server);
    ACCOUNT.tag(arn("instance/" + server), TAG);
    ACCOUNT.tag(arn("volume/" + disk), Map.of(key, value));
    ACCOUNT.sweep(Map.of()).stays(arn("instance/" + server), why);
    assertThat(isThere(disk)).isTrue();
  }

  /// Tagged for the workshop as well, so that the index names it.
  @Test
  void aTaggedDiskThatIsKeptKeepsItsServer() {
    var server = instance();
    var disk = root(server);
    ACCOUNT.tag(arn("instance/" + server), TAG);
    ACCOUNT.tag(arn("volume/" + disk), Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(arn("instance/" + server), "janitor:keep");
    assertThat(isThere(disk)).isTrue();
  }

  @Test
  void anInterfaceThatIsKeptKeepsItsServer() {
    var server = instance();
    var card = told(server).networkInterfaces().getFirst().networkInterfaceId();
    ACCOUNT.tag(arn("instance/" + server), TAG);
    ACCOUNT.tag(arn("network-interface/" + card), Map.of("janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(arn("instance/" + server), "janitor:keep");
    assertThat(
            ec2.describeNetworkInterfaces(request -> request.networkInterfaceIds(card))
                .networkInterfaces())
        .hasSize(1);
  }

  /// A part of the server, it is told as gone with it.
  @Test
  void aTaggedDiskGoesWithItsServer() {
    var server = instance();
    var disk = root(server);
    ACCOUNT.tag(arn("instance/" + server), TAG);
    ACCOUNT.tag(arn("volume/" + disk), TAG);
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .containsExactlyInAnyOrder(arn("instance/" + server), arn("volume/" + disk));
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:DeleteVolume");
  }

  @Test
  void aDiskThatIsOlderThanItsServerIsTold() {
    at(YEARS_AGO);
    var theirs = volume();
    at(TODAY);
    var server = instance();
    attach(theirs, server);
    var own = volume();
    ec2.attachVolume(request -> request.instanceId(server).volumeId(own).device("/dev/sdg"));
    ACCOUNT.tag(arn("instance/" + server), TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone())
        .containsExactlyInAnyOrder(arn("instance/" + server), arn("volume/" + own));
    night.stays(arn("volume/" + theirs), "it was not made with EC2 Instance " + server);
    assertThat(ACCOUNT.sweep(Map.of()).count("gone")).isZero();
    assertThat(isThere(theirs)).isTrue();
  }

  /// A copy of production, say, into which somebody looked.
  @Test
  void aDiskThatWasMadeLaterThanItsServerIsTold() {
    at(YEARS_AGO);
    var server = instance();
    at(TODAY);
    var theirs = volume();
    attach(theirs, server);
    ACCOUNT.tag(arn("instance/" + server), TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(arn("instance/" + server));
    night.stays(arn("volume/" + theirs), "it was not made with EC2 Instance " + server);
    assertThat(isThere(theirs)).isTrue();
  }

  private String snapshot(String description) {
    return ec2.createSnapshot(request -> request.volumeId(volume()).description(description))
        .snapshotId();
  }

  private static void describe(String snapshot, String text) {
    ACCOUNT
        .emulator()
        .control("POST", "descriptions", Map.of("region", HERE, "id", snapshot, "text", text));
  }

  private String imageOn(String snapshot) {
    return ec2.registerImage(
            request ->
                request
                    .name("books")
                    .blockDeviceMappings(
                        BlockDeviceMapping.builder()
                            .deviceName("/dev/sda1")
                            .ebs(ebs -> ebs.snapshotId(snapshot))
                            .build()))
        .imageId();
  }

  private boolean isSnapshotThere(String snapshot) {
    return ec2.describeSnapshots(request -> request.ownerIds("self")).snapshots().stream()
        .anyMatch(one -> one.snapshotId().equals(snapshot));
  }

  /// Years ago, or last night: a backup of something else.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSnapshotThatAnImageWasRegisteredOnIsTold(boolean isOld) {
    at(isOld ? YEARS_AGO : TODAY);
    var theirs = snapshot("books");
    at(TODAY);
    var image = imageOn(theirs);
    ACCOUNT.tag(bare("image/" + image), TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(bare("image/" + image));
    night.stays(bare("snapshot/" + theirs), "nothing tells that it was taken for EC2 Image books");
    assertThat(ACCOUNT.sweep(Map.of()).count("gone")).isZero();
    assertThat(isSnapshotThere(theirs)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "books as in %s",
        "Backup of what was Created by CreateImage(i-0a) for %s",
        "Created by CreateImage(i-0a) for %s0",
        "Created by CreateImage(i-0a) for %s, and for the books",
        "Copied for DestinationAmi %s0 from SourceAmi ami-0b for SourceSnapshot snap-0c. Task"
            + " created on 1,700,000,000,000.",
        "Copied for DestinationAmi ami-0b from SourceAmi %s for SourceSnapshot snap-0c. Task"
            + " created on 1,700,000,000,000.",
      })
  void aSnapshotThatOnlyMentionsTheImageIsTold(String description) {
    var theirs = snapshot("books");
    var image = imageOn(theirs);
    describe(theirs, description.formatted(image));
    ACCOUNT.tag(bare("image/" + image), TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(bare("image/" + image));
    night.stays(bare("snapshot/" + theirs), "nothing tells that it was taken for EC2 Image books");
    assertThat(isSnapshotThere(theirs)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Created by CreateImage(i-0a) for %s",
        "Created by CreateImage(i-0a) for %s from vol-0d",
        "Copied for DestinationAmi %s from SourceAmi ami-0b for SourceSnapshot snap-0c. Task"
            + " created on 1,700,000,000,000.",
      })
  void aSnapshotThatAwsTookForTheImageGoesAfterIt(String description) {
    var own = snapshot("books");
    var image = imageOn(own);
    describe(own, description.formatted(image));
    ACCOUNT.tag(bare("image/" + image), TAG);
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .containsExactlyInAnyOrder(bare("image/" + image), bare("snapshot/" + own));
    assertThat(isSnapshotThere(own)).isFalse();
  }

  /// AWS does not tell since when the account has it.
  @Test
  void anAddressOfAGatewayIsTold() {
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    var subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.1.1.0/24"))
            .subnet()
            .subnetId();
    var address = ec2.allocateAddress(request -> request.domain("vpc")).allocationId();
    var gateway =
        ec2.createNatGateway(request -> request.subnetId(subnet).allocationId(address))
            .natGateway()
            .natGatewayId();
    ACCOUNT.tag(arn("natgateway/" + gateway), TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(arn("natgateway/" + gateway));
    night.stays(arn("elastic-ip/" + address), "nothing tells whether it was there before");
    assertThat(ACCOUNT.sweep(Map.of()).count("gone")).isZero();
    assertThat(ec2.describeAddresses().addresses()).hasSize(1);
  }

  @Test
  void anInterfaceThatWasMadeApartFromItsServerIsTold() {
    var server = instance();
    var subnet = told(server).subnetId();
    var card =
        ec2.createNetworkInterface(request -> request.subnetId(subnet))
            .networkInterface()
            .networkInterfaceId();
    ec2.attachNetworkInterface(
        request -> request.instanceId(server).networkInterfaceId(card).deviceIndex(1));
    ACCOUNT.tag(arn("instance/" + server), TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(arn("instance/" + server));
    night.stays(arn("network-interface/" + card), "it was made apart from EC2 Instance " + server);
    assertThat(ACCOUNT.sweep(Map.of()).count("gone")).isZero();
  }
}
