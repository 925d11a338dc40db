package janitor.bench;

import com.sun.management.OperatingSystemMXBean;
import janitor.fake.BucketServer;
import janitor.kind.Emptied;
import janitor.resource.Deletion;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/// Objects a second when a bucket is emptied, as a ratio to the fastest plain loop over
/// `ListObjectVersions` and `DeleteObjects` with the same client on the same server, in turns; and
/// the memory that it takes, in virtual machines of their own.
public final class BucketBench {
  private static final int VERSIONS = 100_000;

  /// The plain loop is given several widths, and the best of them counts.
  private static final List<Integer> WIDTHS = List.of(1, 8, 16);

  private BucketBench() {}

  /// Prints rates and memory.
  static void measure(int turns) {
    Bench.progress("buckets: " + turns + " turns of " + VERSIONS + " versions, twice");
    Figures.print(
        List.of(
            "medians of " + turns,
            "objects a second",
            "fastest plain loop",
            "its width",
            "ratio",
            "ratio of processor time"),
        List.of(
            rates("the server answers at once", turns, Duration.ZERO),
            rates("it takes 25 ms to answer", turns, Duration.ofMillis(25))));
    Bench.progress("buckets: memory");
    Figures.print(List.of("versions", "live heap, in MB", "resident, in MB", "seconds"), memory());
  }

  private static List<String> rates(String what, int turns, Duration latency) {
    try (var server = BucketServer.with(VERSIONS).slow(latency);
        var emptied = new Emptied(server.endpoint())) {
      // What is run before the turns warms up and chooses the width; it does not count.
      run(server, () -> ours(emptied));
      var width =
          WIDTHS.stream()
              .min(Comparator.comparingDouble(number -> width(server, emptied.s3(), number)))
              .orElseThrow();
      var ours = new ArrayList<Run>();
      var plain = new ArrayList<Run>();
      for (int turn = 0; turn < turns; turn++) {
        // Each goes first as often as second.
        if (turn % 2 == 0) {
          ours.add(run(server, () -> ours(emptied)));
        }
        plain.add(run(server, () -> plain(emptied.s3(), width)));
        if (turn % 2 != 0) {
          ours.add(run(server, () -> ours(emptied)));
        }
      }
      return List.of(
          what,
          Figures.with(0, VERSIONS / Figures.median(ours, Run::seconds)),
          Figures.with(0, VERSIONS / Figures.median(plain, Run::seconds)),
          Integer.toString(width),
          Figures.with(2, ratio(plain, ours, Run::seconds)),
          Figures.with(2, ratio(plain, ours, Run::processorSeconds)));
    }
  }

  private static double width(BucketServer server, S3Client s3, int width) {
    return Figures.median(
        Stream.generate(() -> run(server, () -> plain(s3, width))).limit(3).toList(), Run::seconds);
  }

  /// The median of the turns' own ratios: what else the machine does weighs on both of a turn.
  private static double ratio(List<Run> plain, List<Run> ours, ToDoubleFunction<Run> what) {
    return Figures.median(
        IntStream.range(0, ours.size()).boxed().toList(),
        turn -> what.applyAsDouble(plain.get(turn)) / what.applyAsDouble(ours.get(turn)));
  }

  /// One emptying.
  ///
  /// @param processorSeconds of this process, in which the server is as well
  private record Run(double seconds, double processorSeconds) {}

  private static Run run(BucketServer server, Runnable emptying) {
    server.refill();
    var processor = processorNanos();
    var begin = System.nanoTime();
    emptying.run();
    var run = new Run((System.nanoTime() - begin) / 1e9, (processorNanos() - processor) / 1e9);
    if (server.left() > 0) {
      throw new IllegalStateException(server.left() + " versions are left");
    }
    return run;
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void ours(Emptied emptied) {
    if (!emptied.empty().equals(Deletion.ASKED)) {
      throw new IllegalStateException("the bucket was not emptied");
    }
  }

  /// Lists on, while so many pages are being deleted; looks at no error, deadline or limit.
  private static void plain(S3Client s3, int width) {
    var slots = new Semaphore(width);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var page :
          s3.listObjectVersionsPaginator(
              request -> request.bucket(BucketServer.NAME).encodingType("url"))) {
        var keys =
            Stream.concat(
                    page.versions().stream()
                        .map(version -> identifier(version.key(), version.versionId())),
                    page.deleteMarkers().stream()
                        .map(marker -> identifier(marker.key(), marker.versionId())))
                .toList();
        slots.acquireUninterruptibly();
        threads.execute(
            () -> {
              try {
                s3.deleteObjects(
                    request ->
                        request
                            .bucket(BucketServer.NAME)
                            .delete(delete -> delete.objects(keys).quiet(true)));
              } finally {
                slots.release();
              }
            });
      }
    }
  }

  private static ObjectIdentifier identifier(String key, String version) {
    return ObjectIdentifier.builder().key(key).versionId(version).build();
  }

  private static List<List<String>> memory() {
    var rows = new ArrayList<List<String>>();
    for (var versions : List.of(10_000, 100_000, 1_000_000)) {
      try (var server = BucketServer.with(versions)) {
        var run = EmptyingRun.of(server.endpoint(), "256m");
        rows.add(
            List.of(
                Figures.whole(versions),
                Figures.with(0, run.liveHeap() / 1e6),
                Figures.with(0, run.resident() / 1e6),
                Figures.with(1, run.seconds())));
      }
    }
    return rows;
  }
}
