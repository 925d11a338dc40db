package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.report.Report;
import janitor.sweep.Outcome;
import org.junit.jupiter.api.Test;

/// What AWS says yes to, tries to delete, and gives up on.
class GivenUpTest {
  private static final String GROUP = "Ec2SecurityGroupDeletionFailure: it has a dependent object";

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

  /// Every night it was "still being deleted", for information only, while it cost money.
  @Test
  void whatAwsGaveUpOnNeedsAPersonEveryNight() {
    account.due(account.edge, "group").takingLooks(2).failingToGo(100, "DELETE_FAILED", GROUP);
    nights.scheduled();
    for (int night = 0; night < 2; night++) {
      var asked = account.deletions().size();
      var report = wholeNight();
      assertThat(Nights.row(report, "group").outcome())
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed ->
                  assertThat(failed.reason())
                      .isEqualTo(
                          "AWS tried to delete it and could not, it is DELETE_FAILED; AWS says: "
                              + GROUP));
      assertThat(nights.post.sent().getLast().mail().subject()).startsWith("[Action required]");
      assertThat(account.deletions()).hasSizeGreaterThan(asked);
    }
  }

  @Test
  void whatAwsGaveUpOnAndDeletesAfterAllIsGone() {
    account.due(account.edge, "group").takingLooks(1).failingToGo(1, "DELETE_FAILED", GROUP);
    nights.scheduled();
    var report = wholeNight();
    assertThat(Nights.row(report, "group").outcome()).isInstanceOf(Outcome.Gone.class);
    assertThat(report.count(Outcome.Failed.class)).isZero();
  }

  /// It may be of its creation, and says nothing of a deletion that AWS was not asked for yet.
  @Test
  void aWordOfFailureIsOfTheDeletionOnceAwsCameBackToIt() {
    account
        .due(account.edge, "cluster")
        .status("FAILED")
        .takingLooks(2)
        .failingToGo(100, "FAILED", "");
    nights.scheduled();
    var first = nights.scheduled();
    assertThat(Nights.row(first, "cluster").outcome()).isInstanceOf(Outcome.Requested.class);
    var report = first;
    while (!nights.continuation.scheduled().isEmpty()) {
      report = nights.nextRound().orElseThrow();
    }
    assertThat(Nights.row(report, "cluster").outcome().reason())
        .isEqualTo("AWS tried to delete it and could not, it is FAILED, and AWS does not say why");
  }

  /// The index forgets what goes before its service does.
  @Test
  void whatAwsTriesAgainAndTheIndexForgetsIsStillTold() {
    var group =
        account.due(account.edge, "group").takingLooks(1).failingToGo(1, "DELETE_FAILED", GROUP);
    nights.scheduled();
    var report = nights.scheduled();
    while (!nights.continuation.scheduled().isEmpty()) {
      if (group.isThere() && report.count(Outcome.Failed.class) == 1) {
        group.untag(FakeAccount.KEY);
      }
      report = nights.nextRound().orElseThrow();
    }
    assertThat(group.isThere()).isFalse();
    assertThat(Nights.row(report, "group").outcome()).isInstanceOf(Outcome.Gone.class);
  }
}
