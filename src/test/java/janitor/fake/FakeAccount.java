package janitor.fake;

import janitor.fake.FakeKind.Trait;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.HomeAccount;
import janitor.resource.PartlyListed;
import janitor.resource.Reach;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import janitor.resource.Whole.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An account that behaves as AWS does where it matters: it refuses to delete what is referred to,
/// takes its time, fails when told to, and remembers every call.
public final class FakeAccount {
  public static final String ID = "123456789012";
  public static final String REGION = "eu-central-1";
  public static final String GLOBAL_REGION = "us-east-1";

  /// Enabled, and in no settings.
  public static final String FAR_REGION = "eu-north-1";

  public static final String KEY = "workshop";
  public static final String WORKSHOP = "students";

  /// One call.
  ///
  /// @param operation kind and verb, `AWS::Fake::Thing Delete`, or `Index tagged`
  /// @param subject the ARN, or what else was asked for
  public record Call(String operation, String subject) {
    @Override
    public String toString() {
      return operation + " " + subject;
    }
  }

  /// A request to delete that was refused because of somebody who still uses it.
  public record Refusal(Thing used, Thing user) {}

  private final FakeTime time;
  private final Map<Arn, Thing> things = new TreeMap<>();
  private List<String> onlyStackRegions = List.of();
  private final Set<FakeKind> odd = new HashSet<>();
  private final List<Thing> awaitingLateWriter = new ArrayList<>();
  private final List<Thing> dying = new ArrayList<>();
  private final List<FakeKind> kinds = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Map<String, List<Fault>> failures = new TreeMap<>();
  private final Map<String, Fault> lasting = new TreeMap<>();
  private final Map<String, Instant> lastPacedAt = new TreeMap<>();
  private final Map<String, RuntimeException> shut = new TreeMap<>();
  private final Map<Arn, Arn> misnamed = new TreeMap<>();
  private final Map<Arn, Runnable> beforeDelete = new TreeMap<>();
  private volatile IntConsumer beforeTags = _ -> {};
  private int stopAt = Integer.MAX_VALUE;

  /// Whether the invocation that a thread works for is alive; threads that it begins inherit it.
  private static final InheritableThreadLocal<AtomicBoolean> ALIVE = new InheritableThreadLocal<>();

  private boolean stopsAfterEffect;
  private Optional<String> stopAfter = Optional.empty();

  /// Anything plain.
  public final FakeKind thing = kind("Thing");

  /// Holds data: its tags are read from its own service.
  public final FakeKind store = kind("Store", Trait.HOLDS_DATA, Trait.UNMARKED, Trait.SPREAD);

  /// May hold more than a night can delete.
  public final FakeKind vault = kind("Vault", Trait.HOLDS_DATA, Trait.EMPTYING);

  /// Written by late writers.
  public final FakeKind log = kind("Log", Trait.REAPPEARING);

  /// Models and what they are made of: each takes its time, and is looked for every twenty seconds.
  public final FakeKind model = kind("Model").usuallyTaking(Duration.ofSeconds(20));

  /// Usually gone in five seconds.
  public final FakeKind machine = kind("Machine").usuallyTaking(Duration.ofSeconds(5));

  /// Carries no tags: found through what leaves it behind.
  public final FakeKind note = kind("Note", Trait.UNTAGGABLE);

  /// Deleted by a row of a table.
  public final FakeKind row = kind("Row", Trait.ROW, Trait.UNMARKED);

  /// One deletion per 30 s.
  public final FakeKind api = kind("Api", Trait.PACED);

  /// Takes a quarter of an hour.
  public final FakeKind edge = kind("Edge", Trait.GLOBAL, Trait.SLOW);

  /// Global, and not in the tag index.
  public final FakeKind role = kind("Role", Trait.GLOBAL, Trait.UNINDEXED, Trait.UNMARKED);

  /// Used by roles without knowing it.
  public final FakeKind policy = kind("Policy", Trait.GLOBAL, Trait.NEEDED_UNSEEN);

  /// A network, and what is in one. All of them know who of the others uses what, whoever's it is.
  public final FakeKind net = kind("Net");

  public final FakeKind subnet = kind("Subnet");

  /// Rules of one may name another.
  public final FakeKind group = kind("Group");

  /// Leaves its network before that goes.
  public final FakeKind gateway = kind("Gateway");

  public final FakeKind server = kind("Server");

  /// Owns what its template made.
  public final FakeKind stack = add(new FakeStack(this));

