package janitor.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import janitor.resource.ResourceKind;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
            .filter(kind -> !kind.traits().isTaggable())
            .map(ResourceKind::type)
            .collect(Collectors.toSet()));
  }

  public Mail write(Report report) {
    return write(report, "");
  }

  /// A recipient's own mail.
  ///
  /// @param page the link to the page where they decide; empty where there is none
  Mail write(Report report, String page) {
    var body = body(report, page);
    var isEmpty = report.rows().isEmpty() && report.gaps().unread().isEmpty();
    return new Mail(
        Summary.subject(report),
        body.html(),
        body.text(),
        csvName(report),
        isEmpty ? Optional.empty() : Optional.of(spreadsheet.of(report)));
  }

  private record Body(String html, String text) {}

  private Body body(Report report, String page) {
    var body = new Body("", "");
    for (var limit : LIMITS) {
      var model = new MailModel(report, commands, limit).model();
      model.put("page", page);
      body = new Body(html.execute(model), text.execute(model));
      if (body.html().getBytes(StandardCharsets.UTF_8).length < LARGEST_HTML) {
        break;
      }
    }
    return body;
  }

  static String csvName(Report report) {
    return "janitor-"
        + report.about().workshop().replaceAll("[^A-Za-z0-9._-]+", "-")
        + "-"
        + Words.minute(report.course().finishedAt()).substring(0, 10)
        + ".csv";
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
}
