package janitor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Something that takes long to make, and that nothing needs at first: made in a thread of its own
/// from when that is worth it, and by whoever asks for it sooner.
final class Beside<T> implements Supplier<T> {
  private final String name;
  private final FutureTask<T> made;

  /// @param name the thread's
  Beside(String name, Supplier<T> make) {
    this.name = name;
    this.made = new FutureTask<>(make::get);
  }

  /// Makes it meanwhile. A second time does nothing: a task runs once.
  void begin() {
    Thread.ofPlatform().daemon().name(name).start(made);
  }

  /// Waits for it.
  ///
  /// @throws IllegalStateException with whatever making it threw
  @Override
  public T get() {
    made.run();
    try {
      return made.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("no " + name, failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, interrupted);
    }
  }
}
