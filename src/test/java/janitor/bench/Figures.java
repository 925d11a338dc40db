package janitor.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Figures as a reader sees them.
final class Figures {
  private Figures() {}

  static <T> double median(Collection<T> runs, ToDoubleFunction<T> figure) {
    var sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  static String whole(long figure) {
    return String.format(Locale.ROOT, "%,d", figure);
  }

  static String with(int digits, double figure) {
    return String.format(Locale.ROOT, "%,." + digits + "f", figure);
  }

  /// In the form that Markdown shows as a table, and a terminal as well.
  static void print(List<String> header, List<List<String>> rows) {
    var widths = new int[header.size()];
    for (int column = 0; column < widths.length; column++) {
      int at = column;
      widths[column] =
          Math.max(
              Math.max(3, header.get(at).length()),
              rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
    }
    print(header, widths);
    var rule = new String[widths.length];
    for (int column = 0; column < rule.length; column++) {
      // The first column names, the others count.
      rule[column] = "-".repeat(widths[column] - (column == 0 ? 0 : 1)) + (column == 0 ? "" : ":");
    }
    print(Arrays.asList(rule), widths);
    rows.forEach(row -> print(row, widths));
    System.out.println();
  }

  private static void print(List<String> row, int[] widths) {
    var line = new StringBuilder("|");
    for (int column = 0; column < widths.length; column++) {
      var fill = " ".repeat(widths[column] - row.get(column).length());
      var cell = column == 0 ? row.get(column) + fill : fill + row.get(column);
      line.append(' ').append(cell).append(" |");
    }
    System.out.println(line);
  }
}
