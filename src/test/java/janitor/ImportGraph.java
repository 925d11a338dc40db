package janitor;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// `./janitor graph`: which room of the house knows which. A room is a package, or a class of the
/// root. It stands a floor above the highest that it knows, so that all arrows run down; where some
/// run in a circle, the one that the fewest classes go along runs up.
public final class ImportGraph {
  private static final String ROOT = "janitor";

  /// That one room knows another.
  record Arrow(String from, String to) {}

  /// How many classes go along each arrow.
  private final Map<Arrow, Integer> arrows;

  private final Set<String> rooms;
  private final Set<Arrow> up = new HashSet<>();

  private ImportGraph(Set<String> rooms, Map<Arrow, Integer> arrows) {
    this.rooms = rooms;
    this.arrows = arrows;
    var circle = circle();
    while (!circle.isEmpty()) {
      up.add(
          circle.stream()
              .min(Comparator.<Arrow>comparingInt(arrows::get).thenComparing(Arrow::toString))
              .orElseThrow());
      circle = circle();
    }
  }

  static ImportGraph of(JavaClasses classes) {
    var rooms = new TreeSet<String>();
    var arrows = new TreeMap<Arrow, Integer>(Comparator.comparing(Arrow::toString));
    for (var type : classes) {
      if (type.getSimpleName().equals("package-info")) {
        continue;
      }
      var from = room(type.getName());
      rooms.add(from);
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
          .filter(name -> name.startsWith(ROOT + "."))
          .map(ImportGraph::room)
          .filter(to -> !to.equals(from))
          .distinct()
          .forEach(to -> arrows.merge(new Arrow(from, to), 1, Integer::sum));
    }
    return new ImportGraph(rooms, arrows);
  }

  private static String room(String name) {
    var words = name.split("\\.", -1);
    return words.length == 2 ? words[1].replaceFirst("\\$.*", "") : words[1];
  }

  /// The arrows of one circle; empty where there is none.
  private List<Arrow> circle() {
    var done = new HashSet<String>();
    for (var room : rooms) {
      var circle = circle(room, new ArrayList<>(), done);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    return List.of();
  }

  private List<Arrow> circle(String room, List<String> path, Set<String> done) {
    var start = path.indexOf(room);
    path.add(room);
    if (start >= 0) {
      var circle = new ArrayList<Arrow>();
      for (int i = start; i + 1 < path.size(); i++) {
        circle.add(new Arrow(path.get(i), path.get(i + 1)));
      }
      return circle;
    }
    if (!done.contains(room)) {
      for (var next : below(room)) {
        var circle = circle(next, path, done);
        if (!circle.isEmpty()) {
          return circle;
        }
      }
      done.add(room);
    }
    path.removeLast();
    return List.of();
  }

  private List<String> below(String room) {
    return arrows.keySet().stream()
        .filter(arrow -> arrow.from().equals(room) && !up.contains(arrow))
        .map(Arrow::to)
        .toList();
  }

  private int floor(String room) {
    return 1 + below(room).stream().mapToInt(this::floor).max().orElse(0);
  }

  Set<Arrow> up() {
    return Set.copyOf(up);
  }

  List<String> lines() {
    var floors =
        rooms.stream()
            .collect(Collectors.groupingBy(this::floor, TreeMap::new, Collectors.toList()));
    var lines = new ArrayList<String>();
    lines.add(
        "%d rooms on %d floors, %d arrows, %d of them up"
            .formatted(rooms.size(), floors.size(), arrows.size(), up.size()));
    floors
        .descendingMap()
        .forEach(
            (floor, some) ->
                some.forEach(
                    room ->
                        lines.add(
                            "%2d  %-16s %s"
                                .formatted(floor, room, String.join(" ", below(room)))
                                .stripTrailing())));
    up.forEach(arrow -> lines.add("up  " + arrow.from() + " " + arrow.to()));
    return lines;
  }

  /// Prints it.
  ///
  /// @param args a folder of classes, if not that of the last build
  public static void main(String[] args) {
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPath(Path.of(args.length > 0 ? args[0] : "target/classes"));
    of(classes).lines().forEach(System.out::println);
  }
}
