package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.AddOnRequest;
import software.amazon.awssdk.services.lightsail.model.AddOnType;
import software.amazon.awssdk.services.lightsail.model.ContainerServicePowerName;
import software.amazon.awssdk.services.lightsail.model.DeleteDiskRequest;
import software.amazon.awssdk.services.lightsail.model.DeleteInstanceRequest;
import software.amazon.awssdk.services.lightsail.model.Disk;
import software.amazon.awssdk.services.lightsail.model.GetDiskRequest;
import software.amazon.awssdk.services.lightsail.model.GetStaticIpRequest;
import software.amazon.awssdk.services.lightsail.model.Instance;
import software.amazon.awssdk.services.lightsail.model.StaticIp;
import software.amazon.awssdk.services.lightsail.model.Tag;

/// Lightsail's things, which are deleted by a name that the next thing may have.
final class LightsailIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final Map<String, String> WITHOUT = Map.of("JANITOR_FINAL_SNAPSHOT", "none");
  private static final int DAY = 24 * 60 * 60;
  private static final String ZONE = Emulator.REGION + "a";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static LightsailClient lightsail() {
    return ACCOUNT.aws().of(Emulator.REGION, LightsailClient.class, LightsailClient::builder);
  }

  private static void made(int secondsAgo) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -secondsAgo));
  }

  private static List<Tag> pairs(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  private static String instance(String name, Map<String, String> tags, AddOnRequest... addOns) {
    lightsail()
        .createInstances(
            request ->
                request
                    .instanceNames(name)
                    .availabilityZone(ZONE)
                    .blueprintId("wordpress")
                    .bundleId("micro_3_0")
                    .addOns(addOns)
                    .tags(pairs(tags)));
    return lightsail().getInstance(request -> request.instanceName(name)).instance().arn();
  }

  private static String disk(String name, Map<String, String> tags) {
    lightsail()
        .createDisk(
            request -> request.diskName(name).availabilityZone(ZONE).sizeInGb(8).tags(pairs(tags)));
    return lightsail().getDisk(request -> request.diskName(name)).disk().arn();
  }

  private static void attach(String disk, String instance) {
    lightsail()
        .attachDisk(request -> request.diskName(disk).instanceName(instance).diskPath("/dev/xvdf"));
  }

  private static String address(String name, String instance) {
    lightsail().allocateStaticIp(request -> request.staticIpName(name));
    lightsail().attachStaticIp(request -> request.staticIpName(name).instanceName(instance));
    return lightsail().getStaticIp(request -> request.staticIpName(name)).staticIp().arn();
  }

  private static String database(String name, Map<String, String> tags) {
    lightsail()
        .createRelationalDatabase(
            request ->
                request
                    .relationalDatabaseName(name)
                    .relationalDatabaseBlueprintId("mysql_8_0")
                    .relationalDatabaseBundleId("micro_2_0")
                    .masterDatabaseName("shop")
                    .masterUsername("admin")
                    .tags(pairs(tags)));
    return lightsail()
        .getRelationalDatabase(request -> request.relationalDatabaseName(name))
        .relationalDatabase()
        .arn();
  }

  private static String balancer(String name, Map<String, String> tags, String instance) {
    lightsail()
        .createLoadBalancer(
            request -> request.loadBalancerName(name).instancePort(80).tags(pairs(tags)));
    lightsail()
        .attachInstancesToLoadBalancer(
            request -> request.loadBalancerName(name).instanceNames(instance));
    return lightsail()
        .getLoadBalancer(request -> request.loadBalancerName(name))
        .loadBalancer()
        .arn();
  }

  private static String container(String name, Map<String, String> tags) {
    return lightsail()
        .createContainerService(
            request ->
                request
                    .serviceName(name)
                    .power(ContainerServicePowerName.NANO)
                    .scale(1)
                    .tags(pairs(tags)))
        .containerService()
        .arn();
  }

  private static void told(String arn, String member, Object value) {
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(arn, Map.of("told", Map.of(member, value))));
  }

  private static List<String> instances() {
    return lightsail().getInstances(_ -> {}).instances().stream().map(Instance::name).toList();
  }

  private static List<String> disks() {
    return lightsail().getDisks(_ -> {}).disks().stream().map(Disk::name).toList();
  }

  private static List<String> addresses() {
    return lightsail().getStaticIps(_ -> {}).staticIps().stream().map(StaticIp::name).toList();
  }

  private static void neverAsked(String... operations) {
    for (var operation : operations) {
      assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("lightsail:" + operation);
    }
  }

  @Test
  void anInstanceGoesWithItsAddressAndThenItsDisk() {
    var instance =
        instance("ours", OURS, AddOnRequest.builder().addOnType(AddOnType.AUTO_SNAPSHOT).build());
    var disk = disk("files", OURS);
    attach("files", "ours");
    var address = address("front", "ours");
    var balancer = balancer("behind", OURS, "ours");
    var container = container("api", OURS);
    instance("theirs", Map.of());
    disk("their-files", Map.of());
    attach("their-files", "theirs");
    address("their-front", "theirs");
    instance("kept", KEPT);
    container("their-api", Map.of());
    lightsail().allocateStaticIp(request -> request.staticIpName("loose"));
    var night = ACCOUNT.sweep(WITHOUT);
    assertThat(night.gone())
        .containsExactlyInAnyOrder(instance, disk, address, balancer, container);
    assertThat(instances()).containsExactlyInAnyOrder("theirs", "kept");
    assertThat(disks()).containsExactly("their-files");
    assertThat(addresses()).containsExactlyInAnyOrder("their-front", "loose");
    assertThat(lightsail().getContainerServices(_ -> {}).containerServices()).hasSize(1);
    neverAsked("DetachDisk", "DetachStaticIp", "UnpeerVpc");
  }

  @Test
  void peopleAreToldWhatGoesWithAnInstance() {
    instance("ours", OURS, AddOnRequest.builder().addOnType(AddOnType.AUTO_SNAPSHOT).build());
    var kind =
        Kinds.all(ACCOUNT.aws(), Options.looking("workshop")).stream()
            .filter(one -> one.type().equals("AWS::Lightsail::Instance"))
            .findFirst()
            .orElseThrow();
    assertThat(kind.list(new Place("aws", Emulator.ACCOUNT, Emulator.REGION)))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.facts().get(Resource.HOLDS))
                    .isEqualTo(
                        "up to 40 GiB, and its automatic snapshots, which Lightsail deletes with"
                            + " it"));
  }

  /// Whoever comes after has the name: AWS would delete that.
  @Test
  void aNameThatIsAnothersByNowStays() {
    var arn = disk("ours", OURS);
    var isReplaced = new AtomicBoolean();
    var night =
        ACCOUNT.sweep(
            WITHOUT,
            request -> {
              if (request instanceof GetDiskRequest && !isReplaced.getAndSet(true)) {
                lightsail().deleteDisk(one -> one.diskName("ours"));
                var left = disks();
                while (!left.isEmpty()) {
                  left = disks();
                }
                disk("ours", Map.of());
              }
              assertThat(request).isNotInstanceOf(DeleteDiskRequest.class);
            });
    assertThat(isReplaced).isTrue();
    assertThat(night.gone()).containsExactly(arn);
    assertThat(disks()).containsExactly("ours");
  }

  @Test
  void aDiskAndAnAddressOfAStrangersInstanceStay() {
    instance("theirs", Map.of());
    var disk = disk("ours", OURS);
    attach("ours", "theirs");
    var instance = instance("ours-too", OURS);
    var address = address("front", "ours-too");
    ACCOUNT.sweep(WITHOUT).stays(disk, "theirs");
    assertThat(instances()).containsExactly("theirs");
    assertThat(addresses()).isEmpty();
    assertThat(disks()).containsExactly("ours");
    assertThat(instance).isNotEqualTo(address);
    neverAsked("DeleteDisk", "DetachDisk");
  }

  @Test
  void anInstanceBehindAStrangersLoadBalancerStays() {
    var instance = instance("ours", OURS);
    balancer("theirs", Map.of(), "ours");
    ACCOUNT.sweep(WITHOUT).stays(instance, "theirs");
    neverAsked("DeleteInstance", "DeleteLoadBalancer");
  }

  /// It may have been somebody's before.
  @Test
  void anAddressThatIsOlderIsToldAndStays() {
    made(9 * DAY);
    lightsail().allocateStaticIp(request -> request.staticIpName("front"));
    made(2 * DAY);
    var instance = instance("ours", OURS);
    lightsail().attachStaticIp(request -> request.staticIpName("front").instanceName("ours"));
    made(0);
    var arn = lightsail().getStaticIp(request -> request.staticIpName("front")).staticIp().arn();
    var night = ACCOUNT.sweep(WITHOUT);
    night.stays(arn, "release-static-ip --static-ip-name front");
    assertThat(night.gone()).containsExactly(instance);
    assertThat(addresses()).containsExactly("front");
  }

  /// Somebody may have taken it for something else, and have it there for a while only.
  @Test
  void anAddressThatIsYoungerIsToldAndStays() {
    made(9 * DAY);
    var instance = instance("ours", OURS);
    made(2 * DAY);
    var arn = address("front", "ours");
    made(0);
    var night = ACCOUNT.sweep(WITHOUT);
    night.stays(arn, "release-static-ip --static-ip-name front");
    assertThat(night.gone()).containsExactly(instance);
    assertThat(addresses()).containsExactly("front");
  }

  @Test
  void anAddressThatAnotherInstanceTookMeanwhileStays() {
    instance("theirs", Map.of());
    instance("ours", OURS);
    var address = address("front", "ours");
    ACCOUNT
        .sweep(
            WITHOUT,
            request -> {
              if (request instanceof DeleteInstanceRequest) {
                lightsail().attachStaticIp(one -> one.staticIpName("front").instanceName("theirs"));
              }
            })
        .stays(address, "it is still used by Lightsail Instance theirs");
    assertThat(instances()).containsExactly("theirs");
    neverAsked("ReleaseStaticIp");
  }

  @Test
  void anAddressThatAnotherInstanceTakesInTheLastMomentStays() {
    instance("theirs", Map.of());
    instance("ours", OURS);
    var address = address("front", "ours");
    var isTaken = new AtomicBoolean();
    ACCOUNT
        .sweep(
            WITHOUT,
            request -> {
              if (request instanceof GetStaticIpRequest && !isTaken.getAndSet(true)) {
                lightsail().attachStaticIp(one -> one.staticIpName("front").instanceName("theirs"));
              }
            })
        .stays(address, "it is still used by Lightsail Instance theirs");
    assertThat(isTaken).isTrue();
    neverAsked("ReleaseStaticIp");
  }

  @Test
  void aDiskWithoutATagIsToldAndStays() {
    var instance = instance("ours", OURS);
    var disk = disk("files", Map.of());
    attach("files", "ours");
    var night = ACCOUNT.sweep(WITHOUT);
    night.stays(disk, "if it is of the workshop, tag it");
    assertThat(night.gone()).containsExactly(instance);
    assertThat(disks()).containsExactly("files");
  }

  @Test
  void whatLightsailIsAtWorkOnIsWaitedFor() {
    var arn = instance("ours", OURS);
    told(arn, "state", Map.of("name", "pending"));
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).isEmpty();
    neverAsked("DeleteInstance");
    told(arn, "state", Map.of("name", "stopped"));
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactly(arn);
  }

  @Test
  void aDeletionThatFailsInItsAnswerIsToldAsAFailure() {
    var arn = disk("ours", OURS);
    told(arn, "_fails", "there is a problem with it");
    assertThat(ACCOUNT.sweep(WITHOUT).told(arn).get("reason"))
        .contains("there is a problem with it");
  }

  @Test
  void moreThanAPageGoes() {
    for (var n = 0; n < 7; n++) {
      disk("d" + n, OURS);
    }
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).hasSize(7);
    assertThat(disks()).isEmpty();
  }

  @Test
  void anOldDatabaseIsCopiedAndTheCopyHasADateOfItsOwn() {
    made(2 * DAY);
    var database = database("ours", OURS);
    database("theirs", Map.of());
    database("kept", KEPT);
    made(0);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(database);
    assertThat(lightsail().getRelationalDatabases(_ -> {}).relationalDatabases())
        .extracting(one -> one.name())
        .containsExactlyInAnyOrder("theirs", "kept");
    assertThat(lightsail().getRelationalDatabaseSnapshots(_ -> {}).relationalDatabaseSnapshots())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.name()).startsWith("workshop-janitor-");
              assertThat(one.tags())
                  .contains(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build())
                  .anyMatch(tag -> tag.key().equals("janitor:expires-at"));
            });
  }

  @Test
  void withoutASnapshotADatabaseGoesOutright() {
    made(2 * DAY);
    var database = database("ours", OURS);
    made(0);
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactly(database);
    assertThat(lightsail().getRelationalDatabaseSnapshots(_ -> {}).relationalDatabaseSnapshots())
        .isEmpty();
  }

  @Test
  void aDatabaseThatIsStoppedStaysWhereOneIsWanted() {
    made(2 * DAY);
    var database = database("ours", OURS);
    told(database, "state", "stopped");
    made(0);
    assertThat(ACCOUNT.sweep(Map.of()).told(database).get("reason")).contains("it is stopped");
    neverAsked("DeleteRelationalDatabase");
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactly(database);
  }

  @Test
  void whatPeopleTookGoesByItsOwnTags() {
    instance("theirs", Map.of());
    disk("their-files", Map.of());
    database("their-data", Map.of());
    for (var name : List.of("ours", "others")) {
      var tags = pairs(name.equals("ours") ? OURS : Map.of());
      lightsail()
          .createInstanceSnapshot(
              request ->
                  request.instanceName("theirs").instanceSnapshotName(name + "-i").tags(tags));
      lightsail()
          .createDiskSnapshot(
              request -> request.diskName("their-files").diskSnapshotName(name + "-d").tags(tags));
      var state = "";
      while (!state.equals("available")) {
        state =
            lightsail()
                .getRelationalDatabase(request -> request.relationalDatabaseName("their-data"))
                .relationalDatabase()
                .state();
      }
      lightsail()
          .createRelationalDatabaseSnapshot(
              request ->
                  request
                      .relationalDatabaseName("their-data")
                      .relationalDatabaseSnapshotName(name + "-r")
                      .tags(tags));
    }
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).hasSize(3);
    assertThat(lightsail().getInstanceSnapshots(_ -> {}).instanceSnapshots())
        .extracting(one -> one.name())
        .containsExactly("others-i");
    assertThat(lightsail().getDiskSnapshots(_ -> {}).diskSnapshots())
        .extracting(one -> one.name())
        .containsExactly("others-d");
    assertThat(lightsail().getRelationalDatabaseSnapshots(_ -> {}).relationalDatabaseSnapshots())
        .extracting(one -> one.name())
        .containsExactly("others-r");
  }
}
