package janitor.soak;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.bench.Account;
import janitor.deploy.SpineActions;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.FastTime;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.resource.ResourceKind;
import janitor.sweep.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A role that lacks one action: each of those that a sweep over all kinds asks for, in turn. What
/// does not need it goes, the report names it with what to grant, nobody takes the night for a good
/// one, and what could not be seen for want of it goes once it is granted. All take more than half
/// an hour: [Today] takes a share of them, and `-Djanitor.action=ses:.*` some.
@Tag("soak")
final class MissingRightsSoakTest {
  private static final String SWEEP_NOW = "{\"detail\":{\"ttl\":\"0\"}}";

  /// Without the index there is next to nothing to go by, and without the stacks' own word whatever
  /// is found may be the part of one that is kept.
  private static final Set<String> ALL_STAYS_WITHOUT =
      Set.of(
          "tag:GetResources", "cloudformation:DescribeStacks", "cloudformation:ListStackResources");

  private static final String ONLY = System.getProperty("janitor.action", "");

  private static final List<ResourceKind> KINDS = kinds();

  private static List<ResourceKind> kinds() {
    try (var clients = Clients.ambient(new Calls())) {
      return Kinds.all(clients, Options.looking(Emulator.ACCOUNT));
    }
  }

  @Test
  void whateverIsMissingIsNamedAndTheRestGoes() {
    var began = System.nanoTime();
    try (var few = new Seeded("--kinds", "first");
        var all = new Seeded("--classes", "due,bystanders")) {
      var asked = new TreeSet<>(all.clean.asked());
      asked.addAll(few.clean.asked());
      assertThat(declared()).containsAll(asked);
      asked.removeIf(action -> ONLY.isEmpty() ? !Today.takes(action) : !action.matches(ONLY));

      var complaints = new ConcurrentSkipListSet<String>();
      var leastGone = new AtomicInteger(100);
      AtOnce.each(
          asked,
          action -> {
            var trial = new Trial(isForFew(action, few) ? few : all, action);
            trial.run();
            trial.complaints.forEach(complaint -> complaints.add(action + ": " + complaint));
            if (!ALL_STAYS_WITHOUT.contains(action) && trial.isReported) {
              leastGone.accumulateAndGet(trial.percentGone, Math::min);
            }
          });
      assertThat(complaints).isEmpty();
      Figures.say(
          "missing rights",
          ("%d actions refused one at a time, of %d declared; at least %d %% of what goes otherwise"
               + " went all the same, and what was not seen went once it was granted; 0 bystanders"
               + " lost; %s")
              .formatted(
                  asked.size(), declared().size(), leastGone.get(), Figures.secondsSince(began)));
    }
  }

  private static Set<String> declared() {
    return Stream.concat(
            SpineActions.ALL.stream(),
            KINDS.stream().flatMap(kind -> kind.traits().actions().stream()))
        .collect(toCollection(TreeSet::new));
  }

  /// The smaller account where it will do. Of API Gateway, every kind asks for the same few.
  private static boolean isForFew(String action, Seeded few) {
    return few.clean.asked().contains(action) && !action.startsWith("apigateway:");
  }

  /// An account that is seeded once; copies of it are swept.
  private static final class Seeded implements AutoCloseable {
    private final Account account;
    private final Emulator.Dialogue checks;
    private final Clean clean;

    Seeded(String... seeding) {
      account = new Account(seeding);
      Rehearsal.makeLedger(account.emulator());
      checks = account.checks("--also-due", "notYetDue", "--may-stay", "undated");
      try (var copy = copy()) {
        copy.deny(List.of());
        var night = night(copy, new FastTime(Instant.now()), _ -> {});
        assertThat(night.count("failed")).isZero();
        clean = new Clean(gone(night), copy.asked());
      }
    }

    synchronized Emulator copy() {
      return account.emulator().copy();
    }

