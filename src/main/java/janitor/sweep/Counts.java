package janitor.sweep;

import java.util.stream.Stream;

/// What a night came to in numbers: the same for mail, JSON, log and terminal. What was refused and
/// what could not be looked at are two things, and counted apart.
public record Counts(
    long gone, long requested, long wouldDelete, long withheld, long failed, long unread) {

  public static Counts of(Stream<Outcome> outcomes, long unread) {
    return outcomes
        .map(Counts::of)
        .reduce(new Counts(0, 0, 0, 0, 0, 0), Counts::plus)
        .plus(new Counts(0, 0, 0, 0, 0, unread));
  }

  private static Counts of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Gone _ -> new Counts(1, 0, 0, 0, 0, 0);
      case Outcome.Requested _ -> new Counts(0, 1, 0, 0, 0, 0);
      case Outcome.WouldDelete _ -> new Counts(0, 0, 1, 0, 0, 0);
      case Outcome.Withheld _ -> new Counts(0, 0, 0, 1, 0, 0);
      case Outcome.Failed _ -> new Counts(0, 0, 0, 0, 1, 0);
    };
  }

  private Counts plus(Counts other) {
    return new Counts(
        gone + other.gone,
        requested + other.requested,
        wouldDelete + other.wouldDelete,
        withheld + other.withheld,
        failed + other.failed,
        unread + other.unread);
  }
}
