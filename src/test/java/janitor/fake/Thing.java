package janitor.fake;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// One thing in the fake account, as AWS itself knows it.
public final class Thing {
  final FakeKind kind;
  final Arn arn;
  final String name;
  final String region;
  final TreeMap<String, String> tags = new TreeMap<>();
  Optional<Instant> createdAt = Optional.empty();
  Optional<Instant> modifiedAt = Optional.empty();
  final Set<Arn> uses = new LinkedHashSet<>();
  final Map<Arn, Use.Bond> bonds = new LinkedHashMap<>();
  final Set<Arn> leaves = new LinkedHashSet<>();
  final Set<Thing> ends = new LinkedHashSet<>();
  final Set<String> usedIn = new LinkedHashSet<>();
  Optional<Arn> stack = Optional.empty();
  Optional<String> listedAs = Optional.empty();
  Optional<String> guard = Optional.empty();
  boolean isProtected;
  boolean isFull;
  boolean isRetained;
  boolean isThere = true;
  boolean isShownAsDeleted;
  boolean isVast;
  boolean isBeingEmptied;
  int looksUntilGone;
  Optional<Integer> looksLeft = Optional.empty();
  Duration timeUntilGone = Duration.ZERO;
  Optional<Instant> goneAt = Optional.empty();
  int comebacks;
  int lingersForLooks;
  Optional<Arn> lingersWith = Optional.empty();
  Optional<String> status = Optional.empty();
  Optional<String> failure = Optional.empty();
  final Map<String, String> whys = new LinkedHashMap<>();
  int failuresLeft;
  Optional<String> id = Optional.empty();
  boolean isCopy;

  Thing(FakeKind kind, Arn arn, String name, String region) {
    this.kind = kind;
    this.arn = arn;
    this.name = name;
    this.region = region;
  }

  public Arn arn() {
    return arn;
  }

  public String name() {
    return name;
  }

  public FakeKind kind() {
    return kind;
  }

  public boolean isThere() {
    return isThere;
  }

  public Tags tags() {
    return Tags.of(tags);
  }

  public boolean isRetained() {
    return isRetained;
  }

  public Set<Arn> uses() {
    return Set.copyOf(uses);
  }

  /// Its service tells an id that never comes again.
  public Thing identified(String by) {
    id = Optional.of(by);
    return this;
  }

  /// Its service goes on to show it when it is gone.
  public Thing shownAsDeleted() {
    isShownAsDeleted = true;
    return this;
  }

  /// The word of its service for how far it is.
  public Thing status(String word) {
    status = Optional.of(word);
    return this;
  }

  public Thing tag(String key, String value) {
    tags.put(key, value);
    return this;
  }

  public Thing untag(String key) {
    tags.remove(key);
    return this;
  }

  public Thing bornAt(Instant at) {
    createdAt = Optional.of(at);
    return this;
  }

  public Thing ofUnknownAge() {
    createdAt = Optional.empty();
    return this;
  }

  public Thing modifiedAt(Instant at) {
    createdAt = Optional.empty();
    modifiedAt = Optional.of(at);
    return this;
  }

  /// While this is there, the other cannot be deleted.
  public Thing uses(Thing other) {
    uses.add(other.arn);
    kind.account.note(this, other.arn);
    return this;
  }

  /// The other can be deleted while this is there; whether it should is another question.
  public Thing isBoundTo(Thing other, Use.Bond bond) {
    bonds.put(other.arn, bond);
    return this;
  }

  /// Something untagged that outlives this.
  public Thing leaves(Thing child) {
    leaves.add(child.arn);
    return this;
  }

  /// People take such copies, which no tag can mark.
  public Thing saving() {
    isCopy = true;
    return this;
  }

  public Thing in(Thing stack) {
    this.stack = Optional.of(stack.arn);
    return kind.traits().isTaggable() && !kind.has(FakeKind.Trait.UNMARKED) ? marked(stack) : this;
  }

  /// The same, in another region: a stack that lists one of them owns both.
  public Thing alsoAs(Thing other) {
    ends.add(other);
    other.ends.add(this);
    return this;
  }

  /// A role tells where it was used last.
  public Thing usedIn(String region) {
    usedIn.add(region);
    return this;
  }

  /// Its stack's list calls it so, and not as its type says.
  public Thing listedAs(String physicalId) {
    listedAs = Optional.of(physicalId);
    return this;
  }

  /// Carries CloudFormation's tag, rightly or not: a resource may keep it when it is the stack's no
  /// more.
  public Thing marked(Thing stack) {
    tags.put(Resource.STACK_ID_TAG, stack.arn.toString());
    return this;
  }

  /// Its stack's template says that it outlives the stack.
  public Thing retained() {
    isRetained = true;
    return this;
  }

  public Thing guarded(String reason) {
    guard = Optional.of(reason);
    return this;
  }

  public Thing protectedFromDeletion() {
    isProtected = true;
    return this;
  }

  public void unprotect() {
    isProtected = false;
  }

  /// A bucket with something in it: no stack can delete it.
  public Thing full() {
    isFull = true;
    return this;
  }

  /// A bucket with so much in it that no night can empty it; false: it is done by now.
  public Thing vast(boolean isVast) {
    this.isVast = isVast;
    return this;
  }

  public boolean isBeingEmptied() {
    return isThere && isBeingEmptied;
  }

  /// Still seen by so many looks after its deletion was asked for.
  public Thing takingLooks(int looks) {
    looksUntilGone = looks;
    return this;
  }

  /// There for so long after its deletion was asked for, however often anybody looks.
  public Thing taking(Duration time) {
    timeUntilGone = time;
    return this;
  }

  public Duration takes() {
    return timeUntilGone;
  }

  /// No list shows it once it is deleted, but AWS clears up behind it for so many looks, and needs
  /// the other for that.
  public Thing lingering(int looks, Thing with) {
    lingersForLooks = looks;
    lingersWith = Optional.of(with.arn);
    return uses(with);
  }

  /// So many times AWS takes the request, tries, and gives up.
  ///
  /// @param status its word for that
  public Thing failingToGo(int times, String status, String why) {
    failuresLeft = times;
    failure = Optional.of(status);
    whys.put(status, why);
    return this;
  }

  /// A late writer brings it back so many times.
  public Thing comingBack(int times) {
    comebacks = times;
    return this;
  }

  @Override
  public String toString() {
    return arn + (isThere ? "" : " (gone)");
  }
}
