package janitor.report;

import janitor.page.Announced;
import janitor.page.Decisions;
import janitor.page.Entry;
import janitor.page.Invitation;
import janitor.page.Token;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Note;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Opens the page for what a night's mail announces: its list, and for each recipient a link that
/// is theirs alone.
public final class Invitations {

  /// What is held up on the first night goes by the same mail for that long. The night that takes
  /// it lasts half a day at most, and what is decided while it goes on is obeyed; for a day more it
  /// says what became of that.
  private static final Duration OPEN_FOR = Note.Promise.LASTS.plusHours(12).plusDays(1);

  private final Decisions decisions;
  private final String url;
  private final Stakes stakes;
  private final TagCommand commands;
  private final Duration gap;
  private final SecureRandom random = new SecureRandom();

  /// @param url of the page
  /// @param gap so late may the first night come after a date that a mail names: a link that is
  ///   dead by then keeps nothing. A year at most, after which a mailbox may have other readers
  public Invitations(Decisions decisions, String url, Stakes stakes, Duration gap) {
    this.decisions = decisions;
    this.url = url.endsWith("/") ? url : url + "/";
    this.stakes = stakes;
    this.gap = gap;
    this.commands = TagCommand.of(stakes);
  }

  /// Opens the page, where the report announces anything.
  ///
  /// @return the link of each recipient
  Map<String, String> open(Report report, List<String> recipients) {
    var rows = report.toAnnounce().toList();
    if (rows.isEmpty()) {
      return Map.of();
    }
    var owners =
        report.rows().stream()
            .collect(Collectors.toMap(Row::arn, row -> row.resource().name(), (a, _) -> a));
    var entries =
        rows.stream()
            .map(row -> entry(row, report, owners))
            .sorted(
                Comparator.comparing((Entry entry) -> !entry.holdsData())
                    .thenComparing(Entry::group)
                    .thenComparing(Entry::type)
                    .thenComparing(Entry::name)
                    .thenComparing(Entry::arn))
            .toList();
    var last = entries.stream().map(Entry::goesAt).max(Comparator.naturalOrder()).orElseThrow();
    var announcement =
        new Announced(
            Token.random(random).secret(),
            new Announced.About(
                report.about().tagKey() + "=" + report.about().workshop(),
                Words.clean(report.about().workshop()),
                report.about().account()),
            report.course().finishedAt(),
            last.plus(gap).plus(OPEN_FOR),
            entries);
    var links = new LinkedHashMap<String, String>();
    var invitations = new ArrayList<Invitation>();
    for (var recipient : recipients) {
      var token = Token.random(random);
      links.put(recipient, url + "d/" + token.secret());
      invitations.add(
          new Invitation(token.hash(), recipient, announcement.id(), announcement.expires()));
    }
    decisions.open(announcement, invitations);
    return links;
  }

  private Entry entry(Row row, Report report, Map<Arn, String> owners) {
    var resource = row.resource();
    return new Entry(
        row.arn(),
        new Entry.Label(
            Words.service(resource),
            clean(Words.type(resource)),
            clean(resource.name()),
            clean(resource.region()),
            resource.createdAt(),
            resource
                .owner()
                .map(arn -> clean(owners.getOrDefault(arn, arn.resource())))
                .orElse("")),
        new Entry.Stake(
            stakes.holdsData(row),
            Optional.ofNullable(stakes.costs().get(resource.type()))
                .map(CostClass::words)
                .orElse("")),
        report.goesAt(row),
        ConsoleLink.of(resource).orElse(""),
        commands.keep(resource).orElse(""));
  }

  private static String clean(String text) {
    return Words.clean(text, MailRow.LONGEST_NAME);
  }
}
