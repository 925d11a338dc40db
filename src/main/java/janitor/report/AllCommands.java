package janitor.report;

import janitor.report.Report.Row;
import janitor.resource.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One command that keeps all that a mail announces, and one that postpones it by a week: for a few
/// things a line to paste, for more a file.
final class AllCommands {
  private final Report report;
  private final Announcement announcement;
  private final TagCommand commands;

  AllCommands(Report report, Announcement announcement, TagCommand commands) {
    this.report = report;
    this.announcement = announcement;
    this.commands = commands;
  }

  String keepLine() {
    return line(keeping());
  }

  String postponeLine() {
    return line(postponing());
  }

  /// One after the other, whatever becomes of the one before.
  private static String line(List<TagCommand.Tagging> taggings) {
    return taggings.stream().map(TagCommand.Tagging::command).collect(Collectors.joining("; "));
  }

  List<ReportWriter.Attached> files() {
    if (announcement.isEmpty() || announcement.isFew()) {
      return List.of();
    }
    var count = announcement.rows().size();
    var about =
        Words.count(count, "resource")
            + " of the workshop "
            + Words.clean(report.about().workshop(), MailRow.LONGEST_NAME)
            + " that the janitor announced on "
            + Words.minute(report.course().finishedAt())
            + " UTC";
    return List.of(
        file(
            keepFile(),
            "Keeps all that is announced",
            "Gives the tag janitor:keep to what can carry it of the "
                + about
                + (isProtecting() ? ", and termination protection to its stacks" : "")
                + ".",
            "All are kept.",
            keeping()),
        file(
            postponeFile(),
            "Postpones all that is announced by a week",
            "Moves the date of the " + about + " by a week.",
            "All are postponed by a week" + (hasStacks() ? ", stacks by their members." : "."),
            postponing()));
  }

  private ReportWriter.Attached file(
      String name, String description, String what, String done, List<TagCommand.Tagging> all) {
    return new ReportWriter.Attached(
        name,
        "text/plain; charset=UTF-8",
        description,
        TagScript.of(name, what, done, report.about().account(), all));
  }

  /// Mail gateways hold back what is called a script.
  String keepFile() {
    return ReportWriter.fileName(report, "-keep-all.txt");
  }

  String postponeFile() {
    return ReportWriter.fileName(report, "-postpone-all.txt");
  }

  private List<TagCommand.Tagging> keeping() {
    return commands.keepAll(resources());
  }

  private List<TagCommand.Tagging> postponing() {
    var rows =
        announcement.rows().stream()
            .collect(Collectors.toMap(Row::arn, Function.identity(), (a, _) -> a));
    return commands.moveAll(
        resources(),
        resource ->
            announcement
                .goesAt(Optional.ofNullable(rows.get(resource.arn())).orElseThrow())
                .plus(Announcement.LATER));
  }

  private List<Resource> resources() {
    return announcement.rows().stream().map(Row::resource).toList();
  }

  /// What no command reaches, in a sentence or two; empty where that is nothing.
  String beyond() {
    var unreachable =
        resources().stream()
            .filter(resource -> !commands.isOfAStack(resource))
            .filter(resource -> commands.keep(resource).isEmpty())
            .count();
    return Stream.of(
            unreachable == 0
                ? ""
                : unreachable
                    + (unreachable == 1 ? " of them is" : " of them are")
                    + " beyond these commands: it cannot carry a tag and goes with what it belongs"
                    + " to, or its name cannot be shown safely (set the tag janitor:keep in the"
                    + " console).",
            hasStacks()
                ? "Tagging a stack updates it, so none of these does: a stack stays with a member"
                    + " that is kept, and waits for the last of them."
                : "")
        .filter(sentence -> !sentence.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private boolean hasStacks() {
    return resources().stream().anyMatch(commands::isOfAStack);
  }

  private boolean isProtecting() {
    return resources().stream()
        .filter(commands::isOfAStack)
        .anyMatch(resource -> commands.keep(resource).isPresent());
  }
}
