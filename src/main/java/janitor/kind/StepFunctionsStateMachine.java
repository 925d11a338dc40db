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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.model.EncryptionType;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.IncludedData;
import software.amazon.awssdk.services.sfn.model.ListStateMachineVersionsResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineType;

/// Its deletion waits for every execution that still runs, which may be a year: they are stopped
/// first. Versions and aliases go with it (API reference, DeleteStateMachine).
record StepFunctionsStateMachine(Clients clients, FrontDoors doors) implements ResourceKind {
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
          .usesOf(
              KmsKey.TYPE,
              EventsConnection.TYPE,
              LambdaFunction.TYPE,
              DynamoDbTable.TYPE,
              LogsLogGroup.TYPE)
          .takesRoles("states")
          .usualWait(Duration.ofSeconds(5))
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  /// By a path or an expression (Step Functions Developer Guide, "Call HTTPS APIs").
  private static final Pattern CONNECTION_AT_RUN_TIME = atRunTime("ConnectionArn");

  private static final Pattern FUNCTION_AT_RUN_TIME = atRunTime("FunctionName");
  private static final Pattern TABLES_AT_RUN_TIME = atRunTime("(TableName|RequestItems)");

  /// A task's function or table, by name or ARN, a function's with a version or an alias as well;
  /// several tables stand as keys (Step Functions Developer Guide, "Invoke an AWS Lambda function",
  /// and "Perform DynamoDB CRUD operations").
  private static final Pattern NAMED =
      Pattern.compile("\"([^\"]*(function:|table/))?(?<name>[A-Za-z0-9_.-]+)(:[^\"]*)?\"");

  StepFunctionsStateMachine(Clients clients) {
    this(clients, new FrontDoors());
  }

  private static Pattern atRunTime(String what) {
    return Pattern.compile("\"" + what + "(\\.\\$\"|\"\\s*:\\s*\"\\{%)");
  }

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
    KmsKey.encrypt(
        resource,
        place,
        Stream.ofNullable(machine.encryptionConfiguration()).map(how -> how.kmsKeyId()));
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
    var connections =
        candidates.stream()
            .filter(one -> one.type().equals(EventsConnection.TYPE))
            .filter(one -> one.region().equals(place.region()))
            .toList();
    var others =
        FrontDoors.beside(candidates).stream()
            .filter(one -> !connections.contains(one))
            // A function's own group is for the function: without this, every machine of the
            // account would be asked on almost every night.
            .filter(one -> !one.arn().names("logs", "log-group:/aws/lambda/"))
            .toList();
    var works =
        Reading.both(
            Described.uses(place, others, this),
            Described.usesOfEach(
                place,
                others,
                this,
                machine -> withVersions(place, machine),
                StateMachineDoesNotExistException.class));
    var calls =
        Described.usesOfEach(
            place,
            connections,
            this,
            machine -> withConnections(place, machine, connections),
            StateMachineDoesNotExistException.class);
    var leads =
        doors.behind(
            place,
            candidates,
            this,
            machine -> definitions(place, machine).flatMap(one -> led(place, one)),
            StateMachineDoesNotExistException.class);
    return Reading.both(Reading.both(works, calls), leads);
  }

  /// An HTTP task names the connection that it calls with, in the definition of the machine or of
  /// one of its versions. Where the definition is hidden, or says only at run time which it is, it
  /// may be any of them.
  private Resource withConnections(Place place, Resource machine, List<Resource> connections) {
    var resource = machine.toBuilder();
    var all = connections.stream().map(Resource::arn).toList();
    definitions(place, machine)
        .flatMap(
            one ->
                one.filter(text -> !CONNECTION_AT_RUN_TIME.matcher(text).find())
                    .map(text -> all.stream().filter(arn -> text.contains(arn.toString())))
                    .orElseGet(all::stream))
        .forEach(resource::uses);
    return resource.build();
  }

  /// What one leads to, as [FrontDoors] takes it; a hidden one may lead to anything.
  private static Stream<String> led(Place place, Optional<String> definition) {
    if (definition.isEmpty()) {
      return Stream.of(FrontDoors.ANY_FUNCTION, FrontDoors.ANY_TABLE);
    }
    var text = definition.get();
    var any =
        Stream.concat(
            FUNCTION_AT_RUN_TIME.matcher(text).results().map(_ -> FrontDoors.ANY_FUNCTION),
            TABLES_AT_RUN_TIME.matcher(text).results().map(_ -> FrontDoors.ANY_TABLE));
    var named =
        NAMED
            .matcher(text)
            .results()
            .map(found -> found.group("name"))
            .flatMap(
                name ->
                    Stream.of(
                        place.arn("lambda", "function:" + name),
                        place.arn("dynamodb", "table/" + name)))
            .map(Arn::toString);
    return Stream.concat(any, named);
  }

  /// Of a machine and its versions; nothing for one that is encrypted with a key of somebody's.
  private Stream<Optional<String>> definitions(Place place, Resource machine) {
    return place
        .once(
            "definitions of " + machine.arn(),
            () ->
                Stream.concat(Stream.of(machine.arn()), versions(place, machine))
                    .flatMap(
                        arn ->
                            Found.unless(
                                StateMachineDoesNotExistException.class,
                                () -> Optional.of(definition(place, arn)))
                                .stream())
                    .toList())
        .stream();
  }

  private Optional<String> definition(Place place, Arn arn) {
    var stepFunctions = clients.stepFunctions(place.region());
    var told =
        stepFunctions.describeStateMachine(
            request ->
                request.stateMachineArn(arn.toString()).includedData(IncludedData.METADATA_ONLY));
    return Optional.ofNullable(told.encryptionConfiguration())
            .filter(how -> how.type() != EncryptionType.AWS_OWNED_KEY)
            .isPresent()
        ? Optional.empty()
        : Optional.of(
            stepFunctions
                .describeStateMachine(request -> request.stateMachineArn(arn.toString()))
                .definition());
  }

  private Stream<Arn> versions(Place place, Resource machine) {
    return Found.pages(
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
        .map(version -> Arn.of(Items.told(version.stateMachineVersionArn())));
  }

  /// With what its versions work with.
  private Resource withVersions(Place place, Resource machine) {
    var resource = machine.toBuilder();
    versions(place, machine)
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
