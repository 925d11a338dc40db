package janitor.night;

import janitor.ledger.History;
import janitor.ledger.NightBook;
import janitor.plan.Rules;
import janitor.report.Report;
import janitor.resource.Deadline;
import janitor.resource.Inventory;
import janitor.resource.Unread;
import janitor.settings.Choices;
import janitor.settings.Settings;
import janitor.sweep.Journal;
import janitor.sweep.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the parts of one night share: what was asked for, its book, and what came of it so far.
final class Night {

  /// How long the lease outlives what it is taken for.
  private static final Duration LEASE_BEYOND = Duration.ofMinutes(20);

  /// However long nothing changes, another round looks after this.
  static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  /// After this a night ends with what it came to.
  static final Duration LONGEST_NIGHT = Duration.ofHours(12);

  /// The last round of a night that goes well comes one wait after its longest time. One that
  /// begins later than this follows others that died.
  private static final Duration DEAD_AFTER = LONGEST_NIGHT.plus(LONGEST_WAIT.multipliedBy(2));

  final Settings settings;
  final Tools tools;
  final Choices choices;
  final Deadline deadline;
  final Instant begunAt;
  final Tally tally = new Tally();
  private final List<Unread> trouble = new ArrayList<>();
  private final List<Unread> goingOn = new ArrayList<>();
  private final Map<String, Unread> denied = new LinkedHashMap<>();
  private NightBook book;

  Night(Settings settings, Tools tools, Choices choices, Deadline deadline) {
    this.settings = settings;
    this.tools = tools;
    this.choices = choices;
    this.deadline = deadline;
    this.begunAt = tools.time().instant();
    var id =
        choices
            .continued()
            .map(Choices.Continued::night)
            .or(choices::eventId)
            .orElseGet(() -> "night-" + begunAt);
    this.book =
        NightBook.begun(
            id,
            begunAt,
            new NightBook.Wish(
                choices.ttl(), choices.only(), choices.isScheduled(), Optional.of(aim())));
  }

  String id() {
    return book.id();
  }

  private String aim() {
    return NightBook.aim(settings.tag(), settings.regions());
  }

  /// Whether the settings are of another workshop by now, or of other regions, than what the event
  /// that began the night was sent for.
  boolean isForAnother() {
    return !book.isFor(aim());
  }

  Report.About about() {
    return new Report.About(
        settings.workshop(),
        settings.tagKey(),
        tools.home().account(),
        settings.regions(),
        tools.catalog().reach());
  }

  NightBook book() {
    return book;
  }

  void goOn(NightBook book) {
    this.book = book;
  }

  /// Goes on with the book, and has it outlive this invocation.
  void write(NightBook book) {
    this.book = book;
    tools.ledger().write(book);
  }

  /// What was lived through with this workshop so far.
  History life() {
    return tools.ledger().life().with(settings.tag());
  }

  /// False where another delivery of its event was faster.
  boolean begin() {
    return tools.ledger().begin(book);
  }

  boolean lease() {
    return tools.ledger().lease(id(), begunAt, deadline.at().plus(LEASE_BEYOND));
  }

  void leaseUntilAfter(Instant at) {
    tools.ledger().lease(id(), tools.time().instant(), at.plus(LEASE_BEYOND));
  }

  void scheduleNextRound(Instant at) {
    tools
        .continuation()
        .ifPresent(
            continuation -> {
              try {
                continuation.schedule(id(), book.round() + 1, at);
              } catch (RuntimeException error) {
                trouble.add(
                    Unread.of(
                        "the schedule of the night's next round", tools.faults().classify(error)));
              }
            });
  }

  void cancelNextRound() {
    tools
        .continuation()
        .ifPresent(
            continuation -> {
              try {
                continuation.cancel(id(), book.round() + 1);
              } catch (RuntimeException error) {
                // It will fire, find the night over, and do nothing.
                tools
                    .journal()
                    .note(
                        new Journal.Waiting(
                            "a stray schedule: " + tools.faults().classify(error).message(),
                            Duration.ZERO));
              }
            });
  }

  /// Whether its rounds die one after the other, so that no further one may follow.
  boolean isDead() {
    return !book.startedAt().plus(DEAD_AFTER).isAfter(begunAt);
  }

  /// What went wrong with the night itself.
  List<Unread> trouble() {
    return List.copyOf(trouble);
  }

  /// What may go on in something that stays, though it was to be stopped.
  List<Unread> goingOn() {
    return List.copyOf(goingOn);
  }

  /// What could not be looked at in some round of this invocation, and can in none: where what it
  /// was looked for is gone by now, later rounds do not ask any more.
  List<Unread> denied() {
    return List.copyOf(denied.values());
  }

  /// What a look, or an earlier one of this invocation, could not be taken at.
  List<Unread> unreadOf(Inventory inventory) {
    return Stream.concat(inventory.unread().stream(), denied.values().stream()).toList();
  }

  void unread(List<Unread> some) {
    some.stream()
        .filter(unread -> !unread.isPassing())
        .forEach(unread -> denied.put(unread.text(), unread));
  }

  void goingOn(Unread unread) {
    goingOn.add(unread);
  }

  Rules rules() {
    return new Rules(
        new Rules.Mark(settings.tagKey(), settings.workshop()),
        new Rules.Age(
            book.ttl().orElse(settings.ttl()), book.ttl().filter(Duration::isZero).isPresent()),
        new Rules.Notice(!settings.isOnLaptop(), settings.announceFor()),
        new Rules.Limits(settings.maxDeletions(), settings.liftProtection(), book.only()),
        book.key());
  }
}
