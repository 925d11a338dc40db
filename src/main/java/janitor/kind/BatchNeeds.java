package janitor.kind;

import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.batch.model.EcsProperties;
import software.amazon.awssdk.services.batch.model.EksProperties;
import software.amazon.awssdk.services.batch.model.JobDefinition;
import software.amazon.awssdk.services.batch.model.LogConfiguration;
import software.amazon.awssdk.services.batch.model.NodeRangeProperty;
import software.amazon.awssdk.services.batch.model.RepositoryCredentials;
import software.amazon.awssdk.services.batch.model.Secret;
import software.amazon.awssdk.services.batch.model.Volume;

/// What the containers of a job definition start with: of one container, of several in a task, of
/// pods, and of each of these for a range of nodes (model of Batch, JobDefinition).
final class BatchNeeds {
  private final ContainerNeeds needs;
  private final Resource.Builder resource;
  private final Place place;

  private BatchNeeds(Resource.Builder resource, Place place) {
    this.resource = resource;
    this.place = place;
    needs = new ContainerNeeds(resource, place);
  }

  static void of(Resource.Builder resource, Place place, JobDefinition definition) {
    var needs = new BatchNeeds(resource, place);
    var ranges =
        Stream.ofNullable(definition.nodeProperties())
            .flatMap(nodes -> nodes.nodeRangeProperties().stream())
            .toList();
    Stream.concat(
            Stream.ofNullable(definition.containerProperties()),
            ranges.stream().flatMap(range -> Stream.ofNullable(range.container())))
        .forEach(
            one -> {
              needs.container(one.image(), one.secrets(), one.repositoryCredentials());
              needs.logs(one.logConfiguration());
              needs.mounted(one.volumes());
            });
    Stream.concat(
            Stream.ofNullable(definition.ecsProperties()),
            ranges.stream().map(NodeRangeProperty::ecsProperties).flatMap(Stream::ofNullable))
        .forEach(needs::tasks);
    Stream.concat(
            Stream.ofNullable(definition.eksProperties()),
            ranges.stream().map(NodeRangeProperty::eksProperties).flatMap(Stream::ofNullable))
        .forEach(needs::pods);
  }

  private void tasks(EcsProperties ecs) {
    for (var task : ecs.taskProperties()) {
      mounted(task.volumes());
      for (var one : task.containers()) {
        container(one.image(), one.secrets(), one.repositoryCredentials());
        logs(one.logConfiguration());
      }
    }
  }

  private void pods(EksProperties eks) {
    Stream.ofNullable(eks.podProperties())
        .flatMap(pod -> Stream.concat(pod.containers().stream(), pod.initContainers().stream()))
        .forEach(one -> needs.image(one.image()));
  }

  private void container(
      @Nullable String image, List<Secret> secrets, @Nullable RepositoryCredentials credentials) {
    needs
        .image(image)
        .confided(secrets.stream().map(Secret::valueFrom))
        .secrets(credentials == null ? Stream.of() : Stream.of(credentials.credentialsParameter()));
  }

  private void logs(@Nullable LogConfiguration logs) {
    if (logs != null) {
      needs.logs(logs.options()).confided(logs.secretOptions().stream().map(Secret::valueFrom));
    }
  }

  private void mounted(List<Volume> volumes) {
    volumes.stream()
        .flatMap(volume -> Stream.ofNullable(volume.efsVolumeConfiguration()))
        .flatMap(efs -> Stream.ofNullable(efs.fileSystemId()))
        .forEach(id -> resource.uses(Efs.system(place, id)));
  }
}
