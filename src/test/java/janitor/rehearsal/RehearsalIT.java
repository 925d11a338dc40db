package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.kind.Kinds;
import janitor.sweep.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of the workshop, said by hand, on the emulator: every kind is proven gone, every
/// bystander stays.
class RehearsalIT {

  /// Kinds of which nothing can be due on the emulator, each for the reason beside it.
  private static final Set<String> NEVER_GONE =
      Set.of(
          // Jobs cannot be deleted by anybody: they are reported, and go with their group.
          "AWS::Personalize::BatchInferenceJob",
          "AWS::Personalize::BatchSegmentJob",
          "AWS::Personalize::DatasetImportJob",
          "AWS::Personalize::DatasetExportJob");

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
    var gone = night.ended("Gone").map(one -> one.get("type")).collect(Collectors.toSet());
    var missing = new TreeSet<>(Kinds.types());
    missing.removeAll(gone);
    missing.removeAll(NEVER_GONE);
    assertThat(missing).isEmpty();
  }
}
