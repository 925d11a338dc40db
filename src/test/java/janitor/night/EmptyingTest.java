package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.Stopped;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.report.Report;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A rule that empties a bucket goes on whether the janitor looks or not.
class EmptyingTest {
  private static final String SWEEP_NOW = "{\"detail\":{\"ttl\":\"0\"}}";
  private static final String DRY_RUN = "{\"detail\":{\"dryRun\":true}}";

  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

  private final Thing vault = account.due(account.vault, "vault").vast(true);

  private Report untilItEmpties() {
    nights.scheduled();
    var report = nights.scheduled();
    assertThat(vault.isBeingEmptied()).isTrue();
    return report;
  }

  @Test
  void theNightEndsAndALaterOneDeletesIt() {
    var report = untilItEmpties();
    assertThat(Nights.outcomes(report).get("vault"))
        .isEqualTo(new Outcome.Requested("vault empties by itself", false));
    assertThat(report.course().rounds()).isEqualTo(1);
    assertThat(nights.post.sent().getLast().mail().text()).contains("Vault empties by itself");
    vault.vast(false);
    assertThat(Nights.outcomes(nights.scheduled()).get("vault")).isInstanceOf(Outcome.Gone.class);
    assertThat(nights.ledger.recall().notes()).isEmpty();
  }

  /// S3 may take weeks; no announcement lapses meanwhile.
  @Test
  void forWeeksItIsEmptiedOn() {
    untilItEmpties();
    for (int i = 0; i < 15; i++) {
      nights.scheduled();
      assertThat(vault.isBeingEmptied()).isTrue();
    }
  }

  @Test
  void theJanitorDoesNotLeaveBeforeItIsGone() {
    due("thing");
    for (int i = 0; i < 6; i++) {
      nights.scheduled();
    }
    assertThat(nights.stacks.deleted()).isEmpty();
  }

  @Test
  void keptItStopsOnTheNextNight() {
    untilItEmpties();
    vault.tag(Rules.KEEP_TAG, "");
    var report = nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
    assertThat(report.gaps().unread()).isEmpty();
    assertThat(vault.isThere()).isTrue();
  }

