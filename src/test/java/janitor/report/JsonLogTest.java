package janitor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.plan.Judged;
import janitor.sweep.Counts;
import janitor.sweep.Journal;
import janitor.sweep.Sweep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JsonLogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonLog log =
      new JsonLog(
          new PrintStream(bytes, true, UTF_8), InstantSource.fixed(GoldenNights.NOW), "janitor-1X");

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }

  @Test
  void hostileTextIsOneLineOfAscii() throws IOException {
    log.note(new Journal.RoundBegun("night-1", 1));
    var report = Optional.ofNullable(GoldenNights.all().get("hostile-names")).orElseThrow();
    for (var row : report.rows()) {
      log.note(
          new Journal.Ended(
              new Sweep.Done(
                  new Judged(row.resource(), row.verdict()),
                  row.outcome(),
                  row.wave(),
                  row.took())));
    }
    assertThat(lines()).hasSize(report.rows().size() + 1);
    for (var line : lines()) {
      assertThat(line).matches("[ -~]*");
      assertThat(JSON.std.mapFrom(line)).containsEntry("night", "night-1");
    }
    assertThat(JSON.std.mapFrom(lines().getLast()))
        .containsKeys("event", "outcome", "arn", "reason", "millis");
  }

  @Test
  void nightEndsWithItsMetrics() throws IOException {
    log.note(
        new Journal.NightOver(
            "wörk\nshop",
            new Counts(7, 0, 0, 3, 1, 2),
            List.of(),
            99,
            Duration.ofSeconds(61),
            true));
    var line = JSON.std.mapFrom(lines().getFirst());
    assertThat(line)
        .containsEntry("FunctionName", "janitor-1X")
        .containsEntry("Workshop", "wörk\nshop")
        .containsEntry("Gone", 7)
        .containsEntry("Failed", 1)
        .containsEntry("Unread", 2)
        .containsEntry("Withheld", 3)
        .containsEntry("Calls", 99)
        .containsEntry("Duration", 61_000)
        .containsEntry("MailFailed", 1);
    var aws = (Map<?, ?>) Optional.ofNullable(line.get("_aws")).orElseThrow();
    assertThat(aws.get("Timestamp")).isEqualTo(GoldenNights.NOW.toEpochMilli());
    assertThat(String.valueOf(aws.get("CloudWatchMetrics")))
        .contains("WorkshopJanitor", "[[FunctionName]]", "MailFailed", "Milliseconds");
  }
}
