package janitor.kind;

import janitor.aws.Clients;
import janitor.aws.Verbatim;
import janitor.kind.MadeBy.Mark;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.ScalingGroup;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Reservation;

/// Auto Scaling groups, which start servers anew as long as they are there, until they are gone
/// themselves.
///
/// The tag index never tells of a group (guide of the Resource Groups Tagging API, "Supported
/// services"); one list of the region tells of all, with their tags. It is deleted by force, with
/// its servers, its warm pool, its policies and their alarms, and waits for no lifecycle hook
/// ("DeleteAutoScalingGroup" in the API reference); it may be gone before its servers are.
final class AutoScaling {
  static final String GROUP = "AWS::AutoScaling::AutoScalingGroup";

  static final String GROUPS = "autoscaling:DescribeAutoScalingGroups";

  /// On whatever server a group started, in its warm pool as well.
  static final String GROUP_TAG = "aws:autoscaling:groupName";

  /// The tags by which a service marks a group that it made, or that it manages, with what it is a
  /// part of. `AmazonECSManaged` is none of them: a person made that group, gave it to a capacity
  /// provider of ECS, which keeps it as long as it is there, and the tag stays on it. Sources: the
  /// guides of EKS ("Managed node groups"), AWS Batch ("Compute environments") and ECS ("Amazon ECS
  /// capacity providers for EC2 workloads").
  private static final MadeBy MANAGED_BY =
      MadeBy.any(
              new Mark("eks:nodegroup-name", "an EKS node group"),
              new Mark("eks:cluster-name", "an EKS cluster"),
              new Mark("AWSBatchServiceTag", "a compute environment of AWS Batch"))
          .or(Beanstalk.MARKS);

  private final Clients clients;

  private AutoScaling(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(
        new Described(new AutoScaling(clients).group()),
        new AutoScalingLaunchConfiguration(clients));
  }

  static AutoScalingClient at(Clients clients, String region) {
    return clients.of(region, AutoScalingClient.class, AutoScalingClient::builder);
  }

  private AutoScalingClient at(String region) {
    return at(clients, region);
  }

  /// All of a region.
  ///
  /// @param protections their deletion protections, by ARN
  private record Groups(List<AutoScalingGroup> all, Map<String, String> protections) {}

  private static List<AutoScalingGroup> groups(Place place, Clients clients) {
    return told(place, clients).all();
  }

  private static Groups told(Place place, Clients clients) {
    return place.once(
        "Auto Scaling groups",
        () -> {
          var protections = new HashMap<String, String>();
          var reading =
              Verbatim.readBy(answer -> protections.putAll(DeletionProtection.ofGroups(answer)));
          return new Groups(
              at(clients, place.region())
                  .describeAutoScalingGroupsPaginator(
                      request -> request.maxRecords(100).overrideConfiguration(reading))
                  .autoScalingGroups()
                  .stream()
                  .toList(),
              protections);
        });
  }

  /// The group that starts the server. Those in a warm pool no list of groups tells of.
  static Optional<Arn> groupOf(Ec2 ec2, String server) {
    var groups = groups(ec2.place(), ec2.clients());
    return groups.stream()
        .filter(
            group -> group.instances().stream().map(Instance::instanceId).anyMatch(server::equals))
        .findFirst()
        .flatMap(group -> Answers.arn(group.autoScalingGroupARN()))
        .or(
            () ->
                groups.stream().anyMatch(group -> group.warmPoolConfiguration() != null)
                    ? groupIn(ec2, ec2.tagsById().getOrDefault(server, Tags.NONE))
                    : Optional.empty());
  }

  /// The group that the tags of a server name, if it is there.
  static Optional<Arn> groupIn(Ec2 ec2, Tags tags) {
    return tags.value(GROUP_TAG)
        .flatMap(
            name ->
                groups(ec2.place(), ec2.clients()).stream()
                    .filter(group -> name.equals(group.autoScalingGroupName()))
                    .findFirst())
        .flatMap(group -> Answers.arn(group.autoScalingGroupARN()));
  }

