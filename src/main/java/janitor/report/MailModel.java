package janitor.report;

import janitor.resource.Arn;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One report as the templates see it: maps and lists of text.
final class MailModel {

  /// Blocks for an issue: one of them is worth it, a hundred are the same.
  private static final int MOST_UNHEARD = 5;

  private final Report report;
  private final Stakes stakes;
  private final TagCommand commands;
  private final MailRow rows;
  private final MailRoom room;
  private final int limit;

  MailModel(Report report, Stakes stakes, TagCommand commands, MailRoom room) {
    this.report = report;
    this.stakes = stakes;
    this.commands = commands;
    this.rows = new MailRow(report, stakes, commands);
    this.room = room;
    this.limit = room.rows();
  }

  Map<String, Object> model() {
    var model = new LinkedHashMap<String, Object>();
    model.put("subject", Summary.subject(report));
    model.put("wantsAction", report.wantsAction());
    model.put("wanted", Summary.wanted(report));
    model.put("wantedCapitals", Summary.wanted(report).toUpperCase(Locale.ROOT));
    model.put("preheader", preheader());
    model.put("sentence", Words.clean(Summary.sentence(report), MailRow.LONGEST_REASON));
    model.put("workshop", Words.clean(report.about().workshop(), MailRow.LONGEST_NAME));
    model.put(
        "tag",
        Words.clean(
            report.about().tagKey() + "=" + report.about().workshop(), MailRow.LONGEST_NAME));
    model.put("account", report.about().account());
    model.put("regions", String.join(", ", report.about().regions()));
    model.put("night", Words.clean(report.course().night()));
    model.put("startedAt", Words.minute(report.course().startedAt()));
    model.put("finishedAt", Words.minute(report.course().finishedAt()));
    model.put("rounds", Words.count(report.course().rounds(), "round"));
    model.put("calls", Words.count(report.course().calls(), "call"));
    model.put("refusal", Summary.complaint(report).map(Words::clean).orElse(""));
    model.put("nothingTagged", report.isNothingTagged());
    model.put(
        "tagValues",
        report.gaps().tagValues().stream()
            .map(value -> Words.clean(value, MailRow.LONGEST_NAME))
            .toList());
    var services = ServiceBar.of(report);
    model.put("hasServices", !services.isEmpty());
    model.put("services", services);
    var sections = new Sections(report, rows, stakes, limit);
    model.put("wrong", sections.wrong());
    model.put("sections", sections.others());
    model.put("earlier", earlier());
    model.putAll(new DecisionModel(report, stakes, commands, room).model());
    model.put("unreadCount", report.gaps().unread().size());
    model.put("hasUnread", !report.gaps().unread().isEmpty());
    model.put(
        "unread", report.gaps().unread().stream().limit(limit).map(Remedies::unread).toList());
    model.put("hasUntold", !report.telling().untold().isEmpty());
    model.put("untoldCount", report.telling().untold().size());
    model.put(
        "untold", report.telling().untold().stream().limit(limit).map(Remedies::unread).toList());
    model.put("untoldMore", more(report.telling().untold().size() - limit));
    var unheard = report.unheard();
    model.put("hasUnheard", !unheard.isEmpty());
    model.put(
        "unheard",
        unheard.stream()
            .limit(MOST_UNHEARD)
            .map(block -> Map.of("lines", block.lines().map(MailModel::answerLine).toList()))
            .toList());
    model.put("unheardMore", Sections.more(unheard.size() - MOST_UNHEARD));
    model.put("unreadMore", Sections.more(report.gaps().unread().size() - limit));
    model.put("hasGhosts", !report.gaps().ghosts().isEmpty());
    model.put("ghostCount", report.gaps().ghosts().size());
    model.put(
        "ghosts",
        report.gaps().ghosts().stream()
            .limit(limit)
            .map(arn -> Words.clean(arn.toString(), MailRow.LONGEST_REASON))
            .toList());
    model.put("ghostsMore", more(report.gaps().ghosts().size() - limit));
    model.put("beyond", report.about().beyond().orElse(""));
    model.put("selfRemoval", isToldOfItself() ? "" : stays());
    model.put("hasFarewell", report.next().farewell().isPresent());
    report.next().farewell().ifPresent(farewell -> model.putAll(farewell(farewell)));
    model.put("csvName", report.rows().isEmpty() ? "" : ReportWriter.fileName(report, ".csv"));
    return model;
  }

  private static String more(int count) {
    return count > 0 ? "and " + count + " more" : "";
  }

  /// The mail begins with it.
  private boolean isToldOfItself() {
    return report.next().farewell().isPresent() || Summary.isStillThere(report);
  }

  private String stays() {
    var why = Words.clean(report.next().selfRemoval());
    return why.isEmpty() ? "" : "The janitor itself stays for now: " + why + ".";
  }

  /// What a list of mails shows beside the subject.
  private String preheader() {
    var data = report.toAnnounce().filter(stakes::holdsData).count();
    return Stream.of(
            data > 0 ? data + " of them hold data that nothing brings back" : "",
            "account " + report.about().account(),
            String.join(", ", report.about().regions()),
            report.rows().size() + " resources in all")
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  private static String answerLine(String line) {
    return Words.clean(line, MailRow.LONGEST_REASON);
  }

  /// How many earlier mails named, which this one does not name again.
  private String earlier() {
    var rows = report.announcedEarlier().toList();
    if (rows.isEmpty()) {
      return "";
    }
    var first =
        rows.stream()
            .flatMap(row -> row.verdict().dueAt().stream())
            .filter(at -> at.isAfter(report.course().finishedAt()))
            .min(Comparator.naturalOrder())
            .map(at -> "; the first goes after " + Words.minute(at))
            .orElse("");
    return "Still "
        + rows.size()
        + " announced earlier and not yet due"
        + first
        + ". The attached list has the commands that keep them or move their date.";
  }

  private Map<String, Object> farewell(Report.Farewell farewell) {
    var role = farewell.stays();
    var name = role.map(Arn::resource).map(text -> text.substring(text.lastIndexOf('/') + 1));
    return Map.of(
        "stack", Words.clean(farewell.stack(), MailRow.LONGEST_REASON),
        "role", name.map(Words::clean).orElse(""),
        "roleCommand", name.map(Remedies::removal).orElse(""));
  }
}
