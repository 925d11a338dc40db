package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.terminal.Fold;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a command works with: how it was called, and what is around it.
///
/// @param words of the call, the command's name first
/// @param clients of other credentials than the profile's: in tests
record Session(
    List<String> words,
    Map<String, String> environment,
    Optional<Function<Calls, Clients>> clients,
    Streams streams,
    Terminal terminal,
    Interruption interruption) {

  /// What is typed, what comes out of it, and what is said beside it.
  record Streams(InputStream in, PrintStream out, PrintStream err) {}

  PrintStream out() {
    return streams.out();
  }

  PrintStream err() {
    return streams.err();
  }

  /// How a person calls the program; set by `./janitor`.
  private static final String COMMAND = "janitor.command";

  /// A call of the program that can be copied into a shell.
  static String call(List<String> words) {
    return System.getProperty(COMMAND, "./janitor")
        + words.stream().map(word -> " " + quoted(word)).collect(Collectors.joining());
  }

  /// This very call.
  String again() {
    return call(words);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /// Says something on standard error; on a terminal no word is torn at its edge.
  void tell(String line) {
    folded(line, terminal.isErr()).forEach(err()::println);
  }

  /// As [#tell], as a part of the result.
  void show(String line) {
    folded(line, terminal.isOut()).forEach(out()::println);
  }

  /// A question: its last line stays open for the answer.
  void ask(String question, PrintStream to) {
    var lines = folded(question, terminal.isIn());
    lines.subList(0, lines.size() - 1).forEach(to::println);
    to.print(lines.getLast());
    to.flush();
  }

  private List<String> folded(String line, boolean isTerminal) {
    var indent = " ".repeat(start(line));
    return isTerminal ? Fold.lines(line, indent, terminal.columns()) : List.of(line);
  }

  /// Where the text of a line begins, behind the sign of a row.
  private static int start(String line) {
    var text = line.replaceFirst("^[+-] ", "  ");
    return text.length() - text.stripLeading().length();
  }

  /// What is typed.
  ///
  /// @return empty where nothing can be typed any more
  Optional<String> answer() throws IOException {
    return Optional.ofNullable(
            new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8))
                .readLine())
        .map(String::strip);
  }
}
