package janitor.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.LedgerTable;
import janitor.deploy.RuntimeApi;
import janitor.deploy.RuntimeClient;
import janitor.page.Announced;
import janitor.page.DecisionTable;
import janitor.page.Entry;
import janitor.page.Invitation;
import janitor.page.Token;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.resource.Arn;
import janitor.resource.Time;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.jar.JarFile;
import java.util.stream.IntStream;

/// From the spawn of the packaged functions, under AWS's runtime interface client, to their first
/// call to AWS, as a ratio to an empty handler with one client: the janitor on the night that its
/// schedule begins, and the page when somebody opens a link to a long list.
final class Start {
  private static final Path PACKAGE = Path.of("target", "package").toAbsolutePath();
  private static final Path JARS = Path.of("target", "jars");
  private static final Path EMPTY = Path.of("target", "empty-package").toAbsolutePath();
  private static final Duration LAMBDA = Duration.ofMinutes(15);
  private static final String SERVICES = "software/amazon/awssdk/services/";

  private Start() {}

  private static final String JANITOR = "the janitor";
  private static final String PAGE = "the page";
  private static final String SENDER = "janitor@example.org";
  private static final int ROWS = 4_000;

  private record Function(String name, Path folder, String handler) {}

  private record Started(Duration untilFirstCall, Duration untilAnswer, long calls, long peak) {}

