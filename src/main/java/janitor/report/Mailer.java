package janitor.report;

import janitor.resource.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Sends the night's mail to each recipient by itself: a bad address loses nobody else's.
public final class Mailer {
  private final Post post;
  private final Fault.Classifier faults;
  private final ReportWriter writer;
  private final Terms terms;

  /// Who gets which mails.
  ///
  /// @param from empty: nobody gets any
  public record Terms(Optional<String> from, List<String> to, MailOn on) {}

  public Mailer(Post post, Fault.Classifier faults, ReportWriter writer, Terms terms) {
    this.post = post;
    this.faults = faults;
    this.writer = writer;
    this.terms = terms;
  }

  /// Sends the mail, if there is something to tell.
  ///
  /// @param isLast whether the janitor removes itself after it: that mail always goes out
  public Report.Mail send(Report report, boolean isLast) {
    if (terms.from().isEmpty()) {
      return Report.Mail.none("no sender is set (ReportFrom): nobody was told");
    }
    if (!isLast && !isWorthSending(report)) {
      return Report.Mail.none(
          "nothing to tell (MailOn " + terms.on().name().toLowerCase(java.util.Locale.ROOT) + ")");
    }
    var mail = writer.write(report);
    var accepted = new ArrayList<String>();
    var refused = new ArrayList<String>();
    Optional<String> messageId = Optional.empty();
    for (var recipient : terms.to()) {
      try {
        messageId = Optional.of(post.send(mail, terms.from().get(), recipient));
        accepted.add(recipient);
      } catch (RuntimeException error) {
        refused.add(recipient + ": " + faults.classify(error).message());
      }
    }
    return new Report.Mail(!accepted.isEmpty(), messageId, accepted, String.join("; ", refused));
  }

  private boolean isWorthSending(Report report) {
    if (report.toAnnounce().findAny().isPresent()) {
      return true;
    }
    return switch (terms.on()) {
      case ALWAYS -> true;
      case CHANGES -> report.wantsAction() || report.hasChanges();
      case FAILURES -> report.wantsAction();
    };
  }
}
