package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// The last of its chain: whatever was made in it, by whom and with what tags ever, goes before it.
final class PersonalizeDatasetGroup implements ResourceKind {
  static final String TYPE = "AWS::Personalize::DatasetGroup";

  private final Clients clients;

  PersonalizeDatasetGroup(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("personalize:ListDatasetGroups", "personalize:DeleteDatasetGroup");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of(
        "AWS::CloudFormation::Stack",
        PersonalizeCampaign.TYPE,
        PersonalizeRecommender.TYPE,
        PersonalizeSolution.TYPE,
        PersonalizeEventTracker.TYPE,
        PersonalizeFilter.TYPE,
        PersonalizeMetricAttribution.TYPE,
        PersonalizeDataset.TYPE);
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("personalize", "dataset-group/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .personalize(place.region())
        .listDatasetGroupsPaginator(request -> request.maxResults(100))
        .datasetGroups()
        .stream()
        .map(
            group ->
                Resource.of(TYPE, Arn.of(group.datasetGroupArn()), place.region())
                    .name(group.name())
                    .createdAt(group.creationDateTime())
                    .fact("status", group.status())
                    .build())
        .toList();
  }

  @Override
  public Deletion delete(Resource group, Deadline deadline) {
    return PersonalizeParts.delete(
        group,
        arn ->
            clients
                .personalize(group.region())
                .deleteDatasetGroup(request -> request.datasetGroupArn(arn)));
  }

  @Override
  public Duration usualWait() {
    return PersonalizeParts.WAIT;
  }
}
