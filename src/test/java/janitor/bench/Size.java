package janitor.bench;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the workshop's own size costs, in copies of it; and where the calls for one go.
final class Size {
  /// About 50, 500, 2,000 and 5,000 resources.
  private static final List<Integer> COPIES = List.of(1, 12, 50, 116);

  private Size() {}

  static void measure() {
    var rows = new ArrayList<List<String>>();
    for (int copies : COPIES) {
      Bench.progress("size: " + copies + " copies of the workshop");
      try (var account =
          new Account(
              "--kinds", "first", "--classes", "due", "--copies", Integer.toString(copies))) {
        var cleaned = Cleaner.janitor("-Xmx768m").clean(account);
        var resources = cleaned.janitorsOwnCount();
        if (copies == 1) {
          whereCallsGo(cleaned, resources);
        }
        var row =
            List.of(
                Figures.whole(copies),
                Figures.whole(cleaned.counts().due()),
                Figures.whole(cleaned.counts().due() - cleaned.counts().gone()),
                Figures.whole(resources),
                Figures.whole(cleaned.calls().size()),
                Figures.with(2, cleaned.calls().size() / (double) resources),
                Figures.with(1, Figures.seconds(cleaned.work())),
                Figures.with(0, 1_000 * Figures.seconds(cleaned.work()) / resources),
                Figures.with(
                    0, 1_000 * Figures.seconds(cleaned.measured().processor()) / resources),
                Figures.with(0, cleaned.measured().peak() / 1e6));
        rows.add(row);
        // Now: the largest takes minutes, and what it breaks must not take the others along.
        Bench.progress("size: " + String.join(" | ", row));
      }
    }
    Figures.print(
        List.of(
            "workshops",
            "due, with their parts",
            "left",
            "resources gone",
            "calls",
            "calls a resource",
            "seconds of work",
            "ms a resource",
            "processor ms a resource",
            "peak memory, in MB"),
        rows);
  }

  private static void whereCallsGo(Cleaned cleaned, int resources) {
    var calls = cleaned.calls();
    var first = calls.stream().filter(call -> !call.isRead()).findFirst().orElseThrow();
    var before = calls.stream().filter(call -> call.at().isBefore(first.at())).toList();
    var reads = calls.stream().filter(Account.Call::isRead).count();
    var writes = calls.size() - reads;
    Figures.print(
        List.of("where the calls for one workshop go", "calls"),
        List.of(
            List.of("one deletion each", Figures.whole(resources)),
            List.of(
                "other writes, without which AWS refuses a deletion",
                Figures.whole(writes - resources)),
            List.of("reads before the first of them: finding", Figures.whole(before.size())),
            List.of(
                "reads after it: tags once more, emptying, and whether it is gone",
                Figures.whole(reads - before.size())),
            List.of("all", Figures.whole(calls.size()))));
    Figures.print(
        List.of("which", "reads", "writes"),
        calls.stream().collect(groupingBy(Account.Call::service)).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                entry -> {
                  var ofOne = entry.getValue();
                  var readsOfOne = ofOne.stream().filter(Account.Call::isRead).count();
                  return List.of(
                      entry.getKey() + ": " + operations(ofOne),
                      Figures.whole(readsOfOne),
                      Figures.whole(ofOne.size() - readsOfOne));
                })
            .toList());
  }

  private static String operations(List<Account.Call> calls) {
    return calls.stream()
        .collect(groupingBy(Account.Call::operation, TreeMap::new, counting()))
        .entrySet()
        .stream()
        .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " " + entry.getValue() : ""))
        .collect(joining(", "));
  }
}
