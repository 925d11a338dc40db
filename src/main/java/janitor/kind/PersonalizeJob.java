package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.personalize.PersonalizeClient;

/// Imports, exports and batch jobs: Personalize has no call that deletes or stops one. Their
/// records cost nothing and stay until their dataset group goes.
record PersonalizeJob(Clients clients, Traits traits, Function<PersonalizeClient, Stream<Job>> jobs)
    implements ResourceKind {

  /// What the four sorts of job tell alike.
  record Job(String arn, String name, Instant createdAt) {}

  private PersonalizeJob(
      Clients clients, String name, String prefix, Function<PersonalizeClient, Stream<Job>> jobs) {
    this(
        clients,
        Traits.of("AWS::Personalize::" + name)
            .named("personalize", prefix)
            .actions("personalize:List" + name + "s")
            .createdBy(PersonalizeParts.creation(name))
            .goesBesideStacks()
            .flags(Traits.Flag.TOLD)
            .build(),
        jobs);
  }

  static PersonalizeJob ofBatchInference(Clients clients) {
    return new PersonalizeJob(
        clients,
        "BatchInferenceJob",
        "batch-inference-job/",
        client ->
            client
                .listBatchInferenceJobsPaginator(request -> request.maxResults(100))
                .batchInferenceJobs()
                .stream()
                .map(
                    job ->
                        new Job(
                            job.batchInferenceJobArn(), job.jobName(), job.creationDateTime())));
  }

  static PersonalizeJob ofBatchSegment(Clients clients) {
    return new PersonalizeJob(
        clients,
        "BatchSegmentJob",
        "batch-segment-job/",
        client ->
            client
                .listBatchSegmentJobsPaginator(request -> request.maxResults(100))
                .batchSegmentJobs()
                .stream()
                .map(
                    job ->
                        new Job(job.batchSegmentJobArn(), job.jobName(), job.creationDateTime())));
  }

  static PersonalizeJob ofImport(Clients clients) {
    return new PersonalizeJob(
        clients,
        "DatasetImportJob",
        "dataset-import-job/",
        client ->
            client
                .listDatasetImportJobsPaginator(request -> request.maxResults(100))
                .datasetImportJobs()
                .stream()
                .map(
                    job ->
                        new Job(job.datasetImportJobArn(), job.jobName(), job.creationDateTime())));
  }

  static PersonalizeJob ofExport(Clients clients) {
    return new PersonalizeJob(
        clients,
        "DatasetExportJob",
        "dataset-export-job/",
        client ->
            client
                .listDatasetExportJobsPaginator(request -> request.maxResults(100))
                .datasetExportJobs()
                .stream()
                .map(
                    job ->
                        new Job(job.datasetExportJobArn(), job.jobName(), job.creationDateTime())));
  }

  @Override
  public List<Resource> list(Place place) {
    return jobs.apply(clients.personalize(place.region()))
        .collect(
            Items.each(
                job ->
                    Resource.of(type(), Arn.of(job.arn()), place.region())
                        .name(job.name())
                        .createdAt(job.createdAt())
                        .guard(
                            "Personalize cannot delete it; it costs nothing and goes with its"
                                + " dataset group")
                        .build()));
  }

  @Override
  public Deletion delete(Resource job, Deadline deadline) {
    return new Deletion.Refused("Personalize cannot delete it", "It costs nothing.");
  }
}
