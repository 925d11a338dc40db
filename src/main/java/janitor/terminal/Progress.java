package janitor.terminal;

import janitor.report.JsonLog;
import janitor.sweep.Journal;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Progress for a person who watches: a display that moves where there is a terminal, a line an
/// event where there is none. ([JsonLog] is for those who read it afterwards.)
public final class Progress implements Journal, AutoCloseable {

  /// Set by `./janitor` to the number of columns where its output goes to a terminal: Java itself
  /// cannot tell whether one stream of several does.
  static final String COLUMNS = "janitor.columns";

  private final PrintStream out;
  private final Optional<Display> display;

  /// Plain lines.
  public Progress(PrintStream out) {
    this(out, Optional.empty());
  }

  private Progress(PrintStream out, Optional<Display> display) {
    this.out = out;
    this.display = display;
  }

  /// Progress as fits what is at the other end of the stream.
  public static Progress on(PrintStream out) {
    return new Progress(
        out,
        Optional.ofNullable(Integer.getInteger(COLUMNS))
            .filter(columns -> columns >= 40)
            .map(columns -> new Display(out, columns, System.getenv("NO_COLOR") == null)));
  }

  @Override
  public void note(Entry entry) {
    display.ifPresentOrElse(shown -> shown.note(entry), () -> line(entry));
  }

  /// Leaves the terminal as it was.
  @Override
  public void close() {
    display.ifPresent(Display::close);
  }

  private void line(Entry entry) {
    switch (entry) {
      case RoundBegun(var night, var round) -> say("round " + round + " of " + night);
      case Found(var inventory) ->
          say(
              "  found "
                  + inventory.resources().size()
                  + " resources"
                  + (inventory.unread().isEmpty()
                      ? ""
                      : ", could not look at " + inventory.unread().size()));
      case Planned(var plan) -> {
        say(
            "  planned "
                + plan.steps().count()
                + (plan.steps().count() == 1 ? " deletion in " : " deletions in ")
                + plan.waves().size()
                + (plan.waves().size() == 1 ? " wave, " : " waves, ")
                + plan.withheld().size()
                + " stay");
        plan.refusal().ifPresent(this::say);
      }
      case WaveBegun(var wave, var of, var size) ->
          say("  wave " + wave + " of " + of + ": " + size);
      case Ended(var done) when done.wave() > 0 ->
          say(
              "    "
                  + done.outcome().word()
                  + "  "
                  + done.judged().resource().label()
                  + (done.outcome().reason().isEmpty()
                      ? ""
                      : "  (" + done.outcome().reason() + ")"));
      case Ended _ -> {}
      case Waiting(var forWhat, var duration) ->
          say("  waiting " + duration.toSeconds() + " s for " + forWhat);
      case Mailed(var sent, var reason) -> say(sent ? "  mail sent" : "  no mail: " + reason);
      case NightOver over -> over(over);
    }
  }

  private void over(NightOver over) {
    var counts = over.counts();
    say(
        "  "
            + counts.gone()
            + " gone, "
            + counts.failed()
            + " failed, "
            + (counts.unread() == 0 ? "" : counts.unread() + " could not be looked at, ")
            + counts.withheld()
            + " withheld, "
            + over.calls()
            + " calls");
    unheard(over).forEach(this::say);
  }

  /// What a person may pass on to the janitor's makers.
  static List<String> unheard(NightOver over) {
    return over.unheard().isEmpty()
        ? List.of()
        : Stream.concat(
                Stream.of(
                    "AWS answered what the janitor does not know; an issue with these lines, which"
                        + " name nothing of yours, helps:"),
                over.unheard().stream().flatMap(block -> block.lines().map(line -> "    " + line)))
            .toList();
  }

  private void say(String line) {
    out.println(Display.plain(line));
  }
}