  private final List<FakeKind> beyond = new ArrayList<>();
  private final Map<Arn, Set<Thing>> users = new HashMap<>();

  public FakeAccount(FakeTime time) {
    this.time = time;
    role.after(thing, store, api).using(policy);
    policy.after(role);
    log.after(thing);
    net.using(gateway);
    subnet.using(net);
    group.using(net, group);
    gateway.using(net);
    server.using(net, subnet, group);
  }

  private FakeKind kind(String name, Trait... traits) {
    return add(FakeKind.of(this, name, traits));
  }

  /// Another kind that claims what the first does, by a mistake.
  public void twin(FakeKind kind) {
    add(kind.twin());
  }

  private FakeKind add(FakeKind kind) {
    kinds.add(kind);
    return kind;
  }

  public HomeAccount home() {
    return new HomeAccount("aws", ID);
  }

  public List<ResourceKind> kinds() {
    return List.copyOf(kinds);
  }

  /// From now on they are known by name only.
  public void beyond(FakeKind... some) {
    beyond.addAll(List.of(some));
  }

  public void beyondNothing() {
    beyond.clear();
  }

  public Catalog catalog() {
    var reached = kinds.stream().filter(kind -> !beyond.contains(kind)).toList();
    return beyond.isEmpty()
        ? new Catalog(kinds)
        : new Catalog(reached).within(Reach.SERVERLESS, beyond);
  }

  public FakeTime time() {
    return time;
  }

  // What a test puts in and looks at.

  /// Something of the workshop, a year old.
  public synchronized Thing due(FakeKind kind, String name) {
    var thing = untagged(kind, name);
    return kind.traits().isTaggable() ? thing.tag(KEY, WORKSHOP) : thing;
  }

  /// Something that carries no tag, a year old.
  public synchronized Thing untagged(FakeKind kind, String name) {
    return untagged(kind, name, REGION);
  }

  public synchronized Thing untagged(FakeKind kind, String name, String region) {
    return put(
        kind, kind.arn(region, name), name, kind.traits().isGlobal() ? GLOBAL_REGION : region);
  }

  /// Something under an ARN of the test's own making.
  public synchronized Thing put(FakeKind kind, Arn arn, String name, String region) {
    var thing =
        new Thing(kind, arn, name, region).bornAt(time.instant().minus(Duration.ofDays(365)));
    things.put(arn, thing);
    return thing;
  }

  /// Something tagged of a type that no kind knows.
  public synchronized Thing stranger(Arn arn) {
    return stranger(arn, REGION);
  }

  /// The same of another region.
  ///
  /// @param region whose index names it
  public synchronized Thing stranger(Arn arn, String region) {
    return put(FakeKind.of(this, "Unheard", Trait.HOLDS_DATA), arn, arn.resource(), region)
        .tag(KEY, WORKSHOP);
  }

  public synchronized List<Thing> all() {
    return List.copyOf(things.values());
  }

  public synchronized List<Thing> left() {
    return things.values().stream().filter(Thing::isThere).toList();
  }

  public synchronized List<String> leftNames() {
    return left().stream().map(Thing::name).sorted().toList();
  }

  /// Is gone without the janitor.
  public synchronized void vanish(Thing thing) {
    thing.isThere = false;
  }

  /// What happens before a service tells the tags of so many; nothing else of the account waits.
  public void beforeTags(IntConsumer event) {
    beforeTags = event;
  }

  /// Does something right before the account looks at a request to delete the thing.
  public synchronized void beforeDelete(Thing thing, Runnable event) {
    beforeDelete.put(thing.arn(), event);
  }

  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  public synchronized List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  public synchronized void forgetCalls() {
    calls.clear();
    refusals.clear();
  }

  /// Names of what was asked to be deleted, in order.
  public synchronized List<String> deletions() {
    return named(" Delete");
  }

  public synchronized List<String> releases() {
    return named(" Release");
  }

  private List<String> named(String verb) {
    return calls.stream()
        .filter(call -> call.operation().endsWith(verb))
        .map(call -> Arn.of(call.subject()))
        .map(arn -> Optional.ofNullable(things.get(arn)).map(Thing::name).orElse(arn.resource()))
        .toList();
  }

  /// The next calls whose text contains `what` fail, one after the other, with these.
  public synchronized void failNext(String what, Fault.Sort... sorts) {
    for (var sort : sorts) {
      failures.computeIfAbsent(what, _ -> new ArrayList<>()).add(fault(sort, what));
    }
  }

