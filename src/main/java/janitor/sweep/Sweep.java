package janitor.sweep;

import janitor.plan.Judged;
import janitor.resource.Arn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a round came to: every resource of its plan with its outcome.
///
/// @param lookAgainIn how long to wait until another round can see a change
public record Sweep(List<Done> done, Duration lookAgainIn) {

  /// A resource and its outcome.
  ///
  /// @param wave from 1; 0 for what was in none
  public record Done(Judged judged, Outcome outcome, int wave, Duration took) {
    public Arn arn() {
      return judged.arn();
    }
  }

  public boolean isPending() {
    return done.stream().anyMatch(ended -> ended.outcome().isPending());
  }

  public Map<Arn, Done> byArn() {
    return done.stream().collect(Collectors.toMap(Done::arn, Function.identity(), (a, _) -> a));
  }
}
