package janitor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What other programs are told: `-Dgolden.update=true` writes the golden ones anew.
final class EventTest {
  private static final Path GOLDEN = Path.of("src/test/resources/janitor/report/events");
  private static final Path SCHEMA = Path.of("docs", "event.schema.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Arn STACK =
      Arn.of("arn:aws:cloudformation:eu-west-1:111122223333:stack/workshop-janitor/0a1b");

  private final EventWriter writer = new EventWriter(GoldenNights.STAKES, Optional.of(STACK));

  static Set<String> nights() {
    return GoldenNights.all().keySet();
  }

  private static Report night(String name) {
    return Optional.ofNullable(GoldenNights.all().get(name)).orElseThrow();
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(SCHEMA));
  }

  private List<JsonNode> details() throws IOException {
    var all = new ArrayList<JsonNode>();
    for (var night : nights()) {
      all.add(MAPPER.readTree(writer.night(night(night))));
      all.add(MAPPER.readTree(writer.announcement(night(night))));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"announcement-3", "announcement-132", "failures", "hostile-names"})
  void eventsAreAsTheyWere(String night) throws IOException {
    var details =
        Map.of(
            "-night.json", writer.night(night(night)),
            "-announcement.json", writer.announcement(night(night)));
    for (var detail : details.entrySet()) {
      var path = GOLDEN.resolve(night + detail.getKey());
      var text = MAPPER.readTree(detail.getValue()).toPrettyString() + "\n";
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(path, text, UTF_8);
      }
      assertThat(text)
          .as("%s; after a wanted change: -Dgolden.update=true", path)
          .isEqualTo(Files.readString(path, UTF_8));
    }
  }

  @Test
  void everyEventIsAsThePublishedSchemaSays() throws IOException {
    for (var detail : details()) {
      assertThat(schema().validate(detail)).as(detail.get("summary").asText()).isEmpty();
    }
  }

  /// Whatever the schema names, some event has.
  @Test
  void theSchemaNamesNothingThatNoEventHas() throws IOException {
    var said = new TreeSet<String>();
    for (var detail : details()) {
      collect(detail, said);
    }
    var named = new TreeSet<String>();
    named(MAPPER.readTree(SCHEMA.toFile()), named);
    assertThat(said).isEqualTo(named);
  }

  private static void named(JsonNode schema, Set<String> names) {
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    schema.forEach(node -> named(node, names));
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(one -> collect(one, names));
  }

  @ParameterizedTest
  @MethodSource("nights")
  void anEventFits(String night) {
    assertThat(writer.night(night(night)).getBytes(UTF_8).length).isLessThan(EventWriter.LARGEST);
    assertThat(writer.announcement(night(night)).getBytes(UTF_8).length)
        .isLessThan(EventWriter.LARGEST);
  }

  @Test
  void whatDoesNotFitIsCountedAndWhatHoldsDataIsNamed() throws IOException {
    var report = night("announcement-4000");
    var detail = MAPPER.readTree(writer.announcement(report));
    assertThat(detail.get("resources").size()).isGreaterThan(1_000);
    assertThat(detail.get("resourcesCut").asInt()).isPositive();
    assertThat(detail.get("resources").size() + detail.get("resourcesCut").asInt())
        .isEqualTo(4_000);
    assertThat(detail.get("counts").get("announced").asInt()).isEqualTo(4_000);
    assertThat(detail.get("resources").get(0).get("holdsData").asBoolean()).isTrue();
  }

  /// Names of any length, in any script: what is cut is still JSON.
  @Test
  void theLongestNamesFitToo() throws IOException {
    var first = night("announcement-3").rows().getFirst();
    var rows = new ArrayList<Report.Row>();
    for (int i = 0; i < 2_000; i++) {
      var arn = Arn.of("arn:aws:dynamodb:eu-west-1:111122223333:table/" + "Ä\"".repeat(500) + i);
      rows.add(
          new Report.Row(
              Resource.of("AWS::DynamoDB::Table", arn, "eu-west-1").name("x").build(),
              first.verdict(),
              first.outcome(),
              0,
              Duration.ZERO,
              Report.Notice.NEW));
    }
    var text = writer.announcement(night("announcement-3").only(rows));
    assertThat(text.getBytes(UTF_8).length).isLessThan(EventWriter.LARGEST);
    assertThat(MAPPER.readTree(text).get("resourcesCut").asInt()).isGreaterThan(1_500);
  }

  @Test
  void whatTheBusDoesNotTakeIsToldAndLosesNothing() {
    var notifier =
        new EventNotifier((_, _) -> Optional.of("MalformedDetail: no"), writer, Fault::unexpected);
    var told = notifier.tell(night("announcement-3"));
    assertThat(told.accepted()).isFalse();
    assertThat(told.failed()).isFalse();
    assertThat(told.untold()).hasSize(1);
    assertThat(told.untold().getFirst().error()).isEqualTo("MalformedDetail: no");
    assertThat(told.untold().getFirst().remedy()).contains("PublishEvents=false");
    EventNotifier broken =
        new EventNotifier(
            (_, _) -> {
              throw new IllegalStateException("cut off");
            },
            writer,
            Fault::unexpected);
    assertThat(broken.tell(night("failures")).untold()).hasSize(1);
  }

  @Test
  void anAnnouncementIsAnEventOfItsOwn() {
    var types = new ArrayList<String>();
    var notifier =
        new EventNotifier(
            (type, _) -> {
              types.add(type);
              return Optional.empty();
            },
            writer,
            Fault::unexpected);
    assertThat(notifier.tell(night("announcement-3")).untold()).isEmpty();
    assertThat(types).containsExactly(EventNotifier.NIGHT, EventNotifier.ANNOUNCEMENT);
    notifier.tell(night("failures"));
    assertThat(types).hasSize(3).last().isEqualTo(EventNotifier.NIGHT);
  }
}
