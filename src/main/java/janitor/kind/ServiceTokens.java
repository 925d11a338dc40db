package janitor.kind;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a template's custom resources call: the value of each `ServiceToken`, the ARN of a function
/// or topic. `Ref`, `Fn::Sub`, `Fn::Join` and `Fn::ImportValue` are worked out from the stack's
/// parameters and the region's exports; what names a member of the same template (`Fn::GetAtt`), or
/// comes from somewhere else, is left out.
///
/// A template in YAML is not parsed, for the package has no parser of it: the common ways to write
/// one value, on the token's line or the next, are read.
final class ServiceTokens {
  private static final String TOKEN = "ServiceToken";

  /// The value on the token's line, or a mapping of one entry on the next.
  private static final Pattern IN_YAML =
      Pattern.compile(
          "^[ \\t-]*[\"']?ServiceToken[\"']?[ \\t]*:[ \\t]*(?:(!\\w+[ \\t]+)?(\\S[^\\r\\n]*)"
              + "|\\r?\\n[ \\t]+((?:Fn::)?\\w+)[ \\t]*:[ \\t]*(\\S[^\\r\\n]*))$",
          Pattern.MULTILINE);

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  private final Map<String, String> values;
  private final Map<String, String> exports;

  /// What a template may refer to.
  ///
  /// @param values of its parameters, and of CloudFormation's own (`AWS::Region`)
  /// @param exports of the account's stacks in the region
  ServiceTokens(Map<String, String> values, Map<String, String> exports) {
    this.values = values;
    this.exports = exports;
  }

  /// The values, as far as they can be worked out.
  List<String> of(String template) {
    var tokens = new ArrayList<String>();
    if (!template.contains(TOKEN)) {
      return tokens;
    }
    if (template.stripLeading().startsWith("{")) {
      try {
        collect(JSON.std.anyFrom(template), tokens);
        return tokens;
      } catch (JsonProcessingException yamlThatLooksLikeJson) {
        tokens.clear();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    IN_YAML
        .matcher(template)
        .results()
        .flatMap(
            match ->
                match.group(2) != null
                    ? inYaml(match.group(1), match.group(2)).stream()
                    : inYaml(match.group(3), match.group(4)).stream())
        .forEach(tokens::add);
    return tokens;
  }

  private void collect(@Nullable Object node, List<String> tokens) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> {
                if (TOKEN.equals(key)) {
                  value(value).ifPresent(tokens::add);
                } else {
                  collect(value, tokens);
                }
              });
      case Collection<?> list -> list.forEach(one -> collect(one, tokens));
      case null, default -> {}
    }
  }

  private Optional<String> inYaml(@Nullable String function, String text) {
    var bare = text.replaceFirst("\\s+#.*$", "").strip().replaceFirst("^(['\"])(.*)\\1$", "$2");
    if (function == null) {
      return Optional.of(bare);
    }
    return switch (function.strip()) {
      case "!Ref", "Ref" -> named(bare);
      case "!Sub", "Fn::Sub" -> substituted(bare, Map.of());
      case "!ImportValue", "Fn::ImportValue" ->
          (bare.startsWith("!Sub ")
                  ? inYaml("!Sub", bare.substring("!Sub ".length()))
                  : Optional.of(bare))
              .flatMap(this::exported);
      default -> Optional.empty();
    };
  }

  private Optional<String> value(@Nullable Object node) {
    if (node instanceof String text) {
      return Optional.of(text);
    }
    if (!(node instanceof Map<?, ?> map) || map.size() != 1) {
      return Optional.empty();
    }
    var function = map.entrySet().iterator().next();
    return switch (String.valueOf(function.getKey())) {
      case "Ref" -> value(function.getValue()).flatMap(this::named);
      case "Fn::ImportValue" -> value(function.getValue()).flatMap(this::exported);
      case "Fn::Sub" -> substituted(function.getValue());
      case "Fn::Join" -> joined(function.getValue());
      default -> Optional.empty();
    };
  }

  private Optional<String> named(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private Optional<String> exported(String name) {
    return Optional.ofNullable(exports.get(name));
  }

  private Optional<String> joined(@Nullable Object arguments) {
    if (!(arguments instanceof List<?> list)
        || list.size() != 2
        || !(list.get(0) instanceof String between)
        || !(list.get(1) instanceof List<?> parts)) {
      return Optional.empty();
    }
    return all(parts.stream().map(this::value)).map(texts -> String.join(between, texts));
  }

  private static Optional<List<String>> all(Stream<Optional<String>> some) {
    var list = some.toList();
    return list.stream().allMatch(Optional::isPresent)
        ? Optional.of(list.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  private Optional<String> substituted(@Nullable Object arguments) {
    return switch (arguments) {
      case String text -> substituted(text, Map.of());
      case List<?> list
          when list.size() == 2
              && list.get(0) instanceof String text
              && list.get(1) instanceof Map<?, ?> own ->
          substituted(text, own);
      case null, default -> Optional.empty();
    };
  }

  private Optional<String> substituted(String text, Map<?, ?> own) {
    var variables = VARIABLE.matcher(text);
    var whole = new StringBuilder();
    while (variables.find()) {
      var name = variables.group(1).strip();
      var value = own.containsKey(name) ? value(own.get(name)) : named(name);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      variables.appendReplacement(whole, java.util.regex.Matcher.quoteReplacement(value.get()));
    }
    return Optional.of(variables.appendTail(whole).toString());
  }
}
