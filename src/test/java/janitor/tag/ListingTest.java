package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static Resource.Builder queue(String name) {
    return Resource.of(
            "AWS::SQS::Queue", new Arn("aws", "sqs", "eu-west-1", "1", "queue"), "eu-west-1")
        .name(name);
  }

  private static Candidate chosen(Resource.Builder builder, String... children) {
    return new Candidate(builder.build(), Optional.empty(), List.of(children));
  }

  @Test
  void whatIsTaggedComesFirstAndColumnsStandInLine() {
    var kept =
        new Candidate(
            queue("kept").tags(Tags.of(Map.of("a", "b", "aws:x", "y"))).build(),
            Optional.of("it carries janitor:keep"),
            List.of());
    var old = queue("a-much-longer-name").createdAt(Instant.parse("2026-11-20T23:00:00Z"));
    var changed = queue("changed").modifiedAt(Instant.parse("2026-11-21T01:00:00Z"));
    assertThat(
            new Listing(List.of(kept, chosen(old, "Logs LogGroup /x"), chosen(changed)), 80)
                .lines())
        .containsExactly(
            "  TYPE             NAME                REGION     MADE           TAGS",
            "+ AWS::SQS::Queue  a-much-longer-name  eu-west-1  2026-11-20",
            "      with it goes Logs LogGroup /x",
            "+ AWS::SQS::Queue  changed             eu-west-1  by 2026-11-21",
            "  AWS::SQS::Queue  kept                eu-west-1  unknown        a=b",
            "      not tagged: it carries janitor:keep");
  }

  /// A column of tags is there for those who have some; without room each has two lines.
  @Test
  void theTableIsNoWiderThanTheTerminal() {
    var plain = new Listing(List.of(chosen(queue("jobs"))), 48);
    assertThat(plain.lines())
        .containsExactly(
            "  TYPE             NAME  REGION     MADE",
            "+ AWS::SQS::Queue  jobs  eu-west-1  unknown");
    var tagged = queue("jobs").tags(Tags.of(Map.of("course", "cloud-2026")));
    assertThat(new Listing(List.of(chosen(tagged)), 48).lines())
        .containsExactly("+ AWS::SQS::Queue jobs", "      eu-west-1, unknown, course=cloud-2026");
  }

  @Test
  void nothingFoundIsNoTable() {
    assertThat(new Listing(List.of(), 80).lines()).isEmpty();
  }

  /// Names, tags and reasons are anybody's text.
  @Test
  void noNameReachesTheTerminalAsACommand() {
    var hostile = "a\u001b[2J\u202eb\nc\u2028d\u200be\u0085f\uDC00";
    var candidate =
        new Candidate(
            queue(hostile).tags(Tags.of(Map.of(hostile, hostile))).build(),
            Optional.of(hostile),
            List.of());
    var other = chosen(queue(hostile), hostile);
    assertThat(new Listing(List.of(candidate, other), Integer.MAX_VALUE).lines())
        .hasSize(5)
        .noneMatch(line -> line.codePoints().anyMatch(ListingTest::isUnsafe))
        .anyMatch(line -> line.contains("a?[2J?b?c?d?e?f?"));
  }

  private static boolean isUnsafe(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
