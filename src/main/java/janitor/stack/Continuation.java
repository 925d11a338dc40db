package janitor.stack;

import java.time.Instant;

/// What wakes the janitor for the next round of a night that outlasts one invocation.
public interface Continuation {

  /// Sees to it that the round begins then; said again of the same round, it moves it.
  void schedule(String night, int round, Instant at);

  /// The round is not needed any more.
  void cancel(String night, int round);
}
