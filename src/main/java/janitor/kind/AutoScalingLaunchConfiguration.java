package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.LaunchConfiguration;

/// It carries no tags, and is found through the group that names it; another group that does keeps
/// it.
record AutoScalingLaunchConfiguration(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::AutoScaling::LaunchConfiguration";
  static final String ACTION = "autoscaling:DescribeLaunchConfigurations";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("autoscaling", "launchConfiguration:")
          .physicalId(PhysicalId.LISTED)
          .flags(Traits.Flag.UNTAGGABLE, Traits.Flag.LIST_PROVES)
          .actions(ACTION, "autoscaling:DeleteLaunchConfiguration")
          .usesOf(
              Ec2Compute.IMAGE, Ec2Compute.SNAPSHOT, Ec2Compute.KEY_PAIR, Ec2Network.SECURITY_GROUP)
          .takesRoles("ec2")
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  static List<LaunchConfiguration> all(Place place, Clients clients) {
    return place.once(
        "launch configurations",
        () ->
            AutoScaling.at(clients, place.region())
                .describeLaunchConfigurationsPaginator(request -> request.maxRecords(100))
                .launchConfigurations()
                .stream()
                .toList());
  }

  @Override
  public List<Resource> list(Place place) {
    return all(place, clients).stream()
        .collect(Items.each(configuration -> resource(place, configuration)));
  }

  private static Resource resource(Place place, LaunchConfiguration one) {
    var resource =
        Resource.of(TYPE, Arn.of(Items.told(one.launchConfigurationARN())), place.region())
            .name(Items.told(one.launchConfigurationName()))
            .createdAt(one.createdTime());
    Described.standsIn(resource, place, Stream.of(), one.securityGroups().stream());
    Stream.of(
            Stream.ofNullable(one.imageId()).map(id -> "image/" + id),
            Stream.ofNullable(one.keyName()).map(key -> "key-pair/" + key),
            one.blockDeviceMappings().stream()
                .flatMap(device -> Stream.ofNullable(device.ebs()))
                .flatMap(disk -> Stream.ofNullable(disk.snapshotId()))
                .map(id -> "snapshot/" + id))
        .flatMap(some -> some)
        .filter(part -> !part.endsWith("/"))
        .forEach(part -> resource.uses(place.arn("ec2", part)));
    Stream.ofNullable(one.iamInstanceProfile())
        .filter(profile -> !profile.isEmpty())
        .map(
            profile ->
                Answers.arn(profile)
                    .orElseGet(() -> place.globalArn("iam", "instance-profile/" + profile)))
        .forEach(resource::uses);
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfListed(place, candidates, this);
  }

  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    AutoScaling.at(clients, resource.region())
        .deleteLaunchConfiguration(request -> request.launchConfigurationName(resource.name()));
    return Deletion.ASKED;
  }
}
