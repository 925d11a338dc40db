package janitor.fake;

import janitor.report.MailTransport;
import janitor.report.ReportWriter;
import janitor.resource.Fault;
import janitor.resource.Unread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes mails, or refuses them.
public final class FakePost implements MailTransport {

  /// A mail that was accepted.
  public record Sent(ReportWriter.Mail mail, String to) {}

  private final List<Sent> sent = new ArrayList<>();
  private final Map<String, String> dropped = new HashMap<>();
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

  /// From now on mails to the address are taken and go nowhere.
  public void suppress(String to, String why) {
    dropped.put(to, why);
  }

  public void suppressNoMore() {
    dropped.clear();
  }

  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  @Override
  public Optional<Drop> drop(String from, String to) {
    return account.call(
        "Post Drop",
        to,
        () ->
            Optional.ofNullable(dropped.get(to)).map(why -> new Drop(why, "Take it off the list")));
  }

  @Override
  public List<Unread> obstacles(String from, List<String> to) {
    return account.call(
        "Post Obstacles",
        from,
        () ->
            isClosed
                ? List.of(Unread.of("the sender " + from, "not verified", "Have it verified"))
                : List.of());
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
          if (!dropped.containsKey(to)) {
            sent.add(new Sent(mail, to));
          }
          return "message-" + sent.size();
        });
  }
}
