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
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.personalize.model.ResourceNotFoundException;

/// The last of its chain: whatever was made in it, by whom and with what tags ever, goes before it.
record PersonalizeDatasetGroup(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Personalize::DatasetGroup";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("personalize", "dataset-group/")
          .actions(
              "personalize:ListDatasetGroups",
              "personalize:DescribeDatasetGroup",
              "personalize:DeleteDatasetGroup")
          .createdBy(Creation.answering("personalize:CreateDatasetGroup", "datasetGroupArn"))
          .usesOf(KmsKey.TYPE)
          .takesRoles("personalize")
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

  /// Its data is encrypted with a key, which it uses with a role (API reference, DatasetGroup):
  /// only a look at each tells.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfEach(
        place,
        candidates,
        this,
        group -> asDescribed(place, group),
        ResourceNotFoundException.class);
  }

  private Resource asDescribed(Place place, Resource group) {
    var told =
        clients
            .personalize(place.region())
            .describeDatasetGroup(request -> request.datasetGroupArn(group.arn().toString()))
            .datasetGroup();
    var resource = group.toBuilder();
    KmsKey.encrypt(resource, place, told.kmsKeyArn());
    Described.uses(resource, Stream.ofNullable(told.roleArn()));
    return resource.build();
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
