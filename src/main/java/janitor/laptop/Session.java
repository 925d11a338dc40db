package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
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
