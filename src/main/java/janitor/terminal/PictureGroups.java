package janitor.terminal;

import janitor.plan.Plan;
import janitor.report.Words;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a picture of a plan shows: a column a wave, a last one for what stays, and in each a group
/// a service. An arrow leads from a group to one that waits for something in it, unless others say
/// that already.
record PictureGroups(List<Column> columns, Set<Link> links) {

  /// One thing.
  ///
  /// @param size with what goes with it
  record Item(Resource resource, PictureLook look, String reason, int size, Set<Arn> waitsFor) {

    /// For who points at it.
    String told() {
      return Words.clean(
          resource.label()
              + (size > 1 ? " and " + (size - 1) + " in it" : "")
              + ", "
              + look.word
              + (reason.isEmpty() ? "" : ": " + reason)
              + " ("
              + resource.arn()
              + ")",
          600);
    }
  }

  /// Those of one service in one column.
  record Group(int column, String service, List<Item> items) {}

  record Column(String title, List<Group> groups) {}

  /// Something in `to` waits for something in `from`.
  record Link(Group from, Group to) {}

  static PictureGroups of(Plan plan, Map<Arn, Outcome> outcomes) {
    var columns = new ArrayList<Column>();
    for (var wave : plan.waves()) {
      add(
          columns,
          "Wave " + (columns.size() + 1),
          wave.stream()
              .map(
                  step ->
                      item(
                          step.resource(),
                          PictureLook.PLANNED,
                          "",
                          1 + step.members().size(),
                          step.waitsFor(),
                          outcomes))
              .toList());
    }
    if (!plan.withheld().isEmpty()) {
      add(
          columns,
          "Stay",
          plan.withheld().stream()
              .map(
                  withheld ->
                      item(
                          withheld.judged().resource(),
                          PictureLook.STAYS,
                          withheld.reason(),
                          1,
                          withheld.waitsFor(),
                          outcomes))
              .toList());
    }
    return new PictureGroups(columns, links(columns));
  }

  private static Item item(
      Resource resource,
      PictureLook look,
      String reason,
      int size,
      Set<Arn> waitsFor,
      Map<Arn, Outcome> outcomes) {
    var outcome = Optional.ofNullable(outcomes.get(resource.arn()));
    return new Item(
        resource,
        outcome.map(PictureLook::of).orElse(look),
        outcome.map(Outcome::reason).filter(text -> !text.isEmpty()).orElse(reason),
        size,
        waitsFor);
  }

  private static void add(List<Column> columns, String title, List<Item> items) {
    var byService = new TreeMap<String, List<Item>>();
    items.forEach(
        item ->
            byService
                .computeIfAbsent(item.resource().type().split("::", -1)[1], _ -> new ArrayList<>())
                .add(item));
    var groups = new ArrayList<Group>();
    byService.forEach(
        (service, some) ->
            groups.add(
                new Group(
                    columns.size(),
                    service,
                    some.stream()
                        .sorted(
                            Comparator.comparing(Item::look)
                                .thenComparing(item -> item.resource().type())
                                .thenComparing(item -> item.resource().name())
                                .thenComparing(item -> item.resource().arn()))
                        .toList())));
    columns.add(new Column(title + " (" + items.size() + ")", groups));
  }

  private static Set<Link> links(List<Column> columns) {
    var groupOf = new HashMap<Arn, Group>();
    var groups = columns.stream().flatMap(column -> column.groups().stream()).toList();
    groups.forEach(
        group -> group.items().forEach(item -> groupOf.put(item.resource().arn(), group)));
    var waitsFor = new LinkedHashMap<Group, Set<Group>>();
    for (var group : groups) {
      var first = new LinkedHashSet<Group>();
      group.items().stream()
          .flatMap(item -> item.waitsFor().stream().sorted())
          .map(groupOf::get)
          .filter(one -> one != null && !one.equals(group) && one.column() <= group.column())
          .forEach(first::add);
      waitsFor.put(group, first);
    }
    var links = new LinkedHashSet<Link>();
    var known = new HashMap<Group, Set<Group>>();
    waitsFor.forEach(
        (group, first) -> {
          for (var one : first) {
            var isSaid =
                first.stream()
                    .anyMatch(
                        other ->
                            !other.equals(one) && before(other, waitsFor, known).contains(one));
            if (!isSaid) {
              links.add(new Link(one, group));
            }
          }
        });
    return links;
  }

  /// All that a group waits for, over any number of others.
  private static Set<Group> before(
      Group group, Map<Group, Set<Group>> waitsFor, Map<Group, Set<Group>> known) {
    var all = known.get(group);
    if (all == null) {
      all = new HashSet<>();
      // Put in before it is full, so that a circle of what stays ends here.
      known.put(group, all);
      for (var one : waitsFor.getOrDefault(group, Set.of())) {
        all.add(one);
        all.addAll(Set.copyOf(before(one, waitsFor, known)));
      }
    }
    return all;
  }
}
