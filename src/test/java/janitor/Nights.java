package janitor;

import janitor.fake.FakeAccount;
import janitor.fake.FakeContinuation;
import janitor.fake.FakeFault;
import janitor.fake.FakePost;
import janitor.fake.FakeStacks;
import janitor.fake.FakeTagIndex;
import janitor.fake.FakeTime;
import janitor.ledger.MemoryLedger;
import janitor.report.Mailer;
import janitor.report.Report;
import janitor.report.ReportWriter;
import janitor.resource.Deadline;
import janitor.resource.ResourceKind;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.sweep.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Night after night over one fake account: what JanitorHandler does, without AWS.
final class Nights {
  static final String OWN_STACK =
      "arn:aws:cloudformation:eu-central-1:123456789012:stack/janitor/00000000";

  /// Reading its templates takes longer than a night does.
  private static final ReportWriter WRITER = new ReportWriter(Set.of("AWS::Fake::Note"));

  final FakeTime time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
  final FakeAccount account = new FakeAccount(time);
  final FakeTagIndex index = new FakeTagIndex(account);
  final FakePost post = new FakePost(account);
  final FakeStacks stacks = new FakeStacks(account);
  final FakeContinuation continuation = new FakeContinuation(account);
  final MemoryLedger ledger = new MemoryLedger();
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

  Nights set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// Nights go on in other invocations.
  Nights continuing() {
    isContinued = true;
    return this;
  }

  Nights onALaptop() {
    environment.remove("JANITOR_LEDGER_TABLE");
    environment.remove("JANITOR_STACK_ID");
    return this;
  }

  /// The next scheduled night, a day after the last.
  Report scheduled() {
    time.step(Duration.ofDays(1));
    return begin(
        "{\"id\":\"night-%d\",\"source\":\"aws.scheduler\",\"detail\":\"{}\"}".formatted(++night));
  }

  Report begin(String event) {
    return begin(event, Duration.ofMinutes(15));
  }

  Report begin(String event, Duration timeLeft) {
    var settings = Settings.of(environment);
    try {
      var choices =
          Choices.of(
              new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
              account.kinds().stream().map(ResourceKind::type).collect(Collectors.toSet()));
      return new Janitor(settings, tools(settings))
          .night(choices, new Deadline(time.instant().plus(timeLeft), time));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Scheduler fires what comes next, if anything does.
  Optional<Report> nextRound() {
    var next = continuation.scheduled().entrySet().stream().min(Map.Entry.comparingByValue());
    return next.map(
        one -> {
          var wait = Duration.between(time.instant(), one.getValue());
          if (wait.isPositive()) {
            time.step(wait);
          }
          continuation.fired(one.getKey());
          return begin(
              "{\"source\":\"janitor\",\"detail\":{\"night\":{\"id\":\"%s\",\"round\":%d}}}"
                  .formatted(one.getKey().night(), one.getKey().round()));
        });
  }

  private Tools tools(Settings settings) {
    return new Tools(
        account.home(),
        index,
        account.kinds(),
        FakeFault.CLASSIFIER,
        ledger,
        new Mailer(
            post,
            FakeFault.CLASSIFIER,
            WRITER,
            new Mailer.Terms(settings.reportFrom(), settings.reportTo(), settings.mailOn()),
            time),
        new OwnStack(
            stacks,
            new OwnStack.Terms(
                settings.stackId(),
                settings.deleterRoleArn(),
                settings.selfRemove(),
                settings.ttl())),
        isContinued ? Optional.<Continuation>of(continuation) : Optional.empty(),
        time,
        _ -> {},
        () -> account.calls().size(),
        Optional.empty());
  }

  /// Outcomes by name.
  static Map<String, Outcome> outcomes(Report report) {
    var outcomes = new TreeMap<String, Outcome>();
    report.rows().forEach(row -> outcomes.put(row.resource().name(), row.outcome()));
    return outcomes;
  }

  static Report.Row row(Report report, String name) {
    return report.rows().stream()
        .filter(row -> row.resource().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in the report"));
  }
}
