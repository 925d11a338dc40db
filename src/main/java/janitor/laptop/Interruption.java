package janitor.laptop;

import janitor.resource.Time;
import janitor.sweep.Journal;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Ctrl-C, or a SIGTERM: no new deletion begins from then on, and what was asked for gets a last
/// look before the process ends.
///
/// As the [Time] of a night it ends waits at once; by its [#clock()] all deadlines are over.
final class Interruption implements Time {

  /// Of the last looks.
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// What is under way must end by then: a call that hangs does not hold a person up.
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final Duration LATER = Duration.ofDays(10_000);

  private final Time time = Time.system();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean isStopped;
  private boolean isDeleting;
  private boolean isOver;

  /// Asks the machine to tell when the process is to end.
  void watch(PrintStream err, String again) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(err, again), "interruption"));
  }

  /// The end of the process waits for this.
  void stop(PrintStream err, String again) {
    lock.lock();
    try {
      if (isOver) {
        return;
      }
      isStopped = true;
      changed.signalAll();
      if (!isDeleting) {
        err.println("Stopped: nothing was deleted.");
        return;
      }
      err.println(
          "Stopping: nothing new begins, and what was asked for is looked at for up to "
              + GRACE.toSeconds()
              + " s.");
      if (!isOverWithin(LONGEST)) {
        err.println(
            "What was under way did not end within "
                + LONGEST.toSeconds()
                + " s; this goes on from there: "
                + again);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOverWithin(Duration longest) {
    var left = longest.toNanos();
    try {
      while (!isOver && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return isOver;
  }

  boolean isStopped() {
    lock.lock();
    try {
      return isStopped;
    } finally {
      lock.unlock();
    }
  }

  /// All is said: the process may end.
  void over() {
    lock.lock();
    try {
      isOver = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Hears when a night goes from looking to deleting. It then either has not been stopped, or goes
  /// no further.
  Journal journal() {
    return entry -> {
      if (entry instanceof Journal.Planned) {
        lock.lock();
        try {
          if (isStopped && !isDeleting) {
            parkForGood();
          }
          isDeleting = true;
        } finally {
          lock.unlock();
        }
      }
    };
  }

  /// The process is ending, and says that nothing was deleted.
  private static void parkForGood() {
    while (true) {
      LockSupport.park();
    }
  }

  /// The clock of deadlines.
  InstantSource clock() {
    return () -> isStopped() ? time.instant().plus(LATER) : time.instant();
  }

  @Override
  public Instant instant() {
    return time.instant();
  }

  @Override
  public void pause(Duration duration) {
    lock.lock();
    try {
      var wasStopped = isStopped;
      var left = duration.toNanos();
      while (left > 0 && isStopped == wasStopped) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", interrupted);
    } finally {
      lock.unlock();
    }
  }
}
