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
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineType;

/// Its deletion waits for every execution that still runs, which may be a year: they are stopped
/// first. Versions and aliases go with it.
record StepFunctionsStateMachine(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::StepFunctions::StateMachine";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          // A version or an alias has one colon more.
          .named("states", "stateMachine:", ":")
          .actions(
              "states:ListStateMachines",
              "states:DescribeStateMachine",
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

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(place, candidates, this);
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
