package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.resource.Deadline;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/// The package as Lambda runs it: it takes invocations from a Runtime API, and answers to it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PackageIT {
  /// What `sam build` made, if it is named; else the same, laid out by Maven.
  private static final Path PACKAGE =
      Path.of(System.getProperty("janitor.package", "target/package")).toAbsolutePath();

  private static final Duration LAMBDA = Duration.ofMinutes(15);
  private static final String DUE = "student-grades";

  private @Nullable Emulator emulator;
  private @Nullable RuntimeApi api;
  private @Nullable Process lambda;
  private int invocations;

  @BeforeAll
  void begin() throws IOException {
    Files.createDirectories(Path.of("target"));
    assumeThat(System.getProperty("janitor.emulator.endpoint"))
        .as("an emulator")
        .isNotEqualTo("none");
    emulator = Emulator.start();
    api = new RuntimeApi();
    var running =
        RuntimeClient.of(
            PACKAGE,
            "janitor.JanitorHandler::handleRequest",
            api.address(),
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    running.environment().putAll(settings());
    lambda =
        running
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "package.log").toFile())
            .start();
  }

  @AfterAll
  void end() throws IOException {
    if (lambda != null) {
      System.out.println("the package took " + peak(lambda.pid()) + " at its peak");
      lambda.destroy();
    }
    if (api != null) {
      api.close();
    }
    if (emulator != null) {
      emulator.close();
    }
  }

  /// One table that is of the workshop, one that is kept, one that is nobody's business.
  @BeforeEach
  void seed() {
    try (var aws = aws()) {
      var there = Set.copyOf(aws.dynamoDb(Emulator.REGION).listTables().tableNames());
      var wanted =
          Map.of(
              DUE,
              Map.of("workshop", "student-system"),
              "student-kept",
              Map.of("workshop", "student-system", "janitor:keep", "true"),
              "stranger",
              Map.of("workshop", "other-system"));
      wanted.forEach(
          (name, tags) -> {
            if (!there.contains(name)) {
              create(aws, name, tags);
            }
          });
    }
  }

  static Stream<Path> events() throws IOException {
    try (var files = Files.list(Path.of("events"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventAnswersWhatALaptopPrints(Path event) throws Exception {
    var answer = invoke(Files.readString(event), LAMBDA);
    assertThat(answer.error()).as(answer.body()).isEmpty();
    var inLambda = comparable(answer.body());
    seed();
    assertThat(inLambda).isEqualTo(comparable(onLaptop(event)));
  }

  @Test
  void whatSchedulerSendsIsTaken() throws Exception {
    var events = Template.map(Template.with(Map.of()).properties("Janitor").get("Events"));
    var schedule = Template.map(Template.map(events.get("Nightly")).get("Properties"));
    var sent =
        String.valueOf(schedule.get("Input"))
            .replace("<aws.scheduler.scheduled-time>", "2026-11-30T01:00:00Z");
    var answer = invoke(sent, LAMBDA);
    assertThat(answer.error()).as(answer.body()).isEmpty();
    assertThat(JSON.std.mapFrom(answer.body()))
        .containsEntry("night", "scheduled-2026-11-30T01:00:00Z");
  }

  @Test
  void twoInvocationsInARowShareNothing() throws Exception {
    var swept = invoke(sweepNow(), LAMBDA);
    assertThat(outcomes(swept))
        .containsEntry(DUE, "Gone")
        .containsEntry("student-kept", "Withheld");
    assertThat(tables()).doesNotContain(DUE).contains("student-kept", "stranger");
    var again = invoke(sweepNow(), LAMBDA);
    assertThat(outcomes(again)).doesNotContainKey(DUE).containsEntry("student-kept", "Withheld");
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "[]", "{\"dryRun\":true}", "{\"detail\":{\"dryrun\":true}}"})
  void whatIsMalformedIsRefusedAndTheNextIsNot(String event) throws Exception {
    var answer = invoke(event, LAMBDA);
    assertThat(answer.error()).isPresent();
    var error = JSON.std.mapFrom(answer.body());
    assertThat(error.get("errorType")).asString().endsWith("Refusal");
    assertThat(error.get("errorMessage")).asString().doesNotContain("\n").hasSizeGreaterThan(20);
    assertThat(tables()).contains(DUE);
    assertThat(invoke("{\"detail\":{\"dryRun\":true}}", LAMBDA).error()).isEmpty();
  }

  @Test
  void nothingBeginsInTheLastStretch() throws Exception {
    var left = Deadline.LAST_STRETCH.minusSeconds(5);
    var before = Instant.now();
    var answer = invoke(sweepNow(), left);
    assertThat(Duration.between(before, Instant.now())).isLessThan(left);
    assertThat(answer.error()).as(answer.body()).isEmpty();
    assertThat(tables()).contains(DUE);
  }

  private RuntimeApi.Answer invoke(String event, Duration timeLeft) throws InterruptedException {
    if (api == null) {
      throw new IllegalStateException("not begun");
    }
    var id = "00000000-0000-0000-0000-" + String.format(Locale.ROOT, "%012d", ++invocations);
    var answer = api.invoke(id, event, timeLeft, this::isAlive);
    assertThat(answer.id()).isEqualTo(id);
    return answer;
  }

  /// As Linux tells it; elsewhere nobody asks.
  private static String peak(long pid) throws IOException {
    var status = Path.of("/proc", Long.toString(pid), "status");
    return Files.isReadable(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .orElse("?")
            .replaceAll("VmHWM:\\s*", "")
        : "?";
  }

  private boolean isAlive() {
    return lambda != null && lambda.isAlive();
  }

  private static String sweepNow() throws IOException {
    return Files.readString(Path.of("events", "sweep-now.json"));
  }

  private static Map<String, String> outcomes(RuntimeApi.Answer answer) throws IOException {
    return new Night(JSON.std.mapFrom(answer.body()))
        .resources()
        .collect(Collectors.toMap(row -> name(row), row -> capital(row), (a, _) -> a));
  }

  private static String name(Map<String, String> row) {
    return String.valueOf(row.get("name"));
  }

  private static String capital(Map<String, String> row) {
    var outcome = String.valueOf(row.get("outcome"));
    return Character.toUpperCase(outcome.charAt(0)) + outcome.substring(1);
  }

  /// Without what differs between any two runs: times, and how often AWS was asked.
  private static Map<String, Object> comparable(String json) throws IOException {
    var result = new TreeMap<>(JSON.std.mapFrom(json));
    assertThat(result).containsKeys("startedAt", "finishedAt", "calls", "resources", "counts");
    List.of("startedAt", "finishedAt", "calls", "night", "id").forEach(result::remove);
    result.put(
        "resources",
        Template.list(result.get("resources")).stream()
            .map(
                row -> {
                  var rest = new LinkedHashMap<>(Template.map(row));
                  List.of("createdAt", "dueAt", "reason").forEach(rest::remove);
                  return rest.toString();
                })
            .sorted()
            .toList());
    return result;
  }

  private String onLaptop(Path event) throws Exception {
    var errors = Path.of("target", "package-laptop.log");
    var running =
        new ProcessBuilder(
                java(),
                "-cp",
                Path.of("target", "classes")
                    + File.pathSeparator
                    + Path.of("target", "jars", "*")
                    + File.pathSeparator
                    + Path.of("target", "laptop-jars", "*"),
                "janitor.laptop.Laptop",
                "run",
                event.toString(),
                "--yes")
            .redirectError(errors.toFile());
    running.environment().putAll(settings());
    var process = running.start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return printed;
  }

  private Map<String, String> settings() {
    var all = new LinkedHashMap<>(emulator().environment());
    all.put("JANITOR_WORKSHOP", "student-system");
    return all;
  }

  private Emulator emulator() {
    if (emulator == null) {
      throw new IllegalStateException("not begun");
    }
    return emulator;
  }

  private Clients aws() {
    return new Clients(new Calls(), builder -> Night.at(emulator(), builder));
  }

  private List<String> tables() {
    try (var aws = aws()) {
      return aws.dynamoDb(Emulator.REGION).listTables().tableNames();
    }
  }

  private static void create(Clients aws, String name, Map<String, String> tags) {
    aws.dynamoDb(Emulator.REGION)
        .createTable(
            table ->
                Rehearsal.table(table, name)
                    .tags(
                        tags.entrySet().stream()
                            .map(
                                tag ->
                                    Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                            .toList()));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
