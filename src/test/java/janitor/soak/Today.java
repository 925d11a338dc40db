package janitor.soak;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Assumptions;

/// What all days together take is too much for one run of CI: there, `-Djanitor.days=18` spreads it
/// over as many, by the date. Without it, all runs.
final class Today {
  private static final int DAYS = Integer.getInteger("janitor.days", 1);

  private static final int GROUPS = 3;

  private Today() {}

  /// Whether one of many cases is of today's share.
  static boolean takes(String one) {
    return Math.floorMod(one.hashCode() + day(), DAYS) == 0;
  }

  /// Skips a whole test of minutes on two days of three, and says so.
  static void takesGroup(int group, String what) {
    var isTaken = DAYS == 1 || Math.floorMod(day(), GROUPS) == group;
    if (!isTaken) {
      Figures.say(what, "left to another day; with all others: ./janitor soak");
    }
    Assumptions.assumeTrue(isTaken, what + " is left to another day");
  }

  private static long day() {
    return LocalDate.now(ZoneOffset.UTC).toEpochDay();
  }
}
