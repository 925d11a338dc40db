package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import janitor.fake.Thing;
import janitor.night.RandomAccount.Spec;
import janitor.night.RandomAccount.Tag;
import janitor.report.Report;
import janitor.sweep.Outcome;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Thousands of accounts that nobody thought of, a few nights each. Another start:
/// `-Djanitor.seed=…`.
class RandomAccountsTest {
  private static final int ACCOUNTS_A_BATCH = 250;
  private static final long SEED = Long.getLong("janitor.seed", 20_261_130L);
  private static final int NIGHTS = 4;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void noBystanderIsTouchedAndNothingDueIsForgotten(long batch) {
    for (int i = 0; i < ACCOUNTS_A_BATCH; i++) {
      var seed = SEED + batch * ACCOUNTS_A_BATCH + i;
      var account = RandomAccount.of(seed);
      var complaint = complaint(account);
      if (complaint.isPresent()) {
        var smallest = shrunk(account);
        fail(
            "seed %d: %s%n%s%nshrunk to: %s%n%s",
            seed, complaint.get(), account, complaint(smallest).orElse(""), smallest);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSameSeedMakesTheSameAccount(long seed) {
    assertThat(RandomAccount.of(seed)).isEqualTo(RandomAccount.of(seed));
  }

  /// Takes out whatever the complaint does not need.
  private static RandomAccount shrunk(RandomAccount account) {
    var smallest = account;
    boolean shrinks;
    do {
      shrinks = false;
      for (var spec : smallest.specs()) {
        var smaller = smallest.without(spec);
        if (complaint(smaller).isPresent()) {
          smallest = smaller;
          shrinks = true;
        }
      }
      for (var failure : smallest.failures().keySet()) {
        var smaller = smallest.withoutFailure(failure);
        if (complaint(smaller).isPresent()) {
          smallest = smaller;
          shrinks = true;
        }
      }
    } while (shrinks);
    return smallest;
  }

  private static Optional<String> complaint(RandomAccount account) {
    try {
      return new Week(account).complaint();
    } catch (RuntimeException error) {
      return Optional.of("it threw " + error + " at " + error.getStackTrace()[0]);
    }
  }

  /// A few nights over one account.
  private static final class Week {
    private final RandomAccount account;
    private final Nights nights = new Nights();
    private final Map<Integer, Thing> things;

    Week(RandomAccount account) {
      this.account = account;
      this.things = account.build(nights.account);
    }

    private Thing thing(Spec spec) {
      return Objects.requireNonNull(things.get(spec.id()));
    }

    Optional<String> complaint() {
      Optional<Report> last = Optional.empty();
      for (int night = 1; night <= NIGHTS; night++) {
        // The last two nights are calm.
        if (night == 1 || night == NIGHTS - 1) {
          nights.account.failNoMore();
        }
        if (night < NIGHTS - 1) {
          account.failures().forEach((what, sort) -> nights.account.failNext(what, sort));
        }
        nights.account.forgetCalls();
        var report = account.isEnd() ? end() : nights.scheduled();
        last = Optional.of(report);
        var complaint =
            unannounced(night)
                .or(() -> touched())
                .or(() -> falselyGone(report))
                .or(() -> refused());
        if (complaint.isPresent()) {
          return Optional.of("night " + night + ": " + complaint.get());
        }
      }
      return forgotten(last.orElseThrow()).or(this::lost);
    }

    private Report end() {
      nights.time.step(java.time.Duration.ofDays(1));
      return nights.begin("{\"detail\":{\"ttl\":\"0\"}}");
    }

    private Optional<String> unannounced(int night) {
      return night > 1 || account.isEnd() || nights.account.deletions().isEmpty()
          ? Optional.empty()
          : Optional.of("unannounced, yet asked to go: " + nights.account.deletions());
    }

    private Optional<String> touched() {
      var touched = new HashSet<>(nights.account.deletions());
      touched.addAll(nights.account.releases());
      var bystanders = account.bystanders();
      return account.specs().stream()
          .filter(spec -> bystanders.contains(spec.id()))
          .filter(spec -> touched.contains(spec.name()) || !thing(spec).isThere())
          .map(spec -> "a bystander was touched: " + spec)
          .findFirst();
    }

    /// What a stack retained and carries no tag is nobody's any more.
    private Optional<String> lost() {
      return account.specs().stream()
          .filter(spec -> spec.isRetained() && spec.tag() == Tag.NONE && !thing(spec).isThere())
          .map(spec -> "retained and untagged, yet gone: " + spec)
          .findFirst();
    }

    private Optional<String> falselyGone(Report report) {
      return report
          .ended(Outcome.Gone.class)
          .flatMap(
              row -> account.specs().stream().filter(spec -> thing(spec).arn().equals(row.arn())))
          // A late writer may come after the last look.
          .filter(spec -> thing(spec).isThere() && spec.comebacks() == 0)
          .map(spec -> "said to be gone, but there: " + spec)
          .findFirst();
    }

    /// Whom the janitor knows to use something, it lets go first.
    private Optional<String> refused() {
      if (account.failsInFinding()) {
        return Optional.empty();
      }
      return nights.account.refusals().stream()
          .filter(refusal -> !refusal.user().isRetained())
          .map(refusal -> "asked too early: " + refusal)
          .findFirst();
    }

    private Optional<String> forgotten(Report report) {
      var told = new HashSet<>();
      report.rows().stream()
          .filter(row -> !row.reason().isBlank())
          .forEach(row -> told.add(row.arn()));
      var loners = account.loners();
      return account.specs().stream()
          .filter(spec -> spec.tag() == Tag.OURS && thing(spec).isThere())
          .filter(spec -> loners.contains(spec.id()) || !told.contains(thing(spec).arn()))
          .map(
              spec ->
                  (loners.contains(spec.id())
                          ? "due, but there: "
                          : "there, but not in the report: ")
                      + spec
                      + " "
                      + report.rows().stream()
                          .filter(row -> row.arn().equals(thing(spec).arn()))
                          .map(row -> row.verdict() + " " + row.outcome())
                          .toList())
          .findFirst();
    }
  }
}
