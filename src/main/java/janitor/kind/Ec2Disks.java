package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/// Disks of servers and what was copied from them. Some go with their server without anybody
/// asking: those that are attached with `DeleteOnTermination`, as its root is by default
/// (`VolumeAttachment` and `EbsInstanceBlockDevice` in EC2's API reference). Each of those is a
/// part of the server, so that a tag that keeps it keeps the server.
///
/// What stays when a server or an image goes was not necessarily made for it: anybody may attach a
/// disk of long ago, or register an image on a snapshot of long ago. That is told, and stays.
final class Ec2Disks {

  /// EC2's own clocks, which tell of one launch.
  private static final Duration A_LAUNCH = Duration.ofMinutes(1);

  /// The disks of a launch are made with it, or there is no server. Whatever was attached later may
  /// be anybody's: a copy of production that somebody looks into.
  private static final Duration WITH_THE_LAUNCH = Duration.ofMinutes(10);

  /// All that AWS writes into the description of a snapshot that it takes for an image.
  private static final List<Pattern> TAKEN_FOR =
      List.of(
          Pattern.compile(
              "Created by CreateImage\\(i-[0-9a-z]+\\) for (ami-[0-9a-z]+)( from vol-[0-9a-z]+)?"),
          Pattern.compile(
              "Copied for DestinationAmi (ami-[0-9a-z]+) from SourceAmi ami-[0-9a-z]+ for"
                  + " SourceSnapshot snap-[0-9a-z]+\\. Task created on .*"));

  private Ec2Disks() {}

  private static List<Volume> volumes(Ec2 ec2) {
    return ec2.once(
        "volumes",
        () ->
            ec2
                .client()
                .describeVolumesPaginator(request -> request.maxResults(1000))
                .volumes()
                .stream()
                .toList());
  }

  private static List<Snapshot> snapshots(Ec2 ec2) {
    return ec2.once(
        "snapshots",
        () ->
            ec2
                .client()
                .describeSnapshotsPaginator(request -> request.ownerIds("self").maxResults(1000))
                .snapshots()
                .stream()
                .toList());
  }

