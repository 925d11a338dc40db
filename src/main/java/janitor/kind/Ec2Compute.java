package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateIamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.PlacementGroup;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/// Instances and what they are made from, a row each.
///
/// One long file: a family of kinds, which share how EC2 is asked.
final class Ec2Compute {
  static final String INSTANCE = "AWS::EC2::Instance";
  static final String VOLUME = "AWS::EC2::Volume";
  static final String SNAPSHOT = "AWS::EC2::Snapshot";
  static final String IMAGE = "AWS::EC2::Image";
  static final String KEY_PAIR = "AWS::EC2::KeyPair";
  static final String LAUNCH_TEMPLATE = "AWS::EC2::LaunchTemplate";
  static final String PLACEMENT_GROUP = "AWS::EC2::PlacementGroup";

  static final String INSTANCES = "ec2:DescribeInstances";

  private static final String SPOT_REQUEST = "spot request";
  private static final String PROTECTED_BY = "protected by";

  /// What starts servers, and takes them along.
  private static final List<String> OWNERS =
      List.of(
          AutoScaling.GROUP,
          Eks.CLUSTER,
          EksParts.NODEGROUP,
          Emr.CLUSTER,
          Ec2Fleets.FLEET,
          Ec2Fleets.SPOT_FLEET);

  private Ec2Compute() {}

  static List<ResourceKind> kinds(Clients clients) {
    return Stream.of(
            instance(),
            Ec2Disks.volume(),
            Ec2Disks.snapshot(),
            image(),
            keyPair(clients),
            launchTemplate(),
            placementGroup(clients))
        .<ResourceKind>map(row -> new Ec2Part(clients, row))
        .toList();
  }

  static List<Instance> instances(Ec2 ec2) {
    return ec2.once(
        "instances",
        () ->
            ec2
                .client()
                .describeInstancesPaginator(request -> request.maxResults(1000))
                .reservations()
                .stream()
                .map(Reservation::instances)
                .flatMap(List::stream)
                // Told of for an hour after it is gone.
                .filter(instance -> !instance.state().nameAsString().equals("terminated"))
                .toList());
  }

