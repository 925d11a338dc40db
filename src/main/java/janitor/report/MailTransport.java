package janitor.report;

import java.util.Optional;

/// What hands a finished mail over.
public interface MailTransport {

  /// A mail that is taken and goes nowhere.
  ///
  /// @param remedy what helps
  record Drop(String why, String remedy) {}

  /// Whether mails to the recipient would be taken and go nowhere.
  ///
  /// @return empty: nothing speaks against it
  /// @throws RuntimeException where nobody can tell
  Optional<Drop> drop(String from, String to);

  /// Sends the mail to one recipient.
  ///
  /// @return the id under which it was accepted
  String send(ReportWriter.Mail mail, String from, String to);
}
