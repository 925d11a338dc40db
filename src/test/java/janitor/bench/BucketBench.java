package janitor.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.management.OperatingSystemMXBean;
import janitor.fake.BucketServer;
import janitor.kind.Emptied;
import janitor.resource.Deletion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/// Objects a second when a bucket is emptied, as a ratio to the fastest plain loop over
/// `ListObjectVersions` and `DeleteObjects` with the same client on the same server, in turns; and
/// the memory that it takes, in virtual machines of their own.
public final class BucketBench {
  private static final int TURNS = 7;
  private static final int VERSIONS = 100_000;

  /// The plain loop is given several widths, and the best of them counts.
  private static final List<Integer> WIDTHS = List.of(1, 8, 16);

  private BucketBench() {}

  /// Prints one line of JSON.
  ///
  /// @param args how many turns (7) and how many versions a turn (100,000), both optional
  public static void main(String[] args) throws IOException {
    var turns = args.length > 0 ? Integer.parseInt(args[0]) : TURNS;
    var versions = args.length > 1 ? Integer.parseInt(args[1]) : VERSIONS;
    var figures = new LinkedHashMap<String, Object>();
    figures.put("bench", "buckets");
    figures.put("turns", turns);
    figures.put("versions", versions);
    figures.put("onTheMachine", rates(turns, versions, Duration.ZERO));
    figures.put("with25MsAnAnswer", rates(turns, versions, Duration.ofMillis(25)));
    figures.put("memory", memory());
    System.out.println(JSON.std.asString(figures));
  }

  private static Map<String, Object> rates(int turns, int versions, Duration latency) {
    try (var server = BucketServer.with(versions).slow(latency);
        var emptied = new Emptied(server.endpoint())) {
      // What is run before the turns warms up and chooses the width; it does not count.
      run(server, () -> ours(emptied));
      var width =
          WIDTHS.stream()
              .min(Comparator.comparingDouble(one -> width(server, emptied.s3(), one)))
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
      var figures = new LinkedHashMap<String, Object>();
      figures.put("oursPerSecond", Math.round(versions / median(ours.stream().map(Run::seconds))));
      figures.put(
          "plainPerSecond", Math.round(versions / median(plain.stream().map(Run::seconds))));
      figures.put("plainWidth", width);
      figures.put("ratio", ratio(plain, ours, Run::seconds));
      figures.put("ratioOfProcessorTime", ratio(plain, ours, Run::processorSeconds));
      return figures;
    }
  }

  private static double width(BucketServer server, S3Client s3, int width) {
    return median(
        Stream.generate(() -> run(server, () -> plain(s3, width)).seconds())
            .limit(3)
            .toList()
            .stream());
  }

  /// The median of the turns' own ratios: what else the machine does weighs on both of a turn.
  private static double ratio(List<Run> plain, List<Run> ours, Function<Run, Double> what) {
    var ratios =
        IntStream.range(0, ours.size())
            .mapToObj(turn -> what.apply(plain.get(turn)) / what.apply(ours.get(turn)));
    return Math.round(100 * median(ratios)) / 100.0;
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
                    page.versions().stream().map(one -> identifier(one.key(), one.versionId())),
                    page.deleteMarkers().stream()
                        .map(one -> identifier(one.key(), one.versionId())))
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

  private static Map<String, Object> memory() {
    var figures = new LinkedHashMap<String, Object>();
    for (var versions : List.of(10_000, 100_000, 1_000_000)) {
      try (var server = BucketServer.with(versions)) {
        var run = EmptyingRun.of(server.endpoint(), "256m");
        figures.put(
            String.valueOf(versions),
            Map.of(
                "liveHeapMegabytes",
                run.liveHeap() >> 20,
                "residentMegabytes",
                run.resident() >> 20,
                "seconds",
                Math.round(10 * run.seconds()) / 10.0));
      }
    }
    return figures;
  }

  private static double median(Stream<Double> values) {
    var sorted = values.sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
