package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.personalize.model.ResourceInUseException;
import software.amazon.awssdk.services.personalize.model.ResourceNotFoundException;

/// Its schema cannot be tagged and is only known by it. It is refused while data is imported or
/// exported, or anything in its group is trained.
record PersonalizeDataset(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Personalize::Dataset";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("personalize", "dataset/")
          .actions(
              "personalize:ListDatasets",
              "personalize:DescribeDataset",
              "personalize:ListDatasetImportJobs",
              "personalize:DeleteDataset")
          .createdBy(Creation.answering("personalize:CreateDataset", "datasetArn"))
          .goesAfter(
              "AWS::Personalize::EventTracker",
              "AWS::Personalize::Filter",
              "AWS::Personalize::MetricAttribution",
              "AWS::Personalize::Recommender",
              "AWS::Personalize::Solution")
          .because(
              "Personalize refuses as long as something of its group works with it, and no part "
                  + "of a group tells with which dataset.")
          .usesOf(PersonalizeDatasetGroup.TYPE)
          .usualWait(PersonalizeParts.WAIT)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return list(place, Optional.empty());
  }

  private List<Resource> list(Place place, Optional<Arn> group) {
    return clients
        .personalize(place.region())
        .listDatasetsPaginator(
            request ->
                request.datasetGroupArn(group.map(Arn::toString).orElse(null)).maxResults(100))
        .datasets()
        .stream()
        .collect(
            Items.each(
                dataset ->
                    Resource.of(TYPE, Arn.of(dataset.datasetArn()), place.region())
                        .name(dataset.name())
                        .createdAt(dataset.creationDateTime())
                        .fact(Resource.STATUS, dataset.status())
                        .build()));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(
        arns,
        arn -> place.once("dataset " + arn, () -> describe(place, arn)),
        ResourceNotFoundException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var dataset =
        clients
            .personalize(place.region())
            .describeDataset(request -> request.datasetArn(arn.toString()))
            .dataset();
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(dataset.name())
            .createdAt(dataset.creationDateTime())
            .fact(Resource.STATUS, dataset.status());
    Answers.arn(dataset.schemaArn()).ifPresent(schema -> resource.uses(schema).leaves(schema));
    return Optional.of(resource.build());
  }

  private List<Resource> within(Place place, Arn group) {
    return place.once(
        TYPE + " in " + group,
        () ->
            read(place, list(place, Optional.of(group)).stream().map(Resource::arn).toList())
                .whole());
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    return PersonalizeParts.derive(
        candidates, PersonalizeDatasetGroup.TYPE, group -> within(place, group));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return PersonalizeParts.uses(
        candidates, PersonalizeDatasetGroup.TYPE, group -> within(place, group));
  }

  @Override
  public Deletion delete(Resource dataset, Deadline deadline) {
    return Found.unless(ResourceInUseException.class, () -> Optional.of(deleted(dataset)))
        .orElseGet(
            () ->
                isImporting(dataset)
                    ? PersonalizeParts.atWork("data is being imported")
                    : deleted(dataset));
  }

  private Deletion deleted(Resource dataset) {
    return PersonalizeParts.delete(
        dataset,
        arn ->
            clients
                .personalize(dataset.region())
                .deleteDataset(request -> request.datasetArn(arn)));
  }

  private boolean isImporting(Resource dataset) {
    return clients
        .personalize(dataset.region())
        .listDatasetImportJobsPaginator(
            request -> request.datasetArn(dataset.arn().toString()).maxResults(100))
        .datasetImportJobs()
        .stream()
        .anyMatch(job -> PersonalizeParts.isUnderWay(job.status()));
  }
}
