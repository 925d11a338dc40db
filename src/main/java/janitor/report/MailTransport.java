package janitor.report;

import janitor.resource.Unread;
import java.util.List;
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

  /// What keeps any mail from being sent, or one to these, as far as it shows before there is one.
  ///
  /// @return whom it keeps from being told, why, and what helps
  /// @throws RuntimeException where nobody can tell
  List<Unread> obstacles(String from, List<String> to);

  /// Sends the mail to one recipient.
  ///
  /// @return the id under which it was accepted
  String send(ReportWriter.Mail mail, String from, String to);
}
