package janitor.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import janitor.resource.Arn;
import janitor.resource.Decision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes pages as HTML. Whatever they show is escaped, and nothing but the page's own style and
/// script is run.
final class PageWriter {

  /// More rows than this are on a further page.
  static final int ROWS_A_PAGE = 5_000;

  /// With more rows than this, headings are folded.
  private static final int FEW = 60;

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final Mustache.Compiler MUSTACHE =
      Mustache.compiler().emptyStringIsFalse(true).defaultValue("");

  private final String style = resource("page.css");
  private final String script = resource("page.js");
  private final Template list = MUSTACHE.compile(resource("list.html"));
  private final Template plain = MUSTACHE.compile(resource("plain.html"));
  private final Map<String, String> headers = headers();

  /// What one reader sees.
  ///
  /// @param page of the list, from 0
  record View(
      Announced announcement,
      String reader,
      String token,
      Map<Arn, List<Decision>> decisions,
      Instant now,
      int page) {

    List<Decision> holding(Entry entry) {
      return decisions.getOrDefault(entry.arn(), List.of()).stream()
          .filter(decision -> decision.holdsAt(now))
          .sorted(Decision.LASTING.reversed())
          .toList();
    }

    /// Those that came before the night which may have taken it.
    List<Decision> inTime(Entry entry) {
      return holding(entry).stream()
          .filter(decision -> decision.at().isBefore(entry.goesAt()))
          .toList();
    }

    /// Whether a night may have taken it by now: its date is past, and nobody had kept it by then.
    boolean isPast(Entry entry) {
      return !now.isBefore(entry.goesAt()) && inTime(entry).isEmpty();
    }
  }

  /// A heading, and the numbers of its rows.
  record Group(String name, boolean holdsData, List<Integer> rows) {}

