package janitor.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Turns a report into a mail. Pure: the same report makes the same mail.
public final class ReportWriter {

  /// A mail: subject without line breaks, the same contents twice, and what is attached.
  public record Mail(String subject, String html, String text, List<Attached> attached) {

    /// Every row as a list; empty where there is no row.
    public Optional<String> csv() {
      return attached.stream()
          .filter(file -> file.name().endsWith(".csv"))
          .map(Attached::content)
          .findFirst();
    }
  }

  /// A file that comes with a mail.
  public record Attached(String name, String type, String description, String content) {}

  /// Gmail cuts a mail off at 102 kB and hides the rest behind a link.
  private static final int LARGEST_HTML = 100_000;

  private static final int LONGEST_PART = 100;

  private final Template html =
      template("html", Mustache.compiler().emptyStringIsFalse(true).defaultValue(""));
  private final Template text =
      template(
          "txt",
          Mustache.compiler().withEscaper(Escapers.NONE).emptyStringIsFalse(true).defaultValue(""));

  private final Stakes stakes;
  private final TagCommand commands;
  private final Spreadsheet spreadsheet;

  /// A writer for the mails of one account.
  public ReportWriter(Stakes stakes) {
    this.stakes = stakes;
    commands = TagCommand.of(stakes);
    spreadsheet = new Spreadsheet(commands, stakes);
  }

  Stakes stakes() {
    return stakes;
  }

  TagCommand commands() {
    return commands;
  }

  public Mail write(Report report) {
    return write(report, "");
  }

  /// A recipient's own mail.
  ///
  /// @param page the link to the page where they decide; empty where there is none
  Mail write(Report report, String page) {
    return write(report, page, "");
  }

  /// An owner's part of what is announced.
  Mail writeFor(String owner, Report part, String page) {
    return write(part, page, owner);
  }

  private Mail write(Report report, String page, String owner) {
    var body = body(report, page, owner);
    return new Mail(Summary.subject(report), body.html(), body.text(), attached(report));
  }

  /// Every row of a night.
  Attached list(Report report) {
    return new Attached(
        fileName(report, ".csv"),
        "text/csv; charset=UTF-8",
        "Every resource of this night",
        spreadsheet.of(report));
  }

  private List<Attached> attached(Report report) {
    var files = new ArrayList<Attached>();
    if (!report.rows().isEmpty() || !report.gaps().unread().isEmpty()) {
      files.add(list(report));
    }
    files.addAll(new AllCommands(report, new Announcement(report, stakes), commands).files());
    return List.copyOf(files);
  }

  private record Body(String html, String text) {}

  private Body body(Report report, String page, String owner) {
    var body = new Body("", "");
    for (var room : MailRoom.SIZES) {
      var model = new MailModel(report, stakes, commands, room).model();
      model.put("page", page);
      model.put("owner", owner);
      body = new Body(html.execute(model), text.execute(model));
      if (body.html().getBytes(StandardCharsets.UTF_8).length < LARGEST_HTML) {
        break;
      }
    }
    return body;
  }

  /// Of plain characters only, whatever the workshop is called.
  static String fileName(Report report, String end) {
    return "janitor-"
        + part(report.about().workshop().replaceAll("[^A-Za-z0-9._-]+", "-"))
        + "-"
        + Words.minute(report.course().finishedAt()).substring(0, 10)
        + end;
  }

  /// SES refuses a mail with a file whose name is longer than 255 (API v2, Attachment).
  private static String part(String name) {
    return name.substring(0, Math.min(name.length(), LONGEST_PART));
  }

  /// The mail's template, with what it includes, which stands beside it.
  private static Template template(String ending, Mustache.Compiler compiler) {
    return compiler
        .withLoader(name -> new StringReader(resource(name + "." + ending)))
        .compile(resource("mail." + ending));
  }

  private static String resource(String name) {
    try (var stream =
        Objects.requireNonNull(ReportWriter.class.getResourceAsStream(name), "no " + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
