package janitor.terminal;

import janitor.plan.Plan;
import janitor.resource.Arn;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The plan of a night as SVG: waves as columns, in each a box a service, which folds where it is
/// long, an arrow from what goes first to what waits for it, colours by outcome. It listens to the
/// night and is drawn at its end.
public final class PlanPicture implements Journal {
  private final Map<Arn, Outcome> outcomes = new ConcurrentHashMap<>();
  private volatile Optional<Plan> plan = Optional.empty();

  /// Whether nothing can be written there. Asked before anything is touched: a night is not to fail
  /// at its picture.
  public static boolean isNoPlace(Path file) {
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    return Files.isDirectory(file) || folder.filter(Files::isWritable).isEmpty();
  }

  @Override
  public void note(Entry entry) {
    switch (entry) {
      case Planned(var drawn) -> {
        // Later rounds plan only what is left.
        if (plan.isEmpty()) {
          plan = Optional.of(drawn);
        }
      }
      case Ended(var done) -> outcomes.put(done.arn(), done.outcome());
      case RoundBegun _, Found _, WaveBegun _, Waiting _, Mailed _, NightOver _ -> {}
    }
  }

  /// The picture; empty where no plan was made.
  public Optional<String> svg() {
    return plan.map(
        drawn -> new PictureWriter(drawn, PictureGroups.of(drawn, Map.copyOf(outcomes))).svg());
  }
}
