package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Cannot be tagged; found by its dataset group.
final class PersonalizeMetricAttribution implements ResourceKind {
  static final String TYPE = "AWS::Personalize::MetricAttribution";

  private final Clients clients;

  PersonalizeMetricAttribution(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("personalize:ListMetricAttributions", "personalize:DeleteMetricAttribution");
  }

  @Override
  public boolean isIndexed() {
    return false;
  }

  @Override
  public boolean isTaggable() {
    return false;
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("personalize", "metric-attribution/");
  }

  @Override
  public List<Resource> list(Place place) {
    return list(place, Optional.empty());
  }

  private List<Resource> list(Place place, Optional<Arn> group) {
    return clients
        .personalize(place.region())
        .listMetricAttributionsPaginator(
            request ->
                request.datasetGroupArn(group.map(Arn::toString).orElse(null)).maxResults(100))
        .metricAttributions()
        .stream()
        .map(
            one ->
                Resource.of(TYPE, Arn.of(one.metricAttributionArn()), place.region())
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
  public Set<String> usesOf() {
    return Set.of(PersonalizeDatasetGroup.TYPE);
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return PersonalizeParts.uses(
        candidates, PersonalizeDatasetGroup.TYPE, group -> within(place, group));
  }

  @Override
  public Deletion delete(Resource metricAttribution, Deadline deadline) {
    return PersonalizeParts.delete(
        metricAttribution,
        arn ->
            clients
                .personalize(metricAttribution.region())
                .deleteMetricAttribution(request -> request.metricAttributionArn(arn)));
  }

  @Override
  public Duration usualWait() {
    return PersonalizeParts.WAIT;
  }
}
