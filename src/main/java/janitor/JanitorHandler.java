package janitor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.ledger.Ledger;
import janitor.ledger.MemoryLedger;
import janitor.ledger.TableLedger;
import janitor.report.JsonLog;
import janitor.report.Mailer;
import janitor.report.Report;
import janitor.report.ReportWriter;
import janitor.report.ResultWriter;
import janitor.report.SesPost;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Home;
import janitor.scan.AwsTagIndex;
import janitor.stack.AwsStacks;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.stack.ScheduledContinuation;
import janitor.sweep.Journal;
import janitor.sweep.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The Lambda function, and what a laptop runs as well: an event in, the night's result out.
public final class JanitorHandler implements RequestStreamHandler {
  private final Map<String, String> environment;
  private final Time time;
  private final Function<Calls, Clients> clients;
  private final Journal journal;
  private final Ledger laptopLedger = new MemoryLedger();

  /// As Lambda makes it.
  public JanitorHandler() {
    this(
        System.getenv(),
        Time.system(),
        Clients::ambient,
        new JsonLog(
            System.out,
            Time.system(),
            System.getenv().getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "janitor")));
  }

  /// With everything that it works with handed in.
  public JanitorHandler(
      Map<String, String> environment,
      Time time,
      Function<Calls, Clients> clients,
      Journal journal) {
    this.environment = Map.copyOf(environment);
    this.time = time;
    this.clients = clients;
    this.journal = journal;
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var report =
        night(
            input,
            Duration.ofMillis(context.getRemainingTimeInMillis()),
            Optional.of(context.getInvokedFunctionArn()));
    output.write(new ResultWriter().write(report).getBytes(StandardCharsets.UTF_8));
    if (report.isMailFailed()) {
      // Nobody was told: the invocation has to fail, so that its on-failure destination tells.
      throw new IllegalStateException("the mail of " + report.night() + " could not be sent");
    }
  }

  /// One night.
  ///
  /// @param timeLeft until the invocation is stopped
  /// @throws Refusal if the event or a setting is wrong; no call to AWS was made
  Report night(InputStream input, Duration timeLeft, Optional<String> functionArn)
      throws IOException {
    var deadline = new Deadline(time.instant().plus(timeLeft), time);
    var settings = Settings.of(environment);
    var choices = Choices.of(input, Kinds.types());
    var calls = new Calls();
    try (var aws = clients.apply(calls)) {
      return janitor(settings, aws, calls, functionArn).night(choices, deadline);
    }
  }

  /// Only what runs as a function, and has been given the means, can be woken again.
  private static Optional<Continuation> continuation(
      Settings settings, Clients aws, String region, Optional<String> functionArn) {
    return settings
        .scheduleGroup()
        .flatMap(
            group ->
                settings
                    .invokerRoleArn()
                    .flatMap(
                        role ->
                            functionArn.map(
                                function ->
                                    new ScheduledContinuation(
                                        aws,
                                        new ScheduledContinuation.Terms(
                                            region, group, role, function)))));
  }

  private Janitor janitor(
      Settings settings, Clients aws, Calls calls, Optional<String> functionArn) {
    var faults = new Faults();
    var region = settings.regions().getFirst();
    var homeRegion = Optional.ofNullable(environment.get("AWS_REGION")).orElse(region);
    var self = functionArn.orElseGet(() -> aws.sts(homeRegion).getCallerIdentity().arn());
    var home = Home.of(Arn.of(self));
    var kinds =
        Kinds.all(
            aws, new Options(home.account(), settings.bypassGovernance(), settings.emptyLimit()));
    return new Janitor(
        settings,
        new Tools(
            home,
            new AwsTagIndex(aws),
            kinds,
            faults,
            settings
                .ledgerTable()
                .<Ledger>map(table -> new TableLedger(aws, homeRegion, table, time))
                .orElse(laptopLedger),
            new Mailer(
                new SesPost(aws, homeRegion),
                faults,
                ReportWriter.of(kinds),
                new Mailer.Terms(settings.reportFrom(), settings.reportTo(), settings.mailOn()),
                time),
            new OwnStack(
                new AwsStacks(aws),
                new OwnStack.Terms(
                    settings.stackId(),
                    settings.deleterRoleArn(),
                    settings.selfRemove(),
                    settings.ttl())),
            continuation(settings, aws, homeRegion, functionArn),
            time,
            journal,
            calls::count,
            functionArn));
  }
}
