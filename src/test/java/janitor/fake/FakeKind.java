package janitor.fake;

import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Liftable;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Releasable;
import janitor.resource.Resource;
import janitor.resource.Revocable;
import janitor.resource.Spread;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A kind over the fake account, with the traits that a test wants.
public class FakeKind implements Releasable, Liftable {

  /// What sets a kind apart.
  public enum Trait {
    GLOBAL,
    /// The tag index never has it: it is listed.
    UNINDEXED,
    UNTAGGABLE,
    /// Its own service is asked for its tags right before it is deleted.
    HOLDS_DATA,
    /// One deletion per 30 s from the first throttle on.
    PACED,
    REAPPEARING,
    NEEDED_UNSEEN,
    /// CloudFormation puts no tag of its own on it, as on tables, queues, roles and keys.
    UNMARKED,
    /// Nobody wrote a kind for it by hand: only its own tag counts, also as the index has it.
    ROW,
    /// Takes a quarter of an hour a deletion.
    SLOW,
    /// What is vast of this kind empties by itself, for days, once it was asked for.
    EMPTYING,
    /// One member of a stack may stand in several regions, as a global table.
    SPREAD
  }

  final FakeAccount account;
  private final String type;
  private final String service;
  private final String prefix;
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
  private final Set<String> goesAfter = new LinkedHashSet<>();
  private final Set<String> neededBy = new LinkedHashSet<>();
  private final Set<String> copiedBy = new LinkedHashSet<>();
  private final Set<String> usesOf = new LinkedHashSet<>();
  private final Set<String> foundBy = new LinkedHashSet<>();

  private Optional<Duration> usualWait = Optional.empty();

  /// A kind that can what its traits ask for.
  static FakeKind of(FakeAccount account, String name, Trait... traits) {
    var wanted = List.of(traits);
    if (wanted.contains(Trait.EMPTYING)) {
      return new Emptying(account, name, traits);
    }
    if (wanted.contains(Trait.SPREAD)) {
      return new Spreading(account, name, traits);
    }
    return wanted.contains(Trait.HOLDS_DATA)
            || wanted.contains(Trait.UNINDEXED)
            || wanted.contains(Trait.ROW)
        ? new Asked(account, name, traits)
        : new FakeKind(account, name, traits);
  }

  /// Its own service is asked for its tags.
  private static class Asked extends FakeKind implements OwnTags {
    Asked(FakeAccount account, String name, Trait... traits) {
      super(account, name, traits);
    }

    @Override
    public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources) {
      return account.tagsNow(this, arns(resources));
    }
  }

  /// A stack lists one end of it.
  private static final class Spreading extends Asked implements Spread {
    Spreading(FakeAccount account, String name, Trait... traits) {
      super(account, name, traits);
    }

    @Override
    public List<Arn> elsewhere(Place place, String type, Arn member) {
      return account.elsewhere(this, member);
    }
  }

  /// What is emptied goes on being emptied.
  private static final class Emptying extends Asked implements Revocable {
    Emptying(FakeAccount account, String name, Trait... traits) {
      super(account, name, traits);
    }

    @Override
    public void takeBack(Resource resource) {
      account.reprieve(resource.arn());
    }
  }

  private FakeKind(FakeAccount account, String name, Trait... traits) {
    this(account, "AWS::Fake::" + name, "fake", name.toLowerCase(java.util.Locale.ROOT) + "/");
    this.traits.addAll(List.of(traits));
  }

  FakeKind(FakeAccount account, String type, String service, String prefix) {
    this.account = account;
    this.type = type;
    this.service = service;
    this.prefix = prefix;
  }

  FakeKind usuallyTaking(Duration time) {
    usualWait = Optional.of(time);
    return this;
  }

  public FakeKind after(FakeKind... earlier) {
    for (var kind : earlier) {
      goesAfter.add(kind.type);
    }
    return this;
  }

  /// Goes after those of the other kinds, which may need it to their end.
  public FakeKind neededBy(FakeKind... others) {
    for (var kind : others) {
      neededBy.add(kind.type);
    }
    return after(others);
  }

  /// Those of the other kind may leave a copy as they go, which needs those of this kind.
  public FakeKind copiedBy(FakeKind other) {
    copiedBy.add(other.type);
    return this;
  }

  /// Things of this kind refer to those of the other without those knowing.
  public FakeKind using(FakeKind... others) {
    for (var kind : others) {
      usesOf.add(kind.type);
    }
    return this;
  }

  /// Nothing else than those of the other kinds shows where things of this one are.
  public FakeKind foundBy(FakeKind... others) {
    for (var kind : others) {
      foundBy.add(kind.type);
    }
    return this;
  }

  FakeKind twin() {
    var twin = new FakeKind(account, type + "Twin", service, prefix);
    twin.traits.addAll(traits);
    return twin;
  }

  Arn arn(String region, String name) {
    return new Arn("aws", service, has(Trait.GLOBAL) ? "" : region, FakeAccount.ID, prefix + name);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  @Override
  public Traits traits() {
    var said =
        Traits.of(type)
            .actions(service + ":Delete")
            .physicalId(physicalId())
            .named(arn -> arn.names(service, prefix) && !arn.resource().contains("/parts/"))
            .goesBesideStacks()
            .goesAfter(goesAfter.toArray(String[]::new))
            .because("a test wants it so")
            .neededBy(neededBy.toArray(String[]::new))
            .copiedBy(copiedBy.toArray(String[]::new))
            .foundBy(foundBy.toArray(String[]::new))
            .usesOf(usesOf.toArray(String[]::new));
    if (has(Trait.GLOBAL)) {
      said.flags(Traits.Flag.GLOBAL);
    }
    if (has(Trait.UNINDEXED)) {
      said.flags(Traits.Flag.UNINDEXED);
    }
    if (has(Trait.UNTAGGABLE)) {
      said.flags(Traits.Flag.UNTAGGABLE);
    }
    if (has(Trait.NEEDED_UNSEEN)) {
      said.flags(Traits.Flag.NEEDED_UNSEEN);
    }
    if (has(Trait.REAPPEARING)) {
      said.flags(Traits.Flag.REAPPEARS);
    }
    if (has(Trait.ROW)) {
      said.flags(Traits.Flag.GENERIC);
    }
    if (has(Trait.SLOW)) {
      said.usualWait(Duration.ofMinutes(15));
    }
    usualWait.ifPresent(said::usualWait);
    if (has(Trait.PACED)) {
      said.pace(service + ":Delete", Duration.ofSeconds(30));
    }
    return said.build();
  }

  /// As for IAM roles where the tag index never has it, else what follows a prefix.
  private PhysicalId physicalId() {
    if (has(Trait.UNINDEXED)) {
      return PhysicalId.LISTED;
    }
    return has(Trait.GLOBAL)
        ? PhysicalId.afterGlobal(service, prefix)
        : PhysicalId.after(service, prefix);
  }

  /// As a stack lists it.
  String physicalId(Arn arn) {
    return arn.after(prefix);
  }

  @Override
  public List<Resource> list(Place place) {
    return account.list(this, place.region());
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return account.read(this, place.region(), arns);
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return account.uses(this, place.region(), candidates);
  }

  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    return account.delete(resource.arn());
  }

  @Override
  public Deletion release(Resource member, Deadline deadline) {
    return account.release(member.arn());
  }

  @Override
  public void lift(Resource member) {
    account.lift(member.arn());
  }

  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> resources) {
    return account.remaining(this, arns(resources));
  }

  private static Set<Arn> arns(List<Resource> resources) {
    return resources.stream().map(Resource::arn).collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return type;
  }
}
