package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;
import software.amazon.awssdk.services.kinesis.model.Tag;

/// A stream, which bills by the hour, and what is registered to read from it, which bills as well.
///
/// Kinesis deletes no stream that has consumers, unless it is told to take them along: they are
/// deregistered first, each told of by name, for one may carry a keep tag, or be read by somebody
/// else's account.
final class Kinesis {
  static final String STREAM = "AWS::Kinesis::Stream";
  static final String CONSUMER = "AWS::Kinesis::StreamConsumer";

  private static final String TAGS = "kinesis:ListTagsForResource";
  private static final Duration SOON = Duration.ofSeconds(20);

  /// It ends in the second in which it was registered.
  private static final Pattern OF_CONSUMER = Pattern.compile("stream/[^/]+/consumer/[^/:]+:\\d+");

  private final Clients clients;

  private Kinesis(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Kinesis(clients);
    return List.of(new Described(service.stream()), new Addressed(service.consumer()));
  }

  private KinesisClient at(String region) {
    return clients.of(region, KinesisClient.class, KinesisClient::builder);
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless("ResourceNotFoundException", ask);
  }

  private Tags tags(Place place, Arn arn) {
    return Tags.of(
        at(place.region())
            .listTagsForResource(request -> request.resourceARN(arn.toString()))
            .tags()
            .stream()
            .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  // Streams

  private Described.Row stream() {
    return new Described.Row(
            Traits.of(STREAM)
                .named("kinesis", "stream/", "/")
                .physicalId(PhysicalId.after("kinesis", "stream/"))
                .createdBy(Creation.asking("kinesis:CreateStream", "streamName"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "kinesis:ListStreams",
                    "kinesis:DescribeStreamSummary",
                    "kinesis:ListStreamConsumers",
                    TAGS,
                    "kinesis:DeleteStream")
                .usesOf(KmsKey.TYPE)
                // API reference, DeleteStream.
                .pace("kinesis:DeleteStream", Duration.ofMillis(200))
                .usualWait(SOON)
                .build(),
            place -> streams(place).collect(Items.each(stream -> stream(place, stream))),
            (place, one) ->
                there(
                    () -> {
                      var told = summary(place, one);
                      var resource = stream(place, one, told);
                      if (told.streamStatus() != StreamStatus.DELETING
                          && !Objects.equals(told.consumerCount(), 0)) {
                        consumersOf(place, one.arn())
                            .forEach(consumer -> resource.leaves(consumer.arn()));
                      }
                      return resource.build();
                    }),
            (place, one) -> there(() -> tags(place, one.arn())),
            this::deleteStream)
        .needing((place, one) -> there(() -> stream(place, one, summary(place, one)).build()));
  }

  private Stream<StreamSummary> streams(Place place) {
    return at(place.region()).listStreamsPaginator(request -> request.limit(1000)).stream()
        .flatMap(page -> page.streamSummaries().stream());
  }

  private static Resource stream(Place place, StreamSummary told) {
    return Resource.of(STREAM, Arn.of(Items.told(told.streamARN())), place.region())
        .name(told.streamName())
        .createdAt(told.streamCreationTimestamp())
        .fact(Resource.STATUS, String.valueOf(told.streamStatusAsString()))
        .build();
  }

  private StreamDescriptionSummary summary(Place place, Resource stream) {
    return at(place.region())
        .describeStreamSummary(request -> request.streamARN(stream.arn().toString()))
        .streamDescriptionSummary();
  }

  private static Resource.Builder stream(Place place, Resource one, StreamDescriptionSummary told) {
    var resource =
        one.toBuilder().fact(Resource.STATUS, String.valueOf(told.streamStatusAsString()));
    if (told.encryptionType() == EncryptionType.KMS) {
      KmsKey.encrypt(resource, place, told.keyId());
    }
    return resource;
  }

  private Deletion deleteStream(Resource stream) {
    return switch (StreamStatus.fromValue(stream.fact(Resource.STATUS))) {
      case DELETING -> Deletion.ASKED;
      case CREATING, UPDATING -> Deletion.atWork("Kinesis", stream.fact(Resource.STATUS), SOON);
      case ACTIVE, UNKNOWN_TO_SDK_VERSION -> {
        at(stream.region()).deleteStream(request -> request.streamARN(stream.arn().toString()));
        yield Deletion.ASKED;
      }
    };
  }

  // Consumers

  private List<Resource> consumersOf(Place place, Arn stream) {
    return at(place.region())
        .listStreamConsumersPaginator(request -> request.streamARN(stream.toString()))
        .stream()
        .flatMap(page -> page.consumers().stream())
        .collect(Items.each(told -> consumer(place, told)));
  }

  /// The tags of its stream do not reach it.
  private Addressed.Row consumer() {
    return new Addressed.Row(
        Traits.of(CONSUMER)
            .named(
                arn ->
                    arn.names("kinesis", "stream/")
                        && OF_CONSUMER.matcher(arn.resource()).matches())
            .createdBy(Creation.answering("kinesis:RegisterStreamConsumer", "consumer.consumerARN"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .actions(
                "kinesis:ListStreams",
                "kinesis:ListStreamConsumers",
                "kinesis:DescribeStreamConsumer",
                TAGS,
                "kinesis:DeregisterStreamConsumer")
            .foundBy(STREAM)
            .build(),
        this::allConsumers,
        this::consumers,
        this::deregister);
  }

  private Reading<List<Resource>> allConsumers(Place place) {
    var streams =
        Reading.ofList(() -> streams(place).collect(Items.each(stream -> stream(place, stream))));
    return Reading.ofPieces(
            streams.answer().stream().map(Resource::arn).toList(),
            stream ->
                there(() -> Reading.ofList(() -> consumersOf(place, stream)))
                    .orElse(Reading.of(List.of())))
        .beside(streams);
  }

  private Reading<List<Resource>> consumers(Place place, Collection<Arn> arns) {
    return Reading.each(arns, arn -> there(() -> consumer(place, arn)).stream().toList());
  }

  /// The list does not tell its tags.
  private static Resource consumer(Place place, Consumer told) {
    var arn = Arn.of(Items.told(told.consumerARN()));
    return Resource.of(CONSUMER, arn, place.region())
        .fact(Described.NAME, Items.told(told.consumerName()))
        .fact(Resource.STATUS, String.valueOf(told.consumerStatusAsString()))
        .createdAt(told.consumerCreationTimestamp())
        .uses(streamOf(arn))
        .build();
  }

  private Resource consumer(Place place, Arn arn) {
    var told =
        at(place.region())
            .describeStreamConsumer(request -> request.consumerARN(arn.toString()))
            .consumerDescription();
    return Resource.of(CONSUMER, arn, place.region())
        .tags(tags(place, arn))
        .fact(Described.NAME, Items.told(told.consumerName()))
        .fact(Resource.STATUS, String.valueOf(told.consumerStatusAsString()))
        .createdAt(told.consumerCreationTimestamp())
        .uses(streamOf(arn))
        .build();
  }

  /// What it reads from.
  static Arn streamOf(Arn consumer) {
    return consumer.sibling(consumer.resource().replaceFirst("^(stream/[^/]+)/.*", "$1"));
  }

  private Deletion deregister(Resource consumer) {
    if (!consumer.fact(Resource.STATUS).equals(ConsumerStatus.DELETING.toString())) {
      at(consumer.region())
          .deregisterStreamConsumer(request -> request.consumerARN(consumer.arn().toString()));
    }
    return Deletion.ASKED;
  }
}
