package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Unread;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnheardTest {

  /// The first is what may stand in an issue, the second what AWS said.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "User: <arn sts> may not|User: arn:aws:sts::111122223333:assumed-role/teacher/x may not",
        "<name> is in <name>|exams is in [lab]",
        "Invalid API identifier specified <account>:<id>"
            + "|Invalid API identifier specified 111122223333:6wv8r5sehj",
        "The key <id> is no key|The key 0e70fa46-b702-4fe7-807e-8dea0d333f7d is no key",
        "Rule can't be deleted since it has 3 targets.|Rule can't be deleted since it has 3"
            + " targets.",
        "You can't delete the secret <name>, it's kept|You can't delete the secret 'a b', it's"
            + " kept",
        "Ask <address> at <url>|Ask jane.doe@example.com at https://example.com/a?b=c",
        "From <ip>, role <name>|From 10.1.2.3, role \"Anna Muster\"",
        "Stack status is UPDATE_ROLLBACK_FAILED|Stack status is UPDATE_ROLLBACK_FAILED"
      })
  void whatNamesSomethingIsAPlaceholder(String shown, String said) {
    assertThat(Unheard.nameless(said, Set.of("exams", "my"))).isEqualTo(shown);
  }

  /// Of such a thing there is no row.
  @Test
  void whatCouldNotBeReadIsNotNamedEither() {
    var said = "Table customer-billing was asked about together with old/exam-results";
    var report =
        Objects.requireNonNull(GoldenNights.all().get("failures"))
            .with(
                new Unread(
                    "AWS::DynamoDB::Table in eu-west-1",
                    List.of(
                        Arn.of("arn:aws:dynamodb:eu-west-1:111122223333:table/customer-billing"),
                        Arn.of("arn:aws:ecr:eu-west-1:111122223333:repository/old/exam-results")),
                    said,
                    false,
                    Optional.empty(),
                    "",
                    Optional.of(new Fault.Answer("dynamodb", "DescribeTable", "Odd", 400, said))));
    assertThat(report.unheard())
        .anySatisfy(
            block ->
                assertThat(block)
                    .contains("Table <name> was asked about together with ")
                    .doesNotContain("billing", "exam", "results"));
  }

  @Test
  void theAnswerNamesTheBlock() throws IOException {
    var report = Objects.requireNonNull(GoldenNights.all().get("failures"));
    assertThat(report.unheard())
        .containsExactly(
            """
            service: dynamodb
            operation: DeleteTable
            code: ValidationException
            status: 400
            message: Table <name> of <account> is held by <name>\
            """);
    var json = JSON.std.mapFrom(new ResultWriter().write(report));
    assertThat(String.valueOf(json.get("unknownAnswers")))
        .contains("Table <name> of <account> is held by <name>")
        .doesNotContain("exams", "111122223333", "vault");
    assertThat(json.get("counts"))
        .isEqualTo(
            Map.of(
                "gone",
                2,
                "requested",
                0,
                "wouldDelete",
                0,
                "withheld",
                2,
                "failed",
                4,
                "unread",
                3));
  }
}
