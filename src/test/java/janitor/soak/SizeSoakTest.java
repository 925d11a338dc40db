package janitor.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.night.Nights;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.report.ReportWriter;
import janitor.report.ResultWriter;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many resources in one account: what they take, and that answer and mail stay within their
/// limits.
@Tag("soak")
final class SizeSoakTest {
  private static final int MANY = 50_000;
  private static final int LAMBDA_TAKES = 6_291_556;
  private static final int SES_TAKES = 40 << 20;
  private static final String SENDER = "janitor@example.org";
  private static final int MEGABYTE = 1 << 20;

  @Test
  void fiftyThousandInTheFakeAccount() throws IOException {
    Today.takesGroup(1, "size, fake account");
    forgetPeaks();
    var nights = new Nights().set("JANITOR_MAX_DELETIONS", "100000");
    for (int i = 0; i < MANY; i += 5) {
      var bus = nights.account.due(nights.account.thing, "bus-" + i);
      nights.account.due(nights.account.thing, "rule-" + i).uses(bus);
      nights.account.due(nights.account.store, "table-" + i);
      nights.account.due(nights.account.thing, "queue-" + i);
      nights.account.due(nights.account.thing, "topic-" + i);
    }
    var began = System.nanoTime();
    var report = nights.begin("{\"detail\":{\"ttl\":\"0\"}}");
    var took = Figures.secondsSince(began);
    assertThat(report.count(Outcome.Gone.class)).isEqualTo(MANY);
    assertThat(nights.account.left()).isEmpty();

    var answer = new ResultWriter().write(report);
    var result = JSON.std.mapFrom(answer);
    var shown = ((List<?>) result.getOrDefault("resources", List.of())).size();
    assertThat(answer.getBytes(UTF_8).length).isLessThan(LAMBDA_TAKES);
    assertThat(result).containsEntry("resourcesCut", MANY - shown);
    assertThat(String.valueOf(result.get("counts"))).contains("gone=" + MANY);
    var mail = nights.post.sent().getLast().mail();
    assertThat(bytes(mail)).isLessThan(SES_TAKES);
    Figures.say(
        "size, fake account",
        ("%d resources in %s, %d calls, heap at most %d MB; answer %.1f MB with %d rows, mail %.1f"
                + " MB as it travels")
            .formatted(
                MANY,
                took,
                report.course().calls(),
                peakHeap() / MEGABYTE,
                (double) answer.length() / MEGABYTE,
                shown,
                (double) bytes(mail) / MEGABYTE));
  }

  @Test
  void fiveThousandOnTheEmulator() throws IOException {
    Today.takesGroup(1, "size, emulator");
    var began = System.nanoTime();
    try (var emulator = Emulator.start()) {
      crowd(
          emulator, "seed", "--workshop", Rehearsal.WORKSHOP, "--count", "5000", "--others", "200");
      assertThat(crowd(emulator, "count")).isEqualTo(Map.of("due", 5_000, "others", 200));
      var seeded = Figures.secondsSince(began);
      Rehearsal.makeLedger(emulator);
      try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
        aws.ses(Emulator.REGION).createEmailIdentity(request -> request.emailIdentity(SENDER));
      }
      var environment = new HashMap<>(Rehearsal.environment(emulator));
      environment.put("JANITOR_MAX_DELETIONS", "100000");
      forgetPeaks();
      var swept = System.nanoTime();
      var night = Night.sweepNow(emulator, environment);
      var took = Figures.secondsSince(swept);
      var peak = peakHeap();
      assertThat(night.count("gone")).isEqualTo(5_000);
      assertThat(night.count("failed")).isZero();
      assertThat(crowd(emulator, "count")).isEqualTo(Map.of("due", 0, "others", 200));
      var answer = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asBytes(night.result()).length;
      assertThat(answer).isLessThan(LAMBDA_TAKES);
      Figures.say(
          "size, emulator",
          ("%d resources in %s and %s rounds, %s calls, heap at most %d MB; answer %.1f MB; seeded"
                  + " in %s")
              .formatted(
                  5_000,
                  took,
                  night.field("rounds"),
                  night.field("calls"),
                  peak / MEGABYTE,
                  (double) answer / MEGABYTE,
                  seeded));
    }
  }

  private static Map<String, Object> crowd(Emulator emulator, String command, String... how)
      throws IOException {
    var arguments = new ArrayList<>(List.of(command, "--region", Emulator.REGION));
    arguments.addAll(List.of(how));
    return JSON.std.mapFrom(emulator.run("crowd.py", arguments.toArray(String[]::new)));
  }

  /// With its list, which travels in base64.
  private static long bytes(ReportWriter.Mail mail) {
    var parts = List.of(mail.html(), mail.text(), mail.csv().orElse(""));
    return parts.stream().mapToLong(part -> part.getBytes(UTF_8).length).sum() * 4 / 3;
  }

  private static void forgetPeaks() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
