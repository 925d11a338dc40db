package janitor.sweep;

import janitor.plan.Plan;
import janitor.resource.Inventory;
import java.time.Duration;
import java.util.List;

/// Is told what happens while it happens: the log of the night, and the progress on a terminal.
@FunctionalInterface
public interface Journal {

  void note(Entry entry);

  /// One journal that tells several.
  static Journal all(Journal... journals) {
    return entry -> {
      for (var journal : journals) {
        journal.note(entry);
      }
    };
  }

  sealed interface Entry {}

  record RoundBegun(String night, int round) implements Entry {}

  record Found(Inventory inventory) implements Entry {}

  record Planned(Plan plan) implements Entry {}

  record WaveBegun(int wave, int of, int size) implements Entry {}

  record Ended(Sweep.Done done) implements Entry {}

  record Waiting(String forWhat, Duration duration) implements Entry {}

  record Mailed(boolean sent, String reason) implements Entry {}

  /// The last entry of a night: what the metrics are made of.
  ///
  /// @param unheard what AWS answered that the janitor does not know, each as a block for an issue
  /// @param mailFailed whether a mail was due and nobody got it
  record NightOver(
      String workshop,
      Counts counts,
      List<String> unheard,
      long calls,
      Duration took,
      boolean mailFailed)
      implements Entry {}
}
