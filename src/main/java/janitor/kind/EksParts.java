package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.Capability;
import software.amazon.awssdk.services.eks.model.FargateProfile;
import software.amazon.awssdk.services.eks.model.FargateProfileStatus;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/// What is in a cluster of Kubernetes and goes before it, tagged or not: node groups with their
/// machines, Fargate profiles, add-ons, capabilities.
///
/// Their ARNs end in a random part and their calls want the names before it. Tags of a cluster do
/// not reach them. EKS deletes one Fargate profile of a cluster at a time (API reference,
/// DeleteFargateProfile), each of which may take it twenty minutes.
///
/// One long file: four kinds of one shape.
final class EksParts {
  static final String NODEGROUP = "AWS::EKS::Nodegroup";
  static final String FARGATE_PROFILE = "AWS::EKS::FargateProfile";
  static final String ADDON = "AWS::EKS::Addon";
  static final String CAPABILITY = "AWS::EKS::Capability";

  private final Clients clients;

  EksParts(Clients clients) {
    this.clients = clients;
  }

  private EksClient at(Place place) {
    return Eks.client(clients, place.region());
  }

  /// A sort of part.
  ///
  /// @param word with which its ARNs begin
  /// @param names of all in a cluster
  /// @param describe the one of that name in that cluster
  private record Sort(
      String type,
      String word,
      BiFunction<EksClient, String, Stream<String>> names,
      BiFunction<Place, Part, Optional<Resource>> describe) {}

  /// One in a cluster.
  private record Part(String cluster, String name) {
    /// `nodegroup/CLUSTER/NAME/ID`, but `capability/CLUSTER/TYPE/NAME/ID` (service authorization
    /// reference). Who asks by a word that is no name hears that there is none: an ARN of any other
    /// form is not read.
    static Part of(Arn arn) {
      var words = arn.resource().split("/", -1);
      var name = words[0].equals("capability") ? 3 : 2;
      if (words.length != name + 2) {
        throw new IllegalArgumentException(arn + " names no part of a cluster");
      }
      return new Part(words[1], words[name]);
    }
  }

  private Addressed.Row row(Traits.Builder traits, Sort sort, Function<Resource, Deletion> delete) {
    return new Addressed.Row(
            traits.physicalId((spot, id) -> called(spot.place(), sort, id)).build(),
            place -> {
              var clusters = Eks.names(place, clients);
              return Reading.ofPieces(
                      clusters.answer().stream().map(Resource::arn).toList(),
                      cluster -> in(place, cluster, sort))
                  .beside(clusters);
            },
            (place, arns) -> read(place, arns, sort),
            delete)
        .deriving((place, candidates) -> parts(place, candidates, sort));
  }

  /// A stack lists a node group as `CLUSTER/NAME` (aws/aws-cdk #22442), a profile and an add-on as
  /// `CLUSTER|NAME` (`primaryIdentifier` of their schemas), and a capability by its ARN.
  private static List<Arn> called(Place place, Sort sort, String id) {
    if (id.startsWith("arn:")) {
      return List.of(Arn.of(id));
    }
    var names = id.split("[/|]", -1);
    if (names.length != 2) {
      throw new IllegalArgumentException(id + " names no part of a cluster");
    }
    return place
        .once(
            sort.type() + " " + id,
            () -> sort.describe().apply(place, new Part(names[0], names[1])).map(Resource::arn))
        .stream()
        .toList();
  }

  private static Traits.Builder traits(String type, String word, String operation) {
    return Traits.of(type)
        .named("eks", word + "/")
        .actions("eks:ListClusters")
        .createdBy(
            Creation.answering(
                "eks:Create" + operation,
                switch (word) {
                  case "fargateprofile" -> "fargateProfile.fargateProfileArn";
                  case "capability" -> "capability.arn";
                  default -> word + "." + word + "Arn";
                }))
        .usesOf(Eks.CLUSTER)
        .foundBy(Eks.CLUSTER)
        .usualWait(Duration.ofSeconds(30));
  }

