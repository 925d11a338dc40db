package janitor.night;

import janitor.ledger.NightBook;
import janitor.report.Report;
import janitor.resource.Deadline;
import janitor.settings.Choices;
import janitor.settings.Settings;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.sweep.Tally;
import java.time.Duration;

/// One night: event in, resources found, deleted in order, proven gone, mail sent, own stack asked
/// to go.
public final class Janitor {

  /// The next round follows a dead one after this.
  private static final Duration SUCCESSOR_AFTER = Duration.ofMinutes(2);

  private static final String BEGUN_ALREADY =
      "this night was begun by an earlier delivery of the same event";

  private final Settings settings;
  private final Tools tools;

  public Janitor(Settings settings, Tools tools) {
    this.settings = settings;
    this.tools = tools;
  }

  public Report night(Choices choices, Deadline deadline) {
    var night = new Night(settings, tools, choices, deadline);
    if (choices.dryRun()) {
      return new Rounds(night).run();
    }
    return choices
        .continued()
        .map(continued -> continued(night, continued))
        .orElseGet(() -> fresh(night));
  }

  private Report continued(Night night, Choices.Continued continued) {
    var last =
        tools
            .ledger()
            .night()
            .filter(book -> book.mayBeginRound(continued.night(), continued.round()));
    if (last.isEmpty()) {
      return idle(night, "this round is not the night's next, or the night is over");
    }
    night.goOn(last.get().atRound(continued.round()));
    if (!night.isDead()) {
      // Before the claim: a round that claims and dies would leave a night that nothing continues.
      scheduleSuccessor(night);
    }
    var book = tools.ledger().claim(continued.night(), continued.round());
    if (book.isEmpty()) {
      return idle(night, "another delivery of this round was faster");
    }
    night.goOn(book.get());
    if (!night.lease()) {
      return idle(night, "another night of this janitor is under way");
    }
    night.tally.add(tools.ledger().outcomes(night.book().key()));
    // Should this die as well, the next night tells of this one.
    if (night.isDead()) {
      return Ending.ofDead(night).finish();
    }
    return night.isForAnother() ? Ending.ofAnother(night).finish() : new Rounds(night).run();
  }

  private Report fresh(Night night) {
    var last = tools.ledger().night();
    if (last.filter(book -> book.id().equals(night.id())).isPresent()) {
      return idle(night, BEGUN_ALREADY);
    }
    if (!night.lease()) {
      return idle(night, "another night of this janitor is under way");
    }
    last.ifPresent(book -> night.goOn(night.book().after(book)));
    last.ifPresent(book -> inherit(night, book));
    // As before a claim; and where DynamoDB's yes is lost, the SDK's second try is told no.
    scheduleSuccessor(night);
    if (!night.begin()) {
      return idle(night, BEGUN_ALREADY);
    }
    return new Rounds(night).run();
  }

  /// A night that broke off for good, or whose mail nobody got, has left outcomes that no mail has
  /// told of yet. They become this night's in the ledger, before its book takes the other's place
  /// there. Of one that is over, what did not go is found anew, save what no list shows any more
  /// and AWS still clears up behind.
  private void inherit(Night night, NightBook last) {
    var isUntold = last.isToBeInherited();
    var outcomes =
        tools.ledger().outcomes(last.key()).stream()
            .filter(
                done ->
                    last.endedAt().isEmpty()
                        || (isUntold && done.outcome() instanceof Outcome.Gone)
                        || Tally.lingers(done))
            .toList();
    if (outcomes.isEmpty()) {
      return;
    }
    night.tally.add(outcomes);
    tools.ledger().write(night.book().key(), outcomes);
  }

  /// Before anything is touched: should this round die, the next one exists.
  private void scheduleSuccessor(Night night) {
    night.scheduleNextRound(night.deadline.at().plus(SUCCESSOR_AFTER));
  }

  private Report idle(Night night, String reason) {
    tools.journal().note(new Journal.Mailed(false, reason));
    return Report.idle(night.about(), night.id(), night.begunAt, tools.calls().getAsLong(), reason);
  }
}
