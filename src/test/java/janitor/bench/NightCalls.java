package janitor.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one night takes in calls, for each workshop that there is: the issues' goals are calls for
/// one that is gone.
final class NightCalls {
  /// At the end of a row, the operations that were called most often.
  private static final int MOST = 8;

  private NightCalls() {}

  private static Map<String, List<String>> workshops() {
    var all = new LinkedHashMap<String, List<String>>();
    var due = List.of("--classes", "due");
    all.put("every kind", with(due, "--kinds", "all"));
    all.put("every kind, beside three look-alikes", with(due, "--kinds", "all", "--alike", "3"));
    all.put("the first kinds", with(due, "--kinds", "first"));
    all.put("web shop", List.of("--shop"));
    all.put("machine learning day", List.of("--day"));
    return all;
  }

  private static List<String> with(List<String> some, String... more) {
    var all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  static void measure() {
    System.out.println("| workshop | gone | rounds | calls | for one that is gone | most often |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | --- |");
    workshops()
        .forEach(
            (name, seeding) -> {
              Bench.progress(name);
              try (var account = new Account(seeding.toArray(String[]::new))) {
                var swept = account.sweep();
                System.out.printf(
                    "| %s | %d | %s | %,d | %.2f | %s |%n",
                    name,
                    swept.gone(),
                    swept.night().field("rounds"),
                    swept.total(),
                    swept.callsPerResource(),
                    most(swept.calls()));
              }
            });
  }

  private static String most(Map<String, Long> calls) {
    return String.join(
        ", ",
        calls.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(MOST)
            .map(one -> "`" + one.getKey() + "` " + one.getValue())
            .toList());
  }
}
