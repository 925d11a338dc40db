package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.PartlyListed;
import janitor.resource.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// The items of a list as resources. One that AWS answers otherwise than it documents is a fault of
/// that item alone.
final class Items {
  private static final int LONGEST = 300;

  private final Map<Arn, Resource> resources = new LinkedHashMap<>();
  private final List<RuntimeException> faults = new ArrayList<>();

  private Items() {}

  /// Collects what the function makes of each; of two with the same ARN the first.
  ///
  /// @param resource may throw where the item lacks what it must have
  /// @throws PartlyListed at the end of the list, if one could not be understood
  static <T> Collector<T, ?, List<Resource>> each(Function<T, Resource> resource) {
    return Collector.of(
        Items::new,
        (items, item) -> items.add(item, resource),
        (some, others) -> {
          others.resources.forEach(some.resources::putIfAbsent);
          some.faults.addAll(others.faults);
          return some;
        },
        Items::whole);
  }

  /// What a list must tell of each of its items.
  ///
  /// @param text as AWS answered it
  /// @throws IllegalArgumentException where it did not
  static String told(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("a list left out what identifies an item of it");
    }
    return text;
  }

  private <T> void add(@Nullable T item, Function<T, Resource> resource) {
    try {
      if (item == null) {
        throw new IllegalArgumentException("a list holds an item that is nothing");
      }
      var made = resource.apply(item);
      resources.putIfAbsent(made.arn(), made);
    } catch (RuntimeException cause) {
      var text = String.valueOf(item);
      faults.add(
          new IllegalStateException(
              "an item of its list is not as AWS documents it: "
                  + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text)
                  + " ("
                  + cause.getMessage()
                  + ")",
              cause));
    }
  }

  private List<Resource> whole() {
    if (!faults.isEmpty()) {
      throw new PartlyListed(List.copyOf(resources.values()), faults);
    }
    return List.copyOf(resources.values());
  }
}
