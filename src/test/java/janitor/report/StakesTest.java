package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Verdict;
import janitor.report.Report.Notice;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StakesTest {
  private static Row row(String type, String arn) {
    return new Row(
        Resource.of(type, Arn.of(arn), "eu-west-1").guard("nobody knows it").build(),
        new Verdict.Untouchable("nobody knows it"),
        new Outcome.Withheld("nobody knows it", false),
        0,
        Duration.ZERO,
        Notice.NONE);
  }

  private static Row unknown(String type) {
    return row(type, "arn:aws:" + type.replaceFirst(":", ":eu-west-1:111122223333:") + ":x");
  }

  /// What no kind claims stays for certain, so what it costs is worth knowing.
  @ParameterizedTest
  @CsvSource({
    "elasticmapreduce:cluster, tens of dollars a day or more",
    "docdb-elastic:cluster, dollars a day",
    "config:config-rule, dollars a month",
    "guardduty:detector, dollars a month"
  })
  void whatNobodyKnowsCostsWhatItsServiceTakes(String type, String words) {
    assertThat(GoldenNights.STAKES.price(unknown(type))).contains(words);
  }

  @Test
  void ofAnyOtherNothingIsSaid() {
    assertThat(GoldenNights.STAKES.price(unknown("iot:thing"))).isEmpty();
  }

  @Test
  void whatCostsMostStandsFirst() {
    var rows =
        Stream.of(
                unknown("iot:thing"),
                row("AWS::Lambda::Function", "arn:aws:lambda:eu-west-1:111122223333:function:f"),
                unknown("docdb-elastic:cluster"),
                unknown("elasticmapreduce:cluster"))
            .sorted(GoldenNights.STAKES.order())
            .map(row -> row.resource().type());
    assertThat(rows).startsWith("elasticmapreduce:cluster", "docdb-elastic:cluster");
  }
}
