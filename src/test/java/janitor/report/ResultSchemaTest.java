package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import janitor.resource.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The published schema of the answer, and the answer.
class ResultSchemaTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path FILE = Path.of("docs", "result.schema.json");

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(FILE));
  }

  private static List<JsonNode> results() throws IOException {
    var idle =
        Report.idle(
            new Report.About(
                "w", "workshop", "111122223333", List.of("eu-west-1"), Reach.SERVERLESS),
            "n",
            Instant.EPOCH,
            3,
            "why");
    var night = GoldenNights.all().values().iterator().next();
    var goingOn =
        new Report(
            night.about(),
            night.course(),
            night.rows(),
            night.gaps(),
            night.telling(),
            new Report.Next("", Optional.empty(), Optional.of(Instant.EPOCH)));
    var told = night.with(new Told(true, false, Optional.of("id"), List.of("a@example.org"), ""));
    var results =
        Stream.concat(GoldenNights.all().values().stream(), Stream.of(idle, goingOn, told))
            .map(new ResultWriter()::write)
            .toList();
    return List.copyOf(
        MAPPER.readerForListOf(JsonNode.class).<List<JsonNode>>readValue(results.toString()));
  }

  private static Set<String> complaints(JsonNode result) throws IOException {
    return schema().validate(result).stream()
        .map(ValidationMessage::getMessage)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyAnswerIsAsThePublishedSchemaSays() throws IOException {
    for (var result : results()) {
      assertThat(complaints(result)).as(result.get("night").asText()).isEmpty();
    }
  }

  /// Whatever the schema names, some answer has.
  @Test
  void theSchemaNamesNothingThatNoAnswerHas() throws IOException {
    var said = new TreeSet<String>();
    for (var result : results()) {
      collect(result, said);
    }
    var named = new TreeSet<String>();
    MAPPER
        .readTree(FILE.toFile())
        .findValues("properties")
        .forEach(properties -> properties.fieldNames().forEachRemaining(named::add));
    assertThat(said).containsAll(named);
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(one -> collect(one, names));
  }

  @Test
  void whatIsNotInItIsComplainedOf() throws IOException {
    var result = (ObjectNode) results().getFirst();
    assertThat(complaints(result.deepCopy().put("more", 1))).hasSize(1);
    assertThat(complaints(result.deepCopy().put("mode", "maybe"))).hasSize(1);
    assertThat(complaints(result.deepCopy().put("calls", "many"))).hasSize(1);
    assertThat(complaints(result.deepCopy().without(List.of("counts")))).hasSize(1);
  }
}
