package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.DeleteFileSystemOpenZFSOption;
import software.amazon.awssdk.services.fsx.model.DeleteFileSystemRequest;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.fsx.model.Filter;
import software.amazon.awssdk.services.fsx.model.LifecycleTransitionReason;
import software.amazon.awssdk.services.fsx.model.LustreDeploymentType;
import software.amazon.awssdk.services.fsx.model.OntapVolumeType;
import software.amazon.awssdk.services.fsx.model.StorageVirtualMachine;
import software.amazon.awssdk.services.fsx.model.Tag;
import software.amazon.awssdk.services.fsx.model.Volume;

/// File systems of FSx, which bill for their size and speed, used or not, and what is in those of
/// NetApp ONTAP.
///
/// A deletion leaves a last backup, unless it is told not to: the one kept here carries the
/// workshop's tag and a date of its own, and goes as any backup does. Each type wants its own block
/// of the request and no other (cloud-custodian #10391), Lustre on scratch none at all
/// (hashicorp/terraform-provider-aws #37717). Of ONTAP, volumes go first, each with a backup of its
/// own, then the virtual machines with their root volumes, then the file system, of which there is
/// no backup. Of OpenZFS, the volumes go along, and are in its backup. Of what is linked to S3
/// there is none.
///
/// One long file: three kinds that stand in each other.
final class Fsx {
  static final String FILE_SYSTEM = "AWS::FSx::FileSystem";
  static final String MACHINE = "AWS::FSx::StorageVirtualMachine";
  static final String VOLUME = "AWS::FSx::Volume";

  private static final String TYPE = "type";
  private static final String DEPLOYED = "deployed";
  private static final String LINKED = "linked";

  /// What goes with its whole, and by no call of its own.
  private static final String ROOT = "root";

  private static final String COPIED = "can be copied";
  private static final Duration MINUTES = Duration.ofMinutes(2);

  /// The API reference, DeleteFileSystem: a deletion is taken in these states.
  private static final Set<String> AT_REST =
      Set.of("AVAILABLE", "CREATED", "FAILED", "MISCONFIGURED", "MISCONFIGURED_UNAVAILABLE");

  private final Clients clients;
  private final FinalSnapshots backups;

  private Fsx(Clients clients, FinalSnapshots backups) {
    this.clients = clients;
    this.backups = backups;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots backups) {
    var service = new Fsx(clients, backups);
    return Stream.of(service.volume(), service.machine(), service.fileSystem())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private FSxClient at(String region) {
    return clients.of(region, FSxClient.class, FSxClient::builder);
  }

  static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return Tags.each(tags, (key, value) -> Tag.builder().key(key).value(value).build());
  }

  /// Unless it goes already, or FSx is at work on it.
  private static Deletion unlessAtWork(Resource one, Supplier<Object> delete) {
    var status = one.fact(Resource.STATUS);
    if (status.equals("DELETING")) {
      return Deletion.ASKED;
    }
    if (!AT_REST.contains(status)) {
      return Deletion.atWork("FSx", status, MINUTES);
    }
    return Answers.unless("ServiceLimitExceeded", delete)
        .map(_ -> Deletion.ASKED)
        .orElseGet(
            () ->
                FinalSnapshots.stays(
                    "the account may have no more backups of FSx",
                    "delete some of them, or to let it go without one, set FinalSnapshot to"
                        + " none"));
  }

  /// How it is had back, where a backup is left.
  private Resource.Builder backedUp(Resource.Builder resource, String id, String filter) {
    return backups.tagsOfLast(resource.build()).isEmpty()
        ? resource
        : resource.fact(
            Resource.BACK,
            "its last backup stays for "
                + backups.keptFor().toDays()
                + " days: aws fsx describe-backups --filters Name="
                + filter
                + ",Values="
                + id
                + " names it");
  }

  // File systems

