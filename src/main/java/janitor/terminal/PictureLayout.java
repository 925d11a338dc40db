package janitor.terminal;

import janitor.terminal.PictureGroups.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Where groups and arrows go: columns from left to right, groups one below the other, and between
/// two columns a channel in which arrows turn. An arrow that passes a column has a place of its own
/// between the groups there, so none runs behind one.
///
/// This is the layered drawing of Sugiyama, whose first step, the layers, the plan has done: each
/// group's wave. What is left is to order each column by what its groups are joined to, and to give
/// each arrow a lane. A library for it (ELK: eight megabytes with EMF and Guava) would want the
/// layers as constraints and the folding done before, so it has little to add here.
final class PictureLayout {
  static final int WIDTH = 1600;
  static final int MARGIN = 20;
  static final int TOP = 112;
  static final int HEAD = 22;
  static final int LINE = 15;

  private static final int GAP = 12;
  private static final int PASS = 6;
  private static final int LANE = 6;
  private static final int SIDE = 10;
  private static final int WIDEST = 250;

  /// A name of fewer letters says nothing: then the picture is wider, and shown smaller.
  private static final int NARROWEST = 120;

  /// A picture is to be no higher, if folding helps.
  private static final int HIGHEST = 1500;

  private static final int MOST_LINES = 40;
  private static final int FEWEST_LINES = 4;
  private static final int SWEEPS = 8;

  /// A group with its place.
  ///
  /// @param lines that are shown: all, or the last one says how many more there are
  record Box(Group group, int x, int y, int width, int height, int lines) {}

  /// An arrow's way: its corners, of which each two have one coordinate alike.
  record Route(List<int[]> corners, boolean hasTip) {}

  /// A group, or the place where an arrow from a group passes a column.
  private static final class Node {
    final int column;
    final Group group;
    final boolean isPass;
    int y;
    int height;
    int ports;
    final List<Node> before = new ArrayList<>();
    final List<Node> after = new ArrayList<>();

    Node(int column, Group group, boolean isPass) {
      this.column = column;
      this.group = group;
      this.isPass = isPass;
    }

    double middle() {
      return y + height / 2.0;
    }
  }

  private record Lane(int number) {}

  private final PictureGroups groups;
  private final List<List<Node>> columns = new ArrayList<>();
  private final Map<Group, Node> nodes = new LinkedHashMap<>();
  private final List<Box> boxes = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final List<Integer> lefts = new ArrayList<>();
  private int columnWidth;
  private int width = WIDTH;
  private int height;
  private int most = MOST_LINES;

  PictureLayout(PictureGroups groups) {
    this.groups = groups;
    nodes();
    fold();
    order();
    place();
  }

  List<Box> boxes() {
    return boxes;
  }

  List<Route> routes() {
    return routes;
  }

  /// The left edge of a column.
  int left(int column) {
    return lefts.get(column);
  }

  int columnWidth() {
    return columnWidth;
  }

  /// Of the drawing; shown no wider than [#WIDTH].
  int width() {
    return width;
  }

  int height() {
    return height;
  }

  private void nodes() {
    for (var column : groups.columns()) {
      var here = new ArrayList<Node>();
      for (var group : column.groups()) {
        var node = new Node(group.column(), group, false);
        nodes.put(group, node);
        here.add(node);
      }
      columns.add(here);
    }
    var passes = new HashMap<String, Node>();
    for (var link : groups.links()) {
      var at = node(link.from());
      for (int column = link.from().column() + 1; column < link.to().column(); column++) {
        var next = pass(passes, link.from(), column);
        join(at, next);
        at = next;
      }
      join(at, node(link.to()));
    }
  }

  private Node node(Group group) {
    return Objects.requireNonNull(nodes.get(group));
  }

  /// All arrows from a group pass a column together.
  private Node pass(Map<String, Node> passes, Group from, int column) {
    return passes.computeIfAbsent(
        from.column() + from.service() + " " + column,
        _ -> {
          var made = new Node(column, from, true);
          made.height = PASS;
          columns.get(column).add(made);
          return made;
        });
  }

  private static void join(Node from, Node to) {
    if (!from.after.contains(to)) {
      from.after.add(to);
      to.before.add(from);
    }
  }

  /// Shows as many lines of each group as there is room for.
  private void fold() {
    for (most = MOST_LINES; most > FEWEST_LINES; most--) {
      measure();
      if (columns.stream().mapToInt(PictureLayout::heightOf).max().orElse(0) <= HIGHEST) {
        return;
      }
    }
    measure();
  }

  private void measure() {
    nodes.values().forEach(node -> node.height = HEAD + lines(node.group) * LINE + 6);
  }

  private int lines(Group group) {
    return Math.min(group.items().size(), most);
  }

  private static int heightOf(List<Node> column) {
    return column.stream().mapToInt(node -> node.height + GAP).sum();
  }