  /// Asked for one at a time: one that is protected saves all of the same call in its availability
  /// zone, and an id that is wrong saves all. Volumes that do not go with it are found through it
  /// alone.
  private static Ec2Part.Row instance() {
    return new Ec2Part.Row(
            Ec2.traits(INSTANCE, "instance")
                .createdBy(Ec2.answering("RunInstances", "instancesSet.items.instanceId"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    INSTANCES,
                    AutoScaling.GROUPS,
                    "ec2:DescribeFleets",
                    "ec2:DescribeSpotFleetRequests",
                    "ec2:DescribeInstanceAttribute",
                    "ec2:DescribeSpotInstanceRequests",
                    "ec2:DescribeVolumes",
                    "ec2:CancelSpotInstanceRequests",
                    "ec2:ModifyInstanceAttribute",
                    "ec2:TerminateInstances")
                .usesOf(
                    VOLUME,
                    IMAGE,
                    KEY_PAIR,
                    PLACEMENT_GROUP,
                    Ec2Capacity.RESERVATION,
                    Ec2Capacity.HOST)
                .takesRoles("ec2")
                .foundBy(OWNERS.toArray(String[]::new))
                .usualWait(Duration.ofSeconds(15))
                .build(),
            ec2 ->
                instances(ec2).stream().collect(Ec2Part.each(instance -> instance(ec2, instance))),
            Ec2Compute::terminate)
        .enriching((ec2, resource) -> withProtection(ec2, Ec2Disks.withLeftVolumes(ec2, resource)))
        .besides(Ec2Compute::ofOwners);
  }

  /// Servers of a group, a fleet, a cluster or a node group: that takes them along whatever tags
  /// they carry, and those may say to keep one.
  private static Map<Arn, Ec2Part.Beside> ofOwners(Ec2 ec2, List<Resource> candidates) {
    var owners =
        OWNERS.stream()
            .flatMap(type -> Ec2.of(ec2, candidates, type).stream())
            .map(Resource::arn)
            .collect(Collectors.toSet());
    var servers = new HashMap<Arn, Ec2Part.Beside>();
    if (!owners.isEmpty()) {
      for (var instance : instances(ec2)) {
        var server = instance(ec2, instance).build();
        server
            .owner()
            .filter(owners::contains)
            .or(() -> EksParts.nodegroupAmong(owners, server.tags()))
            .ifPresent(owner -> servers.put(server.arn(), Ec2Part.Beside.member(owner)));
      }
    }
    return servers;
  }

  private static Resource.Builder instance(Ec2 ec2, Instance instance) {
    var resource =
        ec2.resource(INSTANCE, "instance", instance.instanceId(), null, instance.tags())
            .fact(Resource.STATUS, instance.state().nameAsString())
            .modifiedAt(instance.launchTime());
    firstStart(instance).ifPresent(resource::createdAt);
    ec2.uses(resource, "vpc", instance.vpcId());
    ec2.uses(resource, "subnet", instance.subnetId());
    ec2.uses(
        resource,
        "security-group",
        instance.securityGroups().stream().map(GroupIdentifier::groupId).toList());
    ec2.uses(resource, "key-pair", instance.keyName());
    ec2.uses(resource, "image", instance.imageId());
    if (instance.placement() != null) {
      ec2.uses(resource, "placement-group", instance.placement().groupName());
      ec2.uses(resource, "dedicated-host", instance.placement().hostId());
    }
    Ec2Capacity.reservations(instance).forEach(id -> ec2.uses(resource, Ec2Capacity.WORD, id));
    Optional.ofNullable(instance.iamInstanceProfile())
        .flatMap(profile -> Answers.arn(profile.arn()))
        .ifPresent(resource::uses);
    instance.blockDeviceMappings().stream()
        .map(InstanceBlockDeviceMapping::ebs)
        .filter(Objects::nonNull)
        .forEach(disk -> ec2.uses(resource, "volume", disk.volumeId()));
    instance
        .networkInterfaces()
        .forEach(card -> ec2.uses(resource, "network-interface", card.networkInterfaceId()));
    if (instance.spotInstanceRequestId() != null && !instance.spotInstanceRequestId().isEmpty()) {
      resource.fact(SPOT_REQUEST, instance.spotInstanceRequestId());
    }
    startedBy(ec2, resource, instance);
    return resource;
  }

  /// The launch time is that of its last start; its first interface was attached with the first.
  static Optional<Instant> firstStart(Instance instance) {
    return instance.networkInterfaces().stream()
        .map(InstanceNetworkInterface::attachment)
        .filter(attachment -> attachment != null && Objects.equals(attachment.deviceIndex(), 0))
        .findFirst()
        .flatMap(attachment -> Optional.ofNullable(attachment.attachTime()));
  }

  /// A group, a fleet, a node group of EKS, or a cluster of EMR, starts another in its place, so it
  /// goes with that; and it is as old as that, for a group starts servers whenever it likes. One
  /// that is on its way out is started by nobody. EKS ends no node that Karpenter or a person
  /// started: Karpenter's fleets are of the sort that starts its servers once.
  private static void startedBy(Ec2 ec2, Resource.Builder resource, Instance instance) {
    if (instance.state().nameAsString().equals("shutting-down")) {
      Ec2.guardManaged(resource, instance.operator());
      return;
    }
    var tags = Ec2.tags(instance.tags());
    clusterOf(ec2, instance)
        .or(() -> AutoScaling.groupOf(ec2, instance.instanceId()))
        .or(() -> AutoScaling.groupIn(ec2, tags))
        .or(() -> Ec2Fleets.ownerOf(ec2, tags))
        .ifPresentOrElse(
            owner -> Ec2.goesWith(resource, owner),
            () -> {
              Ec2.guardManaged(resource, instance.operator());
              if (ClusterTags.madeIn(ec2.arn("instance", instance.instanceId()), tags).isEmpty()) {
                Ec2.guardStarted(resource, tags);
              }
            });
  }

  /// The cluster of EKS or EMR that AWS says a server is of. Auto Mode's are managed by EKS.
  private static Optional<Arn> clusterOf(Ec2 ec2, Instance instance) {
    var tags = Ec2.tags(instance.tags());
    var operator = instance.operator();
    var isNode =
        tags.has(ClusterTags.NODEGROUP)
            || (operator != null && Boolean.TRUE.equals(operator.managed()));
    return (isNode ? Eks.clusterOf(ec2.place(), tags) : Optional.<Arn>empty())
        .or(() -> Emr.clusterOf(ec2.place(), tags));
  }

  /// The cluster of EKS or EMR that the server is of, which ends it.
  static Optional<Arn> clusterOf(Ec2 ec2, String server) {
    return instances(ec2).stream()
        .filter(instance -> server.equals(instance.instanceId()))
        .findFirst()
        .flatMap(instance -> clusterOf(ec2, instance));
  }

  /// The fleet that started the server, and would start another.
  static Optional<Arn> fleetOf(Ec2 ec2, String server) {
    return instances(ec2).stream()
        .filter(instance -> server.equals(instance.instanceId()))
        .findFirst()
        .flatMap(instance -> Ec2Fleets.ownerOf(ec2, Ec2.tags(instance.tags())));
  }

  /// What the servers need, and what they would leave: volumes that do not go with them.
  static void addNeeds(Ec2 ec2, Resource.Builder group, Predicate<Instance> isOfGroup) {
    instances(ec2).stream()
        .filter(isOfGroup)
        .forEach(
            instance -> {
              instance(ec2, instance).build().uses().forEach(group::uses);
              Ec2Disks.left(ec2, instance).forEach(group::leaves);
            });
  }

  /// What servers use, by what started them.
  static Map<Arn, Set<Arn>> usedBy(Ec2 ec2, Function<Tags, Optional<Arn>> owner) {
    return instances(ec2).stream()
        .flatMap(
            instance ->
                owner.apply(Ec2.tags(instance.tags())).stream()
                    .map(arn -> Map.entry(arn, instance(ec2, instance).build().uses())))
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey,
                Collectors.flatMapping(one -> one.getValue().stream(), Collectors.toSet())));
  }

  /// Whether one that carries the tag is there, be it on its way out.
  static boolean hasServers(Ec2 ec2, String key, String value) {
    return instances(ec2).stream()
        .anyMatch(
            instance -> Ec2.tags(instance.tags()).value(key).filter(value::equals).isPresent());
  }

  /// Nothing but a call for each tells whether it may be terminated, or stopped.
  private static Resource withProtection(Ec2 ec2, Resource resource) {
    var attributes = new ArrayList<String>();
    var client = ec2.client();
    if (Boolean.TRUE.equals(
        client
            .describeInstanceAttribute(
                request ->
                    request
                        .instanceId(Ec2.id(resource))
                        .attribute(InstanceAttributeName.DISABLE_API_TERMINATION))
            .disableApiTermination()
            .value())) {
      attributes.add("termination");
    }
    var stop =
        client.describeInstanceAttribute(
            request ->
                request
                    .instanceId(Ec2.id(resource))
                    .attribute(InstanceAttributeName.DISABLE_API_STOP));
    if (stop.disableApiStop() != null && Boolean.TRUE.equals(stop.disableApiStop().value())) {
      attributes.add("stop");
    }
    return attributes.isEmpty()
        ? resource
        : resource.toBuilder()
            .protection(String.join(" and ", attributes) + " protection")
            .fact(PROTECTED_BY, String.join(" ", attributes))
            .build();
  }

  /// A persistent spot request would launch another in its place.
  private static Deletion terminate(Ec2Client client, Resource instance) {
    if (instance.fact(Resource.STATUS).equals("shutting-down")) {
      return Deletion.ASKED;
    }
    Optional.ofNullable(instance.facts().get(SPOT_REQUEST))
        .ifPresent(spot -> Answers.beforehand(() -> cancelPersistent(client, spot)));
    var protectedBy = List.of(instance.facts().getOrDefault(PROTECTED_BY, "").split(" "));
    if (protectedBy.contains("termination")) {
      client.modifyInstanceAttribute(
          request ->
              request.instanceId(Ec2.id(instance)).disableApiTermination(to -> to.value(false)));
    }
    if (protectedBy.contains("stop")) {
      client.modifyInstanceAttribute(
          request -> request.instanceId(Ec2.id(instance)).disableApiStop(to -> to.value(false)));
    }
    return Ec2.asked(client.terminateInstances(request -> request.instanceIds(Ec2.id(instance))));
  }

  private static void cancelPersistent(Ec2Client client, String spot) {
    var isPersistent =
        client
            .describeSpotInstanceRequests(request -> request.spotInstanceRequestIds(spot))
            .spotInstanceRequests()
            .stream()
            .anyMatch(request -> "persistent".equals(request.typeAsString()));
    if (isPersistent) {
      client.cancelSpotInstanceRequests(request -> request.spotInstanceRequestIds(spot));
    }
  }

  static List<Image> images(Ec2 ec2) {
    return ec2.once(
        "images",
        () ->
            ec2
                .client()
                .describeImagesPaginator(
                    request ->
                        request
                            .owners("self")
                            .includeDisabled(true)
                            .includeDeprecated(true)
                            .maxResults(1000))
                .images()
                .stream()
                .filter(image -> !"deregistered".equals(image.stateAsString()))
                .toList());
  }

  /// Those that are disabled are left out of a plain list, and keep their snapshots all the same.
  /// Its snapshots stay, and bill: they go after it.
  private static Ec2Part.Row image() {
    return new Ec2Part.Row(
            Ec2.traits(IMAGE, "image")
                .createdBy(Ec2.answering("CreateImage", "imageId"))
                .createdBy(Ec2.answering("RegisterImage", "imageId"))
                .createdBy(Ec2.answering("CopyImage", "imageId"))
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "ec2:DescribeImages",
                    "ec2:DescribeSnapshots",
                    "ec2:DisableImageDeregistrationProtection",
                    "ec2:DeregisterImage")
                .usesOf(SNAPSHOT)
                .build(),
            ec2 -> images(ec2).stream().collect(Ec2Part.each(image -> image(ec2, image))),
            (client, image) -> {
              if (image.protection().isPresent()) {
                client.disableImageDeregistrationProtection(
                    request -> request.imageId(Ec2.id(image)));
              }
              return Ec2.asked(client.deregisterImage(request -> request.imageId(Ec2.id(image))));
            })
        .enriching(Ec2Disks::withLeftSnapshots);
  }

  private static Resource.Builder image(Ec2 ec2, Image image) {
    var resource =
        ec2.resource(IMAGE, "image", image.imageId(), image.ownerId(), image.tags())
            .name(image.name())
            .createdAt(Answers.instant(image.creationDate()).orElse(null));
    Ec2Disks.snapshotsOf(image).forEach(snapshot -> ec2.uses(resource, "snapshot", snapshot));
    Ec2.guardBackup(resource, Ec2.tags(image.tags()));
    var protection = image.deregistrationProtection();
    if (protection != null && !protection.isEmpty() && !protection.startsWith("disabled")) {
      resource.protection("deregistration protection");
    }
    return resource;
  }

  /// Named in ARNs by its name or by its id.
  private static Ec2Part.Row keyPair(Clients clients) {
    Function<Ec2, List<KeyPairInfo>> pairs =
        ec2 -> ec2.once("key pairs", () -> ec2.client().describeKeyPairs().keyPairs());
    return new Ec2Part.Row(
        Ec2.traits(KEY_PAIR, "key-pair")
            .createdBy(Ec2.answering("CreateKeyPair", "keyPairId"))
            .createdBy(Ec2.answering("ImportKeyPair", "keyPairId"))
            .physicalId((spot, id) -> keysCalled(pairs, new Ec2(spot.place(), clients), id))
            .actions("ec2:DescribeKeyPairs", "ec2:DeleteKeyPair")
            .build(),
        ec2 ->
            pairs.apply(ec2).stream()
                .collect(
                    Ec2Part.each(
                        pair ->
                            Ec2.alsoNamed(
                                ec2.resource(
                                        KEY_PAIR, "key-pair", pair.keyPairId(), null, pair.tags())
                                    .name(pair.keyName())
                                    .createdAt(pair.createTime()),
                                ec2.arn("key-pair", pair.keyPairId()),
                                ec2.arn("key-pair", pair.keyName())))),
        Ec2Compute::deletePair);
  }

  /// By its id, for another of the same name may have come since. The answer names the id of what
  /// was deleted (`DeleteKeyPairResult`); where it names none, as moto's does not, that is looked
  /// at, and what is there still under both goes by its name. No page of AWS's says whether it
  /// takes both at once.
  private static Deletion deletePair(Ec2Client client, Resource pair) {
    var id = idOf(pair);
    if (client.deleteKeyPair(request -> request.keyPairId(id)).keyPairId() == null) {
      client.describeKeyPairs(request -> request.keyPairIds(id)).keyPairs().stream()
          .filter(left -> id.equals(left.keyPairId()))
          .forEach(left -> client.deleteKeyPair(request -> request.keyName(left.keyName())));
    }
    return Deletion.ASKED;
  }

  private static String idOf(Resource pair) {
    return Ec2.names(pair).map(Arn::resource).findFirst().orElseThrow().replaceFirst(".*/", "");
  }

  private static List<Arn> keysCalled(Function<Ec2, List<KeyPairInfo>> pairs, Ec2 ec2, String id) {
    return pairs.apply(ec2).stream()
        .filter(pair -> id.equals(pair.keyName()) || id.equals(pair.keyPairId()))
        .map(
            pair ->
                ec2.asIndexed(
                    ec2.arn("key-pair", pair.keyPairId()), ec2.arn("key-pair", pair.keyName())))
        .toList();
  }

  /// What it would launch with stands in its versions only; AWS lets all of that go, and the next
  /// launch fails.
  private static Ec2Part.Row launchTemplate() {
    return new Ec2Part.Row(
            Ec2.traits(LAUNCH_TEMPLATE, "launch-template")
                .createdBy(Ec2.answering("CreateLaunchTemplate", "launchTemplate.launchTemplateId"))
                .actions(
                    AutoScaling.GROUPS,
                    "ec2:DescribeLaunchTemplates",
                    "ec2:DescribeLaunchTemplateVersions",
                    "ec2:DeleteLaunchTemplate")
                .usesOf(
                    IMAGE,
                    SNAPSHOT,
                    KEY_PAIR,
                    Ec2Network.SECURITY_GROUP,
                    Ec2Network.SUBNET,
                    PLACEMENT_GROUP,
                    Ec2Capacity.RESERVATION,
                    Ec2Capacity.HOST,
                    KmsKey.TYPE)
                .takesRoles("ec2")
                .goesAfter(INSTANCE)
                .because("What still starts servers by it would fail, and EC2 does not refuse.")
                .build(),
            ec2 ->
                ec2
                    .client()
                    .describeLaunchTemplatesPaginator(request -> request.maxResults(200))
                    .launchTemplates()
                    .stream()
                    .collect(
                        Ec2Part.each(
                            template -> {
                              // Who starts servers by it names the one or the other.
                              var resource =
                                  Ec2.alsoNamed(
                                      ec2.resource(
                                              LAUNCH_TEMPLATE,
                                              "launch-template",
                                              template.launchTemplateId(),
                                              null,
                                              template.tags())
                                          .name(template.launchTemplateName())
                                          .createdAt(template.createTime()),
                                      ec2.arn("launch-template", template.launchTemplateName()));
                              Ec2.guardManaged(resource, template.operator());
                              return resource;
                            })),
            (client, template) ->
                Ec2.asked(
                    client.deleteLaunchTemplate(
                        request -> request.launchTemplateId(Ec2.id(template)))))
        .linking(
            ec2 ->
                Stream.concat(versions(ec2), pinnedVersions(ec2))
                    .flatMap(version -> launchedWith(ec2, version))
                    .toList());
  }

  private static Stream<LaunchTemplateVersion> versions(Ec2 ec2) {
    return ec2
        .client()
        .describeLaunchTemplateVersionsPaginator(
            request -> request.versions("$Latest", "$Default").maxResults(200))
        .launchTemplateVersions()
        .stream();
  }

  /// Of all templates at once EC2 tells the latest and the default version only ("You cannot
  /// specify numbers", `DescribeLaunchTemplateVersions`). A group may name another.
  private static Stream<LaunchTemplateVersion> pinnedVersions(Ec2 ec2) {
    return AutoScaling.pinned(ec2).entrySet().stream()
        .flatMap(
            template ->
                Answers.unless(
                    Set.of(
                        "InvalidLaunchTemplateId.NotFound",
                        "InvalidLaunchTemplateId.VersionNotFound"),
                    () ->
                        ec2.client()
                            .describeLaunchTemplateVersions(
                                request ->
                                    request
                                        .launchTemplateId(template.getKey())
                                        .versions(template.getValue()))
                            .launchTemplateVersions())
                    .stream())
        .flatMap(List::stream);
  }

  private static Stream<Use> launchedWith(Ec2 ec2, LaunchTemplateVersion version) {
    var data = version.launchTemplateData();
    if (data == null) {
      return Stream.of();
    }
    return needs(ec2, data).stream()
        .map(
            used ->
                Use.by(
                    ec2.arn("launch-template", version.launchTemplateId()),
                    "launch template " + version.launchTemplateName(),
                    used));
  }

  private static Set<Arn> needs(Ec2 ec2, ResponseLaunchTemplateData data) {
    var groups =
        Stream.concat(
            data.securityGroupIds().stream(),
            data.networkInterfaces().stream()
                .flatMap(specification -> specification.groups().stream()));
    return Stream.of(
            Stream.ofNullable(data.imageId()).map(id -> ec2.arn("image", id)),
            data.blockDeviceMappings().stream()
                .flatMap(device -> Stream.ofNullable(device.ebs()))
                .flatMap(disk -> Stream.ofNullable(disk.snapshotId()))
                .map(id -> ec2.arn("snapshot", id)),
            data.blockDeviceMappings().stream()
                .flatMap(device -> Stream.ofNullable(device.ebs()))
                .flatMap(disk -> KmsKey.named(ec2.place(), disk.kmsKeyId()).stream()),
            data.networkInterfaces().stream()
                .flatMap(specification -> Stream.ofNullable(specification.subnetId()))
                .map(id -> ec2.arn("subnet", id)),
            Stream.ofNullable(data.keyName()).map(id -> ec2.arn("key-pair", id)),
            Stream.ofNullable(data.placement())
                .flatMap(placement -> Stream.ofNullable(placement.groupName()))
                .map(id -> ec2.arn("placement-group", id)),
            Stream.ofNullable(data.iamInstanceProfile())
                .flatMap(profile -> profile(ec2.place(), profile)),
            Stream.ofNullable(data.placement())
                .flatMap(placement -> Stream.ofNullable(placement.hostId()))
                .map(id -> ec2.arn("dedicated-host", id)),
            Stream.ofNullable(data.capacityReservationSpecification())
                .flatMap(how -> Stream.ofNullable(how.capacityReservationTarget()))
                .flatMap(target -> Stream.ofNullable(target.capacityReservationId()))
                .map(id -> ec2.arn("capacity-reservation", id)),
            groups.map(id -> ec2.arn("security-group", id)))
        .flatMap(one -> one)
        .collect(Collectors.toSet());
  }

  /// By its ARN or by its name.
  private static Stream<Arn> profile(
      Place place, LaunchTemplateIamInstanceProfileSpecification told) {
    return Stream.concat(
        Answers.arn(told.arn()).stream(),
        Stream.ofNullable(told.name())
            .filter(name -> !name.isEmpty())
            .map(name -> place.globalArn("iam", "instance-profile/" + name)));
  }

  private static List<PlacementGroup> placementGroups(Ec2 ec2) {
    return ec2.once(
        "placement groups", () -> ec2.client().describePlacementGroups().placementGroups());
  }

  private static List<Arn> placementGroupsCalled(Ec2 ec2, String id) {
    return placementGroups(ec2).stream()
        .filter(group -> id.equals(group.groupName()) || id.equals(group.groupId()))
        .map(
            group ->
                ec2.asIndexed(
                    ec2.arn("placement-group", group.groupName()),
                    ec2.arn("placement-group", group.groupId())))
        .toList();
  }

  /// Named in ARNs by its name or by its id, and by a stack by its name.
  private static Ec2Part.Row placementGroup(Clients clients) {
    return new Ec2Part.Row(
        Ec2.traits(PLACEMENT_GROUP, "placement-group")
            .createdBy(Creation.asking("ec2:CreatePlacementGroup", "groupName"))
            .physicalId((spot, id) -> placementGroupsCalled(new Ec2(spot.place(), clients), id))
            .actions("ec2:DescribePlacementGroups", "ec2:DeletePlacementGroup")
            .build(),
        ec2 ->
            placementGroups(ec2).stream()
                .filter(group -> !"deleted".equals(group.stateAsString()))
                .collect(
                    Ec2Part.each(
                        group -> {
                          var resource =
                              Ec2.alsoNamed(
                                  ec2.resource(
                                          PLACEMENT_GROUP,
                                          "placement-group",
                                          group.groupName(),
                                          null,
                                          group.tags())
                                      .fact("group", group.groupName()),
                                  ec2.arn("placement-group", group.groupName()),
                                  ec2.arn("placement-group", group.groupId()));
                          return resource;
                        })),
        (client, group) ->
            Ec2.asked(
                client.deletePlacementGroup(request -> request.groupName(group.fact("group")))));
  }
}
