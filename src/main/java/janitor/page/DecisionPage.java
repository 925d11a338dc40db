package janitor.page;

import janitor.resource.Arn;
import janitor.resource.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The page: GET shows what was announced, POST writes what its reader decided of it.
public final class DecisionPage {

  /// Whoever has the link has all rows ticked with half of this.
  private static final int LARGEST_BODY = 1 << 20;

  /// How much time the second button gives.
  static final Duration A_WEEK = Duration.ofDays(7);

  private static final String FOLDER = "/d/";

  private static final String FORM = "application/x-www-form-urlencoded";

  private static final Pattern PAGE = Pattern.compile("p=([1-9][0-9]{0,3})");

  private final Decisions decisions;
  private final InstantSource clock;
  private final PageWriter writer;

  public DecisionPage(Decisions decisions, InstantSource clock) {
    this.decisions = decisions;
    this.clock = clock;
    this.writer = new PageWriter();
  }

  /// Whatever comes in is answered; what is not as the page makes it changes nothing.
  public Response answer(Request request) {
    return switch (request.method()) {
      case "GET" -> get(request).zippedFor(request);
      case "HEAD" -> get(request).withoutBody();
      case "POST" -> post(request).zippedFor(request);
      default ->
          writer.plain(405, "This page is only read, or sent.").with("allow", "GET, HEAD, POST");
    };
  }

  /// What a link opens: whose it is, and which list.
  private record Opened(Token token, Invitation invitation, Announced announcement) {}

  private static Optional<Token> token(Request request) {
    return request.path().startsWith(FOLDER)
        ? Token.of(request.path().substring(FOLDER.length()))
        : Optional.empty();
  }

  private Optional<Opened> open(Token token, Instant now) {
    return decisions
        .invitation(token.hash())
        .filter(token::opens)
        .filter(invitation -> now.isBefore(invitation.expires()))
        .flatMap(
            invitation ->
                decisions
                    .announcement(invitation.announcement())
                    .map(list -> new Opened(token, invitation, list)));
  }

  private Response get(Request request) {
    var now = clock.instant();
    var opened = token(request).flatMap(token -> open(token, now));
    return opened.map(one -> shown(one, page(request), now)).orElseGet(this::nothing);
  }

  /// A link that is none, ran out or is used up: nobody is told which.
  private Response nothing() {
    return writer.plain(
        404,
        "There is nothing here: this link is none, or has run out. What its mail named may still be"
            + " there; the mail has a command for each that keeps it.");
  }

  private static int page(Request request) {
    var match = PAGE.matcher(request.query());
    return match.matches() ? Integer.parseInt(match.group(1)) - 1 : 0;
  }

  private Response shown(Opened opened, int page, Instant now) {
    return writer.list(
        new PageWriter.View(
            opened.announcement(),
            opened.invitation().recipient(),
            opened.token().secret(),
            byArn(decisions.all()),
            now,
            page));
  }

  private static Map<Arn, List<Decision>> byArn(List<Decision> all) {
    return all.stream().collect(Collectors.groupingBy(Decision::arn));
  }

  private Response post(Request request) {
    var token = token(request);
    if (token.isEmpty()) {
      return nothing();
    }
    if (request.body().length() > LARGEST_BODY) {
      return writer.plain(413, "That is more than this page sends.");
    }
    if (!isFromThisPage(request)) {
      return writer.plain(
          403, "This was not sent from this page. Open the link of the mail again.");
    }
    var form =
        Optional.of(request.body())
            .filter(_ -> request.header("content-type").filter(DecisionPage::isForm).isPresent())
            .flatMap(Form::of)
            .filter(one -> token.get().matches(one.token()));
    if (form.isEmpty()) {
      return malformed();
    }
    var now = clock.instant();
    var opened = open(token.get(), now);
    return opened.map(one -> decided(one, form.get(), now)).orElseGet(this::nothing);
  }

  private Response malformed() {
    return writer.plain(400, "This page did not send that. Nothing was changed.");
  }

  private static boolean isForm(String type) {
    return type.split(";", -1)[0].strip().equalsIgnoreCase(FORM);
  }

