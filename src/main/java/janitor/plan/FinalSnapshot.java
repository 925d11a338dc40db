package janitor.plan;

/// What stays of a database that goes.
public enum FinalSnapshot {
  /// Nothing.
  NONE,
  /// A snapshot, for a time.
  KEEP
}
