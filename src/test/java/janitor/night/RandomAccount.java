package janitor.night;

import janitor.fake.FakeAccount;
import janitor.fake.FakeKind;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.resource.Fault;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An account made from a seed, as a list of things that can be taken out one by one.
///
/// @param failures calls that fail once, with what
/// @param isEnd whether a person says that the workshop is over, and no night announces anything
record RandomAccount(List<Spec> specs, Map<String, Fault.Sort> failures, boolean isEnd) {

  enum Kind {
    THING,
    STORE,
    LOG,
    NOTE,
    API,
    EDGE,
    ROLE,
    POLICY,
    ROW,
    STACK,
    NET,
    SUBNET,
    GROUP,
    GATEWAY,
    SERVER;

    /// A network, or in one.
    boolean isNetwork() {
      return compareTo(NET) >= 0;
    }

    /// How the one uses the other.
    Use.Bond bondTo(Kind used) {
      return switch (this) {
        case GROUP -> used == GROUP ? Use.Bond.UNORDERED : Use.Bond.ORDERED;
        case NET -> used == GATEWAY ? Use.Bond.STRANGER_ONLY : Use.Bond.ORDERED;
        case THING,
            STORE,
            LOG,
            NOTE,
            API,
            EDGE,
            ROLE,
            POLICY,
            ROW,
            STACK,
            SUBNET,
            GATEWAY,
            SERVER ->
            Use.Bond.ORDERED;
      };
    }
  }

  enum Tag {
    OURS,
    NONE,
    OTHER_VALUE,
    OTHER_CASE,
    ELSEWHERE
  }

  enum Date {
    NONE,
    PAST,
    FUTURE,
    RUBBISH
  }

  enum Age {
    OLD,
    NEW,
    UNKNOWN
  }

  /// One thing; others are named by their number.
  record Spec(
      int id,
      Kind kind,
      Tag tag,
      Age age,
      Date date,
      boolean isKept,
      boolean isProtected,
      boolean isGuarded,
      boolean isRetained,
      boolean isFull,
      boolean isGone,
      boolean isMismarked,
      int looks,
      int comebacks,
      Optional<Integer> stack,
      Set<Integer> uses,
      Set<Integer> leaves) {

    String name() {
      return kind + "-" + id;
    }

    boolean isChild() {
      return kind == Kind.LOG || kind == Kind.NOTE;
    }

    @Override
    public String toString() {
      var words = new ArrayList<String>(List.of(name()));
      words.add(tag.name());
      words.add(age.name());
      if (date != Date.NONE) {
        words.add("date=" + date);
      }
      for (var word :
          Map.of(
                  "kept", isKept,
                  "protected", isProtected,
                  "guarded", isGuarded,
                  "retained", isRetained,
                  "full", isFull,
                  "gone", isGone)
              .entrySet()) {
        if (word.getValue()) {
          words.add(word.getKey());
        }
      }
      if (looks > 0) {
        words.add("looks=" + looks);
      }
      if (comebacks > 0) {
        words.add("comebacks=" + comebacks);
      }
      stack.ifPresent(number -> words.add("in=" + number));
      words.add(uses.isEmpty() ? "" : "uses=" + uses);
      words.add(leaves.isEmpty() ? "" : "leaves=" + leaves);
      return String.join(" ", words).strip();
    }
  }

  static RandomAccount of(long seed) {
    return new Maker(new Random(seed)).make();
  }

  @Override
  public String toString() {
    return specs.stream().map(Spec::toString).collect(Collectors.joining("\n  ", "  ", "\n"))
        + "  failures "
        + failures
        + (isEnd ? ", end of the workshop" : "");
  }

  RandomAccount without(Spec spec) {
    return new RandomAccount(
        specs.stream().filter(one -> !one.equals(spec)).toList(), failures, isEnd);
  }

  RandomAccount withoutFailure(String what) {
    var fewer = new TreeMap<>(failures);
    fewer.remove(what);
    return new RandomAccount(specs, fewer, isEnd);
  }

  boolean failsInFinding() {
    return failures.keySet().stream()
        .anyMatch(
            what -> what.contains("Read") || what.contains("List") || what.contains("tagged"));
  }

  private static final class Maker {
    private final Random random;

    Maker(Random random) {
      this.random = random;
    }

    private boolean oneIn(int n) {
      return random.nextInt(n) == 0;
    }

    private <T> T one(T[] values) {
      return values[random.nextInt(values.length)];
    }

    /// Mostly the first.
    private <T> T any(T[] values, int oneIn) {
      return oneIn(oneIn) ? one(values) : values[0];
    }

