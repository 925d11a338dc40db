package janitor.resource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tags of a resource. Keys and values are compared as AWS does: exactly, with their case.
public record Tags(SortedMap<String, String> all) {

  public static final Tags NONE = new Tags(new TreeMap<>());

  /// Exempts a resource for good, whatever its value.
  public static final String KEEP = "janitor:keep";

  /// What keeps a part, as people are told.
  public static final String A_WORD = KEEP + ", a date or another workshop's tag";

  /// Gives a resource a date of its own: an instant, a date, or a duration after its creation.
  public static final String EXPIRES_AT = "janitor:expires-at";

  public Tags {
    all = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(all));
  }

  public static Tags of(Map<String, String> tags) {
    return new Tags(new TreeMap<>(tags));
  }

  /// The tags as a service's model wants them.
  ///
  /// @param tag makes one of a key and its value
  public static <T> List<T> each(Map<String, String> tags, BiFunction<String, String, T> tag) {
    return tags.entrySet().stream()
        .map(entry -> tag.apply(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// Collects what a service lists by key. A tag without a value is there all the same: it may be
  /// the one that keeps.
  public static <T> Collector<T, ?, Map<String, String>> byKey(
      Function<T, String> key, Function<T, @Nullable String> value) {
    return Collectors.toMap(
        key, tag -> Objects.requireNonNullElse(value.apply(tag), ""), (first, _) -> first);
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(all.get(key));
  }

  public boolean has(String key) {
    return all.containsKey(key);
  }

  public boolean match(String key, String value) {
    return value.equals(all.get(key));
  }

  /// Whether these, of a part, hold one that may not want what becomes of the whole: to keep it, a
  /// date of its own, or another value of a key that the whole carries too, as of another
  /// workshop's.
  public boolean hasAWordBeside(Tags ofWhole) {
    return has(KEEP)
        || has(EXPIRES_AT)
        || all.entrySet().stream()
            .filter(tag -> !tag.getKey().equals("Name") && !tag.getKey().startsWith("aws:"))
            .anyMatch(
                tag ->
                    ofWhole
                        .value(tag.getKey())
                        .filter(value -> !value.equals(tag.getValue()))
                        .isPresent());
  }

  /// These, and of the others those that are AWS's own.
  public Tags withThoseOfAws(Tags others) {
    var both = new TreeMap<>(others.all());
    both.keySet().removeIf(key -> !key.startsWith("aws:"));
    both.putAll(all);
    return new Tags(both);
  }
}
