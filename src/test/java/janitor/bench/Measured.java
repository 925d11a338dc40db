package janitor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process from its spawn to its end, with all that it started itself.
///
/// @param peak the most bytes of memory that they had; 0 where the system does not tell
/// @param processor what they used of the processors
/// @param moments what had been used of the processors when
public record Measured(
    int exit,
    Instant spawnedAt,
    Instant endedAt,
    long peak,
    Duration processor,
    List<Moment> moments) {

  private static final Duration EVERY = Duration.ofMillis(10);

  /// Shorter pauses between two calls are its own thinking, or the machine's.
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  record Moment(Instant at, Duration processor) {}

  /// Runs it to its end.
  static Measured of(ProcessBuilder program) {
    try {
      var spawnedAt = Instant.now();
      var running = program.start();
      running.getOutputStream().close();
      var watch = new Watch(running.toHandle());
      do {
        watch.look();
      } while (!running.waitFor(EVERY.toMillis(), TimeUnit.MILLISECONDS));
      return watch.ended(running.exitValue(), spawnedAt, Instant.now());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  Duration wall() {
    return Duration.between(spawnedAt, endedAt);
  }

  /// From the spawn to the first call.
  Duration startUp(List<Account.Call> calls) {
    return calls.isEmpty() ? wall() : Duration.between(spawnedAt, calls.getFirst().at());
  }

  /// What it slept through, after its first call: where it asked nothing for a second or longer,
  /// and used next to nothing of the processor.
  Duration waits(List<Account.Call> calls) {
    var times =
        Stream.concat(calls.stream().map(Account.Call::at), Stream.of(endedAt)).sorted().toList();
    var waits = Duration.ZERO;
    for (int i = 1; i < times.size(); i++) {
      var gap = Duration.between(times.get(i - 1), times.get(i));
      var used = used(times.get(i)).minus(used(times.get(i - 1)));
      if (gap.compareTo(SHORTEST_WAIT) >= 0 && used.compareTo(gap.dividedBy(10)) < 0) {
        waits = waits.plus(gap);
      }
    }
    return waits;
  }

  private Duration used(Instant then) {
    return moments.stream()
        .takeWhile(moment -> !moment.at().isAfter(then))
        .reduce((_, last) -> last)
        .map(Moment::processor)
        .orElse(Duration.ZERO);
  }

  /// What `/proc` tells of the most memory that a process had, or nothing.
  static long peak(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException none) {
      // Not Linux, or a process that has just ended.
      return 0;
    }
  }

  private static final class Watch {
    private final ProcessHandle root;
    private final Map<Long, Duration> processor = new HashMap<>();
    private final List<Moment> moments = new ArrayList<>();
    private long peak;

    Watch(ProcessHandle root) {
      this.root = root;
    }

    void look() {
      var family = Stream.concat(Stream.of(root), root.descendants()).toList();
      family.forEach(
          one -> one.info().totalCpuDuration().ifPresent(used -> processor.put(one.pid(), used)));
      peak = Math.max(peak, family.stream().mapToLong(one -> Measured.peak(one.pid())).sum());
      moments.add(new Moment(Instant.now(), sum()));
    }

    private Duration sum() {
      return processor.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    Measured ended(int exit, Instant spawnedAt, Instant endedAt) {
      return new Measured(exit, spawnedAt, endedAt, peak, sum(), List.copyOf(moments));
    }
  }
}