  /// Puts each beside what it is joined to, from left to right and back, and keeps the order with
  /// the fewest crossings.
  private void order() {
    stack();
    var best = crossings();
    var kept = snapshot();
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      var isForward = sweep % 2 == 0;
      for (int i = 0; i < columns.size(); i++) {
        var column = columns.get(isForward ? i : columns.size() - 1 - i);
        column.sort(
            Comparator.comparingDouble(
                node -> middle(isForward ? node.before : node.after, node.middle())));
        stack(column);
      }
      var now = crossings();
      if (now < best) {
        best = now;
        kept = snapshot();
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      columns.set(i, kept.get(i));
    }
    stack();
  }

  private List<List<Node>> snapshot() {
    return columns.stream()
        .<List<Node>>map(ArrayList::new)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static double middle(List<Node> joined, double otherwise) {
    return joined.stream().mapToDouble(Node::middle).average().orElse(otherwise);
  }

  private void stack() {
    columns.forEach(PictureLayout::stack);
  }

  private static void stack(List<Node> column) {
    var y = TOP;
    for (var node : column) {
      node.y = y;
      y += node.height + GAP;
    }
  }

  private int crossings() {
    var count = 0;
    for (var column : columns) {
      for (var a : column) {
        for (var b : column) {
          if (a.y < b.y) {
            for (var x : a.after) {
              count += (int) b.after.stream().filter(y -> y.y < x.y).count();
            }
          }
        }
      }
    }
    return count;
  }

  private void place() {
    var lanes = IntStream.range(0, columns.size()).mapToObj(this::lanes).toList();
    var channels = lanes.stream().mapToInt(PictureLayout::channel).toArray();
    var count = Math.max(1, columns.size());
    var room = WIDTH - 2 * MARGIN - IntStream.of(channels).sum();
    columnWidth = Math.clamp(room / count, NARROWEST, WIDEST);
    var x = MARGIN;
    for (int channel : channels) {
      lefts.add(x);
      x += columnWidth + channel;
    }
    width = Math.max(WIDTH, x + MARGIN);
    height = TOP + columns.stream().mapToInt(PictureLayout::heightOf).max().orElse(0) + MARGIN;
    for (var column : columns) {
      for (var node : column) {
        if (!node.isPass) {
          boxes.add(
              new Box(
                  node.group,
                  left(node.column),
                  node.y,
                  columnWidth,
                  node.height,
                  lines(node.group)));
        }
      }
    }
    for (int column = 0; column < columns.size(); column++) {
      route(column, lanes.get(column));
    }
  }

  private static int channel(Map<Node, Lane> lanes) {
    var most = lanes.values().stream().mapToInt(lane -> lane.number() + 1).max().orElse(0);
    return most == 0 ? SIDE : 2 * SIDE + most * LANE + 6;
  }

  /// A lane for what leaves each group or pass: lanes are shared by those that do not meet.
  private Map<Node, Lane> lanes(int column) {
    var ends = new ArrayList<Integer>();
    var lanes = new LinkedHashMap<Node, Lane>();
    columns.get(column).stream()
        .filter(node -> !node.after.isEmpty())
        .forEach(
            node -> {
              var all =
                  IntStream.concat(
                      IntStream.of(exit(node)),
                      node.after.stream().flatMapToInt(to -> IntStream.of(to.y, to.y + to.height)));
              var range = all.summaryStatistics();
              var number = 0;
              while (number < ends.size() && ends.get(number) >= range.getMin() - 4) {
                number++;
              }
              if (number == ends.size()) {
                ends.add(range.getMax());
              } else {
                ends.set(number, range.getMax());
              }
              lanes.put(node, new Lane(number));
            });
    return lanes;
  }

  private static int exit(Node node) {
    return node.isPass ? node.y + PASS / 2 : node.y + HEAD / 2;
  }

  /// Where the next arrow enters: each a little below the last, none where one leaves.
  private static int entry(Node node) {
    if (node.isPass) {
      return node.y + PASS / 2;
    }
    var ports = Math.max(1, (node.height - HEAD) / 7);
    var at = node.ports++ % ports;
    return node.y + HEAD + 3 + at * 7;
  }

  private void route(int column, Map<Node, Lane> lanes) {
    var right = left(column) + columnWidth;
    lanes.forEach(
        (from, lane) -> {
          var x = right + SIDE + lane.number() * LANE;
          var begin = from.isPass ? left(column) : right;
          for (var to : from.after) {
            var isBeside = to.column == column;
            var end = isBeside ? right + 1 : to.isPass ? left(to.column) : left(to.column) - 1;
            var y = entry(to);
            routes.add(
                new Route(
                    List.of(
                        new int[] {begin, exit(from)},
                        new int[] {x, exit(from)},
                        new int[] {x, y},
                        new int[] {end, y}),
                    !to.isPass));
          }
        });
  }
}
