package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.LedgerTable;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The page out of the package that both functions share, as Lambda runs it.
final class PagePackageIT {
  private static final Path PACKAGE =
      Path.of(System.getProperty("janitor.package", "target/package")).toAbsolutePath();

  private static final Path LOG = Path.of("target", "page-package.log");

  private static final Arn QUEUE = Arn.of("arn:aws:sqs:eu-central-1:123456789012:student-jobs");

  private final Token token = Token.random(new SecureRandom());
  private int invocations;

  @Test
  void itShowsAndWritesWhatItsLinkOpens() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (var emulator = Emulator.start();
        var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
        var api = new RuntimeApi()) {
      Rehearsal.makeLedger(emulator);
      var ledger = Rehearsal.environment(emulator).getOrDefault("JANITOR_LEDGER_TABLE", "");
      var decisions =
          new DecisionTable(
              new LedgerTable(() -> aws.dynamoDb(Emulator.REGION), ledger, Time.system()));
      var until = now.plus(Duration.ofDays(2));
      decisions.open(
          new Announced(
              "one",
              new Announced.About("workshop=student-system", "student-system", "123456789012"),
              now,
              until,
              List.of(entry(now))),
          List.of(new Invitation(token.hash(), "ada@example.org", "one", until)));
      var lambda = start(emulator, api, ledger);
      try {
        var shown = invoke(api, lambda, "GET", Map.of(), "");
        assertThat(shown).containsEntry("statusCode", 200);
        assertThat(body(shown)).contains("student-jobs", "Tick all", "prefers-color-scheme");
        var sent =
            invoke(
                api,
                lambda,
                "POST",
                Map.of(
                    "sec-fetch-site",
                    "same-origin",
                    "content-type",
                    "application/x-www-form-urlencoded"),
                "token=" + token.secret() + "&r=0&do=keep");
        assertThat(sent).containsEntry("statusCode", 303);
        assertThat(decisions.all())
            .singleElement()
            .satisfies(
                decision -> {
                  assertThat(decision.arn()).isEqualTo(QUEUE);
                  assertThat(decision.by()).isEqualTo("ada@example.org");
                });
        // A table that is not there: whatever AWS refuses, the answer is a page, and no trace.
        aws.dynamoDb(Emulator.REGION).deleteTable(request -> request.tableName(ledger));
        assertThat(invoke(api, lambda, "GET", Map.of(), "")).containsEntry("statusCode", 503);
      } finally {
        lambda.destroy();
        lambda.waitFor();
      }
      assertThat(Files.readString(LOG)).doesNotContain(token.secret()).doesNotContain("\tat ");
    }
  }

  private static Entry entry(Instant now) {
    return new Entry(
        QUEUE,
        new Entry.Label("SQS", "SQS Queue", "student-jobs", "eu-central-1", Optional.of(now), ""),
        new Entry.Stake(false, "nothing"),
        now.plus(Duration.ofDays(1)),
        "",
        "");
  }

  private static Process start(Emulator emulator, RuntimeApi api, String ledger)
      throws IOException {
    var running =
        RuntimeClient.of(
            PACKAGE,
            "janitor.PageHandler::handleRequest",
            api.address(),
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // What the template gives it, and no more.
    running.environment().putAll(emulator.environment());
    running.environment().put("JANITOR_LEDGER_TABLE", ledger);
    return running.redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
  }

  private Map<String, Object> invoke(
      RuntimeApi api, Process lambda, String method, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    var event = new HashMap<String, Object>();
    event.put("version", "2.0");
    event.put("rawPath", "/d/" + token.secret());
    event.put("rawQueryString", "");
    event.put("headers", headers);
    event.put("requestContext", Map.of("http", Map.of("method", method)));
    event.put("body", body);
    event.put("isBase64Encoded", false);
    var answer =
        api.invoke(
            "page-" + ++invocations,
            JSON.std.asString(event),
            Duration.ofMinutes(1),
            lambda::isAlive);
    assertThat(answer.error()).as(answer.body()).isEmpty();
    return JSON.std.mapFrom(answer.body());
  }

  private static String body(Map<String, Object> answer) {
    return new String(
        Base64.getDecoder().decode(String.valueOf(answer.get("body"))), StandardCharsets.UTF_8);
  }
}
