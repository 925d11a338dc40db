package janitor.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Resource;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.settings.SettingsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewTest {
  private static final String ACCOUNT = "123456789012";
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Arn TABLE = Arn.of("arn:aws:dynamodb:eu-central-1:123456789012:table/t");
  private static final Arn QUEUE = Arn.of("arn:aws:sqs:eu-central-1:123456789012:q");

  @TempDir private static Path folder;
  private static Path file = Path.of("dry.json");

  private static final Review REVIEW =
      new Review(
          NOW,
          ACCOUNT,
          new Review.Asked(
              "workshop",
              "students",
              List.of("eu-central-1", "us-east-1"),
              Optional.of("PT0S"),
              List.of("AWS::DynamoDB::Table"),
              "all"),
          List.of(
              new Review.Entry(
                  TABLE, "AWS::DynamoDB::Table", "t", "eu-central-1", Optional.of(Instant.EPOCH)),
              new Review.Entry(QUEUE, "AWS::SQS::Queue", "q", "eu-central-1", Optional.empty())));

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("dry.json");
    Files.writeString(file, REVIEW.json());
  }

  @Test
  void whatIsSavedIsRead() {
    assertThat(Review.read(file)).isEqualTo(REVIEW);
  }

  /// JSON has a way to say nothing.
  @Test
  void whatWasNotChosenIsSavedAsThat() throws IOException {
    var text = Files.readString(file);
    assertThat(text).contains("\"createdAt\" : null");
    Files.writeString(file, text.replace("\"PT0S\"", "null"));
    assertThat(Review.read(file).asked().ttl()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"account\" | \"acount\" | it needs account, liftProtection",
        "\"ttl\" : \"PT0S\" | \"ttl\" : \"soon\" | its \"ttl\" is no time to live",
        "2026-11-26T12:00:00Z | yesterday | its \"lookedAt\" is no instant",
        "arn:aws:sqs:eu-central-1:123456789012:q | q | its resource 2 needs arn",
        "1970-01-01T00:00:00Z | long ago | its resource 1 needs arn",
        "\"name\" : \"q\" | \"nam\" : \"q\" | its resource 2 needs arn",
        "\"account\" | \"account\":\"1\",\"account\" | it is not JSON"
      })
  void whatIsNoneIsRefused(String from, String to, String said) throws IOException {
    var text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    assertThatThrownBy(() -> Review.read(file))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith(file + " is no saved dry run: ")
        .hasMessageContaining(said);
  }

  private static void check(String account, Settings settings, Instant now) {
    REVIEW.check(file, account, settings, now);
  }

  @Test
  void anothersOrAnOldOneIsRefused() {
    var settings = Settings.of(SettingsTest.LEAST);
    check(ACCOUNT, settings, NOW.plus(Duration.ofHours(24)));
    assertThatThrownBy(() -> check(ACCOUNT, settings, NOW.plus(Duration.ofHours(25))))
        .hasMessageContaining("more than a day ago");
    assertThatThrownBy(() -> check("210987654321", settings, NOW))
        .hasMessageContaining("credentials are of account 210987654321");
    assertThatThrownBy(() -> check(ACCOUNT, with("JANITOR_WORKSHOP", "others"), NOW))
        .hasMessageContaining("saved for workshop=students, but the settings say workshop=others");
    assertThatThrownBy(() -> check(ACCOUNT, with("JANITOR_TAG_KEY", "course"), NOW))
        .hasMessageContaining("the settings say course=students");
  }

  private static Settings with(String name, String value) {
    var all = new java.util.HashMap<>(SettingsTest.LEAST);
    all.put(name, value);
    return Settings.of(all);
  }

  /// What was not seen, and what is not what was seen, stays.
  @Test
  void nothingElseGoes() {
    var later = Instant.EPOCH.plusSeconds(1);
    assertThat(guards(resource(TABLE).createdAt(Instant.EPOCH), resource(QUEUE)))
        .containsExactly(Optional.empty(), Optional.empty());
    assertThat(guards(resource(TABLE).createdAt(later), resource(QUEUE).createdAt(later)))
        .containsExactly(Optional.of("it was made anew since it was reviewed"), Optional.empty());
    var other = Arn.of(TABLE + "2");
    assertThat(guards(resource(other), resource(QUEUE).guard("a guard of its own")))
        .containsExactly(
            Optional.of("it is not among what was reviewed"), Optional.of("a guard of its own"));
  }

  private static Resource.Builder resource(Arn arn) {
    return Resource.of("AWS::Some::Thing", arn, "eu-central-1");
  }

  private static List<Optional<String>> guards(Resource.Builder... some) {
    var all = java.util.stream.Stream.of(some).map(Resource.Builder::build).toList();
    return REVIEW
        .reviewed()
        .in(new Inventory(all, List.of(), List.of(), List.of(), List.of(), Memory.BLANK))
        .resources()
        .stream()
        .map(Resource::guard)
        .toList();
  }
}
