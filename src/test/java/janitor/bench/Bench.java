package janitor.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// `./janitor bench`: measures what is asked for, and prints it as the tables that
/// `docs/benchmarks.md` shows.
public final class Bench {
  private static final int RUNS = 5;

  private Bench() {}

  /// Each part, and what measures it in so many runs.
  private static Map<String, IntConsumer> parts() {
    var parts = new LinkedHashMap<String, IntConsumer>();
    parts.put("peers", Peers::measure);
    parts.put("calls", _ -> NightCalls.measure());
    parts.put("growth", _ -> Growth.measure());
    parts.put("size", _ -> Size.measure());
    parts.put("buckets", BucketBench::measure);
    parts.put("start", Start::measure);
    return parts;
  }

  public static void main(String[] args) {
    var known = parts();
    var asked = new ArrayList<String>();
    int runs = RUNS;
    var words = List.of(args).iterator();
    while (words.hasNext()) {
      var word = words.next();
      if (word.equals("--runs") && words.hasNext()) {
        runs = number(words.next());
      } else if (known.containsKey(word)) {
        asked.add(word);
      } else {
        refuse("no part " + word + ": there are " + String.join(", ", known.keySet()));
      }
    }
    int times = runs;
    known.forEach(
        (part, measure) -> {
          if (asked.isEmpty() || asked.contains(part)) {
            System.out.println("## " + part + "\n");
            measure.accept(times);
          }
        });
  }

  private static int number(String word) {
    if (!word.matches("[1-9]\\d{0,2}")) {
      refuse("--runs takes a number from 1 to 999");
    }
    return Integer.parseInt(word);
  }

  private static void refuse(String why) {
    System.err.println("bench: " + why);
    System.exit(2);
  }

  static void progress(String what) {
    System.err.println("bench: " + what);
  }
}
