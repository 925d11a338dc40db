package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final Instant BEGIN = Instant.parse("2026-11-30T01:00:00Z");

  private final FakeTime time = new FakeTime(BEGIN);
  private final Lane documented =
      new Lane(Optional.of(new Rates.Rate("ten", Set.of("Fake"), Set.of("Ask"), 10, 10)), time);
  private final Lane unknown = new Lane(Optional.empty(), time);

  private Duration takes(Lane lane, int calls) {
    var began = time.instant();
    for (int i = 0; i < calls; i++) {
      assertThat(lane.await(Instant.MAX)).isTrue();
    }
    return Duration.between(began, time.instant());
  }

  @Test
  void aDocumentedRateIsKeptAfterTheBurst() {
    assertThat(takes(documented, 10)).isZero();
    assertThat(takes(documented, 300)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
  }

  @Test
  void anUnknownRateIsNoneUntilTheFirstThrottle() {
    assertThat(takes(unknown, 100)).isZero();
    assertThat(unknown.again()).isPositive();
    // Half of what went in that second, and a tenth more each second.
    assertThat(takes(unknown, 100)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
  }

  /// Those in flight are throttled together, and that is one sign only.
  @Test
  void aHundredThrottlesAtOnceSlowItDownOnce() {
    takes(documented, 10);
    for (int i = 0; i < 10; i++) {
      documented.again();
    }
    assertThat(takes(documented, 10)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
  }

  @Test
  void whatOthersUseUpItFindsOutAndTakesAgainLater() {
    takes(documented, 10);
    documented.again();
    time.step(Duration.ofMinutes(1));
    takes(documented, 20);
    time.step(Duration.ofMinutes(1));
    takes(documented, 10);
    assertThat(takes(documented, 50)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
  }

  @Test
  void noTurnIsWaitedForThatComesTooLate() {
    takes(documented, 10);
    assertThat(documented.await(BEGIN.plusMillis(50))).isFalse();
    assertThat(documented.await(BEGIN.plusMillis(150))).isTrue();
    assertThat(time.instant()).isBefore(BEGIN.plusMillis(150));
  }
}
