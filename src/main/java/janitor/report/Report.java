package janitor.report;

import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Unread;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a night came to, for the mail, the log and the answer of the invocation.
///
/// @param rows every resource of the inventory, in the order in which they went
/// @param refusal why nothing was deleted though something is due
/// @param tagValues where nothing carries the workshop's tag: the values that its key does have
/// @param continuesAt when the next round begins, if the night is not over
public record Report(
    String night,
    String workshop,
    String tagKey,
    String account,
    List<String> regions,
    Mode mode,
    Instant startedAt,
    Instant finishedAt,
    int rounds,
    long calls,
    List<Row> rows,
    List<Unread> unread,
    Optional<String> refusal,
    List<String> tagValues,
    Duration notice,
    Optional<Mail> mail,
    String selfRemoval,
    Optional<Instant> continuesAt) {

  public enum Mode {
    DELETE("delete"),
    DRY_RUN("dryRun"),
    ANNOUNCE("announce");

    private final String word;

    Mode(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// One resource.
  ///
  /// @param toAnnounce whether this night's mail is the first to name it
  public record Row(
      Resource resource,
      Verdict verdict,
      Outcome outcome,
      int wave,
      Duration took,
      boolean toAnnounce) {
    public Arn arn() {
      return resource.arn();
    }

    /// The outcome's words, the verdict's where it has none, and what a person can do.
    public String reason() {
      return switch (outcome) {
        case Outcome.Failed(var reason, var remedy, _) -> reason + ". " + remedy;
        case Outcome.Gone _, Outcome.Requested _, Outcome.WouldDelete _, Outcome.Withheld _ ->
            outcome.reason().isEmpty() ? verdict.reason() : outcome.reason();
      };
    }
  }

  /// What became of the night's mail.
  ///
  /// @param accepted whether SES took it for at least one recipient
  public record Mail(boolean accepted, Optional<String> messageId, List<String> to, String reason) {
    public static Mail none(String reason) {
      return new Mail(false, Optional.empty(), List.of(), reason);
    }
  }

  /// An invocation that did nothing, since the night is another's, over, or begun already.
  public static Report idle(
      String night,
      String workshop,
      String tagKey,
      String account,
      List<String> regions,
      Instant at,
      long calls,
      String reason) {
    return new Report(
        night,
        workshop,
        tagKey,
        account,
        regions,
        Mode.DELETE,
        at,
        at,
        0,
        calls,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Duration.ZERO,
        Optional.of(Mail.none(reason)),
        reason,
        Optional.empty());
  }

  public Stream<Row> ended(Class<? extends Outcome> outcome) {
    return rows.stream().filter(row -> outcome.isInstance(row.outcome()));
  }

  public long count(Class<? extends Outcome> outcome) {
    return ended(outcome).count();
  }

  public Stream<Row> toAnnounce() {
    return rows.stream().filter(Row::toAnnounce);
  }

  /// Whether somebody has to do something.
  public boolean wantsAction() {
    return count(Outcome.Failed.class) > 0
        || !unread.isEmpty()
        || refusal.isPresent()
        || isNothingTagged();
  }

  /// A workshop name that nothing carries is most likely mistyped.
  public boolean isNothingTagged() {
    return rows.isEmpty() && !tagValues.isEmpty();
  }

  boolean hasChanges() {
    return count(Outcome.Gone.class) > 0 || count(Outcome.Requested.class) > 0;
  }

  public Report with(Mail mail) {
    return new Report(
        night,
        workshop,
        tagKey,
        account,
        regions,
        mode,
        startedAt,
        finishedAt,
        rounds,
        calls,
        rows,
        unread,
        refusal,
        tagValues,
        notice,
        Optional.of(mail),
        selfRemoval,
        continuesAt);
  }

  public Report withSelfRemoval(String selfRemoval, long calls) {
    return new Report(
        night,
        workshop,
        tagKey,
        account,
        regions,
        mode,
        startedAt,
        finishedAt,
        rounds,
        calls,
        rows,
        unread,
        refusal,
        tagValues,
        notice,
        mail,
        selfRemoval,
        continuesAt);
  }
}
