package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.personalize.model.ResourceInUseException;

/// Cannot be tagged; known by its datasets, and refused as long as one of any group uses it.
final class PersonalizeSchema implements ResourceKind {
  static final String TYPE = "AWS::Personalize::Schema";

  private final Clients clients;

  PersonalizeSchema(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("personalize:ListSchemas", "personalize:DeleteSchema");
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
    return Set.of("AWS::CloudFormation::Stack", PersonalizeDataset.TYPE);
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("personalize", "schema/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .personalize(place.region())
        .listSchemasPaginator(request -> request.maxResults(100))
        .schemas()
        .stream()
        .map(
            schema ->
                Resource.of(TYPE, Arn.of(schema.schemaArn()), place.region())
                    .name(schema.name())
                    .createdAt(schema.creationDateTime())
                    .build())
        .toList();
  }

  @Override
  public Deletion delete(Resource schema, Deadline deadline) {
    var isShared =
        Found.unless(
                ResourceInUseException.class,
                () ->
                    Optional.of(
                        clients
                            .personalize(schema.region())
                            .deleteSchema(request -> request.schemaArn(schema.arn().toString()))))
            .isEmpty();
    return isShared
        ? new Deletion.Refused(
            "a dataset of another group uses it too", "It costs nothing, and may stay with that.")
        : Deletion.ASKED;
  }
}
