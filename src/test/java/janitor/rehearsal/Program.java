package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The laptop's program as a person starts it: a process with an environment and a home of its own,
/// at a terminal or behind a pipe.
final class Program {
  private static final int SIGINT = 2;

  /// Of coreutils 8.31 and later; it becomes what it begins.
  private static final List<String> HEARING = List.of("env", "--default-signal=INT");

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  /// What a process said, and how it ended.
  record Ended(int exit, String out, String err, Duration took) {}

  /// @param folder its home, and where it is started
  /// @param surroundings of its environment, besides its home
  Program(Path folder, Map<String, String> surroundings) throws IOException {
    this.folder = folder;
    environment.putAll(surroundings);
    environment.put("HOME", folder.toString());
    environment.put("PATH", "/usr/bin:/bin");
    Files.createDirectories(folder.resolve(".aws"));
  }

  Map<String, String> environment() {
    return environment;
  }

  /// The program of this build; with `-Djanitor.release=SCRIPT` that of a release.
  List<String> command(List<String> options, String... words) {
    var release = System.getProperty("janitor.release");
    return release == null
        ? built(options, words)
        : Stream.concat(Stream.of(release), Stream.of(words)).toList();
  }

  static String called() {
    return System.getProperty("janitor.release", "./janitor");
  }

  private List<String> built(List<String> options, String... words) {
    var all = new ArrayList<String>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    all.add("-Duser.home=" + folder);
    all.addAll(options);
    all.addAll(
        List.of(
            "-cp",
            Stream.of(
                    Path.of("target", "classes"),
                    Path.of("target", "jars", "*"),
                    Path.of("target", "laptop-jars", "*"))
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)),
            "janitor.laptop.Laptop"));
    all.addAll(List.of(words));
    return all;
  }

  /// Behind pipes.
  Ended run(String in, String... words) throws Exception {
    return ended(begin(List.of("-Djanitor.terminals="), words), in);
  }

  Process begin(List<String> options, String... words) throws IOException {
    return begin(command(options, words));
  }

  /// So that it can be interrupted.
  ///
  /// What a shell begins in the background ignores SIGINT, where it is not interactive, and so does
  /// all that this begins (POSIX, Shell Command Language, Signals and Error Handling): a build that
  /// was put there does, and the JDK leaves a signal alone that is ignored as it starts.
  Process beginInterruptible(List<String> options, String... words) throws Exception {
    var command = command(options, words);
    if (!isInterruptIgnored()) {
      return begin(command);
    }
    assumeTrue(
        resets(),
        "SIGINT is ignored by whatever began these tests, and env has no --default-signal: run them"
            + " in the foreground");
    return begin(Stream.concat(HEARING.stream(), command.stream()).toList());
  }

  private static boolean isInterruptIgnored() throws IOException {
    var status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
            .anyMatch(ignored -> (ignored & (1L << (SIGINT - 1))) != 0);
  }

  private static boolean resets() throws Exception {
    var command = Stream.concat(HEARING.stream(), Stream.of("true")).toList();
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  private Process begin(List<String> command) throws IOException {
    var program = new ProcessBuilder(command).directory(folder.toFile());
    program.environment().clear();
    program.environment().putAll(environment);
    return program.start();
  }

  static Ended ended(Process process, String in) throws Exception {
    return ended(process, in, _ -> {});
  }

  /// Tells of each line of its standard error as it comes.
  static Ended ended(Process process, String in, Consumer<String> told) throws Exception {
    var begun = System.nanoTime();
    try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
      input.write(in);
    }
    var err = new StringBuilder();
    var reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (var lines = process.errorReader(StandardCharsets.UTF_8)) {
                    lines.lines().peek(told).forEach(line -> err.append(line).append('\n'));
                  } catch (IOException closed) {
                    err.append(closed);
                  }
                });
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    reader.join();
    return new Ended(
        process.exitValue(), out, err.toString(), Duration.ofNanos(System.nanoTime() - begun));
  }

  /// At a terminal: what is typed when it asks, and all that stood on the screen.
  Ended typed(String answer, String... words) throws Exception {
    var program = new ArrayList<String>();
    program.addAll(
        List.of("python3", Path.of("src/test/python/typed.py").toAbsolutePath().toString()));
    program.addAll(List.of("account's number", answer));
    program.addAll(
        command(
            List.of("-Djanitor.terminals=012", "-Djanitor.columns=0", "-Djanitor.width=80"),
            words));
    var builder = new ProcessBuilder(program).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return ended(builder.start(), "");
  }
}
