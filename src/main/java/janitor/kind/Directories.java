package janitor.kind;

import janitor.aws.Clients;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryStage;
import software.amazon.awssdk.services.directory.model.DirectoryType;
import software.amazon.awssdk.services.directory.model.EntityDoesNotExistException;
import software.amazon.awssdk.services.directory.model.RegionsInfo;
import software.amazon.awssdk.services.directory.model.ShareStatus;
import software.amazon.awssdk.services.directory.model.Tag;
import software.amazon.awssdk.services.directory.model.TrustState;

/// A directory bills by the hour, whether anybody logs in by it or not: Simple AD, Managed
/// Microsoft AD, and AD Connector, of which the directory itself stands elsewhere. One API and one
/// form of ARN.
///
/// Its people and its snapshots go with it, and nothing brings them back (admin guide, "Deleting
/// your AWS Managed Microsoft AD"). Directory Service refuses while an application has it ("still
/// has authorized applications", rebuy-de/aws-nuke #623), and tells nobody which: those that say so
/// themselves go first, or keep it. Another domain that trusts it, and an account that it is shared
/// with, Directory Service does not mind: the janitor does.
final class Directories {
  /// And Simple AD, and AD Connector, which CloudFormation does not know.
  static final String TYPE = "AWS::DirectoryService::MicrosoftAD";

  private static final String SERVICE = "ds";
  private static final String WORD = "directory/";

  /// The fact with its type.
  private static final String SORT = "type";

  /// API reference, DirectoryDescription: what passes by itself.
  private static final Set<DirectoryStage> WORKING =
      Set.of(
          DirectoryStage.REQUESTED,
          DirectoryStage.CREATING,
          DirectoryStage.CREATED,
          DirectoryStage.RESTORING,
          DirectoryStage.UPDATING);

  private static final Set<ShareStatus> UNSHARED =
      Set.of(ShareStatus.DELETED, ShareStatus.REJECTED);

  private final Clients clients;

