package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;

/// The last of its chain: whatever was made in it, by whom and with what tags ever, goes before it.
record PersonalizeDatasetGroup(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Personalize::DatasetGroup";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("personalize", "dataset-group/")
          .actions("personalize:ListDatasetGroups", "personalize:DeleteDatasetGroup")
          .createdBy(Creation.answering("personalize:CreateDatasetGroup", "datasetGroupArn"))
          .usualWait(PersonalizeParts.WAIT)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .personalize(place.region())
        .listDatasetGroupsPaginator(request -> request.maxResults(100))
        .datasetGroups()
        .stream()
        .collect(
            Items.each(
                group ->
                    Resource.of(TYPE, Arn.of(group.datasetGroupArn()), place.region())
                        .name(group.name())
                        .createdAt(group.creationDateTime())
                        .fact(Resource.STATUS, group.status())
                        .why(group.failureReason())
                        .build()));
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
}
