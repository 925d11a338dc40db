package janitor.night;

import janitor.fake.FakeAccount;
import janitor.fake.FakeBus;
import janitor.fake.FakeContinuation;
import janitor.fake.FakeDecisions;
import janitor.fake.FakeFault;
import janitor.fake.FakeLedger;
import janitor.fake.FakePost;
import janitor.fake.FakeStacks;
import janitor.fake.FakeTagIndex;
import janitor.fake.FakeTime;
import janitor.fake.FakeTopic;
import janitor.ledger.KeptList;
import janitor.page.Decisions;
import janitor.plan.LiftProtection;
import janitor.report.BulletinWriter;
import janitor.report.EventNotifier;
import janitor.report.EventWriter;
import janitor.report.Invitations;
import janitor.report.ListKeeper;
import janitor.report.Mailer;
import janitor.report.Notifier;
import janitor.report.Notifiers;
import janitor.report.Owners;
import janitor.report.Report;
import janitor.report.ReportWriter;
import janitor.report.Stakes;
import janitor.report.TopicNotifier;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.settings.Choices;
import janitor.settings.Settings;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.sweep.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Night after night over one fake account: what JanitorHandler does, without AWS.
public final class Nights {
  public static final String OWN_STACK =
      "arn:aws:cloudformation:eu-central-1:123456789012:stack/janitor/00000000";

  private static final Stakes STAKES =
      new Stakes(Set.of("AWS::Fake::Note"), Set.of(), Map.of(), LiftProtection.COGNITO);

  /// Reading its templates takes longer than a night does.
  private static final ReportWriter WRITER = new ReportWriter(STAKES);

  public final FakeTime time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
  public final FakeAccount account = new FakeAccount(time);
  public final FakeTagIndex index = new FakeTagIndex(account);
  public final FakePost post = new FakePost(account);
  public final FakeTopic topic = new FakeTopic(account);
  public final FakeBus bus = new FakeBus(account);
  public final FakeStacks stacks = new FakeStacks(account);
  public final FakeContinuation continuation = new FakeContinuation(account);
  public final FakeDecisions decisions = new FakeDecisions();
  public final FakeLedger ledger = new FakeLedger(account);
  private final Map<String, String> environment =
      new TreeMap<>(
          Map.of(
              "JANITOR_WORKSHOP",
              FakeAccount.WORKSHOP,
              "JANITOR_REPORT_FROM",
              "janitor@example.org",
              "JANITOR_REPORT_TO",
              "teacher@example.org",
              "JANITOR_LEDGER_TABLE",
              "janitor-ledger",
              "JANITOR_STACK_ID",
              OWN_STACK,
              "AWS_REGION",
              FakeAccount.REGION));
  private boolean isContinued;
  private int night;

  public Nights set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// Nights go on in other invocations.
  public Nights continuing() {
    isContinued = true;
    return this;
  }

  /// Calls to the ledger are calls to AWS as well.
  public Nights countingTheLedger() {
    ledger.isCounted(true);
    return this;
  }

  public Nights onALaptop() {
    environment.remove("JANITOR_LEDGER_TABLE");
    environment.remove("JANITOR_STACK_ID");
    return this;
  }

  /// The next scheduled night, a day after the last.
  public Report scheduled() {
    time.step(Duration.ofDays(1));
    return begin(
        "{\"id\":\"night-%d\",\"source\":\"aws.scheduler\",\"detail\":\"{}\"}".formatted(++night));
  }

  public Report begin(String event) {
    return begin(event, Duration.ofMinutes(15));
  }

  public Report begin(String event, Duration timeLeft) {
    var settings = Settings.of(environment);
    try {
      var choices =
          Choices.of(
              new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
              () -> account.catalog().types());
      var deadline = new Deadline(time.instant().plus(timeLeft), time);
      return account.invoke(() -> new Janitor(settings, tools(settings)).night(choices, deadline));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Scheduler fires what comes next, if anything does.
  public Optional<Report> nextRound() {
    var next = continuation.scheduled().entrySet().stream().min(Map.Entry.comparingByValue());
    return next.map(
        entry -> {
          var wait = Duration.between(time.instant(), entry.getValue());
          if (wait.isPositive()) {
            time.step(wait);
          }
          continuation.fired(entry.getKey());
          return begin(
              "{\"source\":\"janitor\",\"detail\":{\"night\":{\"id\":\"%s\",\"round\":%d}}}"
                  .formatted(entry.getKey().night(), entry.getKey().round()));
        });
  }

  private Tools tools(Settings settings) {
    var notifier = notifier(settings);
    return new Tools(
        new Tools.Account(account.home(), index, account::catalog, FakeFault.CLASSIFIER),
        new Tools.Books(
            ledger, Optional.<Decisions>of(decisions).filter(_ -> !settings.isOnLaptop())),
        () -> notifier,
        new Tools.Deployment(
            new OwnStack(
                stacks,
                new OwnStack.Terms(
                    settings.stackId(),
                    settings.deleterRoleArn(),
                    settings.selfRemove(),
                    settings.ttl())),
            isContinued ? Optional.<Continuation>of(continuation) : Optional.empty(),
            Optional.empty()),
        new Tools.Meters(time, _ -> {}, () -> account.calls().size()));
  }

  /// As `Telling` puts them in order.
  private Notifier notifier(Settings settings) {
    var all = new ArrayList<Notifier>();
    if (!settings.isOnLaptop()) {
      all.add(
          new ListKeeper(
              (night, at, list) ->
                  ledger.keep(new KeptList(night, at, list.name(), list.content())),
              WRITER,
              FakeFault.CLASSIFIER));
      if (settings.telling().publishEvents()) {
        all.add(
            new EventNotifier(
                bus,
                new EventWriter(STAKES, settings.stackId().map(Arn::of)),
                FakeFault.CLASSIFIER));
      }
    }
    settings
        .telling()
        .topicArn()
        .ifPresent(
            _ ->
                all.add(
                    new TopicNotifier(
                        topic,
                        new BulletinWriter(WRITER, Optional.empty(), BulletinWriter.Form.TEXT),
                        FakeFault.CLASSIFIER,
                        settings.mailOn(),
                        account.home().account(),
                        time)));
    if (settings.reportFrom().isPresent() || settings.telling().topicArn().isEmpty()) {
      all.add(
          new Mailer(
              post,
              FakeFault.CLASSIFIER,
              WRITER,
              new Mailer.Terms(
                  settings.reportFrom(),
                  settings.reportTo(),
                  settings.mailOn(),
                  settings
                      .telling()
                      .ownerTagKey()
                      .map(key -> new Owners(key, settings.telling().ownerDomains()))),
              time,
              settings
                  .pageUrl()
                  .map(
                      url ->
                          new Invitations(
                              decisions,
                              url,
                              Stakes.of(List.copyOf(account.kinds()), LiftProtection.COGNITO),
                              settings.cadence().longestGap()))));
    }
    return new Notifiers(all);
  }

  /// Outcomes by name.
  public static Map<String, Outcome> outcomes(Report report) {
    var outcomes = new TreeMap<String, Outcome>();
    report.rows().forEach(row -> outcomes.put(row.resource().name(), row.outcome()));
    return outcomes;
  }

  public static Report.Row row(Report report, String name) {
    return report.rows().stream()
        .filter(row -> row.resource().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in the report"));
  }
}
