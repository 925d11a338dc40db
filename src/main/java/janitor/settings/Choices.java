package janitor.settings;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Reviewed;
import janitor.resource.Ttl;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.joda.time.DateTime;
import org.jspecify.annotations.Nullable;

/// What an event may choose, and nothing else: whatever it holds beside that is refused.
///
/// @param ttl overrides the setting; zero ends the workshop
/// @param only CloudFormation types to look at; empty: all
/// @param asOf the time to judge by, in dry runs only
/// @param isScheduled whether EventBridge Scheduler sent it, and no person
/// @param eventId what is the same however often the event is delivered, where it tells
/// @param continued the night and round that this is a continuation of
/// @param reviewed nothing else goes; no event can say it, only a person at a terminal
public record Choices(
    boolean dryRun,
    Optional<Duration> ttl,
    Set<String> only,
    Optional<Instant> asOf,
    boolean isScheduled,
    Optional<String> eventId,
    Optional<Continued> continued,
    Optional<Reviewed> reviewed) {

  /// A later round of a night.
  public record Continued(String night, int round) {}

  /// Whether the end of the workshop was said by hand, for which nothing is announced.
  boolean isEnd() {
    return ttl.filter(Duration::isZero).isPresent();
  }

  /// The same, touching nothing.
  public Choices dry() {
    return new Choices(true, ttl, only, asOf, isScheduled, eventId, continued, reviewed);
  }

  /// The same for nothing but what was reviewed.
  public Choices of(Reviewed reviewed) {
    return new Choices(
        dryRun, ttl, only, asOf, isScheduled, eventId, continued, Optional.of(reviewed));
  }

  /// Reads an event strictly, then as the `ScheduledEvent` that it must be.
  ///
  /// @param types the CloudFormation types that `only` may name; asked for if there is one
  /// @throws Refusal for anything unknown or ill-typed, with what to write instead
  public static Choices of(InputStream json, Supplier<Set<String>> types) throws IOException {
    return of(scheduledEvent(object(json)), types);
  }

  private static final String SCHEDULER = "aws.scheduler";

  /// Scheduler, and the rules of EventBridge that have a schedule.
  private static final Set<String> SCHEDULED_BY = Set.of(SCHEDULER, "aws.events");

  private static final JSON STRICT =
      JSON.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private static Map<?, ?> object(InputStream json) throws IOException {
    try (var parser = STRICT.createParser(json)) {
      var value = STRICT.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw new Refusal("the event has something after its JSON object: send one object");
      }
      if (value instanceof Map<?, ?> object) {
        return object;
      }
      throw new Refusal("the event is no JSON object: send {} or an EventBridge event");
    } catch (CharConversionException noText) {
      throw new Refusal("the event is no text: send {} or an EventBridge event, in UTF-8");
    } catch (JsonProcessingException malformed) {
      var at = malformed.getLocation();
      throw new Refusal(
          "the event is no JSON"
              + (at == null
                  ? ""
                  : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")
              + ": send {} or an EventBridge event");
    }
  }

  private static ScheduledEvent scheduledEvent(Map<?, ?> object) {
    var event = new ScheduledEvent();
    var problems = new ArrayList<String>();
    object.forEach(
        (key, value) -> {
          switch (String.valueOf(key)) {
            case "version" -> text("version", value, problems, _ -> {});
            case "id" -> text("id", value, problems, event::setId);
            case "detail-type" -> text("detail-type", value, problems, event::setDetailType);
            case "source" -> text("source", value, problems, event::setSource);
            case "account" -> text("account", value, problems, event::setAccount);
            case "region" -> text("region", value, problems, event::setRegion);
            case "time" -> text("time", value, problems, time -> time(time, problems, event));
            case "resources" -> resources(value, problems, event);
            case "detail" -> detail(value, problems, event);
            case String other ->
                problems.add(
                    "an EventBridge event has no "
                        + Settings.quoting().apply(other)
                        + ": what the janitor is to do stands in \"detail\", as in"
                        + " {\"detail\":{\"dryRun\":true}}");
          }
        });
    if (!problems.isEmpty()) {
      throw new Refusal(problems);
    }
    return event;
  }

  private static void text(
      String key, @Nullable Object value, List<String> problems, Consumer<String> use) {
    if (value instanceof String text) {
      use.accept(text);
    } else {
      problems.add("\"" + key + "\" is no text");
    }
  }

  private static void time(String time, List<String> problems, ScheduledEvent event) {
    try {
      event.setTime(new DateTime(instant(time).toEpochMilli()));
    } catch (DateTimeException malformed) {
      problems.add("\"time\" is no instant: write it like 2026-11-30T01:00:00Z");
    }
  }

  /// An instant of this era: one far beyond can be parsed, but not be reckoned with.
  private static Instant instant(String text) {
    var at = OffsetDateTime.parse(text);
    if (at.getYear() < 1970 || at.getYear() > 9999) {
      throw new DateTimeException("beyond any calendar: " + at.getYear());
    }
    return at.toInstant();
  }

  private static void resources(
      @Nullable Object value, List<String> problems, ScheduledEvent event) {
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      event.setResources(list.stream().map(String.class::cast).toList());
    } else {
      problems.add("\"resources\" is no list of texts");
    }
  }

  private static void detail(@Nullable Object value, List<String> problems, ScheduledEvent event) {
    // EventBridge Scheduler's own default event has the text "{}" there.
    if (value instanceof String text && text.strip().equals("{}")) {
      event.setDetail(Map.of());
    } else if (value instanceof Map<?, ?> map) {
      var detail = new java.util.LinkedHashMap<String, Object>();
      map.forEach((key, one) -> detail.put(String.valueOf(key), one));
      event.setDetail(detail);
    } else {
      problems.add("\"detail\" is no object: write it like {\"detail\":{\"dryRun\":true}}");
    }
  }

  private static Choices of(ScheduledEvent event, Supplier<Set<String>> types) {
    var detail = Optional.ofNullable(event.getDetail()).orElse(Map.of());
    var reader = new DetailReader(types);
    detail.forEach(reader::read);
    return reader.choices(
        SCHEDULER.equals(event.getSource()),
        scheduledAt(event)
            .map(at -> "scheduled-" + at)
            .or(() -> Optional.ofNullable(event.getId()).filter(id -> !id.isBlank())));
  }

  /// The time that a schedule's event was meant for. It is what two deliveries of it share: the id
  /// that Scheduler puts in is one "for each attempted invocation" (its user guide, on context
  /// attributes).
  private static Optional<Instant> scheduledAt(ScheduledEvent event) {
    return SCHEDULED_BY.contains(String.valueOf(event.getSource()))
        ? Optional.ofNullable(event.getTime()).map(at -> Instant.ofEpochMilli(at.getMillis()))
        : Optional.empty();
  }

  private static final class DetailReader {
    private final Supplier<Set<String>> types;
    private final List<String> problems = new ArrayList<>();
    private boolean dryRun;
    private Optional<Duration> ttl = Optional.empty();
    private Set<String> only = Set.of();
    private Optional<Instant> asOf = Optional.empty();
    private Optional<Continued> continued = Optional.empty();

    DetailReader(Supplier<Set<String>> types) {
      this.types = types;
    }

    void read(String key, @Nullable Object value) {
      switch (key) {
        case "dryRun" -> dryRun(value);
        case "ttl" -> ttl(value);
        case "only" -> only(value);
        case "asOf" -> asOf(value);
        case "night" -> night(value);
        default ->
            problems.add(
                "\"detail\" has an unknown "
                    + Settings.quoting().apply(key)
                    + ": it may hold dryRun, ttl, only and asOf, spelt like this");
      }
    }

    private void dryRun(@Nullable Object value) {
      if (value instanceof Boolean flag) {
        dryRun = flag;
      } else {
        problems.add("\"dryRun\" is neither true nor false");
      }
    }

    private void ttl(@Nullable Object value) {
      ttl = value instanceof String text ? Ttl.parse(text) : Optional.empty();
      if (ttl.isEmpty()) {
        problems.add(
            "\"ttl\" is no time to live: write \"7d\", \"12h\", \"30m\", an ISO-8601 duration, or"
                + " \"0\" to end the workshop");
      }
    }

    private void only(@Nullable Object value) {
      if (!(value instanceof List<?> list)
          || list.isEmpty()
          || !list.stream().allMatch(String.class::isInstance)) {
        problems.add(
            "\"only\" is no list of CloudFormation types, like [\"AWS::DynamoDB::Table\"]");
        return;
      }
      only = new TreeSet<>(list.stream().map(String.class::cast).toList());
      var known = types.get();
      only.stream()
          .filter(type -> !known.contains(type))
          .forEach(
              type ->
                  problems.add(
                      "\"only\" names "
                          + Settings.quoting().apply(type)
                          + ", which the janitor does not know: write types like"
                          + " AWS::DynamoDB::Table"));
    }

    private void asOf(@Nullable Object value) {
      try {
        asOf = value instanceof String text ? Optional.of(instant(text)) : Optional.empty();
      } catch (DateTimeException malformed) {
        asOf = Optional.empty();
      }
      if (asOf.isEmpty()) {
        problems.add("\"asOf\" is no instant: write it like \"2026-12-24T00:00:00Z\"");
      }
    }

    private void night(@Nullable Object value) {
      if (value instanceof Map<?, ?> map
          && map.size() == 2
          && map.get("id") instanceof String id
          && !id.isBlank()
          && map.get("round") instanceof Integer round
          && round > 1) {
        continued = Optional.of(new Continued(id, round));
      } else {
        problems.add("\"night\" is reserved for the janitor's own continuations: leave it out");
      }
    }

    Choices choices(boolean isScheduled, Optional<String> eventId) {
      if (asOf.isPresent() && !dryRun) {
        problems.add("\"asOf\" is for dry runs only: add \"dryRun\":true");
      }
      if (continued.isPresent()
          && (dryRun || ttl.isPresent() || !only.isEmpty() || asOf.isPresent())) {
        problems.add("\"night\" is reserved for the janitor's own continuations: leave it out");
      }
      if (!problems.isEmpty()) {
        throw new Refusal(problems);
      }
      return new Choices(
          dryRun, ttl, only, asOf, isScheduled, eventId, continued, Optional.empty());
    }
  }
}
