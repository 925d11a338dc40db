package janitor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a topic's subscribers get, as it is: `-Dgolden.update=true` writes it anew.
final class BulletinTest {
  private static final Path GOLDEN = Path.of("src/test/resources/janitor/report/bulletins");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// Those of which the whole text is kept.
  private static final Set<String> KEPT =
      Set.of(
          "announcement-3",
          "announcement-132",
          "announcement-4000",
          "failures",
          "hostile-names",
          "last-mail",
          "nothing-tagged",
          "reminder");

  private final BulletinWriter writer =
      new BulletinWriter(
          new ReportWriter(GoldenNights.STAKES),
          Optional.of(new BulletinWriter.ListPlace("workshop-janitor-Ledger-1ABC", "eu-west-1")),
          BulletinWriter.Form.CHAT);

  static Set<String> nights() {
    return GoldenNights.all().keySet();
  }

  private static Report night(String name) {
    return Optional.ofNullable(GoldenNights.all().get(name)).orElseThrow();
  }

  private Bulletin bulletin(String night) {
    return writer.write(night(night));
  }

  private Map<String, String> files() throws IOException {
    var files = new TreeMap<String, String>();
    for (var night : KEPT) {
      var bulletin = bulletin(night);
      files.put(
          night + ".txt",
          "Subject: "
              + bulletin.subject()
              + "\n\n"
              + bulletin.text()
              + "\nSMS: "
              + bulletin.sms()
              + "\n");
      files.put(
          night + ".json",
          MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(chat(bulletin)) + "\n");
    }
    return files;
  }

  @Test
  void bulletinsAreAsTheyWere() throws IOException {
    for (var file : files().entrySet()) {
      var path = GOLDEN.resolve(file.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(path, file.getValue(), UTF_8);
      }
      assertThat(file.getValue())
          .as("%s; after a wanted change: -Dgolden.update=true", file.getKey())
          .isEqualTo(Files.readString(path, UTF_8));
    }
    try (var all = Files.list(GOLDEN)) {
      assertThat(all.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files().keySet());
    }
  }

  private static JsonNode chat(Bulletin bulletin) throws IOException {
    return MAPPER.readTree(bulletin.chat().orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("nights")
  void everyFormFitsWhereItGoes(String night) {
    var bulletin = bulletin(night);
    assertThat(bulletin.subject()).matches("[\\x21-\\x7e][\\x20-\\x7e]{0,98}");
    assertThat(bulletin.sms()).matches("[\\x20-\\x7e]{1,140}");
    var all = bulletin.text() + bulletin.sms() + bulletin.chat().orElseThrow();
    // A quarter of what SNS takes: JSON writes some characters as six.
    assertThat(all.getBytes(UTF_8).length).isLessThan(40_000);
  }

  @ParameterizedTest
  @MethodSource("nights")
  void itNamesTenThingsAtMostAndSaysHowManyMore(String night) {
    var report = night(night);
    var names =
        report.rows().stream().map(row -> "* " + Words.clean(row.resource().name(), 120)).toList();
    var named =
        bulletin(night).text().lines().filter(line -> names.stream().anyMatch(line::startsWith));
    assertThat(named.count()).isLessThanOrEqualTo(10);
    var announced = report.toAnnounce().count();
    if (announced > 0) {
      assertThat(bulletin(night).text()).contains("WILL BE DELETED (" + announced + ")");
    }
  }

  @ParameterizedTest
  @MethodSource("nights")
  void whatIsWantedComesFirst(String night) {
    assertThat(bulletin(night).text())
        .startsWith(Summary.wanted(night(night)).toUpperCase(java.util.Locale.ROOT) + "\n");
    assertThat(bulletin(night).subject()).startsWith("[" + Summary.wanted(night(night)) + "] ");
  }

  /// As the administrator guide of Amazon Q Developer in chat applications has it.
  @ParameterizedTest
  @MethodSource("nights")
  void aChatShowsIt(String night) throws IOException {
    var chat = chat(bulletin(night));
    assertThat(chat.get("version").asText()).isEqualTo("1.0");
    assertThat(chat.get("source").asText()).isEqualTo("custom");
    assertThat(chat.get("content").get("textType").asText()).isEqualTo("client-markdown");
    var names = new TreeSet<String>();
    chat.get("content").fieldNames().forEachRemaining(names::add);
    assertThat(Set.of("textType", "title", "description", "nextSteps", "keywords"))
        .containsAll(names);
    names.clear();
    chat.get("metadata").fieldNames().forEachRemaining(names::add);
    assertThat(Set.of("threadId", "summary", "eventType", "relatedResources", "additionalContext"))
        .containsAll(names);
    assertThat(chat.toString()).doesNotContain("<", "](");
  }

  @Test
  void strangersTextIsInert() throws IOException {
    var bulletin = bulletin("hostile-names");
    assertThat(bulletin.text()).doesNotContainPattern("[\\u202a-\\u202e\\u2066-\\u2069\\r]");
    assertThat(bulletin.text().lines().filter(line -> line.startsWith("Bcc:"))).isEmpty();
    var description = chat(bulletin).get("content").get("description").asText();
    // Each name stands between two of these, and none has one of its own.
    assertThat(description.chars().filter(one -> one == '`').count() % 2).isZero();
    assertThat(chat(bulletin).get("content").path("nextSteps").toString()).doesNotContain("reboot");
  }

  @Test
  void aListThatLiesNowhereIsNotReferredTo() {
    var report =
        night("announcement-132")
            .withUntold(
                java.util.List.of(
                    new janitor.resource.Unread(
                        ListKeeper.WHAT, java.util.List.of(), "denied", false, Optional.empty())));
    assertThat(writer.write(report).text()).doesNotContain("./janitor report --", "in the list");
    assertThat(bulletin("announcement-132").text())
        .contains("./janitor report --region eu-west-1 --table 'workshop-janitor-Ledger-1ABC'");
  }
}
