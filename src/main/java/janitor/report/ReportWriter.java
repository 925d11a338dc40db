package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import janitor.plan.Verdict;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.ResourceKind;
import janitor.resource.Unread;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Turns a report into a mail. Pure: the same report makes the same mail.
public final class ReportWriter {

  /// A mail: subject without line breaks, the same contents twice, and every row as a list.
  ///
  /// @param csv empty where there is no row
  public record Mail(
      String subject, String html, String text, String csvName, Optional<String> csv) {}

  /// Rows a section, each next one tried where the mail gets too large with the one before.
  private static final List<Integer> LIMITS = List.of(50, 30, 20, 10, 5, 2, 1);

  /// Gmail cuts a mail off at 102 kB and hides the rest behind a link.
  private static final int LARGEST_HTML = 100_000;

  private static final int LONGEST_SUBJECT = 200;
  private static final int LONGEST_NAME = 120;
  private static final int LONGEST_REASON = 600;

  /// More rows than this that stay for one and the same reason are told as one.
  private static final int MANY = 5;

  /// Blocks for an issue: one of them is worth it, a hundred are the same.
  private static final int MOST_UNHEARD = 5;

  /// Rows of services in the bar.
  private static final int MOST_SERVICES = 12;

  /// How far the suggested command moves a date.
  private static final Duration LATER = Duration.ofDays(7);

  /// What of a row stands below its head line.
  private static final List<String> DETAILS =
      List.of("reason", "remedy", "statement", "keep", "lift");

  private static final Pattern NAMED_ARN = Pattern.compile("arn:aws[a-z-]*:[^\\s,;'\"<>()\\[\\]]+");
  private static final Pattern ON_RESOURCE =
      Pattern.compile("on resource:? [`'\"]?(arn:[^\\s,;'\"<>]+)");

  private final Template html =
      template("mail.html", Mustache.compiler().emptyStringIsFalse(true).defaultValue(""));
  private final Template text =
      template(
          "mail.txt",
          Mustache.compiler().withEscaper(Escapers.NONE).emptyStringIsFalse(true).defaultValue(""));

  private final TagCommand commands;
  private final Spreadsheet spreadsheet;

  /// A writer for the mails of one account.
  ///
  /// @param untaggable types that cannot carry a tag: what they come with is tagged instead
  public ReportWriter(Set<String> untaggable) {
    commands = new TagCommand(untaggable);
    spreadsheet = new Spreadsheet(commands);
  }

  public static ReportWriter of(List<ResourceKind> kinds) {
    return new ReportWriter(
        kinds.stream()
            .filter(kind -> !kind.isTaggable())
            .map(ResourceKind::type)
            .collect(Collectors.toSet()));
  }

  public Mail write(Report report) {
    var body = body(report);
    var isEmpty = report.rows().isEmpty() && report.unread().isEmpty();
    return new Mail(
        subject(report),
        body.html(),
        body.text(),
        csvName(report),
        isEmpty ? Optional.empty() : Optional.of(spreadsheet.of(report)));
  }

  private record Body(String html, String text) {}

  private Body body(Report report) {
    var body = new Body("", "");
    for (var limit : LIMITS) {
      var model = new Draft(report, limit).model();
      body = new Body(html.execute(model), text.execute(model));
      if (body.html().getBytes(StandardCharsets.UTF_8).length < LARGEST_HTML) {
        break;
      }
    }
    return body;
  }

  private static String csvName(Report report) {
    return "janitor-"
        + report.workshop().replaceAll("[^A-Za-z0-9._-]+", "-")
        + "-"
        + Words.minute(report.finishedAt()).substring(0, 10)
        + ".csv";
  }

  static String subject(Report report) {
    return Words.clean(
        (report.wantsAction() ? "[Action required] " : "[For information] ")
            + Words.clean(report.workshop(), 60)
            + " in "
            + report.account()
            + " "
            + regions(report)
            + ": "
            + counts(report),
        LONGEST_SUBJECT);
  }

