package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import software.amazon.awssdk.services.personalize.PersonalizeClient;

/// What lies in a dataset group, or a campaign in its solution, and keeps that from going.
/// Campaigns and recommenders bill by the hour; made by API only, they would keep those of a stack.
record PersonalizePart(
    Clients clients,
    Traits traits,
    BiFunction<PersonalizeClient, Optional<String>, Stream<Part>> parts,
    BiConsumer<PersonalizeClient, String> delete)
    implements ResourceKind, TellsTags {
  static final String CAMPAIGN = "AWS::Personalize::Campaign";
  static final String EVENT_TRACKER = "AWS::Personalize::EventTracker";
  static final String FILTER = "AWS::Personalize::Filter";
  static final String METRIC_ATTRIBUTION = "AWS::Personalize::MetricAttribution";
  static final String RECOMMENDER = "AWS::Personalize::Recommender";

  /// What the five sorts tell alike.
  record Part(String arn, String name, Instant createdAt, String status) {}

  /// What the five sorts have alike: `EventTracker` has ARNs of `event-tracker/`.
  private static Traits.Builder traits(String type, String whole) {
    var name = type.substring(type.lastIndexOf(':') + 1);
    var prefix = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT) + "/";
    return Traits.of(type)
        .named("personalize", prefix)
        .actions("personalize:List" + name + "s", "personalize:Delete" + name)
        .createdBy(PersonalizeParts.creation(name))
        .usesOf(whole)
        .usualWait(PersonalizeParts.WAIT);
  }

  static PersonalizePart campaign(Clients clients) {
    return new PersonalizePart(
        clients,
        traits(CAMPAIGN, PersonalizeSolution.TYPE)
            .goesBesideStacks()
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("personalize:ListTagsForResource")
            .build(),
        (client, solution) ->
            client
                .listCampaignsPaginator(
                    request -> request.solutionArn(solution.orElse(null)).maxResults(100))
                .campaigns()
                .stream()
                .map(
                    campaign ->
                        new Part(
                            campaign.campaignArn(),
                            campaign.name(),
                            campaign.creationDateTime(),
                            campaign.status())),
        (client, arn) -> client.deleteCampaign(request -> request.campaignArn(arn)));
  }

  static PersonalizePart recommender(Clients clients) {
    return new PersonalizePart(
        clients,
        traits(RECOMMENDER, PersonalizeDatasetGroup.TYPE)
            .goesBesideStacks()
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("personalize:ListTagsForResource")
            .build(),
        (client, group) ->
            client
                .listRecommendersPaginator(
                    request -> request.datasetGroupArn(group.orElse(null)).maxResults(100))
                .recommenders()
                .stream()
                .map(
                    recommender ->
                        new Part(
                            recommender.recommenderArn(),
                            recommender.name(),
                            recommender.creationDateTime(),
                            recommender.status())),
        (client, arn) -> client.deleteRecommender(request -> request.recommenderArn(arn)));
  }

  /// The interactions dataset that it fills stays.
  static PersonalizePart eventTracker(Clients clients) {
    return new PersonalizePart(
        clients,
        traits(EVENT_TRACKER, PersonalizeDatasetGroup.TYPE).build(),
        (client, group) ->
            client
                .listEventTrackersPaginator(
                    request -> request.datasetGroupArn(group.orElse(null)).maxResults(100))
                .eventTrackers()
                .stream()
                .map(
                    tracker ->
                        new Part(
                            tracker.eventTrackerArn(),
                            tracker.name(),
                            tracker.creationDateTime(),
                            tracker.status())),
        (client, arn) -> client.deleteEventTracker(request -> request.eventTrackerArn(arn)));
  }

  /// Batch jobs that use it must be over.
  static PersonalizePart filter(Clients clients) {
    return new PersonalizePart(
        clients,
        traits(FILTER, PersonalizeDatasetGroup.TYPE)
            .goesAfter(CAMPAIGN, RECOMMENDER)
            .because("Whether Personalize refuses one that they still apply, AWS does not tell.")
            .build(),
        (client, group) ->
            client
                .listFiltersPaginator(
                    request -> request.datasetGroupArn(group.orElse(null)).maxResults(100))
                .filters()
                .stream()
                .map(
                    filter ->
                        new Part(
                            filter.filterArn(),
                            filter.name(),
                            filter.creationDateTime(),
                            filter.status())),
        (client, arn) -> client.deleteFilter(request -> request.filterArn(arn)));
  }

  /// Cannot be tagged; found by its dataset group.
  static PersonalizePart metricAttribution(Clients clients) {
    return new PersonalizePart(
        clients,
        traits(METRIC_ATTRIBUTION, PersonalizeDatasetGroup.TYPE)
            .flags(Traits.Flag.UNTAGGABLE)
            .build(),
        (client, group) ->
            client
                .listMetricAttributionsPaginator(
                    request -> request.datasetGroupArn(group.orElse(null)).maxResults(100))
                .metricAttributions()
                .stream()
                .map(
                    attribution ->
                        new Part(
                            attribution.metricAttributionArn(),
                            attribution.name(),
                            attribution.creationDateTime(),
                            attribution.status())),
        (client, arn) ->
            client.deleteMetricAttribution(request -> request.metricAttributionArn(arn)));
  }

  /// The type of what it lies in: the only one that it uses.
  private String whole() {
    return traits().order().usesOf().iterator().next();
  }

  @Override
  public List<Resource> list(Place place) {
    return list(place, Optional.empty());
  }

  private List<Resource> list(Place place, Optional<String> whole) {
    return parts
        .apply(clients.personalize(place.region()), whole)
        .collect(
            Items.each(
                part ->
                    Resource.of(type(), Arn.of(part.arn()), place.region())
                        .name(part.name())
                        .createdAt(part.createdAt())
                        .fact(Resource.STATUS, part.status())
                        .build()));
  }

  private List<Resource> within(Place place, Arn whole) {
    return place.once(type() + " in " + whole, () -> list(place, Optional.of(whole.toString())));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return PersonalizeParts.read(
        new Spot(this, place), arns, whole(), whole -> within(place, whole));
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    return PersonalizeParts.derive(candidates, whole(), whole -> within(place, whole));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return PersonalizeParts.uses(candidates, whole(), whole -> within(place, whole));
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> some) {
    return PersonalizeParts.tags(clients.personalize(place.region()), some);
  }

  @Override
  public Deletion delete(Resource part, Deadline deadline) {
    return PersonalizeParts.delete(
        part, arn -> delete.accept(clients.personalize(part.region()), arn));
  }
}
