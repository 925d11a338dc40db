package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.FleetData;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.LoadBalancersConfig;
import software.amazon.awssdk.services.ec2.model.SpotFleetLaunchSpecification;
import software.amazon.awssdk.services.ec2.model.SpotFleetRequestConfig;

/// EC2 Fleets and Spot Fleets, which start servers, and others in the place of those that end, as
/// long as they are there: so they go first, and take their servers with them.
///
/// A fleet of the sort `instant` starts its servers once and is in no list ("If a fleet is of type
/// instant, you must specify the fleet ID", DescribeFleets in the API reference): it costs nothing
/// itself, and its servers are servers as any others, Karpenter's for instance. What went is told
/// of for two days, as `deleted`; one that was deleted without its servers starts none any more.
final class Ec2Fleets {
  static final String FLEET = "AWS::EC2::EC2Fleet";
  static final String SPOT_FLEET = "AWS::EC2::SpotFleet";

  /// On whatever server one started. Nobody but AWS writes them ("Tag an EC2 Fleet", "Tag a Spot
  /// Fleet" in EC2's guide).
  private static final String FLEET_TAG = "aws:ec2:fleet-id";

  private static final String SPOT_FLEET_TAG = "aws:ec2spot:fleet-request-id";

  private static final String FLEET_WORD = "fleet";
  private static final String SPOT_FLEET_WORD = "spot-fleet-request";

  private static final Duration MINUTE = Duration.ofSeconds(15);

  /// Those that start servers, or still end them.
  private static final Set<String> AT_WORK =
      Set.of("submitted", "active", "modifying", "deleted_terminating", "cancelled_terminating");

  private static final Set<String> GOING =
      Set.of("deleted_terminating", "deleted", "cancelled_terminating", "cancelled");

  /// They may be gone while their servers are on their way out, in their subnets.
  private static final Set<String> GONE = Set.of("deleted", "cancelled");

  private Ec2Fleets() {}

  static List<ResourceKind> kinds(Clients clients) {
    return Stream.of(fleet(), spotFleet())
        .<ResourceKind>map(row -> new Ec2Part(clients, row))
        .toList();
  }

  /// The fleet that would start another in the server's place.
  static Optional<Arn> ownerOf(Ec2 ec2, Tags tags) {
    return tags.value(FLEET_TAG)
        .filter(id -> fleets(ec2).stream().anyMatch(one -> isAtWork(one, id)))
        .map(id -> ec2.arn(FLEET_WORD, id))
        .or(
            () ->
                tags.value(SPOT_FLEET_TAG)
                    .filter(id -> spotFleets(ec2).stream().anyMatch(one -> isAtWork(one, id)))
                    .map(id -> ec2.arn(SPOT_FLEET_WORD, id)));
  }

  static boolean is(Arn arn) {
    return arn.names("ec2", FLEET_WORD + "/") || arn.names("ec2", SPOT_FLEET_WORD + "/");
  }

  private static boolean isAtWork(FleetData fleet, String id) {
    return id.equals(fleet.fleetId())
        && AT_WORK.contains(String.valueOf(fleet.fleetStateAsString()));
  }

  private static boolean isAtWork(SpotFleetRequestConfig fleet, String id) {
    return id.equals(fleet.spotFleetRequestId())
        && AT_WORK.contains(String.valueOf(fleet.spotFleetRequestStateAsString()));
  }

  private static List<FleetData> fleets(Ec2 ec2) {
    return ec2.once(
        "fleets",
        () ->
            ec2
                .client()
                .describeFleetsPaginator(request -> request.maxResults(1000))
                .fleets()
                .stream()
                .toList());
  }

  private static List<SpotFleetRequestConfig> spotFleets(Ec2 ec2) {
    return ec2.once(
        "spot fleets",
        () ->
            ec2
                .client()
                .describeSpotFleetRequestsPaginator(request -> request.maxResults(1000))
                .spotFleetRequestConfigs()
                .stream()
                .toList());
  }

