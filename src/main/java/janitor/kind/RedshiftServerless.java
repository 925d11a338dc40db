package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.redshiftserverless.model.Namespace;
import software.amazon.awssdk.services.redshiftserverless.model.NamespaceStatus;
import software.amazon.awssdk.services.redshiftserverless.model.ResourceNotFoundException;
import software.amazon.awssdk.services.redshiftserverless.model.ScheduledActionResponse;
import software.amazon.awssdk.services.redshiftserverless.model.Tag;
import software.amazon.awssdk.services.redshiftserverless.model.Workgroup;
import software.amazon.awssdk.services.redshiftserverless.model.WorkgroupStatus;

/// Redshift without nodes: a namespace holds the data, a workgroup what computes. A namespace goes
/// after its workgroup, and no snapshot is taken of one that has none
/// (aws-solutions-library-samples/guidance-for-game-analytics-pipeline-on-aws #100): so it is the
/// workgroup that waits for the last one.
///
/// ARNs hold an id, and calls want a name, which may be another's by now: it is asked again right
/// before.
final class RedshiftServerless {
  static final String WORKGROUP = "AWS::RedshiftServerless::Workgroup";
  static final String NAMESPACE = "AWS::RedshiftServerless::Namespace";

  static final String SERVICE = "redshift-serverless";
  static final String NAMESPACE_WORD = "namespace/";
  static final String TAGS = "redshift-serverless:ListTagsForResource";
  static final String NAME_OF_ALL = "Redshift Serverless";
  private static final String OF = "namespace";

  private final Clients clients;
  private final FinalSnapshots ours;
  private final RedshiftServerlessSnapshots snapshots;

  private RedshiftServerless(Clients clients, FinalSnapshots ours) {
    this.clients = clients;
    this.ours = ours;
    this.snapshots = new RedshiftServerlessSnapshots(this, ours);
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots ours) {
    var service = new RedshiftServerless(clients, ours);
    return Stream.of(service.workgroup(), service.namespace(), service.snapshots.row())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  RedshiftServerlessClient at(String region) {
    return clients.of(region, RedshiftServerlessClient.class, RedshiftServerlessClient::builder);
  }

  static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named(SERVICE, word)
        .physicalId(PhysicalId.LISTED)
        .flags(Traits.Flag.LIST_PROVES)
        .costs(CostClass.DOLLARS_A_MONTH);
  }

  Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(place.region())
                .listTagsForResource(request -> request.resourceArn(one.arn().toString()))
                .tags()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  // Workgroups

  private Described.Row workgroup() {
    return new Described.Row(
            traits(WORKGROUP, "workgroup/")
                .createdBy(
                    Creation.answering(
                        "redshift-serverless:CreateWorkgroup", "workgroup.workgroupArn"))
                .actions(
                    "redshift-serverless:ListWorkgroups",
                    "redshift-serverless:ListNamespaces",
                    "redshift-serverless:ListEndpointAccess",
                    "redshift:DescribeDataShares",
                    TAGS,
                    "redshift-serverless:GetWorkgroup",
                    "redshift-serverless:DeleteWorkgroup")
                .actions(RedshiftServerlessSnapshots.TAKING)
                .usesOf(NAMESPACE, AcmCertificate.TYPE)
                .usualWait(FinalSnapshots.MINUTES)
                .build(),
            place ->
                workgroups(place).stream()
                    .collect(Items.each(workgroup -> workgroup(place, workgroup))),
            this::reached,
            this::tags,
            this::deleteWorkgroup)
        .needing((_, workgroup) -> Optional.of(workgroup))
        .after(this::beforeWorkgroupGoes);
  }

  List<Workgroup> workgroups(Place place) {
    return place.once(
        WORKGROUP + " as told",
        () -> at(place.region()).listWorkgroupsPaginator(_ -> {}).workgroups().stream().toList());
  }

  private Resource workgroup(Place place, Workgroup told) {
    var resource =
        Resource.of(WORKGROUP, Arn.of(Items.told(told.workgroupArn())), place.region())
            .fact(Described.NAME, Items.told(told.workgroupName()))
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .fact(OF, Items.told(told.namespaceName()))
            .createdAt(told.creationDate());
    namespaces(place).stream()
        .filter(one -> told.namespaceName().equals(one.namespaceName()))
        .forEach(one -> resource.uses(Arn.of(Items.told(one.namespaceArn()))));
    Described.standsIn(
        resource, place, told.subnetIds().stream(), told.securityGroupIds().stream());
    Described.uses(resource, Stream.ofNullable(told.customDomainCertificateArn()));
    return resource.build();
  }

