package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;

/// Batch jobs that use it must be over.
record PersonalizeFilter(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Personalize::Filter";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("personalize", "filter/")
          .actions("personalize:ListFilters", "personalize:DeleteFilter")
          .goesAfter("AWS::Personalize::Campaign", "AWS::Personalize::Recommender")
          .usesOf(PersonalizeDatasetGroup.TYPE)
          .usualWait(PersonalizeParts.WAIT)
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
        .listFiltersPaginator(
            request ->
                request.datasetGroupArn(group.map(Arn::toString).orElse(null)).maxResults(100))
        .filters()
        .stream()
        .map(
            one ->
                Resource.of(TYPE, Arn.of(one.filterArn()), place.region())
                    .name(one.name())
                    .createdAt(one.creationDateTime())
                    .fact("status", one.status())
                    .build())
        .toList();
  }

  private List<Resource> within(Place place, Arn group) {
    return place.once(TYPE + " in " + group, () -> list(place, Optional.of(group)));
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
  public Deletion delete(Resource filter, Deadline deadline) {
    return PersonalizeParts.delete(
        filter,
        arn ->
            clients.personalize(filter.region()).deleteFilter(request -> request.filterArn(arn)));
  }
}
