package janitor.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlTest {
  private static final Optional<Instant> BORN = Optional.of(Instant.parse("2026-11-01T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "7d,PT168H",
    "12h,PT12H",
    "30m,PT30M",
    "0,PT0S",
    "0d,PT0S",
    "P7D,PT168H",
    "PT12H,PT12H",
    "P1DT1H,PT25H",
    "3650d,PT87600H"
  })
  void peopleWriteTimesToLiveInSeveralWays(String text, Duration ttl) {
    assertThat(Ttl.parse(text)).contains(ttl);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "7",
        "-1",
        "-1d",
        "7 d",
        "7w",
        "7D",
        "PT-1H",
        "-P1D",
        "P1M",
        "1.5d",
        "3651d",
        "9999999d",
        "P99999999999999999999D",
        "٧d",
        "7d\n",
        "null"
      })
  void whatIsNoTimeToLiveIsNotGuessedAt(String text) {
    assertThat(Ttl.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-12-24T18:00:00Z,2026-12-24T18:00:00Z",
    "2026-12-24T18:00:00+02:00,2026-12-24T16:00:00Z",
    "2026-12-24,2026-12-25T00:00:00Z",
    "' 2026-12-24 ',2026-12-25T00:00:00Z",
    "2d,2026-11-03T12:00:00Z",
    "P2D,2026-11-03T12:00:00Z",
    "0,2026-11-01T12:00:00Z"
  })
  void expiresAtIsAnInstantOrADateOrADurationAfterCreation(String text, Instant at) {
    assertThat(Ttl.expiry(text, BORN)).contains(at);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"never", "", "24.12.2026", "2026-13-01", "2026-02-30", "-2d", "2026-12-24T18:00"})
  void rubbishInExpiresAtIsUnreadable(String text) {
    assertThat(Ttl.expiry(text, BORN)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31",
        "-999999999-01-01",
        "+999999999-12-31T23:59:59-18:00",
        "-999999999-01-01T00:00:00+18:00",
        "+10000-01-01"
      })
  void datesBeyondAnyCalendarAreRubbishToo(String text) {
    assertThat(Ttl.expiry(text, BORN)).isEmpty();
  }

  @Test
  void aDurationNeedsACreationTime() {
    assertThat(Ttl.expiry("2d", Optional.empty())).isEmpty();
    assertThat(Ttl.expiry("2026-12-24", Optional.empty())).isPresent();
  }
}