  private Directories(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Described(new Directories(clients).directory()));
  }

  /// The directories that something says it logs people in by.
  ///
  /// @param ids as it has them; what is no id of Directory Service's is a directory of one's own
  static void joins(Resource.Builder resource, Place place, Stream<String> ids) {
    ids.filter(id -> id.startsWith("d-"))
        .forEach(id -> resource.uses(place.arn(SERVICE, WORD + id)));
  }

  private DirectoryClient at(String region) {
    return clients.of(region, DirectoryClient.class, DirectoryClient::builder);
  }

  private Described.Row directory() {
    return new Described.Row(
            Traits.of(TYPE)
                .aliases("AWS::DirectoryService::SimpleAD")
                .named(SERVICE, WORD)
                .physicalId(PhysicalId.after(SERVICE, WORD))
                .createdBy(
                    Creation.answering("ds:CreateMicrosoftAD", "directoryId"),
                    Creation.answering("ds:CreateDirectory", "directoryId"),
                    Creation.answering("ds:ConnectDirectory", "directoryId"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "ds:DescribeDirectories",
                    "ds:DescribeTrusts",
                    "ds:DescribeSharedDirectories",
                    "ds:ListTagsForResource",
                    "ds:DeleteDirectory",
                    // Which it asks for in the caller's name (admin guide, "API permissions").
                    Ec2Interfaces.ACTION,
                    "ec2:DeleteNetworkInterface",
                    "ec2:DeleteSecurityGroup",
                    "ec2:RevokeSecurityGroupEgress",
                    "ec2:RevokeSecurityGroupIngress")
                .usesOf(Ec2Network.SUBNET)
                .usualWait(Duration.ofMinutes(1))
                .build(),
            this::directories,
            (place, one) -> Optional.of(guarded(place, one)),
            this::tags,
            this::delete)
        .needing((_, one) -> Optional.of(one));
  }

  private List<Resource> directories(Place place) {
    return at(place.region()).describeDirectoriesPaginator().directoryDescriptions().stream()
        .filter(one -> one == null || one.stage() != DirectoryStage.DELETED)
        .collect(Items.each(one -> directory(place, one)));
  }

  private static Resource directory(Place place, DirectoryDescription told) {
    var id = Items.told(told.directoryId());
    var resource =
        Resource.of(TYPE, place.arn(SERVICE, WORD + id), place.region())
            .createdAt(told.launchTime())
            .fact(Described.NAME, id)
            .fact(SORT, String.valueOf(told.typeAsString()))
            .fact(Resource.STATUS, String.valueOf(told.stageAsString()))
            .why(told.stageReason());
    if (told.name() != null) {
      resource.holds("the domain " + told.name());
    }
    Described.standsIn(resource, place, subnets(told), Stream.of());
    switch (told.type()) {
      case SIMPLE_AD, MICROSOFT_AD, AD_CONNECTOR -> spread(resource, place, told.regionsInfo());
      case SHARED_MICROSOFT_AD ->
          resource.guard("another account shares it: it is that account's to delete");
      case null, default ->
          resource.guard(
              "its type is "
                  + told.typeAsString()
                  + ", of which the janitor does not know what deleting it takes");
    }
    return resource.build();
  }

  private static Stream<String> subnets(DirectoryDescription told) {
    return Stream.concat(
        Stream.ofNullable(told.vpcSettings()).flatMap(vpc -> vpc.subnetIds().stream()),
        Stream.ofNullable(told.connectSettings()).flatMap(vpc -> vpc.subnetIds().stream()));
  }

  /// A deletion takes it away in all of its regions (API reference, RemoveRegion), and of the
  /// others nobody has said that they are the workshop's.
  private static void spread(Resource.Builder resource, Place place, RegionsInfo regions) {
    if (regions == null) {
      return;
    }
    if (regions.primaryRegion() != null && !regions.primaryRegion().equals(place.region())) {
      resource.guard("it is what " + regions.primaryRegion() + " replicates here: see there");
    } else if (!regions.additionalRegions().isEmpty()) {
      resource.guard(
          "it is replicated to "
              + String.join(", ", regions.additionalRegions())
              + ": take it out of there by aws ds remove-region, and it goes");
    }
  }

  private Resource guarded(Place place, Resource one) {
    if (one.guard().isPresent() || !one.fact(SORT).equals(DirectoryType.MICROSOFT_AD.toString())) {
      return one;
    }
    var id = one.fact(Described.NAME);
    var ds = at(place.region());
    var trusted =
        ds.describeTrustsPaginator(request -> request.directoryId(id)).trusts().stream()
            .filter(trust -> trust.trustState() != TrustState.DELETED)
            .map(trust -> String.valueOf(trust.remoteDomainName()))
            .collect(Collectors.joining(", "));
    if (!trusted.isEmpty()) {
      return one.guarded(
          "it and the domain "
              + trusted
              + " trust each other: take that off by aws ds delete-trust, and it goes");
    }
    var others =
        ds
            .describeSharedDirectoriesPaginator(request -> request.ownerDirectoryId(id))
            .sharedDirectories()
            .stream()
            .filter(share -> !UNSHARED.contains(share.shareStatus()))
            .map(share -> String.valueOf(share.sharedAccountId()))
            .distinct()
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? one
        : one.guarded(
            "it is shared with " + others + ": end that by aws ds unshare-directory, and it goes");
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        EntityDoesNotExistException.class,
        () ->
            at(place.region())
                .listTagsForResourcePaginator(
                    request -> request.resourceId(one.fact(Described.NAME)))
                .tags()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private Deletion delete(Resource directory) {
    var stage = DirectoryStage.fromValue(directory.fact(Resource.STATUS));
    if (WORKING.contains(stage)) {
      return Deletion.atWork("Directory Service", stage.toString(), FinalSnapshots.MINUTES);
    }
    if (stage != DirectoryStage.DELETING) {
      at(directory.region())
          .deleteDirectory(request -> request.directoryId(directory.fact(Described.NAME)));
    }
    return Deletion.ASKED;
  }
}