  /// Every call whose text contains `what` fails.
  public synchronized void failAlways(String what, Fault.Sort sort) {
    failAlways(what, fault(sort, what));
  }

  /// Every call whose text contains `what` fails so.
  public synchronized void failAlways(String what, Fault fault) {
    lasting.put(what, fault);
  }

  /// Every question about this one thing ends so, and that about its siblings does not.
  ///
  /// @param verb `Read`, `Uses`, `Remaining` or `TagsNow`
  public synchronized void shut(Thing thing, String verb, RuntimeException cause) {
    shut.put(verb + " " + thing.arn(), cause);
  }

  /// What is shut is told as such by another form of its ARN.
  public synchronized void misname(Thing thing, Arn other) {
    misnamed.put(thing.arn(), other);
  }

  private <T> Reading<T> open(String verb, Collection<Arn> arns, Function<Set<Arn>, T> answer) {
    var unread = new TreeMap<Arn, RuntimeException>();
    var open = new LinkedHashSet<>(arns);
    for (var arn : arns) {
      Optional.ofNullable(shut.get(verb + " " + arn))
          .ifPresent(
              cause -> {
                unread.put(misnamed.getOrDefault(arn, arn), cause);
                open.remove(arn);
              });
    }
    return new Reading<>(answer.apply(open), unread);
  }

  public synchronized void failNoMore() {
    failures.clear();
    lasting.clear();
    shut.clear();
  }

  private static Fault fault(Fault.Sort sort, String what) {
    return new Fault(
        sort,
        sort + " said of " + what,
        sort == Fault.Sort.DENIED ? Optional.of("fake:Delete") : Optional.empty());
  }

  /// Lambda stops the function at the n-th call from now, before it is sent.
  public synchronized void stopBeforeCall(int n) {
    stopAt = calls.size() + n;
    stopsAfterEffect = false;
  }

  /// Lambda stops the function after the n-th call from now took effect, before its answer came.
  public synchronized void stopAfterCall(int n) {
    stopAt = calls.size() + n;
    stopsAfterEffect = true;
  }

  /// Lambda stops the function after the next call whose text contains `what` took effect.
  public synchronized void stopAfter(String what) {
    stopAfter = Optional.of(what);
  }

  public synchronized void stopNoMore() {
    stopAfter = Optional.empty();
    stopAt = Integer.MAX_VALUE;
  }

  /// Runs something as an invocation of its own: when it is stopped, so are all its threads.
  public <T> T invoke(Supplier<T> invocation) {
    ALIVE.set(new AtomicBoolean(true));
    try {
      return invocation.get();
    } finally {
      ALIVE.remove();
    }
  }

  private Stopped stopped(int call) {
    Optional.ofNullable(ALIVE.get()).ifPresent(one -> one.set(false));
    return new Stopped(call);
  }

  private boolean isDead() {
    return Optional.ofNullable(ALIVE.get()).filter(one -> !one.get()).isPresent();
  }

  // What the janitor calls.

  synchronized <T> T call(String operation, String subject, Supplier<T> effect) {
    if (isDead()) {
      throw new Stopped(calls.size());
    }
    var call = new Call(operation, subject);
    calls.add(call);
    var number = calls.size();
    if (number >= stopAt && !(stopsAfterEffect && number == stopAt)) {
      throw stopped(number);
    }
    letLateWritersWrite();
    letTimePass();
    fail(call.toString());
    var result = effect.get();
    if (number >= stopAt || stopAfter.filter(call.toString()::contains).isPresent()) {
      throw stopped(number);
    }
    return result;
  }

  /// By the time of the next call they have.
  private void letLateWritersWrite() {
    awaitingLateWriter.forEach(
        thing -> {
          thing.isThere = true;
          thing.tags.clear();
          thing.createdAt = Optional.of(time.instant());
        });
    awaitingLateWriter.clear();
  }

  /// What was asked to go long enough ago is gone.
  private void letTimePass() {
    var now = time.instant();
    dying.stream().filter(thing -> !thing.goneAt.orElse(now).isAfter(now)).forEach(this::remove);
    dying.removeIf(thing -> !thing.isThere);
  }

  private void fail(String call) {
    for (var entry : failures.entrySet()) {
      if (call.contains(entry.getKey()) && !entry.getValue().isEmpty()) {
        throw new FakeFault(entry.getValue().removeFirst());
      }
    }
    for (var entry : lasting.entrySet()) {
      if (call.contains(entry.getKey())) {
        throw new FakeFault(entry.getValue());
      }
    }
  }