    RandomAccount make() {
      var specs = new ArrayList<Spec>();
      var count = 2 + random.nextInt(11);
      for (int id = 0; id < count; id++) {
        specs.add(spec(id, specs));
      }
      for (int i = 0; i < count; i++) {
        specs.set(i, connected(specs.get(i), specs));
      }
      for (int i = 0; i < count; i++) {
        specs.set(i, inNetwork(specs.get(i), specs));
      }
      for (int i = 0; i < count; i++) {
        specs.set(i, withGateways(specs.get(i), specs));
      }
      var failures = new TreeMap<String, Fault.Sort>();
      if (oneIn(3)) {
        var verbs =
            new String[] {
              " Delete",
              " Remaining",
              " TagsNow",
              "Index tags ",
              " Release",
              " Read",
              " List",
              "Index tagged",
              " Uses"
            };
        var sorts = Fault.Sort.values();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
          var sort = one(sorts);
          failures.put(one(verbs), sort == Fault.Sort.GONE ? Fault.Sort.TRANSIENT : sort);
        }
      }
      return new RandomAccount(List.copyOf(specs), failures, oneIn(5));
    }

    private Spec spec(int id, List<Spec> earlier) {
      var kind = one(Kind.values());
      var isChild = kind == Kind.LOG || kind == Kind.NOTE;
      var stacks =
          earlier.stream()
              .filter(spec -> spec.kind() == Kind.STACK && spec.tag() != Tag.ELSEWHERE)
              .filter(spec -> kind != Kind.STACK || spec.stack().isEmpty())
              .toList();
      var stack =
          stacks.isEmpty() || isChild || kind.isNetwork() || oneIn(2)
              ? Optional.<Integer>empty()
              : Optional.of(stacks.get(random.nextInt(stacks.size())).id());
      var tag = isChild ? Tag.NONE : any(Tag.values(), 3);
      if (tag == Tag.ELSEWHERE && (kind != Kind.THING || stack.isPresent())) {
        tag = Tag.OURS;
      }
      return new Spec(
          id,
          kind,
          tag,
          any(Age.values(), 6),
          kind == Kind.NOTE ? Date.NONE : any(Date.values(), 8),
          kind != Kind.NOTE && oneIn(12),
          oneIn(14),
          oneIn(20),
          stack.isPresent() && kind != Kind.STACK && oneIn(6),
          kind == Kind.STORE && oneIn(3),
          kind == Kind.STACK && oneIn(6),
          isMismarked(kind, stack.isPresent()),
          kind != Kind.EDGE && oneIn(5) ? 1 + random.nextInt(4) : 0,
          kind == Kind.LOG && oneIn(4) ? 1 : 0,
          stack,
          Set.of(),
          Set.of());
    }

    /// Of a row, a tag that says to be of a stack is believed, whatever the stack lists.
    private boolean isMismarked(Kind kind, boolean isMember) {
      return kind != Kind.STACK && kind != Kind.NOTE && (kind != Kind.ROW || isMember) && oneIn(3);
    }

    private Spec connected(Spec spec, List<Spec> all) {
      var uses = new HashSet<Integer>();
      var leaves = new HashSet<Integer>();
      var isKnown = spec.tag() == Tag.OURS && !spec.isRetained() && !spec.isChild();
      for (var other : all) {
        if (other.id() == spec.id() || other.tag() == Tag.ELSEWHERE) {
          continue;
        }
        var isInside = spec.kind().isNetwork() && other.kind().isNetwork();
        if (isKnown && !isInside && !other.isChild() && oneIn(other.id() > spec.id() ? 8 : 60)) {
          uses.add(other.id());
        }
        if (isKnown && other.isChild() && oneIn(5)) {
          leaves.add(other.id());
        }
        var isStrangersRole = spec.kind() == Kind.ROLE && spec.tag() == Tag.NONE;
        if (isStrangersRole && other.kind() == Kind.POLICY && oneIn(3)) {
          uses.add(other.id());
        }
      }
      return with(spec, spec.isGuarded(), uses, leaves);
    }

    private static Spec with(Spec spec, boolean isGuarded, Set<Integer> uses, Set<Integer> leaves) {
      return new Spec(
          spec.id(),
          spec.kind(),
          spec.tag(),
          spec.age(),
          spec.date(),
          spec.isKept(),
          spec.isProtected(),
          isGuarded,
          spec.isRetained(),
          spec.isFull(),
          spec.isGone(),
          spec.isMismarked(),
          spec.looks(),
          spec.comebacks(),
          spec.stack(),
          uses,
          leaves);
    }

