package janitor.report;

import janitor.resource.CostClass;
import janitor.resource.ReviewedTable;
import java.util.Map;
import java.util.stream.Collectors;

/// What a thing costs of which no kind tells: by the service and the first word of its ARN.
final class UnknownCosts {
  private static final Map<String, CostClass> BY_TYPE =
      ReviewedTable.rows(UnknownCosts.class, "unknown-costs.tsv")
          .map(line -> line.split("\t", -1))
          .collect(
              Collectors.toUnmodifiableMap(
                  columns -> columns[0], columns -> CostClass.valueOf(columns[1])));

  private UnknownCosts() {}

  /// Of a type as the scanner names what no kind claims: `elasticache:cluster`.
  static CostClass of(String type) {
    return BY_TYPE.getOrDefault(type, CostClass.NOTHING);
  }
}
