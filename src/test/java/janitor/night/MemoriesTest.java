package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.resource.Fault;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoriesTest {
  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

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
  void whatWasMadeAnewByDayIsAnotherOneThoughNoDateTellsIt() {
    var firewall = due("firewall").ofUnknownAge().identified("1");
    for (int i = 0; i < 7; i++) {
      nights.scheduled();
    }
    firewall.identified("2");
    for (int i = 0; i < 7; i++) {
      nights.scheduled();
      assertThat(account.left()).hasSize(1);
    }
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  private Thing changed(Thing thing) {
    return thing.modifiedAt(nights.time.instant().plus(Duration.ofHours(1)));
  }

  /// Lambda tells of a function no more than when somebody changed it last.
  @Test
  void whatWasChangedSinceAMailNamedItMayBeAnotherOneAndIsNamedAnew() {
    var function = undated().modifiedAt(Instant.EPOCH);
    nights.scheduled();
    changed(function);
    var report = nights.scheduled();
    assertThat(Nights.row(report, "undated").toAnnounce()).isTrue();
    assertThat(Nights.row(report, "undated").reason()).contains("changed, or made anew");
    assertThat(function.isThere()).isTrue();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// One that a pipeline deploys every day is not named for ever, nor forgotten.
  @Test
  void whatIsChangedAfterEachMailIsToldFromAWeekOnUntilNobodyHasForAWeek() {
    var function = undated().modifiedAt(Instant.EPOCH);
    nights.scheduled();
    for (int night = 1; night < 20; night++) {
      changed(function);
      var report = nights.scheduled();
      assertThat(Nights.row(report, "undated").toAnnounce()).isEqualTo(night < 7);
      assertThat(report.stays()).hasSize(night < 7 ? 0 : 1);
    }
    for (int night = 1; night < 7; night++) {
      assertThat(nights.scheduled().stays()).hasSize(1);
    }
    assertThat(Nights.row(nights.scheduled(), "undated").toAnnounce()).isTrue();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// One mail, a fortnight ahead, says nothing of how often somebody changes it.
  @Test
  void whatIsChangedOnceAfterASingleMailIsNamedAnew() {
    nights.set("JANITOR_NOTICE_DAYS", "14");
    var function =
        due("undated")
            .ofUnknownAge()
            .tag(Rules.EXPIRES_AT_TAG, nights.time.instant().plus(Duration.ofDays(15)).toString())
            .modifiedAt(Instant.EPOCH);
    nights.scheduled();
    assertThat(nights.ledger.recall().notes())
        .hasEntrySatisfying(function.arn(), note -> assertThat(note.announcedAt()).isPresent());
    nights.time.step(Duration.ofDays(13));
    changed(function);
    var report = nights.scheduled();
    assertThat(report.stays()).isEmpty();
    assertThat(Nights.row(report, "undated").toAnnounce()).isTrue();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void aStackIsNamedAnewWhereAMemberMayBeAnotherOne() {
    var stack = account.due(account.stack, "lab");
    var member = undated().modifiedAt(Instant.EPOCH).in(stack);
    nights.scheduled();
    changed(member);
    nights.scheduled();
    assertThat(account.left()).hasSize(2);
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// A policy above the account may shut a list for ever.
  @Test
  void whatTheJanitorSawGoIsForgottenThoughAListStaysUnread() {
    due("thing");
    var gone = due("gone").arn();
    nights.scheduled();
    account.failAlways("AWS::Fake::Role List", Fault.Sort.DENIED);
    var report = nights.scheduled();
    assertThat(report.gaps().unread()).isNotEmpty();
    assertThat(account.left()).isEmpty();
    assertThat(nights.ledger.recall().notes()).doesNotContainKey(gone);
  }

  private Thing undated() {
    return due("undated").ofUnknownAge().tag(Rules.EXPIRES_AT_TAG, "2026-01-01");
  }

  /// No date tells that it is another one.
  @Test
  void whatWasMadeAnewIsNamedAnewThoughAnotherListStaysUnread() {
    var undated = undated();
    account.failAlways("AWS::Fake::Role List", Fault.Sort.DENIED);
    nights.scheduled();
    account.vanish(undated);
    assertThat(nights.scheduled().gaps().unread()).isNotEmpty();
    assertThat(nights.ledger.recall().notes()).containsKey(undated.arn());
    var anew = undated();
    assertThat(Nights.row(nights.scheduled(), "undated").toAnnounce()).isTrue();
    assertThat(anew.isThere()).isTrue();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// Else a list that is denied every other night would keep a thing for ever.
  @ParameterizedTest
  @ValueSource(strings = {"AWS::Fake::Thing Read", "Index tagged"})
  void whatCouldNotBeLookedForIsNotNamedAnew(String call) {
    var undated = undated();
    nights.scheduled();
    account.failAlways(call, Fault.Sort.DENIED);
    assertThat(nights.scheduled().gaps().unread()).isNotEmpty();
    assertThat(undated.isThere()).isTrue();
    account.failNoMore();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// No index shows a role: the date of its mail passed while nobody was told that it stays.
  @Test
  void whatTheReachLeftOutForSomeNightsIsNamedAnew() {
    account.due(account.role, "role");
    nights.scheduled();
    account.beyond(account.role);
    nights.scheduled();
    nights.scheduled();
    account.beyondNothing();
    assertThat(Nights.row(nights.scheduled(), "role").toAnnounce()).isTrue();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// Nothing but its parent shows it: it costs another mail, and then it goes.
  @ParameterizedTest
  @ValueSource(strings = {"DENIED", "THROTTLED"})
  void whatOnlyAListShowsThatIsUnreadEveryOtherNightGoesInTheEnd(Fault.Sort sort) {
    due("other").uses(due("key"));
    account.due(account.role, "role").leaves(account.untagged(account.log, "log"));
    for (int night = 0; night < 8; night++) {
      if (night % 2 == 1) {
        account.failAlways("AWS::Fake::Role List", sort);
      } else {
        account.failNoMore();
      }
      nights.scheduled();
    }
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

  /// A backup of a table has no tags, and who takes one after the mail means to save what is in it.
  @Test
  void aCopyThatSomebodyTookAfterTheMailStaysWhenItsWholeGoes() {
    var table = due("table").leaves(account.untagged(account.thing, "before").saving());
    nights.scheduled();
    table.leaves(
        account
            .untagged(account.thing, "after")
            .saving()
            .bornAt(nights.time.instant().plusSeconds(60)));
    var report = nights.scheduled();
    assertThat(Nights.row(report, "after").reason()).contains("whoever took it", "delete after");
    for (int night = 0; night < 3; night++) {
      nights.scheduled();
      assertThat(account.leftNames()).containsExactly("after");
    }
  }

  /// As an archive of a bus has no tag and no id, and its name may be given again by anybody.
  @Test
  void aNameOfAChildThatWentIsNotTheChild() {
    var archive = account.untagged(account.thing, "archive");
    due("bus").leaves(archive);
    nights.scheduled();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
    account.untagged(account.thing, "archive").bornAt(nights.time.instant());
    for (int i = 0; i < 3; i++) {
      nights.scheduled();
      assertThat(account.leftNames()).containsExactly("archive");
    }
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
        .satisfies(unread -> assertThat(unread.what()).contains("AWS::Fake::Log"));
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
