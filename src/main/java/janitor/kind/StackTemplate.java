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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a template says of a stack's members, by their logical ids. Of one that a transform makes,
/// CloudFormation answers with what that came to (API reference, GetTemplate, `TemplateStage`).
record StackTemplate(Object whole) {
  /// Of a stack that came up, the last one retains as well (user guide, "DeletionPolicy
  /// attribute").
  private static final Set<String> RETAINING = Set.of("Retain", "RetainExceptOnCreate");

  /// Empty where this is neither JSON nor YAML.
  static Optional<StackTemplate> of(String text) {
    return json(text).or(() -> TemplateYaml.read(text)).map(StackTemplate::new);
  }

  private static Optional<Object> json(String text) {
    if (!text.stripLeading().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.std.anyFrom(text));
    } catch (JsonProcessingException yamlThatLooksLikeJson) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Optional<Map<?, ?>> member(String logicalId) {
    return map(whole, "Resources").flatMap(all -> map(all, logicalId));
  }

  private static Optional<Map<?, ?>> map(@Nullable Object of, String key) {
    return of instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> value
        ? Optional.of(value)
        : Optional.empty();
  }

  /// Whether it says of what.
  boolean has(String logicalId) {
    return member(logicalId).isPresent();
  }

  /// Whether the member stays when its stack goes: surely, for a policy may be a parameter's.
  boolean isRetained(String logicalId) {
    return member(logicalId)
        .filter(
            member ->
                member.get("DeletionPolicy") instanceof String policy && RETAINING.contains(policy))
        .isPresent();
  }

  /// A property of a member, as it stands there.
  Optional<Object> property(String logicalId, String name) {
    return member(logicalId)
        .flatMap(member -> map(member, "Properties"))
        .flatMap(properties -> Optional.ofNullable(properties.get(name)));
  }

  /// Whatever stands anywhere behind this key.
  List<Object> everywhere(String key) {
    var found = new ArrayList<>();
    collect(whole, key, found);
    return found;
  }

  private static void collect(@Nullable Object node, String key, List<Object> found) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach(
              (name, value) -> {
                if (key.equals(name) && value != null) {
                  found.add(value);
                } else {
                  collect(value, key, found);
                }
              });
      case Collection<?> list -> list.forEach(one -> collect(one, key, found));
      case null, default -> {}
    }
  }
}
