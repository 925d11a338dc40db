package janitor.tag;

import janitor.resource.Place;
import janitor.resource.Time;
import janitor.settings.Nearest;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What `./janitor tag …` or `./janitor untag …` was asked for, all checked before AWS is asked
/// anything.
///
/// @param names patterns of names; empty where a saved plan says what to tag
/// @param types CloudFormation types; empty: all
/// @param regions where to look; empty: where the settings say
/// @param made when, and by whom
/// @param isConfirmed whether it need not ask
/// @param save where to save what it selected
/// @param from the saved plan to carry out, or to take back
public record TagCall(
    boolean isUntag,
    List<Pattern> names,
    Set<String> types,
    List<String> regions,
    Made made,
    boolean isConfirmed,
    Optional<Path> save,
    Optional<Path> from) {

  /// When it was made, and by whom.
  ///
  /// @param since nothing that was made before
  /// @param by whose things to look for in the trail, besides the names: `me`, an ARN or a name
  /// @param until of whose nothing that was made later
  public record Made(Optional<Instant> since, Optional<String> by, Optional<Instant> until) {}

  /// The words that were said, none of them checked.
  public record Words(
      boolean isUntag,
      WordsOfSearch search,
      WordsOfMaking made,
      boolean isConfirmed,
      Optional<Path> save,
      Optional<Path> from) {}

  /// What was said of what it is called and where it is.
  public record WordsOfSearch(List<String> names, List<String> types, List<String> regions) {}

  /// What was said of when it was made, and by whom.
  public record WordsOfMaking(Optional<String> since, Optional<String> by, Optional<String> until) {
    public static final WordsOfMaking NONE =
        new WordsOfMaking(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Checks the words.
  ///
  /// @param types the types that there are
  /// @throws Refusal naming every word that is wrong, and what to write instead
  public static TagCall of(Set<String> types, Words words) {
    return new Reader(types, words).call();
  }

  private static final class Reader {
    private final Set<String> known;
    private final Words words;
    private final List<String> problems = new ArrayList<>();
    private final List<Pattern> names;
    private final Set<String> types;
    private final Set<String> regions;
    private final Optional<Path> from;
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> until = Optional.empty();

    Reader(Set<String> known, Words words) {
      this.known = known;
      this.words = words;
      this.names = words.search().names().stream().map(Pattern::new).toList();
      this.types = new LinkedHashSet<>(words.search().types());
      this.regions = new LinkedHashSet<>(words.search().regions());
      this.from = words.from();
    }

    TagCall call() {
      names.forEach(name -> name.problem().ifPresent(problems::add));
      checkTypes();
      since = words.made().since().flatMap(text -> date("--since", text, 0));
      // A day is meant with all of it.
      until = words.made().until().flatMap(text -> date("--until", text, 1));
      regions.stream()
          .filter(region -> !Place.isRegion(region))
          .forEach(
              region ->
                  problems.add(quoted(region) + " is no region: write one like eu-central-1"));
      // A word that was refused may have been the one that is missing.
      if (problems.isEmpty()) {
        checkTogether(words.isUntag());
      }
      if (!problems.isEmpty()) {
        throw new Refusal(problems);
      }
      return new TagCall(
          words.isUntag(),
          names,
          types,
          List.copyOf(regions),
          new Made(since, words.made().by(), until),
          words.isConfirmed(),
          words.save(),
          from);
    }

    private void checkTypes() {
      types.stream()
          .filter(type -> !known.contains(type))
          .forEach(
              type ->
                  problems.add(
                      "unknown type "
                          + quoted(type)
                          + Nearest.of(type, known)
                              .map(near -> ": did you mean " + near + "?")
                              .orElse(
                                  ": write types like AWS::DynamoDB::Table, as in"
                                      + " docs/kinds.md")));
    }

    private void checkTogether(boolean isUntag) {
      if (isUntag && (from.isEmpty() || !names.isEmpty() || words.save().isPresent())) {
        problems.add(
            "untag takes back what a saved plan tagged, and nothing else: ./janitor untag --from"
                + " PLAN.json");
      } else if ((names.isEmpty() && words.made().by().isEmpty()) == from.isEmpty()) {
        problems.add(
            "say what to tag: --name 'student*' to look for names, --made-by me --since 2026-11-14"
                + " for what you made, or --from PLAN.json for a reviewed plan");
      }
      if (from.isPresent()
          && (!types.isEmpty() || !regions.isEmpty() || words.made().since().isPresent())) {
        problems.add(
            "--from takes exactly what the plan holds: leave --type, --region and --since out");
      }
      checkMaker();
    }

    private void checkMaker() {
      if (words.made().by().filter(String::isBlank).isPresent()) {
        problems.add("--made-by \"\" is nobody: write me, an ARN, or the name of a user or role");
      } else if (words.made().by().isPresent() && since.isEmpty()) {
        problems.add("--made-by needs --since, the day on which the workshop began");
      } else if (words.made().by().isPresent()
          && since.filter(Time.system().instant()::isBefore).isPresent()) {
        problems.add("--since is yet to come: the day on which the workshop began is meant");
      } else if (words.made().by().isEmpty() && words.made().until().isPresent()) {
        problems.add("--until is for what somebody made: say whose with --made-by");
      } else if (until.isPresent() && since.filter(until.get()::isBefore).isPresent()) {
        problems.add("--until is before --since");
      }
    }

    /// @param days that a date without a time is moved on
    private Optional<Instant> date(String option, String text, int days) {
      try {
        return Optional.of(
            text.length() == 10
                ? LocalDate.parse(text).plusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant());
      } catch (DateTimeException malformed) {
        problems.add(
            option
                + " "
                + quoted(text)
                + " is no date: write 2026-11-30 (a day of UTC) or 2026-11-30T08:00:00+01:00");
        return Optional.empty();
      }
    }

    private static String quoted(String text) {
      return Settings.quoting().apply(text);
    }
  }
}
