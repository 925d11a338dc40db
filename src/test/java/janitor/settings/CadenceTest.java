package janitor.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cron(0 1 * * ? *)       |   1",
        "cron(0/15 * ? * * *)    |   1",
        "cron(0 1 ? * MON-FRI *) |   7",
        "cron(0 1 ? * 2 *)       |   7",
        "cron(0 1 ? * 2#1 *)     |  35",
        "cron(0 1 ? * 6L *)      |  35",
        "cron(0 1 ? * 2#5 *)     |  98",
        "cron(0 1 1 * ? *)       |  31",
        "cron(0 1 1,15 * ? *)    |  31",
        "cron(0 1 L * ? *)       |  31",
        "cron(0 1 31 * ? *)      |  62",
        "cron(0 1 1W * ? *)      |  62",
        "cron(0 1 1 1,7 ? *)     | 366",
        "cron(0 1 1 * ? 2027)    | 366",
        "rate(1 day)             |   1",
        "rate(21 days)           |  21",
        "rate(9999 days)         | 366",
        "something else          | 366",
      })
  void aScheduleTellsHowFarApartNightsMayBe(String schedule, int days) {
    assertThat(Cadence.of(Optional.of(schedule)).longestGap()).isEqualTo(Duration.ofDays(days));
  }

  @Test
  void hoursAreHours() {
    assertThat(Cadence.of(Optional.of("rate(12 hours)")).longestGap())
        .isEqualTo(Duration.ofHours(12));
  }

  @Test
  void byHandThereMayBeAMonthBetweenThem() {
    assertThat(Cadence.of(Optional.empty()).longestGap()).isEqualTo(Duration.ofDays(31));
  }
}
