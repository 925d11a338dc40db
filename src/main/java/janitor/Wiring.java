package janitor;

import janitor.aws.AwsTagIndex;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.aws.LedgerTable;
import janitor.kind.FinalSnapshots;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.ledger.Ledger;
import janitor.ledger.NightBook;
import janitor.ledger.TableLedger;
import janitor.night.Janitor;
import janitor.night.Tools;
import janitor.page.DecisionTable;
import janitor.page.Decisions;
import janitor.plan.FinalSnapshot;
import janitor.report.Report;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.HomeAccount;
import janitor.resource.Time;
import janitor.settings.Choices;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.stack.AwsStacks;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.stack.ScheduledContinuation;
import janitor.sweep.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// Builds the parts of one night and lets it run: the same for Lambda and for a laptop.
///
/// @param shortLedger remembers where the settings name no table: for as long as the process lives
/// @param others what people decided, where the settings name no table
public record Wiring(
    Map<String, String> environment,
    Time time,
    Function<Calls, Clients> clients,
    Journal journal,
    Ledger shortLedger,
    Optional<Function<Clients, Decisions>> others) {

  public Wiring(
      Map<String, String> environment,
      Time time,
      Function<Calls, Clients> clients,
      Journal journal,
      Ledger shortLedger) {
    this(environment, time, clients, journal, shortLedger, Optional.empty());
  }

  /// One night.
  ///
  /// @param timeLeft until the invocation is stopped
  /// @param functionArn the function that it runs as; empty on a laptop
  /// @throws Refusal if the event or a setting is wrong; no call to AWS was made
  Report night(InputStream event, Duration timeLeft, Optional<String> functionArn)
      throws IOException {
    var deadline = new Deadline(time.instant().plus(timeLeft), time);
    var settings = Settings.of(environment);
    var choices = Choices.of(event, Kinds::types);
    return night(settings, choices, deadline, timeLeft, functionArn);
  }

  /// One night by hand, all of which is checked already.
  ///
  /// @param deadline what runs may finish, but nothing begins after it
  /// @param timeLeft until nobody is there any more
  public Report night(Settings settings, Choices choices, Deadline deadline, Duration timeLeft) {
    return night(settings, choices, deadline, timeLeft, Optional.empty());
  }

  private Report night(
      Settings settings,
      Choices choices,
      Deadline deadline,
      Duration timeLeft,
      Optional<String> functionArn) {
    checkReached(settings, choices);
    var calls = new Calls();
    try (var aws = clients.apply(calls)) {
      aws.endIn(timeLeft);
      return janitor(settings, aws, calls, functionArn).night(choices, deadline);
    }
  }

  /// What is asked for by name is not passed over in silence.
  private static void checkReached(Settings settings, Choices choices) {
    if (choices.only().isEmpty()) {
      return;
    }
    var beyond = new TreeSet<>(choices.only());
    beyond.retainAll(Kinds.typesBeyond(settings.reach()));
    if (!beyond.isEmpty()) {
      throw new Refusal(
          beyond.stream()
              .map(
                  type ->
                      "\"only\" asks for too much: "
                          + settings.reach().beyond(type)
                          + ", so set JANITOR_REACH to all, or leave it out")
              .toList());
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
    var home =
        functionArn.map(arn -> HomeAccount.of(Arn.of(arn))).orElseGet(() -> home(aws, homeRegion));
    var table =
        settings
            .ledgerTable()
            .map(name -> new LedgerTable(() -> aws.dynamoDb(homeRegion), name, time));
    var ledger =
        table.<Ledger>map(ledgerTable -> new TableLedger(ledgerTable, time)).orElse(shortLedger);
    var options =
        new Options(
            home.account(),
            settings.stackRegions(),
            settings.bypassGovernance(),
            settings.emptyLimit(),
            new FinalSnapshots(
                settings.keeping().snapshot() == FinalSnapshot.KEEP,
                settings.keeping().snapshotFor(),
                settings.tagKey(),
                settings.workshop(),
                new FinalSnapshots.Clock(
                    time::instant,
                    () -> ledger.night().map(NightBook::startedAt).orElseGet(time::instant))),
            settings.reach());
    var decisions =
        table.<Decisions>map(DecisionTable::new).or(() -> others.map(all -> all.apply(aws)));
    // To load all kinds takes longer than the night's first calls do, which need none, and keeps
    // the first client from its half of the processor.
    var catalog = new Beside<>("kinds", () -> Kinds.catalog(aws, options));
    calls.onAnswer(catalog::begin);
    var telling = new Telling(settings, aws, homeRegion, home.account(), time);
    var notifier =
        new Beside<>("notifier", () -> telling.notifier(catalog.get().all(), ledger, decisions));
    return new Janitor(
        settings,
        new Tools(
            new Tools.Account(home, new AwsTagIndex(aws), catalog, faults),
            new Tools.Books(ledger, decisions),
            notifier,
            new Tools.Deployment(
                new OwnStack(
                    new AwsStacks(aws),
                    new OwnStack.Terms(
                        settings.stackId(),
                        settings.deleterRoleArn(),
                        settings.selfRemove(),
                        settings.ttl())),
                continuation(settings, aws, homeRegion, functionArn),
                functionArn),
            new Tools.Meters(time, journal, calls::count)));
  }

  /// The account whose credentials are at hand.
  public static HomeAccount home(Clients aws, String region) {
    return HomeAccount.of(Arn.of(aws.sts(region).getCallerIdentity().arn()));
  }
}
