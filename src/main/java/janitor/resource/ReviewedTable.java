package janitor.resource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/// A reviewed table that stands beside a class: a line a row, columns apart by tabs, and what
/// begins with `#` is for people.
public final class ReviewedTable {
  private ReviewedTable() {}

  /// Its rows, without what is said to people.
  public static Stream<String> rows(Class<?> beside, String name) {
    try (var bytes = beside.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(bytes, name).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
