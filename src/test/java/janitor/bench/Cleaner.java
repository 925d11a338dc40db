package janitor.bench;

import janitor.rehearsal.Emulator;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Something that cleans an account up: the janitor, or one of its peers with the configuration
/// that is part of this benchmark.
///
/// @param program what is started: a path, or what is looked for on the PATH
/// @param install what puts it there
/// @param arguments what it is told
record Cleaner(String name, String program, String install, Arguments arguments) {
  private static final Path CONFIGURATIONS = Path.of("src", "test", "bench").toAbsolutePath();

  /// What its file has a rule for, by the names that its command line wants.
  private static final List<String> CLOUD_NUKES =
      List.of(
          "api-gateway",
          "cloudwatch-loggroup",
          "dynamodb",
          "event-bridge",
          "event-bridge-rule",
          "iam-policy",
          "iam-role",
          "lambda",
          "s3");

  interface Arguments {
    /// For one run.
    ///
    /// @param scratch a folder of its own
    List<String> in(Account account, Path scratch) throws IOException;
  }

  /// As `./janitor run events/sweep-now.json --yes` starts it.
  ///
  /// @param options of the virtual machine that it has besides
  static Cleaner janitor(String... options) {
    return new Cleaner(
        "the janitor",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "",
        (_, _) ->
            Stream.of(
                    Stream.of(System.getProperty("janitor.options", "").split(" ")),
                    Stream.of(options),
                    Stream.of(
                        "-cp",
                        Path.of("target", "classes").toAbsolutePath()
                            + File.pathSeparator
                            + Files.readString(Path.of("target", "runtime.classpath")).strip()
                            + File.pathSeparator
                            + Files.readString(Path.of("target", "laptop.classpath")).strip(),
                        "janitor.laptop.Laptop",
                        "run",
                        Path.of("events", "sweep-now.json").toAbsolutePath().toString(),
                        "--yes"))
                .flatMap(words -> words)
                .filter(word -> !word.isEmpty())
                .toList());
  }

  /// Those that a reader may know.
  static List<Cleaner> peers() {
    return List.of(
        new Cleaner(
            "Cloud Custodian",
            "custodian",
            "pip install c7n",
            (_, scratch) ->
                List.of(
                    "run",
                    // Its cache would answer what another run asked.
                    "--cache-period",
                    "0",
                    "--region",
                    Emulator.REGION,
                    "--output-dir",
                    scratch.resolve("output").toString(),
                    CONFIGURATIONS.resolve("cloud-custodian.yml").toString())),
        new Cleaner(
            "aws-nuke",
            "aws-nuke",
            "go install github.com/ekristen/aws-nuke/v3@latest",
            (account, scratch) ->
                List.of(
                    "run",
                    "--config",
                    filledIn("aws-nuke.yml", account, scratch),
                    "--no-dry-run",
                    "--no-prompt",
                    "--no-alias-check",
                    "--default-region",
                    Emulator.REGION,
                    // Seconds, and the least that it takes.
                    "--prompt-delay",
                    "3",
                    "--quiet")),
        new Cleaner(
            "cloud-nuke",
            "cloud-nuke",
            "go install github.com/gruntwork-io/cloud-nuke@latest",
            (_, _) ->
                Stream.concat(
                        Stream.of(
                            "aws",
                            "--config",
                            CONFIGURATIONS.resolve("cloud-nuke.yml").toString(),
                            "--region",
                            Emulator.REGION,
                            "--region",
                            "global",
                            "--force"),
                        // What is not named here, or in the file, would go whatever its tags.
                        CLOUD_NUKES.stream().flatMap(type -> Stream.of("--resource-type", type)))
                    .toList()));
  }

  private static String filledIn(String configuration, Account account, Path scratch)
      throws IOException {
    var text = Files.readString(CONFIGURATIONS.resolve(configuration));
    var file = scratch.resolve(configuration);
    Files.writeString(file, text.replace("{endpoint}", account.emulator().endpoint().toString()));
    return file.toString();
  }

  /// Whether it can be started here.
  boolean isThere() {
    return found().isPresent();
  }

  private Optional<Path> found() {
    return Path.of(program).isAbsolute()
        ? Optional.of(Path.of(program))
        : Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
  }

  /// What it did to the account, from now on.
  Cleaned clean(Account account) {
    try {
      var scratch = Files.createTempDirectory("bench");
      try {
        return clean(account, scratch);
      } finally {
        remove(scratch);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Cleaned clean(Account account, Path scratch) throws IOException {
    var command =
        Stream.concat(found().stream().map(Path::toString), arguments.in(account, scratch).stream())
            .toList();
    var said = scratch.resolve("said");
    var complained = scratch.resolve("complained");
    var program =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectOutput(said.toFile())
            .redirectError(complained.toFile());
    program.environment().keySet().removeIf(variable -> variable.startsWith("AWS_"));
    program.environment().putAll(account.environment());
    program.environment().put("AWS_DEFAULT_REGION", Emulator.REGION);
    // Nothing leaves the machine.
    program.environment().put("DISABLE_TELEMETRY", "true");
    account.emulator().forgetCalls();
    var measured = Measured.of(program);
    return new Cleaned(
        measured,
        account.calls(),
        Cleaned.counts(account.check()),
        Files.readString(said),
        Files.readString(complained));
  }

  private static void remove(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
