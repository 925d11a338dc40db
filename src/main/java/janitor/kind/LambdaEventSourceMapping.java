package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.OnFailure;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// Outlives its function, and goes on polling for it. It names its function by version or alias as
/// well, and a table by its stream. No list tells its tags, which may say to keep it.
record LambdaEventSourceMapping(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::Lambda::EventSourceMapping";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("lambda", "event-source-mapping:")
          .physicalId(PhysicalId.after("lambda", "event-source-mapping:"))
          .actions(
              "lambda:ListEventSourceMappings",
              "lambda:DeleteEventSourceMapping",
              "lambda:ListTags")
          .createdBy(
              Creation.answering("lambda:CreateEventSourceMapping", "uUID").inVersion("20150331"))
          .goesBesideStacks()
          .foundBy(LambdaFunction.TYPE)
          .usesOf(
              KmsKey.TYPE,
              DynamoDbTable.TYPE,
              Kinesis.STREAM,
              S3Bucket.TYPE,
              SnsTopic.TYPE,
              SqsQueue.TYPE)
          .usualWait(Duration.ofSeconds(5))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "event source mappings",
        () ->
            clients
                .lambda(place.region())
                .listEventSourceMappingsPaginator(request -> request.maxItems(100))
                .eventSourceMappings()
                .stream()
                .collect(Items.each(mapping -> resource(place, mapping))));
  }

  private static Resource resource(Place place, EventSourceMappingConfiguration mapping) {
    var function = Answers.arn(mapping.functionArn()).map(LambdaFunction::unqualified);
    var source = Answers.arn(mapping.eventSourceArn());
    var resource =
        Resource.of(
                TYPE,
                place.arn("lambda", "event-source-mapping:" + Items.told(mapping.uuid())),
                place.region())
            .name(nameOf(source) + " to " + nameOf(function))
            .modifiedAt(mapping.lastModified())
            .fact(Resource.RESOURCE_ID, Items.told(mapping.uuid()))
            .fact(Resource.STATUS, Optional.ofNullable(mapping.state()).orElse(""))
            .why(mapping.stateTransitionReason());
    function.ifPresent(resource::uses);
    source.map(LambdaEventSourceMapping::streamless).ifPresent(resource::uses);
    failing(mapping).ifPresent(resource::uses);
    // What it filters by is encrypted with it.
    KmsKey.encrypt(resource, place, mapping.kmsKeyArn());
    return resource.build();
  }

  /// Where it puts what failed: a queue, a topic or a bucket, or a topic of Kafka's, which has no
  /// ARN (API reference, OnFailure).
  private static Optional<Arn> failing(EventSourceMappingConfiguration mapping) {
    return Optional.ofNullable(mapping.destinationConfig())
        .map(DestinationConfig::onFailure)
        .map(OnFailure::destination)
        .flatMap(Answers::arn);
  }

  static Arn streamless(Arn source) {
    return source.sibling(
        source
            .resource()
            .replaceFirst("^(table/[^/]+)/stream/.*", "$1")
            .replaceFirst("^(stream/[^/]+)/consumer/.*", "$1"));
  }

  private static String nameOf(Optional<Arn> arn) {
    return arn.map(LambdaEventSourceMapping::streamless)
        .map(one -> one.resource().replaceFirst("^.*[:/]", ""))
        .orElse("a source without ARN");
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var functions =
        candidates.stream()
            .filter(resource -> resource.type().equals(LambdaFunction.TYPE))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (functions.isEmpty()) {
      return Reading.of(List.of());
    }
    return Reading.of(
        list(place).stream()
            .flatMap(
                mapping ->
                    mapping.uses().stream().filter(functions::contains).map(mapping::childOf))
            .toList());
  }

  /// One whose function somebody deleted polls for nobody, and is nobody's to find.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(
        place,
        candidates,
        traits().order(),
        () -> {
          var functions =
              Described.all(new LambdaFunction(clients), place).stream()
                  .map(Resource::arn)
                  .collect(Collectors.toSet());
          return Reading.of(
              Described.all(this, place).stream()
                  .filter(mapping -> mapping.uses().stream().anyMatch(functions::contains))
                  .toList());
        });
  }

  @Override
  public Deletion delete(Resource mapping, Deadline deadline) {
    if (!mapping.fact(Resource.STATUS).equals("Deleting")) {
      clients
          .lambda(mapping.region())
          .deleteEventSourceMapping(
              request -> request.uuid(mapping.arn().after("event-source-mapping:")));
    }
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> mappings) {
    return Found.tags(
        mappings,
        mapping ->
            clients
                .lambda(place.region())
                .listTags(request -> request.resource(mapping.arn().toString()))
                .tags(),
        ResourceNotFoundException.class);
  }
}
