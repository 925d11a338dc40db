package janitor.deploy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page for people, with parts that are made from the code and the template: each between a mark
/// that names it and a mark of its end, as a comment of Markdown or of YAML. All else in it is
/// written by hand and stays.
record Page(Path file, Map<String, String> parts) {
  private static final Pattern PART =
      Pattern.compile(
          "(<!-- |# )made by ./janitor docs: ([a-z-]+)( -->)?\n.*?(<!-- | *# )end( -->)?",
          Pattern.DOTALL);

  /// The page's text with its parts as they are now.
  String renewed(String text) {
    var wanted = new HashSet<>(parts.keySet());
    var renewed =
        PART.matcher(text)
            .replaceAll(
                part -> {
                  var name = part.group(2);
                  if (!wanted.remove(name)) {
                    throw new IllegalArgumentException(
                        file + " has no such part, or twice: " + name);
                  }
                  return Matcher.quoteReplacement(
                      part.group().lines().findFirst().orElseThrow()
                          + "\n"
                          + parts.get(name)
                          + part.group(4)
                          + "end"
                          + Objects.requireNonNullElse(part.group(5), ""));
                });
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException(file + " has no mark for " + wanted);
    }
    return renewed;
  }
}