  static void measure(int runs) {
    var functions =
        List.of(
            new Function(
                "an empty handler", EMPTY, EmptyHandler.class.getName() + "::handleRequest"),
            new Function(PAGE, PACKAGE, "janitor.PageHandler::handleRequest"),
            new Function(JANITOR, PACKAGE, "janitor.JanitorHandler::handleRequest"));
    try (var account = new Account("--kinds", "first", "--classes", "due")) {
      layOutEmpty();
      try (var aws = new Clients(new Calls(), builder -> Night.at(account.emulator(), builder))) {
        aws.ses(Emulator.REGION).createEmailIdentity(request -> request.emailIdentity(SENDER));
      }
      var deployed = deployed(account.emulator());
      var opened = opened(account.emulator(), environment(account.emulator(), deployed));
      var started = new LinkedHashMap<String, List<Started>>();
      // The first round warms up: files are in the cache afterwards, as they are for Lambda.
      for (int run = 0; run <= runs; run++) {
        Bench.progress("start: run " + run + " of " + runs);
        for (int turn = 0; turn < functions.size(); turn++) {
          var function = functions.get((turn + run) % functions.size());
          var event = function.name().equals(PAGE) ? opened : night(deployed);
          var one = start(function, account, deployed, event, run);
          if (run > 0) {
            started.computeIfAbsent(function.name(), _ -> new ArrayList<>()).add(one);
          }
        }
      }
      print(runs, functions, started);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(
      int runs, List<Function> functions, Map<String, List<Started>> started) {
    ToDoubleFunction<Started> seconds = one -> Figures.seconds(one.untilFirstCall());
    var empty =
        Figures.median(started.getOrDefault(functions.getFirst().name(), List.of()), seconds);
    Figures.print(
        List.of(
            "medians of " + runs,
            "until the first call",
            "in seconds",
            "until the answer",
            "calls of the invocation",
            "peak memory, in MB"),
        functions.stream()
            .map(
                function -> {
                  var all = started.getOrDefault(function.name(), List.of());
                  var median = Figures.median(all, seconds);
                  return List.of(
                      function.name(),
                      Figures.with(2, median / empty),
                      Figures.with(2, median),
                      Figures.with(
                          2, Figures.median(all, figure -> Figures.seconds(figure.untilAnswer()))),
                      Figures.with(0, Figures.median(all, Started::calls)),
                      Figures.with(0, Figures.median(all, Started::peak) / 1e6));
                })
            .toList());
  }

  private static Map<String, Object> deployed(Emulator emulator) throws IOException {
    return JSON.std.mapFrom(
        emulator.run(
            "deploy_template.py",
            "--region",
            Emulator.REGION,
            "--stack",
            "workshop-janitor",
            "--parameter",
            "Workshop=" + Rehearsal.WORKSHOP,
            // A janitor that could tell nobody refuses to run.
            "--parameter",
            "ReportFrom=" + SENDER,
            "--parameter",
            "ReportTo=teacher@example.org"));
  }

  private static String night(Map<String, Object> deployed) {
    return String.valueOf(deployed.get("nightly"))
        .replace("<aws.scheduler.scheduled-time>", Instant.now().toString());
  }

  /// What Lambda hands over when somebody opens a link to a list of thousands.
  private static String opened(Emulator emulator, Map<String, String> environment)
      throws IOException {
    var now = Instant.now();
    var until = now.plus(Duration.ofDays(3));
    var token = Token.random(new SecureRandom());
    try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
      var ledger = environment.getOrDefault("JANITOR_LEDGER_TABLE", "");
      new DecisionTable(new LedgerTable(() -> aws.dynamoDb(Emulator.REGION), ledger, Time.system()))
          .open(
              new Announced(
                  "bench",
                  new Announced.About(
                      "workshop=" + Rehearsal.WORKSHOP, Rehearsal.WORKSHOP, "123456789012"),
                  now,
                  until,
                  IntStream.range(0, ROWS).mapToObj(i -> entry(i, now)).toList()),
              List.of(new Invitation(token.hash(), "teacher@example.org", "bench", until)));
    }
    return JSON.std.asString(
        Map.of(
            "version",
            "2.0",
            "rawPath",
            "/d/" + token.secret(),
            "rawQueryString",
            "",
            "headers",
            Map.of("accept-encoding", "gzip"),
            "requestContext",
            Map.of("http", Map.of("method", "GET")),
            "isBase64Encoded",
            false));
  }

  private static Entry entry(int i, Instant now) {
    var name = "student-" + i;
    return new Entry(
        Arn.of("arn:aws:sqs:eu-central-1:123456789012:" + name),
        new Entry.Label("SQS", "SQS Queue", name, "eu-central-1", Optional.of(now), ""),
        new Entry.Stake(false, "nothing"),
        now,
        "https://eu-central-1.console.aws.amazon.com/sqs/v3/home?region=eu-central-1#/queues/"
            + name,
        "aws sqs tag-queue --tags janitor:keep=true --queue-url " + name);
  }

  private static Started start(
      Function function, Account account, Map<String, Object> deployed, String event, int run)
      throws IOException, InterruptedException {
    try (var api = new RuntimeApi()) {
      var program =
          RuntimeClient.of(function.folder(), function.handler(), api.address(), List.of())
              .redirectErrorStream(true)
              .redirectOutput(Path.of("target", "start.log").toFile());
      // The bench's own are none that a function knows.
      program.environment().keySet().removeIf(name -> name.startsWith("JANITOR_"));
      program.environment().putAll(environment(account.emulator(), deployed));
      account.emulator().forgetCalls();
      var spawnedAt = Instant.now();
      var running = program.start();
      try {
        var answer = api.invoke("bench-" + run, event, LAMBDA, running::isAlive);
        var answeredAt = Instant.now();
        if (answer.error().isPresent()
            || (function.name().equals(PAGE)
                && !Integer.valueOf(200)
                    .equals(JSON.std.mapFrom(answer.body()).get("statusCode")))) {
          throw new IllegalStateException(answer.body());
        }
        var calls = account.calls();
        return new Started(
            Duration.between(spawnedAt, calls.getFirst().at()),
            Duration.between(spawnedAt, answeredAt),
            calls.size(),
            Measured.peak(running.pid()));
      } finally {
        running.destroy();
        running.waitFor();
      }
    }
  }

  private static Map<String, String> environment(Emulator emulator, Map<String, Object> deployed) {
    var environment = new HashMap<>(emulator.environment());
    if (deployed.get("environment") instanceof Map<?, ?> variables) {
      variables.forEach(
          (name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
    }
    return environment;
  }

  /// As the janitor's own package, made by the same means of its class and of the janitor's jars,
  /// without its other clients.
  private static void layOutEmpty() throws IOException, InterruptedException {
    if (!Files.isDirectory(JARS)) {
      throw new IllegalStateException("no " + JARS + ": ./janitor bench makes it");
    }
    var jars = Files.createDirectories(Path.of("target", "empty-jars"));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(JARS, "*.jar")) {
      for (var jar : all) {
        if (!isOtherClient(jar)) {
          copy(jar, jars.resolve(jar.getFileName()));
        }
      }
    }
    var classes = Path.of("target", "empty-classes");
    var name = EmptyHandler.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(classes.resolve(name).getParent());
    copy(Path.of("target", "test-classes").resolve(name), classes.resolve(name));
    var shrinking =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target", "tools", "proguard") + File.separator + "*",
                Path.of("src", "build", "Shrink.java").toString(),
                Path.of("src", "build", "package.pro").toString(),
                classes.toString(),
                jars.toString(),
                EMPTY.toString(),
                EMPTY.resolve("lib").toString(),
                Path.of("target", "empty.zip").toString())
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "empty.log").toFile())
            .start();
    if (shrinking.waitFor() != 0) {
      throw new IllegalStateException("target/empty.log says why");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isOtherClient(Path jar) throws IOException {
    try (var opened = new JarFile(jar.toFile())) {
      return opened.getEntry(SERVICES) != null
          && opened.getEntry(SERVICES + "dynamodb/DynamoDbClient.class") == null;
    }
  }
}
