package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.FakeTopic;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.report.Report;
import janitor.resource.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LastActTest {
  private static final String SWEEP_NOW = "{\"detail\":{\"ttl\":\"0\"}}";

  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

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

  @Test
  void aStackWithTerminationProtectionIsNotPromisedToGo() {
    nights.stacks.protect(true);
    untilTheNightBeforeTheLast();
    for (int i = 0; i < 2; i++) {
      var night = nights.scheduled();
      assertThat(night.next().farewell()).isEmpty();
      assertThat(night.next().selfRemoval())
          .contains("update-termination-protection --no-enable-termination-protection");
      stays();
    }
    nights.stacks.protect(false);
    assertThat(nights.scheduled().next().farewell()).isPresent();
    assertThat(nights.stacks.deleted()).hasSize(1);
  }

  /// It has said once that this was its last mail, and is still there: that is told, and it asks
  /// again.
  @Test
  void whatCloudFormationRefusedIsNotPromisedAgainButToldAndAskedFor() {
    untilTheNightBeforeTheLast();
    account.failAlways("OwnStack Delete", Fault.Sort.DENIED);
    assertThatThrownBy(nights::scheduled).hasMessageContaining("DENIED");
    var told = nights.scheduled();
    assertThat(told.next().farewell()).isEmpty();
    assertThat(told.next().selfRemoval())
        .contains("CloudFormation did not do it", "delete-stack", "DENIED said of OwnStack Delete");
    account.failNoMore();
    for (int i = 1; i <= 2; i++) {
      assertThat(nights.scheduled().next().farewell()).isEmpty();
      assertThat(nights.stacks.deleted()).hasSize(i);
    }
    due("more");
    nights.scheduled();
    nights.scheduled();
    nights.scheduled();
    assertThat(nights.scheduled().next().farewell()).isPresent();
  }

  /// CloudFormation said yes and failed at it, or the janitor died before it could ask.
  @Test
  void whatNothingCameOfIsMailedOnceAndThenWeekly() {
    untilTheNightBeforeTheLast();
    nights.scheduled();
    assertThat(nights.post.sent()).hasSize(3);
    nights.scheduled();
    assertThat(nights.post.sent()).hasSize(4);
    var mail = nights.post.sent().getLast().mail();
    assertThat(mail.subject()).startsWith("[Action required]").contains("was not removed");
    assertThat(mail.text())
        .contains("CloudFormation did not do it", "aws cloudformation delete-stack")
        .doesNotContain("removes itself");
    for (int i = 0; i < 6; i++) {
      nights.scheduled();
    }
    assertThat(nights.post.sent()).hasSize(4);
    nights.scheduled();
    assertThat(nights.post.sent()).hasSize(5);
    assertThat(nights.stacks.deleted()).hasSize(9);
  }

  /// AWS was out of breath for a moment: nothing was said yes or no to.
  @ParameterizedTest
  @EnumSource(
      value = Fault.Sort.class,
      names = {"THROTTLED", "TRANSIENT"})
  void whatPassesIsAskedForAsIfForTheFirstTime(Fault.Sort sort) {
    untilTheNightBeforeTheLast();
    account.failAlways("OwnStack Delete", sort);
    assertThatThrownBy(nights::scheduled).hasMessageContaining(sort.toString());
    account.failNoMore();
    assertThat(nights.scheduled().next().farewell()).isPresent();
    assertThat(nights.stacks.deleted()).hasSize(1);
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

  /// What another workshop came to says nothing of this one, which may not be built yet.
  @Test
  void neverForAnotherWorkshopThatNothingWasDeletedOf() {
    untilTheNightBeforeTheLast();
    nights.set("JANITOR_WORKSHOP", "autumn");
    for (int i = 0; i < 3; i++) {
      nights.scheduled();
      stays();
    }
    due("first of autumn").tag(FakeAccount.KEY, "autumn");
    for (int i = 0; i < 3; i++) {
      nights.scheduled();
      stays();
    }
    assertThat(account.left()).isEmpty();
    nights.scheduled();
    assertThat(nights.stacks.deleted()).hasSize(1);
  }

  /// Once all of it is gone, its name is not doubted.
  @Test
  void otherWorkshopsOfTheAccountChangeNothingOfTheLastMail() {
    account.untagged(account.thing, "theirs").tag(FakeAccount.KEY, "Students");
    untilTheNightBeforeTheLast();
    nights.scheduled();
    assertThat(nights.stacks.deleted()).hasSize(1);
    assertThat(nights.post.sent()).hasSize(3);
    assertThat(nights.post.sent().getLast().mail().subject()).contains("removes itself");
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

  /// It stays for as long as somebody keeps what needs it.
  @Test
  void whatOnlyAKeptThingUsesDoesNotCountAsLeftEither() {
    var role = due("role").uses(due("boundary"));
    due("kept").tag(Rules.KEEP_TAG, "").uses(role);
    untilTheNightBeforeTheLast();
    nights.scheduled();
    assertThat(nights.stacks.deleted()).hasSize(1);
    assertThat(account.leftNames()).containsExactlyInAnyOrder("kept", "role", "boundary");
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
  void neverWhereNobodyReadsTheLastMessage() {
    untilTheNightBeforeTheLast();
    nights.set("JANITOR_REPORT_FROM", "").set("JANITOR_REPORT_TOPIC_ARN", FakeTopic.ARN);
    nights.topic.readBy(0);
    nights.scheduled();
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
        .satisfies(unread -> assertThat(unread.what()).contains(FakeAccount.KEY));
    assertThat(nights.post.sent().getFirst().mail().text()).contains("DENIED said of Index values");
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
