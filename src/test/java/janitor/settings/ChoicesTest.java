package janitor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ChoicesTest {
  private static final Set<String> TYPES = Set.of("AWS::DynamoDB::Table", "AWS::IAM::Role");

  public static Choices read(String event) {
    return read(event.getBytes(StandardCharsets.UTF_8));
  }

  public static Choices read(byte[] event) {
    try {
      return Choices.of(new ByteArrayInputStream(event), () -> TYPES);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static Refusal refusal(String event) {
    return Objects.requireNonNull(catchThrowableOfType(Refusal.class, () -> read(event)), event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {} \n",
        "{\"detail\":{}}",
        "{\"detail\":\"{}\"}",
        "{\"detail\":\" {} \"}",
        "{\"detail\":{\"dryRun\":false}}",
        "{\"source\":\"by-hand\",\"detail-type\":\"Scheduled Event\",\"detail\":{}}"
      })
  void anEventThatChoosesNothingIsANormalNight(String event) {
    var choices = read(event);
    assertThat(choices.dryRun()).isFalse();
    assertThat(choices.ttl()).isEmpty();
    assertThat(choices.only()).isEmpty();
    assertThat(choices.asOf()).isEmpty();
    assertThat(choices.continued()).isEmpty();
    assertThat(choices.isScheduled()).isFalse();
  }

  /// Scheduler's execution id is another one at each attempt to deliver, the scheduled time is not.
  @ParameterizedTest
  @ValueSource(strings = {"aws.scheduler", "aws.events"})
  void aScheduledNightIsKnownByItsTime(String source) {
    var event = "{\"id\":\"%s\",\"source\":\"%s\",\"time\":\"%s\"}";
    assertThat(read(event.formatted("attempt-1", source, "2026-11-30T01:00:00Z")).eventId())
        .contains("scheduled-2026-11-30T01:00:00Z")
        .isEqualTo(
            read(event.formatted("attempt-2", source, "2026-11-30T02:00:00+01:00")).eventId());
  }

  /// As an older version's schedule sent it, or a person does.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"mine\",\"source\":\"aws.scheduler\"}",
        "{\"id\":\"mine\",\"source\":\"by-hand\",\"time\":\"2026-11-30T01:00:00Z\"}",
        "{\"id\":\"mine\"}"
      })
  void anyOtherNightIsKnownByItsId(String event) {
    assertThat(read(event).eventId()).contains("mine");
  }

  /// What EventBridge Scheduler sends to a target for which no input was set.
  @Test
  void schedulersOwnDefaultEventIsAScheduledNight() {
    var choices =
        read(
            """
            {
              "version": "0",
              "id": "cd1f7b02-a3ab-a421-1ef0-d9ff3e3f5a32",
              "detail-type": "Scheduled Event",
              "source": "aws.scheduler",
              "account": "123456789012",
              "time": "2026-11-30T01:00:00Z",
              "region": "eu-central-1",
              "resources": ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/nightly"],
              "detail": "{}"
            }
            """);
    assertThat(choices.isScheduled()).isTrue();
    assertThat(choices.eventId()).contains("scheduled-2026-11-30T01:00:00Z");
    assertThat(choices.dryRun()).isFalse();
  }

  @Test
  void everyChoice() {
    var choices =
        read(
            """
            {"detail":{"dryRun":true,"ttl":"P2D","only":["AWS::IAM::Role"],
             "asOf":"2026-12-24T00:00:00+01:00"}}
            """);
    assertThat(choices.dryRun()).isTrue();
    assertThat(choices.ttl()).contains(Duration.ofDays(2));
    assertThat(choices.only()).containsExactly("AWS::IAM::Role");
    assertThat(choices.asOf()).contains(Instant.parse("2026-12-23T23:00:00Z"));
    assertThat(choices.isEnd()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0d", "PT0S", "0h"})
  void aTtlOfZeroIsTheEnd(String ttl) {
    assertThat(read("{\"detail\":{\"ttl\":\"" + ttl + "\"}}").isEnd()).isTrue();
  }

  @Test
  void aContinuationNamesNightAndRound() {
    assertThat(read("{\"detail\":{\"night\":{\"id\":\"n1\",\"round\":2}}}").continued())
        .contains(new Choices.Continued("n1", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"detail\":{\"dryrun\":true}}|dryRun, ttl, only and asOf",
        "{\"detail\":{\"DryRun\":true}}|dryRun, ttl, only and asOf",
        "{\"detail\":{\"dry_run\":true}}|dryRun, ttl, only and asOf",
        "{\"dryRun\":true}|{\"detail\":{\"dryRun\":true}}",
        "{\"Detail\":{\"dryRun\":true}}|\"detail\"",
        "{\"detail\":{\"dryRun\":\"true\"}}|true nor false",
        "{\"detail\":{\"dryRun\":1}}|true nor false",
        "{\"detail\":{\"dryRun\":null}}|true nor false",
        "{\"detail\":{\"ttl\":-1}}|\"7d\"",
        "{\"detail\":{\"ttl\":0}}|\"0\" to end",
        "{\"detail\":{\"ttl\":7}}|\"7d\"",
        "{\"detail\":{\"ttl\":\"-1d\"}}|\"7d\"",
        "{\"detail\":{\"ttl\":\"soon\"}}|\"7d\"",
        "{\"detail\":{\"ttl\":\"\"}}|\"7d\"",
        "{\"detail\":{\"ttl\":null}}|\"7d\"",
        "{\"detail\":{\"only\":\"AWS::IAM::Role\"}}|[\"AWS::DynamoDB::Table\"]",
        "{\"detail\":{\"only\":[]}}|[\"AWS::DynamoDB::Table\"]",
        "{\"detail\":{\"only\":[1]}}|[\"AWS::DynamoDB::Table\"]",
        "{\"detail\":{\"only\":[null]}}|[\"AWS::DynamoDB::Table\"]",
        "{\"detail\":{\"only\":[\"aws::iam::role\"]}}|AWS::DynamoDB::Table",
        "{\"detail\":{\"asOf\":\"2026-12-24T00:00:00Z\"}}|add \"dryRun\":true",
        "{\"detail\":{\"dryRun\":true,\"asOf\":\"2026-12-24\"}}|2026-12-24T00:00:00Z",
        "{\"detail\":{\"dryRun\":true,\"asOf\":5}}|2026-12-24T00:00:00Z",
        "{\"detail\":{\"dryRun\":true,\"asOf\":\"+999999999-12-31T23:59:59-18:00\"}}|2026-12-24T00:00:00Z",
        "{\"detail\":{\"night\":\"n\"}}|leave it out",
        "{\"detail\":{\"night\":{\"id\":\"n\",\"round\":1}}}|leave it out",
        "{\"detail\":{\"night\":{\"id\":\"n\",\"round\":2,\"x\":1}}}|leave it out",
        "{\"detail\":{\"night\":{\"id\":\"n\",\"round\":2},\"ttl\":\"0\"}}|leave it out",
        "{\"detail\":\"{\\\"dryRun\\\":true}\"}|\"detail\" is no object",
        "{\"detail\":[]}|\"detail\" is no object",
        "{\"detail\":null}|\"detail\" is no object",
        "{\"detail\":true}|\"detail\" is no object",
        "{\"time\":\"yesterday\"}|2026-11-30T01:00:00Z",
        "{\"time\":\"+999999999-01-01T00:00:00Z\"}|2026-11-30T01:00:00Z",
        "{\"id\":7}|\"id\" is no text",
        "{\"resources\":\"x\"}|\"resources\" is no list",
        "{\"detail\":{\"dryRun\":true,\"dryRun\":false}}|no JSON",
        "{\"detail\":{\"dryRun\":true}}{}|one object",
        "{\"detail\":{\"dryRun\":true}} x|no JSON",
        "[]|no JSON object",
        "null|no JSON object",
        "\"{}\"|no JSON object",
        "not json|no JSON",
        "{|no JSON",
        "{'detail':{}}|no JSON",
        "{\"detail\":{},}|no JSON"
      })
  void whatCannotBeTakenIsRefusedInOneLineThatSaysWhatToWrite(String event, String says) {
    var message = refusal(event).getMessage();
    assertThat(message).contains(says).doesNotContain("\n").hasSizeLessThan(400);
  }

  @Test
  void anEmptyEventIsRefused() {
    assertThatThrownBy(() -> read("")).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> read("  ")).isInstanceOf(Refusal.class);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThatThrownBy(() -> read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> read(new byte[] {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f}))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void everythingWrongIsNamedAtOnce() {
    assertThat(refusal("{\"detail\":{\"dryrun\":true,\"ttl\":-1}}").getMessage())
        .contains("dryrun")
        .contains("ttl");
  }

  @Test
  void hostileNamesAreHarmlessInTheAnswer() {
    var message =
        refusal("{\"detail\":{\"a\\r\\nSubject: x\\u2028" + "y".repeat(500) + "\":1}}")
            .getMessage();
    assertThat(message).doesNotContain("\r").doesNotContain("\n").doesNotContain("\u2028");
    assertThat(message).hasSizeLessThan(300);
  }

  @Test
  void aRefusalCarriesNoStackTrace() {
    assertThat(refusal("[]").getStackTrace()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"nightly,false,", "dry-run,true,", "sweep-now,false,PT0S", "as-of,true,"})
  void theEventsThatComeWithTheProjectAreTaken(String name, boolean dryRun, Duration ttl)
      throws IOException {
    var choices = read(Files.readString(Path.of("events", name + ".json")));
    assertThat(choices.dryRun()).isEqualTo(dryRun);
    assertThat(choices.ttl().orElse(null)).isEqualTo(ttl);
  }
}
