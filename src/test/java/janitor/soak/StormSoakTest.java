package janitor.soak;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.bench.Account;
import janitor.bench.Account.Swept;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A night in which much of what is sent to AWS comes to nothing: 30 % are throttled, 5 % answered
/// with 500, 2 % cut off, and some of the rest come seconds late.
@Tag("soak")
final class StormSoakTest {
  private static final long SEED = Long.getLong("janitor.seed", 20_261_130L);

  @Test
  void everythingGoesAllTheSame() {
    Today.takesGroup(2, "storm");
    try (var account = new Account("--kinds", "first")) {
      var calm = swept(account);
      account.again();
      account
          .emulator()
          .control(
              "POST",
              "faults",
              Map.of(
                  "seed",
                  SEED,
                  "faults",
                  // Each meets only what those before it let pass.
                  List.of(
                      error("ThrottlingException", 400, 0.30),
                      error("InternalFailure", 500, 0.05 / 0.70),
                      Map.of("kind", "cut", "probability", 0.01 / 0.65, "times", 1_000_000),
                      Map.of(
                          "kind",
                          "cut",
                          "when",
                          "after",
                          "probability",
                          0.01 / 0.64,
                          "times",
                          1_000_000),
                      late(0.5, 0.10),
                      late(2.0, 0.05))));
      var storm = swept(account);
      assertThat(storm.gone()).isEqualTo(calm.gone());
      assertThat(storm.total()).isGreaterThan(calm.total());
      Figures.say(
          "storm",
          "%d resources: calm %d calls in %s and %s rounds; in the storm %d calls in %s and %s rounds"
              .formatted(
                  calm.gone(),
                  calm.total(),
                  Figures.seconds(calm.took()),
                  calm.night().field("rounds"),
                  storm.total(),
                  Figures.seconds(storm.took()),
                  storm.night().field("rounds")));
    }
  }

  private static Map<String, Object> error(String code, int status, double probability) {
    return Map.of(
        "kind",
        "error",
        "error",
        code,
        "status",
        status,
        "probability",
        probability,
        "times",
        1_000_000);
  }

  private static Map<String, Object> late(double seconds, double probability) {
    return Map.of("kind", "late", "delay", seconds, "probability", probability, "times", 1_000_000);
  }

  private static Swept swept(Account account) {
    var swept = account.sweep();
    account.emulator().control("DELETE", "faults", Map.of());
    // By hand, what is not yet due goes as well.
    assertThat(account.check("--also-due", "notYetDue", "--may-stay", "undated"))
        .containsEntry("stillThere", List.of())
        .containsEntry("lost", List.of());
    assertThat(swept.night().count("failed")).isZero();
    return swept;
  }
}