  /// A browser says where a form came from. With `no-referrer`, which keeps the link out of other
  /// sites' logs, it says `null` (Fetch, "append a request Origin header"), and then
  /// `Sec-Fetch-Site` has to say it.
  private static boolean isFromThisPage(Request request) {
    var site = request.header("sec-fetch-site");
    if (site.isPresent() && !site.get().equals("same-origin")) {
      return false;
    }
    var origin = request.header("origin").filter(text -> !text.equals("null"));
    return origin
        .map(text -> request.header("host").filter(host -> isOrigin(text, host)).isPresent())
        .orElse(site.isPresent());
  }

  /// Only a rehearsal, on the same machine, has no TLS.
  private static boolean isOrigin(String origin, String host) {
    return origin.equals("https://" + host)
        || (host.startsWith("127.0.0.1:") && origin.equals("http://" + host));
  }

  private Response decided(Opened opened, Form form, Instant now) {
    var entries = opened.announcement().entries();
    var groups = PageWriter.groups(entries);
    if (form.rows().stream().anyMatch(row -> row >= entries.size())
        || form.groups().stream().anyMatch(group -> group >= groups.size())) {
      return malformed();
    }
    var rows = new TreeSet<>(form.rows());
    form.groups().forEach(group -> rows.addAll(groups.get(group).rows()));
    if (rows.isEmpty()) {
      return writer.plain(
          400,
          "Nothing was ticked, so nothing was changed. Go back, tick what is to stay, and send"
              + " again.");
    }
    var chosen = rows.stream().map(entries::get).toList();
    var mine =
        decisions.all().stream()
            .filter(decision -> decision.by().equals(opened.invitation().recipient()))
            // What was decided before is in this list's dates, which nobody may bring forward here.
            .filter(decision -> decision.list().equals(opened.announcement().id()))
            .collect(
                Collectors.toMap(
                    Decision::arn,
                    Function.identity(),
                    (decision, _) -> decision,
                    LinkedHashMap::new));
    switch (form.button()) {
      case KEEP -> write(chosen, Optional.empty(), opened, mine, now);
      case WEEK -> write(chosen, Optional.of(A_WEEK), opened, mine, now);
      case BACK -> takeBack(chosen, mine, now);
    }
    return writer
        .plain(303, "Done.")
        .with("location", FOLDER + opened.token().secret() + "#decided");
  }

  /// What was to go by now would go this very night, which nobody is told of any more: what was
  /// kept of it gets a week from now, and a mail names it before it goes. What has a week keeps
  /// that.
  private void takeBack(List<Entry> chosen, Map<Arn, Decision> mine, Instant now) {
    var lifted = new ArrayList<Decision>();
    var ended = new ArrayList<Decision>();
    for (var entry : chosen) {
      var decision = Optional.ofNullable(mine.get(entry.arn()));
      if (now.isBefore(entry.goesAt())) {
        decision.ifPresent(lifted::add);
      } else {
        decision
            .filter(one -> one.until().isEmpty())
            .map(
                one ->
                    new Decision(
                        one.arn(), Optional.of(now.plus(A_WEEK)), one.by(), now, one.source()))
            .ifPresent(ended::add);
      }
    }
    decisions.write(ended);
    decisions.remove(lifted);
  }

  /// The same once more changes nothing, and a week nothing that is kept: a week is counted from
  /// when a thing is to go, or from now where that is past.
  private void write(
      List<Entry> chosen,
      Optional<Duration> longer,
      Opened opened,
      Map<Arn, Decision> mine,
      Instant now) {
    var fresh = new ArrayList<Decision>();
    for (var entry : chosen) {
      var decision =
          new Decision(
              entry.arn(),
              longer.map((now.isAfter(entry.goesAt()) ? now : entry.goesAt())::plus),
              opened.invitation().recipient(),
              now,
              new Decision.Source(
                  opened.announcement().id(),
                  opened.announcement().about().mark(),
                  entry.region()));
      var before = Optional.ofNullable(mine.get(entry.arn()));
      if (before
          .filter(one -> one.until().isEmpty() || one.until().equals(decision.until()))
          .isEmpty()) {
        fresh.add(decision);
      }
    }
    decisions.write(fresh);
  }
}
