package janitor.deploy;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tables of `docs/settings.md`: the template's parameters, with the variables that they fill.
final class SettingsPage {
  private SettingsPage() {}

  private static Template template() {
    return Template.with(Map.of("Workshop", "student-system"));
  }

  static String settings() {
    var template = template();
    var variables =
        template.variables().entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Map<?, ?> map && map.containsKey("Ref"))
            .collect(
                Collectors.toMap(
                    entry -> String.valueOf(Template.map(entry.getValue()).get("Ref")),
                    Map.Entry::getKey));
    return "| parameter | variable | default | meaning |\n|---|---|---|---|\n"
        + template.parameters().entrySet().stream()
            .map(
                entry ->
                    "| `%s` | %s | %s | %s%s |\n"
                        .formatted(
                            entry.getKey(),
                            quoted(Optional.ofNullable(variables.get(entry.getKey()))),
                            entry.getValue().containsKey("Default")
                                ? quoted(
                                    Optional.of(String.valueOf(entry.getValue().get("Default")))
                                        .filter(value -> !value.isEmpty()))
                                : "required",
                            String.valueOf(entry.getValue().get("Description")),
                            allowed(entry.getValue())))
            .collect(Collectors.joining());
  }

  /// What the stack itself gives the function.
  static String fromTheStack() {
    var template = template();
    return template.variables().entrySet().stream()
        .filter(
            entry ->
                !(entry.getValue() instanceof Map<?, ?> map
                    && map.get("Ref") instanceof String name
                    && template.parameters().containsKey(name)))
        .map(entry -> "- `" + entry.getKey() + "`\n")
        .collect(Collectors.joining());
  }

  private static String allowed(Map<String, Object> parameter) {
    if (parameter.containsKey("AllowedValues")) {
      return Template.texts(parameter.get("AllowedValues")).stream()
          .map(value -> "`" + value + "`")
          .collect(Collectors.joining(", ", " One of ", "."));
    }
    return parameter.containsKey("MinValue")
        ? " From %s to %s.".formatted(parameter.get("MinValue"), parameter.get("MaxValue"))
        : "";
  }

  private static String quoted(Optional<String> value) {
    return value.map(text -> "`" + text + "`").orElse("");
  }
}
