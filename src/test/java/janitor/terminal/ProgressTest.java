package janitor.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.sweep.Counts;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final int COLUMNS = 60;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @AfterEach
  void noTerminal() {
    System.clearProperty(Progress.COLUMNS);
  }

  /// A night in which everything has a name that a terminal might take for a command.
  private void night(Progress progress) {
    var name = "evil\u001b[2J\u001b]0;title\u0007\r\n\u202e" + "x".repeat(200);
    var resource =
        Resource.of("AWS::SQS::Queue", new Arn("aws", "sqs", "r", "1", name), "r")
            .name(name)
            .build();
    progress.note(new Journal.RoundBegun("night-1", 1));
    progress.note(new Journal.WaveBegun(1, 2, 3));
    for (var outcome :
        new Outcome[] {
          new Outcome.Gone(""),
          new Outcome.Requested(name),
          new Outcome.WouldDelete(name),
          new Outcome.Withheld(name),
          new Outcome.Failed(name, name, false)
        }) {
      progress.note(
          new Journal.Ended(
              new Sweep.Done(
                  new Judged(resource, new Verdict.Expired(Optional.empty(), name)),
                  outcome,
                  1,
                  Duration.ZERO)));
    }
    progress.note(new Journal.Waiting("1 that AWS is still deleting", Duration.ofSeconds(4)));
    progress.note(new Journal.Mailed(false, name));
    progress.note(
        new Journal.NightOver(
            "w",
            new Counts(1, 1, 1, 1, 1, 2),
            List.of("service: evil\u001b[2J\nmessage: short"),
            9,
            Duration.ofSeconds(9),
            false));
  }

  @Test
  void linesArePlainWhereThereIsNoTerminal() {
    try (var progress = Progress.on(out)) {
      night(progress);
    }
    assertThat(bytes.toString(UTF_8)).doesNotContainPattern("[\\p{C}&&[^\n]]");
    assertThat(bytes.toString(UTF_8))
        .contains("wave 1 of 2: 3", "waiting 4 s for 1 that AWS")
        .contains("1 gone, 1 failed, 2 could not be looked at, 1 withheld, 9 calls")
        .contains("an issue with these lines", "    service: evil");
  }

  @Test
  void oneIsOne() {
    var resource =
        Resource.of("AWS::SQS::Queue", new Arn("aws", "sqs", "r", "1", "q"), "r").build();
    var step =
        new Plan.Step(
            new Judged(resource, new Verdict.Expired(Optional.empty(), "it is over")),
            Set.of(),
            List.of());
    try (var progress = Progress.on(out)) {
      progress.note(
          new Journal.Planned(new Plan(List.of(List.of(step)), List.of(), Optional.empty())));
      progress.note(
          new Journal.Planned(
              new Plan(List.of(List.of(step), List.of(step)), List.of(), Optional.empty())));
    }
    assertThat(bytes.toString(UTF_8))
        .contains("planned 1 deletion in 1 wave, 0 stay")
        .contains("planned 2 deletions in 2 waves, 0 stay");
  }

  @Test
  void displayMovesWhereThereIsOne() {
    System.setProperty(Progress.COLUMNS, Integer.toString(COLUMNS));
    try (var progress = Progress.on(out)) {
      night(progress);
    }
    var text = bytes.toString(UTF_8);
    assertThat(text).startsWith("\u001b[?25l").endsWith("\u001b[?25h");
    assertThat(text).contains("wave 1 of 2", "░", "waiting for 1 that AWS", "of 0:04");
    // The same at the end as in the JSON, and what needs somebody first.
    assertThat(text).contains("   1 failed   2 could not be looked at   1 gone   1 would");
    // What is left without the display's own sequences is harmless, and no line wraps.
    var harmless = text.replaceAll("\u001b\\[(\\?25[lh]|\\d+m|\\d+A|J)", "").replace("\r", "");
    assertThat(harmless).doesNotContainPattern("[\\p{C}&&[^\n]]");
    assertThat(Arrays.stream(harmless.split("\n", -1)))
        .allMatch(line -> line.codePointCount(0, line.length()) < COLUMNS);
  }
}
