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

/// Bills by the hour. Made by API only, it keeps the solution of a stack from going.
record PersonalizeCampaign(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Personalize::Campaign";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("personalize", "campaign/")
          .actions("personalize:ListCampaigns", "personalize:DeleteCampaign")
          .goesBesideStacks()
          .usesOf(PersonalizeSolution.TYPE)
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

  private List<Resource> list(Place place, Optional<Arn> solution) {
    return clients
        .personalize(place.region())
        .listCampaignsPaginator(
            request ->
                request.solutionArn(solution.map(Arn::toString).orElse(null)).maxResults(100))
        .campaigns()
        .stream()
        .map(
            one ->
                Resource.of(TYPE, Arn.of(one.campaignArn()), place.region())
                    .name(one.name())
                    .createdAt(one.creationDateTime())
                    .fact("status", one.status())
                    .build())
        .toList();
  }

  private List<Resource> within(Place place, Arn solution) {
    return place.once(TYPE + " in " + solution, () -> list(place, Optional.of(solution)));
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    return PersonalizeParts.derive(
        candidates, PersonalizeSolution.TYPE, solution -> within(place, solution));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return PersonalizeParts.uses(
        candidates, PersonalizeSolution.TYPE, solution -> within(place, solution));
  }

  @Override
  public Deletion delete(Resource campaign, Deadline deadline) {
    return PersonalizeParts.delete(
        campaign,
        arn ->
            clients
                .personalize(campaign.region())
                .deleteCampaign(request -> request.campaignArn(arn)));
  }
}
