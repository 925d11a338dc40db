package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.LedgerTable;
import janitor.page.DecisionTable;
import janitor.resource.Arn;
import janitor.resource.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The janitor's table as DynamoDB serves it.
final class LedgerTableIT {
  private static final Instant NOW = Instant.parse("2026-11-26T01:00:00Z");
  private static final Emulator EMULATOR = Emulator.start();
  private static final Clients AWS =
      new Clients(new Calls(), builder -> Night.at(EMULATOR, builder));

  private final FastTime time = new FastTime(NOW);
  private final LedgerTable table =
      new LedgerTable(() -> AWS.dynamoDb(Emulator.REGION), Rehearsal.LEDGER, time);

  @BeforeAll
  static void make() {
    Rehearsal.makeLedger(EMULATOR);
  }

  @AfterAll
  static void end() {
    AWS.close();
    EMULATOR.close();
  }

  private static Map<String, AttributeValue> item(String what, int id, String text) {
    var item = new HashMap<>(LedgerTable.key(what, "%03d".formatted(id)));
    item.put("text", LedgerTable.text(text));
    return item;
  }

  private List<String> texts(String what) {
    return table.query(what).map(item -> LedgerTable.text(item, "text").orElseThrow()).toList();
  }

  private static void leaveAPartOf(int batches) {
    EMULATOR.control(
        "POST",
        "faults",
        List.of(
            Map.of(
                "service", "dynamodb",
                "operation", "BatchWriteItem",
                "kind", "part",
                "times", batches)));
  }

  @Test
  void whatIsLeftOfABatchIsSentAgainAfterAPause() {
    leaveAPartOf(3);
    table.write(IntStream.range(0, 60).mapToObj(i -> item("written", i, "text " + i)));
    assertThat(texts("written"))
        .containsExactlyElementsOf(IntStream.range(0, 60).mapToObj(i -> "text " + i).toList());
    assertThat(Duration.between(NOW, time.instant()))
        .isBetween(Duration.ofMillis(350), Duration.ofMillis(400));
    leaveAPartOf(1);
    table.remove("written", IntStream.range(0, 60).mapToObj("%03d"::formatted));
    assertThat(texts("written")).isEmpty();
  }

  @Test
  void ofTwoWithOneKeyTheLastCounts() {
    table.write(Stream.of(item("twice", 1, "first"), item("twice", 1, "last")));
    assertThat(texts("twice")).containsExactly("last");
    table.remove("twice", Stream.of("001", "001"));
    assertThat(texts("twice")).isEmpty();
  }

  /// A key has 1,024 bytes, and a parameter's name may have almost as many.
  @Test
  void theLongestNameCanBeKept() {
    var decision =
        new Decision(
            Arn.of("arn:aws:ssm:eu-central-1:123456789012:parameter/" + "x".repeat(962)),
            Optional.empty(),
            "a-teacher-with-a-long-name@example.org",
            NOW,
            new Decision.Source("list", "workshop=students", "eu-central-1"));
    var decisions = new DecisionTable(table);
    decisions.write(List.of(decision));
    assertThat(decisions.all()).contains(decision);
    decisions.remove(List.of(decision));
    assertThat(decisions.all()).doesNotContain(decision);
  }

  /// An earlier release wrote neither whose page it was nor where the thing is.
  @Test
  void whatWasDecidedBeforeMarksWereIsRead() {
    var item = new HashMap<>(LedgerTable.key("decision", "old"));
    item.put("arn", LedgerTable.text("arn:aws:sqs:eu-central-1:123456789012:old"));
    item.put("decidedBy", LedgerTable.text("ada@example.org"));
    item.put("decidedAt", LedgerTable.text(NOW.toString()));
    item.put("list", LedgerTable.text("list"));
    table.put(item);
    assertThat(new DecisionTable(table).all())
        .contains(
            new Decision(
                Arn.of("arn:aws:sqs:eu-central-1:123456789012:old"),
                Optional.empty(),
                "ada@example.org",
                NOW,
                new Decision.Source("list", "", "")));
    table.remove("decision", Stream.of("old"));
  }

  /// All of a night's, by one person: 400 batches, some taken in part.
  @Test
  void tenThousandDecisionsAreWrittenReadAndTakenBack() {
    var decisions = new DecisionTable(table);
    var all =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    new Decision(
                        Arn.of("arn:aws:sqs:eu-central-1:123456789012:queue-" + i),
                        i % 2 == 0 ? Optional.empty() : Optional.of(NOW.plus(Duration.ofDays(7))),
                        "ada@example.org",
                        NOW,
                        new Decision.Source("list", "workshop=students", "eu-central-1")))
            .toList();
    leaveAPartOf(50);
    decisions.write(all);
    assertThat(decisions.all()).containsExactlyInAnyOrderElementsOf(all);
    decisions.remove(all);
    assertThat(decisions.all()).isEmpty();
  }
}
