package janitor.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.Nights;
import janitor.report.ReportWriter;
import janitor.report.ResultWriter;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many resources in one account: what they take, and that answer and mail stay within their
/// limits.
@Tag("soak")
final class SizeSoakTest {
  private static final int MANY = 50_000;
  private static final int LAMBDA_TAKES = 6_291_556;
  private static final int SES_TAKES = 40 << 20;
  private static final int MEGABYTE = 1 << 20;

  @Test
  void fiftyThousandInTheFakeAccount() throws IOException {
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
                report.calls(),
                peakHeap() / MEGABYTE,
                (double) answer.length() / MEGABYTE,
                shown,
                (double) bytes(mail) / MEGABYTE));
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
