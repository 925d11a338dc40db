package janitor.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Calls against the number of resources in the account that are none of the workshop's business:
/// whole systems of the same make, of every kind, without a tag.
final class Growth {
  private static final List<Integer> CROWDS = List.of(0, 100, 1_000, 10_000);

  private Growth() {}

  private record Point(int bystanders, Map<String, Long> calls) {
    long all() {
      return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    long calls(String operation) {
      return calls.getOrDefault(operation, 0L);
    }
  }

  static void measure() {
    var points = CROWDS.stream().map(Growth::in).toList();
    var none = points.getFirst();
    Figures.print(
        List.of("untagged bystanders", "calls", "more calls a bystander"),
        points.stream()
            .map(
                point -> {
                  var more = point.bystanders() - none.bystanders();
                  return List.of(
                      Figures.whole(point.bystanders()),
                      Figures.whole(point.all()),
                      more == 0 ? "" : Figures.with(3, (point.all() - none.all()) / (double) more));
                })
            .toList());

    Figures.print(
        Stream.concat(
                Stream.of("what grows, at so many"),
                points.stream().map(point -> Figures.whole(point.bystanders())))
            .toList(),
        points.stream()
            .flatMap(point -> point.calls().keySet().stream())
            .distinct()
            .sorted()
            .filter(
                operation ->
                    points.stream()
                        .anyMatch(point -> point.calls(operation) > none.calls(operation)))
            .map(
                operation ->
                    Stream.concat(
                            Stream.of("`" + operation + "`"),
                            points.stream().map(point -> Figures.whole(point.calls(operation))))
                        .toList())
            .toList());
  }

  /// Within this process, where waiting takes no time: some kinds take hours to go.
  private static Point in(int crowd) {
    Bench.progress(
        "growth: %,d bystanders".formatted(crowd)
            + (crowd > 1_000 ? "; seeding these takes minutes" : ""));
    try (var account =
        new Account("--kinds", "all", "--classes", "due", "--crowd", Integer.toString(crowd))) {
      var swept = account.sweep();
      var counts = Cleaned.counts(account.check("--may-stay", "undated"));
      if (counts.lost() > 0 || swept.night().count("failed") > 0) {
        throw new IllegalStateException("it lost or failed: " + swept.night().result());
      }
      return new Point(counts.staying(), swept.calls());
    }
  }
}
