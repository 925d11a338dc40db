package janitor.report;

import janitor.report.Report.Row;
import janitor.sweep.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The bars at the head of a mail.
final class ServiceBar {

  /// Rows of services.
  private static final int MOST_SERVICES = 12;

  private ServiceBar() {}

  /// The bar: by service what was deleted, is pending, stays, failed.
  static List<Map<String, Object>> of(Report report) {
    var tallies =
        report.rows().stream()
            .collect(
                Collectors.groupingBy(
                    row -> Words.service(row.resource()),
                    LinkedHashMap::new,
                    Collectors.groupingBy(
                        (Row row) -> tone(row), LinkedHashMap::new, Collectors.counting())));
    var largest = tallies.values().stream().mapToLong(ServiceBar::sum).max().orElse(1);
    var all =
        tallies.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<String, LinkedHashMap<Tone, Long>> entry) ->
                            -sum(entry.getValue()))
                    .thenComparing(Map.Entry::getKey))
            .toList();
    var shown = new ArrayList<Map<String, Object>>();
    all.stream()
        .limit(MOST_SERVICES)
        .forEach(
            entry -> shown.add(bar(Words.clean(entry.getKey(), 40), entry.getValue(), largest)));
    if (all.size() > MOST_SERVICES) {
      var others = new LinkedHashMap<Tone, Long>();
      all.subList(MOST_SERVICES, all.size())
          .forEach(
              entry -> entry.getValue().forEach((tone, n) -> others.merge(tone, n, Long::sum)));
      shown.add(
          bar((all.size() - MOST_SERVICES) + " others", others, Math.max(largest, sum(others))));
    }
    return shown;
  }

  private enum Tone {
    GONE("deleted", "#1f7a3d", "✓"),
    PENDING("pending", "#1769c2", "…"),
    WOULD("would be deleted", "#1769c2", "?"),
    ANNOUNCED("announced", "#b26a00", "▲"),
    WITHHELD("withheld", "#7b8694", "–"),
    FAILED("failed", "#c0271d", "!");

    private final String word;
    private final String colour;

    /// Tells it apart for who sees no colours.
    private final String sign;

    Tone(String word, String colour, String sign) {
      this.word = word;
      this.colour = colour;
      this.sign = sign;
    }
  }

  private static Tone tone(Row row) {
    return switch (row.outcome()) {
      case Outcome.Gone _ -> Tone.GONE;
      case Outcome.Requested _ -> Tone.PENDING;
      case Outcome.WouldDelete _ -> Tone.WOULD;
      case Outcome.Withheld _ ->
          row.notice() == Report.Notice.NONE ? Tone.WITHHELD : Tone.ANNOUNCED;
      case Outcome.Failed _ -> Tone.FAILED;
    };
  }

  private static long sum(Map<Tone, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Object> bar(String service, Map<Tone, Long> counts, long largest) {
    var sum = sum(counts);
    var tones = Stream.of(Tone.values()).filter(tone -> counts.getOrDefault(tone, 0L) > 0).toList();
    Function<Tone, Long> count = tone -> counts.getOrDefault(tone, 0L);
    return Map.of(
        "service",
        service,
        "width",
        Math.max(4, 100 * sum / largest),
        "segments",
        tones.stream()
            .map(
                tone ->
                    Map.of(
                        "share",
                        Math.max(1, 100 * count.apply(tone) / sum),
                        "colour",
                        tone.colour,
                        "sign",
                        tone.sign))
            .toList(),
        "tally",
        tones.stream()
            .map(tone -> tone.sign + " " + count.apply(tone) + " " + tone.word)
            .collect(Collectors.joining(", ")));
  }
}