  List<Resource> list(FakeKind kind, String region) {
    return call(
        kind + " List",
        region,
        () -> {
          var all = of(kind, region).map(this::resource).toList();
          if (odd.contains(kind)) {
            throw new PartlyListed(all, List.of(new IllegalStateException("an item says nothing")));
          }
          return all;
        });
  }

  /// Somebody says that stacks are in these regions only.
  public void saysStacksAreIn(String... regions) {
    onlyStackRegions = List.of(regions);
  }

  List<String> onlyStackRegions() {
    return onlyStackRegions;
  }

  /// The regions that the account has enabled.
  List<String> stackRegions(String global) {
    return call("Stack Regions", global, () -> List.of(REGION, GLOBAL_REGION, FAR_REGION));
  }

  /// From now on its list holds an item that nobody can understand.
  public void addOddItem(FakeKind kind) {
    odd.add(kind);
  }

  Reading<List<Resource>> read(FakeKind kind, String region, Collection<Arn> arns) {
    return call(
        kind + " Read",
        region + " " + arns,
        () ->
            open(
                "Read",
                arns,
                some ->
                    of(kind, region)
                        .filter(thing -> some.contains(thing.arn))
                        .map(this::resource)
                        .toList()));
  }

  private Stream<Thing> of(FakeKind kind, String region) {
    return things.values().stream()
        .filter(thing -> thing.isThere || thing.isShownAsDeleted)
        .filter(thing -> thing.kind.equals(kind) && thing.region.equals(region));
  }