  private static Traits.Builder traits(String type, String word) {
    return Ec2.traits(type, word)
        .costs(CostClass.DOLLARS_A_DAY)
        .flags(Traits.Flag.HOLDS_DATA)
        .actions(Ec2Compute.INSTANCES)
        .usesOf(
            LoadBalancers.TARGET_GROUP,
            LoadBalancers.CLASSIC,
            Ec2Compute.LAUNCH_TEMPLATE,
            Ec2Compute.IMAGE,
            Ec2Compute.KEY_PAIR,
            Ec2Compute.VOLUME,
            Ec2Compute.PLACEMENT_GROUP,
            Ec2Network.VPC,
            Ec2Network.SUBNET,
            Ec2Network.SECURITY_GROUP,
            Ec2Network.INTERFACE)
        .usualWait(MINUTE);
  }

  private static Ec2Part.Row fleet() {
    return new Ec2Part.Row(
            traits(FLEET, FLEET_WORD)
                .createdBy(Ec2.answering("CreateFleet", "fleetId"))
                .actions("ec2:DescribeFleets", "ec2:DeleteFleets")
                .build(),
            ec2 ->
                fleets(ec2).stream()
                    .filter(
                        fleet ->
                            isThere(ec2, fleet.fleetStateAsString(), FLEET_TAG, fleet.fleetId()))
                    .collect(Ec2Part.each(fleet -> fleet(ec2, fleet))),
            Ec2Fleets::deleteFleet)
        .enriching((ec2, fleet) -> withServers(ec2, fleet, FLEET_TAG))
        .linking(ec2 -> needs(ec2, FLEET_WORD));
  }

  /// @param state as AWS tells it; of one that is gone, servers may be left
  private static boolean isThere(Ec2 ec2, @Nullable String state, String tag, @Nullable String id) {
    var told = Objects.requireNonNullElse(state, "");
    return id == null
        || AT_WORK.contains(told)
        || (GONE.contains(told) && Ec2Compute.hasServers(ec2, tag, id));
  }

  private static Resource.Builder fleet(Ec2 ec2, FleetData fleet) {
    var resource =
        ec2.resource(FLEET, FLEET_WORD, fleet.fleetId(), null, fleet.tags())
            .createdAt(fleet.createTime())
            .fact(Resource.STATUS, String.valueOf(fleet.fleetStateAsString()));
    for (var config : fleet.launchTemplateConfigs()) {
      usesTemplate(ec2, resource, config.launchTemplateSpecification());
      for (var other : config.overrides()) {
        usesSubnets(ec2, resource, other.subnetId());
        ec2.uses(resource, "image", other.imageId());
      }
    }
    return resource;
  }

  /// By its id or by its name (`FleetLaunchTemplateSpecification` in EC2's API reference).
  private static void usesTemplate(
      Ec2 ec2, Resource.Builder resource, @Nullable FleetLaunchTemplateSpecification template) {
    if (template != null) {
      ec2.uses(resource, "launch-template", template.launchTemplateId());
      ec2.uses(resource, "launch-template", template.launchTemplateName());
    }
  }

  /// One, or several with commas between them.
  private static void usesSubnets(Ec2 ec2, Resource.Builder resource, @Nullable String subnets) {
    Stream.of(Objects.requireNonNullElse(subnets, "").split(","))
        .map(String::strip)
        .forEach(id -> ec2.uses(resource, "subnet", id));
  }

  /// What its servers need, and what they would leave.
  private static Resource withServers(Ec2 ec2, Resource fleet, String tag) {
    var copy = fleet.toBuilder();
    Ec2Compute.addNeeds(
        ec2,
        copy,
        server -> Ec2.tags(server.tags()).value(tag).filter(Ec2.id(fleet)::equals).isPresent());
    return copy.build();
  }

  /// Its answer of 200 tells whether it was refused.
  private static Deletion deleteFleet(Ec2Client client, Resource fleet) {
    if (!GOING.contains(fleet.fact(Resource.STATUS))) {
      client
          .deleteFleets(request -> request.fleetIds(Ec2.id(fleet)).terminateInstances(true))
          .unsuccessfulFleetDeletions()
          .stream()
          .findFirst()
          .ifPresent(
              one -> {
                throw Ec2.refusal(one.error().codeAsString(), one.error().message());
              });
    }
    return Deletion.ASKED;
  }

