package janitor.resource;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much is in a thing, for people. Services count late and roughly, hence "about".
public final class Contents {
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

  private Contents() {}

  /// `about 1,204 items, 3.2 MB`; empty where the service told neither.
  public static String of(@Nullable Number count, String noun, @Nullable Number bytes) {
    return Stream.of(count == null ? "" : count(count.longValue(), noun), size(bytes))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /// `3.2 MB`; empty where the service told nothing.
  public static String size(@Nullable Number bytes) {
    if (bytes == null || bytes.longValue() < 0) {
      return "";
    }
    double size = bytes.longValue();
    var unit = 0;
    while (size >= 999.5 && unit < UNITS.length - 1) {
      size /= 1000;
      unit++;
    }
    return unit == 0 || size >= 9.95
        ? String.format(Locale.ROOT, "%.0f %s", size, UNITS[unit])
        : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
  }

  private static String count(long count, String noun) {
    return String.format(Locale.ROOT, "about %,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
