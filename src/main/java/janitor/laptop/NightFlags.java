package janitor.laptop;

import janitor.resource.Ttl;
import janitor.settings.Nearest;
import janitor.settings.Refusal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// What several commands take.
final class NightFlags {
  private NightFlags() {}

  /// What stands for an environment variable, and wins over it.
  static final class Setting {
    @Option(
        names = "--workshop",
        paramLabel = "NAME",
        description = "Value of the workshop tag (JANITOR_WORKSHOP).")
    Optional<String> workshop = Optional.empty();

    @Option(
        names = "--tag-key",
        paramLabel = "KEY",
        description = "Key of the workshop tag (JANITOR_TAG_KEY; workshop).")
    Optional<String> tagKey = Optional.empty();

    @Option(
        names = "--region",
        paramLabel = "REGION",
        split = ",",
        description =
            "Where to look; may be repeated (JANITOR_REGIONS, else AWS_REGION, else the"
                + " profile's).")
    List<String> regions = new ArrayList<>();

    @Option(
        names = "--profile",
        paramLabel = "NAME",
        description = "Profile of ~/.aws/config; wins over credentials in the environment.")
    Optional<String> profile = Optional.empty();

    /// The environment as these make it. What is only the laptop's is taken out.
    Map<String, String> over(Map<String, String> environment, Profiles profiles) {
      var all = new HashMap<>(environment);
      all.remove(Confirmation.VARIABLE);
      // What the rehearsal sets for its own programs.
      all.remove("JANITOR_EMULATOR_PYTHON");
      // Empty, it would be as if nobody had written it, and another key stand in its place.
      tagKey
          .filter(String::isBlank)
          .ifPresent(
              _ -> {
                throw new Refusal(
                    "--tag-key is empty: write the key of the workshop's tag, or leave it out");
              });
      workshop.ifPresent(value -> all.put("JANITOR_WORKSHOP", value));
      tagKey.ifPresent(value -> all.put("JANITOR_TAG_KEY", value));
      if (!regions.isEmpty()) {
        all.put("JANITOR_REGIONS", String.join(",", regions));
      } else if (List.of("JANITOR_REGIONS", "AWS_REGION", "AWS_DEFAULT_REGION").stream()
          .map(name -> all.getOrDefault(name, ""))
          .allMatch(String::isBlank)) {
        profiles.region().ifPresent(region -> all.put("AWS_REGION", region));
      }
      return all;
    }
  }

  /// Whose protection is lifted.
  static final class Lift {
    @Option(
        names = "--lift-protection",
        paramLabel = "cognito|all|none",
        description = "Whose deletion protection is lifted (JANITOR_LIFT_PROTECTION; cognito).")
    Optional<String> liftProtection = Optional.empty();

    Map<String, String> over(Map<String, String> environment) {
      liftProtection.ifPresent(value -> environment.put("JANITOR_LIFT_PROTECTION", value));
      return environment;
    }
  }

  /// What an event may choose.
  static final class Choice {
    @Option(
        names = "--ttl",
        paramLabel = "AGE",
        description =
            "Age at which a resource is due: 7d, 12h, 30m; 0 is everything tagged, whatever its age"
                + " (JANITOR_TTL; 7d).")
    Optional<String> ttl = Optional.empty();

    @Option(
        names = "--only",
        paramLabel = "TYPE",
        split = ",",
        description = "Only these CloudFormation types; may be repeated.")
    List<String> only = new ArrayList<>();

    boolean isNone() {
      return ttl.isEmpty() && only.isEmpty();
    }

    /// The detail of the event that says the same.
    Map<String, Object> detail(Set<String> types) {
      var problems = new ArrayList<String>();
      var detail = new LinkedHashMap<String, Object>();
      ttl.ifPresent(
          value -> {
            if (Ttl.parse(value).isEmpty()) {
              problems.add(
                  "--ttl \"" + value + "\" is no age: write 7d, 12h, 30m, or 0 for everything");
            }
            detail.put("ttl", value);
          });
      only.stream()
          .filter(type -> !types.contains(type))
          .forEach(type -> problems.add(unknownType("--only", type, types)));
      if (!only.isEmpty()) {
        detail.put("only", only);
      }
      if (!problems.isEmpty()) {
        throw new Refusal(problems);
      }
      return detail;
    }
  }

  static String unknownType(String option, String type, Set<String> types) {
    return option
        + " \""
        + type
        + "\" is no type that the janitor knows"
        + Nearest.of(type, types)
            .map(near -> ": did you mean " + near + "?")
            .orElse(": write types like AWS::DynamoDB::Table, as in docs/kinds.md");
  }

  /// An instant, or the day's first.
  static String instant(String option, String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toString()
          : OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeException malformed) {
      throw new Refusal(
          option + " \"" + text + "\" is no date: write 2026-12-24 or 2026-12-24T18:00:00Z");
    }
  }

  /// How the result is told.
  static final class Telling {
    @Option(
        names = "--output",
        paramLabel = "text|json",
        description =
            "A table, or JSON as docs/result.schema.json says; by default a table on a terminal,"
                + " JSON elsewhere.")
    Optional<Output> output = Optional.empty();

    @Option(
        names = "--plan",
        paramLabel = "FILE.svg",
        description = "Draws what goes in which order as a picture.")
    Optional<Path> plan = Optional.empty();
  }

  /// What a script says in place of a person.
  static final class Sure {
    @Option(
        names = "--yes",
        description =
            "Deletes without asking. Without a terminal JANITOR_CONFIRM=<account id> does, too.")
    boolean isSure;
  }
}
