package janitor.fake;

import janitor.plan.LiftProtection;
import janitor.plan.Plan;
import janitor.plan.Planner;
import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Decision;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.OwnParts;
import janitor.resource.Resource;
import janitor.scan.Scanner;
import janitor.sweep.Journal;
import janitor.sweep.Means;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep;
import janitor.sweep.Sweeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Scanner, planner and sweeper in a row over a fake account, one round, announcing nothing.
public final class Line {
  private final FakeAccount account;
  private final FakeTagIndex index;
  private final List<Journal.Entry> journal = Collections.synchronizedList(new ArrayList<>());
  private Duration timeLeft = Duration.ofMinutes(15);
  private List<String> regions = List.of(FakeAccount.REGION);
  private Optional<String> prefix = Optional.empty();
  private OwnParts own = OwnParts.NONE;
  private Memory memory = Memory.BLANK;
  private Supplier<Map<Arn, Decision>> decisions = Map::of;
  private boolean dryRun;

  public Line(FakeAccount account) {
    this(account, new FakeTagIndex(account));
  }

  public Line(FakeAccount account, FakeTagIndex index) {
    this.account = account;
    this.index = index;
  }

  public Line with(Duration timeLeft) {
    this.timeLeft = timeLeft;
    return this;
  }

  public Line in(String... regions) {
    this.regions = List.of(regions);
    return this;
  }

  public Line prefixed(String prefix) {
    this.prefix = Optional.of(prefix);
    return this;
  }

  public Line owning(OwnParts own) {
    this.own = own;
    return this;
  }

  public Line remembering(Note... notes) {
    memory = Memory.of(List.of(notes));
    return this;
  }

  /// What people decide on the page meanwhile.
  public Line deciding(Supplier<Map<Arn, Decision>> decisions) {
    this.decisions = decisions;
    return this;
  }

  public Line dry() {
    dryRun = true;
    return this;
  }

  public Inventory scan() {
    return scan(Set.of());
  }

  /// A scan of a later round.
  ///
  /// @param gone what went earlier tonight
  public Inventory scan(Set<Arn> gone) {
    return scanner().scan(memory, gone, account.home().look());
  }

  /// What two full looks see that one invocation takes one after the other.
  ///
  /// @param between what happens meanwhile
  public List<Inventory> looks(Runnable between) {
    var scanner = scanner();
    var first = scanner.scan(memory, Set.of(), account.home().look());
    between.run();
    return List.of(first, scanner.scan(memory, Set.of(), account.home().look()));
  }

  /// Another look at all that was found.
  public Inventory again(Inventory before) {
    return scanner().again(before, before.byArn().keySet(), Set.of(), account.home().look());
  }

  private Scanner scanner() {
    return new Scanner(
        index,
        account.catalog(),
        FakeFault.CLASSIFIER,
        new Scanner.Search(
            account.home(), regions, FakeAccount.KEY, FakeAccount.WORKSHOP, prefix, own));
  }

  /// What the scan found, by name.
  public Named<Resource> found() {
    var found = Named.<Resource>none();
    scan().resources().forEach(resource -> found.put(resource.name(), resource));
    return found;
  }

  public Plan plan() {
    return new Planner(rules(), account.catalog().goesAfter())
        .plan(scan(), account.time().instant());
  }

  private static Rules rules() {
    return new Rules(
        new Rules.Mark(FakeAccount.KEY, FakeAccount.WORKSHOP),
        new Rules.Age(Duration.ofDays(7), false),
        new Rules.Notice(false, Duration.ofHours(20)),
        new Rules.Limits(500, LiftProtection.ALL, Set.of()),
        "tonight");
  }

  public Sweep sweep() {
    return sweep(plan());
  }

  public Sweep sweep(Plan plan) {
    return sweeper().sweep(plan, new Deadline(deadline(), account.time()));
  }

  public Instant deadline() {
    return account.time().instant().plus(timeLeft);
  }

  public Sweeper sweeper() {
    return new Sweeper(
        new Means(
            account.catalog(),
            FakeFault.CLASSIFIER,
            account.home(),
            rules(),
            account.time(),
            journal::add),
        index,
        dryRun,
        decisions);
  }

  public List<Journal.Entry> journal() {
    return List.copyOf(journal);
  }

  /// Outcomes by name.
  public static Named<Outcome> outcomes(Sweep sweep) {
    var outcomes = Named.<Outcome>none();
    sweep.done().forEach(done -> outcomes.put(done.judged().resource().name(), done.outcome()));
    return outcomes;
  }
}
