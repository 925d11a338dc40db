package janitor.rehearsal;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// An emulated AWS account: moto, wrapped by `src/test/emulator/emulator.py`, in a process of its
/// own that ends with this one.
public final class Emulator implements AutoCloseable {
  public static final String REGION = "eu-central-1";
  public static final String ACCOUNT = "123456789012";

  private static final Path HOME = home();

  private final Optional<Process> process;
  private final URI endpoint;
  private final boolean isCopy;
  private final HttpClient http = HttpClient.newHttpClient();

  private Emulator(Optional<Process> process, URI endpoint, boolean isCopy) {
    this.process = process;
    this.endpoint = endpoint;
    this.isCopy = isCopy;
  }

  /// Starts it and waits until it answers.
  public static Emulator start() {
    return start(ProcessBuilder.Redirect.INHERIT);
  }

  /// Starts it and waits until it answers.
  ///
  /// @param complaints where its standard error goes
  public static Emulator start(ProcessBuilder.Redirect complaints) {
    // Another one that runs already (-Plocalstack): it has none of ours' controls.
    var other = System.getProperty("janitor.emulator.endpoint");
    if (other != null) {
      return new Emulator(Optional.empty(), URI.create(other), false);
    }
    try {
      var process =
          new ProcessBuilder(command("emulator.py", "--until-stdin-closes"))
              .redirectError(complaints)
              .start();
      var line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (line == null) {
        throw new IllegalStateException(
            "the emulator did not start; its own message stands "
                + Optional.ofNullable(complaints.file()).map(file -> "in " + file).orElse("above"));
      }
      var emulator =
          new Emulator(
              Optional.of(process),
              URI.create(String.valueOf(JSON.std.mapFrom(line).get("endpoint"))),
              false);
      drain(process);
      return emulator;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /// The account as it is now, in a process of its own. What happens in one is not seen in the
  /// other. Nothing else may be asked of this one meanwhile.
  public Emulator copy() {
    if (control("POST", "copies", Map.of()) instanceof Map<?, ?> told) {
      return new Emulator(Optional.empty(), URI.create(String.valueOf(told.get("endpoint"))), true);
    }
    throw new IllegalStateException("the emulator does not say where its copy is");
  }

  /// The environment with which anything finds the emulator instead of AWS.
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        endpoint.toString(),
        "AWS_REGION",
        REGION,
        "AWS_ACCESS_KEY_ID",
        "rehearsal",
        "AWS_SECRET_ACCESS_KEY",
        "rehearsal");
  }

  /// Refuses calls from now on, for as long as a test may last.
  ///
  /// @param which the calls: `operation`, and where only one resource's are meant `about`
  public void refuse(Map<String, String> which, String error, int status, String message) {
    var fault = new HashMap<String, Object>(which);
    fault.put("error", error);
    fault.put("status", status);
    fault.put("message", message);
    fault.put("times", 1_000);
    fault(fault);
  }

  /// Has calls go wrong from now on, as the emulator's `faults.py` says.
  public void fault(Map<String, ?> fault) {
    control("POST", "faults", Map.of("faults", List.of(fault)));
  }

  /// Asks one of the emulator's own controls, which stand under `/janitor-emulator/`.
  public Object control(String method, String name, Object body) {
    try {
      var request =
          HttpRequest.newBuilder(endpoint.resolve("/janitor-emulator/" + name))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(JSON.std.asString(body)))
              .build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(method + " " + name + ": " + answer.body());
      }
      return answer.body().isBlank() ? Map.of() : JSON.std.anyFrom(answer.body());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// The calls that it took since it was told to forget them, by `<service>:<operation>`.
  public Map<String, Long> calls() {
    var calls = new TreeMap<String, Long>();
    if (control("GET", "calls", Map.of()) instanceof Map<?, ?> log
        && log.get("counts") instanceof Map<?, ?> counts) {
      counts.forEach(
          (operation, count) ->
              calls.put(String.valueOf(operation), Long.parseLong(String.valueOf(count))));
    }
    return calls;
  }

  /// The calls among them to which AWS said no, by `<service>:<operation>`.
  public List<String> refusals() {
    return control("GET", "calls", Map.of()) instanceof Map<?, ?> log
            && log.get("calls") instanceof List<?> calls
        ? calls.stream()
            .filter(call -> call instanceof Map<?, ?>)
            .map(call -> (Map<?, ?>) call)
            .filter(call -> call.get("status") instanceof Integer status && status >= 400)
            .map(call -> call.get("service") + ":" + call.get("operation"))
            .toList()
        : List.of();
  }

  public void forgetCalls() {
    control("DELETE", "calls", Map.of());
  }

  /// Puts something untagged there that Cloud Control shows, of whose model this is not its ARN.
  void row(String type, String service, String resource, Map<String, Object> model) {
    var arn = "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + resource;
    var whole = new HashMap<>(model);
    whole.put("Arn", arn);
    control(
        "POST",
        "cloud-control",
        Map.of("type", type, "region", REGION, "arn", arn, "model", whole, "tags", Map.of()));
  }