    /// Whoever's it is: it is in some network, and a server in a subnet and a group of that. What
    /// hangs on a network that must never be touched is no more to be touched than that.
    private Spec inNetwork(Spec spec, List<Spec> all) {
      var nets = all.stream().filter(one -> one.kind() == Kind.NET).toList();
      if (!spec.kind().isNetwork() || spec.kind() == Kind.NET || nets.isEmpty()) {
        return spec;
      }
      var net = nets.get(spec.id() % nets.size());
      var uses = new HashSet<>(spec.uses());
      uses.add(net.id());
      var wanted =
          switch (spec.kind()) {
            case SERVER -> Set.of(Kind.SUBNET, Kind.GROUP);
            case GROUP -> oneIn(2) ? Set.of(Kind.GROUP) : Set.<Kind>of();
            default -> Set.<Kind>of();
          };
      all.stream()
          .filter(one -> wanted.contains(one.kind()) && one.id() != spec.id())
          .filter(one -> nets.get(one.id() % nets.size()).equals(net))
          .filter(_ -> !oneIn(3))
          .forEach(one -> uses.add(one.id()));
      var isOfDefault = net.isGuarded() && spec.kind() != Kind.SERVER;
      return with(spec, spec.isGuarded() || isOfDefault, uses, spec.leaves());
    }

