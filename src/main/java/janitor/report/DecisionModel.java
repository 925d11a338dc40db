package janitor.report;

import janitor.report.Report.Row;
import janitor.resource.CostClass;
import janitor.resource.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a mail announces, as the templates see it: what cannot be brought back one by one, the rest
/// by service and stack, and how all or each of it is kept.
final class DecisionModel {

  /// Stacks that a line of the rest names.
  private static final int MOST_STACKS = 5;

  private final Report report;
  private final Stakes stakes;
  private final TagCommand commands;
  private final MailRoom room;
  private final Announcement announcement;

  DecisionModel(Report report, Stakes stakes, TagCommand commands, MailRoom room) {
    this.report = report;
    this.stakes = stakes;
    this.commands = commands;
    this.room = room;
    this.announcement = new Announcement(report, stakes);
  }

  Map<String, Object> model() {
    var model = new LinkedHashMap<String, Object>();
    model.put("announces", !announcement.isEmpty());
    model.put("few", announcement.isFew());
    if (announcement.isEmpty()) {
      return model;
    }
    var all = new AllCommands(report, announcement, commands);
    model.put("keepAll", announcement.isFew() ? all.keepLine() : "");
    model.put("postponeAll", announcement.isFew() ? all.postponeLine() : "");
    model.put("keepFile", all.keepFile());
    model.put("postponeFile", all.postponeFile());
    model.put("answer", TagCommand.ANSWER);
    model.put("unreachable", all.beyond());
    var data = announcement.data();
    var named = named(data);
    model.put("hasData", !data.isEmpty());
    model.put("dataCount", data.size());
    model.put("data", named.stream().map(this::row).toList());
    model.put("dataMore", Sections.more(data.size() - named.size()));
    var rest = announcement.rest();
    model.put("hasRest", !rest.isEmpty());
    model.put("restCount", rest.size());
    model.put("restTitle", data.isEmpty() ? "Will be deleted" : "The rest");
    model.put("rest", announcement.isFew() ? rest.stream().map(this::row).toList() : List.of());
    model.put("bundles", announcement.isFew() ? List.of() : bundles(rest));
    return model;
  }

  /// As many as there is room for, of each type some: the small types whole, and what is left to
  /// the large ones.
  private List<Row> named(List<Row> data) {
    var byType =
        data.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.resource().type(), LinkedHashMap::new, Collectors.toList()));
    var groups = List.copyOf(byType.values());
    var shares = Sections.shares(groups.stream().mapToInt(List::size).toArray(), room.data());
    var named = new ArrayList<Row>();
    for (int i = 0; i < shares.length; i++) {
      named.addAll(groups.get(i).subList(0, shares[i]));
    }
    return named;
  }

  private Map<String, Object> row(Row row) {
    var resource = row.resource();
    var model = new LinkedHashMap<String, Object>();
    model.put("name", Words.clean(resource.name(), MailRow.LONGEST_NAME));
    model.put("link", room.links() ? ConsoleLink.of(resource).orElse("") : "");
    model.put("about", stakes.about(report, row).collect(Collectors.joining(", ")));
    model.put("age", age(resource));
    model.put("goes", Words.minute(announcement.goesAt(row)));
    if (announcement.isFew()) {
      model.putAll(commands(row));
    }
    model.put("hasCommands", announcement.isFew());
    return model;
  }

  private String age(Resource resource) {
    return resource
        .createdAt()
        .map(at -> Words.age(Duration.between(at, report.course().finishedAt())) + " old")
        .orElse("age unknown");
  }

  /// What keeps it, or lets it live a while longer.
  private Map<String, String> commands(Row row) {
    var resource = row.resource();
    var keep = commands.keep(resource);
    return Map.of(
        "keep", keep.orElse(""),
        "move",
            commands.move(resource, announcement.goesAt(row).plus(Announcement.LATER)).orElse(""),
        "noCommand", keep.isEmpty() ? commands.without(resource) : "",
        "with",
            commands
                .with(resource)
                .map(arn -> ", with " + Words.clean(arn.resource(), MailRow.LONGEST_NAME))
                .orElse(""));
  }

  /// One line a service, what costs most first.
  private List<Map<String, Object>> bundles(List<Row> rest) {
    var byService =
        rest.stream()
            .collect(
                Collectors.groupingBy(
                    row -> Words.service(row.resource()), LinkedHashMap::new, Collectors.toList()));
    return byService.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, List<Row>> service) -> highest(service.getValue()))
                .thenComparingInt(service -> -service.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .map(service -> bundle(service.getKey(), service.getValue()))
        .toList();
  }

  private CostClass highest(List<Row> rows) {
    return rows.stream().map(stakes::cost).min(Comparator.naturalOrder()).orElseThrow();
  }

  private Map<String, Object> bundle(String service, List<Row> rows) {
    return Map.of(
        "service", Words.clean(service, 40),
        "count", rows.size(),
        "types", counted(rows, row -> Words.noun(row.resource()), Integer.MAX_VALUE),
        "stacks",
            counted(
                rows,
                row ->
                    Stakes.stack(row.resource())
                        .map(stack -> "in stack " + Words.clean(stack, 60))
                        .orElse("in no stack"),
                MOST_STACKS),
        "cost", rows.stream().sorted(stakes.order()).findFirst().flatMap(stakes::price).orElse(""),
        "goes",
            Words.minute(
                rows.stream()
                    .map(announcement::goesAt)
                    .min(Comparator.naturalOrder())
                    .orElseThrow()));
  }

  /// `34 Function, 3 LayerVersion`: the most first.
  private static String counted(List<Row> rows, Function<Row, String> word, int most) {
    var counts =
        rows.stream()
            .collect(Collectors.groupingBy(word, LinkedHashMap::new, Collectors.counting()));
    var named =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(most)
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
    return counts.size() > most ? named + " and " + (counts.size() - most) + " more" : named;
  }
}