  private static Reading<List<Resource>> read(Place place, Collection<Arn> arns, Sort sort) {
    return Reading.each(
        arns,
        arn ->
            sort.describe().apply(place, Part.of(arn)).stream()
                // One that was made anew under the name is another one.
                .filter(one -> one.arn().equals(arn))
                .toList());
  }

  /// All of the sort in a cluster; nothing in one that went meanwhile.
  private Reading<List<Resource>> in(Place place, Arn cluster, Sort sort) {
    return place.once(
        sort.type() + " in " + cluster,
        () -> {
          var name = Eks.nameOf(cluster);
          var named =
              Reading.ofList(
                  () ->
                      Eks.there(() -> sort.names().apply(at(place), name).toList())
                          .orElse(List.of())
                          .stream()
                          .collect(
                              Items.each(
                                  part ->
                                      Resource.of(
                                              sort.type(),
                                              place.arn(
                                                  "eks",
                                                  sort.word()
                                                      + "/"
                                                      + name
                                                      + "/"
                                                      + Items.told(part)),
                                              place.region())
                                          .name(Items.told(part))
                                          .build())));
          return Reading.each(
                  named.answer(),
                  Resource::arn,
                  part ->
                      sort.describe().apply(place, new Part(name, part.name())).stream().toList())
              .beside(named);
        });
  }

  /// What is in the workshop's clusters is of the workshop, and goes first.
  private Reading<List<Resource>> parts(Place place, List<Resource> candidates, Sort sort) {
    var clusters =
        candidates.stream()
            .filter(candidate -> candidate.type().equals(Eks.CLUSTER))
            .map(Resource::arn)
            .toList();
    return Reading.ofPieces(clusters, cluster -> in(place, cluster, sort))
        .map(
            parts ->
                parts.stream()
                    .map(part -> part.childOf(clusterOf(place, Part.of(part.arn()))))
                    .toList());
  }

  private static Arn clusterOf(Place place, Part part) {
    return place.arn("eks", "cluster/" + part.cluster());
  }

  private static Resource.Builder part(
      Place place, String type, @Nullable String arn, Map<String, String> tags) {
    var resource = Resource.of(type, Arn.of(Items.told(arn)), place.region()).tags(Tags.of(tags));
    var part = Part.of(Arn.of(Items.told(arn)));
    return resource.fact(Described.NAME, part.name()).uses(clusterOf(place, part));
  }

  private static Resource.Builder state(
      Resource.Builder resource, @Nullable String status, @Nullable Instant at) {
    return resource.fact(Resource.STATUS, String.valueOf(status)).createdAt(at);
  }

  /// What EKS says is wrong with one. Of a deletion that it gave up on the status is
  /// `DELETE_FAILED`, and why is here: `Ec2SecurityGroupDeletionFailure`, with the group (API
  /// reference, Issue).
  static void issue(
      Resource.Builder resource, @Nullable String code, @Nullable String message, List<String> of) {
    var words =
        Stream.concat(Stream.of(code, message).filter(Objects::nonNull), of.stream())
            .collect(Collectors.joining(" "));
    resource.why(words);
  }

  /// Asks, unless it is being deleted already or EKS is at work on it.
  private Deletion delete(Resource resource, BiFunction<EksClient, Part, Object> call) {
    var part = Part.of(resource.arn());
    return switch (resource.fact(Resource.STATUS)) {
      case "DELETING" -> Deletion.ASKED;
      case "CREATING", "UPDATING" ->
          Deletion.atWork("EKS", resource.fact(Resource.STATUS), Eks.MINUTES);
      default -> {
        Objects.requireNonNull(call.apply(Eks.client(clients, resource.region()), part));
        yield Deletion.ASKED;
      }
    };
  }

  // Node groups

