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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.ActivityDoesNotExistException;

/// A state machine names it only inside its definition, so it goes after all of them: an execution
/// that meets a missing activity fails.
record StepFunctionsActivity(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::StepFunctions::Activity";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("states", "activity:")
          .actions("states:ListActivities", "states:DescribeActivity", "states:DeleteActivity")
          .createdBy(Creation.answering("states:CreateActivity", "activityArn").orFinding())
          .usesOf(KmsKey.TYPE)
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .stepFunctions(place.region())
        .listActivitiesPaginator(request -> request.maxResults(1000))
        .activities()
        .stream()
        .collect(
            Items.each(
                activity ->
                    Resource.of(type(), Arn.of(activity.activityArn()), place.region())
                        .name(activity.name())
                        .createdAt(activity.creationDate())
                        .build()));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), ActivityDoesNotExistException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var activity =
        clients
            .stepFunctions(place.region())
            .describeActivity(request -> request.activityArn(arn.toString()));
    var resource =
        Resource.of(type(), arn, place.region())
            .name(activity.name())
            .createdAt(activity.creationDate());
    // What its workers are handed is (API reference, EncryptionConfiguration).
    KmsKey.encrypt(
        resource,
        place,
        Stream.ofNullable(activity.encryptionConfiguration()).map(how -> how.kmsKeyId()));
    return Optional.of(resource.build());
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(place, candidates, this);
  }

  @Override
  public Deletion delete(Resource activity, Deadline deadline) {
    clients
        .stepFunctions(activity.region())
        .deleteActivity(request -> request.activityArn(activity.arn().toString()));
    return Deletion.ASKED;
  }
}
