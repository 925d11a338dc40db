package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.TellsTags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.personalize.model.ResourceInUseException;
import software.amazon.awssdk.services.personalize.model.SolutionVersionSummary;

/// Its versions go with it, but a training must be stopped first, which takes its time; and a
/// campaign that was made by API keeps it.
record PersonalizeSolution(Clients clients) implements ResourceKind, TellsTags {
  static final String TYPE = "AWS::Personalize::Solution";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          // Its versions' ARNs are longer.
          .named("personalize", "solution/", "/")
          .actions(
              "personalize:ListSolutions",
              "personalize:ListSolutionVersions",
              "personalize:ListTagsForResource",
              "personalize:StopSolutionVersionCreation",
              "personalize:DeleteSolution")
          .createdBy(Creation.answering("personalize:CreateSolution", "solutionArn"))
          .usesOf(PersonalizeDatasetGroup.TYPE)
          .usualWait(PersonalizeParts.WAIT)
          .costs(CostClass.DOLLARS_A_DAY)
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
        .listSolutionsPaginator(
            request ->
                request.datasetGroupArn(group.map(Arn::toString).orElse(null)).maxResults(100))
        .solutions()
        .stream()
        .collect(
            Items.each(
                solution ->
                    Resource.of(TYPE, Arn.of(solution.solutionArn()), place.region())
                        .name(solution.name())
                        .createdAt(solution.creationDateTime())
                        .fact(Resource.STATUS, solution.status())
                        .build()));
  }

  private List<Resource> within(Place place, Arn group) {
    return place.once(TYPE + " in " + group, () -> list(place, Optional.of(group)));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return PersonalizeParts.read(
        new Spot(this, place), arns, PersonalizeDatasetGroup.TYPE, group -> within(place, group));
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
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> solutions) {
    return PersonalizeParts.tags(clients.personalize(place.region()), solutions);
  }

  @Override
  public Deletion delete(Resource solution, Deadline deadline) {
    return Found.unless(ResourceInUseException.class, () -> Optional.of(deleted(solution)))
        .orElseGet(() -> stopped(solution));
  }

  private Deletion deleted(Resource solution) {
    return PersonalizeParts.delete(
        solution,
        arn ->
            clients
                .personalize(solution.region())
                .deleteSolution(request -> request.solutionArn(arn)));
  }

  /// Personalize refuses as long as a version of it is in training, and says no more than that it
  /// is in use: another refusal is told as it comes.
  private Deletion stopped(Resource solution) {
    var training = training(solution);
    training.stream()
        .filter(version -> !version.status().equals("CREATE STOPPING"))
        .forEach(
            version ->
                clients
                    .personalize(solution.region())
                    .stopSolutionVersionCreation(
                        request -> request.solutionVersionArn(version.solutionVersionArn())));
    return training.isEmpty() || training(solution).isEmpty()
        ? deleted(solution)
        : PersonalizeParts.atWork("a training is being stopped");
  }

  private List<SolutionVersionSummary> training(Resource solution) {
    return clients
        .personalize(solution.region())
        .listSolutionVersionsPaginator(
            request -> request.solutionArn(solution.arn().toString()).maxResults(100))
        .solutionVersions()
        .stream()
        .filter(version -> PersonalizeParts.isUnderWay(version.status()))
        .toList();
  }
}
