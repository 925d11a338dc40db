package janitor.report;

import janitor.report.MailTransport.Drop;
import janitor.resource.Fault;
import janitor.resource.Unread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether mails arrive, as far as that shows before they are sent. Each address is asked about
/// once, and remembered.
///
/// Where nobody can tell, the mail is sent and counts for nothing: what it names may be somebody's
/// who never got it, and a night later costs less than that.
final class Addressees {
  private final MailTransport post;
  private final Fault.Classifier faults;
  private final String from;
  private final Map<String, Standing> known = new HashMap<>();

  Addressees(MailTransport post, Fault.Classifier faults, String from) {
    this.post = post;
    this.faults = faults;
    this.from = from;
  }

  private sealed interface Standing {}

  private record Arrives() implements Standing {}

  private record Dropped(Drop drop) implements Standing {}

  private record Unknown(Fault fault) implements Standing {}

  /// Where another try may tell, there is one, of each.
  void tryAgain() {
    known
        .values()
        .removeIf(standing -> standing instanceof Unknown(var fault) && fault.isPassing());
  }

  /// Whether nothing speaks against it.
  boolean arrivesAt(String address) {
    return of(address) instanceof Arrives;
  }

  /// Whether it is known that mails to it go nowhere.
  boolean isDropped(String address) {
    return of(address) instanceof Dropped;
  }

  /// Why a mail does not arrive, or may not.
  ///
  /// @param whom the address in plain words
  Optional<Unread> untold(String address, String whom) {
    return switch (of(address)) {
      case Arrives _ -> Optional.empty();
      case Dropped(var drop) -> Optional.of(Unread.of(whom, drop.why(), drop.remedy()));
      // The same for all of them: they are told once.
      case Unknown(var fault) -> {
        var unread = Unread.of("Whoever mails may not arrive at", fault);
        var then = "Until it is known that a mail arrives, nothing is deleted that it names.";
        yield Optional.of(
            unread.withRemedy(unread.remedy().isEmpty() ? then : unread.remedy() + " " + then));
      }
    };
  }

  /// Whether one of these is told, and why the others are not.
  Reached reach(List<String> recipients) {
    return new Reached(
        recipients.stream().anyMatch(this::arrivesAt),
        recipients.stream().noneMatch(to -> of(to) instanceof Unknown),
        untold(recipients));
  }

  /// What keeps mails to them from being sent, be it asked for or not known.
  List<Unread> obstacles(List<String> recipients) {
    try {
      return post.obstacles(from, recipients);
    } catch (RuntimeException error) {
      var fault = faults.classify(error);
      return fault.cause() == Fault.Cause.NOT_OFFERED
          ? List.of()
          : List.of(Unread.of("Whoever SES may send no mails", fault));
    }
  }

  List<Unread> untold(List<String> recipients) {
    return recipients.stream()
        .flatMap(to -> untold(to, "the recipient " + to).stream())
        .distinct()
        .toList();
  }

  private Standing of(String address) {
    return known.computeIfAbsent(address, this::ask);
  }

  private Standing ask(String address) {
    try {
      return post.drop(from, address).<Standing>map(Dropped::new).orElseGet(Arrives::new);
    } catch (RuntimeException error) {
      var fault = faults.classify(error);
      // Where there is no such list, as in what stands in for AWS on a laptop, nobody is on it.
      return fault.cause() == Fault.Cause.NOT_OFFERED ? new Arrives() : new Unknown(fault);
    }
  }
}
