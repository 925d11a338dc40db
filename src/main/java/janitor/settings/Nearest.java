package janitor.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// What was most likely meant by a word that is not known.
public final class Nearest {
  private Nearest() {}

  /// The one that takes the fewest edits, if that is no more than a third of its letters.
  public static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(text -> edits(word, text))
                .thenComparing(Comparator.naturalOrder()))
        .filter(text -> edits(word, text) <= text.length() / 3);
  }

  /// Letters to change, to leave out or to put in; upper and lower case are the same.
  private static int edits(String word, String other) {
    var from = word.toLowerCase(Locale.ROOT);
    var to = other.toLowerCase(Locale.ROOT);
    var row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      var diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        var change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
