package janitor.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Calls against the number of resources in the account that are none of the workshop's business:
/// whole systems of the same make, of every kind, without a tag.
final class Growth {
  private static final List<Integer> CROWDS = List.of(0, 100, 1_000, 10_000);

  private Growth() {}

  private record Point(int bystanders, Cleaned cleaned, Map<String, Long> byOperation) {
    long calls(String operation) {
      return byOperation.getOrDefault(operation, 0L);
    }
  }

  static void measure() {
    var points = CROWDS.stream().map(Growth::in).toList();
    var none = points.getFirst();
    var rows = new ArrayList<List<String>>();
    for (var point : points) {
      var more = point.cleaned().calls().size() - none.cleaned().calls().size();
      rows.add(
          List.of(
              Figures.whole(point.bystanders()),
              Figures.whole(point.cleaned().calls().size()),
              more == 0 ? "" : Figures.with(3, more / (double) bystanders(point, none)),
              Figures.with(1, Figures.seconds(point.cleaned().work())),
              Figures.with(0, point.cleaned().measured().peak() / 1e6)));
    }
    Figures.print(
        List.of(
            "untagged bystanders",
            "calls",
            "more calls a bystander",
            "seconds of work",
            "peak memory, in MB"),
        rows);

    var last = points.getLast();
    var operations = new TreeSet<String>();
    points.forEach(point -> operations.addAll(point.byOperation().keySet()));
    Figures.print(
        Stream.concat(
                Stream.of("calls that grow"),
                points.stream().map(point -> Figures.whole(point.bystanders())))
            .toList(),
        operations.stream()
            .filter(operation -> last.calls(operation) > none.calls(operation))
            .map(
                operation ->
                    Stream.concat(
                            Stream.of("`" + operation + "`"),
                            points.stream().map(point -> Figures.whole(point.calls(operation))))
                        .toList())
            .toList());
  }

  private static int bystanders(Point point, Point none) {
    return point.bystanders() - none.bystanders();
  }

  private static Point in(int crowd) {
    Bench.progress("growth: " + crowd + " bystanders; seeding 10,000 takes minutes");
    try (var account =
        new Account("--kinds", "all", "--classes", "due", "--crowd", Integer.toString(crowd))) {
      var cleaned = Cleaner.janitor(Bench.AS_IN_LAMBDA).clean(account);
      cleaned.janitorsOwnCount();
      return new Point(cleaned.bystanders(), cleaned, Account.byOperation(cleaned.calls()));
    }
  }
}
