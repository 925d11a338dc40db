package janitor.resource;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Times to live as people write them, and the date that follows from one.
public final class Ttl {

  /// Longest TTL taken: ten years. Longer ones are taken for a slip of the pen.
  public static final Duration LONGEST = Duration.ofDays(3650);

  /// Dates outside are taken for slips too, and some could not even be written down.
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private static final Pattern SHORT = Pattern.compile("(\\d{1,6})([dhm])");

  private Ttl() {}

  /// Reads `7d`, `12h`, `30m`, `0` or an ISO-8601 duration (`P7D`, `PT12H`).
  ///
  /// @return empty where the text is none of these, negative, or longer than [#LONGEST]
  public static Optional<Duration> parse(String text) {
    var ttl = text.equals("0") ? Optional.of(Duration.ZERO) : shortForm(text).or(() -> iso(text));
    return ttl.filter(duration -> !duration.isNegative() && duration.compareTo(LONGEST) <= 0);
  }

  /// Reads the value of a `janitor:expires-at` tag: an instant, a date (its whole day in UTC counts
  /// as before the expiry, since that deletes later), or a duration after `createdAt`.
  ///
  /// @return empty where it cannot be read, or needs a creation time that is not known
  public static Optional<Instant> expiry(String text, Optional<Instant> createdAt) {
    var value = text.strip();
    return instant(value)
        .or(() -> date(value))
        .or(() -> parse(value).flatMap(after -> createdAt.map(created -> created.plus(after))))
        .filter(at -> !at.isBefore(EARLIEST) && !at.isAfter(LATEST));
  }

  private static Optional<Duration> shortForm(String text) {
    var match = SHORT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var amount = Long.parseLong(match.group(1));
    return Optional.of(
        switch (match.group(2)) {
          case "d" -> Duration.ofDays(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofMinutes(amount);
        });
  }

  private static Optional<Duration> iso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException | ArithmeticException notIso) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException notAnInstant) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
