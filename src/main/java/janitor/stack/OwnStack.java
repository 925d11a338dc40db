package janitor.stack;

import janitor.ledger.History;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Arn;
import janitor.resource.OwnParts;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The janitor's own stack, which it removes as its very last act.
public final class OwnStack {

  /// A night found nothing, and so did the one before it.
  private static final int EMPTY_NIGHTS = 2;

  private final Stacks stacks;
  private final Terms terms;

  /// What decides whether the stack goes.
  ///
  /// @param stackId ARN of the stack; empty on a laptop
  /// @param deleterRoleArn role that CloudFormation deletes the stack with
  /// @param youngest the stack stays while it is younger than this: the `Ttl` parameter
  public record Terms(
      Optional<String> stackId,
      Optional<String> deleterRoleArn,
      boolean isWanted,
      Duration youngest) {}

  public OwnStack(Stacks stacks, Terms terms) {
    this.stacks = stacks;
    this.terms = terms;
  }

  /// What speaks against removing the stack now; empty: nothing does.
  ///
  /// @param isScheduled whether the schedule began this night, and no person
  public Optional<String> objection(Report report, History life, boolean isScheduled) {
    if (terms.stackId().isEmpty()) {
      return Optional.of("no stack of its own");
    }
    if (!terms.isWanted()) {
      return Optional.of("switched off (SelfRemove)");
    }
    if (report.course().mode() == Report.Mode.DRY_RUN) {
      return Optional.of("never in a dry run");
    }
    if (!isScheduled) {
      return Optional.of("only on a scheduled night");
    }
    if (life.deleted() == 0) {
      return Optional.of("it has not deleted anything yet");
    }
    if (isAnythingLeft(report)) {
      return Optional.of("something of the workshop is left");
    }
    var unseen = new TreeSet<>(life.leftIn());
    unseen.removeAll(report.about().regions());
    if (!unseen.isEmpty()) {
      return Optional.of(
          "something of the workshop was left in "
              + String.join(", ", unseen)
              + " when it last looked there, which Regions leaves out by now: name it again; or, if"
              + " all of that is to stay, delete this stack by hand");
    }
    if (life.emptyNights() < EMPTY_NIGHTS) {
      return Optional.of("one more night has to find nothing first");
    }
    return Optional.empty();
  }

  /// Why it is still there though it has said its last word: CloudFormation took it back, or never
  /// heard of it.
  public String stillThere(Instant partedAt) {
    return "it asked for its removal on "
        + partedAt.toString().substring(0, 10)
        + ", and CloudFormation did not do it; it asks for it again each night. The events of the"
        + " stack, or the janitor's log, say why; by hand: "
        + command("delete-stack", "");
  }

  private String command(String operation, String options) {
    return "aws cloudformation "
        + operation
        + options
        + " --stack-name "
        + stack()
        + " --region "
        + stack().region();
  }

  /// The regions of the rows that tell of something left.
  public static Set<String> leftIn(Report report) {
    return report.rows().stream()
        .filter(row -> isLeft(row, report))
        .map(row -> row.resource().region())
        .collect(Collectors.toSet());
  }

  /// What is kept for good does not count as left; anything else does.
  public static boolean isAnythingLeft(Report report) {
    return !report.gaps().unread().isEmpty()
        || report.gaps().refusal().isPresent()
        || report.rows().stream().anyMatch(row -> isLeft(row, report));
  }

  private static boolean isLeft(Report.Row row, Report report) {
    return switch (row.verdict()) {
      case Verdict.Kept _ -> false;
      case Verdict.Untouchable(var reason) -> !OwnParts.isReason(reason);
      case Verdict.Owned(var whole, _, _) ->
          !(row.outcome() instanceof Outcome.Gone) && !isKept(whole, report);
      case Verdict.Expired _,
          Verdict.TooYoung _,
          Verdict.AgeUnknown _,
          Verdict.Unannounced _,
          Verdict.Protected _ ->
          !(row.outcome() instanceof Outcome.Gone);
    };
  }

  private static boolean isKept(Optional<Arn> whole, Report report) {
    return report.rows().stream()
        .filter(row -> whole.filter(row.arn()::equals).isPresent())
        .anyMatch(row -> row.verdict() instanceof Verdict.Kept);
  }

  /// What of the stack itself speaks against removing it now, as CloudFormation tells it.
  public Optional<String> objection(Instant now) {
    var state = stacks.describe(stack());
    if (!state.createdAt().plus(terms.youngest()).isBefore(now)) {
      return Optional.of("its stack is younger than the time to live");
    }
    return state.isProtected()
        ? Optional.of(
            "its stack has termination protection, which somebody has to take off first: "
                + command("update-termination-protection", " --no-enable-termination-protection"))
        : Optional.empty();
  }

  /// What the last mail has to say of the stack.
  public Report.Farewell farewell() {
    // A role that was handed in is not the janitor's to clear away, nor its reader's.
    var stays = terms.deleterRoleArn().map(Arn::of).filter(role -> stacks.holds(stack(), role));
    return new Report.Farewell(stack().toString(), stays);
  }

  /// Asks CloudFormation to delete the stack. Nothing may be done after it.
  public void remove(String night) {
    stacks.delete(stack(), terms.deleterRoleArn(), night);
  }

  private Arn stack() {
    return Arn.of(terms.stackId().orElseThrow());
  }
}
