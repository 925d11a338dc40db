package janitor.laptop;

import janitor.Wiring;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.ledger.MemoryLedger;
import janitor.plan.LiftProtection;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.report.ResultWriter;
import janitor.report.Stakes;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.settings.Choices;
import janitor.settings.Settings;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.terminal.PlanPicture;
import janitor.terminal.Progress;
import janitor.terminal.ResultText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One night from a laptop: looks, asks, deletes, tells. The result goes to standard output, all
/// else to standard error.
final class NightRun {

  /// Nobody stops a laptop; this only ends what would go on for ever.
  private static final Duration LONGEST = Duration.ofHours(12);

  private final Session session;
  private final Map<String, String> environment;
  private final Order order;
  private final Settings settings;
  private final Function<Calls, Clients> clients;
  private final Identity identity;
  private final PlanPicture picture = new PlanPicture();

  /// What is to be done.
  ///
  /// @param from a reviewed dry run that is to be carried out
  /// @param save where a dry run is to be saved for review
  /// @param isSure whether nobody is to be asked
  record Order(
      Choices choices,
      NightFlags.Telling telling,
      Optional<From> from,
      Optional<Path> save,
      boolean isSure) {

    /// A reviewed dry run, and the file that it is in.
    record From(Path file, Review review) {}
  }

  /// Prepares a night: whatever can be wrong with it is found here.
  ///
  /// @param environment with the flags that win over it
  NightRun(Session session, Map<String, String> environment, Profiles profiles, Order order) {
    this.session = session;
    this.environment = environment;
    this.order = order;
    this.settings = Settings.of(environment);
    picture().ifPresent(OutputFile::check);
    save().ifPresent(OutputFile::checkNew);
    this.clients = session.clients().orElseGet(profiles::clients);
    this.identity = Identity.of(clients, settings.regions().getFirst(), profiles);
    order
        .from()
        .ifPresent(
            from ->
                from.review()
                    .check(
                        from.file(),
                        identity.home().account(),
                        settings,
                        session.interruption().instant()));
  }

  private Optional<OutputFile> picture() {
    return order.telling().plan.map(path -> new OutputFile("the plan", path));
  }

  private Optional<OutputFile> save() {
    return order.save().map(path -> new OutputFile("the dry run", path));
  }

  int run() throws IOException {
    session.interruption().watch(session.err(), session.again());
    try {
      return order.choices().dryRun() ? look() : delete();
    } finally {
      session.out().flush();
      session.interruption().over();
    }
  }

  private int look() {
    var report = night(order.choices(), picture);
    tell(report);
    advise(report);
    save()
        .ifPresent(
            file -> {
              file.writeNew(Review.of(report, settings, order.choices()).json());
              session
                  .err()
                  .println(
                      "Saved to "
                          + file.path()
                          + ". Take out of it what is to stay; then: "
                          + Session.call(List.of("sweep", "--from", file.path().toString())));
            });
    return exit(report);
  }

  private int delete() throws IOException {
    var choices =
        order
            .from()
            .map(from -> order.choices().of(from.review().reviewed()))
            .orElse(order.choices());
    var confirmation = new Confirmation(session, identity, settings, clients);
    if (confirmation.isGiven(order.isSure())) {
      confirmation.introduce(Optional.empty());
    } else if (order.from().isPresent()) {
      confirmation.ask(
          order.from().get().review().resources().stream().map(Review.Entry::type).toList(),
          Kinds.typesWithData());
    } else {
      var seen = night(choices.dry(), picture);
      text(seen).forEach(isText() ? session.out()::println : session.err()::println);
      var going = seen.ended(Outcome.WouldDelete.class).toList();
      if (going.isEmpty()) {
        if (!isText()) {
          session.out().println(new ResultWriter().write(seen));
        }
        advise(seen);
        return exit(seen);
      }
      session.err().println();
      confirmation.ask(
          going.stream().map(row -> row.resource().type()).toList(), Kinds.typesWithData());
      choices = choices.of(Review.of(seen, settings, choices).reviewed());
    }
    var report = night(choices, Journal.all(picture, session.interruption().journal()));
    tell(report);
    changed(report);
    if (session.interruption().isStopped()) {
      session.err().println("Stopped. This goes on from there: " + session.again());
    }
    return exit(report);
  }

