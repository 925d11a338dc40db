package janitor.tag;

import janitor.resource.Resource;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Candidates as a table for a terminal: first what will be tagged, then what will not and why.
/// Names and tags are anybody's text, so what a terminal might obey or hide is shown as `?`.
public final class Listing {
  private static final List<String> HEAD = List.of("TYPE", "NAME", "REGION", "MADE", "TAGS");

  private final List<Candidate> candidates;
  private final int columns;

  /// @param columns what a line may take: where the table does not fit, each has two lines
  public Listing(List<Candidate> candidates, int columns) {
    this.candidates = candidates;
    this.columns = columns;
  }

  /// The text without what a terminal might show as something else than it is.
  public static String clean(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  /// The lines of the table; none where there is nothing to show.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    if (candidates.isEmpty()) {
      return lines;
    }
    var widths = widths();
    if (isTable(widths)) {
      lines.add("  " + row(HEAD, widths));
    }
    candidates.stream()
        .filter(Candidate::isChosen)
        .forEach(
            candidate -> {
              lines.addAll(rows("+ ", candidate.resource(), widths));
              candidate.why().ifPresent(why -> lines.add("      " + clean(why)));
              candidate
                  .children()
                  .forEach(child -> lines.add("      with it goes " + clean(child)));
            });
    candidates.forEach(
        candidate ->
            candidate
                .objection()
                .ifPresent(
                    objection -> {
                      lines.addAll(rows("  ", candidate.resource(), widths));
                      lines.add("      not tagged: " + clean(objection));
                    }));
    return lines;
  }

  /// What others made since then: a line each, up to so many.
  public static List<String> strangers(List<Selector.Stranger> strangers, int most) {
    var lines = new ArrayList<String>();
    if (strangers.isEmpty()) {
      return lines;
    }
    lines.add("Made since then by others, and not proposed (--name takes what is the workshop's):");
    strangers.stream()
        .limit(most)
        .map(
            stranger ->
                "  "
                    + stranger.resource().type()
                    + "  "
                    + stranger.resource().name()
                    + "  "
                    + stranger.made())
        .forEach(line -> lines.add(clean(line)));
    if (strangers.size() > most) {
      lines.add("  and " + (strangers.size() - most) + " more");
    }
    return lines;
  }

  private boolean isTable(List<Integer> widths) {
    return widths.stream().mapToInt(width -> width == 0 ? 0 : width + 2).sum() <= columns;
  }

  private List<String> rows(String sign, Resource resource, List<Integer> widths) {
    var cells = cells(resource);
    return isTable(widths)
        ? List.of(sign + row(cells, widths))
        : List.of(
            sign + cells.get(0) + " " + cells.get(1),
            "      "
                + cells.stream()
                    .skip(2)
                    .filter(cell -> !cell.isEmpty())
                    .collect(Collectors.joining(", ")));
  }

  /// A column in which nothing stands has none.
  private List<Integer> widths() {
    return IntStream.range(0, HEAD.size())
        .mapToObj(
            column -> {
              var widest =
                  candidates.stream()
                      .map(candidate -> cells(candidate.resource()).get(column))
                      .mapToInt(Listing::width)
                      .max()
                      .orElse(0);
              return widest == 0 ? 0 : Math.max(widest, width(HEAD.get(column)));
            })
        .toList();
  }

  private static List<String> cells(Resource resource) {
    return List.of(
        resource.type(),
        clean(resource.name()),
        resource.region(),
        resource
            .createdAt()
            .map(Listing::day)
            .or(() -> resource.modifiedAt().map(at -> "by " + day(at)))
            .orElse("unknown"),
        clean(
            resource.tags().all().entrySet().stream()
                .filter(tag -> !tag.getKey().startsWith("aws:"))
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining(", "))));
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static String row(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .filter(at -> widths.get(at) > 0)
        .mapToObj(at -> cells.get(at) + " ".repeat(widths.get(at) - width(cells.get(at))))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
