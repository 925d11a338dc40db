package janitor;

import janitor.sweep.Journal;
import java.io.PrintStream;

/// Progress for a person who watches: a line an event.
public final class Progress implements Journal {
  private final PrintStream out;

  public Progress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void note(Entry entry) {
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
                + " deletions in "
                + plan.waves().size()
                + " waves, "
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
      case NightOver _ -> {}
    }
  }

  private void say(String line) {
    out.println(line.replaceAll("\\p{Cntrl}", "?"));
  }
}