  /// Its Auto Scaling group and its machines are its own, and go with it.
  Addressed.Row nodegroup() {
    return row(
        traits(NODEGROUP, "nodegroup", "Nodegroup")
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("eks:ListNodegroups", "eks:DescribeNodegroup", "eks:DeleteNodegroup")
            .usesOf(
                Ec2Network.SUBNET,
                Ec2Network.SECURITY_GROUP,
                Ec2Compute.LAUNCH_TEMPLATE,
                Ec2Compute.KEY_PAIR)
            .takesRoles("ec2"),
        new Sort(
            NODEGROUP,
            "nodegroup",
            (eks, cluster) ->
                eks
                    .listNodegroupsPaginator(
                        request -> request.clusterName(cluster).maxResults(100))
                    .nodegroups()
                    .stream(),
            (place, part) ->
                Eks.there(
                        () ->
                            at(place)
                                .describeNodegroup(
                                    request ->
                                        request
                                            .clusterName(part.cluster())
                                            .nodegroupName(part.name()))
                                .nodegroup())
                    .map(group -> nodegroup(place, group))),
        resource ->
            delete(
                resource,
                (eks, part) ->
                    eks.deleteNodegroup(
                        request ->
                            request.clusterName(part.cluster()).nodegroupName(part.name()))));
  }

  /// The one of these that a server is a node of, by the tags that EKS puts on it.
  static Optional<Arn> nodegroupAmong(Collection<Arn> owners, Tags ofServer) {
    return owners.stream()
        .filter(owner -> owner.names("eks", "nodegroup/"))
        .filter(owner -> ofServer.match("eks:cluster-name", Part.of(owner).cluster()))
        .filter(owner -> ofServer.match("eks:nodegroup-name", Part.of(owner).name()))
        .findFirst();
  }

  private static Resource nodegroup(Place place, Nodegroup group) {
    var resource =
        state(
            part(place, NODEGROUP, group.nodegroupArn(), group.tags()),
            group.statusAsString(),
            group.createdAt());
    Stream.ofNullable(group.health())
        .flatMap(health -> health.issues().stream())
        .limit(1)
        .forEach(one -> issue(resource, one.codeAsString(), one.message(), one.resourceIds()));
    Described.standsIn(resource, place, group.subnets().stream(), Stream.of());
    Described.uses(resource, Stream.ofNullable(group.nodeRole()));
    Stream.ofNullable(group.launchTemplate())
        .flatMap(template -> Stream.of(template.id(), template.name()))
        .forEach(one -> Ec2.uses(place, resource, "launch-template", one));
    Optional.ofNullable(group.remoteAccess())
        .ifPresent(
            access -> {
              Described.standsIn(
                  resource, place, Stream.of(), access.sourceSecurityGroups().stream());
              Stream.ofNullable(access.ec2SshKey())
                  .filter(key -> !key.isEmpty())
                  .forEach(key -> resource.uses(place.arn("ec2", "key-pair/" + key)));
            });
    return resource.build();
  }

  // Fargate profiles

  Addressed.Row fargateProfile() {
    return row(
        traits(FARGATE_PROFILE, "fargateprofile", "FargateProfile")
            .actions(
                "eks:ListFargateProfiles", "eks:DescribeFargateProfile", "eks:DeleteFargateProfile")
            .usesOf(Ec2Network.SUBNET)
            .takesRoles("eks-fargate-pods"),
        new Sort(
            FARGATE_PROFILE,
            "fargateprofile",
            EksParts::profiles,
            (place, part) ->
                describe(at(place), part).map(profile -> fargateProfile(place, profile))),
        this::deleteProfile);
  }

  private static Stream<String> profiles(EksClient eks, String cluster) {
    return eks
        .listFargateProfilesPaginator(request -> request.clusterName(cluster).maxResults(100))
        .fargateProfileNames()
        .stream();
  }

  private static Optional<FargateProfile> describe(EksClient eks, Part part) {
    return Eks.there(
        () ->
            eks.describeFargateProfile(
                    request -> request.clusterName(part.cluster()).fargateProfileName(part.name()))
                .fargateProfile());
  }

  private static Resource fargateProfile(Place place, FargateProfile profile) {
    var resource =
        state(
            part(place, FARGATE_PROFILE, profile.fargateProfileArn(), profile.tags()),
            profile.statusAsString(),
            profile.createdAt());
    Stream.ofNullable(profile.health())
        .flatMap(health -> health.issues().stream())
        .limit(1)
        .forEach(one -> issue(resource, one.codeAsString(), one.message(), one.resourceIds()));
    Described.standsIn(resource, place, profile.subnets().stream(), Stream.of());
    Described.uses(resource, Stream.ofNullable(profile.podExecutionRoleArn()));
    return resource.build();
  }