  /// Its endpoint accesses carry no tag, and may be another account's.
  private Optional<Resource> reached(Place place, Resource workgroup) {
    return Optional.of(whyReached(place, workgroup).map(workgroup::guarded).orElse(workgroup));
  }

  private Optional<String> whyShared(Place place, Arn namespace) {
    return new RedshiftOthers(clients).whyShared(place, namespace.after(NAMESPACE_WORD));
  }

  /// A datashare is read, and dropped, by what computes alone (`DROP DATASHARE` is SQL).
  private Optional<String> whyReached(Place place, Resource workgroup) {
    return namespaces(place).stream()
        .filter(one -> workgroup.fact(OF).equals(one.namespaceName()))
        .flatMap(one -> whyShared(place, Arn.of(Items.told(one.namespaceArn()))).stream())
        .findFirst()
        .map(why -> "of its namespace, " + why)
        .or(() -> whyReached(workgroup));
  }

  private Optional<String> whyReached(Resource workgroup) {
    return Found.unless(
            ResourceNotFoundException.class,
            () ->
                at(workgroup.region())
                    .listEndpointAccessPaginator(
                        request -> request.workgroupName(workgroup.fact(Described.NAME)))
                    .endpoints()
                    .stream()
                    .findFirst())
        .map(
            endpoint ->
                "it is reached through the endpoint access "
                    + endpoint.endpointName()
                    + ", which may be another's: delete that first");
  }

  /// The one of that name, if it is the same still.
  private Optional<Workgroup> now(Resource workgroup) {
    return Found.unless(
            ResourceNotFoundException.class,
            () ->
                Optional.of(
                    at(workgroup.region())
                        .getWorkgroup(
                            request -> request.workgroupName(workgroup.fact(Described.NAME)))
                        .workgroup()))
        .filter(now -> workgroup.arn().toString().equals(now.workgroupArn()))
        .filter(now -> now.status() != WorkgroupStatus.DELETING);
  }

  /// Of a namespace that is not the workshop's, or is kept, no copy is taken.
  private Optional<Deletion> beforeWorkgroupGoes(Resource workgroup) {
    if (workgroup.isBeingDeleted()) {
      return Optional.empty();
    }
    var place = Place.of(workgroup);
    var reached = whyReached(place, workgroup);
    if (reached.isPresent()) {
      return Optional.of(
          new Deletion.Refused(
              reached.get(), "delete the endpoint access or the datashare, if nobody needs it"));
    }
    return namespaces(place).stream()
        .filter(one -> workgroup.fact(OF).equals(one.namespaceName()))
        .map(one -> namespace(place, one))
        .filter(one -> tags(place, one).filter(this::goes).isPresent())
        .findFirst()
        .flatMap(this::beforeNamespaceGoes);
  }

  private boolean goes(Tags tags) {
    return ours.isOurs(tags) && !tags.has(Tags.KEEP);
  }

  private Deletion deleteWorkgroup(Resource workgroup) {
    var now = now(workgroup);
    if (now.isEmpty()) {
      return Deletion.ASKED;
    }
    if (now.get().status() != WorkgroupStatus.AVAILABLE) {
      return atWork(now.get().statusAsString());
    }
    at(workgroup.region())
        .deleteWorkgroup(request -> request.workgroupName(workgroup.fact(Described.NAME)));
    return Deletion.ASKED;
  }

  static Deletion atWork(String status) {
    return Deletion.atWork(NAME_OF_ALL, String.valueOf(status), FinalSnapshots.MINUTES);
  }

  // Namespaces

