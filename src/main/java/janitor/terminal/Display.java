package janitor.terminal;

import janitor.plan.Plan;
import janitor.resource.Arn;
import janitor.sweep.Counts;
import janitor.sweep.Journal;
import janitor.sweep.Journal.Entry;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A few lines at the bottom of a terminal, drawn anew five times a second; what must not be missed
/// stays above them.
final class Display implements AutoCloseable {
  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int LAST = 4;
  private static final int LONGEST_BAR = 40;

  private static final String GREEN = "\u001b[32m";
  private static final String BLUE = "\u001b[34m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RED = "\u001b[31m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String OFF = "\u001b[0m";

  private final PrintStream out;
  private final int columns;
  private final boolean isColoured;
  private final ReentrantLock lock = new ReentrantLock();
  private final Instant begunAt = Instant.now();
  private final Map<Arn, Outcome> outcomes = new HashMap<>();
  private final ArrayDeque<String> last = new ArrayDeque<>();
  private String headline = "looking for what carries the tag";
  private String wave = "";
  private int waveSize;
  private int waveDone;
  private Optional<Wait> wait = Optional.empty();

  /// Known at the end, when what was found but not touched counts as well.
  private Optional<Counts> total = Optional.empty();

  private int drawn;
  private int tick;
  private boolean isOpen = true;

  /// What is waited for, and since when.
  private record Wait(String forWhat, Duration planned, Instant since) {}

  Display(PrintStream out, int columns, boolean isColoured) {
    this.out = out;
    this.columns = columns;
    this.isColoured = isColoured;
    out.print("\u001b[?25l");
    // Ctrl-C must not leave the terminal without its cursor.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    Thread.ofVirtual().name("display").start(this::run);
  }

  private void run() {
    try {
      while (isStillOpen()) {
        Thread.sleep(TICK);
        draw();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStillOpen() {
    lock.lock();
    try {
      return isOpen;
    } finally {
      lock.unlock();
    }
  }

  void note(Entry entry) {
    lock.lock();
    try {
      // Whatever happens ends the wait before it.
      wait = Optional.empty();
      switch (entry) {
        case Journal.RoundBegun(var night, var round) ->
            headline = "round " + round + " of " + night + ": looking for what carries the tag";
        case Journal.Found(var inventory) -> {
          headline = "found " + inventory.resources().size() + ", planning";
          inventory
              .unread()
              .forEach(
                  unread ->
                      above(RED, "✗ could not look at " + unread.text() + ": " + unread.error()));
        }
        case Journal.Planned(var plan) -> planned(plan);
        case Journal.WaveBegun(var number, var of, var size) -> {
          wave = "wave " + number + " of " + of;
          waveSize = size;
          waveDone = 0;
        }
        case Journal.Ended(var done) when done.wave() > 0 -> ended(done);
        case Journal.Ended _ -> {}
        case Journal.Waiting(var forWhat, var duration) ->
            wait = Optional.of(new Wait(forWhat, duration, Instant.now()));
        case Journal.Mailed(var sent, var reason) ->
            above(sent ? GREEN : YELLOW, sent ? "✓ mail sent" : "no mail: " + reason);
        case Journal.NightOver over -> {
          total = Optional.of(over.counts());
          Progress.unheard(over).stream().limit(1).forEach(line -> above(YELLOW, line));
          Progress.unheard(over).stream().skip(1).forEach(this::whole);
          headline = "the night is over";
          wave = "";
          last.clear();
        }
      }
      draw();
      if (entry instanceof Journal.NightOver) {
        close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void planned(Plan plan) {
    headline =
        plan.steps().count()
            + " to delete in "
            + plan.waves().size()
            + (plan.waves().size() == 1 ? " wave, " : " waves, ")
            + plan.withheld().size()
            + " stay";
    plan.refusal().ifPresent(refusal -> above(RED, refusal));
  }

  private void ended(Done done) {
    var before = outcomes.put(done.arn(), done.outcome());
    if (before == null || before.isPending()) {
      waveDone = Math.min(waveSize, waveDone + 1);
    }
    var text =
        done.judged().resource().label()
            + (done.outcome().reason().isEmpty() ? "" : ": " + done.outcome().reason());
    switch (done.outcome()) {
      case Outcome.Failed _ -> above(RED, "✗ " + text);
      case Outcome.Gone _ -> lately(GREEN, "✓ " + text);
      case Outcome.WouldDelete _ -> lately(BLUE, "▷ " + text);
      case Outcome.Requested _ -> lately(BLUE, "… " + text);
      case Outcome.Withheld _ -> lately(YELLOW, "■ " + text);
    }
  }

  private void lately(String colour, String text) {
    last.addLast(coloured(colour, fitted("   " + text)));
    if (last.size() > LAST) {
      last.removeFirst();
    }
  }

  /// Says something that stays when the display moves on.
  private void above(String colour, String text) {
    wipe();
    out.println(coloured(colour, fitted(text)));
  }

  /// Says it to the last letter, over as many lines as it takes: it is to be copied.
  private void whole(String text) {
    wipe();
    out.println(plain(text));
  }

  private void draw() {
    lock.lock();
    try {
      if (!isOpen) {
        return;
      }
      tick++;
      var lines = lines();
      wipe();
      lines.forEach(out::println);
      out.flush();
      drawn = lines.size();
    } finally {
      lock.unlock();
    }
  }

  private void wipe() {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A\r\u001b[J");
      drawn = 0;
    }
  }

  private List<String> lines() {
    var lines = new ArrayList<String>();
    var since = clock(Duration.between(begunAt, Instant.now()));
    lines.add(
        coloured(BOLD, fitted(SPINNER[tick % SPINNER.length] + " " + since + "  " + headline)));
    if (!wave.isEmpty()) {
      var count = waveDone + "/" + waveSize;
      var room = Math.min(LONGEST_BAR, columns - wave.length() - count.length() - 8);
      lines.add("   " + wave + "  " + bar(room) + "  " + count);
    }
    if (!outcomes.isEmpty() || total.isPresent()) {
      lines.add(fitted("   " + counts()));
    }
    lines.addAll(last);
    wait.ifPresent(
        lasting ->
            lines.add(
                coloured(
                    DIM,
                    fitted(
                        "   waiting for "
                            + lasting.forWhat()
                            + ": "
                            + clock(Duration.between(lasting.since(), Instant.now()))
                            + " of "
                            + clock(lasting.planned())))));
    return lines;
  }

  private String bar(int room) {
    if (room < 4) {
      return "";
    }
    var full = waveSize == 0 ? 0 : room * waveDone / waveSize;
    return coloured(GREEN, "█".repeat(full)) + coloured(DIM, "░".repeat(room - full));
  }

  private String counts() {
    var counts = total.orElseGet(() -> Counts.of(outcomes.values().stream(), 0));
    var all = new ArrayList<String>();
    // A narrow terminal cuts the end off.
    count(all, counts.failed(), "failed");
    count(all, counts.unread(), "could not be looked at");
    count(all, counts.gone(), "gone");
    count(all, counts.wouldDelete(), "would go");
    count(all, counts.requested(), "being deleted");
    count(all, counts.withheld(), "withheld");
    return String.join("   ", all);
  }

  private static void count(List<String> all, long count, String word) {
    if (count > 0) {
      all.add(count + " " + word);
    }
  }

  private String coloured(String colour, String text) {
    return isColoured ? colour + text + OFF : text;
  }

  /// A line that wrapped would be one more than are wiped.
  private String fitted(String text) {
    var line = plain(text);
    return line.codePointCount(0, line.length()) < columns
        ? line
        : line.substring(0, line.offsetByCodePoints(0, columns - 2)) + "…";
  }

  private static String clock(Duration duration) {
    return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  /// Nothing that a stranger wrote reaches the terminal as a command, or turns a line around.
  static String plain(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (isOpen) {
        isOpen = false;
        out.print("\u001b[?25h");
        out.flush();
      }
    } finally {
      lock.unlock();
    }
  }
}
