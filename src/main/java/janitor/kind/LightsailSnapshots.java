package janitor.kind;

import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.model.DiskSnapshot;
import software.amazon.awssdk.services.lightsail.model.GetDiskSnapshotsResponse;
import software.amazon.awssdk.services.lightsail.model.GetInstanceSnapshotsResponse;
import software.amazon.awssdk.services.lightsail.model.InstanceSnapshot;

/// What people took of instances and disks, which stays and bills when those are gone. What
/// Lightsail took by itself is in no list of these: it goes with its source.
final class LightsailSnapshots {
  private static final String OF_INSTANCE = "AWS::Lightsail::InstanceSnapshot";
  private static final String OF_DISK = "AWS::Lightsail::DiskSnapshot";

  private final LightsailNames names;

  private LightsailSnapshots(LightsailNames names) {
    this.names = names;
  }

  static List<ResourceKind> kinds(LightsailNames names) {
    var service = new LightsailSnapshots(names);
    return Stream.of(service.ofInstance(), service.ofDisk())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private static Traits.Builder traits(String type, String word) {
    return LightsailNames.traits(type, word)
        .costs(CostClass.DOLLARS_A_MONTH)
        .flags(Traits.Flag.HOLDS_DATA);
  }

  private Described.Row ofInstance() {
    return names.row(
        traits(OF_INSTANCE, "InstanceSnapshot/")
            .createdBy(Creation.asking("lightsail:CreateInstanceSnapshot", "instanceSnapshotName"))
            .actions(
                "lightsail:GetInstanceSnapshots",
                "lightsail:GetInstanceSnapshot",
                "lightsail:DeleteInstanceSnapshot")
            .build(),
        place ->
            names
                .pages(
                    place,
                    (lightsail, token) ->
                        lightsail.getInstanceSnapshots(request -> request.pageToken(token)),
                    GetInstanceSnapshotsResponse::instanceSnapshots,
                    GetInstanceSnapshotsResponse::nextPageToken)
                .stream()
                .collect(Items.each(one -> ofInstance(place, one))),
        (place, name) ->
            ofInstance(
                place,
                names
                    .at(place.region())
                    .getInstanceSnapshot(request -> request.instanceSnapshotName(name))
                    .instanceSnapshot()),
        (lightsail, now) ->
            lightsail
                .deleteInstanceSnapshot(request -> request.instanceSnapshotName(now.name()))
                .operations());
  }

  private static Resource ofInstance(Place place, InstanceSnapshot told) {
    return LightsailNames.resource(
            place, OF_INSTANCE, told.arn(), told.name(), told.stateAsString())
        .tags(LightsailNames.tags(told.tags()))
        .createdAt(told.createdAt())
        .holds(Described.upTo(told.sizeInGb()))
        .build();
  }

  private Described.Row ofDisk() {
    return names.row(
        traits(OF_DISK, "DiskSnapshot/")
            .createdBy(Creation.asking("lightsail:CreateDiskSnapshot", "diskSnapshotName"))
            .actions(
                "lightsail:GetDiskSnapshots",
                "lightsail:GetDiskSnapshot",
                "lightsail:DeleteDiskSnapshot")
            .build(),
        place ->
            names
                .pages(
                    place,
                    (lightsail, token) ->
                        lightsail.getDiskSnapshots(request -> request.pageToken(token)),
                    GetDiskSnapshotsResponse::diskSnapshots,
                    GetDiskSnapshotsResponse::nextPageToken)
                .stream()
                .collect(Items.each(one -> ofDisk(place, one))),
        (place, name) ->
            ofDisk(
                place,
                names
                    .at(place.region())
                    .getDiskSnapshot(request -> request.diskSnapshotName(name))
                    .diskSnapshot()),
        (lightsail, now) ->
            lightsail
                .deleteDiskSnapshot(request -> request.diskSnapshotName(now.name()))
                .operations());
  }

  private static Resource ofDisk(Place place, DiskSnapshot told) {
    return LightsailNames.resource(place, OF_DISK, told.arn(), told.name(), told.stateAsString())
        .tags(LightsailNames.tags(told.tags()))
        .createdAt(told.createdAt())
        .holds(Described.upTo(told.sizeInGb()))
        .build();
  }
}
