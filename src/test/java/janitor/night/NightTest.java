package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.Stopped;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Fault;
import janitor.resource.Memory;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NightTest {
  private static final String SWEEP_NOW = "{\"detail\":{\"ttl\":\"0\"}}";
  private static final String DRY_RUN = "{\"detail\":{\"dryRun\":true}}";

  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

  /// A rule that empties a bucket goes on whether the janitor looks or not.
  @Nested
  class EmptyingByItself {
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
          .satisfies(one -> assertThat(one.what()).contains("vault").contains("emptied"));
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
          .satisfies(one -> assertThat(one.what()).contains("vault").contains("emptied"));
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

  @Nested
  class Announcing {
    @Test
    void oneNightAnnouncesTheNextSweepsTheThirdFindsNothing() {
      var bus = due("bus");
      due("rule").uses(bus);

      var first = nights.scheduled();
      assertThat(first.course().mode()).isEqualTo(Report.Mode.ANNOUNCE);
      assertThat(account.deletions()).isEmpty();
      assertThat(nights.post.sent().getFirst().mail().text()).contains("bus").contains("rule");

      var second = nights.scheduled();
      assertThat(second.course().mode()).isEqualTo(Report.Mode.DELETE);
      assertThat(second.count(Outcome.Gone.class)).isEqualTo(2);
      assertThat(account.left()).isEmpty();

      var third = nights.scheduled();
      assertThat(third.rows()).isEmpty();
      assertThat(nights.post.sent()).hasSize(2);
    }

    @Test
    void aMailThatDidNotGoOutAnnouncesNothing() {
      due("thing");
      nights.post.close();
      var report = nights.scheduled();
      assertThat(report.telling().told().orElseThrow().accepted()).isFalse();
      nights.post.open();
      nights.scheduled();
      assertThat(account.left()).hasSize(1);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void withoutASenderNothingIsEverAnnouncedOrDeleted() {
      due("thing");
      nights.set("JANITOR_REPORT_FROM", "");
      for (int i = 0; i < 4; i++) {
        nights.scheduled();
      }
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void announcementsGoOutWhateverMailOnSays() {
      due("thing");
      nights.set("JANITOR_MAIL_ON", "failures");
      nights.scheduled();
      assertThat(nights.post.sent()).hasSize(1);
    }

    @Test
    void nothingIsAnnouncedTwice() {
      due("thing");
      nights.set("JANITOR_ANNOUNCE_FOR", "60h");
      nights.scheduled();
      nights.scheduled();
      assertThat(nights.post.sent()).hasSize(1);
      nights.scheduled();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aTwoYearOldTableThatIsTaggedTodayIsAnnouncedFirst() {
      nights.scheduled();
      account
          .untagged(account.store, "old")
          .bornAt(nights.time.instant().minus(Duration.ofDays(730)))
          .tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
      var report = nights.scheduled();
      assertThat(Nights.row(report, "old").verdict()).isInstanceOf(Verdict.Unannounced.class);
      assertThat(account.left()).hasSize(1);
    }

    @Test
    void whatIsDueSoonIsAnnouncedAheadAndGoesWhenDue() {
      due("thing").bornAt(nights.time.instant().minus(Duration.ofDays(4)));
      assertThat(nights.scheduled().toAnnounce()).hasSize(1);
      nights.scheduled();
      assertThat(account.left()).hasSize(1);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aStackAndItsMembersAreNamedAndGoTheNextNight() {
      var stack = account.due(account.stack, "lab");
      account.due(account.store, "table").in(stack);
      var first = nights.scheduled();
      assertThat(first.toAnnounce()).extracting(Report.Row::arn).hasSize(2);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aStackThatOutlastsARoundGoesWithItsMembers() {
      var stack = account.due(account.stack, "lab").takingLooks(8);
      account.due(account.store, "table").in(stack);
      account.untagged(account.store, "bucket").in(stack).full();
      nights.scheduled();
      var second = nights.scheduled();
      assertThat(account.left()).isEmpty();
      assertThat(Nights.outcomes(second).values()).allMatch(Outcome.Gone.class::isInstance);
      assertThat(second.gaps().unread()).isEmpty();
    }

    /// One bucket that shuts everybody out for weeks is no reason to take what is made anew under
    /// an old name for the old one.
    @Test
    void whatIsPastIsForgottenThoughSomethingElseCannotBeRead() {
      var shut = due("shut");
      var thing = due("thing");
      nights.scheduled();
      assertThat(nights.ledger.recall().notes()).containsKeys(shut.arn(), thing.arn());
      account.shut(shut, "Read", new FakeFault(Fault.Sort.DENIED, "shut"));
      account.vanish(thing);
      nights.scheduled();
      assertThat(nights.ledger.recall().notes())
          .containsKey(shut.arn())
          .doesNotContainKey(thing.arn());
    }

    /// No tag tells of a table whose it was, and by hand nothing is announced first.
    @Test
    void whatAStackRetainsDoesNotGoTheSameNightThoughNoTagTellsWhoseItWas() {
      var stack = account.due(account.stack, "lab").takingLooks(2);
      account.due(account.store, "table").in(stack).retained();
      account.due(account.thing, "other").takingLooks(8);
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("table");
    }

    @Test
    void whatAStackLeftBehindIsAnnouncedAsThat() {
      var stack = account.due(account.stack, "lab");
      account.due(account.store, "table").in(stack).retained();
      nights.scheduled();
      nights.scheduled();
      assertThat(account.leftNames()).containsExactly("table");
      var third = nights.scheduled();
      assertThat(Nights.row(third, "table").verdict().reason())
          .contains("stack/lab left it behind");
      nights.scheduled();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    /// The mail said that it is an ordinary resource from the next night on.
    @Test
    void whatADerivedStackLeftBehindIsFoundWithoutAnyTag() {
      var stack = derived();
      var bucket = account.untagged(account.store, "bucket").in(stack).retained();
      account.untagged(account.store, "second").in(stack).full();
      nights.scheduled();
      var second = nights.scheduled();
      assertThat(account.leftNames()).containsExactly("bucket");
      assertThat(Nights.row(second, "bucket").reason()).contains("from the next night on");
      var third = nights.scheduled();
      assertThat(Nights.row(third, "bucket").verdict())
          .isInstanceOf(Verdict.Unannounced.class)
          .extracting(Verdict::reason)
          .asString()
          .contains("stack/lab left it behind");
      assertThat(nights.post.sent().getLast().mail().text()).contains("* bucket\n");
      assertThat(bucket.isThere()).isTrue();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
      nights.scheduled();
      nights.scheduled();
      assertThat(nights.ledger.recall().notes()).isEmpty();
    }

    private Thing derived() {
      var stack = account.untagged(account.stack, "lab");
      due("app").leaves(stack);
      return stack;
    }

    /// Its template retains it, and nobody says that it is of the workshop: no mail promises more.
    @Test
    void whatATaggedStackLeftBehindUntaggedStaysAndIsToldSo() {
      var stack = account.due(account.stack, "lab");
      account.untagged(account.store, "bucket").in(stack).retained();
      nights.scheduled();
      assertThat(Nights.row(nights.scheduled(), "bucket").reason())
          .contains("left it behind", "does not carry the workshop's tag")
          .doesNotContain("ordinary resource");
      assertThat(nights.post.sent().getLast().mail().text()).contains("Tag it, or delete it");
      for (int i = 0; i < 4; i++) {
        nights.scheduled();
      }
      assertThat(account.leftNames()).containsExactly("bucket");
    }

    @Test
    void whatAStackLeftBehindStaysIfItIsKept() {
      var stack = derived();
      var bucket = account.untagged(account.store, "bucket").in(stack).retained();
      nights.scheduled();
      nights.scheduled();
      bucket.tag(Rules.KEEP_TAG, "");
      for (int i = 0; i < 4; i++) {
        assertThat(Nights.row(nights.scheduled(), "bucket").verdict())
            .isInstanceOf(Verdict.Kept.class);
      }
      assertThat(bucket.isThere()).isTrue();
    }

    @Test
    void whatAStackLeftBehindIsAnothersOnceAnotherStackHasIt() {
      var stack = derived();
      var bucket = account.untagged(account.store, "bucket").in(stack).retained();
      nights.scheduled();
      nights.scheduled();
      bucket.in(account.untagged(account.stack, "somebody's"));
      for (int i = 0; i < 4; i++) {
        assertThat(Nights.row(nights.scheduled(), "bucket").verdict())
            .isInstanceOf(Verdict.Owned.class);
      }
      assertThat(bucket.isThere()).isTrue();
    }

    @Test
    void onALaptopSomeoneWatchesAndNothingIsAnnounced() {
      due("thing");
      nights.onALaptop().begin("{}");
      assertThat(account.left()).isEmpty();
    }
  }

  /// The faults that were seen: CloudFormation's own tags decide nothing.
  @Nested
  class Wholes {
    @Test
    void aKeptMemberWithoutAStackIdKeepsItsStack() {
      var stack = account.due(account.stack, "lab");
      account.due(account.store, "table").in(stack).tag(Rules.KEEP_TAG, "");
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("lab", "table");
    }

    @Test
    void aKeptStackKeepsItsTaggedRole() {
      var stack = account.due(account.stack, "lab").tag(Rules.KEEP_TAG, "");
      account.due(account.role, "role").in(stack);
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("lab", "role");
    }

    @Test
    void aStrangersStackKeepsItsTaggedRoleAndQueue() {
      var stack = account.untagged(account.stack, "theirs");
      account.due(account.role, "role").in(stack);
      account.due(account.store, "queue").in(stack);
      nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.leftNames()).containsExactly("queue", "role", "theirs");
    }

    @Test
    void whatOnlyAnOldTagCallsAMemberIsNeitherEmptiedNorTold() {
      var stack = account.due(account.stack, "lab");
      account.untagged(account.vault, "bucket").marked(stack).full();
      var report = nights.onALaptop().begin("{\"detail\":{\"ttl\":\"0d\"}}");
      assertThat(account.releases()).isEmpty();
      assertThat(account.leftNames()).containsExactly("bucket");
      assertThat(report.rows()).noneMatch(row -> row.resource().name().equals("bucket"));
    }
  }

  /// Whatever went is told by a mail that SES took after it went.
  @Nested
  class Telling {
    private final Thing first = due("first");
    private final Thing late = due("late");

    private void refuse(Thing thing) {
      account.failAlways("Delete " + thing.arn(), Fault.Sort.DENIED);
    }

    private String lastMail() {
      return nights.post.sent().getLast().mail().text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Post Send", "Ledger WriteBook"})
    void whatGoesAfterTheMailIsToldByASecond(String stop) {
      nights.continuing().countingTheLedger();
      nights.scheduled();
      refuse(late);
      account.stopAfter(stop);
      assertThatThrownBy(nights::scheduled).isInstanceOf(Stopped.class);
      account.stopNoMore();
      assertThat(nights.post.sent()).hasSize(2);
      assertThat(lastMail()).contains("DELETED (1)");
      account.failNoMore();
      nights.nextRound();
      assertThat(late.isThere()).isFalse();
      assertThat(nights.post.sent()).hasSize(3);
      assertThat(lastMail()).contains("DELETED (2)", "* first\n", "* late\n");
    }

    @Test
    void theSecondMailOfANightSaysThatItIsOne() {
      whatGoesAfterTheMailIsToldByASecond("Ledger WriteBook");
      assertThat(nights.post.sent().getLast().mail().subject()).contains("second mail");
    }

    @Test
    void whereNothingMoreHappenedThereIsNoSecondMail() {
      nights.continuing().countingTheLedger();
      nights.scheduled();
      account.stopAfter("Ledger WriteBook");
      assertThatThrownBy(nights::scheduled).isInstanceOf(Stopped.class);
      account.stopNoMore();
      nights.nextRound();
      assertThat(nights.post.sent()).hasSize(2);
      assertThat(nights.ledger.night().orElseThrow().endedAt()).isPresent();
    }

    @Test
    void whatAMailAnnouncedThatNobodyNotedIsAnnouncedAgain() {
      nights.continuing().countingTheLedger();
      account.stopAfter("Ledger WriteBook");
      assertThatThrownBy(nights::scheduled).isInstanceOf(Stopped.class);
      account.stopNoMore();
      nights.nextRound();
      assertThat(nights.ledger.recall().of(first.arn()).announcedAt()).isPresent();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void whatSesDidNotTakeIsToldByTheNextNight() {
      nights.scheduled();
      nights.post.close();
      assertThat(nights.scheduled().isMailFailed()).isTrue();
      assertThat(nights.scheduled().isMailFailed()).isTrue();
      nights.post.open();
      nights.scheduled();
      assertThat(lastMail()).contains("DELETED (2)", "* first\n", "* late\n");
      nights.scheduled();
      assertThat(nights.post.sent()).hasSize(2);
    }
  }

  /// AWS's index may name for hours what is gone.
  @Nested
  class Ghosts {
    private final Thing ghost = due("ghost");

    private void vanish() {
      nights.index.remember(ghost);
      account.vanish(ghost);
    }

    private void toldOnce() {
      vanish();
      due("thing");
      assertThat(nights.scheduled().gaps().ghosts()).containsExactly(ghost.arn());
    }

    @Test
    void areToldOnceAndNoMore() {
      toldOnce();
      assertThat(nights.post.sent().getLast().mail().text()).contains(ghost.arn().toString());
      for (int i = 0; i < 3; i++) {
        assertThat(nights.scheduled().gaps().ghosts()).isEmpty();
      }
      assertThat(nights.ledger.recall().of(ghost.arn()).ghostToldAt()).isPresent();
      nights.index.catchUp();
      nights.scheduled();
      assertThat(nights.ledger.recall().notes()).isEmpty();
    }

    @Test
    void areNotToldWhereNoMailGoesOut() {
      vanish();
      due("kept").tag(Rules.KEEP_TAG, "");
      assertThat(nights.scheduled().gaps().ghosts()).hasSize(1);
      assertThat(nights.post.sent()).isEmpty();
      due("thing");
      nights.scheduled();
      assertThat(nights.post.sent().getLast().mail().text()).contains(ghost.arn().toString());
    }

    @Test
    void ofThisNightsDeletionsAreToldAsDeleted() {
      nights.index.remember(ghost);
      nights.scheduled();
      var report = nights.scheduled();
      assertThat(report.count(Outcome.Gone.class)).isEqualTo(1);
      assertThat(report.gaps().ghosts()).isEmpty();
    }

    @Test
    void doNotKeepTheJanitorFromLeaving() {
      nights.index.remember(ghost);
      for (int i = 0; i < 4; i++) {
        nights.scheduled();
      }
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void madeAnewAreOrdinary() {
      toldOnce();
      due("ghost");
      nights.scheduled();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }
  }

  /// What stays and needs somebody is told at least once a week.
  @Nested
  class Reminding {
    private int mails() {
      return nights.post.sent().size();
    }

    private void nights(int count) {
      for (int i = 0; i < count; i++) {
        nights.scheduled();
      }
    }

    @Test
    void whatStaysIsToldOnceAWeek() {
      due("guarded").guarded("it is AWS's own");
      nights(1);
      assertThat(mails()).isEqualTo(1);
      nights(6);
      assertThat(mails()).isEqualTo(1);
      nights(1);
      assertThat(mails()).isEqualTo(2);
      assertThat(nights.post.sent().getLast().mail().text())
          .contains("A weekly reminder: 1 resource", "guarded", "It is AWS's own");
      nights(14);
      assertThat(mails()).isEqualTo(4);
    }

    @Test
    void anyOtherMailSaysItAsWell() {
      due("guarded").guarded("it is AWS's own");
      due("thing");
      nights(2);
      assertThat(mails()).isEqualTo(2);
      nights(6);
      assertThat(mails()).isEqualTo(2);
      nights(1);
      assertThat(mails()).isEqualTo(3);
    }

    @Test
    void whatIsKeptOnPurposeOrNotDueNeedsNobody() {
      var stack = account.due(account.stack, "kept lab").tag(Rules.KEEP_TAG, "");
      account.due(account.store, "table").in(stack);
      due("kept").tag(Rules.KEEP_TAG, "").guarded("it is AWS's own");
      due("later").tag(Rules.EXPIRES_AT_TAG, "2028-01-01");
      due("own").tag("aws:cloudformation:stack-id", Nights.OWN_STACK);
      nights(15);
      assertThat(mails()).isZero();
    }

    @Test
    void keptOnPurposeIsOnlyCounted() {
      due("guarded").guarded("it is AWS's own");
      due("kept").tag(Rules.KEEP_TAG, "");
      nights(1);
      assertThat(nights.post.sent().getLast().mail().text())
          .contains("1 resource kept on purpose")
          .doesNotContain("* kept\n");
    }

    @Test
    void aMailThatSesDidNotTakeRemindsNobody() {
      due("guarded").guarded("it is AWS's own");
      nights.post.close();
      nights(2);
      nights.post.open();
      nights(1);
      assertThat(mails()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failures", "always"})
    void otherSettingsNeedNoReminder(String on) {
      nights.set("JANITOR_MAIL_ON", on);
      due("guarded").guarded("it is AWS's own");
      nights(8);
      assertThat(mails()).isEqualTo(on.equals("always") ? 8 : 0);
    }

    @Test
    void aNightByHandRemindsNobody() {
      due("guarded").guarded("it is AWS's own");
      nights.begin("{}");
      assertThat(mails()).isZero();
    }
  }

  @Nested
  class EndOfTheWorkshop {
    @Test
    void goesWithoutAnnouncing() {
      due("thing");
      due("undated").ofUnknownAge();
      due("young").bornAt(nights.time.instant());
      nights.begin(SWEEP_NOW);
      assertThat(account.left()).isEmpty();
    }

    @Test
    void keepAndExpiresAtHold() {
      due("kept").tag(Rules.KEEP_TAG, "");
      due("dated").tag(Rules.EXPIRES_AT_TAG, "2027-12-24");
      nights.begin(SWEEP_NOW);
      assertThat(account.leftNames()).containsExactly("dated", "kept");
    }

    @Test
    void anotherTtlByHandIsAnnouncedFirst() {
      due("thing");
      nights.begin("{\"detail\":{\"ttl\":\"1d\"}}");
      assertThat(account.left()).hasSize(1);
    }
  }

  @Nested
  class DryRun {
    @Test
    void recordsNothingMailsNothingTouchesNothing() {
      due("thing");
      due("undated").ofUnknownAge();
      var report = nights.begin(DRY_RUN);
      assertThat(report.course().mode()).isEqualTo(Report.Mode.DRY_RUN);
      assertThat(nights.ledger.recall()).isEqualTo(Memory.BLANK);
      assertThat(nights.ledger.night()).isEmpty();
      assertThat(nights.post.sent()).isEmpty();
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void ofALaterDayShowsWhatWillBeDueThen() {
      due("thing").bornAt(nights.time.instant());
      nights.onALaptop();
      assertThat(nights.begin(DRY_RUN).count(Outcome.WouldDelete.class)).isZero();
      var report = nights.begin("{\"detail\":{\"dryRun\":true,\"asOf\":\"2027-01-01T00:00:00Z\"}}");
      assertThat(report.count(Outcome.WouldDelete.class)).isEqualTo(1);
    }

    @Test
    void anEndOfTheWorkshopInADryRunTouchesNothing() {
      due("thing");
      var report = nights.begin("{\"detail\":{\"dryRun\":true,\"ttl\":\"0\"}}");
      assertThat(report.count(Outcome.WouldDelete.class)).isEqualTo(1);
      assertThat(account.deletions()).isEmpty();
    }
  }

  @Nested
  class Memories {
    @Test
    void whatHasNoAgeIsDatedFromWhenItWasFirstSeen() {
      due("undated").ofUnknownAge();
      for (int i = 0; i < 7; i++) {
        nights.scheduled();
        assertThat(account.left()).hasSize(1);
      }
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aLogGroupThatALateWriterBroughtBackGoesOnALaterNight() {
      var log = account.untagged(account.log, "log").comingBack(2);
      due("function").leaves(log);
      nights.scheduled();
      nights.scheduled();
      assertThat(account.leftNames()).doesNotContain("function");
      for (int i = 0; i < 3; i++) {
        nights.scheduled();
      }
      assertThat(account.left()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aChildThatStayedBySomebodyElsesUseGoesOnceThatHasEnded(boolean isInStack) {
      var layer = account.untagged(account.thing, "layer");
      var function = due("function").leaves(layer);
      if (isInStack) {
        function.in(account.due(account.stack, "lab"));
      }
      var stranger = account.untagged(account.thing, "stranger").uses(layer);
      nights.scheduled();
      nights.scheduled();
      assertThat(account.leftNames()).containsExactlyInAnyOrder("layer", "stranger");
      account.vanish(stranger);
      nights.scheduled();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aChildThatCouldNotBeLookedForIsFoundAfterItsParentIsGone() {
      var log = account.untagged(account.log, "log");
      due("function").leaves(log);
      nights.scheduled();
      account.failAlways("Log Read", Fault.Sort.DENIED);
      nights.scheduled();
      account.failNoMore();
      assertThat(account.leftNames()).containsExactly("log");
      nights.scheduled();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    /// By then nothing is left that would make a later round ask again.
    @Test
    void whatWasRefusedInOneRoundIsToldThoughLaterOnesDoNotMeetIt() {
      due("function").leaves(account.untagged(account.log, "log"));
      var late = due("late");
      nights.scheduled();
      nights.index.forgetAfter(late, 1, 1);
      account.failNext("Log Read", Fault.Sort.DENIED);
      var report = nights.scheduled();
      assertThat(report.course().rounds()).isGreaterThan(1);
      assertThat(report.gaps().unread())
          .singleElement()
          .satisfies(one -> assertThat(one.what()).contains("AWS::Fake::Log"));
    }

    @Test
    void aStackIsNotFoundYoungerAfterItsBucketWasEmptied() {
      var stack = account.due(account.stack, "lab");
      var bucket = account.due(account.store, "bucket").in(stack).full();
      bucket.modifiedAt(nights.time.instant().minus(Duration.ofDays(300)));
      nights.scheduled();
      account.beforeDelete(
          stack,
          () -> {
            // The emptying touched it, and CloudFormation is busy for a moment.
            bucket.modifiedAt(nights.time.instant());
            throw new FakeFault(Fault.Sort.BUSY, "in a transition");
          });
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }
  }

  @Nested
  class Rounds {
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
          .satisfies(one -> assertThat(one.error()).contains("died"));
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

  @Nested
  class TheLastAct {
    /// Announces, sweeps, and finds nothing once.
    private Report untilTheNightBeforeTheLast() {
      due("thing");
      nights.scheduled();
      nights.scheduled();
      return nights.scheduled();
    }

    private void stays() {
      assertThat(nights.stacks.deleted()).isEmpty();
    }

    @Test
    void twoNightsInARowThatFindNothingEndInIt() {
      untilTheNightBeforeTheLast();
      stays();
      var last = nights.scheduled();
      assertThat(nights.stacks.deleted()).hasSize(1);
      assertThat(last.next().selfRemoval()).contains("last act");
      assertThat(nights.post.sent()).hasSize(3);
      assertThat(account.calls().getLast().operation()).isEqualTo("OwnStack Delete");
    }

    /// They may be one event, or see one lag of the tag index.
    @Test
    void neverAfterTwoEmptyNightsOfOneDay() {
      untilTheNightBeforeTheLast();
      for (int i = 0; i < 3; i++) {
        nights.time.step(Duration.ofHours(5));
        nights.begin("{\"id\":\"also-%d\",\"source\":\"aws.scheduler\"}".formatted(i));
        stays();
      }
      nights.time.step(Duration.ofHours(9));
      nights.begin("{\"id\":\"a-day-later\",\"source\":\"aws.scheduler\"}");
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void keptForeverDoesNotCountAsLeft() {
      due("kept").tag(Rules.KEEP_TAG, "");
      untilTheNightBeforeTheLast();
      nights.scheduled();
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void aKeptStacksMembersDoNotCountAsLeftEither() {
      var stack = account.due(account.stack, "kept lab").tag(Rules.KEEP_TAG, "");
      account.due(account.store, "table").in(stack);
      untilTheNightBeforeTheLast();
      nights.scheduled();
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void theJanitorsOwnDoNotCountAsLeft() {
      due("own").tag("aws:cloudformation:stack-id", Nights.OWN_STACK);
      untilTheNightBeforeTheLast();
      nights.scheduled();
      assertThat(nights.stacks.deleted()).hasSize(1);
      assertThat(account.leftNames()).containsExactly("own");
    }

    @Test
    void neverWhileSomethingIsWithheld() {
      due("guarded").guarded("never");
      untilTheNightBeforeTheLast();
      nights.scheduled();
      nights.scheduled();
      stays();
    }

    @Test
    void neverWhileSomethingIsTooYoung() {
      untilTheNightBeforeTheLast();
      due("new").bornAt(nights.time.instant());
      nights.scheduled();
      nights.scheduled();
      stays();
    }

    @Test
    void neverWhileSomethingFailed() {
      due("stubborn");
      account.failAlways(
          "Delete arn:aws:fake:eu-central-1:123456789012:thing/stubborn", Fault.Sort.DENIED);
      untilTheNightBeforeTheLast();
      nights.scheduled();
      nights.scheduled();
      stays();
    }

    @Test
    void neverWhileSomethingIsUnread() {
      account.failAlways("Role List", Fault.Sort.DENIED);
      untilTheNightBeforeTheLast();
      nights.scheduled();
      nights.scheduled();
      stays();
    }

    @Test
    void neverWhileSomethingIsPending() {
      account.due(account.edge, "distribution").takingLooks(100_000);
      untilTheNightBeforeTheLast();
      nights.scheduled();
      nights.scheduled();
      stays();
    }

    @Test
    void neverBeforeTwoNightsInARowFoundNothing() {
      untilTheNightBeforeTheLast();
      due("new");
      nights.scheduled();
      nights.scheduled();
      nights.scheduled();
      stays();
      nights.scheduled();
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void neverAfterAMailThatDidNotGoOut() {
      untilTheNightBeforeTheLast();
      nights.post.close();
      var report = nights.scheduled();
      stays();
      assertThat(report.next().selfRemoval()).isEqualTo("the last mail did not go out");
    }

    @Test
    void neverWithoutASender() {
      untilTheNightBeforeTheLast();
      nights.set("JANITOR_REPORT_FROM", "").scheduled();
      stays();
    }

    @Test
    void neverInADryRun() {
      untilTheNightBeforeTheLast();
      nights.begin("{\"source\":\"aws.scheduler\",\"detail\":{\"dryRun\":true}}");
      stays();
    }

    @Test
    void neverByHand() {
      untilTheNightBeforeTheLast();
      nights.begin("{}");
      nights.time.step(Duration.ofDays(1));
      nights.begin(SWEEP_NOW);
      stays();
    }

    @Test
    void neverFromALaptop() {
      untilTheNightBeforeTheLast();
      nights.onALaptop().scheduled();
      stays();
    }

    @Test
    void neverYoungerThanTheTtl() {
      nights.stacks.bornAt(nights.time.instant());
      untilTheNightBeforeTheLast();
      nights.scheduled();
      stays();
      for (int i = 0; i < 4; i++) {
        nights.scheduled();
      }
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void neverIfItHasNotDeletedAnythingInItsLife() {
      for (int i = 0; i < 5; i++) {
        nights.scheduled();
      }
      stays();
    }

    @Test
    void neverWhenItIsSwitchedOff() {
      nights.set("JANITOR_SELF_REMOVE", "false");
      untilTheNightBeforeTheLast();
      nights.scheduled();
      stays();
    }

    @Test
    void neverWhenTheAgeOfItsStackCannotBeRead() {
      untilTheNightBeforeTheLast();
      account.failAlways("OwnStack Describe", Fault.Sort.DENIED);
      var report = nights.scheduled();
      stays();
      assertThat(report.next().selfRemoval()).contains("could not be read");
    }

    @Test
    void neverWhenWhatItsStackHoldsCannotBeRead() {
      nights.set("JANITOR_DELETER_ROLE_ARN", "arn:aws:iam::123456789012:role/deleter");
      untilTheNightBeforeTheLast();
      account.failAlways("OwnStack Resources", Fault.Sort.DENIED);
      var report = nights.scheduled();
      stays();
      assertThat(report.next().selfRemoval()).contains("could not be read");
      assertThat(nights.post.sent().getLast().mail().text())
          .contains("The janitor itself stays for now")
          .contains("DENIED said of OwnStack Resources");
      account.failNoMore();
      nights.scheduled();
      assertThat(nights.stacks.deleted()).hasSize(1);
    }

    @Test
    void whereTheValuesOfTheTagCannotBeReadTheMailSaysSo() {
      nights.continuing();
      account.failAlways("Index values", Fault.Sort.DENIED);
      var report = nights.scheduled();
      assertThat(report.gaps().unread())
          .singleElement()
          .satisfies(one -> assertThat(one.what()).contains(FakeAccount.KEY));
      assertThat(nights.post.sent().getFirst().mail().text())
          .contains("DENIED said of Index values");
      assertThat(nights.continuation.scheduled()).isEmpty();
    }

    @Test
    void aMistypedWorkshopIsAMailAndNoEnd() {
      account.untagged(account.thing, "theirs").tag(FakeAccount.KEY, "Students");
      var report = nights.scheduled();
      assertThat(report.gaps().tagValues()).containsExactly("Students");
      assertThat(nights.post.sent().getFirst().mail().subject()).startsWith("[Action required]");
      nights.scheduled();
      nights.scheduled();
      stays();
    }
  }
}
