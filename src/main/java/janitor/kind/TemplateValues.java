package janitor.kind;

import janitor.resource.Arn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/// What the functions of a template come to, as far as its stack, the region's exports and what is
/// known of its members tell.
final class TemplateValues {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  private final Map<String, String> values;
  private final Map<String, String> exports;
  private final Function<String, Optional<String>> members;

  /// What a template may refer to.
  ///
  /// @param values of its parameters, and of CloudFormation's own (`AWS::Region`)
  /// @param exports of the account's stacks in the region
  /// @param members what names a member comes to (`Function.Arn`), or its name alone (`Function`)
  TemplateValues(
      Map<String, String> values,
      Map<String, String> exports,
      Function<String, Optional<String>> members) {
    this.values = values;
    this.exports = exports;
    this.members = members;
  }

  /// Of a stack, whose members are not asked.
  static TemplateValues of(Stack stack, List<Stack> all) {
    var id = Arn.of(stack.stackId());
    var values = new HashMap<String, String>();
    values.put("AWS::Partition", id.partition());
    values.put("AWS::Region", id.region());
    values.put("AWS::AccountId", id.account());
    values.put("AWS::StackName", stack.stackName());
    values.put("AWS::StackId", stack.stackId());
    for (var parameter : stack.parameters()) {
      Optional.ofNullable(parameter.resolvedValue())
          .or(() -> Optional.ofNullable(parameter.parameterValue()))
          .ifPresent(value -> values.put(parameter.parameterKey(), value));
    }
    var exports =
        all.stream()
            .flatMap(one -> one.outputs().stream())
            .filter(output -> output.exportName() != null && output.outputValue() != null)
            .collect(
                Collectors.toMap(
                    Output::exportName, Output::outputValue, (collector, _) -> collector));
    return new TemplateValues(values, exports, _ -> Optional.empty());
  }

  /// The same with what is known of its members.
  TemplateValues with(Function<String, Optional<String>> known) {
    return new TemplateValues(values, exports, known);
  }

  /// All that it may come to: of `Fn::If` either, for which holds is not asked. Empty where one of
  /// them cannot be worked out.
  Optional<List<String>> all(@Nullable Object node) {
    return switch (node) {
      case null -> Optional.of(List.of());
      case List<?> list -> each(list.stream());
      case Map<?, ?> map when map.get("Fn::If") instanceof List<?> either && either.size() == 3 ->
          each(either.stream().skip(1));
      case Map<?, ?> map when "AWS::NoValue".equals(map.get("Ref")) -> Optional.of(List.of());
      default -> value(node).map(List::of);
    };
  }

  private Optional<List<String>> each(Stream<?> nodes) {
    return together(nodes.map(this::all))
        .map(lists -> lists.stream().flatMap(List::stream).toList());
  }

  private static <T> Optional<List<T>> together(Stream<Optional<T>> some) {
    var list = some.toList();
    return list.stream().allMatch(Optional::isPresent)
        ? Optional.of(list.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  /// What it comes to, if that can be worked out.
  Optional<String> value(@Nullable Object node) {
    if (node instanceof String text) {
      return Optional.of(text);
    }
    if (!(node instanceof Map<?, ?> map) || map.size() != 1) {
      return Optional.empty();
    }
    var function = map.entrySet().iterator().next();
    return switch (String.valueOf(function.getKey())) {
      case "Ref" -> value(function.getValue()).flatMap(this::named);
      case "Fn::GetAtt" -> attribute(function.getValue());
      case "Fn::ImportValue" ->
          value(function.getValue()).flatMap(name -> Optional.ofNullable(exports.get(name)));
      case "Fn::Sub" -> substituted(function.getValue());
      case "Fn::Join" -> joined(function.getValue());
      case "Fn::Select" -> selected(function.getValue());
      default -> Optional.empty();
    };
  }

  private Optional<String> named(String name) {
    return Optional.ofNullable(values.get(name)).or(() -> members.apply(name));
  }

  private Optional<String> attribute(@Nullable Object of) {
    return switch (of) {
      case String text -> members.apply(text);
      case List<?> words ->
          together(words.stream().map(this::value))
              .map(texts -> String.join(".", texts))
              .flatMap(members);
      case null, default -> Optional.empty();
    };
  }

  private Optional<String> joined(@Nullable Object arguments) {
    if (!(arguments instanceof List<?> list)
        || list.size() != 2
        || !(list.get(0) instanceof String between)
        || !(list.get(1) instanceof List<?> parts)) {
      return Optional.empty();
    }
    return together(parts.stream().map(this::value)).map(texts -> String.join(between, texts));
  }

  /// Of what is split, as the CDK takes a name out of an ARN.
  private Optional<String> selected(@Nullable Object arguments) {
    if (!(arguments instanceof List<?> list)
        || list.size() != 2
        || !String.valueOf(list.get(0)).matches("\\d{1,3}")
        || !(list.get(1) instanceof Map<?, ?> map)
        || !(map.get("Fn::Split") instanceof List<?> split)
        || split.size() != 2
        || !(split.get(0) instanceof String between)) {
      return Optional.empty();
    }
    return value(split.get(1))
        .flatMap(
            text ->
                Stream.of(text.split(Pattern.quote(between), -1))
                    .skip(Integer.parseInt(String.valueOf(list.get(0))))
                    .findFirst());
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
      variables.appendReplacement(whole, Matcher.quoteReplacement(value.get()));
    }
    return Optional.of(variables.appendTail(whole).toString());
  }
}
