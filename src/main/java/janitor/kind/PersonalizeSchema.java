package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.personalize.model.ResourceInUseException;

/// Cannot be tagged; known by its datasets, and refused as long as one of any group uses it.
record PersonalizeSchema(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Personalize::Schema";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("personalize", "schema/")
          .actions("personalize:ListSchemas", "personalize:DeleteSchema")
          .flags(Traits.Flag.UNTAGGABLE)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .personalize(place.region())
        .listSchemasPaginator(request -> request.maxResults(100))
        .schemas()
        .stream()
        .collect(
            Items.each(
                schema ->
                    Resource.of(TYPE, Arn.of(schema.schemaArn()), place.region())
                        .name(schema.name())
                        .createdAt(schema.creationDateTime())
                        .build()));
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
