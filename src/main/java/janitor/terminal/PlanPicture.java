package janitor.terminal;

import janitor.plan.Plan;
import janitor.report.Words;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The plan of a night as SVG: waves as columns, a box a resource, an arrow from what goes first to
/// what waits for it, colours by outcome. It listens to the night and is drawn at its end.
public final class PlanPicture implements Journal {
  private static final int BOX_WIDTH = 190;
  private static final int BOX_HEIGHT = 42;
  private static final int GAP = 10;
  private static final int COLUMN_GAP = 84;
  private static final int MARGIN = 24;
  private static final int TOP = 104;

  /// A wave with more boxes than this is drawn in several columns beside each other.
  private static final int MOST_IN_COLUMN = 22;

  /// What stays is drawn up to this many; a plan is about what goes.
  private static final int MOST_STAYING = 22;

  private static final int LONGEST_NAME = 25;

  private final Map<Arn, Outcome> outcomes = new ConcurrentHashMap<>();
  private volatile Optional<Plan> plan = Optional.empty();

  /// Whether nothing can be written there. Asked before anything is touched: a night is not to fail
  /// at its picture.
  public static boolean isNoPlace(Path file) {
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    return Files.isDirectory(file) || folder.filter(Files::isWritable).isEmpty();
  }

  @Override
  public void note(Entry entry) {
    switch (entry) {
      case Planned(var drawn) -> {
        // Later rounds plan only what is left.
        if (plan.isEmpty()) {
          plan = Optional.of(drawn);
        }
      }
      case Ended(var done) -> outcomes.put(done.arn(), done.outcome());
      case RoundBegun _, Found _, WaveBegun _, Waiting _, Mailed _, NightOver _ -> {}
    }
  }

  /// The picture; empty where no plan was made.
  public Optional<String> svg() {
    return plan.map(one -> new Drawing(one, Map.copyOf(outcomes)).svg());
  }

  /// What a box looks like, and what the legend calls it.
  private enum Look {
    PLANNED("planned", "#ffffff", "#56606c", "○"),
    GONE("deleted", "#d9f2e0", "#1f7a3d", "✓"),
    PENDING("still being deleted", "#dcebfb", "#1769c2", "…"),
    WOULD("would be deleted", "#dcebfb", "#1769c2", "▷"),
    STAYS("withheld", "#eceff2", "#6b7683", "■"),
    FAILED("failed", "#fbdedb", "#b3261e", "✗");

    private final String word;
    private final String fill;
    private final String line;
    private final String sign;

    Look(String word, String fill, String line, String sign) {
      this.word = word;
      this.fill = fill;
      this.line = line;
      this.sign = sign;
    }

