package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Unread;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts a night into a few words, for who is told by a topic: what is wanted, how much, the ten
/// most important, and where the rest is. Pure.
public final class BulletinWriter {

  /// SNS takes subjects of less than a hundred characters (API Reference, Publish).
  private static final int LONGEST_SUBJECT = 99;

  /// What fits into one message, whatever the carrier (API Reference, Publish).
  private static final int LONGEST_SMS = 140;

  private static final int NAMED = 10;

  /// So many of the ten are for what went wrong, where something did.
  private static final int WRONG = 3;

  private static final int LONGEST_LINE = 240;

  private final ReportWriter writer;
  private final Optional<ListPlace> place;
  private final Form form;

  /// Where the whole list lies.
  ///
  /// @param table of the ledger
  public record ListPlace(String table, String region) {}

  /// Who reads it besides mail and telephones.
  public enum Form {
    TEXT,
    /// Amazon Q Developer in chat applications, which reads what HTTPS subscribers get.
    CHAT
  }

  public BulletinWriter(ReportWriter writer, Optional<ListPlace> place, Form form) {
    this.writer = writer;
    this.place = place;
    this.form = form;
  }

  Bulletin write(Report report) {
    var parts = parts(report);
    return new Bulletin(
        Words.ascii(Summary.subject(report), LONGEST_SUBJECT),
        text(report, parts),
        Words.ascii(sms(report), LONGEST_SMS),
        form == Form.CHAT ? Optional.of(chat(report, parts)) : Optional.empty());
  }

  /// Some of the ten, under what they have in common.
  ///
  /// @param count how many there are in all
  private record Part(String title, long count, List<Line> lines) {}

  /// One thing.
  ///
  /// @param details on lines of their own
  private record Line(String name, String about, List<String> details) {}

  /// What is wanted first, and within it what cannot be brought back.
  private List<Part> parts(Report report) {
    var stakes = writer.stakes();
    var announcement = new Announcement(report, stakes);
    var parts = new ArrayList<Part>();
    var wrong =
        report.count(Outcome.Failed.class)
            + report.gaps().unread().size()
            + report.telling().untold().size();
    add(
        parts,
        "Will be deleted",
        announcement.rows(),
        NAMED - (int) Math.min(WRONG, wrong),
        row -> announced(report, row));
    add(parts, "Failed", sorted(report.ended(Outcome.Failed.class)), row -> failed(report, row));
    add(parts, "Could not be looked at", report.gaps().unread(), BulletinWriter::unread);
    add(parts, "Could not be told", report.telling().untold(), BulletinWriter::unread);
    if (Summary.isReminder(report)) {
      add(parts, "Needs you", sorted(report.stays()), row -> stays(report, row));
    }
    add(parts, "Deleted", sorted(report.ended(Outcome.Gone.class)), row -> plain(report, row));
    add(
        parts,
        "Still being deleted",
        sorted(report.ended(Outcome.Requested.class)),
        row -> plain(report, row));
    return parts;
  }

  private List<Row> sorted(Stream<Row> rows) {
    return rows.sorted(writer.stakes().order()).toList();
  }

  private static <T> void add(List<Part> parts, String title, List<T> all, Function<T, Line> line) {
    add(parts, title, all, NAMED, line);
  }

  private static <T> void add(
      List<Part> parts, String title, List<T> all, int most, Function<T, Line> line) {
    if (!all.isEmpty()) {
      var room = NAMED - parts.stream().mapToInt(part -> part.lines().size()).sum();
      parts.add(
          new Part(
              title, all.size(), all.stream().limit(Math.clamp(room, 0, most)).map(line).toList()));
    }
  }

  private Line announced(Report report, Row row) {
    return new Line(
        name(row.resource()),
        about(report, row) + ", goes after " + Words.minute(report.goesAt(row)),
        List.of());
  }

  private Line failed(Report report, Row row) {
    return row.outcome() instanceof Outcome.Failed failed
        ? new Line(
            name(row.resource()),
            about(report, row),
            List.of(
                Words.capital(Words.clean(failed.reason(), LONGEST_LINE)),
                "To do: " + Words.clean(failed.remedy(), LONGEST_LINE)))
        : plain(report, row);
  }

  private Line stays(Report report, Row row) {
    return new Line(
        name(row.resource()),
        about(report, row),
        List.of(Words.capital(Words.clean(row.reason(), LONGEST_LINE))));
  }

