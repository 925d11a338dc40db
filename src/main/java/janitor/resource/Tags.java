package janitor.resource;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The tags of a resource. Keys and values are compared as AWS does: exactly, with their case.
public record Tags(SortedMap<String, String> all) {

  public static final Tags NONE = new Tags(new TreeMap<>());

  public Tags {
    all = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(all));
  }

  public static Tags of(Map<String, String> tags) {
    return new Tags(new TreeMap<>(tags));
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
}
