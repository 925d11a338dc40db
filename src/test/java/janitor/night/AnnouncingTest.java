package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AnnouncingTest {
  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

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

  /// So a mail says to keep it.
  @Test
  void aStackWhoseProtectionIsTakenOffAgainIsAnnouncedAnew() {
    var stack = account.due(account.stack, "lab");
    nights.scheduled();
    stack.protectedFromDeletion();
    nights.scheduled();
    stack.unprotect();
    nights.scheduled();
    assertThat(account.left()).hasSize(1);
    nights.scheduled();
    assertThat(account.left()).isEmpty();
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
    nights.set("JANITOR_REPORT_FROM", "").set("JANITOR_STACK_ID", "");
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

  /// One bucket that shuts everybody out for weeks is no reason to take what is made anew under an
  /// old name for the old one.
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
    assertThat(Nights.row(third, "table").verdict().reason()).contains("stack/lab left it behind");
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

  /// What a mail said of a date holds, whatever becomes of what the date came from.
  @Nested
  class Promised {
    /// The first night is that of 1 December, and three days ahead it names what is due as the 4th
    /// begins.
    private Thing tableOf(Thing stack) {
      var table = account.due(account.store, "table").in(stack);
      table.tag(Rules.EXPIRES_AT_TAG, "2026-12-03");
      assertThat(nights.scheduled().toAnnounce()).hasSize(2);
      return table;
    }

    @Test
    void aStackStaysUntilThenThoughTheMemberThatHeldItUpIsGone() {
      var stack = account.due(account.stack, "lab");
      account.vanish(tableOf(stack));
      var report = nights.scheduled();
      assertThat(Nights.row(report, "lab").verdict())
          .isInstanceOf(Verdict.TooYoung.class)
          .extracting(Verdict::reason)
          .isEqualTo("a mail said that it stays until 4 Dec");
      nights.scheduled();
      assertThat(stack.isThere()).isTrue();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
      assertThat(nights.post.sent()).hasSize(2);
    }

    @Test
    void atTheEndOfTheWorkshopNothingWaitsForIt() {
      account.vanish(tableOf(account.due(account.stack, "lab")));
      nights.time.step(Duration.ofDays(1));
      nights.begin("{\"detail\":{\"ttl\":\"0\"}}");
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aShorterTimeToLiveBringsNothingForward() {
      due("thing").bornAt(nights.time.instant().minus(Duration.ofDays(4)));
      assertThat(nights.scheduled().toAnnounce()).hasSize(1);
      nights.set("JANITOR_TTL", "3d");
      nights.scheduled();
      assertThat(account.left()).hasSize(1);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aShorterNoticeBringsNothingForward() {
      due("thing");
      nights.set("JANITOR_ANNOUNCE_FOR", "60h");
      nights.scheduled();
      nights.set("JANITOR_ANNOUNCE_FOR", "20h");
      nights.scheduled();
      nights.scheduled();
      assertThat(account.left()).hasSize(1);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }
  }

  /// Nobody may be surprised by a mail of long ago.
  @Nested
  class Lapsed {
    private final Thing thing = due("thing");

    private void announced() {
      assertThat(nights.scheduled().toAnnounce()).isNotEmpty();
    }

    private void goesAfterAnotherMail() {
      var report = nights.scheduled();
      assertThat(Nights.row(report, "thing").toAnnounce()).isTrue();
      assertThat(thing.isThere()).isTrue();
      nights.scheduled();
      assertThat(thing.isThere()).isFalse();
    }

    private void staysFor(int count) {
      for (int i = 0; i < count; i++) {
        assertThat(nights.scheduled().toAnnounce()).isEmpty();
        assertThat(thing.isThere()).isTrue();
      }
    }

    @Test
    void postponedByItsTagItIsNamedAheadOfItsNewDate() {
      announced();
      thing.tag(Rules.EXPIRES_AT_TAG, "2026-12-20");
      staysFor(16);
      assertThat(nights.scheduled().toAnnounce()).hasSize(1);
      staysFor(2);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aTimeToLiveThatIsOverIsNoReasonToGoBeforeAnotherMail() {
      announced();
      thing.tag(Rules.EXPIRES_AT_TAG, "7d");
      goesAfterAnotherMail();
    }

    @Test
    void aLongerTimeToLiveIsAnnouncedAgain() {
      thing.bornAt(nights.time.instant().minus(Duration.ofDays(7)));
      announced();
      nights.set("JANITOR_TTL", "20d");
      staysFor(8);
      assertThat(nights.scheduled().toAnnounce()).hasSize(1);
      staysFor(2);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void keptForADayItIsNamedAnew() {
      announced();
      thing.tag(Rules.KEEP_TAG, "");
      staysFor(1);
      thing.untag(Rules.KEEP_TAG);
      goesAfterAnotherMail();
    }

    @Test
    void withAStackThatWasKeptItsMembersAreNamedAnew() {
      var stack = account.due(account.stack, "lab");
      thing.in(stack);
      announced();
      stack.tag(Rules.KEEP_TAG, "");
      staysFor(1);
      stack.untag(Rules.KEEP_TAG);
      goesAfterAnotherMail();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void whatWasHeldUpForAWeekIsNamedAnewAndThenGoes() {
      var key = due("key");
      thing.uses(key);
      var holder = due("holder").guarded("it is another's").uses(thing);
      announced();
      staysFor(9);
      account.vanish(holder);
      assertThat(nights.scheduled().toAnnounce()).hasSize(2);
      assertThat(account.left()).hasSize(2);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void soIsAStackWithItsMembers() {
      var stack = account.due(account.stack, "lab");
      thing.in(stack);
      var holder = due("holder").guarded("it is another's").uses(thing);
      announced();
      staysFor(9);
      account.vanish(holder);
      goesAfterAnotherMail();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void whatWasHeldUpForADayGoesAsAnnounced() {
      var holder = due("holder").guarded("it is another's").uses(thing);
      announced();
      staysFor(1);
      account.vanish(holder);
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    /// What is tried every night is told every night.
    @Test
    void whatFailedForWeeksGoesAsSoonAsItCan() {
      announced();
      account.failAlways("Delete " + thing.arn(), Fault.Sort.DENIED);
      staysFor(15);
      account.failNoMore();
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    /// Where nights are months apart the next one takes what the one before named.
    @Test
    void itHoldsUntilTheNextNightHoweverFarThatIs() {
      announced();
      nights.time.step(Duration.ofDays(60));
      nights.scheduled();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void moreThanMayGoForWeeksIsNamedAnewOnce() {
      due("second");
      nights.set("JANITOR_MAX_DELETIONS", "1");
      announced();
      staysFor(9);
      nights.set("JANITOR_MAX_DELETIONS", "2");
      goesAfterAnotherMail();
      assertThat(account.left()).isEmpty();
    }
  }

  @Test
  void onALaptopSomeoneWatchesAndNothingIsAnnounced() {
    due("thing");
    nights.onALaptop().begin("{}");
    assertThat(account.left()).isEmpty();
  }
}
