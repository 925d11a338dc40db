package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.pipes.model.NotFoundException;
import software.amazon.awssdk.services.pipes.model.Pipe;
import software.amazon.awssdk.services.pipes.model.PipeSourceParameters;

/// Polls its source until it is gone, so it goes before that; what it is in the middle of makes it
/// refuse.
record PipesPipe(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Pipes::Pipe";

  /// What its list alone tells of. A function is left out: the console makes a pipe without a tag,
  /// which would keep it for good.
  private static final String[] ENDS = {
    DynamoDbTable.TYPE,
    Kinesis.STREAM,
    LogsLogGroup.TYPE,
    SnsTopic.TYPE,
    SqsQueue.TYPE,
    StepFunctionsStateMachine.TYPE
  };

  private static final Set<String> LISTED =
      Stream.concat(Stream.of(ENDS), Stream.of(EventsApiDestination.TYPE))
          .collect(Collectors.toSet());

  /// Where it may put what it could not hand on, which only a look at it tells, and only if it
  /// reads a stream (API reference of EventBridge Pipes, PipeSourceDynamoDBStreamParameters and
  /// PipeSourceKinesisStreamParameters).
  private static final Set<String> FOR_FAILURES = Set.of(SnsTopic.TYPE, SqsQueue.TYPE);

  private static final Set<String> STREAMS = Set.of("dynamodb", "kinesis");

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("pipes", "pipe/")
          .physicalId(PhysicalId.after("pipes", "pipe/"))
          .actions("pipes:ListPipes", "pipes:DescribePipe", "pipes:DeletePipe")
          .createdBy(Creation.answering("pipes:CreatePipe", "arn"))
          .goesBesideStacks()
          .usesOf(EventsApiDestination.TYPE, KmsKey.TYPE)
          .usesOf(ENDS)
          .takesRoles("pipes")
          .usualWait(Duration.ofSeconds(10))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "pipes",
        () ->
            clients
                .pipes(place.region())
                .listPipesPaginator(request -> request.limit(100))
                .pipes()
                .stream()
                .collect(Items.each(pipe -> resource(place, pipe))));
  }

  private static Resource resource(Place place, Pipe pipe) {
    var resource =
        Resource.of(TYPE, Arn.of(pipe.arn()), place.region())
            .name(pipe.name())
            .createdAt(pipe.creationTime())
            .fact(Resource.STATUS, pipe.currentStateAsString())
            .why(pipe.stateReason());
    Stream.of(pipe.source(), pipe.target(), String.valueOf(pipe.enrichment()))
        .flatMap(end -> Answers.arn(end).stream())
        .map(SchedulerSchedule::unqualified)
        .map(LambdaEventSourceMapping::streamless)
        .forEach(resource::uses);
    return resource.build();
  }

  /// An API destination is found by its rules, and serves pipes as well; what a pipe reads from and
  /// writes to stays with it. Role and key only a look at each tells.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var order = traits().order();
    return Described.uses(
        place,
        candidates,
        order,
        () -> {
          var wanted = candidates.stream().filter(order::mayUse).map(Resource::type).toList();
          var each = !LISTED.containsAll(wanted);
          var failing = wanted.stream().anyMatch(FOR_FAILURES::contains);
          var unasked =
              list(place).stream().filter(pipe -> !each && !(failing && onStream(pipe))).toList();
          var asked = list(place).stream().filter(pipe -> !unasked.contains(pipe)).toList();
          return Reading.both(
              Reading.of(unasked),
              Found.enriched(asked, pipe -> asDescribed(place, pipe), NotFoundException.class));
        });
  }

  private static boolean onStream(Resource pipe) {
    return pipe.uses().stream().map(Arn::service).anyMatch(STREAMS::contains);
  }

  private Resource asDescribed(Place place, Resource pipe) {
    var told = clients.pipes(place.region()).describePipe(request -> request.name(pipe.name()));
    var resource = pipe.toBuilder();
    Described.uses(
        resource,
        Stream.concat(
            Stream.ofNullable(told.roleArn()),
            Stream.ofNullable(told.sourceParameters()).flatMap(PipesPipe::failures)));
    KmsKey.encrypt(resource, place, told.kmsKeyIdentifier());
    return resource.build();
  }

  private static Stream<String> failures(PipeSourceParameters of) {
    return Stream.of(
            Optional.ofNullable(of.dynamoDBStreamParameters()).map(how -> how.deadLetterConfig()),
            Optional.ofNullable(of.kinesisStreamParameters()).map(how -> how.deadLetterConfig()))
        .flatMap(Optional::stream)
        .flatMap(to -> Stream.ofNullable(to.arn()));
  }

  @Override
  public Deletion delete(Resource pipe, Deadline deadline) {
    if (!pipe.fact(Resource.STATUS).equals("DELETING")) {
      clients.pipes(pipe.region()).deletePipe(request -> request.name(pipe.name()));
    }
    return Deletion.ASKED;
  }
}
