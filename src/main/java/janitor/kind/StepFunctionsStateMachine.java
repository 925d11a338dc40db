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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.IncludedData;
import software.amazon.awssdk.services.sfn.model.ListStateMachineVersionsResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineType;

/// Its deletion waits for every execution that still runs, which may be a year: they are stopped
/// first. Versions and aliases go with it (API reference, DeleteStateMachine).
record StepFunctionsStateMachine(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::StepFunctions::StateMachine";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          // A version or an alias has one colon more.
          .named("states", "stateMachine:", ":")
          .actions(
              "states:ListStateMachines",
              "states:DescribeStateMachine",
              "states:ListStateMachineVersions",
              "states:ListExecutions",
              "states:StopExecution",
              "states:DeleteStateMachine")
          .createdBy(Creation.answering("states:CreateStateMachine", "stateMachineArn").orFinding())
          .usesOf(KmsKey.TYPE)
          .takesRoles("states")
          .usualWait(Duration.ofSeconds(5))
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
        .listStateMachinesPaginator(request -> request.maxResults(1000))
        .stateMachines()
        .stream()
        .collect(
            Items.each(
                machine ->
                    Resource.of(TYPE, Arn.of(machine.stateMachineArn()), place.region())
                        .name(machine.name())
                        .createdAt(machine.creationDate())
                        .build()));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), StateMachineDoesNotExistException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var machine =
        clients
            .stepFunctions(place.region())
            .describeStateMachine(
                request ->
                    request
                        .stateMachineArn(arn.toString())
                        .includedData(IncludedData.METADATA_ONLY));
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(machine.name())
            .createdAt(machine.creationDate())
            .fact(Resource.STATUS, machine.statusAsString())
            .fact("type", machine.typeAsString());
    LogsLogGroup.namedAfter(resource, place, arn);
    Answers.arn(machine.roleArn()).ifPresent(resource::uses);
    Optional.ofNullable(machine.encryptionConfiguration())
        .flatMap(how -> KmsKey.named(place, how.kmsKeyId()))
        .ifPresent(resource::uses);
    var groups =
        Optional.ofNullable(machine.loggingConfiguration()).stream()
            .flatMap(logging -> logging.destinations().stream())
            .flatMap(to -> Answers.arn(to.cloudWatchLogsLogGroup().logGroupArn()).stream())
            .toList();
    return Optional.of(LogsLogGroup.writtenBy(resource, arn, groups).build());
  }

  /// A version never changes: it works with the role and the key that its machine had when it was
  /// published, and "you can start executions from versions either directly or with an alias" (API
  /// reference, PublishStateMachineVersion).
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.both(
        Described.uses(place, candidates, this),
        Described.usesOfEach(
            place,
            candidates,
            this,
            machine -> withVersions(place, machine),
            StateMachineDoesNotExistException.class));
  }

  /// With what its versions work with.
  private Resource withVersions(Place place, Resource machine) {
    var resource = machine.toBuilder();
    Found.pages(
            token ->
                clients
                    .stepFunctions(place.region())
                    .listStateMachineVersions(
                        request ->
                            request
                                .stateMachineArn(machine.arn().toString())
                                .maxResults(1000)
                                .nextToken(token)),
            ListStateMachineVersionsResponse::stateMachineVersions,
            ListStateMachineVersionsResponse::nextToken)
        .stream()
        .map(version -> Arn.of(Items.told(version.stateMachineVersionArn())))
        .flatMap(
            version ->
                Found.unless(
                    StateMachineDoesNotExistException.class, () -> describe(place, version))
                    .stream())
        .flatMap(version -> version.uses().stream())
        .forEach(resource::uses);
    return resource.build();
  }

  @Override
  public Deletion delete(Resource machine, Deadline deadline) {
    var stepFunctions = clients.stepFunctions(machine.region());
    var arn = machine.arn().toString();
    if (machine.fact(Resource.STATUS).equals("DELETING")) {
      return Deletion.ASKED;
    }
    if (machine.fact("type").equals(StateMachineType.STANDARD.toString())) {
      stepFunctions
          .listExecutionsPaginator(
              request -> request.stateMachineArn(arn).statusFilter(ExecutionStatus.RUNNING))
          .executions()
          .stream()
          .toList()
          .forEach(
              running ->
                  stepFunctions.stopExecution(
                      request -> request.executionArn(running.executionArn())));
    }
    stepFunctions.deleteStateMachine(request -> request.stateMachineArn(arn));
    return Deletion.ASKED;
  }
}
