package janitor.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// The same account for the janitor and each of its peers, in turns, each time seeded anew.
final class Peers {
  private static final String[] SEEDING = {"--kinds", "first", "--classes", "due", "--alike", "3"};

  private Peers() {}

  static void measure(int runs) {
    var cleaners = new ArrayList<>(List.of(Cleaner.janitor()));
    for (var peer : Cleaner.peers()) {
      if (peer.isThere()) {
        cleaners.add(peer);
      } else {
        System.out.printf(
            "%s is not measured: no %s on the PATH (%s)%n",
            peer.name(), peer.program(), peer.install());
      }
    }
    var cleaned = new LinkedHashMap<String, List<Cleaned>>();
    try (var account = new Account(SEEDING)) {
      // The first round is to warm up: the emulator loads a service when it is first called.
      for (int run = 0; run <= runs; run++) {
        for (int turn = 0; turn < cleaners.size(); turn++) {
          // Each begins a round as often as the others.
          var cleaner = cleaners.get((turn + run) % cleaners.size());
          Bench.progress("peers: run " + run + " of " + runs + ": " + cleaner.name());
          account.again();
          var one = cleaner.clean(account);
          if (run > 0) {
            cleaned.computeIfAbsent(cleaner.name(), _ -> new ArrayList<>()).add(one);
          }
        }
      }
    }
    var shown = new LinkedHashMap<String, List<Cleaned>>();
    for (var cleaner : cleaners) {
      var all = cleaned.getOrDefault(cleaner.name(), List.of());
      var last = all.getLast();
      if (last.calls().isEmpty()) {
        System.out.printf(
            "%s is left out: it ended with %d and asked AWS nothing. It said:%n%s%s%n",
            cleaner.name(), last.measured().exit(), last.said(), last.complained());
      } else {
        shown.put(cleaner.name(), all);
      }
    }
    ours(shown).forEach(Cleaned::janitorsOwnCount);
    table(runs, shown);
    services(runs, shown);
  }

  private static List<Cleaned> ours(Map<String, List<Cleaned>> cleaned) {
    return cleaned.values().iterator().next();
  }

  private static void table(int runs, Map<String, List<Cleaned>> cleaned) {
    var any = ours(cleaned).getFirst();
    var header = Stream.concat(Stream.of("medians of " + runs), cleaned.keySet().stream()).toList();
    Figures.print(
        header,
        List.of(
            row("removed, of " + any.counts().due(), cleaned, one -> one.counts().gone()),
            row(
                "bystanders lost, of " + any.counts().staying(),
                cleaned,
                one -> one.counts().lost()),
            row("calls", cleaned, one -> one.calls().size()),
            row("calls for one that was removed", cleaned, 2, Cleaned::callsPerRemoved),
            ratio("wall time", cleaned, one -> one.measured().wall()),
            ratio("- until the first call", cleaned, Cleaned::startUp),
            row("- slept, in seconds", cleaned, 1, one -> Figures.seconds(one.waits())),
            ratio("- the rest", cleaned, Cleaned::work),
            ratio("processor time", cleaned, one -> one.measured().processor()),
            row("peak memory, in MB", cleaned, one -> one.measured().peak() / 1e6)));
  }

  private static List<String> row(
      String name, Map<String, List<Cleaned>> cleaned, ToDoubleFunction<Cleaned> figure) {
    return row(name, cleaned, 0, figure);
  }

  private static List<String> row(
      String name,
      Map<String, List<Cleaned>> cleaned,
      int digits,
      ToDoubleFunction<Cleaned> figure) {
    return cells(name, cleaned, runs -> Figures.with(digits, Figures.median(runs, figure)));
  }

  /// To ours; and the seconds, which are this machine's.
  private static List<String> ratio(
      String name, Map<String, List<Cleaned>> cleaned, Function<Cleaned, Duration> figure) {
    ToDoubleFunction<Cleaned> seconds = one -> Figures.seconds(figure.apply(one));
    var ours = Figures.median(ours(cleaned), seconds);
    return cells(
        name,
        cleaned,
        runs -> {
          var median = Figures.median(runs, seconds);
          return Figures.with(2, median / ours) + " (" + Figures.with(1, median) + " s)";
        });
  }

  private static List<String> cells(
      String name, Map<String, List<Cleaned>> cleaned, Function<List<Cleaned>, String> cell) {
    return Stream.concat(Stream.of(name), cleaned.values().stream().map(cell)).toList();
  }

  private static void services(int runs, Map<String, List<Cleaned>> cleaned) {
    var services = new TreeSet<String>();
    cleaned
        .values()
        .forEach(
            all -> all.forEach(one -> one.calls().forEach(call -> services.add(call.service()))));
    ToDoubleFunction<List<String>> most = row -> Double.parseDouble(row.get(1));
    Figures.print(
        Stream.concat(Stream.of("calls by service, medians of " + runs), cleaned.keySet().stream())
            .toList(),
        services.stream()
            .map(service -> row(service, cleaned, one -> callsOf(service, one)))
            .sorted(Comparator.comparingDouble(most).reversed())
            .toList());
  }

  private static long callsOf(String service, Cleaned cleaned) {
    return cleaned.calls().stream().filter(call -> call.service().equals(service)).count();
  }
}
