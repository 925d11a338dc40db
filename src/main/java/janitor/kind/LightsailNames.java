package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.LightsailException;
import software.amazon.awssdk.services.lightsail.model.NotFoundException;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.OperationStatus;
import software.amazon.awssdk.services.lightsail.model.Tag;

/// Lightsail deletes by a name, which comes again, and not by an ARN, which does not: right before,
/// that name is read once more, and what is another thing by now stays.
record LightsailNames(Clients clients) {
  static final String SERVICE = "lightsail";

  /// Its words for what it is at: creating, backing-up, DEPLOYING.
  private static final Pattern AT_WORK =
      Pattern.compile("(?i)(?!running$)(pending|maintenance|\\w+ing(-.+)?)");

  /// The fact with the name of the instance that it is attached to, which Lightsail takes it off
  /// only as that goes.
  static final String ATTACHED = "attached to";

  static final Duration MINUTE = Duration.ofMinutes(1);

  /// How one of a place is read by its name.
  interface Read {
    /// Reads what is called so now.
    ///
    /// @throws NotFoundException where nothing is
    Resource read(Place place, String name);
  }

  /// How it is deleted.
  interface Call {
    List<Operation> delete(LightsailClient lightsail, Resource now);
  }

  LightsailClient at(String region) {
    return clients.of(region, LightsailClient.class, LightsailClient::builder);
  }

  /// All pages of a list. The SDK has no paginator for any of them.
  <P, T> List<T> pages(
      Place place,
      BiFunction<LightsailClient, @Nullable String, P> call,
      Function<P, List<T>> items,
      Function<P, @Nullable String> next) {
    var lightsail = at(place.region());
    return Found.pages(token -> call.apply(lightsail, token), items, next);
  }

  static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named(SERVICE, word)
        .physicalId(PhysicalId.LISTED)
        .flags(Traits.Flag.LIST_PROVES);
  }

  static Resource.Builder resource(
      Place place,
      String type,
      @Nullable String arn,
      @Nullable String name,
      @Nullable String state) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name))
        .fact(Resource.STATUS, String.valueOf(state));
  }

  static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  Described.Row row(Traits traits, Function<Place, List<Resource>> list, Read read, Call call) {
    return new Described.Row(
        traits,
        list,
        (place, one) -> now(place, one, read).map(Resource::tags),
        one -> delete(one, read, call));
  }

  /// It itself, as its name has it now; nothing where that is gone, or another's.
  static Optional<Resource> now(Place place, Resource before, Read read) {
    return Found.unless(
            NotFoundException.class,
            () -> Optional.of(read.read(place, before.fact(Described.NAME))))
        .filter(now -> now.arn().equals(before.arn()));
  }

  static Optional<Resource> now(Resource before, Read read) {
    return now(Place.of(before), before, read);
  }

  /// Nothing is asked for where it is not there: that is seen right after.
  Deletion delete(Resource one, Read read, Call call) {
    return now(one, read).map(now -> unlessAtWork(now, call)).orElse(Deletion.ASKED);
  }

  /// Unless it goes already, or Lightsail is at work on it.
  private Deletion unlessAtWork(Resource now, Call call) {
    var status = now.fact(Resource.STATUS);
    var attached = now.facts().get(ATTACHED);
    if (now.isBeingDeleted()) {
      return Deletion.ASKED;
    }
    if (attached != null) {
      return new Deletion.Preparing("it is still attached to " + attached, MINUTE);
    }
    if (AT_WORK.matcher(status).matches()) {
      return Deletion.atWork("Lightsail", status, MINUTE);
    }
    call.delete(at(now.region()), now).stream()
        .filter(operation -> operation.status() == OperationStatus.FAILED)
        .findFirst()
        .ifPresent(
            failed -> {
              throw refusal(failed);
            });
    return Deletion.ASKED;
  }

  /// An operation may have failed by the time of the answer, which is a 200: it is as if the call
  /// had been refused.
  private static LightsailException refusal(Operation failed) {
    return (LightsailException)
        LightsailException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("Lightsail")
                    .errorCode(String.valueOf(failed.errorCode()))
                    .errorMessage(String.valueOf(failed.errorDetails()))
                    .build())
            .statusCode(400)
            .build();
  }
}
