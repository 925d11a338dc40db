package janitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.ledger.MemoryLedger;
import janitor.resource.Time;
import janitor.settings.Choices;
import janitor.settings.ChoicesTest;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.settings.SettingsTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Ten thousand events and ten thousand settings that nobody would write. Another start:
/// `-Djanitor.seed=…`.
class FuzzTest {
  private static final long SEED = Long.getLong("janitor.seed", 20_261_130L);
  private static final int CASES = 10_000;

  private static final List<String> EVENTS =
      List.of(
          "{}",
          "{\"detail\":{}}",
          "{\"detail\":\"{}\"}",
          "{\"detail\":{\"dryRun\":true}}",
          "{\"detail\":{\"dryRun\":true,\"asOf\":\"2027-01-01T00:00:00Z\",\"ttl\":\"2d\"}}",
          "{\"detail\":{\"ttl\":\"0\",\"only\":[\"AWS::IAM::Role\"]}}",
          "{\"detail\":{\"night\":{\"id\":\"n\",\"round\":2}}}",
          "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"Scheduled"
              + " Event\",\"source\":\"aws.scheduler\","
              + "\"account\":\"1\",\"time\":\"2026-11-30T01:00:00Z\",\"region\":\"eu-west-1\","
              + "\"resources\":[\"arn\"],\"detail\":\"{}\"}");

  private static final List<String> SCRAPS =
      List.of(
          "null",
          "true",
          "false",
          "-1",
          "0",
          "1e999",
          "\"\"",
          "[]",
          "{}",
          "[[[[",
          "{\"",
          "\\u0000",
          "\\ud800",
          "\u202e",
          "\u2028",
          "\r\n",
          "\"dryRun\":false",
          "\"dryrun\":true",
          "\"ttl\":0",
          "\"+999999999-12-31T23:59:59-18:00\"",
          "\"P9999999D\"",
          "NaN",
          "/*",
          "//",
          "'",
          ",",
          ":",
          "\ufeff",
          "٠",
          "\"detail\":",
          "\"night\":",
          "9".repeat(2000));

  private static final Set<String> TOP =
      Set.of(
          "version",
          "id",
          "detail-type",
          "source",
          "account",
          "time",
          "region",
          "resources",
          "detail");
  private static final Set<String> CHOICES = Set.of("dryRun", "ttl", "only", "asOf", "night");
  private static final Pattern DRY = Pattern.compile("(?i)dry\\W*run\"\\s*:\\s*true");

  private final Random random = new Random(SEED);

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  @Test
  void noMalformedEventIsTakenAndEveryAnswerIsOneLine() {
    for (int i = 0; i < CASES; i++) {
      var event = event();
      try {
        var choices = ChoicesTest.read(event);
        isWellFormed(event, choices);
      } catch (Refusal refusal) {
        isOneLine(refusal, event);
        asksNothingOfAws(SettingsTest.LEAST, event);
      } catch (RuntimeException other) {
        fail("seed " + SEED + ", case " + i + ": " + text(event), other);
      }
    }
  }

  private static String text(byte[] event) {
    return new String(event, StandardCharsets.UTF_8);
  }

