package janitor.kind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands between brackets or braces in YAML: `[!Ref A, {Ref: B}]`.
final class TemplateFlow {
  private final String text;
  private int at;

  private TemplateFlow(String text) {
    this.text = text;
  }

  /// Empty where it goes on in the next line.
  static Optional<Object> read(String text) {
    return Optional.ofNullable(new TemplateFlow(text).node());
  }

  /// A short form as the long one.
  static Object tagged(String tag, Object value) {
    return switch (tag) {
      case "!", "!!str" -> value;
      case "!Ref", "!Condition" -> Map.of(tag.substring(1), value);
      default -> Map.of("Fn::" + tag.substring(1), value);
    };
  }

  private boolean isAt(char one) {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == one;
  }

  private boolean takes(char one) {
    var is = isAt(one);
    if (is) {
      at++;
    }
    return is;
  }

  private @Nullable Object node() {
    if (isAt('!')) {
      var tag = until(" ,]}[{\"'");
      var value = isAt(',') || isAt(']') || isAt('}') ? "" : node();
      return value == null ? null : tagged(tag, value);
    }
    if (takes('[')) {
      return list();
    }
    if (takes('{')) {
      return map();
    }
    return isAt('"') || isAt('\'') ? quoted() : plain();
  }

  private @Nullable List<Object> list() {
    var items = new ArrayList<>();
    while (!takes(']')) {
      var item = node();
      if (item == null || !(takes(',') || isAt(']'))) {
        return null;
      }
      items.add(item);
    }
    return items;
  }

  private @Nullable Map<String, Object> map() {
    var entries = new LinkedHashMap<String, Object>();
    while (!takes('}')) {
      var key = isAt('"') || isAt('\'') ? quoted() : plain();
      if (key == null || !takes(':')) {
        return null;
      }
      var value = isAt(',') || isAt('}') ? "" : node();
      if (value == null || !(takes(',') || isAt('}'))) {
        return null;
      }
      entries.put(key, value);
    }
    return entries;
  }

  private @Nullable String quoted() {
    var quote = text.charAt(at);
    for (var end = at + 1; end < text.length(); end++) {
      if (quote == '"' && text.charAt(end) == '\\') {
        end++;
      } else if (text.charAt(end) == quote) {
        if (quote == '\'' && end + 1 < text.length() && text.charAt(end + 1) == quote) {
          end++;
        } else {
          var whole = text.substring(at, end + 1);
          at = end + 1;
          return TemplateYaml.unquoted(whole);
        }
      }
    }
    return null;
  }

  /// Up to what ends it; a colon does where a space or the end follows it.
  private @Nullable String plain() {
    var begin = at;
    while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0 && !isColon()) {
      at++;
    }
    return at == text.length() || at == begin ? null : text.substring(begin, at).strip();
  }

  private boolean isColon() {
    return text.charAt(at) == ':'
        && (at + 1 == text.length() || " ,]}".indexOf(text.charAt(at + 1)) >= 0);
  }

  private String until(String ends) {
    var begin = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(begin, at);
  }
}
