package janitor.report;

import java.util.List;

/// How much of a report a mail shows.
///
/// @param rows of a section
/// @param data announced things that hold data, each of which is to be named
/// @param links whether those link to the console
record MailRoom(int rows, int data, boolean links) {

  /// The most first, each next one tried where the mail gets too large with the one before: what
  /// holds data is cut last.
  static final List<MailRoom> SIZES =
      List.of(
          new MailRoom(50, 200, true),
          new MailRoom(20, 200, true),
          new MailRoom(10, 200, false),
          new MailRoom(5, 200, false),
          new MailRoom(2, 100, false),
          new MailRoom(1, 50, false),
          new MailRoom(1, 10, false),
          new MailRoom(1, 1, false));
}
