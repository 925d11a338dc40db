package janitor.terminal;

import java.util.ArrayList;
import java.util.List;

/// Lines that fit a terminal.
public final class Fold {
  private Fold() {}

  /// Broken between words, where there is no room; a word that is longer stays whole, so that it
  /// can be copied.
  ///
  /// @param indent before all lines but the first
  public static List<String> lines(String text, String indent, int columns) {
    var all = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split("(?<=\\S) ", -1)) {
      if (line.length() > 0 && width(line.toString()) + 1 + width(word) > columns) {
        all.add(line.toString());
        line.setLength(0);
        line.append(indent).append(word.stripLeading());
      } else {
        line.append(line.length() == 0 ? "" : " ").append(word);
      }
    }
    all.add(line.toString());
    return all;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