  private Deletion deleteProfile(Resource resource) {
    return delete(
        resource,
        (eks, part) ->
            eks.deleteFargateProfile(
                request -> request.clusterName(part.cluster()).fargateProfileName(part.name())),
        part -> isAnotherGoing(Eks.client(clients, resource.region()), part));
  }

  private Deletion delete(
      Resource resource, BiFunction<EksClient, Part, Object> call, Predicate<Part> hasToWait) {
    return hasToWait.test(Part.of(resource.arn()))
        ? new Deletion.Preparing(
            "EKS deletes one Fargate profile of a cluster at a time", Eks.MINUTES)
        : delete(resource, call);
  }

  private static boolean isAnotherGoing(EksClient eks, Part part) {
    return profiles(eks, part.cluster())
        .filter(name -> !name.equals(part.name()))
        .flatMap(name -> describe(eks, new Part(part.cluster(), name)).stream())
        .anyMatch(profile -> profile.status() == FargateProfileStatus.DELETING);
  }

  // Add-ons

  Addressed.Row addon() {
    return row(
        traits(ADDON, "addon", "Addon")
            .actions("eks:ListAddons", "eks:DescribeAddon", "eks:DeleteAddon")
            .takesRoles("eks", "pods.eks"),
        new Sort(
            ADDON,
            "addon",
            (eks, cluster) ->
                eks
                    .listAddonsPaginator(request -> request.clusterName(cluster).maxResults(100))
                    .addons()
                    .stream(),
            (place, part) ->
                Eks.there(
                        () ->
                            at(place)
                                .describeAddon(
                                    request ->
                                        request.clusterName(part.cluster()).addonName(part.name()))
                                .addon())
                    .map(addon -> addon(place, addon))),
        resource ->
            delete(
                resource,
                (eks, part) ->
                    eks.deleteAddon(
                        request -> request.clusterName(part.cluster()).addonName(part.name()))));
  }

  private static Resource addon(Place place, Addon addon) {
    var resource =
        state(
            part(place, ADDON, addon.addonArn(), addon.tags()),
            addon.statusAsString(),
            addon.createdAt());
    Stream.ofNullable(addon.health())
        .flatMap(health -> health.issues().stream())
        .limit(1)
        .forEach(one -> issue(resource, one.codeAsString(), one.message(), one.resourceIds()));
    Described.uses(resource, Stream.ofNullable(addon.serviceAccountRoleArn()));
    return resource.build();
  }

  // Capabilities

  Addressed.Row capability() {
    return row(
        traits(CAPABILITY, "capability", "Capability")
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("eks:ListCapabilities", "eks:DescribeCapability", "eks:DeleteCapability")
            .takesRoles("capabilities.eks"),
        new Sort(
            CAPABILITY,
            "capability",
            (eks, cluster) ->
                eks
                    .listCapabilitiesPaginator(
                        request -> request.clusterName(cluster).maxResults(100))
                    .capabilities()
                    .stream()
                    .map(capability -> capability.capabilityName()),
            (place, part) ->
                Eks.there(
                        () ->
                            at(place)
                                .describeCapability(
                                    request ->
                                        request
                                            .clusterName(part.cluster())
                                            .capabilityName(part.name()))
                                .capability())
                    .map(capability -> capability(place, capability))),
        resource ->
            delete(
                resource,
                (eks, part) ->
                    eks.deleteCapability(
                        request ->
                            request.clusterName(part.cluster()).capabilityName(part.name()))));
  }

  private static Resource capability(Place place, Capability capability) {
    var resource =
        state(
            part(place, CAPABILITY, capability.arn(), capability.tags()),
            capability.statusAsString(),
            capability.createdAt());
    Stream.ofNullable(capability.health())
        .flatMap(health -> health.issues().stream())
        .limit(1)
        .forEach(one -> issue(resource, one.codeAsString(), one.message(), List.of()));
    Described.uses(resource, Stream.ofNullable(capability.roleArn()));
    return resource.build();
  }
}