  /// From now on these IAM actions are refused, and no others; what was asked for is forgotten.
  public void deny(Collection<String> actions) {
    control("POST", "rights", Map.of("deny", actions));
  }

  /// The IAM actions that calls have asked for since.
  public Set<String> asked() {
    return rights("asked");
  }

  /// Those among them that were refused.
  public Set<String> refused() {
    return rights("refused");
  }

  private Set<String> rights(String which) {
    return control("GET", "rights", Map.of()) instanceof Map<?, ?> told
            && told.get(which) instanceof Map<?, ?> counts
        ? counts.keySet().stream()
            .map(String::valueOf)
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  /// Runs one of the emulator's programs to its end.
  ///
  /// @return what it printed
  public String run(String program, String... arguments) {
    try {
      var running = launch(program, arguments);
      running.getOutputStream().close();
      var printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      running.waitFor();
      return printed;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Runs a command as a person's shell would, with the AWS command line pointed at the emulator.
  ///
  /// @throws IllegalStateException with what it said, if it failed
  public void shell(String command) {
    try {
      var python = printed(new ProcessBuilder(HOME.resolve("python").toString(), "--where"));
      var shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
      var folder = Path.of(python.strip()).getParent();
      shell.environment().merge("PATH", folder + ":", (old, ours) -> ours + old);
      shell.environment().putAll(environment());
      shell.environment().put("AWS_DEFAULT_REGION", REGION);
      printed(shell);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String printed(ProcessBuilder program) throws IOException {
    var running = program.start();
    running.getOutputStream().close();
    var printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (running.waitFor() != 0) {
        throw new IllegalStateException(program.command() + ": " + printed);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    return printed;
  }

  /// One of the emulator's programs that stops half-way until it is told to go on.
  public static final class Halfway {
    private final Process running;

    private Halfway(Process running) {
      this.running = running;
    }

    /// Lets it go on, and waits for its end.
    ///
    /// @return what else it printed
    public String goOn() {
      try (var input = running.outputWriter(StandardCharsets.UTF_8)) {
        input.write("\n");
        input.flush();
        var printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (running.waitFor() != 0) {
          throw new IllegalStateException("seeding failed; its own message stands above");
        }
        return printed;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }

  /// One of the emulator's programs that answers each line that it is sent with one of its own.
  public static final class Dialogue implements AutoCloseable {
    private final Process running;

    private Dialogue(Process running) {
      this.running = running;
    }

    public synchronized String answerTo(String line) {
      try {
        var input = running.outputWriter(StandardCharsets.UTF_8);
        input.write(line + "\n");
        input.flush();
        var answer = running.inputReader(StandardCharsets.UTF_8).readLine();
        if (answer == null) {
          throw new IllegalStateException("no answer; its own message stands above");
        }
        return answer;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    @Override
    public void close() {
      running.destroy();
    }
  }

  /// Begins a dialogue about accounts: their endpoints are sent, a line each.
  public static Dialogue talk(String program, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--endpoint", "-"));
    try {
      return new Dialogue(
          new ProcessBuilder(command(program, all.toArray(String[]::new)))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Runs one of the emulator's programs until it says its first line.
  public Halfway begin(String program, String... arguments) {
    try {
      var running = launch(program, arguments);
      for (var one = running.getInputStream().read(); one != '\n'; ) {
        if (one < 0) {
          throw new IllegalStateException(program + " failed; its own message stands above");
        }
        one = running.getInputStream().read();
      }
      return new Halfway(running);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Process launch(String program, String... arguments) throws IOException {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--endpoint", endpoint.toString()));
    return new ProcessBuilder(command(program, all.toArray(String[]::new)))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Override
  public void close() {
    process.ifPresent(Process::destroy);
    if (isCopy) {
      control("POST", "end", Map.of());
    }
    http.close();
  }

  private static void drain(Process process) {
    // A read from a process holds its carrier: a virtual thread for each of two emulators would
    // leave none, on two cores, to the janitor's own.
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (BufferedReader rest = process.inputReader(StandardCharsets.UTF_8)) {
                while (rest.readLine() != null) {
                  // Nothing to see: only the pipe must not fill up.
                }
              } catch (IOException closed) {
                // The emulator is gone, and with it what it had to say.
              }
            });
  }

  private static List<String> command(String program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(HOME.resolve("python").toString());
    command.add(HOME.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path home() {
    var home = Path.of(System.getProperty("janitor.home", ".")).toAbsolutePath().normalize();
    var emulator = home.resolve("src/test/emulator");
    if (!Files.isDirectory(emulator)) {
      throw new IllegalStateException("no " + emulator + ": run from the project's folder");
    }
    return emulator;
  }
}