  @Test
  void withALaterDateItStops() {
    untilItEmpties();
    vault.tag(Rules.EXPIRES_AT_TAG, "2027-06-01");
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void withoutTheWorkshopsTagItStops() {
    untilItEmpties();
    vault.untag(FakeAccount.KEY);
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
    assertThat(nights.ledger.recall().notes()).isEmpty();
  }

  @Test
  void whenNothingGoesThatNightItStops() {
    untilItEmpties();
    nights.set("JANITOR_MAX_DELETIONS", "1");
    due("one").tag(Rules.EXPIRES_AT_TAG, "2026-01-01");
    due("two").tag(Rules.EXPIRES_AT_TAG, "2026-01-01");
    nights.scheduled();
    assertThat(nights.scheduled().gaps().refusal()).isPresent();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void keptByWhatItBelongsToItStops() {
    var stack = account.due(account.stack, "stack");
    vault.in(stack);
    nights.scheduled();
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isTrue();
    assertThat(stack.isThere()).isTrue();
    stack.tag(Rules.KEEP_TAG, "");
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  /// Right after it began, while the same invocation still has something else to do.
  private void meanwhile(Runnable event) {
    var late = due("late");
    due("early").uses(late);
    nights.scheduled();
    account.beforeDelete(
        late,
        () -> {
          assertThat(vault.isBeingEmptied()).isTrue();
          event.run();
          throw new FakeFault(Fault.Sort.BUSY, "the next round");
        });
  }

  @Test
  void keptWhileTheNightIsUnderWayItStopsBeforeTheMail() {
    meanwhile(() -> vault.tag(Rules.KEEP_TAG, ""));
    var report = nights.scheduled();
    assertThat(report.course().rounds()).isEqualTo(2);
    assertThat(Nights.outcomes(report).get("vault")).isInstanceOf(Outcome.Withheld.class);
    assertThat(vault.isBeingEmptied()).isFalse();
    assertThat(report.gaps().unread()).isEmpty();
    assertThat(nights.ledger.recall().of(vault.arn()).begunIn()).isEmpty();
  }

  @Test
  void withALaterDateWhileTheNightIsUnderWayItStops() {
    meanwhile(() -> vault.tag(Rules.EXPIRES_AT_TAG, "2027-06-01"));
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void withoutTheTagWhileTheNightIsUnderWayItStops() {
    meanwhile(() -> vault.untag(FakeAccount.KEY));
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void whatItBelongsToKeptWhileTheNightIsUnderWayStopsIt() {
    var stack = account.due(account.stack, "stack");
    vault.in(stack);
    meanwhile(() -> stack.tag(Rules.KEEP_TAG, ""));
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void whatTheNightStillWantsToGoIsEmptiedOn() {
    meanwhile(() -> {});
    assertThat(nights.scheduled().course().rounds()).isEqualTo(2);
    assertThat(vault.isBeingEmptied()).isTrue();
  }

  @Test
  void whatCannotBeStoppedBeforeTheMailIsToldInIt() {
    meanwhile(() -> vault.tag(Rules.KEEP_TAG, ""));
    account.failAlways("AWS::Fake::Vault Reprieve", Fault.Sort.DENIED);
    assertThat(nights.scheduled().gaps().unread())
        .singleElement()
        .satisfies(unread -> assertThat(unread.what()).contains("vault").contains("emptied"));
    account.failNoMore();
    assertThat(nights.scheduled().gaps().unread()).isEmpty();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void whatCouldNotBeStoppedAtFirstIsToldOnce() {
    untilItEmpties();
    vault.tag(Rules.KEEP_TAG, "");
    account.failAlways("AWS::Fake::Vault Reprieve", Fault.Sort.DENIED);
    assertThat(nights.scheduled().gaps().unread()).hasSize(1);
  }

  @Test
  void aDryRunStopsNothing() {
    untilItEmpties();
    vault.tag(Rules.KEEP_TAG, "");
    nights.begin(DRY_RUN);
    assertThat(vault.isBeingEmptied()).isTrue();
  }

  @Test
  void aDryRunBeginsNothing() {
    nights.scheduled();
    nights.begin("{\"detail\":{\"dryRun\":true,\"ttl\":\"0\"}}");
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void aNightForOtherKindsLeavesItAlone() {
    untilItEmpties();
    nights.begin("{\"detail\":{\"only\":[\"AWS::Fake::Thing\"]}}");
    assertThat(vault.isBeingEmptied()).isTrue();
  }

  @Test
  void whatALaptopBeganStopsWhenItIsKept() {
    nights.onALaptop();
    nights.begin(SWEEP_NOW);
    assertThat(vault.isBeingEmptied()).isTrue();
    vault.tag(Rules.KEEP_TAG, "");
    // Another run there knows nothing of this one.
    nights.ledger.forget(nights.ledger.recall().notes().keySet());
    nights.time.step(Duration.ofHours(1));
    nights.begin(SWEEP_NOW);
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void whatCannotBeStoppedIsToldAndTriedAgain() {
    untilItEmpties();
    vault.untag(FakeAccount.KEY);
    account.failAlways("AWS::Fake::Vault Reprieve", Fault.Sort.DENIED);
    var report = nights.scheduled();
    assertThat(report.gaps().unread())
        .singleElement()
        .satisfies(unread -> assertThat(unread.what()).contains("vault").contains("emptied"));
    assertThat(nights.post.sent().getLast().mail().text()).contains("vault");
    account.failNoMore();
    assertThat(nights.scheduled().gaps().unread()).isEmpty();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void whereItCannotBeLookedForItIsToldAndTriedAgain() {
    untilItEmpties();
    vault.untag(FakeAccount.KEY);
    account.failAlways("AWS::Fake::Vault Read", Fault.Sort.DENIED);
    assertThat(nights.scheduled().gaps().unread()).isNotEmpty();
    account.failNoMore();
    assertThat(nights.scheduled().gaps().unread()).isEmpty();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  private Thing inARegionThatIsNotAskedForAnyMore() {
    var far = account.untagged(account.vault, "far", FakeAccount.FAR_REGION).vast(true);
    far.tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
    nights.set("JANITOR_REGIONS", FakeAccount.REGION + "," + FakeAccount.FAR_REGION);
    untilItEmpties();
    assertThat(far.isBeingEmptied()).isTrue();
    nights.set("JANITOR_REGIONS", FakeAccount.REGION);
    // Else it is told where it is, and its note kept.
    nights.index.forgetAfter(far, 0, 100);
    return far;
  }

  @Test
  void whereNobodyLooksAnyMoreItStops() {
    var far = inARegionThatIsNotAskedForAnyMore();
    var report = nights.scheduled();
    assertThat(far.isBeingEmptied()).isFalse();
    assertThat(report.gaps().unread()).isEmpty();
    assertThat(nights.ledger.recall().notes()).doesNotContainKey(far.arn());
    assertThat(vault.isBeingEmptied()).isTrue();
  }

  @Test
  void whereNobodyLooksAnyMoreItIsToldUntilItStops() {
    var far = inARegionThatIsNotAskedForAnyMore();
    account.failAlways("Vault Read " + FakeAccount.FAR_REGION, Fault.Sort.DENIED);
    for (int i = 0; i < 2; i++) {
      assertThat(nights.scheduled().gaps().unread())
          .singleElement()
          .satisfies(
              unread ->
                  assertThat(unread.what())
                      .contains(FakeAccount.FAR_REGION, "Regions does not name"));
    }
    assertThat(nights.ledger.recall().of(far.arn()).begunIn()).isPresent();
    account.failNoMore();
    nights.scheduled();
    assertThat(far.isBeingEmptied()).isFalse();
  }

  /// The note that it may have begun comes before it begins.
  @Test
  void whatBeganInANightThatDiedStopsAsWell() {
    nights.scheduled();
    account.beforeDelete(vault, () -> account.stopAfterCall(0));
    assertThatThrownBy(nights::scheduled).isInstanceOf(Stopped.class);
    assertThat(vault.isBeingEmptied()).isTrue();
    account.stopNoMore();
    vault.untag(FakeAccount.KEY);
    nights.scheduled();
    assertThat(vault.isBeingEmptied()).isFalse();
  }

  @Test
  void whatWaitsForItIsNotToldThatItStays() {
    vault.uses(due("key"));
    assertThat(Nights.row(untilItEmpties(), "key").reason())
        .contains("vault, which is not gone yet");
  }
}
