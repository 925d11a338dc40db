package janitor.report;

import janitor.plan.Verdict;
import janitor.report.Report.Row;
import janitor.sweep.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.Stream;

/// A night in one line: the subject of its mail, and the sentence that the mail begins with.
final class Summary {
  private static final int LONGEST_SUBJECT = 200;

  private Summary() {}

  /// What is wanted and by when, whose, and what happened.
  static String subject(Report report) {
    return Words.clean(
        "["
            + wanted(report)
            + "] "
            + Words.clean(report.about().workshop(), 60)
            + ": "
            + counts(report)
            + " in "
            + report.about().account(),
        LONGEST_SUBJECT);
  }

  /// The mail in a few words, also without its colour.
  static String wanted(Report report) {
    return Announcement.deadline(report)
        .map(at -> "Decide by " + Words.moment(at, report.course().finishedAt()))
        .orElse(report.wantsAction() ? "Action required" : "For information");
  }

  private static String counts(Report report) {
    if (report.isNothingTagged()) {
      return "nothing carries " + report.about().tagKey() + "=" + report.about().workshop();
    }
    if (report.next().farewell().isPresent()) {
      return "nothing is left, the janitor removes itself";
    }
    if (isStillThere(report)) {
      return "nothing is left but the janitor, which was not removed";
    }
    if (isReminder(report)) {
      return report.stays().count() + " still there, and " + needs(report.stays().count()) + " you";
    }
    var counts = new LinkedHashMap<String, Long>();
    var announced = report.toAnnounce().count();
    counts.put((announced == 1 ? "resource" : "resources") + " will be deleted", announced);
    counts.put("failed", report.count(Outcome.Failed.class));
    counts.put("could not be looked at", (long) report.gaps().unread().size());
    counts.put("could not be told", (long) report.telling().untold().size());
    counts.put(
        "refused",
        report.gaps().refusal().isPresent()
            ? report.ended(Outcome.Withheld.class).filter(Summary::isDue).count()
            : 0L);
    counts.put("deleted", report.count(Outcome.Gone.class));
    counts.put("still being deleted", report.count(Outcome.Requested.class));
    counts.put("would be deleted", report.count(Outcome.WouldDelete.class));
    if (announced == 0) {
      counts.put("withheld", withheld(report).filter(row -> !isRefused(report, row)).count());
    }
    var words =
        counts.entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getValue() + " " + count.getKey())
            .toList();
    var line = words.isEmpty() ? "nothing to do" : String.join(", ", words);
    return isSupplement(report) ? "second mail of this night: " + line : line;
  }

  static boolean isReminder(Report report) {
    return report.telling().occasion() == Report.Occasion.REMINDER;
  }

  /// What stands right below that sentence, where something as a whole did not go as it was meant
  /// to.
  static Optional<String> complaint(Report report) {
    return report
        .gaps()
        .refusal()
        .or(
            () ->
                Optional.of(report)
                    .filter(Summary::isStillThere)
                    .map(one -> "The janitor stays: " + one.next().selfRemoval() + "."));
  }

  static boolean isStillThere(Report report) {
    return report.telling().occasion() == Report.Occasion.STILL_THERE;
  }

  private static boolean isSupplement(Report report) {
    return report.telling().occasion() == Report.Occasion.SUPPLEMENT;
  }

  static boolean isDue(Row row) {
    return row.verdict() instanceof Verdict.Expired;
  }

  private static boolean isRefused(Report report, Row row) {
    return report.gaps().refusal().isPresent() && isDue(row);
  }

  /// What stays, save what this or an earlier mail announces.
  static Stream<Row> withheld(Report report) {
    return report.ended(Outcome.Withheld.class).filter(row -> row.notice() == Report.Notice.NONE);
  }

  /// The mail in one sentence.
  static String sentence(Report report) {
    var failed = report.count(Outcome.Failed.class);
    var gone = report.count(Outcome.Gone.class);
    var announced = report.toAnnounce().count();
    var pending = report.count(Outcome.Requested.class);
    if (report.isNothingTagged()) {
      return "No resource carries the tag "
          + report.about().tagKey()
          + "="
          + report.about().workshop()
          + ", so nothing is ever cleaned up: is the name right?";
    }
    if (report.next().farewell().isPresent()) {
      return "Nothing of the workshop is left, so the janitor now removes itself.";
    }
    if (isStillThere(report)) {
      return "Nothing of the workshop is left, but the janitor itself is still there.";
    }
    if (report.gaps().refusal().isPresent()) {
      return report.gaps().refusal().filter(Reached::isRefusal).isPresent()
          ? "Nothing was deleted: it is not known that anybody can be told."
          : "Nothing was deleted: more is due than one night may delete.";
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
    Announcement.deadline(report)
        .ifPresent(
            at ->
                all.add(
                    Words.count(announced, "resource")
                        + " will be deleted after "
                        + Words.moment(at, report.course().finishedAt())
                        + " unless you keep "
                        + (announced == 1 ? "it" : "them")));
    if (failed > 0) {
      all.add(
          Words.count(failed, "resource") + " could not be deleted and " + needs(failed) + " you");
    }
    if (!report.gaps().unread().isEmpty()) {
      all.add(Words.count(report.gaps().unread().size(), "place") + " could not be looked at");
    }
    if (!report.telling().untold().isEmpty()) {
      all.add("not everybody could be told");
    }
    if (report.course().mode() == Report.Mode.DRY_RUN) {
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
    if (all.isEmpty()) {
      all.add("nothing was due tonight, and nothing was deleted");
    }
    var sentence = String.join("; ", all);
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".";
  }

  private static String needs(long count) {
    return count == 1 ? "needs" : "need";
  }
}
