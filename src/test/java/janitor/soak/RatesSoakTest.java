package janitor.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.resource.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A thousand resources due at once, in an account that takes no more calls a second than AWS does,
/// by the clock on the wall.
@Tag("soak")
final class RatesSoakTest {
  private static final String SENDER = "janitor@example.org";

  /// What one of the emulated account's rates saw.
  private record Rate(String name, double aSecond, double burst, int taken, int refused) {
    static Rate of(Map<?, ?> told) {
      return new Rate(
          String.valueOf(told.get("name")),
          number(told, "aSecond").doubleValue(),
          number(told, "burst").doubleValue(),
          number(told, "taken").intValue(),
          number(told, "refused").intValue());
    }

    private static Number number(Map<?, ?> told, String what) {
      return (Number) Objects.requireNonNull(told.get(what));
    }

    /// The least time in which it takes as many.
    double seconds() {
      return Math.max(0, (taken - burst) / aSecond);
    }

    @Override
    public String toString() {
      return "%s %d (%d refused) %.0f s".formatted(name, taken, refused, seconds());
    }
  }

  @Test
  void allGoesAsFastAsTheRatesAllow() throws IOException {
    Today.takesGroup(2, "rates");
    try (var emulator = Emulator.start()) {
      var seeded = seed(emulator, "seed", "--workshop", Rehearsal.WORKSHOP);
      assertThat(seeded)
          .isEqualTo(
              Map.of(
                  "tables", 300,
                  "functions", 200,
                  "httpApis", 100,
                  "restApis", 3,
                  "queues", 200,
                  "roles", 100,
                  "logGroups", 300));
      Rehearsal.makeLedger(emulator);
      try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
        aws.ses(Emulator.REGION).createEmailIdentity(request -> request.emailIdentity(SENDER));
      }
      var environment = new HashMap<>(Rehearsal.environment(emulator));
      environment.put("JANITOR_MAX_DELETIONS", "2000");
      emulator.control("POST", "rates", Map.of("enforced", true));
      var began = System.nanoTime();
      var night =
          Night.of(
              environment,
              Time.system(),
              _ -> {},
              "{\"detail\":{\"ttl\":\"0\"}}",
              Night.REHEARSAL,
              aws -> Night.at(emulator, aws));
      var took = Duration.ofNanos(System.nanoTime() - began);
      var rates = rates(emulator);
      emulator.control("POST", "rates", Map.of("enforced", false));
      // Waves come one after the other, and so do the services in them; REST APIs go beside them.
      var isBeside = Collectors.partitioningBy((Rate rate) -> rate.aSecond() < 1);
      var allowed =
          rates.stream().collect(isBeside).values().stream()
              .mapToDouble(some -> some.stream().mapToDouble(Rate::seconds).sum())
              .max()
              .orElseThrow();
      Figures.say(
          "rates",
          "gone %d of 1203, failed %d, %s rounds, %s calls; took %s, the rates allow %.1f s: %s"
              .formatted(
                  night.count("gone"),
                  night.count("failed"),
                  night.field("rounds"),
                  night.field("calls"),
                  Figures.seconds(took),
                  allowed,
                  rates.stream().filter(rate -> rate.taken() > 0).toList()));
      assertThat(night.count("failed")).isZero();
      assertThat(seed(emulator, "left").values()).containsOnly(0);
      assertThat(night.count("gone")).isEqualTo(1_203);
      assertThat(took.toMillis() / 1000.0).isLessThanOrEqualTo(1.3 * allowed);
    }
  }

  private static List<Rate> rates(Emulator emulator) {
    return ((List<?>) emulator.control("GET", "rates", Map.of()))
        .stream().map(one -> Rate.of((Map<?, ?>) one)).toList();
  }

  private static Map<String, Object> seed(Emulator emulator, String command, String... how)
      throws IOException {
    var arguments = new ArrayList<>(List.of(command, "--region", Emulator.REGION));
    arguments.addAll(List.of(how));
    return JSON.std.mapFrom(emulator.run("rates_seed.py", arguments.toArray(String[]::new)));
  }
}
