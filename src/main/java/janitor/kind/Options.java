package janitor.kind;

/// The settings that kinds themselves look at.
///
/// @param account id of the account, which S3 is told with every call: a bucket's name may be a
///   stranger's
/// @param bypassGovernance whether Object Lock in governance mode is bypassed
/// @param emptyLimit how many object versions and delete markers of one bucket are deleted key by
///   key at a time; a bucket with more is left to a lifecycle rule
public record Options(String account, boolean bypassGovernance, int emptyLimit) {

  /// For what only looks at things, and never empties a bucket.
  public static Options looking(String account) {
    return new Options(account, false, 0);
  }
}
