package janitor.report;

/// A way in which people are told of a night.
public interface Notifier {

  /// Tells of the night, if there is something to tell. What the report announces counts as
  /// announced only where the answer says that it was accepted.
  Told tell(Report report);
}
