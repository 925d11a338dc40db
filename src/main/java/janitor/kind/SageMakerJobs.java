package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Traits;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.VpcConfig;

/// Jobs that train, process and transform bill for their machines as long as they run. One that
/// runs is stopped; one that has ended, however it did, costs nothing, and its record stays where
/// people look for what came of it: there is nothing to do. So the list is of those that run.
///
/// What a job wrote to its bucket stays there. Machines that a training job keeps warm for the next
/// end by themselves, within an hour (API reference, ResourceConfig, `KeepAlivePeriodInSeconds`).
final class SageMakerJobs {
  static final String TRAINING = "AWS::SageMaker::TrainingJob";
  static final String PROCESSING = "AWS::SageMaker::ProcessingJob";
  static final String TRANSFORM = "AWS::SageMaker::TransformJob";

  private static final String RUNS = "InProgress";
  private static final String STOPPING = "Stopping";

  private final SageMaker service;

  SageMakerJobs(SageMaker service) {
    this.service = service;
  }

  Stream<Described.Row> rows() {
    return Stream.of(training(), processing(), transform());
  }

  private SageMakerClient at(String region) {
    return service.at(region);
  }

  /// What a description tells of one.
  private record Told(String status, @Nullable String role, @Nullable VpcConfig in) {}

  private Described.Row row(
      String type,
      Function<Place, List<Resource>> list,
      BiFunction<String, Resource, Told> describe,
      Consumer<Resource> stop) {
    var name = type.substring(type.lastIndexOf(':') + 1).replace("Job", "");
    var answered = Character.toLowerCase(name.charAt(0)) + name.substring(1) + "JobArn";
    return new Described.Row(
            Traits.of(type)
                .named("sagemaker", word(name))
                .createdBy(Creation.answering("sagemaker:Create" + name + "Job", answered))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "sagemaker:List" + name + "Jobs",
                    "sagemaker:Describe" + name + "Job",
                    SageMaker.TAGS,
                    "sagemaker:Stop" + name + "Job")
                .takesRoles("sagemaker")
                .usualWait(FinalSnapshots.MINUTES)
                .build(),
            list,
            (place, one) ->
                SageMaker.there(() -> describe.apply(place.region(), one))
                    .map(told -> using(place, one, told)),
            service::tags,
            job -> {
              if (describe.apply(job.region(), job).status().equals(RUNS)) {
                stop.accept(job);
              }
              return Deletion.ASKED;
            })
        // It bills until it has stopped, for which it has two minutes (API reference,
        // StopTrainingJob).
        .leaving((place, absent) -> stopping(place, absent, describe));
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT) + "-job/";
  }

  private static Set<Arn> stopping(
      Place place, List<Resource> absent, BiFunction<String, Resource, Told> describe) {
    return absent.stream()
        .filter(
            one ->
                SageMaker.there(() -> describe.apply(place.region(), one))
                    .filter(told -> told.status().equals(STOPPING))
                    .isPresent())
        .map(Resource::arn)
        .collect(Collectors.toSet());
  }

  private static Resource using(Place place, Resource one, Told told) {
    var resource = one.toBuilder();
    Described.uses(resource, Stream.ofNullable(told.role()));
    Optional.ofNullable(told.in())
        .ifPresent(
            in ->
                Described.standsIn(
                    resource, place, in.subnets().stream(), in.securityGroupIds().stream()));
    return resource.build();
  }

  private static Resource job(
      Place place, String type, @Nullable String arn, @Nullable String name, @Nullable Instant at) {
    return SageMaker.resource(type, place, Items.told(arn), Items.told(name)).createdAt(at).build();
  }

  private Described.Row training() {
    return row(
        TRAINING,
        place ->
            at(place.region())
                .listTrainingJobsPaginator(request -> request.statusEquals(RUNS).maxResults(100))
                .trainingJobSummaries()
                .stream()
                .collect(
                    Items.each(
                        one ->
                            job(
                                place,
                                TRAINING,
                                one.trainingJobArn(),
                                one.trainingJobName(),
                                one.creationTime()))),
        (region, one) -> {
          var told = at(region).describeTrainingJob(request -> request.trainingJobName(one.name()));
          return new Told(
              String.valueOf(told.trainingJobStatusAsString()), told.roleArn(), told.vpcConfig());
        },
        one -> at(one.region()).stopTrainingJob(request -> request.trainingJobName(one.name())));
  }

  private Described.Row processing() {
    return row(
        PROCESSING,
        place ->
            at(place.region())
                .listProcessingJobsPaginator(request -> request.statusEquals(RUNS).maxResults(100))
                .processingJobSummaries()
                .stream()
                .collect(
                    Items.each(
                        one ->
                            job(
                                place,
                                PROCESSING,
                                one.processingJobArn(),
                                one.processingJobName(),
                                one.creationTime()))),
        (region, one) -> {
          var told =
              at(region).describeProcessingJob(request -> request.processingJobName(one.name()));
          return new Told(
              String.valueOf(told.processingJobStatusAsString()),
              told.roleArn(),
              told.networkConfig() == null ? null : told.networkConfig().vpcConfig());
        },
        one ->
            at(one.region()).stopProcessingJob(request -> request.processingJobName(one.name())));
  }

  /// Its role and its place are its model's.
  private Described.Row transform() {
    return row(
        TRANSFORM,
        place ->
            at(place.region())
                .listTransformJobsPaginator(request -> request.statusEquals(RUNS).maxResults(100))
                .transformJobSummaries()
                .stream()
                .collect(
                    Items.each(
                        one ->
                            job(
                                place,
                                TRANSFORM,
                                one.transformJobArn(),
                                one.transformJobName(),
                                one.creationTime()))),
        (region, one) -> {
          var told =
              at(region).describeTransformJob(request -> request.transformJobName(one.name()));
          return new Told(String.valueOf(told.transformJobStatusAsString()), null, null);
        },
        one -> at(one.region()).stopTransformJob(request -> request.transformJobName(one.name())));
  }
}
