package janitor.report;

import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.OwnParts;
import janitor.resource.Reach;
import janitor.resource.Resource;
import janitor.resource.Unread;
import janitor.sweep.Counts;
import janitor.sweep.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a night came to, for the mail, the log and the answer of the invocation.
///
/// @param rows every resource of the inventory, in the order in which they went
public record Report(
    About about, Course course, List<Row> rows, Gaps gaps, Telling telling, Next next) {

  /// Whose night it was.
  ///
  /// @param reach what was looked for
  public record About(
      String workshop, String tagKey, String account, List<String> regions, Reach reach) {

    /// What was not looked for at all, in a sentence; nothing where everything was.
    public Optional<String> beyond() {
      return reach == Reach.ALL
          ? Optional.empty()
          : Optional.of(
              "With Reach="
                  + reach.word()
                  + " nobody looked for servers, networks, databases, models and the like: of"
                  + " those, what the tag index names is withheld, and nothing else is known.");
    }
  }

  /// How the night went.
  ///
  /// @param calls to AWS
  public record Course(
      String night, Mode mode, Instant startedAt, Instant finishedAt, int rounds, long calls) {}

  /// What was not seen, or not done.
  ///
  /// @param ghosts what the tag index names, its own service does not know, and no mail has told
  ///   yet
  /// @param refusal why nothing was deleted though something is due
  /// @param tagValues where nothing carries the workshop's tag: the values that its key does have
  public record Gaps(
      List<Unread> unread, List<Arn> ghosts, Optional<String> refusal, List<String> tagValues) {
    static final Gaps NONE = new Gaps(List.of(), List.of(), Optional.empty(), List.of());
  }

  /// How people are told.
  ///
  /// @param notice how long before it is due a resource is announced
  /// @param announceFor how long before its deletion it must have been announced
  /// @param occasion what makes a mail of it, besides what the night came to
  /// @param told what became of it; empty before
  /// @param untold who was to be told and was not
  public record Telling(
      Duration notice,
      Duration announceFor,
      Occasion occasion,
      Optional<Told> told,
      List<Unread> untold) {

    public Telling(Duration notice, Duration announceFor, Occasion occasion) {
      this(notice, announceFor, occasion, Optional.empty(), List.of());
    }
  }

  /// What comes after.
  ///
  /// @param selfRemoval why the janitor stays, or that it goes
  /// @param farewell what stays, if the janitor removes itself after this mail
  /// @param continuesAt when the next round begins, if the night is not over
  public record Next(
      String selfRemoval, Optional<Farewell> farewell, Optional<Instant> continuesAt) {}

  /// What makes a mail of a report.
  public enum Occasion {
    /// What the night came to, if that is worth one.
    NIGHT,
    /// For a week no mail has said what stays and needs somebody.
    REMINDER,
    /// The night's mail was out when it came to more.
    SUPPLEMENT,
    /// The janitor has said its last word, and its stack is still there; and so for a week that no
    /// mail has said so.
    STILL_THERE
  }

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
  /// @param notice whether a mail has to name it before it may go
  public record Row(
      Resource resource, Verdict verdict, Outcome outcome, int wave, Duration took, Notice notice) {

    /// Whether this night's mail is the first to name it.
    public boolean toAnnounce() {
      return notice == Notice.NEW;
    }

    public Arn arn() {
      return resource.arn();
    }

    /// The outcome's words, the verdict's where it has none, and what a person can do.
    public String reason() {
      return switch (outcome) {
        case Outcome.Failed(var reason, var remedy, _, _, _, _) -> reason + ". " + remedy;
        case Outcome.Gone _, Outcome.Requested _, Outcome.WouldDelete _, Outcome.Withheld _ ->
            outcome.reason().isEmpty() ? verdict.reason() : outcome.reason();
      };
    }
  }

  /// Where a resource stands between being found and being announced.
  public enum Notice {
    /// It is not due for a while, or goes (or stays) without being announced.
    NONE,
    /// This night's mail is the first to name it.
    NEW,
    /// An earlier mail named it; it is not due yet.
    EARLIER
  }

  /// What the last mail says of the janitor's own stack.
  ///
  /// @param stack the stack's ARN
  /// @param stays the role that deletes the stack and can therefore not go with it
  public record Farewell(String stack, Optional<Arn> stays) {}

  /// An invocation that did nothing, since the night is another's, over, or begun already.
  public static Report idle(About about, String night, Instant at, long calls, String reason) {
    return new Report(
            about,
            new Course(night, Mode.DELETE, at, at, 0, calls),
            List.of(),
            Gaps.NONE,
            new Telling(Duration.ZERO, Duration.ZERO, Occasion.NIGHT),
            new Next(reason, Optional.empty(), Optional.empty()))
        .with(Told.nothing(reason));
  }

  public Stream<Row> ended(Class<? extends Outcome> outcome) {
    return rows.stream().filter(row -> outcome.isInstance(row.outcome()));
  }

  /// What AWS answered that the janitor does not know: blocks of lines that name nobody's things,
  /// to be pasted into an issue.
  public List<String> unheard() {
    return Unheard.of(this).stream().map(Unheard::block).toList();
  }

  public Counts counts() {
    return Counts.of(rows.stream().map(Row::outcome), gaps.unread().size());
  }

  public long count(Class<? extends Outcome> outcome) {
    return ended(outcome).count();
  }

  public Stream<Row> toAnnounce() {
    return rows.stream().filter(Row::toAnnounce);
  }

  /// From when on it may go, by the mail that this report becomes.
  public Instant goesAt(Row row) {
    var announcedUntil = course.finishedAt().plus(telling.announceFor());
    return row.verdict().dueAt().filter(announcedUntil::isBefore).orElse(announcedUntil);
  }

  public Stream<Row> announcedEarlier() {
    return rows.stream().filter(row -> row.notice() == Notice.EARLIER);
  }

  public boolean isMailFailed() {
    return telling.told().filter(Told::failed).isPresent();
  }

  /// Whether somebody has to do something, or to decide by a date.
  public boolean wantsAction() {
    return telling.occasion() == Occasion.REMINDER
        || toAnnounce().findAny().isPresent()
        || isWrong();
  }

  /// Whether something did not go as it was meant to.
  public boolean isWrong() {
    return count(Outcome.Failed.class) > 0
        || !gaps.unread().isEmpty()
        || !telling.untold().isEmpty()
        || gaps.refusal().isPresent()
        || isNothingTagged()
        || telling.occasion() == Occasion.STILL_THERE;
  }

  /// A workshop name that nothing carries is most likely mistyped.
  public boolean isNothingTagged() {
    return rows.isEmpty() && !gaps.tagValues().isEmpty();
  }

  boolean hasChanges() {
    return count(Outcome.Gone.class) > 0 || count(Outcome.Requested.class) > 0;
  }

  /// Whether the night came to something that is told by itself.
  public boolean hasNews() {
    return isWrong() || hasChanges() || toAnnounce().findAny().isPresent();
  }

  /// What does not go by itself, and that nobody keeps on purpose: it costs until somebody acts.
  public Stream<Row> stays() {
    return ended(Outcome.Withheld.class)
        .filter(row -> row.notice() == Notice.NONE)
        .filter(this::needsSomebody);
  }

  private boolean needsSomebody(Row row) {
    var tags = row.resource().tags();
    if (tags.has(Rules.KEEP_TAG)) {
      return false;
    }
    return switch (row.verdict()) {
      case Verdict.Kept _, Verdict.TooYoung _, Verdict.Unannounced _ -> false;
      // The night that meets it first dates it.
      case Verdict.AgeUnknown _ -> tags.has(Rules.EXPIRES_AT_TAG);
      case Verdict.Untouchable(var reason) -> !OwnParts.isReason(reason);
      case Verdict.Owned(var whole, _, _) ->
          rows.stream()
              .filter(one -> whole.filter(one.arn()::equals).isPresent())
              .filter(one -> !(one.verdict() instanceof Verdict.Owned))
              .findFirst()
              .map(this::needsSomebody)
              .orElse(true);
      case Verdict.Expired _, Verdict.Protected _ -> true;
    };
  }

  /// What the night did, as a fingerprint: another one means that there is more to tell.
  public String fingerprint() {
    var done =
        rows.stream()
            .filter(row -> !(row.outcome() instanceof Outcome.Withheld))
            .map(row -> row.outcome().word() + " " + row.arn())
            .sorted()
            .collect(Collectors.joining("\n"));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(done.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  public Report with(Told told) {
    return with(
        new Telling(
            telling.notice(),
            telling.announceFor(),
            telling.occasion(),
            Optional.of(told),
            told.untold()));
  }

  public Report with(Occasion occasion) {
    return with(
        new Telling(
            telling.notice(), telling.announceFor(), occasion, telling.told(), telling.untold()));
  }

  /// With more who were to be told and were not.
  Report withUntold(List<Unread> some) {
    return with(
        new Telling(
            telling.notice(),
            telling.announceFor(),
            telling.occasion(),
            telling.told(),
            Stream.concat(telling.untold().stream(), some.stream()).distinct().toList()));
  }

  /// What of it concerns somebody whom only these rows do.
  Report only(List<Row> some) {
    return new Report(
        about,
        course,
        some,
        Gaps.NONE,
        new Telling(telling.notice(), telling.announceFor(), Occasion.NIGHT),
        new Next("", Optional.empty(), Optional.empty()));
  }

  private Report with(Telling telling) {
    return new Report(about, course, rows, gaps, telling, next);
  }

  public Report withSelfRemoval(String selfRemoval, long calls) {
    return new Report(
        about,
        new Course(
            course.night(),
            course.mode(),
            course.startedAt(),
            course.finishedAt(),
            course.rounds(),
            calls),
        rows,
        gaps,
        telling,
        new Next(selfRemoval, next.farewell(), next.continuesAt()));
  }

  /// This report with one more thing that could not be looked at.
  public Report with(Unread unread) {
    var more = Stream.concat(gaps.unread().stream(), Stream.of(unread)).toList();
    return new Report(
        about,
        course,
        rows,
        new Gaps(more, gaps.ghosts(), gaps.refusal(), gaps.tagValues()),
        telling,
        next);
  }

  /// The report of a night that parts once more, and says no farewell again.
  public Report withoutFarewell() {
    return new Report(
        about,
        course,
        rows,
        gaps,
        telling,
        new Next(next.selfRemoval(), Optional.empty(), next.continuesAt()));
  }

  /// The report of the night after which the janitor removes itself.
  public Report with(Farewell farewell) {
    return new Report(
        about,
        course,
        rows,
        gaps,
        telling,
        new Next(next.selfRemoval(), Optional.of(farewell), next.continuesAt()));
  }
}
