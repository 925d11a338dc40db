package janitor.soak;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount.Call;
import janitor.fake.Stopped;
import janitor.fake.Thing;
import janitor.ledger.NightBook;
import janitor.night.Nights;
import janitor.report.Report;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Lambda stops the function in mid-call, at each call of a janitor's whole life.
@Tag("soak")
class CrashPointsSoakTest {

  /// Two nights date what has no age, and one more sweeps it; the rest is for what a stop delays.
  private static final int NIGHTS = 7;

  /// What was refused so far may go from this night on.
  private static final int ALLOWED_FROM = 5;

  @Test
  void whereverItIsStoppedLaterNightsComeToTheSameEnd() {
    Today.takesGroup(0, "crash points, fake account");
    var began = System.nanoTime();
    var clean = new Life(Optional.empty());
    clean.live();
    assertThat(clean.complaints).isEmpty();
    assertThat(clean.nights.stacks.deleted()).isEmpty();
    var calls = clean.calls();
    var complaints = new ConcurrentSkipListSet<String>();
    var lives = new AtomicInteger();
    var delayed = new AtomicInteger();
    var stops =
        Stream.of(When.values())
            .flatMap(
                when -> IntStream.rangeClosed(1, calls.size()).mapToObj(k -> new Stop(k, when)))
            .toList();
    AtOnce.each(
        stops,
        stop -> {
          var life = new Life(Optional.of(stop));
          life.live();
          // Lives differ by a call or two: the last may not come.
          if (!life.wasStopped) {
            return;
          }
          lives.incrementAndGet();
          var at = "stopped " + stop.when() + " call " + stop.call() + ", " + life.at + ": ";
          life.complaints.forEach(complaint -> complaints.add(at + complaint));
          if (!life.nights.account.leftNames().equals(clean.nights.account.leftNames())) {
            complaints.add(at + "another end: " + life.nights.account.leftNames());
          }
          if (life.lastDeletionIn() > clean.lastDeletionIn()) {
            delayed.incrementAndGet();
          }
        });
    assertThat(lives.get()).isGreaterThan(2 * calls.size() - 100);
    assertThat(complaints).isEmpty();
    Figures.say(
        "crash points, fake account",
        ("%d calls of %d nights, each stopped before it was sent and after it took effect: %d"
                + " lives, the same end every time, %d of them a night or more later; 0 bystanders"
                + " lost, 0 falsely gone, none gone untold; %s")
            .formatted(
                calls.size(), NIGHTS, lives.get(), delayed.get(), Figures.secondsSince(began)));
  }

  private static final Pattern HEADING = Pattern.compile("\n[A-Z][A-Z ]+( \\(\\d+\\))?\n");

  /// A stop between SES's yes and the last of what is noted of it may cost a second mail.
  private static final Set<String> MAY_DOUBLE =
      Set.of("Post Send", "Ledger WriteBook", "Ledger WriteNotes");

  private enum When {
    BEFORE,
    AFTER
  }

  private record Stop(int call, When when) {}

  /// A janitor from its first night on, stopped once.
  private static final class Life {
    private final Optional<Stop> stop;
    private final Nights nights =
        new Nights().continuing().countingTheLedger().set("JANITOR_TTL", "2d");
    private final Lab lab = Lab.in(nights);

    /// Refused at first, and allowed from the moment of the stop on: if that comes after the
    /// night's mail, the round that follows deletes more than the mail told.
    private final Thing refused = nights.account.due(nights.account.thing, "refused");

    private final List<String> complaints = new ArrayList<>();
    private final Map<String, Report> ended = new HashMap<>();
    private final Set<String> doubled = new HashSet<>();
    private boolean wasStopped;
    private String at = "";
    private int lastDeletionIn;

    Life(Optional<Stop> stop) {
      this.stop = stop;
    }

    List<Call> calls() {
      return nights.account.calls();
    }

    int lastDeletionIn() {
      return lastDeletionIn;
    }

    private List<Thing> due() {
      return Stream.concat(lab.due().stream(), Stream.of(refused)).toList();
    }

