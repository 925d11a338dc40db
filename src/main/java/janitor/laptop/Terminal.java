package janitor.laptop;

import java.io.Console;
import java.util.Map;
import java.util.Optional;

/// Which of the three streams end at a person, and how wide that is.
///
/// @param columns of the terminal; 80 where nobody knows
record Terminal(boolean isIn, boolean isOut, boolean isErr, int columns, boolean isColoured) {

  /// Set by `./janitor` to the numbers of the streams that are terminals: Java itself knows only
  /// whether input and output both are.
  static final String STREAMS = "janitor.terminals";

  /// Set by `./janitor` to the columns of the terminal, whichever stream it is at.
  static final String COLUMNS = "janitor.width";

  private static final int USUAL_COLUMNS = 80;

  /// A pipe, a file or nothing at each end.
  static final Terminal NONE = new Terminal(false, false, false, USUAL_COLUMNS, false);

  /// As the process was started.
  static Terminal of(Map<String, String> environment) {
    var streams =
        Optional.ofNullable(System.getProperty(STREAMS))
            .orElseGet(
                () ->
                    Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                        ? "012"
                        : "");
    return new Terminal(
        streams.contains("0"),
        streams.contains("1"),
        streams.contains("2"),
        Optional.ofNullable(Integer.getInteger(COLUMNS))
            .filter(columns -> columns > 0)
            .orElse(USUAL_COLUMNS),
        !environment.containsKey("NO_COLOR"));
  }

  /// What a line of the result may take: without end where nobody looks at it.
  int columnsOfOut() {
    return isOut ? columns : Integer.MAX_VALUE;
  }

  /// Whether a person can see a question, and answer it.
  boolean canAsk() {
    return isIn && isErr;
  }
}
