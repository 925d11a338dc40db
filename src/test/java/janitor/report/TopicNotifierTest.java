package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeTime;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Unread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TopicNotifierTest {
  private static final String OWN = "arn:aws:sns:eu-west-1:111122223333:told";
  private static final String OTHERS = "arn:aws:sns:eu-west-1:999988887777:told";

  private final Deque<RuntimeException> faults = new ArrayDeque<>();
  private final List<Bulletin> published = new ArrayList<>();
  private int readers = 1;

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Fault.Sort sort;

    Refusal(Fault.Sort sort) {
      super(sort + " it is");
      this.sort = sort;
    }
  }

  private TopicNotifier notifier(String arn, MailOn on) {
    var topic =
        new Topic() {
          @Override
          public Arn arn() {
            return Arn.of(arn);
          }

          @Override
          public int readers() {
            return readers;
          }

          @Override
          public String publish(Bulletin bulletin) {
            if (!faults.isEmpty()) {
              throw faults.pop();
            }
            published.add(bulletin);
            return "id";
          }
        };
    return new TopicNotifier(
        topic,
        new BulletinWriter(
            new ReportWriter(GoldenNights.STAKES), Optional.empty(), BulletinWriter.Form.TEXT),
        error ->
            error instanceof Refusal refusal
                ? new Fault(refusal.sort, refusal.getMessage() + "", Optional.of("sns:Publish"))
                : Fault.unexpected(error),
        on,
        "111122223333",
        new FakeTime(GoldenNights.NOW));
  }

  private static Report night(String name) {
    return Optional.ofNullable(GoldenNights.all().get(name)).orElseThrow();
  }

  @Test
  void whatAReaderGetsIsAnnounced() {
    var told = notifier(OWN, MailOn.CHANGES).tell(night("announcement-132"));
    assertThat(told.accepted()).isTrue();
    assertThat(told.to()).containsExactly(OWN);
    assertThat(published).hasSize(1);
  }

  @Test
  void whatNobodyReadsIsNot() {
    readers = 0;
    var told = notifier(OWN, MailOn.CHANGES).tell(night("announcement-132"));
    assertThat(told.accepted()).isFalse();
    assertThat(told.failed()).isTrue();
    assertThat(told.reason()).contains(OWN, "confirmed");
    assertThat(told.untold().getFirst().remedy()).contains("aws sns subscribe");
    assertThat(published).isEmpty();
  }

  @Test
  void whatStandsInNoListIsNotAnnounced() {
    var unlisted =
        List.of(new Unread(ListKeeper.WHAT, List.of(), "denied", false, Optional.empty()));
    var notifier = notifier(OWN, MailOn.CHANGES);
    var told = notifier.tell(night("announcement-132").withUntold(unlisted));
    assertThat(told.accepted()).isFalse();
    assertThat(told.failed()).isTrue();
    assertThat(notifier.tell(night("failures").withUntold(unlisted)).accepted()).isTrue();
    assertThat(published).hasSize(2);
  }

  @Test
  void aTopicThatIsNotThereSaysWhatToSet() {
    faults.add(new Refusal(Fault.Sort.GONE));
    var told = notifier(OWN, MailOn.CHANGES).tell(night("announcement-3"));
    assertThat(told.failed()).isTrue();
    assertThat(told.untold().getFirst().remedy()).contains("ReportTopicArn");
  }

  @Test
  void onlyTheTopicsOwnerCanLetTheRoleIn() {
    faults.add(new Refusal(Fault.Sort.DENIED));
    var others = notifier(OTHERS, MailOn.CHANGES).tell(night("announcement-3"));
    assertThat(others.untold().getFirst().remedy()).contains("999988887777", "its policy");
    assertThat(others.untold().getFirst().missing()).isEmpty();
    faults.add(new Refusal(Fault.Sort.DENIED));
    var own = notifier(OWN, MailOn.CHANGES).tell(night("announcement-3"));
    assertThat(own.untold().getFirst().missing()).contains("sns:Publish");
  }

  @Test
  void aPassingFaultGetsASecondTry() {
    faults.add(new Refusal(Fault.Sort.TRANSIENT));
    assertThat(notifier(OWN, MailOn.CHANGES).tell(night("announcement-3")).accepted()).isTrue();
    faults.addAll(List.of(new Refusal(Fault.Sort.THROTTLED), new Refusal(Fault.Sort.THROTTLED)));
    assertThat(notifier(OWN, MailOn.CHANGES).tell(night("announcement-3")).failed()).isTrue();
  }

  @Test
  void whatIsNotWorthAMailIsNotWorthABulletin() {
    var told = notifier(OWN, MailOn.FAILURES).tell(night("big-clean-up"));
    assertThat(told.failed()).isFalse();
    assertThat(told.reason()).contains("MailOn failures");
    assertThat(published).isEmpty();
  }

  /// What did not work with one, the next ones tell; one that was taken is enough.
  @Test
  void theMailTellsOfTheTopic() {
    readers = 0;
    var seen = new ArrayList<Report>();
    Notifier mail =
        report -> {
          seen.add(report);
          return new Told(true, false, Optional.of("m"), List.of("a@example.org"), "");
        };
    var told =
        new Notifiers(List.of(notifier(OWN, MailOn.CHANGES), mail)).tell(night("announcement-3"));
    assertThat(told.accepted()).isTrue();
    assertThat(told.failed()).isFalse();
    assertThat(told.id()).contains("m");
    assertThat(seen.getFirst().telling().untold()).hasSize(1);
    assertThat(seen.getFirst().isWrong()).isTrue();
    assertThat(night("announcement-3").with(told).telling().untold()).hasSize(1);
  }
}