  private Described.Row fileSystem() {
    return new Described.Row(
            Traits.of(FILE_SYSTEM)
                .named("fsx", "file-system/")
                .physicalId(PhysicalId.after("fsx", "file-system/"))
                .createdBy(
                    Creation.answering("fsx:CreateFileSystem", "fileSystem.resourceARN"),
                    Creation.answering("fsx:CreateFileSystemFromBackup", "fileSystem.resourceARN"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "fsx:DescribeFileSystems",
                    "fsx:DescribeDataRepositoryAssociations",
                    "fsx:DescribeStorageVirtualMachines",
                    "fsx:DescribeVolumes",
                    "fsx:CreateBackup",
                    "fsx:TagResource",
                    "fsx:DeleteFileSystem")
                .usesOf(KmsKey.TYPE, Ec2Network.SUBNET, Directories.TYPE)
                .usualWait(Duration.ofSeconds(30))
                .build(),
            this::fileSystems,
            (place, one) -> Optional.of(described(place, one)),
            Described.Row.tagsIn(this::fileSystems),
            this::deleteFileSystem)
        .needing((_, one) -> Optional.of(one));
  }

  private List<Resource> fileSystems(Place place) {
    return at(place.region()).describeFileSystemsPaginator().stream()
        .flatMap(page -> page.fileSystems().stream())
        .collect(Items.each(one -> fileSystem(place, one)));
  }

  private Resource fileSystem(Place place, FileSystem told) {
    var id = Items.told(told.fileSystemId());
    var resource =
        Resource.of(FILE_SYSTEM, Arn.of(Items.told(told.resourceARN())), place.region())
            .tags(tags(told.tags()))
            .createdAt(told.creationTime())
            .holds(Described.upTo(told.storageCapacity()))
            .fact(Described.NAME, id)
            .fact(TYPE, String.valueOf(told.fileSystemTypeAsString()))
            .fact(Resource.STATUS, String.valueOf(told.lifecycleAsString()));
    Stream.ofNullable(told.failureDetails()).forEach(failure -> resource.why(failure.message()));
    Described.standsIn(resource, place, told.subnetIds().stream(), Stream.of());
    KmsKey.encrypt(resource, place, told.kmsKeyId());
    Directories.joins(
        resource,
        place,
        Stream.ofNullable(told.windowsConfiguration())
            .flatMap(windows -> Stream.ofNullable(windows.activeDirectoryId())));
    Optional.ofNullable(told.lustreConfiguration())
        .ifPresent(
            lustre -> {
              resource.fact(DEPLOYED, String.valueOf(lustre.deploymentTypeAsString()));
              if (lustre.dataRepositoryConfiguration() != null) {
                resource.fact(LINKED, "yes");
              }
            });
    if (told.fileSystemType() == null
        || told.fileSystemType() == FileSystemType.UNKNOWN_TO_SDK_VERSION) {
      resource.guard(
          "its type is "
              + told.fileSystemTypeAsString()
              + ", of which the janitor does not know what deleting it takes");
    }
    return resource
        .fact(
            Resource.STACK_KEEPS,
            "CloudFormation may have left a last backup, as FSx does of itself. It carries no tag,"
                + " and costs until somebody deletes it: aws fsx describe-backups --filters"
                + " Name=file-system-id,Values="
                + id
                + " --region "
                + place.region())
        .build();
  }

  /// Whether one can be taken of it as a whole.
  private static boolean hasBackup(Resource fileSystem) {
    return switch (FileSystemType.fromValue(fileSystem.fact(TYPE))) {
      case WINDOWS, OPENZFS -> true;
      case LUSTRE -> isPersistent(fileSystem) && !fileSystem.facts().containsKey(LINKED);
      case ONTAP, UNKNOWN_TO_SDK_VERSION -> false;
    };
  }

  private static boolean isPersistent(Resource lustre) {
    return lustre
        .facts()
        .getOrDefault(DEPLOYED, LustreDeploymentType.SCRATCH_1.toString())
        .startsWith("PERSISTENT");
  }

  /// What is in it goes with it, or before it, tagged or not.
  private Resource described(Place place, Resource one) {
    var resource = one.toBuilder();
    switch (FileSystemType.fromValue(one.fact(TYPE))) {
      case ONTAP, OPENZFS ->
          Stream.concat(volumes(place).stream(), machines(place).stream())
              .filter(part -> part.uses().contains(one.arn()) || isOwnedBy(part, one.arn()))
              .filter(part -> !part.facts().containsKey(ROOT))
              .forEach(part -> resource.leaves(part.arn()));
      case LUSTRE -> {
        if (hasBackup(one) && isLinked(place, one)) {
          resource.fact(LINKED, "yes");
        }
      }
      case WINDOWS, UNKNOWN_TO_SDK_VERSION -> {}
    }
    var now = resource.build();
    return hasBackup(now)
        ? backedUp(resource, one.fact(Described.NAME), "file-system-id").build()
        : now;
  }

  private static boolean isOwnedBy(Resource part, Arn whole) {
    return part.owner().filter(whole::equals).isPresent();
  }

  private Deletion deleteFileSystem(Resource fileSystem) {
    return unlessAtWork(
        fileSystem,
        () ->
            at(fileSystem.region())
                .deleteFileSystem(
                    request -> {
                      request.fileSystemId(fileSystem.fact(Described.NAME));
                      block(request, fileSystem);
                    }));
  }

  private void block(DeleteFileSystemRequest.Builder request, Resource fileSystem) {
    var last = backups.tagsOfLast(fileSystem);
    var tags = tags(last.orElse(Map.of()));
    // Tags beside a backup that is not to be are refused.
    switch (FileSystemType.fromValue(fileSystem.fact(TYPE))) {
      case WINDOWS ->
          request.windowsConfiguration(
              how -> {
                how.skipFinalBackup(last.isEmpty());
                if (last.isPresent()) {
                  how.finalBackupTags(tags);
                }
              });
      case OPENZFS ->
          request.openZFSConfiguration(
              how -> {
                how.skipFinalBackup(last.isEmpty())
                    .options(DeleteFileSystemOpenZFSOption.DELETE_CHILD_VOLUMES_AND_SNAPSHOTS);
                if (last.isPresent()) {
                  how.finalBackupTags(tags);
                }
              });
      case LUSTRE -> {
        if (last.isPresent() && hasBackup(fileSystem)) {
          request.lustreConfiguration(how -> how.skipFinalBackup(false).finalBackupTags(tags));
        }
      }
      case ONTAP, UNKNOWN_TO_SDK_VERSION -> {}
    }
  }

  /// Those of today do not say so themselves.
  private boolean isLinked(Place place, Resource lustre) {
    return !at(place.region())
        .describeDataRepositoryAssociations(
            request ->
                request.filters(
                    Filter.builder()
                        .name("file-system-id")
                        .values(lustre.fact(Described.NAME))
                        .build()))
        .associations()
        .isEmpty();
  }

  // Virtual machines of ONTAP

  private Described.Row machine() {
    return new Described.Row(
        Traits.of(MACHINE)
            .named("fsx", "storage-virtual-machine/")
            .createdBy(
                Creation.answering(
                    "fsx:CreateStorageVirtualMachine", "storageVirtualMachine.resourceARN"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions("fsx:DescribeStorageVirtualMachines", "fsx:DeleteStorageVirtualMachine")
            .foundBy(FILE_SYSTEM)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        this::machines,
        one ->
            unlessAtWork(
                one,
                () ->
                    at(one.region())
                        .deleteStorageVirtualMachine(
                            request -> request.storageVirtualMachineId(idOf(one)))));
  }

  private List<Resource> machines(Place place) {
    return place.once(
        "FSx's virtual machines",
        () ->
            at(place.region()).describeStorageVirtualMachinesPaginator(_ -> {}).stream()
                .flatMap(page -> page.storageVirtualMachines().stream())
                .collect(Items.each(one -> machine(place, one))));
  }

  private static @Nullable String because(@Nullable LifecycleTransitionReason reason) {
    return reason == null ? null : reason.message();
  }

  private static Resource machine(Place place, StorageVirtualMachine told) {
    return part(place, MACHINE, told.resourceARN(), told.name())
        .tags(tags(told.tags()))
        .createdAt(told.creationTime())
        .fact(Resource.STATUS, String.valueOf(told.lifecycleAsString()))
        .why(because(told.lifecycleTransitionReason()))
        .uses(place.arn("fsx", "file-system/" + Items.told(told.fileSystemId())))
        .build();
  }

  private static Resource.Builder part(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    var resource = Resource.of(type, Arn.of(Items.told(arn)), place.region());
    return name == null || name.isEmpty() ? resource : resource.fact(Described.NAME, name);
  }

  private static String idOf(Resource part) {
    return part.arn().resource().replaceFirst(".*/", "");
  }

  // Volumes

  private Described.Row volume() {
    return new Described.Row(
        Traits.of(VOLUME)
            .named("fsx", "volume/")
            .createdBy(Creation.answering("fsx:CreateVolume", "volume.resourceARN"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                "fsx:DescribeVolumes", "fsx:CreateBackup", "fsx:TagResource", "fsx:DeleteVolume")
            .foundBy(FILE_SYSTEM)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        this::volumes,
        this::deleteVolume);
  }

  private List<Resource> volumes(Place place) {
    return place.once(
        "FSx's volumes",
        () ->
            at(place.region()).describeVolumesPaginator(_ -> {}).stream()
                .flatMap(page -> page.volumes().stream())
                .collect(Items.each(one -> volume(place, one))));
  }

  private Resource volume(Place place, Volume told) {
    var system = Items.told(told.fileSystemId());
    var whole = place.arn("fsx", "file-system/" + system);
    var resource =
        part(place, VOLUME, told.resourceARN(), told.name())
            .tags(tags(told.tags()))
            .fact(Resource.STATUS, String.valueOf(told.lifecycleAsString()))
            .why(because(told.lifecycleTransitionReason()));
    var ontap = told.ontapConfiguration();
    if (ontap == null) {
      // As old as its file system, whose backup has it.
      return (isRoot(told) ? resource.fact(ROOT, "yes") : resource).owner(whole).build();
    }
    var machine =
        place.arn(
            "fsx",
            "storage-virtual-machine/"
                + system
                + "/"
                + Items.told(ontap.storageVirtualMachineId()));
    if (Boolean.TRUE.equals(ontap.storageVirtualMachineRoot())) {
      return resource.fact(ROOT, "yes").owner(machine).build();
    }
    resource
        .createdAt(told.creationTime())
        .holds(
            ontap.sizeInMegabytes() == null
                ? ""
                : "up to " + Contents.size(1_048_576L * ontap.sizeInMegabytes()))
        .uses(machine)
        .uses(whole);
    if (ontap.ontapVolumeType() == OntapVolumeType.RW) {
      backedUp(resource.fact(COPIED, "yes"), Items.told(told.volumeId()), "volume-id");
    }
    return resource.build();
  }

  private static boolean isRoot(Volume openZfs) {
    return openZfs.openZFSConfiguration() != null
        && openZfs.openZFSConfiguration().parentVolumeId() == null;
  }

  private Deletion deleteVolume(Resource volume) {
    var last =
        volume.facts().containsKey(COPIED)
            ? backups.tagsOfLast(volume)
            : Optional.<Map<String, String>>empty();
    return unlessAtWork(
        volume,
        () ->
            at(volume.region())
                .deleteVolume(
                    request ->
                        request
                            .volumeId(idOf(volume))
                            .ontapConfiguration(
                                how -> {
                                  how.skipFinalBackup(last.isEmpty());
                                  last.ifPresent(tags -> how.finalBackupTags(tags(tags)));
                                })));
  }
}
