package janitor.resource;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// What one person decided on the page of an announcement: that a resource stays. There is no
/// decision that deletes.
///
/// @param until when it is due after all; empty: never
/// @param by the address that the link was mailed to
/// @param at when it was decided
/// @param source the line of a page on which it was decided
public record Decision(Arn arn, Optional<Instant> until, String by, Instant at, Source source) {

  /// The line of a page: while the janitor looks for another workshop, or not in that region,
  /// nothing is known of what it speaks of.
  ///
  /// @param list the announcement on whose page it was decided: a later one's dates count it
  ///   already, so that taking back what was decided there does not bring them forward
  /// @param mark the tag of the workshop whose mail linked to that page, as `key=value`; empty:
  ///   written down before marks were
  /// @param region where the janitor found what it speaks of, which a bucket's ARN does not tell;
  ///   empty: written down before regions were
  public record Source(String list, String mark, String region) {}

  /// Of several people's decisions on one resource the one that keeps it longest.
  public static final Comparator<Decision> LASTING =
      Comparator.comparing((Decision decision) -> decision.until().orElse(Instant.MAX))
          .thenComparing(Decision::at);

  private static final String KEPT = "kept on the page by ";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// What is decided is known to the millisecond, wherever it is kept.
  public Decision {
    until = until.map(Decision::toMillis);
    at = toMillis(at);
  }

  public String list() {
    return source.list();
  }

  private static Instant toMillis(Instant at) {
    return Instant.ofEpochMilli(at.toEpochMilli());
  }

  public boolean holdsAt(Instant now) {
    return until.map(now::isBefore).orElse(true);
  }

  /// In the plain words of a verdict.
  public String reason() {
    return until.map(end -> "left until " + DAY.format(end) + " on the page by ").orElse(KEPT)
        + by
        + ", "
        + DAY.format(at);
  }

  /// Whether a verdict's reason is that somebody keeps it by the page.
  public static boolean isReason(String reason) {
    return reason.contains(KEPT);
  }
}