  /// The headings of a list, as they follow each other.
  static List<Group> groups(List<Entry> entries) {
    record Key(boolean holdsData, String name) {}
    var rows =
        IntStream.range(0, entries.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    row -> new Key(entries.get(row).holdsData(), entries.get(row).group()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return rows.entrySet().stream()
        .map(
            entry -> new Group(entry.getKey().name(), entry.getKey().holdsData(), entry.getValue()))
        .toList();
  }

  Response plain(int status, String sentence) {
    return Response.of(
        status, headers, plain.execute(Map.of("style", style, "sentence", sentence)));
  }

  Response list(View view) {
    var entries = view.announcement().entries();
    var pages = Math.max(1, Math.ceilDiv(entries.size(), ROWS_A_PAGE));
    var page = Math.min(view.page(), pages - 1);
    var from = page * ROWS_A_PAGE;
    var to = Math.min(entries.size(), from + ROWS_A_PAGE);
    var model = new LinkedHashMap<String, Object>();
    model.put("style", style);
    model.put("script", script);
    model.put("token", view.token());
    model.put("workshop", view.announcement().workshop());
    model.put("account", view.announcement().account());
    model.put("reader", view.reader());
    model.put("at", MINUTE.format(view.announcement().at()));
    model.put("until", MINUTE.format(view.announcement().expires()));
    model.put("count", entries.size());
    model.put("summary", summary(view));
    var groups = groups(entries);
    var sections = new TreeMap<Boolean, List<Map<String, Object>>>();
    for (int number = 0; number < groups.size(); number++) {
      var group = groups.get(number);
      var shown = group.rows().stream().filter(row -> row >= from && row < to).toList();
      if (!shown.isEmpty()) {
        sections
            .computeIfAbsent(!group.holdsData(), _ -> new ArrayList<>())
            .add(group(view, group, number, shown));
      }
    }
    model.put(
        "sections",
        sections.entrySet().stream()
            .map(
                entry ->
                    Map.of(
                        "title",
                        entry.getKey() ? "The rest" : "Data goes with these",
                        "isData",
                        !entry.getKey(),
                        "groups",
                        entry.getValue()))
            .toList());
    model.put("hasPages", pages > 1);
    model.put("page", page + 1);
    model.put("pages", pages);
    model.put("before", page > 0 ? Integer.toString(page) : "");
    model.put("after", page + 1 < pages ? Integer.toString(page + 2) : "");
    return Response.of(200, headers, list.execute(model));
  }

  private static Map<String, Object> group(
      View view, Group group, int number, List<Integer> shown) {
    var entries = view.announcement().entries();
    var model = new LinkedHashMap<String, Object>();
    model.put("number", number);
    model.put("name", group.name());
    model.put("size", group.rows().size());
    model.put("isOpen", entries.size() <= FEW || (group.holdsData() && group.rows().size() <= FEW));
    model.put("rows", shown.stream().map(row -> row(view, entries.get(row), row)).toList());
    return model;
  }

  private static Map<String, Object> row(View view, Entry entry, int number) {
    var model = new LinkedHashMap<String, Object>();
    model.put("number", number);
    model.put("name", entry.name());
    model.put("type", entry.type());
    model.put("region", entry.region());
    model.put("arn", entry.arn().toString());
    model.put(
        "age",
        entry
            .label()
            .createdAt()
            .map(at -> age(Duration.between(at, view.now())) + " old")
            .orElse("age unknown"));
    model.put("stack", entry.label().stack());
    model.put("cost", entry.stake().cost());
    model.put("goesAt", MINUTE.format(entry.goesAt()));
    model.put("link", entry.link().startsWith("https://") ? entry.link() : "");
    model.put("command", entry.command());
    var holding = view.holding(entry);
    model.put(
        "states",
        holding.stream()
            .map(
                decision ->
                    decision.until().map(at -> "stays until " + DAY.format(at)).orElse("kept")
                        + " by "
                        + (decision.by().equals(view.reader()) ? "you" : decision.by())
                        + ", "
                        + DAY.format(decision.at()))
            .toList());
    model.put("isDecided", !holding.isEmpty() && !view.isPast(entry));
    model.put("isPast", view.isPast(entry));
    return model;
  }

  private static String summary(View view) {
    var kept = 0;
    var later = 0;
    var past = 0;
    for (var entry : view.announcement().entries()) {
      var first = view.holding(entry).stream().findFirst();
      if (view.isPast(entry)) {
        past++;
      } else if (first.isPresent()) {
        if (first.get().until().isEmpty()) {
          kept++;
        } else {
          later++;
        }
      }
    }
    var left = view.announcement().entries().size() - kept - later - past;
    return (kept == 0 ? "Nothing is kept" : kept + (kept == 1 ? " is kept" : " are kept"))
        + later(later)
        + (past > 0 && left == 0 ? "" : "; " + going(left))
        + past(past)
        + ".";
  }

  private static String later(int count) {
    return count == 0 ? "" : ", " + count + (count == 1 ? " stays" : " stay") + " a week longer";
  }

  private static String past(int count) {
    return count == 0 ? "" : "; " + count + " may have gone already";
  }

  private static String going(int count) {
    return switch (count) {
      case 0 -> "none of them goes now";
      case 1 -> "1 goes on the first night after its date";
      default -> count + " go on the first night after their date";
    };
  }

  private static String age(Duration age) {
    var days = Math.max(0, age.toDays());
    var hours = Math.max(0, age.toHours());
    return days >= 2 ? days + " days" : hours + (hours == 1 ? " hour" : " hours");
  }

  /// What a browser may do with the page: run its own style and script, send its form back, and
  /// nothing else.
  private Map<String, String> headers() {
    var all = new LinkedHashMap<String, String>();
    all.put("content-type", "text/html; charset=utf-8");
    all.put(
        "content-security-policy",
        "default-src 'none'; style-src '"
            + hash(style)
            + "'; script-src '"
            + hash(script)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    all.put("cache-control", "no-store");
    all.put("referrer-policy", "no-referrer");
    all.put("x-robots-tag", "noindex, nofollow");
    all.put("x-content-type-options", "nosniff");
    all.put("x-frame-options", "DENY");
    all.put("cross-origin-opener-policy", "same-origin");
    all.put("cross-origin-resource-policy", "same-origin");
    all.put("strict-transport-security", "max-age=31536000");
    return all;
  }

  private static String hash(String text) {
    return "sha256-" + Base64.getEncoder().encodeToString(Token.sha256(text));
  }

  private static String resource(String name) {
    try (InputStream stream =
        Objects.requireNonNull(PageWriter.class.getResourceAsStream(name), "no " + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
