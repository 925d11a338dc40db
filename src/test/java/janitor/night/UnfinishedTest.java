package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeKind;
import janitor.fake.Thing;
import janitor.report.Report;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What AWS takes a deletion of and does not finish.
class UnfinishedTest {
  private static final int FOR_EVER = 100_000;

  private final Nights nights = new Nights().continuing();
  private final FakeAccount account = nights.account;

  /// The night that begins now, to its end.
  private Report wholeNight() {
    var report = nights.scheduled();
    while (!nights.continuation.scheduled().isEmpty()) {
      report = nights.nextRound().orElseThrow();
    }
    return report;
  }

  private static Duration lasted(Report night) {
    return Duration.between(night.course().startedAt(), night.course().finishedAt());
  }

  private Thing stuck(FakeKind kind, String name) {
    return account.due(kind, name).takingLooks(FOR_EVER);
  }

  @Test
  void aDeletionWithoutEndIsWaitedForInItsFirstNightAndToldInEachThatFollows() {
    stuck(account.edge, "distribution");
    wholeNight();
    var first = wholeNight();
    assertThat(lasted(first)).isBetween(Duration.ofMinutes(90), Duration.ofMinutes(120));
    assertThat(Nights.row(first, "distribution").outcome()).isInstanceOf(Outcome.Requested.class);
    for (int night = 0; night < 3; night++) {
      var next = wholeNight();
      assertThat(lasted(next)).isLessThan(Duration.ofMinutes(75));
      assertThat(Nights.row(next, "distribution").outcome())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.reason())
                    .isEqualTo("AWS has been deleting it since 2 Dec and is not done");
                assertThat(failed.remedy()).contains("AWS Support");
              });
      assertThat(nights.post.sent().getLast().mail().subject()).startsWith("[Action required]");
    }
  }

  @Test
  void aLaterNightIsShortForIt() {
    stuck(account.model, "model");
    wholeNight();
    assertThat(lasted(wholeNight())).isGreaterThan(Duration.ofMinutes(75));
    assertThat(lasted(wholeNight())).isLessThan(Duration.ofMinutes(15));
  }

  @Test
  void whatIsDoneAfterNightsIsGone() {
    var thing = stuck(account.edge, "distribution");
    wholeNight();
    wholeNight();
    wholeNight();
    thing.takingLooks(0);
    account.vanish(thing);
    var last = wholeNight();
    assertThat(Nights.outcomes(last)).doesNotContainKey("distribution");
    assertThat(nights.ledger.recall().notes()).isEmpty();
  }

  /// As RDS, CloudFront, EKS and OpenSearch do.
  @Test
  void whatTakesLongIsWaitedFor() {
    for (var kind : List.of(account.edge, account.model)) {
      account.due(kind, "slow " + kind).taking(Duration.ofMinutes(70));
    }
    wholeNight();
    assertThat(wholeNight().count(Outcome.Gone.class)).isEqualTo(2);
  }

  /// What its kind is done with in seconds is not waited for as long as a distribution.
  @Test
  void whatUsuallyTakesSecondsIsWaitedForLess() {
    stuck(account.thing, "queue");
    wholeNight();
    assertThat(lasted(wholeNight())).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(30));
  }

  @Test
  void whatIsSlowHoldsTheNightOpenForAll() {
    stuck(account.thing, "queue");
    account.due(account.edge, "distribution").taking(Duration.ofMinutes(70));
    wholeNight();
    var night = wholeNight();
    assertThat(Nights.outcomes(night).get("distribution")).isInstanceOf(Outcome.Gone.class);
  }

  @Test
  void whatAwsGaveUpOnIsTriedForLessInTheNextNight() {
    account.due(account.edge, "group").takingLooks(2).failingToGo(FOR_EVER, "DELETE_FAILED", "no");
    wholeNight();
    var first = lasted(wholeNight());
    var second = wholeNight();
    assertThat(lasted(second)).isLessThan(first);
    assertThat(Nights.row(second, "group").outcome().reason())
        .startsWith("AWS tried to delete it and could not");
  }

  /// Lambda takes up to 45 minutes for a function's interfaces.
  @Test
  void whatIsClearedUpBehindIsWaitedFor() {
    var role = account.due(account.role, "role");
    account.due(account.thing, "function").lingering(7, role);
    wholeNight();
    assertThat(wholeNight().count(Outcome.Gone.class)).isEqualTo(2);
  }

  @Test
  void theDateIsOfThisOneAndNotOfWhatHadItsNameBefore() {
    var thing = stuck(account.store, "courses");
    wholeNight();
    wholeNight();
    account.vanish(thing);
    stuck(account.store, "courses").bornAt(nights.time.instant());
    nights.set("JANITOR_TTL", "1d");
    Report night = wholeNight();
    for (int i = 0; i < 5 && !isAsked(night); i++) {
      night = wholeNight();
    }
    assertThat(Nights.row(night, "courses").outcome()).isInstanceOf(Outcome.Requested.class);
  }

  private static boolean isAsked(Report night) {
    return Nights.row(night, "courses").outcome() instanceof Outcome.Requested;
  }

  /// A person may begin a night an hour after another.
  @Test
  void whatWasAskedForAnHourAgoIsNotToldAsStuck() {
    stuck(account.edge, "distribution");
    wholeNight();
    wholeNight();
    nights.time.step(Duration.ofHours(1));
    var report = nights.begin("{\"id\":\"by-hand\"}");
    while (!nights.continuation.scheduled().isEmpty()) {
      report = nights.nextRound().orElseThrow();
    }
    assertThat(Nights.row(report, "distribution").outcome()).isInstanceOf(Outcome.Requested.class);
  }
}
