package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeTopic;
import janitor.report.Report;
import janitor.resource.Fault;
import org.junit.jupiter.api.Test;

/// Nights that tell by a topic, beside the mail or instead of it; and what stands beside the
/// telling.
class ByTopicTest {
  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private Nights byTopicAlone() {
    account.due(account.thing, "thing");
    return nights.set("JANITOR_REPORT_FROM", "").set("JANITOR_REPORT_TOPIC_ARN", FakeTopic.ARN);
  }

  private Nights byBoth() {
    account.due(account.thing, "thing");
    return nights.set("JANITOR_REPORT_TOPIC_ARN", FakeTopic.ARN);
  }

  private static boolean isAccepted(Report report) {
    return report.telling().told().orElseThrow().accepted();
  }

  @Test
  void whatTheTopicSaidIsDeletedTheNightAfter() {
    byTopicAlone();
    assertThat(isAccepted(nights.scheduled())).isTrue();
    assertThat(nights.topic.published()).hasSize(1);
    assertThat(account.left()).hasSize(1);
    nights.scheduled();
    assertThat(account.left()).isEmpty();
    assertThat(nights.post.sent()).isEmpty();
  }

  @Test
  void nothingIsDeletedThatNobodyReads() {
    byTopicAlone();
    nights.topic.readBy(0);
    for (int i = 0; i < 3; i++) {
      var report = nights.scheduled();
      assertThat(report.isMailFailed()).isTrue();
      assertThat(report.telling().untold()).hasSize(1);
    }
    assertThat(account.left()).hasSize(1);
    nights.topic.readBy(1);
    nights.scheduled();
    assertThat(account.left()).hasSize(1);
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void nothingIsDeletedWhereTheTopicIsNotThere() {
    byTopicAlone();
    nights.topic.isThere(false);
    nights.scheduled();
    assertThat(nights.scheduled().telling().untold().getFirst().remedy())
        .contains("ReportTopicArn");
    assertThat(account.left()).hasSize(1);
  }

  @Test
  void nothingIsDeletedWhereTheTopicRefuses() {
    byTopicAlone();
    account.failAlways("Topic Publish " + FakeTopic.ARN, Fault.Sort.DENIED);
    nights.scheduled();
    assertThat(nights.scheduled().isMailFailed()).isTrue();
    assertThat(account.left()).hasSize(1);
  }

  /// Ten are named in the message; the others would be named nowhere.
  @Test
  void nothingIsDeletedWhoseListIsKeptNowhere() {
    byTopicAlone().countingTheLedger();
    account.failAlways("Ledger KeepList night-1", Fault.Sort.DENIED);
    account.failAlways("Ledger KeepList night-2", Fault.Sort.DENIED);
    assertThat(nights.scheduled().isMailFailed()).isTrue();
    nights.scheduled();
    assertThat(account.left()).hasSize(1);
    nights.scheduled();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void theMailTellsOfATopicThatNobodyReadsAndAnnounces() {
    byBoth();
    nights.topic.readBy(0);
    assertThat(nights.scheduled().isMailFailed()).isFalse();
    assertThat(nights.post.sent().getFirst().mail().text())
        .contains("COULD NOT BE TOLD (1)", FakeTopic.ARN, "confirmed");
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void theTopicAnnouncesWhereTheMailIsRefused() {
    byBoth();
    nights.post.close();
    var report = nights.scheduled();
    assertThat(report.isMailFailed()).isFalse();
    assertThat(isAccepted(report)).isTrue();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void everyNightsListIsKept() {
    byBoth();
    nights.scheduled();
    assertThat(nights.ledger.list().orElseThrow().csv()).contains("thing");
    nights.scheduled();
    assertThat(nights.ledger.list().orElseThrow().night()).isEqualTo("night-2");
    assertThat(nights.ledger.list().orElseThrow().csv()).contains("deleted");
  }

  @Test
  void everyNightIsAnEventAndSoIsAnAnnouncement() {
    byBoth();
    nights.scheduled();
    assertThat(nights.bus.events())
        .extracting(event -> event.type())
        .containsExactly("Workshop Janitor Night", "Workshop Janitor Announcement");
    nights.scheduled();
    assertThat(nights.bus.events()).hasSize(3);
    nights.begin("{\"detail\":{\"dryRun\":true}}");
    assertThat(nights.bus.events()).hasSize(3);
  }

  @Test
  void eventsCanBeSwitchedOff() {
    byBoth().set("JANITOR_PUBLISH_EVENTS", "false");
    nights.scheduled();
    assertThat(nights.bus.events()).isEmpty();
  }

  @Test
  void whatTheBusRefusesIsToldByTheMailAndLosesNothing() {
    byBoth();
    nights.bus.refuse("MalformedDetail: no");
    nights.scheduled();
    assertThat(nights.post.sent().getFirst().mail().text())
        .contains("COULD NOT BE TOLD (1)", "MalformedDetail: no", "PublishEvents=false");
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }
}
