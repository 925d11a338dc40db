package janitor.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// How far apart nights may be, as the schedule's expression tells it without a calendar: rather
/// too long than too short (user guide of EventBridge Scheduler, "Schedule types").
///
/// @param longestGap from one night to the next
public record Cadence(Duration longestGap) {

  private static final Pattern RATE = Pattern.compile("rate\\((\\d{1,4}) (hour|day)s?\\)");

  /// Minutes, hours, day of the month, month, day of the week, year.
  private static final Pattern CRON = Pattern.compile("cron\\(\\s*(\\S+(?:\\s+\\S+){5})\\s*\\)");

  private static final Cadence DAILY = days(1);
  private static final Cadence WEEKLY = days(7);
  private static final Cadence MONTHLY = days(31);

  /// "The last Friday", "the second Monday".
  private static final Cadence BY_WEEK_OF_MONTH = days(35);

  /// From the 31st of December over one of January to that of March, or from March's to May's.
  private static final Cadence EVERY_OTHER_MONTH = days(62);

  /// A fifth Monday comes in every third month or so.
  private static final Cadence BY_FIFTH_WEEK = days(98);

  /// The longest that is believed: what comes less often than once a year nobody waits for.
  private static final Cadence YEARLY = days(366);

  private static Cadence days(long days) {
    return new Cadence(Duration.ofDays(days));
  }

  /// By the schedule's expression. Where there is none, somebody begins the nights by hand, once a
  /// month perhaps.
  static Cadence of(Optional<String> expression) {
    return expression.map(Cadence::of).orElse(MONTHLY);
  }

  private static Cadence of(String expression) {
    var rate = RATE.matcher(expression);
    if (rate.matches()) {
      var number = Long.parseLong(rate.group(1));
      var gap = rate.group(2).equals("day") ? Duration.ofDays(number) : Duration.ofHours(number);
      return atMostAYear(new Cadence(gap));
    }
    var cron = CRON.matcher(expression);
    return cron.matches() ? ofCron(cron.group(1).split("\\s+")) : YEARLY;
  }

  private static Cadence atMostAYear(Cadence cadence) {
    return cadence.longestGap.compareTo(YEARLY.longestGap) > 0 ? YEARLY : cadence;
  }

  private static Cadence ofCron(String... fields) {
    if (!isAny(fields[3]) || !isAny(fields[5])) {
      return YEARLY;
    }
    if (!isAny(fields[2])) {
      return ofDayOfMonth(fields[2]);
    }
    return isAny(fields[4]) ? DAILY : ofDayOfWeek(fields[4]);
  }

  private static boolean isAny(String field) {
    return field.equals("*") || field.equals("?");
  }

  private static Cadence ofDayOfMonth(String days) {
    return days.matches("([1-9]|1\\d|2[0-8])(,([1-9]|1\\d|2[0-8]))*") || days.equals("L")
        ? MONTHLY
        : EVERY_OTHER_MONTH;
  }

  private static Cadence ofDayOfWeek(String days) {
    if (days.contains("#5")) {
      return BY_FIFTH_WEEK;
    }
    return days.contains("#") || days.contains("L") ? BY_WEEK_OF_MONTH : WEEKLY;
  }
}
