package janitor.terminal;

import janitor.plan.Plan;
import janitor.report.Words;
import janitor.terminal.PictureGroups.Item;
import janitor.terminal.PictureLayout.Box;
import janitor.terminal.PictureLayout.Route;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The picture as SVG: without scripts, links or anything that is loaded.
final class PictureWriter {
  /// What a letter takes, about, of the names' size.
  private static final double LETTER = 6.3;

  private static final double SMALL_LETTER = 5.2;
  private static final int SIGN = 18;

  private final Plan plan;
  private final PictureGroups groups;
  private final PictureLayout layout;
  private final StringBuilder out = new StringBuilder();

  PictureWriter(Plan plan, PictureGroups groups) {
    this.plan = plan;
    this.groups = groups;
    this.layout = new PictureLayout(groups);
  }

  String svg() {
    var title =
        Words.count(plan.steps().count(), "deletion")
            + " in "
            + Words.count(plan.waves().size(), "wave")
            + ", "
            + plan.withheld().size()
            + " stay";
    var shown = Math.min(layout.width(), PictureLayout.WIDTH);
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
            + " %d\" role=\"img\" aria-labelledby=\"title desc\">",
        shown, layout.height() * shown / layout.width(), layout.width(), layout.height());
    line("<title id=\"title\">The janitor's plan: %s</title>", title);
    line("<desc id=\"desc\">%s</desc>", escaped(description()));
    line(
        "<style>text{font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}"
            + ".h{font-size:13px;font-weight:600;fill:#1b2129}"
            + ".n{font-size:11px;fill:#1b2129}"
            + ".t{font-size:10px;fill:#4b5563}"
            + ".e{fill:none;stroke:#7b8694;stroke-width:1.2}"
            + ".g:hover .f{stroke:#1769c2;stroke-width:2}</style>");
    line(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\""
            + " fill=\"#7b8694\"/></marker></defs>");
    line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", layout.width(), layout.height());
    line(
        "<text x=\"%d\" y=\"32\" style=\"font-size:18px;font-weight:700;fill:#1b2129\">%s</text>",
        PictureLayout.MARGIN, title);
    legend();
    for (int column = 0; column < groups.columns().size(); column++) {
      line(
          "<text x=\"%d\" y=\"%d\" class=\"h\">%s</text>",
          layout.left(column), PictureLayout.TOP - 14, groups.columns().get(column).title());
    }
    layout.routes().forEach(this::arrow);
    layout.boxes().forEach(this::box);
    line("</svg>");
    return out.toString();
  }

  private void legend() {
    var x = PictureLayout.MARGIN;
    var looks = new TreeSet<PictureLook>();
    layout.boxes().forEach(box -> box.group().items().forEach(item -> looks.add(item.look())));
    for (var look : looks) {
      line(
          "<rect x=\"%d\" y=\"46\" width=\"14\" height=\"14\" rx=\"3\" fill=\"%s\" stroke=\"%s\"/>",
          x, look.fill, look.line);
      line("<text x=\"%d\" y=\"57\" class=\"t\">%s %s</text>", x + 20, look.sign, look.word);
      x += 46 + look.word.length() * 5;
    }
    line(
        "<text x=\"%d\" y=\"57\" class=\"t\">→ something in the one goes before something in the"
            + " other</text>",
        x);
  }

  private void arrow(Route route) {
    line(
        "<path class=\"e\" d=\"M%s\"%s/>",
        route.corners().stream()
            .map(corner -> corner[0] + " " + corner[1])
            .collect(Collectors.joining(" L")),
        route.hasTip() ? " marker-end=\"url(#tip)\"" : "");
  }

  private void box(Box box) {
    line("<g class=\"g\">");
    line(
        "<rect class=\"f\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"#f5f7f9\""
            + " stroke=\"#8b96a3\"/>",
        box.x(), box.y(), box.width(), box.height());
    var items = box.group().items();
    line(
        "<text x=\"%d\" y=\"%d\" class=\"h\">%s</text>",
        box.x() + 8,
        box.y() + 15,
        escaped(
            Words.clean(box.group().service(), room(box.width() - 50, 7.5)) + " " + items.size()));
    var y = box.y() + PictureLayout.HEAD;
    var isFolded = box.lines() < items.size();
    var shown = isFolded ? box.lines() - 1 : items.size();
    for (var item : items.subList(0, shown)) {
      item(box, item, y);
      y += PictureLayout.LINE;
    }
    if (isFolded) {
      folded(box, items.subList(shown, items.size()), y);
    }
    line("</g>");
  }

  private void item(Box box, Item item, int y) {
    var noun = item.resource().type().replaceFirst(".*::", "");
    var kind = Words.clean(item.size() > 1 ? noun + " +" + (item.size() - 1) : noun, 14);
    var taken = (int) (kind.length() * SMALL_LETTER) + 16;
    line(
        "<g><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"13\" rx=\"2\""
            + " fill=\"%s\"/>",
        escaped(item.told()), box.x() + 4, y, box.width() - 8, item.look().fill);
    line(
        "<text x=\"%d\" y=\"%d\" class=\"n\"><tspan fill=\"%s\">%s</tspan> %s</text>",
        box.x() + 8,
        y + 10,
        item.look().line,
        item.look().sign,
        escaped(Words.clean(item.resource().name(), room(box.width() - SIGN - taken, LETTER))));
    line(
        "<text x=\"%d\" y=\"%d\" class=\"t\" text-anchor=\"end\">%s</text></g>",
        box.x() + box.width() - 8, y + 10, escaped(kind));
  }

  private void folded(Box box, List<Item> hidden, int y) {
    var looks =
        hidden.stream()
            .collect(Collectors.groupingBy(Item::look, TreeMap::new, Collectors.counting()));
    line(
        "<g><title>%s</title><text x=\"%d\" y=\"%d\" class=\"t\">and %s</text></g>",
        escaped(
            Words.clean(
                hidden.stream()
                    .map(item -> item.resource().label() + ", " + item.look().word)
                    .collect(Collectors.joining("; ")),
                4000)),
        box.x() + 8,
        y + 10,
        escaped(
            looks.entrySet().stream()
                .map(entry -> entry.getValue() + " more " + entry.getKey().sign)
                .collect(Collectors.joining(", "))));
  }

  private static int room(int pixels, double letter) {
    return Math.max(4, (int) (pixels / letter));
  }

  private String description() {
    return groups.columns().isEmpty()
        ? "Nothing was found."
        : groups.columns().stream()
            .map(
                column ->
                    column.title()
                        + ": "
                        + column.groups().stream()
                            .flatMap(group -> group.items().stream())
                            .map(item -> Words.clean(item.resource().label(), 80))
                            .collect(Collectors.joining(", ")))
            .collect(Collectors.joining(". ", "", "."));
  }

  // The annotation asked for would be one more dependency, for this one method.
  @SuppressWarnings("AnnotateFormatMethod")
  private void line(String format, Object... values) {
    out.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
