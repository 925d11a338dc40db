package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.PieceByPiece;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.efs.model.MountTargetDescription;

/// Where a file system of EFS is in a subnet. It can carry no tag, has no ARN (the one here is
/// ours), and goes before its file system.
record EfsMountTarget(Clients clients) implements ResourceKind, PieceByPiece {
  static final String TYPE = "AWS::EFS::MountTarget";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(Efs.SERVICE, "mount-target/")
          .physicalId(PhysicalId.after(Efs.SERVICE, "mount-target/"))
          .flags(Traits.Flag.UNTAGGABLE)
          .actions(
              "elasticfilesystem:DescribeFileSystems",
              "elasticfilesystem:DescribeMountTargets",
              "elasticfilesystem:DeleteMountTarget",
              // EFS asks for it in the caller's name (API reference, DeleteMountTarget).
              "ec2:DeleteNetworkInterface")
          .foundBy(Efs.FILE_SYSTEM)
          .usualWait(Efs.SOON)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return listing(place).whole();
  }

  @Override
  public Reading<List<Resource>> listing(Place place) {
    var systems = Reading.ofList(() -> Efs.fileSystems(clients, place));
    return Reading.ofPieces(
            systems.answer().stream().map(Resource::arn).toList(),
            system ->
                Efs.there(
                        () ->
                            Reading.ofList(() -> of(clients, place, system.after("file-system/"))))
                    .orElse(Reading.of(List.of())))
        .beside(systems);
  }

  static List<Resource> of(Clients clients, Place place, String system) {
    return Efs.client(clients, place.region())
        .describeMountTargetsPaginator(request -> request.fileSystemId(system).maxItems(100))
        .stream()
        .flatMap(page -> page.mountTargets().stream())
        .collect(Items.each(target -> target(place, target)));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Reading.each(
        arns,
        arn ->
            Efs.there(
                    () ->
                        Efs.client(clients, place.region())
                            .describeMountTargets(
                                request -> request.mountTargetId(arn.after("mount-target/")))
                            .mountTargets())
                .orElse(List.of())
                .stream()
                .map(target -> target(place, target))
                .toList());
  }

  private static Resource target(Place place, MountTargetDescription told) {
    var id = Items.told(told.mountTargetId());
    var resource =
        Resource.of(TYPE, place.arn(Efs.SERVICE, "mount-target/" + id), place.region())
            .name(id)
            .fact(Resource.STATUS, String.valueOf(told.lifeCycleStateAsString()))
            .uses(Efs.system(place, Items.told(told.fileSystemId())));
    Described.standsIn(resource, place, Stream.ofNullable(told.subnetId()), Stream.of());
    return resource.build();
  }

  @Override
  public Deletion delete(Resource target, Deadline deadline) {
    return switch (target.fact(Resource.STATUS)) {
      case "deleting" -> Deletion.ASKED;
      case "creating", "updating" -> Deletion.atWork("EFS", target.fact(Resource.STATUS), Efs.SOON);
      default -> {
        Efs.client(clients, target.region())
            .deleteMountTarget(request -> request.mountTargetId(target.name()));
        yield Deletion.ASKED;
      }
    };
  }
}
