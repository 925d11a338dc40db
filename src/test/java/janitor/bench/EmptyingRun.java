package janitor.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.kind.Emptied;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Empties one bucket in a virtual machine of its own, whose heap is as small as asked for.
public final class EmptyingRun {
  private static final Duration EVERY = Duration.ofMillis(250);

  /// What a run came to.
  ///
  /// @param ended the janitor's own word for it: `Asked` when the bucket is empty
  /// @param liveHeap the most bytes that were in use right after a garbage collection
  /// @param resident the most bytes of memory that the process had; 0 where the system does not
  ///   tell
  public record Figures(String ended, double seconds, long liveHeap, long resident) {}

  private EmptyingRun() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (var emptied = new Emptied(URI.create(args[0]))) {
      var live = new AtomicLong();
      var done = new CountDownLatch(1);
      var watch = Thread.ofPlatform().start(() -> watch(done, live));
      var begin = System.nanoTime();
      var deletion = emptied.empty();
      var seconds = (System.nanoTime() - begin) / 1e9;
      done.countDown();
      watch.join();
      System.out.println(
          JSON.std.asString(
              Map.of(
                  "ended",
                  deletion.getClass().getSimpleName(),
                  "seconds",
                  seconds,
                  "liveHeap",
                  live.get(),
                  "resident",
                  Measured.peak(ProcessHandle.current().pid()))));
    }
  }

  private static void watch(CountDownLatch done, AtomicLong live) {
    var memory = ManagementFactory.getMemoryMXBean();
    try {
      do {
        memory.gc();
        live.accumulateAndGet(usedAfterCollection(), Math::max);
      } while (!done.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// As the collector itself left it: by the time that anybody asks, more is in use again.
  private static long usedAfterCollection() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  /// Runs it.
  ///
  /// @param heap as `-Xmx` wants it: `256m`
  public static Figures of(URI endpoint, String heap) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      var process =
          new ProcessBuilder(
                  List.of(
                      java,
                      "-Xmx" + heap,
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+ExitOnOutOfMemoryError",
                      "-cp",
                      System.getProperty("java.class.path"),
                      EmptyingRun.class.getName(),
                      endpoint.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      var exit = process.waitFor();
      if (exit != 0) {
        throw new IllegalStateException("it ended with " + exit + ": " + printed);
      }
      var figures = new LinkedHashMap<>(JSON.std.mapFrom(printed));
      return new Figures(
          String.valueOf(figures.get("ended")),
          number(figures, "seconds").doubleValue(),
          number(figures, "liveHeap").longValue(),
          number(figures, "resident").longValue());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static Number number(Map<String, Object> figures, String name) {
    return (Number) Objects.requireNonNull(figures.get(name), name);
  }
}