  /// A model leaves out the tags of AWS's own.
  private static Tags shown(Tags tags) {
    return Tags.of(
        tags.all().entrySet().stream()
            .filter(tag -> !tag.getKey().startsWith("aws:"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private Resource resource(Thing thing) {
    var resource =
        Resource.of(thing.kind.type(), thing.arn, thing.region)
            .name(thing.name)
            .createdAt(thing.createdAt.orElse(null))
            .modifiedAt(thing.modifiedAt.orElse(null));
    // As CloudFormation does, and whatever is listed.
    if (!thing.kind.traits().isIndexed() || thing.kind.equals(stack)) {
      resource.tags(thing.tags());
    }
    if (thing.kind.traits().is(Traits.Flag.GENERIC)) {
      resource.tags(shown(thing.tags()));
    }
    thing.uses.forEach(resource::uses);
    thing.leaves.forEach(resource::leaves);
    if (thing.isCopy) {
      resource.fact(Resource.SAVES, "delete " + thing.name);
    }
    thing.lingersWith.ifPresent(
        with ->
            resource
                .fact(Resource.LINGERS, "AWS still clears up behind it")
                .fact(Resource.LINGERS_WITH, with.toString()));
    var regions =
        Stream.concat(thing.ends.stream().map(end -> end.region), thing.usedIn.stream()).toList();
    if (!regions.isEmpty()) {
      resource.fact(Resource.ALSO_IN, String.join("\n", regions));
    }
    thing.status.ifPresent(
        word -> resource.fact(Resource.STATUS, word).why(thing.whys.getOrDefault(word, "")));
    thing.id.ifPresent(id -> resource.fact(Resource.RESOURCE_ID, id));
    thing.guard.ifPresent(resource::guard);
    // Only a nested stack tells whose it is.
    thing.stack.filter(_ -> thing.kind.equals(stack)).ifPresent(resource::owner);
    if (thing.isProtected) {
      resource.liftable("its deletion protection is on");
    }
    return resource.build();
  }

  /// What the stacks list, nested ones as parts that list in their turn.
  Reading<Map<Arn, List<Part>>> parts(String region, Collection<Arn> wholes) {
    return call(
        stack + " Parts",
        region + " " + wholes,
        () ->
            open(
                "Parts",
                wholes,
                some -> {
                  var parts = new LinkedHashMap<Arn, List<Part>>();
                  of(stack, region)
                      .filter(thing -> some.contains(thing.arn))
                      .forEach(thing -> parts.put(thing.arn, parts(thing)));
                  return parts;
                }));
  }

  List<Arn> elsewhere(FakeKind kind, Arn member) {
    return call(
        kind + " Elsewhere",
        member.toString(),
        () ->
            Optional.ofNullable(things.get(member)).stream()
                .flatMap(thing -> thing.ends.stream())
                .filter(Thing::isThere)
                .map(Thing::arn)
                .toList());
  }

  private List<Part> parts(Thing whole) {
    return things.values().stream()
        .filter(thing -> thing.isThere && thing.stack.filter(whole.arn::equals).isPresent())
        .map(
            thing ->
                new Part(
                    thing.kind.type(),
                    thing.listedAs.orElseGet(
                        () ->
                            thing.kind.equals(stack)
                                ? thing.arn.toString()
                                : thing.kind.physicalId(thing.arn))))
        .toList();
  }

  /// Everything of the kind that refers to a candidate, whoever's it is.
  Reading<List<Use>> uses(FakeKind kind, String region, List<Resource> candidates) {
    var arns = new HashSet<Arn>();
    candidates.forEach(resource -> arns.add(resource.arn()));
    return call(
        kind + " Uses",
        region,
        () ->
            open(
                "Uses", arns, some -> of(kind, region).flatMap(user -> uses(user, some)).toList()));
  }

  private static Stream<Use> uses(Thing user, Set<Arn> used) {
    var name = user.kind.type() + " " + user.name;
    return Stream.concat(
        user.uses.stream().filter(used::contains).map(arn -> Use.by(user.arn, name, arn)),
        user.bonds.entrySet().stream()
            .filter(bond -> used.contains(bond.getKey()))
            .map(
                bond ->
                    new Use(
                        user.arn, "it is still used by " + name, bond.getKey(), bond.getValue())));
  }

  Deletion delete(Arn arn) {
    return call(
        operation(arn, "Delete"),
        arn.toString(),
        () -> {
          var event = beforeDelete.remove(arn);
          if (event != null) {
            event.run();
          }
          var thing = existing(arn);
          pace(thing);
          if (thing.isVast) {
            return deferred(thing);
          }
          refuse(thing);
          if (thing.timeUntilGone.isPositive()) {
            if (thing.goneAt.isEmpty()) {
              thing.goneAt = Optional.of(time.instant().plus(thing.timeUntilGone));
              dying.add(thing);
            }
          } else if (thing.looksUntilGone == 0) {
            end(thing);
          } else if (thing.looksLeft.isEmpty()) {
            thing.looksLeft = Optional.of(thing.looksUntilGone);
            thing.failure.ifPresent(_ -> thing.status("DELETING"));
            // The whole is there until the last of them is gone.
            removeMembers(thing);
          }
          return Deletion.ASKED;
        });
  }

  private void pace(Thing thing) {
    if (!thing.kind.has(Trait.PACED)) {
      return;
    }
    var last = lastPacedAt.get(thing.kind.type());
    if (last != null && last.plusSeconds(30).isAfter(time.instant())) {
      throw new FakeFault(Fault.Sort.THROTTLED, "one deletion per 30 s");
    }
    lastPacedAt.put(thing.kind.type(), time.instant());
  }

  /// What AWS refuses: the protected, and what others still refer to.
  private void refuse(Thing thing) {
    if (thing.isProtected) {
      // A kind lifts the protection itself, if the planner let it come this far.
      thing.isProtected = false;
    }
    var going = new HashSet<Arn>(Set.of(thing.arn));
    members(thing).forEach(member -> going.add(member.arn));
    // No stack lifts one.
    members(thing)
        .filter(member -> member.isProtected && !member.isRetained)
        .findFirst()
        .ifPresent(
            member -> {
              throw new FakeFault(Fault.Sort.PROTECTED, member.name + " is protected");
            });
    members(thing)
        .filter(member -> member.isFull && !member.isRetained)
        .findFirst()
        .ifPresent(
            member -> {
              throw new FakeFault(Fault.Sort.DEPENDENCY, member.name + " is not empty");
            });
    going.stream()
        .flatMap(arn -> users.getOrDefault(arn, Set.of()).stream())
        .filter(one -> one.isThere && !going.contains(one.arn))
        .min(Comparator.comparing(Thing::arn))
        .ifPresent(
            user -> {
              refusals.add(new Refusal(thing, user));
              throw new FakeFault(
                  Fault.Sort.DEPENDENCY, thing.name + " is still used by " + user.name);
            });
  }

  /// That the one uses the other.
  synchronized void note(Thing user, Arn used) {
    users.computeIfAbsent(used, _ -> new LinkedHashSet<>()).add(user);
  }

  private Stream<Thing> members(Thing whole) {
    if (!whole.kind.equals(stack)) {
      return Stream.of();
    }
    return things.values().stream()
        .filter(thing -> thing.isThere && thing.stack.filter(whole.arn::equals).isPresent())
        .flatMap(thing -> Stream.concat(Stream.of(thing), members(thing)));
  }

  private void removeMembers(Thing whole) {
    members(whole)
        .filter(member -> !member.isRetained)
        .toList()
        .forEach(thing -> thing.isThere = false);
  }

  /// It goes, or AWS gives up on it.
  private void end(Thing thing) {
    if (thing.failuresLeft > 0) {
      thing.failuresLeft--;
      thing.looksLeft = Optional.empty();
      thing.failure.ifPresent(thing::status);
    } else {
      remove(thing);
    }
  }

  private void remove(Thing thing) {
    removeMembers(thing);
    thing.isThere = false;
    thing.looksLeft = Optional.empty();
    if (thing.comebacks-- > 0) {
      awaitingLateWriter.add(thing);
    }
  }

  /// What AWS could not clear up any more, for want of what it needed.
  public synchronized List<Thing> stuck() {
    return things.values().stream()
        .filter(thing -> thing.lingersForLooks == Integer.MAX_VALUE)
        .toList();
  }

  private boolean lingers(Thing thing) {
    if (thing.lingersForLooks == 0) {
      return false;
    }
    var helper = thing.lingersWith.map(things::get);
    if (helper.isEmpty() || !helper.get().isThere) {
      thing.lingersForLooks = Integer.MAX_VALUE;
      return true;
    }
    thing.lingersForLooks--;
    return true;
  }

  Deletion release(Arn arn) {
    return call(
        operation(arn, "Release"),
        arn.toString(),
        () -> {
          var thing = existing(arn);
          if (thing.isVast) {
            return deferred(thing);
          }
          thing.isFull = false;
          return Deletion.ASKED;
        });
  }

  void lift(Arn arn) {
    call(
        operation(arn, "Lift"),
        arn.toString(),
        () -> {
          existing(arn).isProtected = false;
          return arn;
        });
  }

  private static Deletion deferred(Thing thing) {
    thing.isBeingEmptied = true;
    return new Deletion.Deferred(thing.name + " empties by itself");
  }

  void reprieve(Arn arn) {
    call(
        operation(arn, "Reprieve"),
        arn.toString(),
        () -> {
          existing(arn).isBeingEmptied = false;
          return arn;
        });
  }

  private Thing existing(Arn arn) {
    var thing = things.get(arn);
    if (thing == null || !thing.isThere) {
      throw new FakeFault(Fault.Sort.GONE, arn + " does not exist");
    }
    return thing;
  }

  /// Looking brings a deletion on, as time does.
  Reading<Set<Arn>> remaining(FakeKind kind, Collection<Arn> arns) {
    return call(
        kind + " Remaining", arns.toString(), () -> open("Remaining", arns, this::remaining));
  }

  private Set<Arn> remaining(Set<Arn> arns) {
    var there = new HashSet<Arn>();
    for (var arn : arns) {
      var thing = things.get(arn);
      if (thing == null) {
        continue;
      }
      if (thing.isThere && thing.looksLeft.isPresent()) {
        var left = thing.looksLeft.get() - 1;
        thing.looksLeft = Optional.of(left);
        if (left < 0) {
          end(thing);
        }
      }
      if (thing.isThere || lingers(thing)) {
        there.add(arn);
      }
    }
    return there;
  }

  Reading<Map<Arn, Tags>> tagsNow(FakeKind kind, Collection<Arn> arns) {
    // Asked with nothing, a kind only says whether it would answer.
    if (arns.isEmpty()) {
      return Reading.of(Map.of());
    }
    beforeTags.accept(arns.size());
    return call(kind + " TagsNow", arns.toString(), () -> open("TagsNow", arns, this::tags));
  }

  synchronized Map<Arn, Tags> tags(Collection<Arn> arns) {
    var tags = new LinkedHashMap<Arn, Tags>();
    for (var arn : arns) {
      var thing = things.get(arn);
      if (thing != null && thing.isThere) {
        tags.put(arn, thing.tags());
      }
    }
    return tags;
  }

  private String operation(Arn arn, String verb) {
    var type =
        kinds.stream()
            .filter(kind -> kind.claims(arn))
            .map(FakeKind::type)
            .findFirst()
            .orElse("unknown");
    return type + " " + verb;
  }
}
