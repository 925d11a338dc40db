package janitor.fake;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Things by name; asking for one that is not there fails the test.
public record Named<T>(SortedMap<String, T> all) {

  static <T> Named<T> none() {
    return new Named<>(new TreeMap<>());
  }

  void put(String name, T value) {
    all.put(name, value);
  }

  public T get(String name) {
    return Objects.requireNonNull(all.get(name), () -> "no " + name + " among " + all.keySet());
  }

  public Collection<T> values() {
    return all.values();
  }

  public Set<String> names() {
    return all.keySet();
  }
}