  private Described.Row group() {
    return new Described.Row(
            Traits.of(GROUP)
                .named(ScalingGroup::is)
                .physicalId(PhysicalId.LISTED)
                .createdBy(
                    Creation.asking("autoscaling:CreateAutoScalingGroup", "autoScalingGroupName"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.UNINDEXED, Traits.Flag.LIST_PROVES, Traits.Flag.HOLDS_DATA)
                .actions(
                    GROUPS,
                    AutoScalingLaunchConfiguration.ACTION,
                    Ec2Compute.INSTANCES,
                    "eks:ListClusters",
                    Beanstalk.LISTED,
                    "autoscaling:DeleteAutoScalingGroup")
                .usesOf(
                    AutoScalingLaunchConfiguration.TYPE,
                    LoadBalancers.TARGET_GROUP,
                    LoadBalancers.CLASSIC,
                    Ec2Compute.LAUNCH_TEMPLATE,
                    Ec2Compute.IMAGE,
                    Ec2Compute.KEY_PAIR,
                    Ec2Compute.VOLUME,
                    Ec2Compute.PLACEMENT_GROUP,
                    Ec2Capacity.RESERVATION,
                    Ec2Network.VPC,
                    Ec2Network.SUBNET,
                    Ec2Network.SECURITY_GROUP,
                    Ec2Network.INTERFACE)
                .takesRoles("ec2")
                .usualWait(Duration.ofSeconds(15))
                .build(),
            place ->
                groups(place, clients).stream()
                    .collect(Items.each(group -> group(place, group).build())),
            (place, resource) -> Optional.of(withServers(place, resource)),
            (place, resource) ->
                groups(place, clients).stream()
                    .filter(group -> resource.arn().toString().equals(group.autoScalingGroupARN()))
                    .map(AutoScaling::tags)
                    .findFirst(),
            this::deleteGroup)
        .describing(
            (place, group) ->
                Optional.of(Beanstalk.inEnvironment(clients, place, withServers(place, group))))
        .leaving(this::whoseServersAreLeft);
  }

  /// The versions of launch templates that groups name by number, by the template's id.
  static Map<String, Set<String>> pinned(Ec2 ec2) {
    return groups(ec2.place(), ec2.clients()).stream()
        .flatMap(AutoScaling::templates)
        .filter(template -> template.launchTemplateId() != null && template.version() != null)
        .filter(template -> template.version().matches("\\d+"))
        .collect(
            Collectors.groupingBy(
                LaunchTemplateSpecification::launchTemplateId,
                Collectors.mapping(LaunchTemplateSpecification::version, Collectors.toSet())));
  }

  private static Tags tags(AutoScalingGroup group) {
    return Tags.of(group.tags().stream().collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())));
  }

  private Resource.Builder group(Place place, AutoScalingGroup group) {
    var name = Items.told(group.autoScalingGroupName());
    var resource =
        Resource.of(GROUP, Arn.of(Items.told(group.autoScalingGroupARN())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .tags(tags(group))
            .createdAt(group.createdTime())
            .fact(Resource.STATUS, Objects.requireNonNullElse(group.status(), ""));
    var cluster =
        tags(group).value("eks:cluster-name").flatMap(of -> Eks.living(place, clients, of));
    if (cluster.isPresent()) {
      // A part of its node group, and no stranger in the cluster's network.
      resource.owner(cluster.get());
    } else {
      MANAGED_BY.guard(tags(group)).ifPresent(resource::guard);
    }
    var kept =
        group.instances().stream()
            .filter(server -> Boolean.TRUE.equals(server.protectedFromScaleIn()))
            .count();
    if (kept > 0) {
      // Deletion by force would not heed it, but somebody meant these servers to last.
      resource.protection(
          kept == 1
              ? "scale-in protection of a server"
              : "scale-in protection of " + kept + " servers");
    }
    DeletionProtection.OF_GROUPS
        .guard(told(place, clients).protections().get(group.autoScalingGroupARN()))
        .ifPresent(resource::guard);
    addUses(place, resource, group);
    return resource;
  }

  private void addUses(Place place, Resource.Builder resource, AutoScalingGroup group) {
    Described.standsIn(
        resource,
        place,
        Stream.of(Objects.requireNonNullElse(group.vpcZoneIdentifier(), "").split(","))
            .map(String::strip)
            .filter(id -> !id.isEmpty()),
        Stream.of());
    // By the one or the other (`LaunchTemplateSpecification` in its API reference).
    templates(group)
        .flatMap(template -> Stream.of(template.launchTemplateId(), template.launchTemplateName()))
        .forEach(one -> Ec2.uses(place, resource, "launch-template", one));
    Stream.ofNullable(group.capacityReservationSpecification())
        .flatMap(how -> Stream.ofNullable(how.capacityReservationTarget()))
        .flatMap(target -> target.capacityReservationIds().stream())
        .forEach(id -> resource.uses(place.arn("ec2", "capacity-reservation/" + id)));
    Described.uses(resource, group.targetGroupARNs().stream());
    group
        .loadBalancerNames()
        .forEach(name -> resource.uses(place.arn(LoadBalancers.SERVICE, "loadbalancer/" + name)));
    Stream.ofNullable(group.placementGroup())
        .filter(name -> !name.isEmpty())
        .forEach(name -> resource.uses(place.arn("ec2", "placement-group/" + name)));
  }

  /// Its own, those of its mix, and those that its servers were started by.
  private static Stream<LaunchTemplateSpecification> templates(AutoScalingGroup group) {
    var mixed =
        Stream.ofNullable(group.mixedInstancesPolicy())
            .flatMap(policy -> Stream.ofNullable(policy.launchTemplate()))
            .flatMap(
                template ->
                    Stream.concat(
                        Stream.ofNullable(template.launchTemplateSpecification()),
                        template.overrides().stream()
                            .flatMap(
                                other -> Stream.ofNullable(other.launchTemplateSpecification()))));
    return Stream.of(
            Stream.ofNullable(group.launchTemplate()),
            mixed,
            group.instances().stream()
                .flatMap(server -> Stream.ofNullable(server.launchTemplate())))
        .flatMap(some -> some);
  }

  /// What its servers use, and what they would leave: a volume that does not go with them bills on.
  private Resource withServers(Place place, Resource resource) {
    var of =
        groups(place, clients).stream()
            .filter(group -> resource.arn().toString().equals(group.autoScalingGroupARN()))
            .toList();
    var copy = resource.toBuilder();
    of.stream()
        .flatMap(group -> configuration(place, group.launchConfigurationName()).stream())
        .forEach(arn -> copy.uses(arn).leaves(arn));
    if (of.stream()
        .allMatch(group -> group.instances().isEmpty() && group.warmPoolConfiguration() == null)) {
      return copy.build();
    }
    var servers =
        of.stream()
            .flatMap(group -> group.instances().stream())
            .map(Instance::instanceId)
            .collect(Collectors.toSet());
    var name = ScalingGroup.nameOf(resource.arn());
    Ec2Compute.addNeeds(
        new Ec2(place, clients),
        copy,
        server ->
            servers.contains(server.instanceId())
                || Ec2.tags(server.tags()).value(GROUP_TAG).filter(name::equals).isPresent());
    return copy.build();
  }

  private Deletion deleteGroup(Resource group) {
    if (group.fact(Resource.STATUS).isEmpty()) {
      at(group.region())
          .deleteAutoScalingGroup(
              request ->
                  request.autoScalingGroupName(ScalingGroup.nameOf(group.arn())).forceDelete(true));
    }
    return Deletion.ASKED;
  }

  /// By the tag that names their group, unless there is another of that name by now.
  private Set<Arn> whoseServersAreLeft(Place place, List<Resource> gone) {
    var taken =
        groups(place, clients).stream()
            .map(AutoScalingGroup::autoScalingGroupName)
            .collect(Collectors.toSet());
    var byName =
        gone.stream()
            .filter(group -> !taken.contains(ScalingGroup.nameOf(group.arn())))
            .collect(
                Collectors.toMap(
                    group -> ScalingGroup.nameOf(group.arn()), Resource::arn, (a, _) -> a));
    var left = new HashSet<Arn>();
    if (!byName.isEmpty()) {
      clients
          .ec2(place.region())
          .describeInstancesPaginator(
              request ->
                  request.filters(
                      Filter.builder().name("tag:" + GROUP_TAG).values(byName.keySet()).build()))
          .reservations()
          .stream()
          .map(Reservation::instances)
          .flatMap(List::stream)
          .filter(server -> !server.state().nameAsString().equals("terminated"))
          .flatMap(server -> Ec2.tags(server.tags()).value(GROUP_TAG).stream())
          .flatMap(name -> Stream.ofNullable(byName.get(name)))
          .forEach(left::add);
    }
    return left;
  }

  /// Its ARN holds more than its name, so that it is looked up, once, and where one is named.
  private Optional<Arn> configuration(Place place, @Nullable String name) {
    return name == null || name.isEmpty()
        ? Optional.empty()
        : AutoScalingLaunchConfiguration.all(place, clients).stream()
            .filter(one -> name.equals(one.launchConfigurationName()))
            .findFirst()
            .flatMap(one -> Answers.arn(one.launchConfigurationARN()));
  }
}
