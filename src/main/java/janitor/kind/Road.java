package janitor.kind;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Catalog;
import janitor.resource.ResourceKind;
import janitor.resource.ReviewedTable;
import janitor.resource.Traits;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How a type is reached, if it is, for people.
///
/// @param type CloudFormation's
public record Road(String type, How how, String text) {

  /// By which road.
  public enum How {
    BY_HAND,
    BY_ROW,
    TOLD
  }

  private static final String NO_ROW = "no-row.tsv";

  /// All types that the janitor knows something of, in their order.
  public static List<Road> all() {
    var reasons = reasons();
    return looked(
        catalog -> {
          var types = new TreeSet<>(catalog.types());
          types.addAll(reasons.keySet());
          return types.stream().map(type -> of(catalog, reasons, type)).toList();
        });
  }

  public static boolean isKnown(String type) {
    return looked(catalog -> catalog.madeBy(type).isPresent() || reasons().containsKey(type));
  }

  /// The road to one type, known or not.
  public static Road of(String type) {
    return looked(catalog -> of(catalog, reasons(), type));
  }

  private static <T> T looked(Function<Catalog, T> look) {
    try (var clients = new Clients(new Calls(), _ -> {})) {
      return look.apply(new Catalog(Kinds.all(clients, Options.looking("000000000000"))));
    }
  }

  private static Road of(Catalog catalog, Map<String, String> reasons, String type) {
    return catalog
        .madeBy(type)
        .map(kind -> by(kind, type))
        .orElseGet(
            () ->
                new Road(
                    type,
                    How.TOLD,
                    "A tagged one is told, and not deleted: "
                        + reasons.getOrDefault(type, "nobody has looked at the type yet")
                        + "."));
  }

  private static Road by(ResourceKind kind, String type) {
    var rest =
        (kind.type().equals(type) ? "" : " as " + kind.type())
            + ". It costs "
            + kind.traits().cost().words()
            + (kind.traits().is(Traits.Flag.HOLDS_DATA) ? ", and holds data" : "")
            + ".";
    if (kind.traits().is(Traits.Flag.TOLD)) {
      return new Road(
          type,
          How.TOLD,
          "A tagged one is told, and not deleted by itself: it goes with what it is a part of"
              + rest);
    }
    return kind instanceof CloudControl control
        ? new Road(type, How.BY_ROW, "Cloud Control deletes it" + rest + told(control.row()))
        : new Road(type, How.BY_HAND, "A kind by hand deletes it" + rest);
  }

  private static String told(CloudControlRow row) {
    return "\n  ARN        "
        + row.name().pattern()
        + "\n  identifier "
        + row.name().identifier()
        + "\n  model      ARN in "
        + row.model().arn()
        + ", tags in "
        + row.model().tags()
        + row.model().createdAt().map(name -> ", made in " + name).orElse(", no date")
        + row.model().guard().map(guard -> ", kept where " + guard.words()).orElse("")
        + "\n  deletes    "
        + String.join(" ", row.rights().deletes())
        + "\n  reads      "
        + String.join(" ", row.rights().reads())
        + (row.uses().words().isEmpty() ? "" : "\n  uses       " + row.uses().words());
  }

  private static Map<String, String> reasons() {
    return ReviewedTable.rows(Road.class, NO_ROW)
        .map(line -> line.split("\t", 2))
        .collect(Collectors.toMap(line -> line[0], line -> line[1]));
  }
}
