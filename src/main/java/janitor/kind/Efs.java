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
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.AccessPointDescription;
import software.amazon.awssdk.services.efs.model.FileSystemDescription;
import software.amazon.awssdk.services.efs.model.ReplicationConfigurationDescription;
import software.amazon.awssdk.services.efs.model.Tag;

/// A file system of EFS, which bills by what is in it, and nothing keeps a copy of what that was.
///
/// Its mount targets carry no tags, stand in subnets, and go first, as do its access points. What
/// is copied elsewhere stays as long as the copying does: ended from its source, the copy becomes a
/// file system like any other. One that SageMaker made is its domain's as long as that is there,
/// for it breaks without it (rebuy-de/aws-nuke #1004).
final class Efs {
  static final String FILE_SYSTEM = "AWS::EFS::FileSystem";
  static final String ACCESS_POINT = "AWS::EFS::AccessPoint";

  static final String SERVICE = "elasticfilesystem";
  private static final String TARGETS = "mount targets";
  private static final String SOURCE = "copied from";
  private static final String COPIED = "copied";
  static final Duration SOON = Duration.ofSeconds(20);

  private static final String MARK = "ManagedByAmazonSageMakerResource";
  private static final String DOMAIN = "domain/";

  /// Developer guide of SageMaker AI, "Manage your Amazon EFS storage volume".
  private static final MadeBy MADE_BY = MadeBy.any(new MadeBy.Mark(MARK, "a domain of SageMaker"));

  private final Clients clients;

  private Efs(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Efs(clients);
    return List.of(
        new EfsMountTarget(clients),
        new Described(service.accessPoint()),
        new Described(service.fileSystem()));
  }

  private EfsClient at(String region) {
    return client(clients, region);
  }

  static EfsClient client(Clients clients, String region) {
    return clients.of(region, EfsClient.class, EfsClient::builder);
  }