  private static String regions(Report report) {
    var all = report.regions();
    return all.size() <= 3
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, 2)) + " and " + (all.size() - 2) + " more";
  }

  private static String counts(Report report) {
    if (report.isNothingTagged()) {
      return "nothing carries " + report.tagKey() + "=" + report.workshop();
    }
    if (report.farewell().isPresent()) {
      return "nothing is left, the janitor removes itself";
    }
    var counts = new LinkedHashMap<String, Long>();
    counts.put("failed", report.count(Outcome.Failed.class));
    counts.put("could not be looked at", (long) report.unread().size());
    counts.put(
        report.refusal().isPresent() ? "refused" : "",
        report.refusal().isPresent()
            ? report.ended(Outcome.Withheld.class).filter(ReportWriter::isDue).count()
            : 0L);
    counts.put("deleted", report.count(Outcome.Gone.class));
    counts.put("still being deleted", report.count(Outcome.Requested.class));
    counts.put("would be deleted", report.count(Outcome.WouldDelete.class));
    counts.put("announced", report.toAnnounce().count());
    if (isReminder(report)) {
      return report.stays().count() + " still there, and " + needs(report.stays().count()) + " you";
    }
    counts.put("withheld", withheld(report).filter(row -> !isRefused(report, row)).count());
    var words =
        counts.entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getValue() + " " + count.getKey())
            .toList();
    var line = words.isEmpty() ? "nothing to do" : String.join(", ", words);
    return isSupplement(report) ? "second mail of this night: " + line : line;
  }

  private static boolean isReminder(Report report) {
    return report.occasion() == Report.Occasion.REMINDER;
  }

  private static boolean isSupplement(Report report) {
    return report.occasion() == Report.Occasion.SUPPLEMENT;
  }

  private static boolean isDue(Row row) {
    return row.verdict() instanceof Verdict.Expired;
  }

  private static boolean isRefused(Report report, Row row) {
    return report.refusal().isPresent() && isDue(row);
  }

  /// What stays, save what this or an earlier mail announces.
  private static Stream<Row> withheld(Report report) {
    return report.ended(Outcome.Withheld.class).filter(row -> row.notice() == Report.Notice.NONE);
  }

  /// The mail in one sentence.
  private static String sentence(Report report) {
    var failed = report.count(Outcome.Failed.class);
    var gone = report.count(Outcome.Gone.class);
    var announced = report.toAnnounce().count();
    var pending = report.count(Outcome.Requested.class);
    if (report.isNothingTagged()) {
      return "No resource carries the tag "
          + report.tagKey()
          + "="
          + report.workshop()
          + ", so nothing is ever cleaned up: is the name right?";
    }
    if (report.farewell().isPresent()) {
      return "Nothing of the workshop is left, so the janitor now removes itself.";
    }
    if (report.refusal().isPresent()) {
      return "Nothing was deleted: more is due than one night may delete.";
    }
    if (isReminder(report)) {
      var stays = report.stays().count();
      return "A weekly reminder: "
          + Words.count(stays, "resource")
          + " of the workshop "
          + (stays == 1 ? "stays" : "stay")
          + " until somebody acts, and may go on costing.";
    }
    var all = new ArrayList<String>();
    if (isSupplement(report)) {
      all.add("the night went on after its first mail, and this one tells all of it");
    }
    if (failed > 0) {
      all.add(
          Words.count(failed, "resource") + " could not be deleted and " + needs(failed) + " you");
    }
    if (!report.unread().isEmpty()) {
      all.add(Words.count(report.unread().size(), "place") + " could not be looked at");
    }
    if (report.mode() == Report.Mode.DRY_RUN) {
      all.add(
          "this was a dry run: "
              + Words.count(report.count(Outcome.WouldDelete.class), "resource")
              + " would be deleted, nothing was touched");
    }
    if (gone > 0) {
      all.add(Words.count(gone, "resource") + (gone == 1 ? " is" : " are") + " deleted and gone");
    }
    if (pending > 0) {
      all.add(pending + (pending == 1 ? " is" : " are") + " still being deleted");
    }
    if (announced > 0) {
      all.add(
          Words.count(announced, "resource")
              + " will be deleted unless you keep "
              + (announced == 1 ? "it" : "them"));
    }
    if (all.isEmpty()) {
      all.add("nothing was due tonight, and nothing was deleted");
    }
    var sentence = String.join("; ", all);
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".";
  }

  private static String needs(long count) {
    return count == 1 ? "needs" : "need";
  }

  private static Template template(String name, Mustache.Compiler compiler) {
    try (var stream =
            Objects.requireNonNull(ReportWriter.class.getResourceAsStream(name), "no " + name);
        var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return compiler.compile(reader);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// One report as the templates see it: maps and lists of text.
  private final class Draft {
    private final Report report;
    private final int limit;

    Draft(Report report, int limit) {
      this.report = report;
      this.limit = limit;
    }

    Map<String, Object> model() {
      var model = new LinkedHashMap<String, Object>();
      model.put("subject", subject(report));
      model.put("wantsAction", report.wantsAction());
      model.put("sentence", Words.clean(sentence(report), LONGEST_REASON));
      model.put("workshop", Words.clean(report.workshop(), LONGEST_NAME));
      model.put("tag", Words.clean(report.tagKey() + "=" + report.workshop(), LONGEST_NAME));
      model.put("account", report.account());
      model.put("regions", String.join(", ", report.regions()));
      model.put("night", Words.clean(report.night()));
      model.put("startedAt", Words.minute(report.startedAt()));
      model.put("finishedAt", Words.minute(report.finishedAt()));
      model.put("rounds", Words.count(report.rounds(), "round"));
      model.put("calls", Words.count(report.calls(), "call"));
      model.put("refusal", report.refusal().map(Words::clean).orElse(""));
      model.put("nothingTagged", report.isNothingTagged());
      model.put(
          "tagValues",
          report.tagValues().stream().map(value -> Words.clean(value, LONGEST_NAME)).toList());
      var services = services();
      model.put("hasServices", !services.isEmpty());
      model.put("services", services);
      model.put("sections", sections());
      model.put("earlier", earlier());
      model.put(
          "ways",
          announced()
              .limit(limit)
              .map(
                  row -> {
                    var way = new LinkedHashMap<String, Object>(ways(row));
                    way.put("name", Words.clean(row.resource().name(), LONGEST_NAME));
                    return way;
                  })
              .toList());
      model.put("hasWays", report.toAnnounce().findAny().isPresent());
      model.put("waysMore", more((int) report.toAnnounce().count() - limit));
      model.put("unreadCount", report.unread().size());
      model.put("hasUnread", !report.unread().isEmpty());
      model.put("unread", report.unread().stream().limit(limit).map(Draft::unread).toList());
      var unheard = report.unheard();
      model.put("hasUnheard", !unheard.isEmpty());
      model.put(
          "unheard",
          unheard.stream()
              .limit(MOST_UNHEARD)
              .map(block -> Map.of("lines", block.lines().map(Draft::answerLine).toList()))
              .toList());
      model.put("unheardMore", more(unheard.size() - MOST_UNHEARD));
      model.put("unreadMore", more(report.unread().size() - limit));
      model.put("hasGhosts", !report.ghosts().isEmpty());
      model.put("ghostCount", report.ghosts().size());
      model.put(
          "ghosts",
          report.ghosts().stream()
              .limit(limit)
              .map(arn -> Words.clean(arn.toString(), LONGEST_REASON))
              .toList());
      model.put(
          "ghostsMore",
          report.ghosts().size() > limit
              ? "and " + (report.ghosts().size() - limit) + " more"
              : "");
      model.put("selfRemoval", report.farewell().isPresent() ? "" : stays());
      model.put("hasFarewell", report.farewell().isPresent());
      report.farewell().ifPresent(farewell -> model.putAll(farewell(farewell)));
      model.put("csvName", report.rows().isEmpty() ? "" : csvName(report));
      return model;
    }

    private String stays() {
      var why = Words.clean(report.selfRemoval());
      return why.isEmpty() ? "" : "The janitor itself stays for now: " + why + ".";
    }

    private List<Map<String, Object>> sections() {
      return Stream.of(
              section(
                  "Failed",
                  "failed",
                  "Each with its cause and what to do. The janitor tries again next night.",
                  List.of(group("", "", report.ended(Outcome.Failed.class)))),
              section(
                  "Will be deleted",
                  "pending",
                  "On the first night after the date beside it. The commands that keep them, or"
                      + " move their date, stand at the end of this mail.",
                  List.of(
                      group(
                          "", "", report.toAnnounce().sorted(Comparator.comparing(this::goesAt))))),
              section(
                  "Deleted",
                  "gone",
                  "In the order in which they went. Each was looked for afterwards and is gone.",
                  byService(report.ended(Outcome.Gone.class))),
              section(
                  "Still being deleted",
                  "pending",
                  "AWS was asked and has not finished; the janitor looks again next night.",
                  List.of(group("", "", report.ended(Outcome.Requested.class)))),
              section(
                  "Would be deleted",
                  "pending",
                  "In the order in which they would go. This was a dry run: nothing was touched.",
                  byService(report.ended(Outcome.WouldDelete.class))),
              section("Withheld", "withheld", "What stays, and why.", byVerdict()))
          .flatMap(Optional::stream)
          .toList();
    }

    /// A part of a section: either rows, or lines that stand for many rows each.
    private record Group(String heading, String intro, List<Row> rows, List<String> lines) {
      int size() {
        return rows.size();
      }
    }

    private Group group(String heading, String intro, Stream<Row> rows) {
      return new Group(heading, intro, rows.toList(), List.of());
    }

    private Optional<Map<String, Object>> section(
        String title, String tone, String intro, List<Group> groups) {
      var filled = groups.stream().filter(one -> one.size() + one.lines().size() > 0).toList();
      if (filled.isEmpty()) {
        return Optional.empty();
      }
      var shares = shares(filled);
      var models = new ArrayList<Map<String, Object>>();
      for (int i = 0; i < filled.size(); i++) {
        var group = filled.get(i);
        var shown = group.rows().subList(0, shares[i]);
        models.add(
            Map.of(
                "heading", group.heading(),
                "groupIntro", group.intro(),
                "hasRows", !shown.isEmpty(),
                "rows", shown.stream().map(this::row).toList(),
                "lines", group.lines(),
                "more", more(group.size() - shown.size())));
      }
      var total = filled.stream().mapToInt(group -> group.size() + counted(group)).sum();
      return Optional.of(
          Map.of(
              "title", title,
              "capitals", title.toUpperCase(Locale.ROOT),
              "tone", tone,
              "isFailed", tone.equals("failed"),
              "count", total,
              "intro", intro,
              "groups", models));
    }

    /// How many rows of each group are shown: the small ones whole, what is left to the large ones.
    private int[] shares(List<Group> groups) {
      var shares = new int[groups.size()];
      var bySize =
          IntStream.range(0, shares.length)
              .boxed()
              .sorted(Comparator.comparingInt(i -> groups.get(i).size()))
              .toList();
      var left = limit;
      var open = shares.length;
      for (var i : bySize) {
        shares[i] = Math.min(groups.get(i).size(), left / open);
        left -= shares[i];
        open--;
      }
      return shares;
    }

    private static int counted(Group group) {
      return group.lines().stream()
          .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
          .sum();
    }

    private static String more(int count) {
      return count <= 0 ? "" : "and " + count + " more, all of them in the attached list";
    }

    private List<Group> byService(Stream<Row> rows) {
      return rows
          .collect(
              Collectors.groupingBy(
                  row -> Words.service(row.resource()), LinkedHashMap::new, Collectors.toList()))
          .entrySet()
          .stream()
          .map(
              one ->
                  group(
                      Words.clean(one.getKey()) + " (" + one.getValue().size() + ")",
                      "",
                      one.getValue().stream()))
          .toList();
    }

    private List<Group> byVerdict() {
      return isReminder(report)
          ? Stream.concat(byVerdict(report.stays(), Words::need).stream(), onPurpose().stream())
              .toList()
          : byVerdict(withheld(report), Words::meaning);
    }

    /// What somebody keeps, or what goes by itself, is only counted by a reminder.
    private Optional<Group> onPurpose() {
      var stays = report.stays().map(Row::arn).collect(Collectors.toSet());
      var others = withheld(report).filter(row -> !stays.contains(row.arn())).count();
      return others == 0
          ? Optional.empty()
          : Optional.of(
              new Group(
                  "Besides",
                  "",
                  List.of(),
                  List.of(
                      Words.count(others, "resource")
                          + " kept on purpose, not due yet, or the janitor's own: in the attached"
                          + " list")));
    }

    private List<Group> byVerdict(Stream<Row> rows, Function<Verdict, String> intro) {
      return rows
          .collect(
              Collectors.groupingBy(
                  row -> Words.of(row.verdict()), LinkedHashMap::new, Collectors.toList()))
          .entrySet()
          .stream()
          .map(
              one ->
                  byReason(
                      one.getKey() + " (" + one.getValue().size() + ")",
                      report.refusal().isPresent() && isDue(one.getValue().getFirst())
                          ? "Due, but more is due than one night may delete."
                          : intro.apply(one.getValue().getFirst().verdict()),
                      one.getValue()))
          .toList();
    }

    private Group byReason(String heading, String intro, List<Row> rows) {
      var few = new ArrayList<Row>();
      var lines = new ArrayList<String>();
      rows.stream()
          .collect(Collectors.groupingBy(Row::reason, LinkedHashMap::new, Collectors.toList()))
          .forEach(
              (reason, same) -> {
                if (same.size() <= MANY) {
                  few.addAll(same);
                } else {
                  lines.add(line(reason, same));
                }
              });
      return new Group(capital(heading), intro, few, lines);
    }

    private String line(String reason, List<Row> same) {
      var names =
          same.stream()
              .limit(MANY)
              .map(row -> Words.clean(row.resource().name(), 40))
              .collect(Collectors.joining(", "));
      var first =
          same.stream()
              .flatMap(row -> row.verdict().dueAt().stream())
              .filter(at -> at.isAfter(report.finishedAt()))
              .min(Comparator.naturalOrder())
              .map(at -> "; the first is due " + Words.minute(at))
              .orElse("");
      return same.size()
          + " resources: "
          + Words.clean(reason, LONGEST_REASON)
          + first
          + ". "
          + names
          + (same.size() > MANY
              ? " and " + (same.size() - MANY) + " more, in the attached list"
              : "");
    }

    private Map<String, Object> row(Row row) {
      var resource = row.resource();
      var isGone = row.outcome() instanceof Outcome.Gone;
      var model = new LinkedHashMap<String, Object>();
      model.put("name", Words.clean(resource.name(), LONGEST_NAME));
      // What is gone has no page any more.
      model.put("link", isGone ? "" : ConsoleLink.of(resource).orElse(""));
      model.put("type", Words.clean(Words.type(resource), LONGEST_NAME));
      model.put("region", Words.clean(resource.region(), LONGEST_NAME));
      model.put("arn", Words.clean(row.arn().toString(), LONGEST_REASON));
      model.put(
          "age",
          resource
              .createdAt()
              .map(at -> Words.age(Duration.between(at, report.finishedAt())) + " old")
              .orElse("age unknown"));
      model.put("date", date(row));
      model.put("reason", capital(Words.clean(reason(row), LONGEST_REASON)));
      model.putAll(commands(row));
      if (row.outcome() instanceof Outcome.Failed failed) {
        model.put("remedy", Words.clean(failed.remedy(), LONGEST_REASON));
        model.put(
            "statement",
            failed
                .missing()
                .map(action -> statement(action, onResource(failed.reason(), row.arn().toString())))
                .orElse(""));
        model.put("blockers", failed.missing().isPresent() ? List.of() : blockers(row));
      }
      model.put(
          "hasDetails", DETAILS.stream().anyMatch(key -> !"".equals(model.getOrDefault(key, ""))));
      return model;
    }

    private String reason(Row row) {
      if (row.toAnnounce()
          && (row.verdict() instanceof Verdict.TooYoung
              || row.verdict().reason().equals(Verdict.Unannounced.UNNAMED))) {
        // The heading and the date say it all.
        return "";
      }
      return switch (row.outcome()) {
        case Outcome.Failed failed -> failed.reason();
        case Outcome.Gone gone -> gone.reason();
        case Outcome.WouldDelete would -> would.reason();
        case Outcome.Requested _, Outcome.Withheld _ -> row.reason();
      };
    }

    private String date(Row row) {
      if (row.toAnnounce()) {
        return "goes after " + Words.minute(goesAt(row));
      }
      if (row.outcome() instanceof Outcome.Gone || row.outcome() instanceof Outcome.WouldDelete) {
        // It was due, or it would not be among these.
        return "";
      }
      return row.verdict()
          .dueAt()
          .map(at -> (at.isAfter(report.finishedAt()) ? "due " : "due since ") + Words.minute(at))
          .orElse("");
    }

    private Instant goesAt(Row row) {
      var announcedUntil = report.finishedAt().plus(report.announceFor());
      return row.verdict().dueAt().filter(announcedUntil::isBefore).orElse(announcedUntil);
    }

    private Stream<Row> announced() {
      return report.toAnnounce().sorted(Comparator.comparing(this::goesAt));
    }

    /// What keeps an announced resource, or lets it live a while longer.
    private Map<String, String> ways(Row row) {
      var resource = row.resource();
      var keep = commands.keep(resource);
      return Map.of(
          "keep", keep.orElse(""),
          "move", commands.move(resource, goesAt(row).plus(LATER)).orElse(""),
          "noCommand", keep.isEmpty() ? noCommand(row) : "",
          "with",
              commands
                  .with(resource)
                  .map(arn -> ", with " + Words.clean(arn.resource(), LONGEST_NAME))
                  .orElse(""));
    }

    private Map<String, String> commands(Row row) {
      var resource = row.resource();
      if (row.toAnnounce()) {
        return Map.of();
      }
      return switch (row.outcome()) {
        case Outcome.Failed failed when failed.missing().isEmpty() ->
            Map.of("keep", commands.keep(resource).orElse(""));
        case Outcome.Withheld _ -> Map.of("lift", commands.lift(resource).orElse(""));
        case Outcome.Failed _, Outcome.Gone _, Outcome.Requested _, Outcome.WouldDelete _ ->
            Map.of();
      };
    }

    private String noCommand(Row row) {
      return commands.isTaggable(row.resource())
          ? "Its name holds characters that cannot be shown safely in a command: set the tag"
              + " janitor:keep in the console."
          : "It cannot carry a tag, and goes with what it belongs to.";
    }

    private static Map<String, Object> unread(Unread one) {
      return Map.of(
          "what",
          capital(Words.clean(one.text(), LONGEST_REASON)),
          "error",
          Words.clean(one.error(), LONGEST_REASON),
          "remedy",
          Words.clean(one.remedy(), LONGEST_REASON),
          "statement",
          one.missing().map(action -> statement(action, onResource(one.error(), "*"))).orElse(""));
    }

    private static String answerLine(String line) {
      return Words.clean(line, LONGEST_REASON);
    }

    private static String onResource(String message, String otherwise) {
      var named = ON_RESOURCE.matcher(message);
      return named.find() ? named.group(1) : otherwise;
    }

    /// The missing permission, to be put into the role's policy as it is.
    private static String statement(String action, String resource) {
      var statement = new LinkedHashMap<String, Object>();
      statement.put("Effect", "Allow");
      statement.put("Action", action);
      statement.put("Resource", Words.clean(resource));
      try {
        return JSON.std.asString(statement);
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      }
    }

    /// What AWS names in its refusal besides the resource itself.
    private static List<Map<String, String>> blockers(Row row) {
      return NAMED_ARN
          .matcher(row.reason())
          .results()
          .map(found -> found.group().replaceFirst("[.:]+$", ""))
          .distinct()
          .filter(text -> !text.equals(row.arn().toString()))
          .flatMap(text -> arn(text).stream())
          .filter(arn -> !arn.service().equals("sts"))
          .limit(MANY)
          .map(
              arn ->
                  Map.of(
                      "blocker", Words.clean(arn.toString(), LONGEST_REASON),
                      "blockerLink",
                          ConsoleLink.home(
                                  arn,
                                  arn.region().isEmpty() ? row.resource().region() : arn.region())
                              .orElse("")))
          .toList();
    }

    private static Optional<Arn> arn(String text) {
      try {
        return Optional.of(Arn.of(text));
      } catch (IllegalArgumentException notAnArn) {
        return Optional.empty();
      }
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
              .filter(at -> at.isAfter(report.finishedAt()))
              .min(Comparator.naturalOrder())
              .map(at -> "; the first goes after " + Words.minute(at))
              .orElse("");
      return "Still "
          + rows.size()
          + " announced earlier and not yet due"
          + first
          + ". The mail that announced a resource has its commands, the attached list has them"
          + " all.";
    }

    private Map<String, Object> farewell(Report.Farewell farewell) {
      var role = farewell.stays();
      var name = role.map(Arn::resource).map(one -> one.substring(one.lastIndexOf('/') + 1));
      return Map.of(
          "stack", Words.clean(farewell.stack(), LONGEST_REASON),
          "role", name.map(Words::clean).orElse(""),
          "roleCommand", name.map(Draft::removal).orElse(""));
    }

    /// A role goes only without its inline policies.
    private static String removal(String role) {
      var quoted = TagCommand.quoted(Words.clean(role));
      return "for policy in $(aws iam list-role-policies --role-name "
          + quoted
          + " --query 'PolicyNames[]' --output text); do aws iam delete-role-policy --role-name "
          + quoted
          + " --policy-name \"$policy\"; done; aws iam delete-role --role-name "
          + quoted;
    }

    /// The bar: by service what was deleted, is pending, stays, failed.
    private List<Map<String, Object>> services() {
      var tallies =
          report.rows().stream()
              .collect(
                  Collectors.groupingBy(
                      row -> Words.service(row.resource()),
                      LinkedHashMap::new,
                      Collectors.groupingBy(
                          (Row row) -> tone(row), LinkedHashMap::new, Collectors.counting())));
      var largest = tallies.values().stream().mapToLong(Draft::sum).max().orElse(1);
      var all =
          tallies.entrySet().stream()
              .sorted(
                  Comparator.comparingLong(
                          (Map.Entry<String, LinkedHashMap<Tone, Long>> one) ->
                              -sum(one.getValue()))
                      .thenComparing(Map.Entry::getKey))
              .toList();
      var shown = new ArrayList<Map<String, Object>>();
      all.stream()
          .limit(MOST_SERVICES)
          .forEach(one -> shown.add(bar(Words.clean(one.getKey(), 40), one.getValue(), largest)));
      if (all.size() > MOST_SERVICES) {
        var others = new LinkedHashMap<Tone, Long>();
        all.subList(MOST_SERVICES, all.size())
            .forEach(one -> one.getValue().forEach((tone, n) -> others.merge(tone, n, Long::sum)));
        shown.add(
            bar((all.size() - MOST_SERVICES) + " others", others, Math.max(largest, sum(others))));
      }
      return shown;
    }

    private enum Tone {
      GONE("deleted", "#1f7a3d"),
      PENDING("pending", "#1769c2"),
      WOULD("would be deleted", "#1769c2"),
      ANNOUNCED("announced", "#b26a00"),
      WITHHELD("withheld", "#7b8694"),
      FAILED("failed", "#c0271d");

      private final String word;
      private final String colour;

      Tone(String word, String colour) {
        this.word = word;
        this.colour = colour;
      }
    }

    private static Tone tone(Row row) {
      return switch (row.outcome()) {
        case Outcome.Gone _ -> Tone.GONE;
        case Outcome.Requested _ -> Tone.PENDING;
        case Outcome.WouldDelete _ -> Tone.WOULD;
        case Outcome.Withheld _ ->
            row.notice() == Report.Notice.NONE ? Tone.WITHHELD : Tone.ANNOUNCED;
        case Outcome.Failed _ -> Tone.FAILED;
      };
    }

    private static long sum(Map<Tone, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Object> bar(String service, Map<Tone, Long> counts, long largest) {
      var sum = sum(counts);
      var tones =
          Stream.of(Tone.values()).filter(tone -> counts.getOrDefault(tone, 0L) > 0).toList();
      Function<Tone, Long> count = tone -> counts.getOrDefault(tone, 0L);
      return Map.of(
          "service",
          service,
          "width",
          Math.max(4, 100 * sum / largest),
          "segments",
          tones.stream()
              .map(
                  tone ->
                      Map.of(
                          "share",
                          Math.max(1, 100 * count.apply(tone) / sum),
                          "colour",
                          tone.colour))
              .toList(),
          "tally",
          tones.stream()
              .map(tone -> count.apply(tone) + " " + tone.word)
              .collect(Collectors.joining(", ")));
    }

    private static String capital(String text) {
      return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
  }
}