  /// Works with a role to its end.
  private static Ec2Part.Row spotFleet() {
    return new Ec2Part.Row(
            traits(SPOT_FLEET, SPOT_FLEET_WORD)
                .createdBy(Ec2.answering("RequestSpotFleet", "spotFleetRequestId"))
                .actions("ec2:DescribeSpotFleetRequests", "ec2:CancelSpotFleetRequests")
                .build(),
            ec2 ->
                spotFleets(ec2).stream()
                    .filter(
                        fleet ->
                            isThere(
                                ec2,
                                fleet.spotFleetRequestStateAsString(),
                                SPOT_FLEET_TAG,
                                fleet.spotFleetRequestId()))
                    .collect(Ec2Part.each(fleet -> spotFleet(ec2, fleet))),
            Ec2Fleets::cancelSpotFleet)
        .enriching((ec2, fleet) -> withServers(ec2, fleet, SPOT_FLEET_TAG))
        .linking(ec2 -> needs(ec2, SPOT_FLEET_WORD));
  }

  private static Resource.Builder spotFleet(Ec2 ec2, SpotFleetRequestConfig fleet) {
    var resource =
        ec2.resource(SPOT_FLEET, SPOT_FLEET_WORD, fleet.spotFleetRequestId(), null, fleet.tags())
            .createdAt(fleet.createTime())
            .fact(Resource.STATUS, String.valueOf(fleet.spotFleetRequestStateAsString()));
    var how = fleet.spotFleetRequestConfig();
    if (how == null) {
      return resource;
    }
    Described.uses(resource, Stream.ofNullable(how.iamFleetRole()));
    for (var config : how.launchTemplateConfigs()) {
      usesTemplate(ec2, resource, config.launchTemplateSpecification());
      config.overrides().forEach(other -> usesSubnets(ec2, resource, other.subnetId()));
    }
    how.launchSpecifications().forEach(launched -> launched(ec2, resource, launched));
    if (how.loadBalancersConfig() != null) {
      behind(ec2, resource, how.loadBalancersConfig());
    }
    return resource;
  }

  private static void launched(
      Ec2 ec2, Resource.Builder resource, SpotFleetLaunchSpecification how) {
    usesSubnets(ec2, resource, how.subnetId());
    ec2.uses(resource, "image", how.imageId());
    ec2.uses(resource, "key-pair", how.keyName());
    ec2.uses(
        resource,
        "security-group",
        how.securityGroups().stream().map(group -> group.groupId()).toList());
    for (var card : how.networkInterfaces()) {
      usesSubnets(ec2, resource, card.subnetId());
      ec2.uses(resource, "security-group", card.groups());
    }
  }

  private static void behind(Ec2 ec2, Resource.Builder resource, LoadBalancersConfig how) {
    if (how.targetGroupsConfig() != null) {
      Described.uses(
          resource, how.targetGroupsConfig().targetGroups().stream().map(group -> group.arn()));
    }
    if (how.classicLoadBalancersConfig() != null) {
      how.classicLoadBalancersConfig()
          .classicLoadBalancers()
          .forEach(
              one ->
                  resource.uses(
                      ec2.place().arn(LoadBalancers.SERVICE, "loadbalancer/" + one.name())));
    }
  }

  private static Deletion cancelSpotFleet(Ec2Client client, Resource fleet) {
    if (!GOING.contains(fleet.fact(Resource.STATUS))) {
      client
          .cancelSpotFleetRequests(
              request -> request.spotFleetRequestIds(Ec2.id(fleet)).terminateInstances(true))
          .unsuccessfulFleetRequests()
          .stream()
          .findFirst()
          .ifPresent(
              one -> {
                throw Ec2.refusal(one.error().codeAsString(), one.error().message());
              });
    }
    return Deletion.ASKED;
  }

  /// A fleet needs what its servers do. One that only started them needs nothing: an Auto Scaling
  /// group, and Karpenter, have such a one for each server.
  private static List<Use> needs(Ec2 ec2, String word) {
    return Ec2Compute.usedBy(ec2, tags -> ownerOf(ec2, tags)).entrySet().stream()
        .filter(fleet -> fleet.getKey().names("ec2", word + "/"))
        .flatMap(fleet -> fleet.getValue().stream().map(used -> needs(fleet.getKey(), used)))
        .toList();
  }

  private static Use needs(Arn fleet, Arn used) {
    return new Use(
        fleet,
        "fleet " + Ec2.id(fleet) + ", which is not of the workshop, has a server that uses it",
        used);
  }
}
