package janitor.report;

import janitor.resource.CostClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What a thing costs of which no kind tells: by the service and the first word of its ARN.
final class UnknownCosts {
  private static final Map<String, CostClass> BY_TYPE = read();

  private UnknownCosts() {}

  private static Map<String, CostClass> read() {
    try (var table = UnknownCosts.class.getResourceAsStream("unknown-costs.tsv")) {
      return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .collect(
              Collectors.toUnmodifiableMap(
                  columns -> columns[0], columns -> CostClass.valueOf(columns[1])));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Of a type as the scanner names what no kind claims: `elasticache:cluster`.
  static CostClass of(String type) {
    return BY_TYPE.getOrDefault(type, CostClass.NOTHING);
  }
}
