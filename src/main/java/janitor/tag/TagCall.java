package janitor.tag;

import janitor.resource.Place;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The words of `./janitor tag …` or `./janitor untag …`, all checked before AWS is asked anything.
///
/// @param names patterns of names; empty where a saved plan says what to tag
/// @param types CloudFormation types; empty: all
/// @param regions where to look; empty: where the settings say
/// @param since nothing that was made before
/// @param isConfirmed whether it need not ask
/// @param plan where to save what it selected
/// @param from the saved plan to carry out, or to take back
public record TagCall(
    boolean isUntag,
    List<Pattern> names,
    Set<String> types,
    List<String> regions,
    Optional<Instant> since,
    boolean isConfirmed,
    Optional<Path> plan,
    Optional<Path> from) {

  /// Reads the words.
  ///
  /// @param types the types that there are
  /// @param words `tag` or `untag`, and what follows
  /// @throws Refusal naming every word that is wrong, and what to write instead
  public static TagCall of(Set<String> types, String... words) {
    return new Reader(types, words).call();
  }

  private static final class Reader {
    private final Set<String> known;
    private final List<String> words;
    private final List<String> problems = new ArrayList<>();
    private final List<Pattern> names = new ArrayList<>();
    private final Set<String> types = new LinkedHashSet<>();
    private final Set<String> regions = new LinkedHashSet<>();
    private Optional<Instant> since = Optional.empty();
    private boolean isConfirmed;
    private Optional<Path> plan = Optional.empty();
    private Optional<Path> from = Optional.empty();

    Reader(Set<String> known, String... words) {
      this.known = known;
      this.words = new ArrayList<>(Arrays.asList(words));
    }

    TagCall call() {
      var isUntag = !words.isEmpty() && words.removeFirst().equals("untag");
      while (!words.isEmpty()) {
        take(words.removeFirst());
      }
      names.forEach(name -> name.problem().ifPresent(problems::add));
      checkTypes();
      regions.stream()
          .filter(region -> !Place.isRegion(region))
          .forEach(
              region ->
                  problems.add(quoted(region) + " is no region: write one like eu-central-1"));
      // A word that was refused may have been the one that is missing.
      if (problems.isEmpty()) {
        checkTogether(isUntag);
      }
      if (!problems.isEmpty()) {
        throw new Refusal(problems);
      }
      return new TagCall(
          isUntag, names, types, List.copyOf(regions), since, isConfirmed, plan, from);
    }

    private void take(String word) {
      switch (word) {
        case "--name" -> value(word).ifPresent(name -> names.add(new Pattern(name)));
        case "--type" -> value(word).ifPresent(types::add);
        case "--region" -> value(word).ifPresent(regions::add);
        case "--since" -> value(word).ifPresent(this::since);
        case "--plan" -> plan = value(word).flatMap(this::path);
        case "--from" -> from = value(word).flatMap(this::path);
        case "--yes" -> isConfirmed = true;
        default ->
            problems.add(
                "unknown word "
                    + quoted(word)
                    + ": it takes --name, --type, --region, --since, --plan, --from and --yes; put"
                    + " patterns in quotes, or the shell fills them in");
      }
    }

    private void checkTypes() {
      types.stream()
          .filter(type -> !known.contains(type))
          .forEach(
              type ->
                  problems.add(
                      "unknown type "
                          + quoted(type)
                          + ": write types like AWS::DynamoDB::Table, as in docs/kinds.md"));
    }

    private void checkTogether(boolean isUntag) {
      if (isUntag && (from.isEmpty() || !names.isEmpty() || plan.isPresent())) {
        problems.add(
            "untag takes back what a saved plan tagged, and nothing else: ./janitor untag --from"
                + " PLAN.json");
      } else if (names.isEmpty() == from.isEmpty()) {
        problems.add(
            "say what to tag: --name 'student*' to look for names, or --from PLAN.json for a"
                + " reviewed plan");
      }
      if (from.isPresent() && (!types.isEmpty() || !regions.isEmpty() || since.isPresent())) {
        problems.add(
            "--from takes exactly what the plan holds: leave --type, --region and --since out");
      }
    }

    private Optional<String> value(String word) {
      if (words.isEmpty() || words.getFirst().startsWith("--")) {
        problems.add(word + " needs a value");
        return Optional.empty();
      }
      return Optional.of(words.removeFirst());
    }

    private Optional<Path> path(String text) {
      try {
        return Optional.of(Path.of(text));
      } catch (InvalidPathException malformed) {
        problems.add(quoted(text) + " is no name for a file");
        return Optional.empty();
      }
    }

    private void since(String text) {
      try {
        since =
            Optional.of(
                text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeException malformed) {
        problems.add(
            "--since " + quoted(text) + " is no date: write 2026-11-30 or 2026-11-30T08:00:00Z");
      }
    }

    private static String quoted(String text) {
      return Settings.quoting().apply(text);
    }
  }
}
