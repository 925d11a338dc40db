package janitor.laptop;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import janitor.report.Report;
import janitor.resource.Arn;
import janitor.resource.Reviewed;
import janitor.resource.Ttl;
import janitor.settings.Choices;
import janitor.settings.InputFile;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a dry run would have deleted, saved to be reviewed and then to be deleted, and nothing else
/// (`dry-run --save FILE`, `sweep --from FILE`).
///
/// What the look depended on is in it, so that the sweep looks the same way. Whether each is still
/// due, and still what it was, AWS is asked anew.
record Review(Instant lookedAt, String account, Asked asked, List<Entry> resources) {

  /// What the look was asked for.
  record Asked(
      String tagKey,
      String workshop,
      List<String> regions,
      Optional<String> ttl,
      List<String> only,
      String liftProtection) {}

  private static final Duration LONGEST = Duration.ofDays(1);

  private static final JSON STRICT =
      JSON.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build()
          .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

  private static final Set<String> FIELDS =
      Set.of(
          "lookedAt",
          "account",
          "tagKey",
          "workshop",
          "regions",
          "ttl",
          "only",
          "liftProtection",
          "resources");

  private static final Set<String> FIELDS_OF_ONE =
      Set.of("arn", "type", "name", "region", "createdAt");

  /// What may be null, or left out by who edits it.
  private static final Set<String> OPTIONAL = Set.of("ttl", "createdAt");

  /// One that would go.
  record Entry(Arn arn, String type, String name, String region, Optional<Instant> createdAt) {}

  /// What the look found to go.
  static Review of(Report report, Settings settings, Choices choices) {
    return new Review(
        report.course().startedAt(),
        report.about().account(),
        new Asked(
            report.about().tagKey(),
            report.about().workshop(),
            report.about().regions(),
            choices.ttl().map(Duration::toString),
            List.copyOf(choices.only()),
            settings.liftProtection().name().toLowerCase(Locale.ROOT)),
        report
            .ended(Outcome.WouldDelete.class)
            .map(
                row ->
                    new Entry(
                        row.arn(),
                        row.resource().type(),
                        row.resource().name(),
                        row.resource().region(),
                        row.resource().createdAt()))
            .toList());
  }

  /// What may go.
  Reviewed reviewed() {
    var all = new HashMap<Arn, Optional<Instant>>();
    resources.forEach(entry -> all.put(entry.arn(), entry.createdAt()));
    return new Reviewed(all);
  }

  String json() {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("lookedAt", lookedAt.toString());
    map.put("account", account);
    map.put("tagKey", asked.tagKey());
    map.put("workshop", asked.workshop());
    map.put("regions", asked.regions());
    map.put("ttl", asked.ttl().orElse(null));
    map.put("only", asked.only());
    map.put("liftProtection", asked.liftProtection());
    map.put(
        "resources",
        resources.stream()
            .map(
                resource -> {
                  var entry = new LinkedHashMap<String, @Nullable Object>();
                  entry.put("arn", resource.arn().toString());
                  entry.put("type", resource.type());
                  entry.put("name", resource.name());
                  entry.put("region", resource.region());
                  entry.put("createdAt", resource.createdAt().map(Instant::toString).orElse(null));
                  return entry;
                })
            .toList());
    try {
      return STRICT.asString(map) + "\n";
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /// Reads one that may have been edited: who takes a resource out keeps it.
  ///
  /// @throws Refusal if it is none
  static Review read(Path file) {
    var text = InputFile.text("the reviewed dry run", file);
    try (var parser = STRICT.createParser(text)) {
      var value = STRICT.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw none(file, "more follows on what would be one");
      }
      return review(file, value);
    } catch (JsonProcessingException malformed) {
      throw none(file, "it is not JSON");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Refusal none(Path file, String why) {
    return new Refusal(
        file + " is no saved dry run: " + why + ". Save one with janitor dry-run --save FILE");
  }

  private static Review review(Path file, @Nullable Object value) {
    if (value instanceof Map<?, ?> map
        && hasOnly(FIELDS, map)
        && map.get("lookedAt") instanceof String lookedAt
        && map.get("account") instanceof String account
        && map.get("tagKey") instanceof String tagKey
        && map.get("workshop") instanceof String workshop
        && map.get("regions") instanceof List<?> regions
        && map.get("only") instanceof List<?> only
        && map.get("liftProtection") instanceof String liftProtection
        && map.get("resources") instanceof List<?> resources) {
      var ttl = Optional.ofNullable(map.get("ttl")).map(String::valueOf);
      if (ttl.isPresent() && ttl.flatMap(Ttl::parse).isEmpty()) {
        throw none(file, "its \"ttl\" is no time to live");
      }
      var entries = new ArrayList<Entry>();
      for (var resource : resources) {
        entries.add(
            entry(resource)
                .orElseThrow(
                    () ->
                        none(
                            file,
                            "its resource "
                                + (entries.size() + 1)
                                + " needs arn, type, name, region and createdAt, and nothing"
                                + " else")));
      }
      return new Review(
          instant(lookedAt).orElseThrow(() -> none(file, "its \"lookedAt\" is no instant")),
          account,
          new Asked(tagKey, workshop, texts(regions), ttl, texts(only), liftProtection),
          List.copyOf(entries));
    }
    throw none(file, "it needs " + String.join(", ", FIELDS.stream().sorted().toList()));
  }

  private static boolean hasOnly(Set<String> fields, Map<?, ?> map) {
    var given = new HashSet<Object>(map.keySet());
    given.addAll(fields.stream().filter(OPTIONAL::contains).toList());
    return given.equals(fields);
  }

  private static List<String> texts(List<?> list) {
    return list.stream().map(String::valueOf).toList();
  }

  private static Optional<Entry> entry(@Nullable Object value) {
    if (value instanceof Map<?, ?> map
        && hasOnly(FIELDS_OF_ONE, map)
        && map.get("arn") instanceof String arn
        && map.get("type") instanceof String type
        && map.get("name") instanceof String name
        && map.get("region") instanceof String region) {
      var createdAt = Optional.ofNullable(map.get("createdAt")).map(String::valueOf);
      if (createdAt.isPresent() && createdAt.flatMap(Review::instant).isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Entry(Arn.of(arn), type, name, region, createdAt.flatMap(Review::instant)));
      } catch (IllegalArgumentException noArn) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /// Holds it against where it is to be carried out.
  ///
  /// @param now what is a day old by then is refused: too much may be due, or somebody's, since
  /// @throws Refusal if it is another's, or too old
  void check(Path file, String account, Settings settings, Instant now) {
    if (!this.account.equals(account)) {
      throw new Refusal(
          file
              + " was saved in account "
              + this.account
              + ", but these credentials are of account "
              + account);
    }
    if (!asked.tagKey().equals(settings.tagKey())
        || !asked.workshop().equals(settings.workshop())) {
      throw new Refusal(
          file
              + " was saved for "
              + asked.tagKey()
              + "="
              + asked.workshop()
              + ", but the settings say "
              + settings.tagKey()
              + "="
              + settings.workshop());
    }
    if (lookedAt.plus(LONGEST).isBefore(now) || lookedAt.isAfter(now.plus(LONGEST))) {
      throw new Refusal(
          file + " was saved at " + lookedAt + ", more than a day ago: look again with --save");
    }
  }
}
