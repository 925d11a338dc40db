package janitor.resource;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the janitor knows of one type of resource: how to find, date, delete it and see that it is
/// gone.
///
/// A kind is data and a few calls. It does not log, retry, sleep, catch, ask the clock or judge an
/// age: the scanner, the planner and the sweeper own these. Errors leave it as the SDK throws them.
public interface ResourceKind {

  /// What is true of it without asking AWS.
  Traits traits();

  /// CloudFormation type: `AWS::DynamoDB::Table`.
  default String type() {
    return traits().naming().type();
  }

  /// Every IAM action that this kind's calls need.
  default Set<String> actions() {
    return traits().actions();
  }

  /// Whether the resource exists once an account (IAM, CloudFront), not once a region.
  default boolean isGlobal() {
    return traits().is(Traits.Flag.GLOBAL);
  }

  /// Whether the tag index tells of it. IAM roles, and what cannot be tagged, it never does.
  default boolean isIndexed() {
    return !traits().is(Traits.Flag.UNINDEXED) && isTaggable();
  }

  /// Whether it can carry tags at all; what cannot is found through its parent or by name prefix.
  default boolean isTaggable() {
    return !traits().is(Traits.Flag.UNTAGGABLE);
  }

  /// Types of which everything due goes before this one: an order between strangers, on top of
  /// [Resource#uses()], which orders acquaintances.
  default Set<String> goesAfter() {
    return traits().order().goesAfter();
  }

  /// Those of [#goesAfter()] whose deletion may need a thing of this kind until it is over: where
  /// one is still under way, this one waits for the next round.
  default Set<String> neededBy() {
    return traits().order().neededBy();
  }

  /// Whether the ARN names a resource of this kind.
  default boolean claims(Arn arn) {
    return traits().naming().claims().test(arn);
  }

  /// How the list of a stack names a thing of this kind; by default by its ARN.
  default PhysicalId physicalId() {
    return traits().naming().physicalId();
  }

  /// Other CloudFormation types that make a thing of this kind.
  default Set<String> aliases() {
    return traits().naming().aliases();
  }

  /// Every resource of this kind in the place, whoever's it is, with what a list tells.
  List<Resource> list(Place place);

  /// The same of a kind that is listed piece by piece: what one piece does not tell is unread by
  /// the piece's ARN.
  default Reading<List<Resource>> listing(Place place) {
    return Reading.of(list(place));
  }

  /// Reads the named resources; what is not there (any more) is left out.
  ///
  /// The default picks them out of the list: two calls beat fifty describes. A kind whose list
  /// tells too little describes them one by one, and then each has a fault of its own.
  default Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return listing(place)
        .map(all -> all.stream().filter(found -> arns.contains(found.arn())).toList());
  }

  /// What carries no tag but belongs to one of the candidates: by default what they say they leave
  /// behind.
  ///
  /// @return with those candidates as unread of which it is not known what belongs to them
  default Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var parents =
        candidates.stream()
            .flatMap(
                parent ->
                    parent.leaves().stream()
                        .filter(this::claims)
                        .map(child -> Map.entry(child, parent.arn())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a));
    if (parents.isEmpty()) {
      return Reading.of(List.of());
    }
    return read(place, parents.keySet())
        .map(
            children ->
                children.stream()
                    .map(child -> child.childOf(parent(parents, child.arn())))
                    .toList())
        .blaming(child -> List.of(parent(parents, child)));
  }

  private static Arn parent(Map<Arn, Arn> parents, Arn child) {
    return Objects.requireNonNull(parents.get(child), "a kind reads what it is asked to");
  }

  /// Whether a thing of this kind may be what the ledger says that it is: the child of a parent
  /// that is gone. What an earlier version wrote down may have been less careful.
  default boolean mayBelongTo(Resource child, Arn parent) {
    return true;
  }

  /// The types of which something stays as long as it could not be looked for what [#derive] would
  /// find: once that is gone, nothing could find it any more.
  default Set<String> foundBy() {
    return traits().order().foundBy();
  }

  /// Which things of this kind, candidates or not, use one of the candidates. Asked only where
  /// [#usesOf()] says that it could be.
  ///
  /// @return with those candidates as unread of which it is not known who uses them
  default Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.of(List.of());
  }

  /// The types that things of this kind may use without those knowing.
  default Set<String> usesOf() {
    return traits().order().usesOf();
  }

  /// Asks AWS to delete it, pre-steps included. May be asked again later, and must then go on from
  /// whatever state it finds.
  Deletion delete(Resource resource, Deadline deadline);

  /// Makes a stack's member deletable by its stack: empties a bucket.
  default Deletion release(Resource member, Deadline deadline) {
    return Deletion.ASKED;
  }

  /// Whether a member is to be released before this whole goes. What a template wants to retain is
  /// not.
  default boolean releases(Resource whole, Resource member) {
    return true;
  }

  /// Whether what [#delete] or [#release] begins may go on by itself for days, so that it has to be
  /// taken back from what stays after all: a lifecycle rule that empties a bucket.
  default boolean goesOnByItself() {
    return false;
  }

  /// Takes back what goes on by itself; nothing where nothing does.
  default void reprieve(Resource resource) {}

  /// Which of the resources are still there; what is unread is not proven gone. The default reads
  /// them, or looks for them in the list where that proves as much.
  default Reading<Set<Arn>> remaining(Place place, List<Resource> resources) {
    var arns = resources.stream().map(Resource::arn).collect(Collectors.toSet());
    if (traits().is(Traits.Flag.LIST_PROVES)) {
      return Reading.of(
          list(place).stream()
              .map(Resource::arn)
              .filter(arns::contains)
              .collect(Collectors.toSet()));
    }
    return read(place, arns)
        .map(there -> there.stream().map(Resource::arn).collect(Collectors.toSet()));
  }

  /// The tags of the resources as their own service tells them right now, for what holds data or is
  /// not in the index; empty: the index is good enough for this kind.
  default Optional<Reading<Map<Arn, Tags>>> tagsNow(Place place, List<Resource> resources) {
    return Optional.empty();
  }

  /// How long AWS usually takes to delete it: the time between two looks.
  default Duration usualWait() {
    return traits().patience().usualWait();
  }

  /// The documented rate of its deletion, if it is so low that it shows.
  default Optional<Pace> pace() {
    return traits().patience().pace();
  }

  /// Whether late writers may bring it back after it was deleted, so that it is looked at twice.
  default boolean mayReappear() {
    return traits().is(Traits.Flag.REAPPEARS);
  }
}
