package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.AddOn;
import software.amazon.awssdk.services.lightsail.model.Disk;
import software.amazon.awssdk.services.lightsail.model.GetDisksResponse;
import software.amazon.awssdk.services.lightsail.model.GetInstancesResponse;
import software.amazon.awssdk.services.lightsail.model.Instance;
import software.amazon.awssdk.services.lightsail.model.Operation;

/// An instance, running or stopped, bills until it is deleted, and takes along its own disk and its
/// automatic snapshots: Lightsail deletes it only when told to do so (`forceDeleteAddOns`;
/// hashicorp/terraform-provider-aws #20650). The disks that were attached to it are detached as it
/// goes (AWS CLI, `delete-instance`: its operations are DetachDisk and DeleteInstance), stay, and
/// bill, and so does its address.
///
/// All of it is in a VPC of Lightsail's own. How that is peered is the account's, and is let be.
final class Lightsail {
  static final String INSTANCE = "AWS::Lightsail::Instance";
  static final String DISK = "AWS::Lightsail::Disk";

  /// The fact that says that Lightsail is to be told to delete more along with it.
  private static final String ADD_ONS = "add-ons";

  private final LightsailNames names;
  private final LightsailStaticIp addresses;

  private Lightsail(Clients clients) {
    names = new LightsailNames(clients);
    addresses = new LightsailStaticIp(names);
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots snapshots) {
    var service = new Lightsail(clients);
    return Stream.of(
            List.<ResourceKind>of(
                new Described(service.instance()), new Addressed(service.disk()), service.addresses)
                .stream(),
            LightsailFronts.kinds(service.names).stream(),
            LightsailSnapshots.kinds(service.names).stream(),
            LightsailDatabases.kinds(service.names, snapshots).stream())
        .<ResourceKind>flatMap(kinds -> kinds)
        .toList();
  }

  // Instances