  static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless(Set.of("FileSystemNotFound", "MountTargetNotFound"), ask);
  }

  private static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  static Arn system(Place place, String id) {
    return place.arn(SERVICE, "file-system/" + id);
  }

  private static String id(Resource one) {
    return one.arn().resource().replaceFirst(".*/", "");
  }

  // File systems

  private Described.Row fileSystem() {
    return new Described.Row(
            Traits.of(FILE_SYSTEM)
                .named(SERVICE, "file-system/")
                .physicalId(PhysicalId.after(SERVICE, "file-system/"))
                .createdBy(Creation.answering("elasticfilesystem:CreateFileSystem", "fileSystemId"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "elasticfilesystem:DescribeFileSystems",
                    "elasticfilesystem:DescribeMountTargets",
                    "elasticfilesystem:DescribeAccessPoints",
                    "elasticfilesystem:DescribeReplicationConfigurations",
                    "sagemaker:DescribeDomain",
                    "elasticfilesystem:DeleteReplicationConfiguration",
                    "elasticfilesystem:DeleteFileSystem")
                .usesOf(KmsKey.TYPE)
                .usualWait(SOON)
                .build(),
            this::fileSystems,
            (place, one) -> there(() -> described(place, one)),
            Described.Row.tagsIn(this::fileSystems),
            this::deleteFileSystem)
        .needing((_, one) -> Optional.of(one));
  }

  private List<Resource> fileSystems(Place place) {
    return fileSystems(clients, place);
  }

  static List<Resource> fileSystems(Clients clients, Place place) {
    return client(clients, place.region())
        .describeFileSystemsPaginator(request -> request.maxItems(100))
        .stream()
        .flatMap(page -> page.fileSystems().stream())
        .collect(Items.each(one -> fileSystem(place, one)));
  }

  private static Resource fileSystem(Place place, FileSystemDescription told) {
    var tags = tags(told.tags());
    var resource =
        Resource.of(FILE_SYSTEM, system(place, Items.told(told.fileSystemId())), place.region())
            .tags(tags)
            .createdAt(told.creationTime())
            .holds(
                told.sizeInBytes() == null
                    ? ""
                    : "about " + Contents.size(told.sizeInBytes().value()))
            .fact(Described.NAME, nameOf(told))
            .fact(TARGETS, String.valueOf(told.numberOfMountTargets()))
            .fact(Resource.STATUS, String.valueOf(told.lifeCycleStateAsString()));
    KmsKey.encrypt(resource, place, told.kmsKeyId());
    return resource.build();
  }

  private static String nameOf(FileSystemDescription told) {
    return told.name() == null || told.name().isEmpty() ? told.fileSystemId() : told.name();
  }

  private Resource described(Place place, Resource one) {
    var resource = one.toBuilder();
    MADE_BY.guard(one.tags()).filter(_ -> hasDomain(place, one)).ifPresent(resource::guard);
    if (!one.fact(TARGETS).equals("0")) {
      EfsMountTarget.of(clients, place, id(one)).forEach(target -> resource.leaves(target.arn()));
    }
    accessPoints(place).stream()
        .filter(point -> point.uses().contains(one.arn()))
        .forEach(point -> resource.leaves(point.arn()));
    copying(place, id(one)).ifPresent(copy -> copied(resource, one, copy));
    return resource.build();
  }

  /// By the ARN in SageMaker's mark. A domain that went with its stack leaves its file system,
  /// which is then nobody's but the workshop's whose tag it carries.
  private boolean hasDomain(Place place, Resource one) {
    return Answers.arn(one.tags().value(MARK).orElse(""))
        .filter(domain -> domain.names("sagemaker", DOMAIN))
        .filter(domain -> domain.equals(place.arn("sagemaker", domain.resource())))
        .map(
            domain ->
                SageMaker.there(
                        () ->
                            SageMaker.at(clients, place.region())
                                .describeDomain(request -> request.domainId(domain.after(DOMAIN))))
                    .isPresent())
        .orElse(true);
  }

  private Optional<ReplicationConfigurationDescription> copying(Place place, String id) {
    return Answers.unless(
            "ReplicationNotFound",
            () ->
                at(place.region())
                    .describeReplicationConfigurations(request -> request.fileSystemId(id))
                    .replications())
        .flatMap(found -> found.stream().findFirst());
  }

  /// The source goes before what it is copied to.
  private static void copied(
      Resource.Builder resource, Resource one, ReplicationConfigurationDescription copy) {
    if (id(one).equals(copy.sourceFileSystemId())) {
      resource.fact(COPIED, "yes");
      copy.destinations().stream()
          .filter(end -> end.region() != null && end.fileSystemId() != null)
          .forEach(
              end ->
                  resource.uses(
                      new Arn(
                          one.arn().partition(),
                          SERVICE,
                          end.region(),
                          one.arn().account(),
                          "file-system/" + end.fileSystemId())));
    } else {
      resource.fact(SOURCE, String.valueOf(copy.sourceFileSystemArn()));
    }
  }

  private Deletion deleteFileSystem(Resource system) {
    if (system.fact(Resource.STATUS).equals("deleting")) {
      return Deletion.ASKED;
    }
    var source = system.facts().get(SOURCE);
    if (source != null) {
      return new Deletion.Refused(
          "it is the copy of " + source + ", which is copied to it still",
          "end the copying from its source: aws efs delete-replication-configuration"
              + " --source-file-system-id "
              + source.replaceFirst(".*/", ""));
    }
    var efs = at(system.region());
    if (system.facts().containsKey(COPIED)) {
      Answers.beforehand(
          () ->
              efs.deleteReplicationConfiguration(
                  request -> request.sourceFileSystemId(id(system))));
    }
    efs.deleteFileSystem(request -> request.fileSystemId(id(system)));
    return Deletion.ASKED;
  }

  // Access points

  private Described.Row accessPoint() {
    return new Described.Row(
        Traits.of(ACCESS_POINT)
            .named(SERVICE, "access-point/")
            .physicalId(PhysicalId.after(SERVICE, "access-point/"))
            .createdBy(Creation.answering("elasticfilesystem:CreateAccessPoint", "accessPointId"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "elasticfilesystem:DescribeAccessPoints", "elasticfilesystem:DeleteAccessPoint")
            .foundBy(FILE_SYSTEM)
            .build(),
        this::accessPoints,
        Described.asking(
            point ->
                at(point.region()).deleteAccessPoint(request -> request.accessPointId(id(point)))));
  }

  private List<Resource> accessPoints(Place place) {
    return place.once(
        "EFS access points",
        () ->
            at(place.region())
                .describeAccessPointsPaginator(request -> request.maxResults(100))
                .stream()
                .flatMap(page -> page.accessPoints().stream())
                .collect(Items.each(point -> accessPoint(place, point))));
  }

  private static Resource accessPoint(Place place, AccessPointDescription told) {
    return Resource.of(
            ACCESS_POINT,
            place.arn(SERVICE, "access-point/" + Items.told(told.accessPointId())),
            place.region())
        .tags(tags(told.tags()))
        .uses(system(place, Items.told(told.fileSystemId())))
        .build();
  }
}
