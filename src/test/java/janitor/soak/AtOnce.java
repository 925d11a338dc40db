package janitor.soak;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Lives side by side: as many as there are cores, and never more than eight, since each may have
/// an account with a process of its own, and a machine of many cores may still allow few threads.
final class AtOnce {
  private static final int MOST = 8;

  private AtOnce() {}

  static <T> void each(Collection<T> all, Consumer<T> life) {
    var atOnce = Math.min(MOST, Runtime.getRuntime().availableProcessors());
    try (var threads = Executors.newFixedThreadPool(atOnce)) {
      List<Callable<Void>> lives =
          all.stream()
              .<Callable<Void>>map(
                  one ->
                      () -> {
                        life.accept(one);
                        return null;
                      })
              .toList();
      for (Future<Void> ended : threads.invokeAll(lives)) {
        ended.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }
}