  static Ec2Part.Row volume() {
    return new Ec2Part.Row(
            Ec2.traits(Ec2Compute.VOLUME, "volume")
                .createdBy(Ec2.answering("CreateVolume", "volumeId"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions("ec2:DescribeVolumes", "ec2:DeleteVolume")
                .usesOf(KmsKey.TYPE)
                .foundBy(Ec2Compute.INSTANCE, Eks.CLUSTER)
                .build(),
            ec2 -> volumes(ec2).stream().collect(Ec2Part.each(volume -> volume(ec2, volume))),
            (client, volume) ->
                volume.fact(Resource.STATUS).equals("deleting")
                    ? Deletion.ASKED
                    : Ec2.asked(client.deleteVolume(request -> request.volumeId(Ec2.id(volume)))))
        .linking(ec2 -> volumes(ec2).stream().flatMap(volume -> keyOfServer(ec2, volume)).toList())
        .besides(Ec2Disks::ofServers)
        .besides(Ec2Disks::ofEarlierClusters);
  }

  /// Whether a disk was there before that. Kubernetes keeps those of claims that are to be
  /// retained, and their tags hold no more of a cluster than its name.
  static boolean isFromBefore(Ec2 ec2, Arn disk, Instant then) {
    return volumes(ec2).stream()
        .filter(volume -> ec2.arn("volume", volume.volumeId()).equals(disk))
        .anyMatch(volume -> isFromBefore(volume, then));
  }

  private static boolean isFromBefore(Volume volume, Instant then) {
    // A cluster takes minutes to come up, and clocks may tell whole seconds.
    return volume.createTime() != null && volume.createTime().isBefore(then.minus(A_LAUNCH));
  }

  /// One that is only connected runs on, with its disks and what was taken of them.
  private static List<Resource> endingClusters(Ec2 ec2, List<Resource> candidates) {
    return Ec2.of(ec2, candidates, Eks.CLUSTER).stream()
        .filter(cluster -> !Eks.isConnected(cluster))
        .toList();
  }

  /// By their tags they are of a cluster that came later.
  private static Map<Arn, Ec2Part.Beside> ofEarlierClusters(Ec2 ec2, List<Resource> candidates) {
    var besides = new HashMap<Arn, Ec2Part.Beside>();
    for (var cluster : endingClusters(ec2, candidates)) {
      volumes(ec2).stream()
          .filter(volume -> cluster.createdAt().filter(at -> isFromBefore(volume, at)).isPresent())
          .filter(
              volume ->
                  Eks.isLeftBy(
                      cluster.arn(), ec2.arn("volume", volume.volumeId()), Ec2.tags(volume.tags())))
          .forEach(
              volume ->
                  besides.put(
                      ec2.arn("volume", volume.volumeId()),
                      Ec2Part.Beside.told(
                          cluster.arn(),
                          "it is older than "
                              + cluster.label()
                              + ", whose name it carries, and may be of an earlier one: if it is"
                              + " of the workshop, tag it")));
    }
    return besides;
  }

  private static Resource.Builder volume(Ec2 ec2, Volume volume) {
    var resource =
        ec2.resource(Ec2Compute.VOLUME, "volume", volume.volumeId(), null, volume.tags())
            .createdAt(volume.createTime())
            .fact(Resource.STATUS, volume.stateAsString());
    KmsKey.encrypt(resource, ec2.place(), volume.kmsKeyId());
    goesWith(ec2, volume)
        .ifPresentOrElse(
            server -> Ec2.goesWith(resource, server),
            () -> Ec2.guardManaged(resource, volume.operator()));
    return resource;
  }

  private static Optional<Arn> goesWith(Ec2 ec2, Volume volume) {
    return volume.attachments().stream()
        .filter(attachment -> Boolean.TRUE.equals(attachment.deleteOnTermination()))
        .map(VolumeAttachment::instanceId)
        .filter(Objects::nonNull)
        .findFirst()
        .map(id -> ec2.arn("instance", id));
  }

  /// A disk that goes with its server needs its key as long as that is there.
  private static Stream<Use> keyOfServer(Ec2 ec2, Volume volume) {
    return goesWith(ec2, volume).stream()
        .flatMap(
            server ->
                KmsKey.named(ec2.place(), volume.kmsKeyId()).stream()
                    .map(
                        key ->
                            new Use(
                                server,
                                "it encrypts "
                                    + volume.volumeId()
                                    + ", a disk of "
                                    + Ec2.id(server)
                                    + ", which is not of the workshop",
                                key)));
  }

  private static Stream<EbsInstanceBlockDevice> disks(Instance instance) {
    return instance.blockDeviceMappings().stream()
        .map(InstanceBlockDeviceMapping::ebs)
        .filter(disk -> disk != null && disk.volumeId() != null);
  }

  private static boolean isLeft(EbsInstanceBlockDevice disk) {
    return Boolean.FALSE.equals(disk.deleteOnTermination());
  }

  /// The disks that do not go with the server, and were made with it.
  static Set<Arn> left(Ec2 ec2, Instance instance) {
    var ids =
        disks(instance)
            .filter(Ec2Disks::isLeft)
            .map(EbsInstanceBlockDevice::volumeId)
            .collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return Set.of();
    }
    // The last start, which is always told, may be of the day on which somebody made another disk.
    var start = Ec2Compute.firstStart(instance);
    return volumes(ec2).stream()
        .filter(volume -> ids.contains(volume.volumeId()))
        .filter(volume -> start.filter(at -> isMadeWith(volume.createTime(), at)).isPresent())
        .map(volume -> ec2.arn("volume", volume.volumeId()))
        .collect(Collectors.toSet());
  }

  private static boolean isMadeWith(@Nullable Instant disk, Instant start) {
    return disk != null
        && !disk.isBefore(start.minus(A_LAUNCH))
        && disk.isBefore(start.plus(WITH_THE_LAUNCH));
  }

  static Resource withLeftVolumes(Ec2 ec2, Resource server) {
    var copy = server.toBuilder();
    server(ec2, server).flatMap(instance -> left(ec2, instance).stream()).forEach(copy::leaves);
    return copy.build();
  }

  private static Stream<Instance> server(Ec2 ec2, Resource server) {
    return Ec2Compute.instances(ec2).stream()
        .filter(instance -> Ec2.id(server).equals(instance.instanceId()));
  }

  /// Disks that go with a server and carry a tag which may not want that, and those that do not go
  /// with it and were not made with it.
  private static Map<Arn, Ec2Part.Beside> ofServers(Ec2 ec2, List<Resource> candidates) {
    var besides = new HashMap<Arn, Ec2Part.Beside>();
    for (var server : Ec2.of(ec2, candidates, Ec2Compute.INSTANCE)) {
      server(ec2, server)
          .flatMap(Ec2Disks::disks)
          .forEach(
              disk -> {
                var volume = ec2.arn("volume", disk.volumeId());
                if (!isLeft(disk)) {
                  if (ec2.hasAWordBeside(disk.volumeId(), server)) {
                    besides.put(volume, Ec2Part.Beside.member(server.arn()));
                  }
                } else if (!server.leaves().contains(volume)) {
                  besides.put(
                      volume,
                      Ec2Part.Beside.told(
                          server.arn(),
                          "it was not made with "
                              + server.label()
                              + ", to which it is attached: if it is of the workshop, tag it"));
                }
              });
    }
    return besides;
  }

  /// An image that is made from it keeps it. What a lock keeps, AWS refuses.
  static Ec2Part.Row snapshot() {
    return new Ec2Part.Row(
            Ec2.traits(Ec2Compute.SNAPSHOT, "snapshot")
                .createdBy(Ec2.answering("CreateSnapshot", "snapshotId"))
                .createdBy(Ec2.answering("CreateSnapshots", "snapshotSet.items.snapshotId"))
                .createdBy(Ec2.answering("CopySnapshot", "snapshotId"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions("ec2:DescribeSnapshots", "ec2:DeleteSnapshot")
                .usesOf(KmsKey.TYPE)
                .foundBy(Ec2Compute.IMAGE, Eks.CLUSTER)
                .build(),
            ec2 ->
                snapshots(ec2).stream()
                    .collect(
                        Ec2Part.each(
                            snapshot -> {
                              var resource =
                                  ec2.resource(
                                          Ec2Compute.SNAPSHOT,
                                          "snapshot",
                                          snapshot.snapshotId(),
                                          snapshot.ownerId(),
                                          snapshot.tags())
                                      .createdAt(snapshot.startTime());
                              KmsKey.encrypt(resource, ec2.place(), snapshot.kmsKeyId());
                              Ec2.guardBackup(resource, Ec2.tags(snapshot.tags()));
                              return resource;
                            })),
            (client, snapshot) ->
                Ec2.asked(client.deleteSnapshot(request -> request.snapshotId(Ec2.id(snapshot)))))
        .besides(Ec2Disks::ofImages)
        .besides(Ec2Disks::ofClusters);
  }

  static Stream<String> snapshotsOf(Image image) {
    return image.blockDeviceMappings().stream()
        .map(BlockDeviceMapping::ebs)
        .filter(Objects::nonNull)
        .map(EbsBlockDevice::snapshotId)
        .filter(Objects::nonNull);
  }

  /// With the snapshots that were taken for it, which stay, and bill, when it goes.
  static Resource withLeftSnapshots(Ec2 ec2, Resource image) {
    var of = snapshotsBelow(ec2, image);
    if (of.isEmpty()) {
      return image;
    }
    var copy = image.toBuilder();
    snapshots(ec2).stream()
        .filter(snapshot -> of.contains(snapshot.snapshotId()))
        .filter(snapshot -> isMadeFor(snapshot, image))
        .forEach(snapshot -> copy.leaves(asIndexed(ec2, snapshot.snapshotId())));
    return copy.build();
  }

  private static Set<String> snapshotsBelow(Ec2 ec2, Resource image) {
    return Ec2Compute.images(ec2).stream()
        .filter(one -> Ec2.id(image).equals(one.imageId()))
        .flatMap(Ec2Disks::snapshotsOf)
        .collect(Collectors.toSet());
  }

  /// `CreateImage` and `CopyImage` name in the description of a snapshot the image that they take
  /// it for ("Created by CreateImage(i-…) for ami-…", "Copied for DestinationAmi ami-…").
  /// `RegisterImage` takes any snapshot that there is: last night's backup of something else, whose
  /// description may say anything.
  private static boolean isMadeFor(Snapshot snapshot, Resource image) {
    var text = String.valueOf(snapshot.description());
    return TAKEN_FOR.stream()
        .map(form -> form.matcher(text))
        .anyMatch(taken -> taken.matches() && Ec2.id(image).equals(taken.group(1)));
  }

  /// As the index names it, so that one with a tag of its own is not told of twice.
  private static Arn asIndexed(Ec2 ec2, String snapshot) {
    var arn = ec2.arn("snapshot", snapshot);
    return new Arn(arn.partition(), "ec2", arn.region(), "", arn.resource());
  }

  /// Those that EKS's driver took of the cluster's disks, by the tag that it puts on both
  /// (`docs/tagging.md` of aws-ebs-csi-driver). They bill on, and nobody asks for them any more;
  /// but who took one may have meant to keep it.
  private static Map<Arn, Ec2Part.Beside> ofClusters(Ec2 ec2, List<Resource> candidates) {
    var besides = new HashMap<Arn, Ec2Part.Beside>();
    for (var cluster : endingClusters(ec2, candidates)) {
      snapshots(ec2).stream()
          .filter(
              snapshot ->
                  Eks.isLeftBy(
                      cluster.arn(),
                      ec2.arn("snapshot", snapshot.snapshotId()),
                      Ec2.tags(snapshot.tags())))
          .forEach(
              snapshot ->
                  besides.put(
                      asIndexed(ec2, snapshot.snapshotId()),
                      Ec2Part.Beside.told(
                          cluster.arn(),
                          "it is a snapshot of a volume in "
                              + cluster.label()
                              + ", which leaves it, and it bills on: delete it, or tag it for the"
                              + " next night")));
    }
    return besides;
  }

  /// Those that images were registered on, and that were not taken for them.
  private static Map<Arn, Ec2Part.Beside> ofImages(Ec2 ec2, List<Resource> candidates) {
    var besides = new HashMap<Arn, Ec2Part.Beside>();
    for (var image : Ec2.of(ec2, candidates, Ec2Compute.IMAGE)) {
      snapshotsBelow(ec2, image).stream()
          .map(snapshot -> asIndexed(ec2, snapshot))
          .filter(snapshot -> !image.leaves().contains(snapshot))
          .forEach(
              snapshot ->
                  besides.put(
                      snapshot,
                      Ec2Part.Beside.told(
                          image.arn(),
                          "nothing tells that it was taken for "
                              + image.label()
                              + ", which was registered on it: if it is of the workshop, tag it")));
    }
    return besides;
  }
}
