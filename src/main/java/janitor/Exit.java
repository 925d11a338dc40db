package janitor;

/// The exit codes of the commands, as the README tells them.
final class Exit {

  /// Done, and nothing failed.
  static final int OK = 0;

  /// Something failed, was refused by AWS or could not be looked at.
  static final int FAILED = 1;

  /// The call, the event or a setting is wrong; nothing was touched.
  static final int REFUSED = 2;

  private Exit() {}
}