    private static Spec withGateways(Spec spec, List<Spec> all) {
      if (spec.kind() != Kind.NET) {
        return spec;
      }
      var uses = new HashSet<>(spec.uses());
      all.stream()
          .filter(one -> one.kind() == Kind.GATEWAY && one.uses().contains(spec.id()))
          .forEach(one -> uses.add(one.id()));
      return with(spec, spec.isGuarded(), uses, spec.leaves());
    }
  }

  /// Puts it all into an account; things by their number.
  Map<Integer, Thing> build(FakeAccount account) {
    var things = new TreeMap<Integer, Thing>();
    for (var spec : specs) {
      things.put(spec.id(), thing(account, spec));
    }
    for (var spec : specs) {
      var thing = Objects.requireNonNull(things.get(spec.id()));
      spec.stack().map(things::get).ifPresent(thing::in);
      if (spec.isMismarked()) {
        mismark(spec, thing, things);
      }
      specs.stream()
          .filter(one -> spec.uses().contains(one.id()))
          .forEach(
              one ->
                  use(
                      thing,
                      Objects.requireNonNull(things.get(one.id())),
                      spec.kind().bondTo(one.kind())));
      spec.leaves().stream().filter(things::containsKey).map(things::get).forEach(thing::leaves);
      if (spec.isGone()) {
        account.vanish(thing);
      }
    }
    return things;
  }

  private static void use(Thing user, Thing used, Use.Bond bond) {
    if (bond == Use.Bond.ORDERED) {
      user.uses(used);
    } else {
      user.isBoundTo(used, bond);
    }
  }

  /// CloudFormation's tag is missing where it belongs, and stands where it does not.
  private void mismark(Spec spec, Thing thing, Map<Integer, Thing> things) {
    if (spec.stack().isPresent()) {
      thing.untag(Resource.STACK_ID_TAG);
    } else {
      specs.stream()
          .filter(one -> one.kind() == Kind.STACK && !one.isGone() && one.tag() != Tag.ELSEWHERE)
          .findFirst()
          .map(one -> things.get(one.id()))
          .ifPresent(thing::marked);
    }
  }

  private static Thing thing(FakeAccount account, Spec spec) {
    var region = spec.tag() == Tag.ELSEWHERE ? "us-east-1" : FakeAccount.REGION;
    var thing = account.untagged(kind(account, spec.kind()), spec.name(), region);
    switch (spec.tag()) {
      case OURS, ELSEWHERE -> thing.tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
      case OTHER_VALUE -> thing.tag(FakeAccount.KEY, FakeAccount.WORKSHOP + "-2");
      case OTHER_CASE -> thing.tag("Workshop", FakeAccount.WORKSHOP);
      case NONE -> {}
    }
    switch (spec.age()) {
      case OLD -> {}
      case NEW -> thing.bornAt(account.time().instant().minus(Duration.ofHours(1)));
      case UNKNOWN -> thing.ofUnknownAge();
    }
    switch (spec.date()) {
      case NONE -> {}
      case PAST -> thing.tag(Rules.EXPIRES_AT_TAG, "2026-01-01");
      case FUTURE -> thing.tag(Rules.EXPIRES_AT_TAG, "2030-01-01");
      case RUBBISH -> thing.tag(Rules.EXPIRES_AT_TAG, "some day");
    }
    if (spec.isKept()) {
      thing.tag(Rules.KEEP_TAG, "");
    }
    if (spec.isProtected()) {
      thing.protectedFromDeletion();
    }
    if (spec.isGuarded()) {
      thing.guarded("never");
    }
    if (spec.isRetained()) {
      thing.retained();
    }
    if (spec.isFull()) {
      thing.full();
    }
    return thing.takingLooks(spec.looks()).comingBack(spec.comebacks());
  }

  private static FakeKind kind(FakeAccount account, Kind kind) {
    return switch (kind) {
      case THING -> account.thing;
      case STORE -> account.store;
      case LOG -> account.log;
      case NOTE -> account.note;
      case API -> account.api;
      case EDGE -> account.edge;
      case ROW -> account.row;
      case ROLE -> account.role;
      case POLICY -> account.policy;
      case STACK -> account.stack;
      case NET -> account.net;
      case SUBNET -> account.subnet;
      case GROUP -> account.group;
      case GATEWAY -> account.gateway;
      case SERVER -> account.server;
    };
  }

  /// What must be there, untouched, after a week of nights: reckoned without a look at the planner.
  ///
  /// Where calls fail that find things, who uses what is not all known, and AWS has the last word
  /// on what is used; the rest holds all the same.
  Set<Integer> bystanders() {
    var byId = specs.stream().collect(Collectors.toMap(Spec::id, spec -> spec));
    var stay = new HashSet<Integer>();
    boolean changed;
    do {
      changed = false;
      for (var spec : specs) {
        if (!spec.isGone() && !stay.contains(spec.id()) && stays(spec, byId, stay)) {
          changed |= stay.add(spec.id());
        }
      }
    } while (changed);
    return stay;
  }

  private boolean stays(Spec spec, Map<Integer, Spec> byId, Set<Integer> stay) {
    var root = root(spec, byId);
    if (spec.isChild()) {
      var leavers =
          specs.stream().filter(one -> !one.isGone() && one.leaves().contains(spec.id())).toList();
      return leavers.isEmpty()
          || isHeld(spec)
          || (failsInFinding()
              ? leavers.stream().allMatch(leaver -> stay.contains(leaver.id()))
              : leavers.stream().anyMatch(leaver -> stay.contains(leaver.id())));
    }
    if (root.isPresent()) {
      var whole = root.get();
      return whole.tag() != Tag.OURS
          || specs.stream()
              .filter(one -> !one.isGone())
              .filter(one -> one.equals(whole) || root(one, byId).equals(root))
              .anyMatch(one -> isBlocked(one, whole, byId, stay));
    }
    if (spec.kind() == Kind.STACK) {
      return spec.tag() != Tag.OURS
          || specs.stream()
              .filter(one -> !one.isGone())
              .filter(one -> one.equals(spec) || root(one, byId).equals(Optional.of(spec)))
              .anyMatch(one -> isBlocked(one, spec, byId, stay));
    }
    return spec.tag() != Tag.OURS || isBlocked(spec, spec, byId, stay);
  }

  private boolean isBlocked(Spec spec, Spec whole, Map<Integer, Spec> byId, Set<Integer> stay) {
    var age = spec.age() == Age.UNKNOWN ? whole.age() : spec.age();
    return isHeld(spec)
        || spec.tag() == Tag.OTHER_VALUE
        || (spec.date() == Date.NONE && age != Age.OLD && !isEnd)
        || specs.stream()
            .filter(user -> !failsInFinding() && !user.isGone() && user.uses().contains(spec.id()))
            .filter(
                user -> !root(user, byId).or(() -> Optional.of(user)).equals(Optional.of(whole)))
            .anyMatch(
                user ->
                    stay.contains(user.id())
                        && (user.tag() == Tag.OURS
                            ? user.kind().bondTo(spec.kind()) != Use.Bond.STRANGER_ONLY
                            : isKnownToUse(user, spec)));
  }

  /// Strangers that are asked whom they use.
  private static boolean isKnownToUse(Spec user, Spec used) {
    return (user.kind() == Kind.ROLE && used.kind() == Kind.POLICY)
        || (user.kind().isNetwork() && used.kind().isNetwork());
  }

  private static boolean isHeld(Spec spec) {
    return spec.isKept()
        || spec.isGuarded()
        || spec.isProtected()
        || spec.date() == Date.FUTURE
        || spec.date() == Date.RUBBISH;
  }

  private static Optional<Spec> root(Spec spec, Map<Integer, Spec> byId) {
    var owner = spec.stack().map(byId::get).filter(one -> !one.isGone());
    return owner.flatMap(one -> root(one, byId)).or(() -> owner);
  }

  /// What nothing speaks against: it must be gone in the end.
  Set<Integer> loners() {
    var bystanders = bystanders();
    return specs.stream()
        .filter(spec -> spec.tag() == Tag.OURS && !spec.isGone() && spec.stack().isEmpty())
        .filter(spec -> spec.kind() != Kind.STACK && !bystanders.contains(spec.id()))
        .filter(spec -> specs.stream().noneMatch(user -> user.uses().contains(spec.id())))
        .map(Spec::id)
        .collect(Collectors.toSet());
  }
}
