package janitor.kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A template in YAML, as far as CloudFormation takes it: blocks, flows, quoted and folded texts,
/// and its short forms (`!Ref x` is `{"Ref": "x"}`). Without anchors, aliases and merged keys,
/// which it takes no template with (user guide, "Template formats"). All scalars are texts.
///
/// The package has no parser of YAML, and one is a megabyte. What this one does not understand, it
/// does not guess at.
final class TemplateYaml {
  private static final String NOTHING = "";

  private final List<String> lines;
  private int at;

  private TemplateYaml(List<String> lines) {
    this.lines = new ArrayList<>(lines);
  }

  /// What it did not understand.
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String what) {
      super(what, null, false, false);
    }
  }

  /// Maps, lists and texts; empty where this is no YAML that is understood here.
  static Optional<Object> read(String text) {
    var yaml = new TemplateYaml(text.replace("\uFEFF", "").lines().toList());
    try {
      return Optional.of(yaml.document());
    } catch (Unreadable notUnderstood) {
      return Optional.empty();
    }
  }

  private Object document() {
    skip();
    if (!isOver() && line().startsWith("---")) {
      lines.set(at, line().substring("---".length()));
    }
    var all = block(0);
    skip();
    if (!isOver() && !line().startsWith("...")) {
      throw new Unreadable(line());
    }
    return all;
  }

  private boolean isOver() {
    return at >= lines.size();
  }

  private String line() {
    return lines.get(at);
  }

  private String rest() {
    return line().strip();
  }

  private int indent() {
    return indent(line());
  }

  private static int indent(String line) {
    var count = 0;
    while (count < line.length() && line.charAt(count) == ' ') {
      count++;
    }
    if (count < line.length() && line.charAt(count) == '\t') {
      throw new Unreadable(line);
    }
    return count;
  }

  /// Goes to the next line that says something.
  private void skip() {
    while (!isOver() && (line().isBlank() || rest().startsWith("#"))) {
      at++;
    }
  }

  private static boolean isItem(String text) {
    return text.equals("-") || text.startsWith("- ");
  }

  /// What begins on the next line that says something, unless that is less far in.
  private Object block(int least) {
    skip();
    if (isOver() || indent() < least) {
      return NOTHING;
    }
    return node(least - 1);
  }

  private Object node(int parent) {
    if (isItem(rest())) {
      return sequence(indent());
    }
    return keyEnd(rest()) >= 0 ? mapping(indent()) : value(rest(), parent);
  }

  private List<Object> sequence(int indent) {
    var items = new ArrayList<>();
    while (goesOn(indent) && isItem(rest())) {
      var text = rest().substring(1);
      if (uncommented(text).isEmpty()) {
        at++;
        items.add(block(indent + 1));
      } else {
        lines.set(at, " ".repeat(indent + 1) + text);
        items.add(node(indent));
      }
    }
    return items;
  }

  private Map<String, Object> mapping(int indent) {
    var entries = new LinkedHashMap<String, Object>();
    while (goesOn(indent) && !isItem(rest())) {
      var text = rest();
      var end = keyEnd(text);
      if (end < 0) {
        throw new Unreadable(text);
      }
      var key = unquoted(text.substring(0, end).strip());
      var after = uncommented(text.substring(end + 1));
      if (after.isEmpty()) {
        entries.put(key, below(indent));
      } else {
        entries.put(key, value(after, indent));
      }
    }
    return entries;
  }

  private boolean goesOn(int indent) {
    skip();
    if (isOver() || indent() < indent || line().startsWith("...")) {
      return false;
    }
    if (indent() > indent) {
      throw new Unreadable(line());
    }
    return true;
  }

  /// What stands below a key; a list may stand no further in than the key itself.
  private Object below(int indent) {
    at++;
    skip();
    return !isOver() && indent() == indent && isItem(rest()) ? sequence(indent) : block(indent + 1);
  }

  /// Where the key ends that a line begins with; negative where it begins with none.
  private static int keyEnd(String text) {
    if (text.startsWith("? ")) {
      throw new Unreadable(text);
    }
    if ("![{|>#&*".indexOf(text.charAt(0)) >= 0) {
      return -1;
    }
    if (text.charAt(0) == '"' || text.charAt(0) == '\'') {
      var closed = closing(text, 0);
      if (closed < 0) {
        return -1;
      }
      var colon = text.indexOf(':', closed);
      return colon >= 0 && text.substring(closed + 1, colon).isBlank() && isAfter(text, colon)
          ? colon
          : -1;
    }
    for (var colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
      if (isAfter(text, colon)) {
        return text.substring(0, colon).contains(" #") ? -1 : colon;
      }
    }
    return -1;
  }

  private static boolean isAfter(String text, int colon) {
    return colon + 1 == text.length() || Character.isWhitespace(text.charAt(colon + 1));
  }

  /// Without a comment at its end.
  private static String uncommented(String text) {
    var bare = text.strip();
    if (bare.startsWith("#")) {
      return NOTHING;
    }
    for (var next = 0; next < bare.length(); next++) {
      var isFirst = next == 0 || " [{,:".indexOf(bare.charAt(next - 1)) >= 0;
      if (isFirst && "\"'".indexOf(bare.charAt(next)) >= 0) {
        next = closing(bare, next);
        if (next < 0) {
          return bare;
        }
      } else if (bare.charAt(next) == '#' && next > 0 && bare.charAt(next - 1) == ' ') {
        return bare.substring(0, next).strip();
      }
    }
    return bare;
  }

  /// Where a quoted text ends that begins there; negative where it goes on in the next line.
  private static int closing(String text, int from) {
    var quote = text.charAt(from);
    for (var next = from + 1; next < text.length(); next++) {
      if (quote == '"' && text.charAt(next) == '\\') {
        next++;
      } else if (text.charAt(next) == quote) {
        if (quote == '"' || next + 1 == text.length() || text.charAt(next + 1) != quote) {
          return next;
        }
        next++;
      }
    }
    return -1;
  }

  static String unquoted(String text) {
    if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
      return text.substring(1, text.length() - 1).replace("''", "'");
    }
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
      return text.substring(1, text.length() - 1)
          .replace("\\\"", "\"")
          .replace("\\/", "/")
          .replace("\\n", "\n")
          .replace("\\\\", "\\");
    }
    return text;
  }

  /// A value that begins on this line, of what is so far in.
  private Object value(String text, int parent) {
    return switch (text.charAt(0)) {
      case '!' -> tagged(text, parent);
      case '|' -> literal(parent, "\n");
      case '>' -> literal(parent, " ");
      case '"', '\'' -> quoted(text);
      case '[', '{' -> flow(text);
      case '&', '*', '%', '@', '`' -> throw new Unreadable(text);
      default -> plain(uncommented(text), parent);
    };
  }

  private Object tagged(String text, int parent) {
    var end = text.indexOf(' ');
    var tag = end < 0 ? text : text.substring(0, end);
    var after = end < 0 ? NOTHING : uncommented(text.substring(end));
    return TemplateFlow.tagged(tag, after.isEmpty() ? below(parent) : value(after, parent));
  }

  private String literal(int parent, String between) {
    at++;
    var texts = new ArrayList<String>();
    while (!isOver() && (line().isBlank() || line().indexOf(rest()) > parent)) {
      texts.add(rest());
      at++;
    }
    return String.join(between, texts).strip();
  }

  private String quoted(String text) {
    var whole = new StringBuilder(text);
    at++;
    while (closing(whole.toString(), 0) < 0) {
      if (isOver()) {
        throw new Unreadable(text);
      }
      whole.append(' ').append(rest());
      at++;
    }
    return unquoted(whole.substring(0, closing(whole.toString(), 0) + 1));
  }

  private Object flow(String text) {
    var whole = new StringBuilder(uncommented(text));
    at++;
    var read = TemplateFlow.read(whole.toString());
    while (read.isEmpty()) {
      if (isOver()) {
        throw new Unreadable(text);
      }
      whole.append(' ').append(rest().startsWith("#") ? NOTHING : uncommented(rest()));
      at++;
      read = TemplateFlow.read(whole.toString());
    }
    return read.orElseThrow();
  }

  private String plain(String text, int parent) {
    var whole = new StringBuilder(text);
    at++;
    skip();
    while (!isOver() && indent() > parent && parent >= 0) {
      if (keyEnd(rest()) >= 0) {
        throw new Unreadable(line());
      }
      whole.append(' ').append(uncommented(rest()));
      at++;
      skip();
    }
    return whole.toString();
  }
}