    Map<String, Object> check(Emulator copy, String which) {
      try {
        return JSON.std.mapFrom(checks.answerTo(copy.endpoint() + which));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    @Override
    public void close() {
      checks.close();
      account.close();
    }
  }

  /// A night of a role that may do all.
  private record Clean(Map<String, String> gone, Set<String> asked) {}

  private static Night night(Emulator copy, FastTime time, Journal journal) {
    return Night.of(copy, Rehearsal.environment(copy), time, journal, SWEEP_NOW);
  }

  /// Types by ARN.
  private static Map<String, String> gone(Night night) {
    return night
        .ended("Gone")
        .collect(Collectors.toMap(MissingRightsSoakTest::arn, row -> text(row, "type")));
  }

  private static String arn(Map<String, String> row) {
    return text(row, "arn");
  }

  private static String text(Map<String, String> row, String field) {
    return String.valueOf(row.get(field));
  }

  /// One night without the action, and one with it.
  private static final class Trial {
    private final Seeded account;
    private final String action;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private boolean isReported;
    private boolean mayBeForgotten;
    private int percentGone;

    Trial(Seeded account, String action) {
      this.account = account;
      this.action = action;
    }

    void run() {
      try (var copy = account.copy()) {
        var time = new FastTime(Instant.now());
        copy.deny(List.of(action));
        var gone = without(copy, time);
        if (!copy.refused().contains(action)) {
          complaints.add("was never refused");
        }
        // Whoever looks in the end may.
        copy.deny(List.of());
        if (mayBeForgotten) {
          granted(copy, time, gone);
        }
        // What is only refused, or waits, stands in the next night's plan.
        var check = account.check(copy, mayBeForgotten ? "" : " staying");
        if (!List.of().equals(check.get("lost"))) {
          complaints.add("lost: " + check.get("lost"));
        }
        if (mayBeForgotten && !List.of().equals(check.get("stillThere"))) {
          complaints.add("still there once it was granted: " + check.get("stillThere"));
        }
      } catch (RuntimeException broken) {
        complaints.add("broke: " + broken);
      }
    }

    private Set<String> without(Emulator copy, FastTime time) {
      Night night;
      try {
        night = night(copy, time, this::hear);
      } catch (RuntimeException failed) {
        // The mail or the ledger: the invocation fails, and its on-failure destination tells.
        said.add(String.valueOf(failed.getMessage()));
        isNamed(String.join("\n", said));
        return Set.of();
      }
      isReported = true;
      var gone = gone(night).keySet();
      percentGone = 100 * gone.size() / account.clean.gone().size();
      if (percentGone < 40 && !ALL_STAYS_WITHOUT.contains(action)) {
        complaints.add("only " + percentGone + " % of what goes otherwise went");
      }
      var unread = (List<?>) night.field("unread");
      var isUntold = night.result().toString().contains("untold");
      if (night.count("failed") == 0 && unread.isEmpty() && !isUntold) {
        complaints.add("the result tells of no failure");
      }
      isNamed(night.result().toString());
      if (!lower(mail(copy)).contains("\"action\":\"" + lower(action) + "\"")) {
        complaints.add("the mail does not say what to grant");
      }
      stays(night, gone, unread);
      return gone;
    }

    private void hear(Journal.Entry event) {
      if (event instanceof Journal.Mailed(_, var reason)) {
        said.add(reason);
      }
    }

    private void isNamed(String text) {
      if (!lower(text).contains(lower(action))) {
        complaints.add("is not named in: " + text);
      }
    }

    /// Whatever stays says so itself, names what keeps it, or could not be seen at all.
    private void stays(Night night, Set<String> gone, List<?> unread) {
      var rows = night.resources().collect(Collectors.toMap(row -> arn(row), row -> row));
      account
          .clean
          .gone()
          .forEach(
              (arn, type) -> {
                if (gone.contains(arn)) {
                  return;
                }
                var row = rows.get(arn);
                var isExcused =
                    row == null
                        ? !unread.isEmpty()
                        : switch (text(row, "outcome")) {
                          case "Failed" ->
                              lower(text(row, "reason")).contains(lower(action))
                                  || (!unread.isEmpty()
                                      && text(row, "reason")
                                          .startsWith("something else still uses it"));
                          case "Withheld" -> isExcused(row, unread);
                          default -> false;
                        };
                mayBeForgotten |=
                    row == null
                        || (text(row, "outcome").equals("Withheld")
                            && !text(row, "reason").contains("it waits for "));
                if (!isExcused) {
                  complaints.add("stays without need: " + (row == null ? type + " " + arn : row));
                }
              });
    }

    private static boolean isExcused(Map<String, String> row, List<?> unread) {
      var reason = text(row, "reason");
      return reason.contains("it waits for ")
          || reason.contains("it goes with ")
          || reason.contains("it is part of ")
          || reason.contains("which is not gone yet")
          || reason.contains("it is still used by ")
          || (!unread.isEmpty()
              && (reason.contains(" could not be looked at")
                  || reason.contains("it could not be checked what else uses it")
                  || reason.contains("its tags could not be read")
                  || reason.contains("the janitor does not know this type of resource")));
    }

    /// As many nights as it takes where each is one invocation.
    private void granted(Emulator copy, FastTime time, Set<String> gone) {
      for (int nights = 1; nights <= 3; nights++) {
        time.jumpTo(time.instant().plus(Duration.ofDays(1)));
        var night = night(copy, time, _ -> {});
        with(night, gone);
        if (night.count("requested") == 0 && night.resources().noneMatch(Trial::isAwaiting)) {
          return;
        }
      }
    }

    private static boolean isAwaiting(Map<String, String> row) {
      return text(row, "reason").contains("which AWS is deleting since an earlier night");
    }

    /// What was said to be gone is not found again, but for log groups, which writers bring back.
    private void with(Night night, Set<String> gone) {
      night
          .resources()
          .filter(
              row -> gone.contains(arn(row)) && !text(row, "type").equals("AWS::Logs::LogGroup"))
          .forEach(row -> complaints.add("was said to be gone: " + row));
      if (night.count("failed") > 0 || !((List<?>) night.field("unread")).isEmpty()) {
        complaints.add(
            "fails even when it is granted: "
                + night.ended("Failed").toList()
                + night.field("unread"));
      }
    }

    private static String mail(Emulator copy) {
      return copy.control("GET", "mails", Map.of()) instanceof List<?> mails
              && !mails.isEmpty()
              && mails.getLast() instanceof Map<?, ?> mail
          ? String.valueOf(mail.get("text"))
          : "";
    }

    private static String lower(String text) {
      return text.toLowerCase(Locale.ROOT);
    }
  }
}
