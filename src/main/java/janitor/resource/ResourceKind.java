package janitor.resource;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What the janitor knows of one type of resource: how to find, date, delete it and see that it is
/// gone.
///
/// A kind is data and a few calls. It does not log, retry, sleep, catch, ask the clock or judge an
/// age: the scanner, the planner and the sweeper own these. Errors leave it as the SDK throws them.
///
/// What only some kinds can or need, they say by a capability: [OwnTags], [Whole], [Releasable],
/// [Revocable], [PieceByPiece], [ParentCheck].
public interface ResourceKind {

  /// What is true of it without asking AWS.
  Traits traits();

  /// CloudFormation type: `AWS::DynamoDB::Table`.
  default String type() {
    return traits().naming().type();
  }

  /// Whether the ARN names a resource of this kind.
  default boolean claims(Arn arn) {
    return traits().naming().claims().test(arn);
  }

  /// Every resource of this kind in the place, whoever's it is, with what a list tells.
  List<Resource> list(Place place);

  /// Reads the named resources; what is not there (any more) is left out.
  ///
  /// The default picks them out of the list: two calls beat fifty describes. A kind whose list
  /// tells too little describes them one by one, and then each has a fault of its own.
  default Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return new Spot(this, place).listed(arns);
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

  /// Which things of this kind, candidates or not, use one of the candidates. Asked only where its
  /// [Traits.Order#usesOf()] says that it could be.
  ///
  /// @return with those candidates as unread of which it is not known who uses them
  default Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.of(List.of());
  }

  /// Asks AWS to delete it, pre-steps included. May be asked again later, and must then go on from
  /// whatever state it finds.
  Deletion delete(Resource resource, Deadline deadline);

  /// Which of the resources are still there; what is unread is not proven gone. The default reads
  /// them, or looks for them in the list where that proves as much.
  default Reading<Set<Arn>> remaining(Place place, List<Resource> resources) {
    var arns = resources.stream().map(Resource::arn).collect(Collectors.toSet());
    var reading =
        traits().is(Traits.Flag.LIST_PROVES)
            ? new Spot(this, place).listed(arns)
            : read(place, arns);
    return reading.map(there -> there.stream().map(Resource::arn).collect(Collectors.toSet()));
  }
}