    void live() {
      nights.account.failAlways("Delete " + refused.arn(), Fault.Sort.DENIED);
      stop.ifPresent(
          point -> {
            switch (point.when()) {
              case BEFORE -> nights.account.stopBeforeCall(point.call());
              case AFTER -> nights.account.stopAfterCall(point.call());
            }
          });
      for (int night = 1; night <= NIGHTS; night++) {
        if (night == ALLOWED_FROM) {
          nights.account.failNoMore();
        }
        var deletions = nights.account.deletions().size();
        night();
        if (nights.account.deletions().size() > deletions) {
          lastDeletionIn = night;
        }
      }
      lab.bystanders().stream()
          .filter(thing -> !thing.isThere())
          .forEach(thing -> complaints.add("lost " + thing));
      due().stream()
          .filter(Thing::isThere)
          .forEach(thing -> complaints.add("still there: " + thing));
      untold();
    }

    /// One night, as far as Scheduler brings it.
    private void night() {
      var begun = nights.account.calls().size();
      Optional<Report> report;
      try {
        report = Optional.of(nights.scheduled());
      } catch (Stopped stopped) {
        stopped(begun);
        report = Optional.empty();
      }
      report.ifPresent(this::look);
      for (int round = 0; round < 100; round++) {
        begun = nights.account.calls().size();
        try {
          report = nights.nextRound();
        } catch (Stopped stopped) {
          stopped(begun);
          continue;
        }
        if (report.isEmpty()) {
          break;
        }
        report.ifPresent(this::look);
      }
      if (!nights.continuation.scheduled().isEmpty()) {
        complaints.add("rounds without an end: " + nights.continuation.scheduled());
      }
      var unended = nights.ledger.uncounted().night().filter(book -> book.endedAt().isEmpty());
      // Only the very first calls, before which nothing can have been touched, have no successor.
      if (unended.isPresent() && !wasStopped) {
        complaints.add("a night without an end: " + unended);
      }
    }

    /// The round after this one exists, or nothing was touched, or the night had ended.
    private void stopped(int begun) {
      wasStopped = true;
      nights.account.stopNoMore();
      nights.account.failNoMore();
      var calls = nights.account.calls().subList(begun, nights.account.calls().size());
      at = calls.getLast().toString();
      var hasTouched =
          calls.stream()
              .anyMatch(
                  call ->
                      call.operation().endsWith(" Delete")
                          || call.operation().endsWith(" Release"));
      var isContinued = calls.stream().anyMatch(call -> call.operation().equals("Ledger Claim"));
      var hasEnded =
          nights.ledger.uncounted().night().filter(book -> book.endedAt().isPresent()).isPresent();
      if (nights.continuation.scheduled().isEmpty() && !hasEnded && (hasTouched || isContinued)) {
        complaints.add("a round without a successor");
      }
      if (MAY_DOUBLE.contains(calls.getLast().operation())) {
        doubled.add(nights.ledger.uncounted().night().map(NightBook::id).orElse(""));
      }
    }

    private void look(Report report) {
      report
          .ended(Outcome.Gone.class)
          .flatMap(row -> due().stream().filter(thing -> thing.arn().equals(row.arn())))
          .filter(Thing::isThere)
          // Its late writer came after the last look.
          .filter(thing -> !thing.kind().equals(nights.account.log))
          .forEach(thing -> complaints.add("said to be gone, but there: " + thing));
      if (report.next().continuesAt().isEmpty() && report.course().rounds() > 0) {
        ended.put(report.course().night(), report);
      }
    }

    private static String between(String text, String heading, Pattern next) {
      var at = text.indexOf(heading);
      if (at < 0) {
        return "";
      }
      var rest = text.substring(at + heading.length());
      var end = next.matcher(rest);
      return end.find() ? rest.substring(0, end.start()) : rest;
    }

    /// Everything that went stands in a mail, under what is deleted.
    private void untold() {
      var told = new HashSet<String>();
      var perNight = new HashMap<String, Integer>();
      for (var sent : nights.post.sent()) {
        var text = sent.mail().text();
        var footer = text.lastIndexOf(", night night-") + ", night ".length();
        perNight.merge(text.substring(footer, text.indexOf(':', footer)), 1, Integer::sum);
        var deleted = between(text, "\nDELETED (", HEADING);
        for (var thing : due()) {
          if (deleted.contains("* " + thing.name() + "\n")) {
            told.add(thing.name());
          }
        }
      }
      due().stream()
          .filter(thing -> !thing.isThere() && !told.contains(thing.name()))
          .forEach(thing -> complaints.add("went without a mail that says so: " + thing));
      perNight.forEach(
          (night, mails) -> {
            if (mails > 1 && !doubled.contains(night)) {
              complaints.add(mails + " mails of " + night);
            }
          });
    }
  }
}
