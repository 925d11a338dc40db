package janitor.resource;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Many waits at once, each on a virtual thread of its own.
public final class Parallel {
  private Parallel() {}

  /// Applies `work` to all items at the same time; results in the items' order. Waits for all, then
  /// throws what the first that failed threw.
  public static <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = items.stream().map(item -> threads.submit(() -> work.apply(item))).toList();
      return futures.stream().map(Parallel::result).toList();
    }
  }

  /// Begins the work beside everything else.
  ///
  /// @return waits for it, and throws what it threw
  public static Runnable begin(Runnable work) {
    var task = new FutureTask<>(work, true);
    Thread.ofVirtual().start(task);
    return () -> result(task);
  }

  /// Work that goes on beside its giver, so many at once and no more: whoever gives more waits for
  /// the oldest. One thread gives.
  public static final class Window implements AutoCloseable {
    private final int size;
    private final ArrayDeque<Runnable> waits = new ArrayDeque<>();

    public Window(int size) {
      this.size = size;
    }

    /// Begins the work as soon as there is room; throws what earlier work threw.
    public void begin(Runnable work) {
      if (waits.size() == size) {
        waits.removeFirst().run();
      }
      waits.addLast(Parallel.begin(work));
    }

    /// Waits for all; throws what one that failed threw.
    @Override
    public void close() {
      if (!waits.isEmpty()) {
        try {
          waits.removeFirst().run();
        } finally {
          close();
        }
      }
    }
  }

  /// Work that goes on beside its giver, who collects what came of it and meanwhile does other
  /// things. One thread gives and collects.
  public static final class Errands<T> implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Future<T>> back = new LinkedBlockingQueue<>();
    private final List<Future<T>> seen = new ArrayList<>();
    private int out;

    public void begin(Callable<T> work) {
      out++;
      threads.execute(
          new FutureTask<>(work) {
            @Override
            protected void done() {
              back.add(this);
            }
          });
    }

    /// Whether some were not collected yet.
    public boolean areOut() {
      return out > 0;
    }

    /// Waits until one is back, or `atMost` is over.
    public void await(Duration atMost) {
      if (!seen.isEmpty()) {
        return;
      }
      try {
        Optional.ofNullable(back.poll(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS))
            .ifPresent(seen::add);
      } catch (InterruptedException interrupted) {
        throw interrupted(interrupted);
      }
    }

    /// What came back since the last time; throws what one that failed threw.
    public List<T> collect() {
      back.drainTo(seen);
      out -= seen.size();
      var collected = List.copyOf(seen);
      seen.clear();
      return collected.stream().map(Parallel::result).toList();
    }

    /// Waits for all.
    @Override
    public void close() {
      threads.close();
    }
  }

  private static <R> R result(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  private static IllegalStateException interrupted(InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while waiting for AWS", interrupted);
  }
}