  private static void isOneLine(Refusal refusal, Object of) {
    assertThat(refusal.getMessage())
        .as(() -> String.valueOf(of))
        .isNotBlank()
        .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202e]")
        .hasSizeLessThan(8_000);
    assertThat(refusal.getStackTrace()).isEmpty();
  }

  /// The handler refuses it too, before it has so much as a client.
  private static void asksNothingOfAws(Map<String, String> environment, byte[] event) {
    var wiring =
        new Wiring(
            environment,
            Time.system(),
            _ -> fail("would ask AWS: " + environment + " " + text(event)),
            _ -> {},
            new MemoryLedger());
    assertThatThrownBy(
            () ->
                wiring.night(
                    new ByteArrayInputStream(event), Duration.ofMinutes(15), Optional.empty()))
        .isInstanceOf(Refusal.class);
  }

  /// Mutates an event by bytes, by scraps, or by both.
  private byte[] event() {
    var text = new StringBuilder(any(EVENTS));
    for (int i = random.nextInt(3); i > 0; i--) {
      var at = random.nextInt(text.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, any(SCRAPS));
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(6)));
        case 2 -> text.append(any(EVENTS));
        default -> {
          if (at < text.length()) {
            var letter = text.charAt(at);
            text.setCharAt(
                at,
                Character.isUpperCase(letter)
                    ? Character.toLowerCase(letter)
                    : Character.toUpperCase(letter));
          }
        }
      }
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3) - 1; i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(50) == 0) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  /// What was taken says, read by a more lenient reader, nothing else.
  private static void isWellFormed(byte[] event, Choices choices) {
    if (!choices.dryRun()) {
      assertThat(DRY.matcher(text(event)).find()).as(text(event)).isFalse();
    }
    try {
      var read = JSON.std.mapFrom(event);
      assertThat(TOP).as(text(event)).containsAll(read.keySet());
      if (read.get("detail") instanceof Map<?, ?> detail) {
        detail.forEach((key, value) -> isChoice(String.valueOf(key), value, choices));
      } else if (read.containsKey("detail")) {
        assertThat(String.valueOf(read.get("detail")).strip()).isEqualTo("{}");
      }
    } catch (IOException malformed) {
      fail("taken, though malformed: " + text(event), malformed);
    }
  }

  private static void isChoice(String key, @Nullable Object value, Choices choices) {
    assertThat(CHOICES).contains(key);
    switch (key) {
      case "dryRun" -> assertThat(choices.dryRun()).isEqualTo(value);
      case "ttl" -> {
        assertThat(value).isInstanceOf(String.class);
        assertThat(choices.ttl()).isPresent();
        assertThat(choices.ttl().orElseThrow().isNegative()).isFalse();
      }
      case "only" -> assertThat(choices.only()).hasSameElementsAs(listOf(value));
      case "asOf" -> {
        assertThat(choices.asOf()).isPresent();
        assertThat(choices.dryRun()).isTrue();
      }
      default -> assertThat(choices.continued()).isPresent();
    }
  }

  private static List<String> listOf(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  @Test
  void noMalformedSettingIsTakenAndEveryAnswerIsOneLine() {
    for (int i = 0; i < CASES; i++) {
      var environment = environment();
      try {
        isWithinBounds(Settings.of(environment));
      } catch (Refusal refusal) {
        isOneLine(refusal, environment);
        asksNothingOfAws(environment, "{}".getBytes(StandardCharsets.UTF_8));
      } catch (RuntimeException other) {
        fail("seed " + SEED + ", case " + i + ": " + environment, other);
      }
    }
  }

  private Map<String, String> environment() {
    var environment = new TreeMap<>(SettingsTest.LEAST);
    var names =
        List.of(
            "WORKSHOP",
            "TAG_KEY",
            "TTL",
            "REPORT_FROM",
            "REPORT_TO",
            "REGIONS",
            "MAX_DELETIONS",
            "EMPTY_LIMIT",
            "ANNOUNCE_FOR",
            "NOTICE_DAYS",
            "MAIL_ON",
            "LIFT_PROTECTION",
            "BYPASS_GOVERNANCE",
            "SELF_REMOVE",
            "STACK_ID",
            "LEDGER_TABLE",
            "DELETER_ROLE_ARN",
            "UNTAGGED_NAME_PREFIX",
            "STACK_REGIONS",
            "REACH",
            "SCHEDULE",
            "SCHEDULE_GROUP",
            "INVOKER_ROLE_ARN");
    var values =
        List.of(
            "7d",
            "12h",
            "true",
            "false",
            "all",
            "none",
            "always",
            "a@example.org",
            "eu-west-1",
            "500",
            "workshop-",
            "arn:aws:iam::123456789012:role/x",
            "arn:aws:cloudformation:eu-west-1:1:stack/x/y");
    for (int i = random.nextInt(5); i > 0; i--) {
      var value = new StringBuilder(random.nextBoolean() ? any(values) : any(SCRAPS));
      if (random.nextInt(3) == 0) {
        value.insert(random.nextInt(value.length() + 1), any(SCRAPS));
      }
      environment.put("JANITOR_" + any(names), value.toString());
    }
    return environment;
  }

  private static void isWithinBounds(Settings settings) {
    assertThat(settings.workshop()).isNotBlank();
    assertThat(settings.tagKey()).isNotBlank().doesNotStartWith("aws:");
    assertThat(settings.ttl()).isBetween(Duration.ZERO, janitor.resource.Ttl.LONGEST);
    assertThat(settings.announceFor().isNegative()).isFalse();
    assertThat(settings.maxDeletions()).isPositive();
    assertThat(settings.regions()).isNotEmpty().allMatch(text -> text.matches("[a-z0-9-]+"));
    assertThat(settings.untaggedNamePrefix().map(String::length).orElse(3))
        .isGreaterThanOrEqualTo(3);
    assertThat(settings.reportTo()).allMatch(to -> to.matches("\\S+@\\S+"));
    Optional.of(settings)
        .filter(one -> one.reportFrom().isPresent())
        .ifPresent(one -> assertThat(one.reportTo()).isNotEmpty());
  }
}
