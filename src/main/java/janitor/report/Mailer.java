package janitor.report;

import janitor.resource.Fault;
import janitor.resource.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends the night's mail to each recipient by itself: a bad address loses nobody else's.
public final class Mailer implements Notifier {

  /// On top of the SDK's own retries, which are over within seconds.
  private static final Duration BEFORE_SECOND_TRY = Duration.ofSeconds(15);

  private final Post post;
  private final Fault.Classifier faults;
  private final ReportWriter writer;
  private final Terms terms;
  private final Time time;
  private final Optional<Invitations> invitations;

  /// Who gets which mails.
  ///
  /// @param from empty: nobody gets any
  public record Terms(Optional<String> from, List<String> to, MailOn on) {}

  public Mailer(
      Post post,
      Fault.Classifier faults,
      ReportWriter writer,
      Terms terms,
      Time time,
      Optional<Invitations> invitations) {
    this.post = post;
    this.faults = faults;
    this.writer = writer;
    this.terms = terms;
    this.time = time;
    this.invitations = invitations;
  }

  /// Sends the mail, if there is something to tell. The last one before the janitor removes itself
  /// always goes out.
  @Override
  public Told tell(Report report) {
    if (report.course().mode() == Report.Mode.DRY_RUN) {
      return Told.nothing("a dry run sends no mail");
    }
    if (terms.from().isEmpty()) {
      return Told.nothing("no sender is set (ReportFrom): nobody was told");
    }
    if (terms.to().isEmpty()) {
      return Told.nothing("no recipient is set (ReportTo): nobody was told");
    }
    if (!terms.on().isWorthTelling(report)) {
      return terms.on().nothing();
    }
    var accepted = new ArrayList<String>();
    var refused = new ArrayList<String>();
    var links = links(report, refused);
    var mail = writer.write(report);
    Optional<String> messageId = Optional.empty();
    for (var recipient : terms.to()) {
      var own =
          Optional.ofNullable(links.get(recipient))
              .map(link -> writer.write(report, link))
              .orElse(mail);
      switch (twice(own, terms.from().get(), recipient)) {
        case Answer.Taken(var id) -> {
          messageId = Optional.of(id);
          accepted.add(recipient);
        }
        case Answer.Refused(var fault) -> refused.add(recipient + ": " + fault.message());
      }
    }
    return new Told(
        !accepted.isEmpty(), accepted.isEmpty(), messageId, accepted, String.join("; ", refused));
  }

  /// Each recipient's own. A mail without one still announces, and has the commands.
  private Map<String, String> links(Report report, List<String> refused) {
    try {
      return invitations.map(one -> one.open(report, terms.to())).orElse(Map.of());
    } catch (RuntimeException error) {
      refused.add("the page could not be opened: " + faults.classify(error).message());
      return Map.of();
    }
  }

  /// What SES said.
  private sealed interface Answer {
    record Taken(String messageId) implements Answer {}

    record Refused(Fault fault) implements Answer {}
  }

  /// A second try where the first may have met bad luck only.
  private Answer twice(ReportWriter.Mail mail, String from, String to) {
    var answer = once(mail, from, to);
    if (answer instanceof Answer.Refused(var fault) && fault.isPassing()) {
      time.pause(BEFORE_SECOND_TRY);
      return once(mail, from, to);
    }
    return answer;
  }

  private Answer once(ReportWriter.Mail mail, String from, String to) {
    try {
      return new Answer.Taken(post.send(mail, from, to));
    } catch (RuntimeException error) {
      return new Answer.Refused(faults.classify(error));
    }
  }
}
