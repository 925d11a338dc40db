package janitor.report;

import janitor.resource.Fault;
import janitor.resource.Time;
import janitor.resource.Unread;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Tells of a night through a topic. It names a few things only, so what it announces counts as
/// announced where somebody reads the topic, and the whole list lies where they can look.
public final class TopicNotifier implements Notifier {

  /// On top of the SDK's own retries, which are over within seconds.
  private static final Duration BEFORE_SECOND_TRY = Duration.ofSeconds(15);

  private final Topic topic;
  private final BulletinWriter writer;
  private final Fault.Classifier faults;
  private final MailOn on;
  private final String account;
  private final Time time;

  /// @param account the janitor's own
  public TopicNotifier(
      Topic topic,
      BulletinWriter writer,
      Fault.Classifier faults,
      MailOn on,
      String account,
      Time time) {
    this.topic = topic;
    this.writer = writer;
    this.faults = faults;
    this.on = on;
    this.account = account;
    this.time = time;
  }

  @Override
  public Told tell(Report report) {
    if (!on.isWorthTelling(report)) {
      return on.nothing();
    }
    try {
      if (topic.readers() == 0) {
        return Told.nobody(unconfirmed());
      }
      var id = publish(writer.write(report));
      var to = List.of(topic.arn().toString());
      // What stands in no list was not named to anybody.
      return ListKeeper.isMissing(report) && report.toAnnounce().findAny().isPresent()
          ? new Told(false, true, Optional.of(id), to, ListKeeper.WHAT + " is missing")
          : new Told(true, false, Optional.of(id), to, "");
    } catch (RuntimeException error) {
      return Told.nobody(refused(faults.classify(error)));
    }
  }

  @Override
  public Reached reach() {
    try {
      return topic.readers() == 0
          ? new Reached(false, true, List.of(unconfirmed()))
          : new Reached(true, true, List.of());
    } catch (RuntimeException error) {
      return new Reached(false, false, List.of(refused(faults.classify(error))));
    }
  }

  @Override
  public List<Unread> obstacles() {
    return reach().untold();
  }

  /// A second try where the first may have met bad luck only.
  private String publish(Bulletin bulletin) {
    try {
      return topic.publish(bulletin);
    } catch (RuntimeException error) {
      if (!faults.classify(error).isPassing()) {
        throw error;
      }
      time.pause(BEFORE_SECOND_TRY);
      return topic.publish(bulletin);
    }
  }

  private String what() {
    return "the topic " + topic.arn();
  }

  private Unread unconfirmed() {
    return Unread.of(
        what(),
        "nobody has confirmed a subscription of it, so nobody reads it",
        "Follow the link in the message with which SNS asks each subscriber, or ask anew: aws sns"
            + " subscribe --region "
            + topic.arn().region()
            + " --topic-arn "
            + topic.arn()
            + " --protocol email --notification-endpoint ADDRESS");
  }

  private Unread refused(Fault fault) {
    var refused = Unread.of(what(), fault).withRemedy(remedy(fault));
    return isOwn() ? refused : refused.withoutMissing();
  }

  private boolean isOwn() {
    return topic.arn().account().equals(account);
  }

  private String remedy(Fault fault) {
    return switch (fault.of()) {
      case GONE ->
          "Set ReportTopicArn to a topic that is there, or update the janitor's stack, which makes"
              + " its own anew with CreateTopic=true under another name.";
      case DENIED ->
          isOwn()
              ? ""
              : "The topic is account "
                  + topic.arn().account()
                  + "'s: its policy has to allow the janitor's role sns:GetTopicAttributes and"
                  + " sns:Publish.";
      case THROTTLED, BUSY, DEPENDENCY, PROTECTED, BLOCKED, TRANSIENT, UNEXPECTED, OTHER ->
          "Look at the topic in SNS's console, and whether ReportTopicArn names the right one.";
    };
  }
}