  private Described.Row instance() {
    var traits =
        LightsailNames.traits(INSTANCE, "Instance/")
            .createdBy(
                Creation.answering("lightsail:CreateInstances", "operations.resourceName"),
                Creation.answering(
                    "lightsail:CreateInstancesFromSnapshot", "operations.resourceName"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA)
            .actions(
                "lightsail:GetInstances",
                "lightsail:GetDisks",
                "lightsail:GetStaticIps",
                "lightsail:GetInstance",
                "lightsail:DeleteInstance")
            .usesOf(DISK, LightsailStaticIp.TYPE)
            .usualWait(LightsailNames.MINUTE)
            .build();
    var row =
        names.row(
            traits,
            place ->
                instances(names, place).stream().collect(Items.each(one -> instance(place, one))),
            this::readInstance,
            (lightsail, now) ->
                lightsail
                    .deleteInstance(
                        request ->
                            request
                                .instanceName(now.name())
                                .forceDeleteAddOns(now.facts().containsKey(ADD_ONS)))
                    .operations());
    return row.describing(this::withAddress);
  }

  private Resource readInstance(Place place, String name) {
    return told(
            place,
            names.at(place.region()).getInstance(request -> request.instanceName(name)).instance())
        .build();
  }

  static List<Instance> instances(LightsailNames names, Place place) {
    return place.once(
        "Lightsail's instances",
        () ->
            names.pages(
                place,
                (lightsail, token) -> lightsail.getInstances(request -> request.pageToken(token)),
                GetInstancesResponse::instances,
                GetInstancesResponse::nextPageToken));
  }

  /// With what is attached to it, whoever's that is.
  private Resource instance(Place place, Instance told) {
    var resource = told(place, told);
    var name = Items.told(told.name());
    disks(place).stream()
        .filter(disk -> disk != null && disk.arn() != null && name.equals(disk.attachedTo()))
        .forEach(disk -> resource.uses(Arn.of(disk.arn())));
    addresses.attachedTo(place, name).forEach(address -> resource.uses(Arn.of(address.arn())));
    return resource.build();
  }

  private static Resource.Builder told(Place place, Instance told) {
    var disks = told.hardware() == null ? List.<Disk>of() : told.hardware().disks();
    var resource =
        LightsailNames.resource(
                place,
                INSTANCE,
                told.arn(),
                told.name(),
                told.state() == null ? null : told.state().name())
            .tags(LightsailNames.tags(told.tags()))
            .createdAt(told.createdAt());
    addOns(
        resource,
        told.addOns(),
        disks.stream()
            .filter(disk -> disk != null && Boolean.TRUE.equals(disk.isSystemDisk()))
            .map(Disk::sizeInGb)
            .filter(Objects::nonNull)
            .mapToInt(Integer::intValue)
            .sum());
    return resource;
  }

  /// What it holds, and the snapshots that nothing brings back once it is gone.
  private static void addOns(Resource.Builder resource, List<AddOn> addOns, int gibibytes) {
    var size = gibibytes == 0 ? "" : Described.upTo(gibibytes);
    if (addOns.isEmpty()) {
      resource.holds(size);
      return;
    }
    resource.fact(ADD_ONS, "yes");
    resource.holds(
        addOns.stream().anyMatch(one -> one != null && "AutoSnapshot".equals(one.name()))
            ? (size.isEmpty() ? "" : size + ", and ")
                + "its automatic snapshots, which Lightsail deletes with it"
            : size);
  }

  private Optional<Resource> withAddress(Place place, Resource instance) {
    var resource = instance.toBuilder();
    addresses
        .attachedTo(place, instance.fact(Described.NAME))
        .filter(address -> LightsailStaticIp.isMadeFor(address, instance))
        .forEach(address -> resource.leaves(Arn.of(address.arn())));
    return Optional.of(resource.build());
  }

  // Disks

  private Addressed.Row disk() {
    return new Addressed.Row(
            LightsailNames.traits(DISK, "Disk/")
                .createdBy(
                    Creation.asking("lightsail:CreateDisk", "diskName"),
                    Creation.asking("lightsail:CreateDiskFromSnapshot", "diskName"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions("lightsail:GetDisks", "lightsail:GetDisk", "lightsail:DeleteDisk")
                .foundBy(INSTANCE)
                .usualWait(LightsailNames.MINUTE)
                .build(),
            this::listedDisks,
            (place, arns) -> Reading.among(listedDisks(place), arns),
            one -> names.delete(one, this::readDisk, Lightsail::deleteDisk))
        .deriving(this::withoutATag);
  }

  private List<Disk> disks(Place place) {
    return place.once(
        "Lightsail's disks",
        () ->
            names.pages(
                place,
                (lightsail, token) -> lightsail.getDisks(request -> request.pageToken(token)),
                GetDisksResponse::disks,
                GetDisksResponse::nextPageToken));
  }

  private Reading<List<Resource>> listedDisks(Place place) {
    return Reading.ofList(
        () ->
            disks(place).stream()
                .filter(disk -> disk == null || !Boolean.TRUE.equals(disk.isSystemDisk()))
                .collect(Items.each(disk -> disk(place, disk))));
  }

  private static Resource disk(Place place, Disk told) {
    var resource =
        LightsailNames.resource(place, DISK, told.arn(), told.name(), told.stateAsString())
            .tags(LightsailNames.tags(told.tags()))
            .createdAt(told.createdAt());
    addOns(resource, told.addOns(), told.sizeInGb() == null ? 0 : told.sizeInGb());
    if (told.attachedTo() != null && !told.attachedTo().isEmpty()) {
      resource.fact(LightsailNames.ATTACHED, told.attachedTo());
    }
    return resource.build();
  }

  private Resource readDisk(Place place, String name) {
    return disk(place, names.at(place.region()).getDisk(request -> request.diskName(name)).disk());
  }

  private static List<Operation> deleteDisk(LightsailClient lightsail, Resource now) {
    return lightsail
        .deleteDisk(
            request ->
                request.diskName(now.name()).forceDeleteAddOns(now.facts().containsKey(ADD_ONS)))
        .operations();
  }

  /// What an instance that goes has attached to it stays without a tag of its own, and bills on:
  /// anybody may have attached a disk of long ago.
  private Reading<List<Resource>> withoutATag(Place place, List<Resource> candidates) {
    var known = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    var instances =
        candidates.stream()
            .filter(one -> one.type().equals(INSTANCE) && one.region().equals(place.region()))
            .collect(Collectors.toMap(one -> one.fact(Described.NAME), Function.identity()));
    return instances.isEmpty()
        ? Reading.of(List.of())
        : listedDisks(place)
            .map(
                all ->
                    all.stream()
                        .filter(disk -> !known.contains(disk.arn()))
                        .flatMap(
                            disk ->
                                Stream.ofNullable(disk.facts().get(LightsailNames.ATTACHED))
                                    .flatMap(name -> Stream.ofNullable(instances.get(name)))
                                    .map(of -> disk.guarded(why(of))))
                        .toList());
  }

  private static String why(Resource instance) {
    return "it is attached to "
        + instance.label()
        + ", which leaves it behind: if it is of the workshop, tag it";
  }
}
