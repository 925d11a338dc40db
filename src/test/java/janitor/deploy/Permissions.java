package janitor.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The tables of the README's chapter on rights: statement, actions, what they are narrowed to,
/// why.
final class Permissions {
  static final Path FILE = Path.of("README.md");

  private static final String CHAPTER = "## What its role may do";
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private Permissions() {}

  /// A statement's grants as the table has them: statement, action, and what narrows it.
  static Set<String> of(Template.Statement statement) {
    return statement.actions().stream()
        .map(action -> statement.sid() + " " + action + " " + narrowing(statement))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The ARNs without partition and account, and whether the tag counts.
  private static String narrowing(Template.Statement statement) {
    var where =
        statement.resources().stream()
            .map(Permissions::shortened)
            .collect(Collectors.toCollection(TreeSet::new));
    var hasTag =
        statement.conditions().keySet().stream().anyMatch(key -> key.contains("aws:ResourceTag/"));
    return where + (hasTag ? " tag" : "");
  }

  /// `arn:aws:dynamodb:*:123456789012:table/*` is `dynamodb table/*`.
  private static String shortened(String arn) {
    var parts = arn.split(":", 6);
    return parts.length < 6 ? arn : parts[2] + " " + parts[5];
  }

  static Set<String> documented() {
    try {
      return Files.readAllLines(FILE).stream()
          .dropWhile(line -> !line.equals(CHAPTER))
          .skip(1)
          .takeWhile(line -> !line.startsWith("## "))
          .filter(line -> line.startsWith("| `"))
          .flatMap(line -> row(line).stream())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Set<String> row(String line) {
    var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
    var where = quoted(cells.get(3));
    var tag = cells.get(4).startsWith("the tag") ? " tag" : "";
    return quoted(cells.get(2)).stream()
        .map(action -> quoted(cells.get(1)).iterator().next() + " " + action + " " + where + tag)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> quoted(String cell) {
    return QUOTED
        .matcher(cell)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
