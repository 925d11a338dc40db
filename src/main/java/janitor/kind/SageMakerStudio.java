package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.DescribeDomainResponse;
import software.amazon.awssdk.services.sagemaker.model.RetentionType;

/// A domain of Studio, to which all that people made in it belongs and goes before it.
///
/// SageMaker keeps the file system with all homes unless it is told to delete it (API reference,
/// DeleteDomain): it would bill on, and pin the subnets. It goes with the domain, unless it carries
/// `janitor:keep`: then the domain stays. The two groups for NFS stay behind in any case, name each
/// other, and are known by their exact names, which hold the domain's id.
final class SageMakerStudio {
  static final String DOMAIN = "AWS::SageMaker::Domain";

  /// The fact with the id of its file system.
  private static final String HOME = "home";

  private final Clients clients;
  private final SageMaker service;
  private final SageMakerParts parts;
  private final FinalSnapshots workshop;

  SageMakerStudio(Clients clients, SageMaker service, FinalSnapshots workshop) {
    this.clients = clients;
    this.service = service;
    this.workshop = workshop;
    this.parts = new SageMakerParts(service);
  }

  Stream<Described.Row> rows() {
    return Stream.concat(Stream.of(domain()), parts.rows());
  }

  private Described.Row domain() {
    return new Described.Row(
        Traits.of(DOMAIN)
            .named("sagemaker", "domain/")
            .physicalId(PhysicalId.after("sagemaker", "domain/"))
            .createdBy(Creation.answering("sagemaker:CreateDomain", "domainArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(SageMakerParts.LOOKS)
            .actions(
                "sagemaker:ListDomains",
                "sagemaker:DescribeDomain",
                "ec2:DescribeSecurityGroups",
                "elasticfilesystem:DescribeFileSystems",
                "sagemaker:DeleteDomain")
            .usesOf(KmsKey.TYPE)
            .takesRoles("sagemaker")
            .usualWait(Duration.ofSeconds(30))
            .build(),
        place ->
            service
                .at(place.region())
                .listDomainsPaginator(request -> request.maxResults(100))
                .domains()
                .stream()
                .collect(
                    Items.each(
                        domain ->
                            SageMaker.resource(
                                    DOMAIN, place, domain.domainArn(), domain.domainName())
                                .name(domain.domainName())
                                .createdAt(domain.creationTime())
                                .fact(Resource.STATUS, String.valueOf(domain.statusAsString()))
                                .build())),
        (place, one) ->
            SageMaker.there(
                    () ->
                        service
                            .at(place.region())
                            .describeDomain(request -> request.domainId(id(one))))
                .map(told -> domain(place, one, told)),
        service::tags,
        this::deleteDomain);
  }

  private static String id(Resource domain) {
    return domain.arn().after("domain/");
  }

  private Resource domain(Place place, Resource one, DescribeDomainResponse told) {
    var resource = one.toBuilder();
    resource.why(told.failureReason());
    Described.standsIn(
        resource,
        place,
        told.subnetIds().stream(),
        Stream.ofNullable(told.securityGroupIdForDomainBoundary()));
    if (told.defaultUserSettings() != null) {
      Described.uses(resource, Stream.ofNullable(told.defaultUserSettings().executionRole()));
      Described.standsIn(
          resource, place, Stream.of(), told.defaultUserSettings().securityGroups().stream());
    }
    if (told.defaultSpaceSettings() != null) {
      Described.uses(resource, Stream.ofNullable(told.defaultSpaceSettings().executionRole()));
      Described.standsIn(
          resource, place, Stream.of(), told.defaultSpaceSettings().securityGroups().stream());
    }
    KmsKey.encrypt(resource, place, told.kmsKeyId());
    portal(told).ifPresent(resource::guard);
    if (told.homeEfsFileSystemId() != null) {
      resource.fact(HOME, told.homeEfsFileSystemId());
      home(place, resource, told.homeEfsFileSystemId(), people(place, one));
      wordOfHome(place, one.arn(), told.homeEfsFileSystemId()).ifPresent(resource::guard);
    }
    parts.in(place, id(one)).map(Resource::arn).forEach(resource::leaves);
    groups(place, id(one)).forEach(group -> resource.leaves(group).uses(group));
    return resource.build();
  }

  /// One that SageMaker Unified Studio made for a project goes with that.
  private static Optional<String> portal(DescribeDomainResponse told) {
    return Optional.ofNullable(told.domainSettings())
        .flatMap(settings -> Optional.ofNullable(settings.unifiedStudioSettings()))
        .flatMap(settings -> Optional.ofNullable(settings.domainId()))
        .map(
            portal ->
                "it is of the domain "
                    + portal
                    + " of SageMaker Unified Studio, in whose portal its project has to go");
  }

  private long people(Place place, Resource domain) {
    return parts
        .in(place, id(domain))
        .filter(part -> part.type().equals(SageMakerParts.PROFILE))
        .count();
  }

  /// CloudFormation's type has no retention policy, and by default SageMaker retains all (API
  /// reference, RetentionPolicy).
  private void home(Place place, Resource.Builder resource, String id, long people) {
    resource.fact(
        Resource.STACK_KEEPS,
        "SageMaker keeps its file system "
            + id
            + " with all homes, unless somebody deletes it, and it costs: with the workshop's tag"
            + " on it, it is announced and deleted as any other. aws efs tag-resource --region "
            + place.region()
            + " --resource-id "
            + id
            + " --tags …");
    resource.holds(
        "the file system "
            + id
            + " with the homes of "
            + (people == 1 ? "a person" : people + " people"));
  }

  /// Its homes go with it, and EFS keeps no copy: whoever tagged the file system to stay, or to
  /// stay longer, or for another workshop, keeps the domain. What is not there keeps nothing. The
  /// domain's tags are asked for only where they matter.
  private Optional<String> wordOfHome(Place place, Arn domain, String id) {
    return Answers.unless(
            "FileSystemNotFound",
            () ->
                clients
                    .of(place.region(), EfsClient.class, EfsClient::builder)
                    .describeFileSystems(request -> request.fileSystemId(id))
                    .fileSystems())
        .stream()
        .flatMap(List::stream)
        .map(home -> Tags.of(home.tags().stream().collect(Tags.byKey(Tag::key, Tag::value))))
        .filter(
            tags ->
                workshop.isToStay(tags, Tags.NONE)
                    && workshop.isToStay(tags, service.tags(place, domain).orElse(Tags.NONE)))
        .map(_ -> "its file system " + id + " carries " + Tags.A_WORD + ", and would go with it")
        .findFirst();
  }

  private Stream<Arn> groups(Place place, String id) {
    var names =
        Set.of("security-group-for-inbound-nfs-" + id, "security-group-for-outbound-nfs-" + id);
    var ec2 = new Ec2(place, clients);
    return Ec2Network.securityGroups(ec2).stream()
        .filter(group -> names.contains(String.valueOf(group.groupName())))
        .map(group -> ec2.arn("security-group", group.groupId()));
  }

  private Deletion deleteDomain(Resource domain) {
    return SageMakerParts.atWork(domain)
        .or(() -> spared(domain))
        .orElseGet(
            () -> {
              service
                  .at(domain.region())
                  .deleteDomain(
                      request ->
                          request
                              .domainId(id(domain))
                              .retentionPolicy(
                                  policy -> policy.homeEfsFileSystem(RetentionType.DELETE)));
              return Deletion.ASKED;
            });
  }

  /// Somebody may have tagged its file system since it was looked at.
  private Optional<Deletion> spared(Resource domain) {
    return Optional.of(domain.fact(HOME))
        .filter(home -> !home.isEmpty())
        .flatMap(home -> wordOfHome(Place.of(domain), domain.arn(), home))
        .map(why -> new Deletion.Refused(why, "take that tag off it, or keep the domain"));
  }
}
