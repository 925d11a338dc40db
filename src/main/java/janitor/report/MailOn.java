package janitor.report;

/// When a mail goes out. Announcements do whatever this says.
public enum MailOn {
  /// When something was deleted, failed, was refused, or is announced; and where something stays
  /// that needs somebody, at least once a week.
  CHANGES,
  ALWAYS,
  FAILURES
}
