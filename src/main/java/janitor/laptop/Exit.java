package janitor.laptop;

/// The exit codes of the commands, as the README tells them. What a signal ends, ends with 128 and
/// its number: 130 after Ctrl-C, 143 after SIGTERM.
final class Exit {

  /// Done, and nothing failed.
  static final int OK = 0;

  /// Something failed, was refused by AWS or could not be looked at.
  static final int FAILED = 1;

  /// The call, the event, a setting or the credentials are wrong; nothing was touched.
  static final int REFUSED = 2;

  private Exit() {}
}