  private Described.Row namespace() {
    return new Described.Row(
            traits(NAMESPACE, NAMESPACE_WORD)
                .createdBy(
                    Creation.answering(
                        "redshift-serverless:CreateNamespace", "namespace.namespaceArn"))
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "redshift-serverless:ListNamespaces",
                    "redshift-serverless:ListScheduledActions",
                    "redshift-serverless:GetScheduledAction",
                    "redshift:DescribeDataShares",
                    TAGS,
                    "redshift-serverless:GetNamespace",
                    "redshift-serverless:DeleteNamespace")
                .actions(RedshiftServerlessSnapshots.TAKING)
                .usesOf(KmsKey.TYPE, SecretsManagerSecret.TYPE)
                .takesRoles(SERVICE, "redshift", "scheduler.redshift")
                .usualWait(FinalSnapshots.MINUTES)
                .build(),
            place -> namespaces(place).stream().collect(Items.each(one -> namespace(place, one))),
            this::described,
            this::tags,
            this::deleteNamespace)
        .needing((place, one) -> Optional.of(scheduled(place, one).build()))
        .after(this::beforeNamespaceGoes);
  }

  private List<Namespace> namespaces(Place place) {
    return place.once(
        NAMESPACE + " as told",
        () -> at(place.region()).listNamespacesPaginator(_ -> {}).namespaces().stream().toList());
  }

  private static Resource namespace(Place place, Namespace told) {
    var name = Items.told(told.namespaceName());
    var resource =
        Resource.of(NAMESPACE, Arn.of(Items.told(told.namespaceArn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .createdAt(told.creationDate());
    KmsKey.encrypt(resource, place, told.kmsKeyId());
    Described.uses(
        resource,
        Stream.concat(
            Stream.concat(told.iamRoles().stream(), Stream.ofNullable(told.defaultIamRoleArn()))
                .map(RedshiftServerless::role),
            Stream.ofNullable(told.adminPasswordSecretArn())));
    // "Audit logging for Amazon Redshift Serverless" in Redshift's guide.
    told.logExportsAsStrings()
        .forEach(
            log ->
                resource.leaves(place.arn("logs", "log-group:/aws/redshift/" + name + "/" + log)));
    return resource.build();
  }

  /// It answers `IamRole(applyStatus=in-sync, iamRoleArn=arn:aws:iam::…)`
  /// (hashicorp/terraform-provider-aws, `internal/service/redshiftserverless/namespace.go`).
  private static String role(String told) {
    return told.replaceFirst("^.*iamRoleArn=([^,)]+).*$", "$1");
  }

  private Optional<Resource> described(Place place, Resource namespace) {
    var resource = scheduled(place, namespace);
    actions(place).stream()
        .filter(one -> isOf(namespace, one))
        .findFirst()
        .ifPresent(
            one ->
                resource.guard(
                    "the scheduled action "
                        + one.scheduledActionName()
                        + " takes snapshots of it: delete that first"));
    whyShared(place, namespace.arn()).ifPresent(resource::guard);
    return Optional.of(resource.build());
  }

  /// With the roles of what is scheduled.
  private Resource.Builder scheduled(Place place, Resource namespace) {
    var resource = namespace.toBuilder();
    Described.uses(
        resource,
        actions(place).stream()
            .filter(one -> isOf(namespace, one))
            .flatMap(one -> Stream.ofNullable(one.roleArn())));
    return resource;
  }

  private static boolean isOf(Resource namespace, ScheduledActionResponse action) {
    return namespace.fact(Described.NAME).equals(action.namespaceName());
  }

  private List<ScheduledActionResponse> actions(Place place) {
    return place.once(
        "scheduled actions of " + NAME_OF_ALL,
        () ->
            at(place.region()).listScheduledActionsPaginator(_ -> {}).scheduledActions().stream()
                .map(told -> Items.told(told.scheduledActionName()))
                .flatMap(name -> action(place, name).stream())
                .toList());
  }

  private Optional<ScheduledActionResponse> action(Place place, String name) {
    return Found.unless(
        ResourceNotFoundException.class,
        () ->
            Optional.of(
                at(place.region())
                    .getScheduledAction(request -> request.scheduledActionName(name))
                    .scheduledAction()));
  }

  /// The one of that name, if it is the same still.
  Optional<Namespace> namespaceNow(Resource namespace) {
    return Found.unless(
            ResourceNotFoundException.class,
            () ->
                Optional.of(
                    at(namespace.region())
                        .getNamespace(
                            request -> request.namespaceName(namespace.fact(Described.NAME)))
                        .namespace()))
        .filter(now -> namespace.arn().toString().equals(now.namespaceArn()))
        .filter(now -> now.status() != NamespaceStatus.DELETING);
  }

  private Optional<Deletion> beforeNamespaceGoes(Resource namespace) {
    return namespace.isBeingDeleted() ? Optional.empty() : snapshots.last(namespace);
  }

  private Deletion deleteNamespace(Resource namespace) {
    var now = namespaceNow(namespace);
    if (now.isEmpty()) {
      return Deletion.ASKED;
    }
    if (now.get().status() != NamespaceStatus.AVAILABLE) {
      return atWork(now.get().statusAsString());
    }
    at(namespace.region())
        .deleteNamespace(request -> request.namespaceName(namespace.fact(Described.NAME)));
    return Deletion.ASKED;
  }
}
