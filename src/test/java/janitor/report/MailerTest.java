package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Fault;
import janitor.resource.Time;
import janitor.resource.Unread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MailerTest {
  private final List<String> sentTo = new ArrayList<>();
  private final Map<String, List<RuntimeException>> refusals = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, MailTransport.Drop> drops = new HashMap<>();
  private final Map<String, RuntimeException> unknown = new HashMap<>();
  private final List<Unread> obstacles = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  private static final Fault.Classifier FAULTS =
      error ->
          new Fault(
              error instanceof IllegalStateException ? Fault.Sort.TRANSIENT : Fault.Sort.OTHER,
              String.valueOf(error.getMessage()),
              Optional.empty());

  private final Time time =
      new Time() {
        @Override
        public Instant instant() {
          return GoldenNights.NOW;
        }

        @Override
        public void pause(Duration duration) {
          pauses.add(duration);
        }
      };

  private Mailer mailer(MailOn on, String... to) {
    MailTransport post =
        new MailTransport() {
          @Override
          public Optional<Drop> drop(String from, String recipient) {
            asked.add(recipient);
            var fault = unknown.get(recipient);
            if (fault != null) {
              throw fault;
            }
            return Optional.ofNullable(drops.get(recipient));
          }

          @Override
          public List<Unread> obstacles(String from, List<String> recipients) {
            return List.copyOf(obstacles);
          }

          @Override
          public String send(ReportWriter.Mail mail, String from, String recipient) {
            var refusal = refusals.getOrDefault(recipient, new ArrayList<>());
            if (!refusal.isEmpty()) {
              throw refusal.removeFirst();
            }
            sentTo.add(recipient);
            return "id-" + recipient;
          }
        };
    return new Mailer(
        post,
        FAULTS,
        new ReportWriter(GoldenNights.STAKES),
        new Mailer.Terms(Optional.of("janitor@example.org"), List.of(to), on, Optional.empty()),
        time,
        Optional.empty());
  }

  private void refuse(String recipient, RuntimeException... errors) {
    refusals.put(recipient, new ArrayList<>(List.of(errors)));
  }

  private static Report night(String name) {
    return Optional.ofNullable(GoldenNights.all().get(name)).orElseThrow();
  }

  @Test
  void badAddressLosesNobodyElsesMail() {
    refuse("bad", new IllegalArgumentException("no such domain"));
    var mail = mailer(MailOn.CHANGES, "a", "bad", "b").tell(night("failures"));
    assertThat(sentTo).containsExactly("a", "b");
    assertThat(mail.accepted()).isTrue();
    assertThat(mail.failed()).isFalse();
    assertThat(mail.reason()).isEqualTo("bad: no such domain");
    assertThat(pauses).isEmpty();
  }

  @Test
  void passingFaultGetsASecondTry() {
    refuse("a", new IllegalStateException("cut off"));
    assertThat(mailer(MailOn.CHANGES, "a").tell(night("failures")).accepted()).isTrue();
    assertThat(pauses).hasSize(1);
  }

  @Test
  void mailThatNobodyGotHasFailed() {
    refuse("a", new IllegalStateException("cut off"), new IllegalStateException("cut off again"));
    var mail = mailer(MailOn.CHANGES, "a").tell(night("failures"));
    assertThat(mail.accepted()).isFalse();
    assertThat(mail.failed()).isTrue();
    assertThat(mail.reason()).contains("cut off again");
    assertThat(night("failures").with(mail).isMailFailed()).isTrue();
  }

  @Test
  void dryRunIsNotMailed() {
    var mail = mailer(MailOn.ALWAYS, "a").tell(night("dry-run"));
    assertThat(sentTo).isEmpty();
    assertThat(mail.failed()).isFalse();
  }

  @Test
  void announcementsAndTheLastMailGoOutWhateverMailOnSays() {
    var mailer = mailer(MailOn.FAILURES, "a");
    assertThat(mailer.tell(night("first-night")).accepted()).isTrue();
    assertThat(mailer.tell(night("last-mail")).accepted()).isTrue();
    assertThat(mailer.tell(night("nothing-tagged")).accepted()).isTrue();
    assertThat(mailer.tell(night("big-clean-up")).accepted()).isFalse();
  }

  @Test
  void nightWithoutNewsIsMailedOnlyAlways() {
    assertThat(mailer(MailOn.CHANGES, "a").tell(night("empty-night")).accepted()).isFalse();
    assertThat(mailer(MailOn.ALWAYS, "a").tell(night("empty-night")).accepted()).isTrue();
  }

  private void drop(String recipient) {
    drops.put(recipient, new MailTransport.Drop("it bounced", "take it off"));
  }

  @Test
  void mailThatWouldGoNowhereIsNotSentAndTheOthersAreToldOfIt() {
    drop("bad");
    var told = mailer(MailOn.CHANGES, "a", "bad").tell(night("failures"));
    assertThat(sentTo).containsExactly("a");
    assertThat(told.accepted()).isTrue();
    assertThat(told.to()).containsExactly("a");
    assertThat(told.untold())
        .containsExactly(Unread.of("the recipient bad", "it bounced", "take it off"));
    assertThat(told.reason()).isEqualTo("the recipient bad: it bounced. take it off");
  }

  @Test
  void mailThatWouldReachNobodyHasFailed() {
    drop("bad");
    var mailer = mailer(MailOn.CHANGES, "bad");
    assertThat(mailer.reach())
        .isEqualTo(
            new Reached(
                false, true, List.of(Unread.of("the recipient bad", "it bounced", "take it off"))));
    var told = mailer.tell(night("first-night"));
    assertThat(sentTo).isEmpty();
    assertThat(told.accepted()).isFalse();
    assertThat(told.failed()).isTrue();
    // Each address once.
    assertThat(asked).containsExactly("bad");
  }

  @Test
  void mailOfWhichNobodyKnowsWhetherItArrivesIsSentAndCountsForNothing() {
    unknown.put("a", new IllegalArgumentException("denied"));
    var mailer = mailer(MailOn.CHANGES, "a");
    assertThat(mailer.reach().somebody()).isFalse();
    assertThat(mailer.reach().isCertain()).isFalse();
    var told = mailer.tell(night("first-night"));
    assertThat(sentTo).containsExactly("a");
    assertThat(told.accepted()).isFalse();
    assertThat(told.failed()).isTrue();
    assertThat(told.reason()).contains("denied", "nothing is deleted that it names");
    assertThat(asked).containsExactly("a");
  }

  @Test
  void whatWasNotKnownForAMomentIsAskedAgain() {
    unknown.put("a", new IllegalStateException("throttled"));
    var mailer = mailer(MailOn.CHANGES, "a");
    assertThat(mailer.reach().somebody()).isFalse();
    unknown.clear();
    assertThat(mailer.tell(night("first-night")).accepted()).isTrue();
  }

  @Test
  void nobodyIsAskedAboutWhereThereIsNothingToTell() {
    var mailer = mailer(MailOn.CHANGES, "a");
    mailer.tell(night("empty-night"));
    mailer.tell(night("dry-run"));
    assertThat(mailer.foreseen(night("empty-night"))).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void whatKeepsMailsFromBeingSentIsToldBesideWhomTheyDoNotReach() {
    var sender = Unread.of("the sender", "not verified", "verify it");
    obstacles.add(sender);
    drop("bad");
    assertThat(mailer(MailOn.CHANGES, "a", "bad").obstacles())
        .containsExactly(sender, Unread.of("the recipient bad", "it bounced", "take it off"));
  }
}
