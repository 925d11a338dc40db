package janitor.report;

import janitor.resource.Fault;
import janitor.resource.Time;
import janitor.resource.Unread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sends the night's mail to each recipient by itself: a bad address loses nobody else's. Owners
/// get their part of what is announced, and the recipients all of it: only theirs announces, and
/// only where nothing speaks against its arriving.
public final class Mailer implements Notifier {

  /// On top of the SDK's own retries, which are over within seconds.
  private static final Duration BEFORE_SECOND_TRY = Duration.ofSeconds(15);

  private final MailTransport post;
  private final Fault.Classifier faults;
  private final ReportWriter writer;
  private final Terms terms;
  private final Time time;
  private final Optional<Invitations> invitations;
  private final Addressees addressees;

  /// Who gets which mails.
  ///
  /// @param from empty: nobody gets any
  public record Terms(Optional<String> from, List<String> to, MailOn on, Optional<Owners> owners) {}

  public Mailer(
      MailTransport post,
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
    this.addressees = new Addressees(post, faults, terms.from().orElse(""));
  }

  /// Its recipients alone: owners are told by the way.
  @Override
  public Reached reach() {
    return terms.from().isEmpty() ? Reached.NONE : addressees.reach(terms.to());
  }

  @Override
  public Reached reach(Set<String> addresses) {
    return terms.from().isEmpty() ? Reached.NONE : addressees.reach(List.copyOf(addresses));
  }

  @Override
  public List<Unread> foreseen(Report report) {
    return terms.from().isPresent() && isDue(report) ? reach().untold() : List.of();
  }

  @Override
  public List<Unread> obstacles() {
    return terms.from().isEmpty()
        ? List.of()
        : Stream.concat(addressees.obstacles(terms.to()).stream(), reach().untold().stream())
            .toList();
  }

  private boolean isDue(Report report) {
    return report.course().mode() != Report.Mode.DRY_RUN && terms.on().isWorthTelling(report);
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
    addressees.tryAgain();
    var refused = new ArrayList<String>();
    var owned = terms.owners().map(owners -> tellOwners(owners.of(report, terms.to()), report));
    var unreached = addressees.untold(terms.to());
    unreached.forEach(one -> refused.add(one.what() + ": " + one.error() + ". " + one.remedy()));
    var to = terms.to().stream().filter(one -> !addressees.isDropped(one)).toList();
    var shut = new ArrayList<String>();
    var links = links(report, to, shut);
    refused.addAll(shut);
    var untold =
        Stream.of(
                unreached.stream(),
                owned.stream().flatMap(one -> one.untold().stream()),
                shut.stream()
                    .map(why -> Owners.untold("the page", why, "Each command below works.")))
            .flatMap(some -> some)
            .distinct()
            .toList();
    var whole = report.withUntold(untold);
    var mail = writer.write(whole);
    var sent =
        deliver(
            to.stream()
                .map(
                    one ->
                        new Letter(
                            one,
                            Optional.ofNullable(links.get(one))
                                .map(link -> writer.write(whole, link))
                                .orElse(mail)))
                .toList());
    sent.refused()
        .forEach(
            (one, fault) ->
                refused.add(
                    Stream.of(one + ": " + fault.message(), MailRemedies.of(fault))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" "))));
    var isHeard = sent.taken().keySet().stream().anyMatch(addressees::arrivesAt);
    return new Told(
        isHeard,
        !isHeard,
        sent.taken().values().stream().reduce((_, last) -> last),
        Stream.concat(
                sent.taken().keySet().stream(),
                owned.stream().flatMap(one -> one.taken().keySet().stream()))
            .toList(),
        String.join("; ", refused),
        untold);
  }

  /// First, so that the mail to everybody can say whom it did not reach.
  private Sent tellOwners(Owners.Parts owners, Report report) {
    var shut = new ArrayList<String>();
    var letters = new ArrayList<Letter>();
    var untold = new ArrayList<>(owners.untold());
    for (var part : owners.parts()) {
      addressees.untold(part.owner(), "the owner " + part.owner()).ifPresent(untold::add);
      if (addressees.isDropped(part.owner())) {
        continue;
      }
      var theirs = report.only(part.rows());
      var link = links(theirs, List.of(part.owner()), shut).getOrDefault(part.owner(), "");
      letters.add(new Letter(part.owner(), writer.writeFor(part.owner(), theirs, link)));
    }
    var sent = deliver(letters);
    sent.refused()
        .forEach(
            (owner, fault) ->
                untold.add(
                    Owners.untold(
                        "the owner " + owner,
                        fault.message(),
                        (MailRemedies.of(fault) + " ").stripLeading()
                            + "All of it is in this mail; nobody else's was lost.")));
    shut.stream()
        .distinct()
        .forEach(why -> untold.add(Owners.untold("the page for owners", why, "")));
    return new Sent(sent.taken(), sent.refused(), untold);
  }

  /// Each recipient's own. A mail without one still announces, and has the commands.
  private Map<String, String> links(Report report, List<String> to, List<String> refused) {
    try {
      return invitations.map(made -> made.open(report, to)).orElse(Map.of());
    } catch (RuntimeException error) {
      refused.add("the page could not be opened: " + faults.classify(error).message());
      return Map.of();
    }
  }

  private record Letter(String to, ReportWriter.Mail mail) {}

  /// What became of letters.
  ///
  /// @param taken under which id, by recipient
  private record Sent(Map<String, String> taken, Map<String, Fault> refused, List<Unread> untold) {}

  /// A second try, for all of them together, where the first may have met bad luck only.
  private Sent deliver(List<Letter> letters) {
    var taken = new LinkedHashMap<String, String>();
    var refused = new LinkedHashMap<String, Fault>();
    letters.forEach(letter -> deliver(letter, taken, refused));
    var again =
        letters.stream()
            .filter(
                letter ->
                    Optional.ofNullable(refused.get(letter.to()))
                        .filter(Fault::isPassing)
                        .isPresent())
            .toList();
    if (!again.isEmpty()) {
      time.pause(BEFORE_SECOND_TRY);
      again.forEach(letter -> deliver(letter, taken, refused));
    }
    return new Sent(taken, refused, List.of());
  }

  private void deliver(Letter letter, Map<String, String> taken, Map<String, Fault> refused) {
    try {
      taken.put(letter.to(), post.send(letter.mail(), terms.from().orElseThrow(), letter.to()));
      refused.remove(letter.to());
    } catch (RuntimeException error) {
      refused.put(letter.to(), faults.classify(error));
    }
  }
}
