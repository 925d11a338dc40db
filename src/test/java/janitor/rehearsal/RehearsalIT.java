package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.kind.Kinds;
import janitor.sweep.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of the workshop, said by hand, on the emulator: every kind is proven gone, every
/// bystander stays.
class RehearsalIT {

  @TempDir static Path folder;
  private static Emulator emulator;
  private static Night night;
  private static Map<String, Object> check;

  @BeforeAll
  static void sweepsNow() throws IOException {
    emulator = Emulator.start();
    var manifest = folder.resolve("manifest.json").toString();
    emulator.run(
        "workshop.py",
        "seed",
        "--workshop",
        Rehearsal.WORKSHOP,
        "--region",
        Emulator.REGION,
        "--manifest",
        manifest);
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    environment.put("JANITOR_REPORT_FROM", "janitor@example.org");
    environment.put("JANITOR_REPORT_TO", "teacher@example.org");
    Journal quiet = _ -> {};
    night =
        Night.of(
            emulator,
            environment,
            new FastTime(Instant.now()),
            quiet,
            "{\"detail\":{\"ttl\":\"0\"}}");
    check =
        JSON.std.mapFrom(
            emulator.run(
                "workshop.py", "check", "--manifest", manifest, "--also-due", "notYetDue"));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @Test
  void noBystanderIsLost() {
    assertThat((List<?>) check.get("lost")).isEmpty();
  }

  @Test
  void nothingThatWasDueIsStillThere() {
    assertThat((List<?>) check.get("stillThere")).isEmpty();
  }

  @Test
  void nothingFailedAndAllWasReadable() {
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat((List<?>) night.field("unread")).isEmpty();
  }

  @Test
  void everyKindWasProvenGone() {
    var coverage = Coverage.of(Kinds.types(), List.of(night));
    System.out.println(coverage.text());
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void whatIsWithheldIsNamedWithItsReason() throws IOException {
    var named =
        night
            .ended("Withheld")
            .filter(one -> !one.getOrDefault("reason", "").isBlank())
            .map(one -> one.get("arn"))
            .collect(Collectors.toSet());
    var withheld =
        (List<Map<String, Object>>)
            JSON.std
                .mapFrom(Files.readString(folder.resolve("manifest.json")))
                .getOrDefault("withheld", List.of());
    assertThat(withheld).extracting(one -> one.get("arn")).isNotEmpty().isSubsetOf(named);
  }
}