  private Line plain(Report report, Row row) {
    return new Line(name(row.resource()), about(report, row), List.of());
  }

  private static Line unread(Unread unread) {
    return new Line(
        Words.capital(Words.clean(unread.text(), LONGEST_LINE)),
        Words.clean(unread.error(), LONGEST_LINE),
        Stream.concat(
                Stream.of(unread.remedy()).filter(remedy -> !remedy.isEmpty()),
                unread.missing().stream().map(action -> "allow the janitor's role " + action))
            .map(remedy -> "To do: " + Words.clean(remedy, MailRow.LONGEST_REASON))
            .toList());
  }

  private static String name(Resource resource) {
    return Words.brief(resource.name());
  }

  private String about(Report report, Row row) {
    var age =
        row.resource()
            .createdAt()
            .map(at -> Words.age(Duration.between(at, report.course().finishedAt())) + " old");
    return Stream.concat(writer.stakes().about(report, row), age.stream())
        .collect(Collectors.joining(", "));
  }

  // ---- text ----

  private String text(Report report, List<Part> parts) {
    var text = new StringBuilder();
    text.append(Summary.wanted(report).toUpperCase(Locale.ROOT)).append("\n\n");
    text.append(sentence(report)).append("\n\n").append(whose(report)).append('\n');
    Summary.complaint(report).ifPresent(why -> text.append('\n').append(line(why)).append('\n'));
    if (report.isNothingTagged()) {
      text.append("\nValues that the tag does have here: ")
          .append(line(String.join(", ", report.gaps().tagValues())))
          .append('\n');
    }
    var isListed = where(report).isPresent();
    for (var part : parts) {
      text.append('\n').append(title(part).toUpperCase(Locale.ROOT)).append('\n');
      for (var line : part.lines()) {
        text.append("* ").append(line.name()).append(": ").append(line.about()).append('\n');
        line.details().forEach(detail -> text.append("  ").append(detail).append('\n'));
      }
      more(part, isListed).ifPresent(words -> text.append(words).append('\n'));
    }
    decideAll(report)
        .ifPresent(
            all ->
                text.append("\nKEEP ALL OF IT, OR POSTPONE ALL BY A WEEK\n")
                    .append(inAShell(report))
                    .append(". ")
                    .append(TagCommand.ANSWER)
                    .append("\n  ")
                    .append(all.keepLine())
                    .append(all.postponeLine().isEmpty() ? "" : "\n  " + all.postponeLine())
                    .append('\n')
                    .append(all.beyond().isEmpty() ? "" : all.beyond() + "\n"));
    where(report)
        .ifPresent(
            spot -> {
              text.append("\nTHE WHOLE LIST, WITH THE COMMANDS THAT KEEP OR POSTPONE EACH\n");
              text.append("With the janitor's source at hand:\n  ").append(command(spot));
              text.append("\nWithout it:\n").append(inAShell(report));
              text.append(".\n  ").append(bareCommand(spot)).append('\n');
              if (decideAll(report).isEmpty()) {
                text.append(TagCommand.ANSWER).append('\n');
              }
            });
    report.next().farewell().ifPresent(farewell -> text.append(farewell(farewell)));
    return text.append("\nThe workshop janitor, night ")
        .append(line(report.course().night()))
        .append('\n')
        .toString();
  }

  private static String sentence(Report report) {
    return Words.clean(Summary.sentence(report), MailRow.LONGEST_REASON);
  }

  private static String whose(Report report) {
    return "Workshop "
        + workshop(report)
        + ", account "
        + report.about().account()
        + ", "
        + String.join(", ", report.about().regions())
        + ". All times are UTC."
        + report.about().beyond().map(words -> " " + words).orElse("");
  }

  private static String workshop(Report report) {
    return Words.clean(report.about().workshop(), 60);
  }

  private static String line(String words) {
    return Words.clean(words, MailRow.LONGEST_REASON);
  }

  private static String title(Part part) {
    return part.title() + " (" + part.count() + ")";
  }

