package janitor.report;

/// What hands a finished mail over.
@FunctionalInterface
public interface MailTransport {

  /// Sends the mail to one recipient.
  ///
  /// @return the id under which it was accepted
  String send(ReportWriter.Mail mail, String from, String to);
}
