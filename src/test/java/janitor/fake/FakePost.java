package janitor.fake;

import janitor.report.MailTransport;
import janitor.report.ReportWriter;
import janitor.resource.Fault;
import java.util.ArrayList;
import java.util.List;

/// Takes mails, or refuses them.
public final class FakePost implements MailTransport {

  /// A mail that was accepted.
  public record Sent(ReportWriter.Mail mail, String to) {}

  private final List<Sent> sent = new ArrayList<>();
  private boolean isClosed;
  private final FakeAccount account;

  public FakePost(FakeAccount account) {
    this.account = account;
  }

  public void close() {
    isClosed = true;
  }

  public void open() {
    isClosed = false;
  }

  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  @Override
  public String send(ReportWriter.Mail mail, String from, String to) {
    return account.call(
        "Post Send",
        to,
        () -> {
          if (isClosed) {
            throw new FakeFault(Fault.Sort.OTHER, "the address is not verified");
          }
          sent.add(new Sent(mail, to));
          return "message-" + sent.size();
        });
  }
}
