package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeTopic;
import janitor.report.Report;
import janitor.resource.Fault;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Nights whose mails are taken and go nowhere: what only they named stays.
class UnreachedTest {
  private static final String TEACHER = "teacher@example.org";

  private final Nights nights = new Nights();
  private final FakeAccount account = nights.account;

  private void due() {
    account.due(account.thing, "thing");
  }

  private void bounces() {
    nights.post.suppress(TEACHER, "a mail to it bounced");
  }

  private long asked() {
    return account.calls().stream().filter(call -> call.operation().equals("Post Drop")).count();
  }

  private static String refusal(Report report) {
    return report.gaps().refusal().orElse("");
  }

  @Test
  void whatABouncedMailNamedStaysAndIsNamedAnew() {
    due();
    nights.scheduled();
    bounces();
    var report = nights.scheduled();
    assertThat(account.left()).hasSize(1);
    assertThat(report.isMailFailed()).isTrue();
    assertThat(refusal(report))
        .startsWith("Nobody can be told, so nothing was deleted.")
        .contains(TEACHER, "a mail to it bounced", "Take it off the list", "named anew");
    assertThat(report.telling().untold()).hasSize(1);
    nights.post.suppressNoMore();
    // Nobody got what named it.
    nights.scheduled();
    assertThat(account.left()).hasSize(1);
    assertThat(nights.post.sent().getLast().mail().text()).contains("thing");
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// Whoever takes the address off the list before it is due has not read of it either.
  @Test
  void aBounceIsSeenAsLongAsSomethingIsAnnounced() {
    nights.set("JANITOR_ANNOUNCE_FOR", "3d");
    due();
    nights.scheduled();
    bounces();
    nights.scheduled();
    nights.post.suppressNoMore();
    nights.scheduled();
    nights.scheduled();
    assertThat(account.left()).hasSize(1);
    nights.scheduled();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// The mail that named it went to the mistyped address alone.
  @Test
  void whatAMistypedAddressWasToldIsToldTheRightOneFirst() {
    nights.set("JANITOR_REPORT_TO", "teecher@example.org");
    due();
    nights.scheduled();
    nights.post.suppress("teecher@example.org", "a mail to it bounced");
    nights.set("JANITOR_REPORT_TO", TEACHER);
    var report = nights.scheduled();
    assertThat(account.left()).hasSize(1);
    assertThat(report.isMailFailed()).isFalse();
    assertThat(nights.post.sent().getLast().to()).isEqualTo(TEACHER);
    assertThat(nights.post.sent().getLast().mail().text()).contains("will be deleted after");
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void whoWasToldAndIsNoRecipientAnyMoreWasTold() {
    nights.set("JANITOR_REPORT_TO", "former@example.org");
    due();
    nights.scheduled();
    nights.set("JANITOR_REPORT_TO", TEACHER);
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void whereItIsNotKnownWhetherTheFormerOneWasToldTheAnnouncementWaits() {
    nights.set("JANITOR_REPORT_TO", "former@example.org");
    due();
    nights.scheduled();
    nights.set("JANITOR_REPORT_TO", TEACHER);
    account.failAlways("Post Drop former@example.org", Fault.Sort.DENIED);
    assertThat(refusal(nights.scheduled())).startsWith("Nobody can be told for certain");
    assertThat(account.left()).hasSize(1);
    account.failNoMore();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void whereItIsNotKnownTheAnnouncementWaits() {
    due();
    nights.scheduled();
    account.failAlways("Post Drop " + TEACHER, Fault.Sort.DENIED);
    var report = nights.scheduled();
    assertThat(account.left()).hasSize(1);
    assertThat(report.isMailFailed()).isTrue();
    assertThat(refusal(report)).startsWith("Nobody can be told for certain");
    assertThat(nights.post.sent().getLast().mail().text())
        .contains("COULD NOT BE TOLD (1)", "Nothing was deleted: it is not known that anybody");
    account.failNoMore();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void oneWhoIsReachedIsEnough() {
    nights.set("JANITOR_REPORT_TO", TEACHER + ",other@example.org");
    due();
    nights.scheduled();
    bounces();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
    assertThat(nights.post.sent().getLast().mail().text())
        .contains("COULD NOT BE TOLD (1)", TEACHER);
  }

  @Test
  void whoReadsTheTopicIsEnoughAndIsToldOfTheMail() {
    nights.set("JANITOR_REPORT_TOPIC_ARN", FakeTopic.ARN);
    bounces();
    due();
    assertThat(nights.scheduled().isMailFailed()).isFalse();
    assertThat(nights.topic.published().getLast().text())
        .contains("COULD NOT BE TOLD (1)", TEACHER);
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void whereNobodyReadsTheTopicAnyMoreNothingGoes() {
    nights.set("JANITOR_REPORT_FROM", "").set("JANITOR_REPORT_TOPIC_ARN", FakeTopic.ARN);
    due();
    nights.scheduled();
    nights.topic.readBy(0);
    assertThat(refusal(nights.scheduled())).contains(FakeTopic.ARN);
    assertThat(account.left()).hasSize(1);
  }

  @Test
  void whatIsEndedByHandGoes() {
    due();
    bounces();
    var report = nights.begin("{\"detail\":{\"ttl\":\"0\"}}");
    assertThat(account.left()).isEmpty();
    assertThat(report.isMailFailed()).isTrue();
  }

  @Test
  void eachAddressIsAskedAboutOnceANightThatMailsOrDeletes() {
    nights.scheduled();
    assertThat(asked()).isZero();
    due();
    var asked = new ArrayList<Long>();
    nights.scheduled();
    asked.add(asked());
    nights.scheduled();
    asked.add(asked());
    assertThat(account.left()).isEmpty();
    nights.scheduled();
    asked.add(asked());
    assertThat(asked).containsExactly(1L, 2L, 2L);
  }
}
