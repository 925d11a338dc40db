package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.Stopped;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What mails tell, and how often.
class TellingTest {
  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Thing due(String name) {
    return account.due(account.thing, name);
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

    /// No date tells that it is another one, which no mail has named.
    @Test
    void madeAnewWithoutADateAreMetAnew() {
      ghost.ofUnknownAge();
      for (int i = 0; i < 8; i++) {
        nights.scheduled();
        if (nights.ledger.recall().of(ghost.arn()).announcedAt().isPresent()) {
          break;
        }
      }
      assertThat(ghost.isThere()).isTrue();
      toldOnce();
      var anew = due("ghost").ofUnknownAge();
      for (int i = 0; i < 5; i++) {
        assertThat(Nights.row(nights.scheduled(), "ghost").verdict())
            .isInstanceOf(Verdict.TooYoung.class);
      }
      assertThat(anew.isThere()).isTrue();
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

    /// One mail named it, before the night that found it needed.
    @Test
    void whatOnlyAKeptThingUsesNeedsNobody() {
      due("kept").tag(Rules.KEEP_TAG, "").uses(due("role"));
      nights(20);
      assertThat(mails()).isEqualTo(1);
      assertThat(account.leftNames()).hasSize(2);
    }

    @Test
    void whatAnotherUsesAsWellNeedsSomebody() {
      var role = due("role");
      due("kept").tag(Rules.KEEP_TAG, "").uses(role);
      due("guarded").guarded("it is AWS's own").uses(role);
      nights(8);
      assertThat(nights.post.sent().getLast().mail().text()).contains("A weekly reminder: 2 res");
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
}
