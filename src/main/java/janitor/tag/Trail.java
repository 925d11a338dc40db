package janitor.tag;

import janitor.aws.Clients;
import janitor.resource.Creation;
import janitor.resource.Parallel;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/// Who made what: CloudTrail's history of events, which each account has without a trail of its
/// own.
///
/// It is asked for the calls that make things, name by name, and not for one person's calls: those
/// are mostly looks, a busy console makes thousands a day, and what others made is to be known as
/// well. `LookupEvents` takes one attribute a call, answers 50 events a page, the newest first, and
/// takes two calls a second and region (the client paces itself). An event shows within about
/// fifteen minutes.
public final class Trail {
  /// How far back it tells.
  public static final Duration REACH = Duration.ofDays(90);

  private static final int PAGE = 50;

  /// What shows late is asked for once more.
  private static final Duration LATE = Duration.ofMinutes(30);

  /// Their calls are told of in one region only (Route 53, Developer Guide, "Logging Amazon Route
  /// 53 API calls with AWS CloudTrail", says so of its own).
  private static final Set<String> GLOBAL_SOURCES = Set.of("iam", "cloudfront", "route53");

  private final Clients clients;
  private final String account;
  private final List<Creation> creations;
  private final List<Creation> asked;
  private final TrailMemory memory;
  private final Listener listener;

  /// Hears how far it is.
  @FunctionalInterface
  public interface Listener {

    /// So many of all names of events were asked for.
    void asked(int done, int of, int found);
  }

  /// Of an account.
  ///
  /// @param types of which it is asked; none: all
  /// @param memory what an earlier run read, or this one reads until it is stopped
  public Trail(
      Clients clients,
      String account,
      Collection<ResourceKind> kinds,
      Set<String> types,
      TrailMemory memory,
      Listener listener) {
    this.clients = clients;
    this.account = account;
    this.creations = kinds.stream().flatMap(kind -> kind.traits().creations().stream()).toList();
    this.asked =
        kinds.stream()
            .filter(kind -> types.isEmpty() || types.contains(kind.type()))
            .flatMap(kind -> kind.traits().creations().stream())
            .toList();
    this.memory = memory;
    this.listener = listener;
  }

  /// What to ask for.
  private record Question(String region, String event) {
    String key() {
      return region + " " + event;
    }
  }

  /// Who made what since then.
  ///
  /// @param until of the person nothing that was made later
  /// @throws software.amazon.awssdk.core.exception.SdkException if the trail does not tell
  /// @throws janitor.settings.Refusal if several bear the person's name
  public Provenance made(
      Person person,
      Collection<String> regions,
      String globalRegion,
      Instant since,
      Optional<Instant> until,
      Instant now) {
    return Provenance.of(person, until, now, read(regions, globalRegion, since, now));
  }

  /// All that was made since then.
  List<TrailEvent> read(
      Collection<String> regions, String globalRegion, Instant since, Instant now) {
    var questions = questions(regions, globalRegion);
    var done = new AtomicInteger();
    listener.asked(0, questions.size(), 0);
    Parallel.map(
        questions.stream().map(Question::region).distinct().toList(),
        region -> {
          for (var question : questions) {
            if (question.region().equals(region)) {
              read(question, since, now);
              listener.asked(done.incrementAndGet(), questions.size(), memory.size());
            }
          }
          return region;
        });
    return memory.events(since);
  }

  private List<Question> questions(Collection<String> regions, String globalRegion) {
    var all = new ArrayList<Question>();
    for (var region :
        new TreeSet<>(Stream.concat(regions.stream(), Stream.of(globalRegion)).toList())) {
      asked.stream()
          .filter(
              creation ->
                  GLOBAL_SOURCES.contains(creation.source())
                      ? region.equals(globalRegion)
                      // A bucket may be made from any region.
                      : regions.contains(region) || creation.source().equals("s3"))
          .flatMap(creation -> creation.events().stream())
          .distinct()
          .forEach(event -> all.add(new Question(region, event)));
    }
    return all;
  }

  /// What is new since an earlier run, and then what that did not come to.
  private void read(Question question, Instant since, Instant now) {
    // A clock that was ahead wrote down what had not been yet.
    memory.forgetAfter(question.key(), now);
    var known = memory.span(question.key()).filter(span -> span.to().isAfter(now.minus(REACH)));
    if (known.isEmpty()) {
      readBack(question, since, now);
      return;
    }
    var span = known.get();
    pages(question, span.to().minus(LATE), now, _ -> {});
    memory.extend(question.key(), new TrailMemory.Span(span.from(), now));
    if (since.isBefore(span.from())) {
      readBack(question, since, span.from());
    }
  }

  /// From the newest to the oldest; where it is stopped, the next run goes on from there.
  private void readBack(Question question, Instant since, Instant until) {
    pages(
        question,
        since,
        until,
        oldest -> memory.extend(question.key(), new TrailMemory.Span(oldest, until)));
    memory.extend(question.key(), new TrailMemory.Span(since, until));
  }

  private interface Position {
    void reached(Instant oldest);
  }

  private void pages(Question question, Instant from, Instant to, Position position) {
    var client = clients.of(question.region(), CloudTrailClient.class, CloudTrailClient::builder);
    var token = Optional.<String>empty();
    do {
      var answer = client.lookupEvents(request(question, from, to, token.orElse(null)));
      memory.add(events(answer, question.region()));
      token = Optional.ofNullable(answer.nextToken()).filter(text -> !text.isBlank());
      if (token.isPresent() && !answer.events().isEmpty()) {
        // Of the second that the page ends in there may be more.
        position.reached(answer.events().getLast().eventTime().plusSeconds(1));
      }
    } while (token.isPresent());
  }

  private static LookupEventsRequest request(
      Question question, Instant from, Instant to, @Nullable String token) {
    return LookupEventsRequest.builder()
        .lookupAttributes(
            LookupAttribute.builder()
                .attributeKey(LookupAttributeKey.EVENT_NAME)
                .attributeValue(question.event())
                .build())
        .startTime(from)
        .endTime(to)
        .maxResults(PAGE)
        .nextToken(token)
        .build();
  }

  private List<TrailEvent> events(LookupEventsResponse answer, String region) {
    return answer.events().stream()
        .flatMap(
            event ->
                TrailEvent.of(
                    Optional.ofNullable(event.cloudTrailEvent()).orElse(""),
                    account,
                    region,
                    creations)
                    .stream())
        .toList();
  }
}