  private Report night(Choices choices, Journal journal) {
    try (var progress = Progress.on(session.err())) {
      var time = session.interruption();
      var wiring =
          new Wiring(
              environment,
              time,
              clients,
              Journal.all(progress, journal),
              new MemoryLedger(),
              Optional.of(
                  aws -> new PageDecisions(aws, settings, time, choices.dryRun(), session::tell)));
      return wiring.night(
          settings, choices, new Deadline(time.instant().plus(LONGEST), time.clock()), LONGEST);
    }
  }

  private boolean isText() {
    return order.telling().output.orElse(session.terminal().isOut() ? Output.text : Output.json)
        == Output.text;
  }

  private List<String> text(Report report) {
    // It has no commands that a protection would have to hold for.
    var stakes = Kinds.said(kinds -> Stakes.of(kinds, LiftProtection.NONE));
    return new ResultText(report, stakes, session.terminal().columns()).lines();
  }

  private void tell(Report report) {
    if (isText()) {
      text(report).forEach(session.out()::println);
    } else {
      session.out().println(new ResultWriter().write(report));
    }
    // A night that found itself to be another's has no plan.
    picture().ifPresent(file -> file.write(picture.svg().orElse("")));
  }

  /// Where everything is too young, what somebody may have meant.
  private void advise(Report report) {
    if (report.rows().isEmpty()
        || !report.rows().stream().allMatch(row -> row.verdict() instanceof Verdict.TooYoung)) {
      return;
    }
    var ttl = order.choices().ttl().orElse(settings.ttl());
    var words = new ArrayList<String>();
    words.add(order.choices().dryRun() ? "dry-run" : "sweep");
    words.addAll(List.of("--ttl", "0"));
    words.addAll(settingsSaid());
    session
        .err()
        .println(
            "All of it stays because it is younger than "
                + days(ttl)
                + ". To have it due whatever its age: "
                + Session.call(words));
  }

  /// The settings of the call, without what it chose.
  private List<String> settingsSaid() {
    var words = new ArrayList<String>();
    var given = session.words();
    for (int i = 1; i < given.size(); i++) {
      var name = given.get(i).replaceFirst("=.*", "");
      if (List.of("--workshop", "--tag-key", "--region", "--profile", "--only").contains(name)) {
        words.add(given.get(i));
        if (!given.get(i).contains("=") && i + 1 < given.size()) {
          words.add(given.get(i + 1));
        }
      }
    }
    return words;
  }

  private static String days(Duration ttl) {
    return ttl.toHours() % 24 == 0 && ttl.toDays() > 0
        ? ttl.toDays() + (ttl.toDays() == 1 ? " day" : " days")
        : ttl.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }

  /// What of a reviewed dry run was not there any more.
  private void changed(Report report) {
    var found = report.rows().stream().map(Report.Row::arn).collect(Collectors.toSet());
    order
        .from()
        .ifPresent(
            from ->
                from.review().resources().stream()
                    .map(Review.Entry::arn)
                    .filter(arn -> !found.contains(arn))
                    .map(Arn::toString)
                    .forEach(
                        arn ->
                            session
                                .err()
                                .println(
                                    "Not found any more, though reviewed: "
                                        + ResultText.plain(arn))));
  }

  private int exit(Report report) {
    if (session.out().checkError()) {
      session.err().println("the result could not be written to standard output");
      return Exit.FAILED;
    }
    return isClean(report) ? Exit.OK : Exit.FAILED;
  }

  /// Whether nothing failed, nothing was refused, and whoever was to be told was told.
  private static boolean isClean(Report report) {
    return report.count(Outcome.Failed.class) == 0
        && report.gaps().unread().isEmpty()
        && report.gaps().refusal().isEmpty()
        && !report.isMailFailed();
  }
}
