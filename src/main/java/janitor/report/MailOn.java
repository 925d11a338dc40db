package janitor.report;

import java.util.Locale;

/// When people are told. They are of announcements, and the last time, whatever this says.
public enum MailOn {
  /// When something was deleted, failed, was refused, or is announced; and where something stays
  /// that needs somebody, at least once a week.
  CHANGES,
  ALWAYS,
  FAILURES;

  boolean isWorthTelling(Report report) {
    if (report.next().farewell().isPresent() || report.toAnnounce().findAny().isPresent()) {
      return true;
    }
    return switch (this) {
      case ALWAYS -> true;
      case CHANGES -> report.hasNews() || report.telling().occasion() == Report.Occasion.REMINDER;
      case FAILURES -> report.isWrong();
    };
  }

  Told nothing() {
    return Told.nothing("nothing to tell (MailOn " + name().toLowerCase(Locale.ROOT) + ")");
  }
}
