package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.Stopped;
import janitor.fake.Thing;
import janitor.report.Report;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

  @Test
  void whatWaitsForTheIndexGoesInTheNextRoundOfTheNight() {
    var thing = due("thing");
    nights.scheduled();
    nights.index.forgetAfter(thing, 1, 1);
    assertThat(nights.scheduled().course().rounds()).isEqualTo(2);
    assertThat(account.left()).isEmpty();
  }

  @Test
  void whatCouldNotBeListedForAMomentGoesInTheNextRoundOfTheNight() {
    account.due(account.role, "role");
    nights.scheduled();
    account.failNext("Role List", Fault.Sort.THROTTLED);
    var report = nights.scheduled();
    assertThat(report.course().rounds()).isEqualTo(2);
    assertThat(report.gaps().unread()).isEmpty();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void nothingGoesBeforeWhatMayBelongToItCouldBeListed() {
    due("thing");
    nights.scheduled();
    var before = account.calls().size();
    account.failNext("Role List", Fault.Sort.THROTTLED);
    nights.scheduled();
    var calls = account.calls().stream().skip(before).map(Object::toString).toList();
    var listings = calls.stream().filter(call -> call.contains("Role List")).toList();
    assertThat(listings).hasSizeGreaterThan(1);
    assertThat(
            calls.stream()
                .filter(call -> call.contains("Role List") || call.contains("Delete"))
                .limit(3))
        .last()
        .asString()
        .contains("Delete");
    assertThat(account.left()).isEmpty();
  }

  @Test
  void aListThatIsNeverAnsweredEndsTheNightSoonAndIsTold() {
    due("thing");
    nights.scheduled();
    account.failAlways("Role List", Fault.Sort.TRANSIENT);
    var report = nights.scheduled();
    assertThat(report.course().rounds()).isEqualTo(6);
    assertThat(report.gaps().unread()).hasSize(1);
    assertThat(Duration.between(report.course().startedAt(), report.course().finishedAt()))
        .isLessThan(Duration.ofMinutes(6));
    assertThat(account.left()).isEmpty();
    assertThat(nights.post.sent()).hasSize(2);
  }

  @Test
  void whatTheJanitorMayNotListIsNotAskedForAgain() {
    due("thing");
    nights.scheduled();
    account.failAlways("Role List", Fault.Sort.DENIED);
    assertThat(nights.scheduled().course().rounds()).isEqualTo(1);
  }

  @Test
  void aDependencyThatNeverEndsEndsTheNight() {
    var thing = due("thing");
    account.untagged(account.thing, "stranger").uses(thing);
    nights.scheduled();
    var report = nights.scheduled();
    assertThat(report.course().rounds()).isLessThan(40);
    assertThat(Nights.row(report, "thing").outcome()).isInstanceOf(Outcome.Failed.class);
    assertThat(nights.post.sent()).hasSize(2);
  }

  @Test
  void aSlowDeletionGoesOnInAnotherInvocation() {
    nights.continuing();
    account.due(account.edge, "distribution").takingLooks(3);
    nights.scheduled();
    var second = nights.scheduled();
    assertThat(second.next().continuesAt()).isPresent();
    assertThat(nights.post.sent()).hasSize(1);
    Report last = second;
    for (int i = 0; i < 10 && last.next().continuesAt().isPresent(); i++) {
      last = nights.nextRound().orElseThrow();
    }
    assertThat(last.count(Outcome.Gone.class)).isEqualTo(1);
    assertThat(nights.post.sent()).hasSize(2);
    assertThat(nights.continuation.scheduled()).isEmpty();
  }

  @Test
  void aRoundThatDiesHasASuccessor() {
    nights.continuing();
    due("thing");
    nights.scheduled();
    account.beforeDelete(account.all().getFirst(), () -> account.stopBeforeCall(1));
    assertThatThrownBy(nights::scheduled).isInstanceOf(Stopped.class);
    account.stopNoMore();
    var report = nights.nextRound().orElseThrow();
    assertThat(report.count(Outcome.Gone.class)).isEqualTo(1);
    assertThat(nights.post.sent()).hasSize(2);
  }

  /// A bug in the janitor, and no answer of AWS.
  private void diesAt(Thing thing) {
    account.beforeDelete(
        thing,
        () -> {
          diesAt(thing);
          throw new OutOfMemoryError("a bug");
        });
  }

  /// What Scheduler still brings of the night, one dying after the other.
  private Optional<Report> untilOneLives() {
    for (int i = 0; i < 100; i++) {
      try {
        return nights.nextRound();
      } catch (OutOfMemoryError | FakeFault died) {
        // Its successor comes.
      }
    }
    throw new AssertionError("rounds without an end: " + nights.continuation.scheduled());
  }

  @Test
  void aNightWhoseRoundsAllDieEndsWithItsMail() {
    nights.continuing();
    var thing = due("thing");
    due("early").uses(thing);
    nights.scheduled();
    diesAt(thing);
    assertThatThrownBy(nights::scheduled).isInstanceOf(OutOfMemoryError.class);
    var report = untilOneLives().orElseThrow();
    assertThat(Duration.between(report.course().startedAt(), report.course().finishedAt()))
        .isBetween(Duration.ofHours(12), Duration.ofHours(14));
    assertThat(Nights.outcomes(report).get("early")).isInstanceOf(Outcome.Gone.class);
    assertThat(Nights.outcomes(report).get("thing")).isInstanceOf(Outcome.Requested.class);
    assertThat(report.gaps().unread())
        .singleElement()
        .satisfies(unread -> assertThat(unread.error()).contains("died"));
    assertThat(nights.post.sent()).hasSize(2);
    assertThat(nights.post.sent().getLast().mail().subject()).startsWith("[Action required]");
    assertThat(nights.continuation.scheduled()).isEmpty();
    assertThat(nights.ledger.recall().notes()).isNotEmpty();
    account.beforeDelete(thing, () -> {});
    assertThat(nights.scheduled().count(Outcome.Gone.class)).isEqualTo(1);
    assertThat(account.left()).isEmpty();
    assertThat(nights.post.sent()).hasSize(3);
  }

  @Test
  void aNightThatCannotEvenEndIsToldOfByTheNext() {
    nights.continuing().countingTheLedger();
    due("thing");
    nights.scheduled();
    account.failAlways("Ledger Life", Fault.Sort.DENIED);
    assertThatThrownBy(nights::scheduled).isInstanceOf(FakeFault.class);
    assertThat(untilOneLives()).isEmpty();
    account.failNoMore();
    var report = nights.scheduled();
    assertThat(Nights.outcomes(report).get("thing")).isInstanceOf(Outcome.Gone.class);
    assertThat(nights.post.sent()).hasSize(2);
  }

  /// A night may still be busy after its longest time: that round looks, and says what it saw.
  @Test
  void theRoundAfterTheLongestTimeIsTheLastAndLooksAsAnyOther() {
    nights.continuing();
    account.due(account.edge, "distribution").takingLooks(30);
    var young = due("young").bornAt(nights.time.instant());
    nights.scheduled();
    assertThat(nights.scheduled().next().continuesAt()).isPresent();
    nights.time.step(Duration.ofHours(12));
    var report = nights.nextRound().orElseThrow();
    assertThat(report.next().continuesAt()).isEmpty();
    assertThat(report.gaps().unread()).isEmpty();
    assertThat(Nights.row(report, young.name()).outcome()).isInstanceOf(Outcome.Withheld.class);
  }

  @Test
  void aRoundDeliveredTwiceRunsOnce() {
    nights.continuing();
    account.due(account.edge, "distribution").takingLooks(3);
    nights.scheduled();
    nights.scheduled();
    var event = "{\"detail\":{\"night\":{\"id\":\"night-2\",\"round\":2}}}";
    nights.time.step(Duration.ofMinutes(20));
    nights.begin(event);
    account.forgetCalls();
    var again = nights.begin(event);
    assertThat(again.course().rounds()).isZero();
    assertThat(account.deletions()).isEmpty();
  }

  /// Both have found the night before over, and may have the lease of their common night.
  @Test
  void anEventDeliveredTwiceAtOnceIsOneNight() {
    nights.continuing();
    account.due(account.edge, "distribution").takingLooks(3);
    nights.scheduled();
    nights.time.step(Duration.ofDays(1));
    var event = "{\"id\":\"twice\",\"source\":\"aws.scheduler\",\"detail\":\"{}\"}";
    nights.ledger.beforeLease(
        () -> assertThat(nights.begin(event).next().continuesAt()).isPresent());
    var other = nights.begin(event);
    assertThat(other.course().rounds()).isZero();
    assertThat(other.next().selfRemoval()).contains("an earlier delivery of the same event");
    assertThat(account.deletions()).hasSize(1);
    Report last = other;
    while (!nights.continuation.scheduled().isEmpty()) {
      last = nights.nextRound().orElseThrow();
    }
    assertThat(last.count(Outcome.Gone.class)).isEqualTo(1);
    assertThat(nights.post.sent()).hasSize(2);
  }

  /// Scheduler delivers at least once, and each attempt has an execution id of its own.
  @Test
  void anEventDeliveredTwiceWithTwoExecutionIdsIsOneNight() {
    var event =
        "{\"id\":\"attempt-%d\",\"source\":\"aws.scheduler\",\"time\":\"%s\",\"detail\":\"{}\"}";
    due("thing");
    var scheduledAt = nights.time.instant();
    assertThat(nights.begin(event.formatted(1, scheduledAt)).course().rounds()).isPositive();
    nights.time.step(Duration.ofMinutes(3));
    account.forgetCalls();
    var again = nights.begin(event.formatted(2, scheduledAt));
    assertThat(again.course().rounds()).isZero();
    assertThat(again.next().selfRemoval()).contains("an earlier delivery of the same event");
    assertThat(account.calls()).isEmpty();
    nights.time.step(Duration.ofDays(1));
    assertThat(nights.begin(event.formatted(3, nights.time.instant())).course().rounds())
        .isPositive();
    assertThat(account.left()).isEmpty();
  }

  /// The role of a function in a VPC: Lambda removes the function's interfaces with it, later.
  @Test
  void aRoleWaitsUntilAwsHasClearedUpBehindWhatUsedIt() {
    var role = account.due(account.role, "role");
    var function = due("function").lingering(4, role);
    nights.continuing();
    nights.scheduled();
    var report = nights.scheduled();
    assertThat(function.isThere()).isFalse();
    assertThat(role.isThere()).isTrue();
    assertThat(Nights.row(report, "function").outcome().reason())
        .isEqualTo("AWS still clears up behind it");
    while (!nights.continuation.scheduled().isEmpty()) {
      report = nights.nextRound().orElseThrow();
    }
    assertThat(account.stuck()).isEmpty();
    assertThat(role.isThere()).isFalse();
    assertThat(report.count(Outcome.Gone.class)).isEqualTo(2);
    assertThat(report.count(Outcome.Failed.class)).isZero();
  }

  /// What takes longer than a night is asked for again in the next, by what the ledger remembers.
  @Test
  void aRoleWaitsOverNightsForWhatNoListShowsAnyMore() {
    var role = account.due(account.role, "role");
    var function = due("function").lingering(200, role);
    nights.scheduled();
    var report = nights.scheduled();
    assertThat(function.isThere()).isFalse();
    for (int night = 0; night < 60 && role.isThere(); night++) {
      assertThat(Nights.outcomes(report).get("role")).isInstanceOf(Outcome.Withheld.class);
      report = nights.scheduled();
    }
    assertThat(account.stuck()).isEmpty();
    assertThat(role.isThere()).isFalse();
    assertThat(Nights.outcomes(report).get("function")).isInstanceOf(Outcome.Gone.class);
  }

  @Test
  void aRoleWaitsForWhatAStackTookAlong() {
    var role = account.due(account.role, "role");
    var lab = account.due(account.stack, "lab");
    due("function").lingering(5, role).in(lab);
    nights.scheduled();
    nights.scheduled();
    for (int night = 0; night < 5; night++) {
      nights.scheduled();
    }
    assertThat(account.stuck()).isEmpty();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void twoNightsAtATimeAreOne() {
    nights.continuing();
    account.due(account.edge, "distribution").takingLooks(30);
    nights.scheduled();
    nights.scheduled();
    account.forgetCalls();
    var other = nights.begin("{\"id\":\"by-hand\"}");
    assertThat(other.course().rounds()).isZero();
    assertThat(account.calls()).isEmpty();
  }
}
