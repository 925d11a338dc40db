package janitor.report;

/// When a mail goes out. Announcements do whatever this says.
public enum MailOn {
  /// When something was deleted, failed, was refused, or is announced.
  CHANGES,
  ALWAYS,
  FAILURES
}