    static Look of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Gone _ -> GONE;
        case Outcome.Requested _ -> PENDING;
        case Outcome.WouldDelete _ -> WOULD;
        case Outcome.Withheld _ -> STAYS;
        case Outcome.Failed _ -> FAILED;
      };
    }
  }

  private record Box(Resource resource, Look look, String reason, int size, Set<Arn> waitsFor) {
    Arn arn() {
      return resource.arn();
    }
  }

  private record Place(int x, int y) {}

  private record Wave(String title, List<Box> boxes) {
    int columns() {
      return Math.max(1, (boxes.size() + MOST_IN_COLUMN - 1) / MOST_IN_COLUMN);
    }

    int rows() {
      return (boxes.size() + columns() - 1) / columns();
    }

    int width() {
      return columns() * (BOX_WIDTH + GAP) - GAP;
    }
  }

  private static final class Drawing {
    private final Plan plan;
    private final Map<Arn, Outcome> outcomes;
    private final List<Wave> waves = new ArrayList<>();
    private final Map<Arn, Place> places = new LinkedHashMap<>();
    private final Map<Arn, Box> boxes = new LinkedHashMap<>();
    private final StringBuilder out = new StringBuilder();
    private int notDrawn;

    Drawing(Plan plan, Map<Arn, Outcome> outcomes) {
      this.plan = plan;
      this.outcomes = outcomes;
    }

    String svg() {
      collect();
      lay();
      var width = MARGIN * 2 + waves.stream().mapToInt(one -> one.width() + COLUMN_GAP).sum();
      var size = Math.max(width - COLUMN_GAP, 760);
      var rows = waves.stream().mapToInt(Wave::rows).max().orElse(0);
      var height = TOP + Math.max(1, rows) * (BOX_HEIGHT + GAP) + MARGIN;
      var going = plan.steps().count();
      var title =
          Words.count(going, "deletion")
              + " in "
              + Words.count(plan.waves().size(), "wave")
              + ", "
              + plan.withheld().size()
              + " stay";
      line(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
              + " %d\" role=\"img\" aria-labelledby=\"title desc\">",
          size, height, size, height);
      line("<title id=\"title\">The janitor's plan: %s</title>", title);
      line("<desc id=\"desc\">%s</desc>", escaped(description()));
      line(
          "<style>text{font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}"
              + ".h{font-size:13px;font-weight:600;fill:#1b2129}"
              + ".n{font-size:12px;font-weight:600;fill:#1b2129}"
              + ".t{font-size:10px;fill:#4b5563}</style>");
      line(
          "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
              + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\""
              + " fill=\"#7b8694\"/></marker></defs>");
      line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", size, height);
      line(
          "<text x=\"%d\" y=\"32\" style=\"font-size:18px;font-weight:700;fill:#1b2129\">%s</text>",
          MARGIN, title);
      legend();
      bands(height);
      arrows();
      boxes.values().forEach(this::box);
      line("</svg>");
      return out.toString();
    }

    private void collect() {
      var number = 0;
      for (var wave : plan.waves()) {
        number++;
        waves.add(
            new Wave(
                "Wave " + number + " (" + wave.size() + ")",
                wave.stream()
                    .map(
                        step ->
                            box(
                                step.resource(),
                                Look.PLANNED,
                                "",
                                1 + step.members().size(),
                                step.waitsFor()))
                    .toList()));
      }
      var stay =
          plan.withheld().stream()
              // What waits for something is part of the plan, the rest only stands beside it.
              .sorted(Comparator.comparing(one -> one.waitsFor().isEmpty()))
              .toList();
      notDrawn = Math.max(0, stay.size() - MOST_STAYING);
      if (!stay.isEmpty()) {
        waves.add(
            new Wave(
                "Stay (" + stay.size() + (notDrawn > 0 ? ", " + notDrawn + " not drawn)" : ")"),
                stay.stream()
                    .limit(MOST_STAYING)
                    .map(
                        one ->
                            box(
                                one.judged().resource(),
                                Look.STAYS,
                                one.reason(),
                                1,
                                one.waitsFor()))
                    .toList()));
      }
      waves.forEach(wave -> wave.boxes().forEach(one -> boxes.put(one.arn(), one)));
    }

    private Box box(Resource resource, Look look, String reason, int size, Set<Arn> waitsFor) {
      var outcome = Optional.ofNullable(outcomes.get(resource.arn()));
      return new Box(
          resource,
          outcome.map(Look::of).orElse(look),
          outcome.map(Outcome::reason).filter(one -> !one.isEmpty()).orElse(reason),
          size,
          waitsFor);
    }

    /// Places the boxes: in each wave those beside what they wait for, so that arrows cross little.
    private void lay() {
      var x = MARGIN;
      for (var wave : waves) {
        var sorted =
            wave.boxes().stream()
                .sorted(
                    Comparator.comparingDouble(this::heightOfWaitedFor)
                        .thenComparing(one -> one.resource().type())
                        .thenComparing(one -> one.resource().name()))
                .toList();
        for (int i = 0; i < sorted.size(); i++) {
          places.put(
              sorted.get(i).arn(),
              new Place(
                  x + i / wave.rows() * (BOX_WIDTH + GAP),
                  TOP + i % wave.rows() * (BOX_HEIGHT + GAP)));
        }
        x += wave.width() + COLUMN_GAP;
      }
    }

    private double heightOfWaitedFor(Box box) {
      return box.waitsFor().stream()
          .map(places::get)
          .flatMap(place -> Optional.ofNullable(place).stream())
          .mapToInt(Place::y)
          .average()
          .orElse(Double.MAX_VALUE);
    }

    private void legend() {
      var x = MARGIN;
      var looks = new TreeSet<Look>();
      boxes.values().forEach(one -> looks.add(one.look()));
      for (var look : looks) {
        line(
            "<rect x=\"%d\" y=\"46\" width=\"14\" height=\"14\" rx=\"3\" fill=\"%s\""
                + " stroke=\"%s\"/>",
            x, look.fill, look.line);
        line("<text x=\"%d\" y=\"57\" class=\"t\">%s %s</text>", x + 20, look.sign, look.word);
        x += 46 + look.word.length() * 5;
      }
      line("<text x=\"%d\" y=\"57\" class=\"t\">→ goes before</text>", x);
    }

    private void bands(int height) {
      var x = MARGIN;
      for (var wave : waves) {
        line(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#f5f7f9\"/>",
            x - 10, TOP - 32, wave.width() + 20, height - TOP + 32 - MARGIN / 2);
        line("<text x=\"%d\" y=\"%d\" class=\"h\">%s</text>", x, TOP - 12, wave.title());
        x += wave.width() + COLUMN_GAP;
      }
    }

    /// Only arrows that no chain of others says already.
    private void arrows() {
      var reach = new HashMap<Arn, Set<Arn>>();
      for (var box : boxes.values()) {
        for (var first : box.waitsFor()) {
          var said =
              box.waitsFor().stream()
                  .anyMatch(other -> !other.equals(first) && before(other, reach).contains(first));
          var from = places.get(first);
          var to = places.get(box.arn());
          if (!said && from != null && to != null) {
            arrow(from, to);
          }
        }
      }
    }

    /// All that goes before one, over any number of steps.
    private Set<Arn> before(Arn arn, Map<Arn, Set<Arn>> known) {
      var all = known.get(arn);
      if (all == null) {
        all = new LinkedHashSet<>();
        // Put in before it is full, so that a cycle of what stays ends here.
        known.put(arn, all);
        var box = boxes.get(arn);
        if (box != null) {
          for (var first : box.waitsFor()) {
            all.add(first);
            all.addAll(Set.copyOf(before(first, known)));
          }
        }
      }
      return all;
    }

    private void arrow(Place from, Place to) {
      var y1 = from.y() + BOX_HEIGHT / 2;
      var y2 = to.y() + BOX_HEIGHT / 2;
      if (from.x() == to.x()) {
        // Two that stay, one below the other: around the right side.
        var x = from.x() + BOX_WIDTH;
        path(x, y1, x + 30, y1, x + 30, y2, x + 2, y2);
        return;
      }
      if (isInner(from, to)) {
        // Into a wave's second column: below no box, but through the gap above its row.
        var gap = to.y() - GAP / 2;
        var edge = firstColumn(to) - 12;
        var x1 = from.x() + BOX_WIDTH;
        var bend = (edge - x1) / 2;
        line(
            "<path d=\"M%d %d C%d %d %d %d %d %d L%d %d L%d %d L%d %d\" fill=\"none\""
                + " stroke=\"#7b8694\" stroke-width=\"1.2\" marker-end=\"url(#tip)\"/>",
            x1,
            y1,
            x1 + bend,
            y1,
            edge - bend,
            gap,
            edge,
            gap,
            to.x() - 6,
            gap,
            to.x() - 6,
            y2,
            to.x() - 1,
            y2);
        return;
      }
      var forward = from.x() < to.x();
      var x1 = forward ? from.x() + BOX_WIDTH : from.x();
      var x2 = forward ? to.x() - 2 : to.x() + BOX_WIDTH + 2;
      var bend = (x2 - x1) / 2;
      path(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
    }

    /// Whether boxes of the same wave stand between the two.
    private boolean isInner(Place from, Place to) {
      return from.x() < firstColumn(to) && to.x() > firstColumn(to);
    }

    private int firstColumn(Place place) {
      var x = MARGIN;
      for (var wave : waves) {
        if (place.x() < x + wave.width()) {
          return x;
        }
        x += wave.width() + COLUMN_GAP;
      }
      return x;
    }

    private void path(int x1, int y1, int x2, int y2, int x3, int y3, int x4, int y4) {
      line(
          "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"#7b8694\""
              + " stroke-width=\"1.2\" marker-end=\"url(#tip)\"/>",
          x1, y1, x2, y2, x3, y3, x4, y4);
    }

    private void box(Box box) {
      var place = places.get(box.arn());
      if (place == null) {
        return;
      }
      var look = box.look();
      line("<g><title>%s</title>", escaped(told(box)));
      line(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"%s\" stroke=\"%s\""
              + " stroke-width=\"1.3\"/>",
          place.x(), place.y(), BOX_WIDTH, BOX_HEIGHT, look.fill, look.line);
      line(
          "<text x=\"%d\" y=\"%d\" class=\"n\">%s</text>",
          place.x() + 9,
          place.y() + 17,
          escaped(look.sign + " " + Words.clean(box.resource().name(), LONGEST_NAME)));
      line(
          "<text x=\"%d\" y=\"%d\" class=\"t\">%s</text></g>",
          place.x() + 9,
          place.y() + 32,
          escaped(
              Words.clean(Words.type(box.resource()), 34)
                  + (box.size() > 1 ? " and " + (box.size() - 1) + " in it" : "")));
    }

    private static String told(Box box) {
      var resource = box.resource();
      return Words.clean(
          resource.label()
              + ", "
              + box.look().word
              + (box.reason().isEmpty() ? "" : ": " + box.reason())
              + " ("
              + resource.arn()
              + ")",
          600);
    }

    private String description() {
      var parts = new ArrayList<String>();
      for (var wave : waves) {
        parts.add(
            wave.title()
                + ": "
                + String.join(
                    ", ",
                    wave.boxes().stream()
                        .map(one -> Words.clean(one.resource().label(), 80))
                        .toList()));
      }
      return parts.isEmpty() ? "Nothing was found." : String.join(". ", parts) + ".";
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
}