  private static Optional<String> more(Part part, boolean isListed) {
    var count = part.count() - part.lines().size();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            (part.lines().isEmpty() ? "All of them" : "And " + count + " more")
                + (isListed ? ", in the list." : ", which no list has."));
  }

  private static String inAShell(Report report) {
    return "In a shell with the credentials of account "
        + report.about().account()
        + " (CloudShell in its console is one)";
  }

  /// Lines to paste, where what is announced is little enough for one.
  private Optional<AllCommands> decideAll(Report report) {
    var announcement = new Announcement(report, writer.stakes());
    return announcement.isEmpty() || !announcement.isFew()
        ? Optional.empty()
        : Optional.of(new AllCommands(report, announcement, writer.commands()))
            .filter(all -> !all.keepLine().isEmpty());
  }

  /// Once the janitor has removed itself, its ledger is gone too.
  private Optional<ListPlace> where(Report report) {
    return place.filter(_ -> report.next().farewell().isEmpty() && !ListKeeper.isMissing(report));
  }

  private static String command(ListPlace place) {
    return "./janitor report --region "
        + place.region()
        + " --table "
        + TagCommand.quoted(place.table())
        + " --out janitor.csv";
  }

  private static String bareCommand(ListPlace place) {
    return "aws dynamodb get-item --region "
        + place.region()
        + " --table-name "
        + TagCommand.quoted(place.table())
        + " --key '{\"what\":{\"S\":\"report\"},\"id\":{\"S\":\"last\"}}' --query Item.csv.B"
        + " --output text | base64 -d | gunzip > janitor.csv";
  }

  private static String farewell(Report.Farewell farewell) {
    return "\nThis is the last message: the janitor deletes its own stack now. "
        + farewell
            .stays()
            .map(Arn::resource)
            .map(name -> name.substring(name.lastIndexOf('/') + 1))
            .map(
                role ->
                    "One role of it stays, and costs nothing. When the stack is gone, this removes"
                        + " it:\n  "
                        + Remedies.removal(role)
                        + "\n")
            .orElse("Nothing of the stack stays.\n");
  }

  // ---- telephones ----

  private static String sms(Report report) {
    return "Janitor: " + Summary.subject(report);
  }

  // ---- chat ----

  /// The custom notification of Amazon Q Developer in chat applications (Administrator Guide,
  /// "Custom notifications"): version and source are as they must be, and one thread a workshop.
  private String chat(Report report, List<Part> parts) {
    var content = new LinkedHashMap<String, Object>();
    content.put("textType", "client-markdown");
    content.put("title", Words.inert(Summary.subject(report)));
    content.put("description", description(report, parts));
    var steps = steps(report);
    if (!steps.isEmpty()) {
      content.put("nextSteps", steps);
    }
    content.put("keywords", List.of("workshop-janitor", report.about().account()));
    var notification = new LinkedHashMap<String, Object>();
    notification.put("version", "1.0");
    notification.put("source", "custom");
    notification.put("id", Words.ascii(report.course().night(), 200));
    notification.put("content", content);
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("threadId", Words.ascii(report.about().account() + "-" + workshop(report), 200));
    metadata.put("summary", Words.inert(sentence(report)));
    metadata.put("eventType", "workshop-janitor");
    notification.put("metadata", metadata);
    try {
      return JSON.std.asString(notification);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private String description(Report report, List<Part> parts) {
    var isListed = where(report).isPresent();
    var text = new StringBuilder(Words.inert(sentence(report))).append('\n');
    text.append(Words.inert(whose(report))).append('\n');
    for (var part : parts) {
      text.append("\n*").append(title(part)).append("*\n");
      for (var line : part.lines()) {
        text.append("• `")
            .append(Words.inert(line.name()))
            .append("` ")
            .append(Words.inert(line.about()));
        line.details().forEach(detail -> text.append("\n   ").append(Words.inert(detail)));
        text.append('\n');
      }
      more(part, isListed).ifPresent(words -> text.append(words).append('\n'));
    }
    return text.toString();
  }

  private List<String> steps(Report report) {
    return Stream.of(
            decideAll(report)
                .map(AllCommands::keepLine)
                .filter(BulletinWriter::isInert)
                .map(command -> "Keep all of it: `" + command + "`. " + TagCommand.ANSWER),
            where(report)
                .map(BulletinWriter::command)
                .filter(BulletinWriter::isInert)
                .map(command -> "See the whole list: `" + command + "`"))
        .flatMap(Optional::stream)
        .filter(step -> step.length() < 2_000)
        .toList();
  }

  /// A command with another character in it is another command: rather none.
  private static boolean isInert(String command) {
    return command.equals(Words.inert(command));
  }
}
