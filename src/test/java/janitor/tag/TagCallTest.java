package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.kind.Kinds;
import janitor.settings.Refusal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagCallTest {

  @Test
  void allWordsAreTaken() {
    var call =
        TagCall.of(
            Kinds.types(),
            "tag",
            "--name",
            "student*",
            "--name",
            "Student*",
            "--type",
            "AWS::SQS::Queue",
            "--region",
            "eu-west-1",
            "--since",
            "2026-11-30",
            "--plan",
            "p.json",
            "--yes");
    assertThat(call.isUntag()).isFalse();
    assertThat(call.names()).extracting(one -> one.text()).containsExactly("student*", "Student*");
    assertThat(call.types()).containsExactly("AWS::SQS::Queue");
    assertThat(call.regions()).containsExactly("eu-west-1");
    assertThat(call.since()).contains(Instant.parse("2026-11-30T00:00:00Z"));
    assertThat(call.plan().orElseThrow()).hasToString("p.json");
    assertThat(call.isConfirmed()).isTrue();
    assertThat(
            TagCall.of(
                    Kinds.types(), "tag", "--name", "abc", "--since", "2026-11-30T10:00:00+02:00")
                .since())
        .contains(Instant.parse("2026-11-30T08:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tag | say what to tag",
        "tag --yes | say what to tag",
        "tag --name | --name needs a value",
        "tag --name --yes | --name needs a value",
        "tag --name * | would take too much along",
        "tag --name ** | would take too much along",
        "tag --name ?* | would take too much along",
        "tag --name student* --name * | would take too much along",
        "tag --name student* --from p.json | say what to tag",
        "tag student-api | unknown word \"student-api\"",
        "tag --name student* --force | unknown word \"--force\"",
        "tag --name student* --type AWS::DynamoDB::Tables | unknown type",
        "tag --name student* --type table | unknown type \"table\"",
        "tag --name student* --region nowhere | \"nowhere\" is no region",
        "tag --name student* --since yesterday | \"yesterday\" is no date",
        "tag --name student* --since 2026-13-01 | is no date",
        "tag --from p.json --type AWS::SQS::Queue | leave --type, --region and --since out",
        "untag | untag takes back what a saved plan tagged",
        "untag --name student* | untag takes back what a saved plan tagged",
        "untag --from p.json --name student* | untag takes back what a saved plan tagged",
        "untag --from p.json --plan q.json | untag takes back what a saved plan tagged"
      })
  void whatIsWrongIsSaidInOneLine(String words, String said) {
    assertThatThrownBy(() -> TagCall.of(Kinds.types(), words.strip().split(" ", -1)))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(said.strip())
        .hasMessageNotContaining("\n");
  }

  @Test
  void everyWrongWordIsNamedAtOnce() {
    assertThatThrownBy(
            () -> TagCall.of(Kinds.types(), "tag", "--name", "*", "--type", "x", "--since", "y"))
        .hasMessageContainingAll("too much along", "unknown type", "no date");
  }
}
