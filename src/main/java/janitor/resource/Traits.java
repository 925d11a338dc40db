package janitor.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What is true of a kind without asking AWS, as data: one constant in each kind, which reads like
/// a list.
///
/// @param actions every IAM action that this kind's calls need
/// @param cost what a forgotten one costs
/// @param creations the calls that make one
public record Traits(
    Naming naming,
    Set<String> actions,
    Order order,
    Patience patience,
    CostClass cost,
    Set<Flag> flags,
    List<Creation> creations) {

  /// Almost everything goes after the stacks: what belongs to one goes with it.
  private static final String STACK = "AWS::CloudFormation::Stack";

  private static final String ROLE = "AWS::IAM::Role";
  private static final String INSTANCE_PROFILE = "AWS::IAM::InstanceProfile";

  /// Source: CloudFormation User Guide, "Deleting a stack" and "Custom resources".
  private static final String WHY_AFTER_STACKS =
      "A stack takes its members along, and fails where one is missing that it needs to the end:"
          + " what a custom resource works with, or a role.";

  /// What its things are called.
  ///
  /// @param type CloudFormation type: `AWS::DynamoDB::Table`
  /// @param aliases other CloudFormation types that make a thing of this kind
  /// @param claims whether an ARN names a thing of this kind
  /// @param physicalId how the list of a stack names it
  /// @param readBy the type of the kind that reads what carries such an ARN, where AWS gives two
  ///   types ARNs of one form
  public record Naming(
      String type,
      Set<String> aliases,
      Predicate<Arn> claims,
      PhysicalId physicalId,
      Optional<String> readBy) {}

  /// What it stands in an order with, by type.
  ///
  /// @param reasons types of which everything due goes before this one, and why: an order between
  ///   strangers, on top of [Resource#uses()], which orders acquaintances. All of them are waited
  ///   for, however slow: only where AWS wants it, and not to keep order tidy
  /// @param neededBy those of `goesAfter` whose deletion may need a thing of this kind until it is
  ///   over: where one is still under way, this one waits for the next round
  /// @param foundBy the types of which something stays as long as it could not be looked for what
  ///   [ResourceKind#derive] would find: once that is gone, nothing could find it any more
  /// @param usesOf the types that things of this kind may use without those knowing
  /// @param worksAs the services of AWS in whose name things of this kind work with roles: what
  ///   says whom it trusts is used by no others
  /// @param keptOf the types of which a thing of this kind may be what is kept when they go
  /// @param copiedBy the types of which AWS may leave a copy as they go, which needs a thing of
  ///   this kind as they did: it is looked for, by another look, before that goes
  public record Order(
      Map<String, String> reasons,
      Set<String> neededBy,
      Set<String> foundBy,
      Set<String> usesOf,
      Set<String> worksAs,
      Set<String> keptOf,
      Set<String> copiedBy) {

    public Order {
      reasons = Map.copyOf(reasons);
    }

    public Set<String> goesAfter() {
      return reasons.keySet();
    }

    /// Whether a thing of this kind may use that one without its knowing.
    public boolean mayUse(Resource one) {
      return mayUse(one, Set.of());
    }

    /// The same, but in the name of other services than these.
    public boolean mayUse(Resource one, Set<String> others) {
      var trusts = one.facts().get(Resource.TRUSTS);
      return usesOf.contains(one.type())
          && (trusts == null
              || worksAs.isEmpty()
              || trusts
                  .lines()
                  .filter(service -> !others.contains(service))
                  .anyMatch(worksAs::contains));
    }
  }

  /// How fast it goes.
  ///
  /// @param usualWait how long AWS usually takes to delete it: the time between two looks
  /// @param pace the documented rate of its deletion, if it is so low that it shows
  public record Patience(Duration usualWait, Optional<Pace> pace) {}

  /// What sets a kind apart from most.
  public enum Flag {
    /// Exists once an account (IAM, CloudFront), not once a region.
    GLOBAL,
    /// The tag index never tells of it.
    UNINDEXED,
    /// Can carry no tags, so the tag index never tells of it either.
    UNTAGGABLE,
    /// Late writers may bring it back.
    REAPPEARS,
    /// Its list alone proves what is still there, without a look at each.
    LIST_PROVES,
    /// Nobody wrote its kind by hand: it goes only with the workshop's tag on itself, read right
    /// before, and stays where a stack is there that a tag of CloudFormation's says it is of.
    GENERIC,
    /// Nobody asks AWS to delete it by itself: it is only told of, or goes with what it is a part
    /// of.
    TOLD,
    /// What people put into it is lost with it, and no template brings it back: a mail that
    /// announces it names it before all else.
    HOLDS_DATA,
    /// Nothing shows who needs it, and without it they fail, or can read nothing any more: a key, a
    /// role. It stays where what may need it is beyond the reach.
    NEEDED_UNSEEN
  }

  public Traits {
    actions = Set.copyOf(actions);
    flags = Set.copyOf(flags);
  }

  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /// Whether it exists once an account (IAM, CloudFront), not once a region.
  public boolean isGlobal() {
    return is(Flag.GLOBAL);
  }

  /// Whether the tag index tells of it. IAM roles, and what cannot be tagged, it never does.
  public boolean isIndexed() {
    return !is(Flag.UNINDEXED) && isTaggable();
  }

  /// Whether it can carry tags at all; what cannot is found through its parent or by name prefix.
  public boolean isTaggable() {
    return !is(Flag.UNTAGGABLE);
  }

  /// Of a type that by default goes after the stacks, named by its ARN, and is gone in a moment.
  public static Builder of(String type) {
    return new Builder(type);
  }

  /// Collects the traits of one kind.
  public static final class Builder {
    private final String type;
    private Set<String> aliases = Set.of();
    private Predicate<Arn> claims = _ -> false;
    private PhysicalId physicalId = PhysicalId.ARN;
    private Optional<String> readBy = Optional.empty();
    private final Set<String> actions = new LinkedHashSet<>();
    private final Map<String, String> goesAfter = new HashMap<>(Map.of(STACK, WHY_AFTER_STACKS));
    private Set<String> neededBy = Set.of();
    private Set<String> foundBy = Set.of();
    private final Set<String> usesOf = new LinkedHashSet<>();
    private Set<String> worksAs = Set.of();
    private Set<String> keptOf = Set.of();
    private Set<String> copiedBy = Set.of();
    private Duration usualWait = Duration.ofSeconds(2);
    private Optional<Pace> pace = Optional.empty();
    private CostClass cost = CostClass.NOTHING;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private final List<Creation> creations = new ArrayList<>();

    private Builder(String type) {
      this.type = type;
    }

    /// Claims what is of the service and starts with the prefix.
    public Builder named(String service, String prefix) {
      return named(arn -> arn.names(service, prefix));
    }

    /// Claims what is of the service and starts with the prefix, but not what has `part` behind
    /// that: a version, a stage or another part of such a thing.
    public Builder named(String service, String prefix, String part) {
      return named(arn -> arn.names(service, prefix) && !arn.after(prefix).contains(part));
    }

    /// Claims what no prefix alone tells.
    public Builder named(Predicate<Arn> claims) {
      this.claims = claims;
      return this;
    }

    public Builder aliases(String... types) {
      aliases = Set.of(types);
      return this;
    }

    public Builder physicalId(PhysicalId physicalId) {
      this.physicalId = physicalId;
      return this;
    }

    /// AWS gives things of the other type ARNs of the same form: its kind reads both.
    public Builder readBy(String type) {
      readBy = Optional.of(type);
      return this;
    }

    public Builder actions(String... actions) {
      this.actions.addAll(List.of(actions));
      return this;
    }

    /// On top of the stacks.
    public After goesAfter(String... types) {
      return new After(List.of(types));
    }

    /// What goes before, and is owed a reason.
    public final class After {
      private final List<String> types;

      private After(List<String> types) {
        this.types = types;
      }

      /// What AWS does, or would lose, in another order.
      public Builder because(String why) {
        types.forEach(type -> goesAfter.put(type, why));
        return Builder.this;
      }
    }

    /// It waits for no stack: it may stand in the way of one, or keep its own from the start.
    public Builder goesBesideStacks() {
      goesAfter.remove(STACK);
      return this;
    }

    public Builder neededBy(String... types) {
      neededBy = Set.of(types);
      return this;
    }

    public Builder foundBy(String... types) {
      foundBy = Set.of(types);
      return this;
    }

    public Builder usesOf(String... types) {
      usesOf.addAll(List.of(types));
      return this;
    }

    /// It works with roles, or with instance profiles, which hold one.
    ///
    /// @param services in whose name, as a trust policy has them, short: `ecs-tasks`
    public Builder takesRoles(String... services) {
      worksAs = Set.of(services);
      return usesOf(ROLE, INSTANCE_PROFILE);
    }

    /// Looked for wherever one of them is going: made a moment ago, it may not be in the tag index.
    public Builder keptOf(String... types) {
      keptOf = Set.of(types);
      return this;
    }

    /// Goes in a later round than those of these types that used it: no scan has seen what they
    /// left.
    public Builder copiedBy(String... types) {
      copiedBy = Set.of(types);
      return this;
    }

    public Builder usualWait(Duration usualWait) {
      this.usualWait = usualWait;
      return this;
    }

    public Builder pace(String action, Duration interval) {
      pace = Optional.of(new Pace(action, interval));
      return this;
    }

    public Builder costs(CostClass cost) {
      this.cost = cost;
      return this;
    }

    public Builder flags(Flag... flags) {
      this.flags.addAll(List.of(flags));
      return this;
    }

    public Builder createdBy(Creation... creations) {
      this.creations.addAll(List.of(creations));
      return this;
    }

    public Traits build() {
      return new Traits(
          new Naming(type, aliases, claims, physicalId, readBy),
          actions,
          new Order(goesAfter, neededBy, foundBy, Set.copyOf(usesOf), worksAs, keptOf, copiedBy),
          new Patience(usualWait, pace),
          cost,
          flags,
          List.copyOf(creations));
    }
  }
}
