package janitor.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Plan;
import janitor.resource.Deadline;
import janitor.sweep.Journal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptionTest {
  private static final Journal.Entry PLANNED =
      new Journal.Planned(new Plan(List.of(), List.of(), Optional.empty()));

  private final Interruption interruption = new Interruption();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void stop() {
    interruption.stop(new PrintStream(err, true, StandardCharsets.UTF_8), "janitor sweep");
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatOnlyLooksEndsAtOnce() {
    stop();
    assertThat(said()).isEqualTo("Stopped: nothing was deleted.\n");
  }

  @Test
  void whoHasSaidAllIsNotHeldUp() {
    interruption.journal().note(PLANNED);
    interruption.over();
    stop();
    assertThat(said()).isEmpty();
  }

  @Test
  void nothingBeginsAnyMore() throws InterruptedException {
    var deadline =
        new Deadline(interruption.instant().plus(Duration.ofHours(12)), interruption.clock());
    assertThat(deadline.leaves(Duration.ofHours(1))).isTrue();
    interruption.journal().note(PLANNED);
    var stopping = Thread.ofVirtual().start(this::stop);
    while (!interruption.isStopped()) {
      interruption.pause(Duration.ofMillis(5));
    }
    assertThat(deadline.leaves(Duration.ZERO)).isFalse();
    interruption.over();
    stopping.join();
    assertThat(said()).startsWith("Stopping: nothing new begins").doesNotContain("did not end");
  }

  @Test
  void aWaitIsOverAtOnce() throws InterruptedException {
    interruption.journal().note(PLANNED);
    var begun = interruption.instant();
    var waiting = Thread.ofVirtual().start(() -> interruption.pause(Duration.ofHours(1)));
    var stopping = Thread.ofVirtual().start(this::stop);
    waiting.join();
    interruption.over();
    stopping.join();
    assertThat(interruption.instant()).isBefore(begun.plusSeconds(10));
  }

  /// The waits between the last looks are waited for.
  @Test
  void afterThatWaitsTakeTheirTime() throws InterruptedException {
    interruption.journal().note(PLANNED);
    var stopping = Thread.ofVirtual().start(this::stop);
    while (!interruption.isStopped()) {
      interruption.pause(Duration.ofMillis(5));
    }
    var begun = interruption.instant();
    interruption.pause(Duration.ofMillis(200));
    assertThat(interruption.instant()).isAfterOrEqualTo(begun.plusMillis(200));
    interruption.over();
    stopping.join();
  }

  /// Between the last look and the first deletion: it has said that nothing was deleted.
  @Test
  void whoWasStoppedBeforeTheFirstDeletionNeverBegins() throws InterruptedException {
    stop();
    var begun = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              interruption.journal().note(PLANNED);
              begun.countDown();
            });
    assertThat(begun.await(300, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
  }
}
