package janitor.resource;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One thing in AWS, as one scan saw it.
///
/// @param type CloudFormation type, `AWS::DynamoDB::Table`
/// @param name what a person calls it
/// @param region where it was found; for global services the partition's global region
/// @param ties what it has to do with others
/// @param state what its deletion has to know
public record Resource(
    String type,
    Arn arn,
    String name,
    String region,
    Tags tags,
    Dates dates,
    Ties ties,
    State state) {

  /// How old it is.
  ///
  /// @param createdAt the service's own creation time, where it tells one
  /// @param modifiedAt a last-modified time: never earlier than the creation, so age by it errs to
  ///   young
  public record Dates(Optional<Instant> createdAt, Optional<Instant> modifiedAt) {}

  /// What it has to do with others.
  ///
  /// @param uses what it refers to and what can therefore only go after it
  /// @param leaves untagged things it would leave behind, by exact generated name or reference
  /// @param owner the stack, or the tagged whole, that it goes with
  /// @param parent what it was derived from, if it carries no workshop tag itself
  public record Ties(Set<Arn> uses, Set<Arn> leaves, Optional<Arn> owner, Optional<Arn> parent) {}

  /// What its deletion has to know.
  ///
  /// @param protection what has to be lifted before it can be deleted
  /// @param guard why it must never be touched
  /// @param size how many resources go with it, itself included (a stack: its members)
  /// @param facts what its kind needs to remember until it deletes it
  public record State(
      Optional<String> protection, Optional<String> guard, int size, Map<String, String> facts) {}

  /// CloudFormation puts this on (most of) what its stacks create.
  public static final String STACK_ID_TAG = "aws:cloudformation:stack-id";

  /// The fact with the service's own word for how far a thing is: ACTIVE, DELETING.
  public static final String STATUS = "status";

  /// The fact with the service's own words for why it is in that status.
  public static final String WHY = "why it is so";

  /// The fact that says what AWS clears up behind a thing once it is gone itself, with the help of
  /// what the thing used: until that is over, those stay.
  public static final String LINGERS = "lingers";

  /// The fact that names, by ARN, what AWS needs for that.
  public static final String LINGERS_WITH = "lingers with";

  /// The fact that names the regions, one a line, besides its own in which a stack may be whose
  /// member it is.
  public static final String ALSO_IN = "also in";

  /// The fact that names the owner which makes such as this whenever it likes: whoever was told of
  /// the owner was told of this.
  public static final String MADE_BY_OWNER = "made by its owner";

  /// The fact that names the stack which a resource outlived.
  public static final String LEFT_BY = "leftBy";

  /// The fact that tells people how much is in it, as far as the scan heard: `about 31 users`.
  public static final String HOLDS = "holds";

  /// The fact that names, by ARN, what this brings back once that is gone: a final snapshot its
  /// database.
  public static final String BRINGS_BACK = "brings back";

  /// The fact with an id that never comes again, as a name does: of a database, and of what brings
  /// it back.
  public static final String RESOURCE_ID = "resource id";

  /// The fact with the services of AWS, one a line, that may work with it, as its trust policy
  /// names them: no other can. Of a role or a profile without the fact any may.
  public static final String TRUSTS = "trusts";

  /// The fact with whoever else may take it, one a line: other accounts, roles, and somebody's
  /// identity providers. Nobody can be asked whether they do.
  public static final String TAKEN_BY = "taken by";

  /// The fact with the day on which somebody last worked with it, of what was used so lately that
  /// it is in use.
  public static final String USED_LATELY = "used lately";

  /// The fact with the command that does so, or that brings this itself back where AWS keeps it.
  public static final String BACK = "back";

  /// The fact with the command that deletes a copy of something which people take, and which
  /// nothing can tag: one taken after a mail named what it is of may be there to save that.
  public static final String SAVES = "saves";

  /// The fact that says why a thing is only told of, and what a person does about it. It may still
  /// go with a stack that it is a member of.
  public static final String BY_HAND = "by hand";

  /// The fact of what was proven gone tonight and is there by now: of whatever was known of it,
  /// nothing is known of this.
  public static final String THERE_AGAIN = "there again";

  /// The fact that says what its stack may leave of it, which carries no tag.
  public static final String STACK_KEEPS = "its stack keeps";

  private static final String LIFTABLE = "liftable";

  public static Builder of(String type, Arn arn, String region) {
    return new Builder(type, arn, region);
  }

  public Optional<Instant> createdAt() {
    return dates.createdAt();
  }

  public Optional<Instant> modifiedAt() {
    return dates.modifiedAt();
  }

  public Set<Arn> uses() {
    return ties.uses();
  }

  public Set<Arn> leaves() {
    return ties.leaves();
  }

  public Optional<Arn> owner() {
    return ties.owner();
  }

  public Optional<Arn> parent() {
    return ties.parent();
  }

  public Optional<String> protection() {
    return state.protection();
  }

  /// Whether its kind can take its protection off before what it is a part of goes: [Liftable].
  public boolean isLiftable() {
    return protection().isPresent() && facts().containsKey(LIFTABLE);
  }

  public Optional<String> guard() {
    return state.guard();
  }

  public int size() {
    return state.size();
  }

  public Map<String, String> facts() {
    return state.facts();
  }

  public String fact(String key) {
    var value = facts().get(key);
    if (value == null) {
      throw new IllegalStateException(arn + " was read without its " + key);
    }
    return value;
  }

  /// Whether its own service says that it is being deleted. One that tells no status does not.
  public boolean isBeingDeleted() {
    return isStatus(StatusWords::areOfDeletion);
  }

  /// Whether its own service says that it could not delete it. One that has no such word does not.
  public boolean hasFailedToGo() {
    return isStatus(StatusWords::areOfFailedDeletion);
  }

  /// Whether its own service says that something failed, be that its creation or its deletion.
  public boolean hasFailed() {
    return isStatus(StatusWords::areOfFailure);
  }

  private boolean isStatus(Predicate<String> words) {
    return Optional.ofNullable(facts().get(STATUS)).filter(words).isPresent();
  }

  /// Type and name for people: `Lambda Function student-api`.
  public String label() {
    return type.replaceFirst("^AWS::", "").replace("::", " ") + " " + name;
  }

  public Resource with(Tags tags) {
    return toBuilder().tags(tags).build();
  }

  public Resource childOf(Arn parent) {
    return toBuilder().parent(parent).build();
  }

  public Resource ownedBy(Optional<Arn> owner) {
    var copy = toBuilder();
    copy.owner = owner;
    return copy.build();
  }

  /// A part of a whole that is there, and goes with that: no guard keeps it from that.
  public Resource partOf(Arn whole) {
    var copy = toBuilder().owner(whole);
    copy.guard = Optional.empty();
    return copy.build();
  }

  /// This resource, read again, with what only the whole scan that first found it could tell.
  public Resource related(Resource before) {
    var copy = toBuilder();
    if (tags.all().isEmpty()) {
      copy.tags = before.tags;
    }
    copy.owner = before.owner();
    copy.parent = before.parent();
    // A part that goes before its whole does so however often it is read.
    before.parent().filter(before.uses()::contains).ifPresent(copy::uses);
    Optional.ofNullable(before.facts().get(LEFT_BY)).ifPresent(stack -> copy.fact(LEFT_BY, stack));
    return copy.build();
  }

  public Resource guarded(String reason) {
    return toBuilder().guard(reason).build();
  }

  public Builder toBuilder() {
    return toBuilder(arn);
  }

  /// The same thing by another ARN, where AWS has two for it.
  public Builder toBuilder(Arn other) {
    var copy = new Builder(type, other, region);
    copy.name = name;
    copy.tags = tags;
    copy.createdAt = createdAt();
    copy.modifiedAt = modifiedAt();
    copy.uses.addAll(uses());
    copy.leaves.addAll(leaves());
    copy.owner = owner();
    copy.parent = parent();
    copy.protection = protection();
    copy.guard = guard();
    copy.size = size();
    copy.facts.putAll(facts());
    return copy;
  }

  /// Collects what a kind learns of a resource; everything but type, ARN and region is optional.
  public static final class Builder {
    private final String type;
    private final Arn arn;
    private final String region;
    private String name;
    private Tags tags = Tags.NONE;
    private Optional<Instant> createdAt = Optional.empty();
    private Optional<Instant> modifiedAt = Optional.empty();
    private final Set<Arn> uses = new LinkedHashSet<>();
    private final Set<Arn> leaves = new LinkedHashSet<>();
    private Optional<Arn> owner = Optional.empty();
    private Optional<Arn> parent = Optional.empty();
    private Optional<String> protection = Optional.empty();
    private Optional<String> guard = Optional.empty();
    private int size = 1;
    private final Map<String, String> facts = new LinkedHashMap<>();

    private Builder(String type, Arn arn, String region) {
      this.type = type;
      this.arn = arn;
      this.region = region;
      this.name = arn.resource();
    }

    /// What a person calls it.
    ///
    /// @param name null or empty where it has none: then the ARN's last part has to do
    public Builder name(@Nullable String name) {
      this.name = name == null || name.isEmpty() ? arn.resource() : name;
      return this;
    }

    public Builder tags(Tags tags) {
      this.tags = tags;
      return this;
    }

    /// The service's own creation time.
    ///
    /// @param at null where the service left it out
    public Builder createdAt(@Nullable Instant at) {
      createdAt = Optional.ofNullable(at);
      return this;
    }

    /// A last-modified time.
    ///
    /// @param at null where the service left it out
    public Builder modifiedAt(@Nullable Instant at) {
      modifiedAt = Optional.ofNullable(at);
      return this;
    }

    public Builder uses(Arn other) {
      uses.add(other);
      return this;
    }

    public Builder leaves(Arn child) {
      leaves.add(child);
      return this;
    }

    public Builder owner(Arn owner) {
      this.owner = Optional.of(owner);
      return this;
    }

    public Builder parent(Arn parent) {
      this.parent = Optional.of(parent);
      return this;
    }

    public Builder protection(String what) {
      protection = Optional.of(what);
      return this;
    }

    /// A protection that its kind can take off as well before what it is a part of goes.
    public Builder liftable(String what) {
      return protection(what).fact(LIFTABLE, "yes");
    }

    public Builder guard(String reason) {
      guard = Optional.of(reason);
      return this;
    }

    public Builder size(int size) {
      this.size = size;
      return this;
    }

    /// Why it is in its status.
    ///
    /// @param words null or empty where the service does not say
    public Builder why(@Nullable String words) {
      return words == null || words.isBlank() ? this : fact(WHY, words);
    }

    /// What is in it, where the service told so beside the rest.
    public Builder holds(String what) {
      return what.isEmpty() ? this : fact(HOLDS, what);
    }

    /// It holds what another one held.
    ///
    /// @param command which makes the other one anew from this
    public Builder bringsBack(Arn other, String command) {
      return fact(BRINGS_BACK, other.toString()).fact(BACK, command);
    }

    public Builder fact(String key, String value) {
      facts.put(key, value);
      return this;
    }

    public Resource build() {
      return new Resource(
          type,
          arn,
          name,
          region,
          tags,
          new Dates(createdAt, modifiedAt),
          new Ties(Set.copyOf(uses), Set.copyOf(leaves), owner, parent),
          new State(protection, guard, size, Map.copyOf(facts)));
    }
  }
}
