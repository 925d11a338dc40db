package janitor.resource;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// All kinds that there are, and the one way to look one up.
public final class Catalog {
  private final List<ResourceKind> kinds;
  private final Map<String, ResourceKind> byType = new LinkedHashMap<>();
  private final Map<String, ResourceKind> byMaker = new LinkedHashMap<>();

  /// Of these kinds.
  ///
  /// @throws IllegalArgumentException if two make things of the same type
  public Catalog(Collection<? extends ResourceKind> kinds) {
    this.kinds = List.copyOf(kinds);
    for (var kind : this.kinds) {
      if (byType.put(kind.type(), kind) != null) {
        throw new IllegalArgumentException("two kinds are of the type " + kind.type());
      }
      byMaker.put(kind.type(), kind);
    }
    for (var kind : this.kinds) {
      for (var alias : kind.traits().naming().aliases()) {
        if (byMaker.put(alias, kind) != null) {
          throw new IllegalArgumentException("two kinds make things of the type " + alias);
        }
      }
    }
  }

  public List<ResourceKind> kinds() {
    return kinds;
  }

  public Set<String> types() {
    return Set.copyOf(byType.keySet());
  }

  public Optional<ResourceKind> ofType(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /// The kind of what a template makes by this type: its own, or one of its aliases.
  public Optional<ResourceKind> madeBy(String type) {
    return Optional.ofNullable(byMaker.get(type));
  }

  /// The kind that reads what carries this ARN; nothing where none knows it, nor where two claim
  /// it: which of them was listed first must not decide over a deletion.
  public Optional<ResourceKind> of(Arn arn) {
    var claimants = claimants(arn);
    return claimants.size() == 1 ? Optional.of(claimants.getFirst()) : Optional.empty();
  }

  /// Why it cannot be told which kind reads what carries this ARN, where two claim it. No ARN of a
  /// test does that; one that comes up at night stays, and the night goes on.
  public Optional<String> ambiguity(Arn arn) {
    var claimants = claimants(arn);
    return claimants.size() > 1
        ? Optional.of(
            "it may be of more than one type: "
                + claimants.stream()
                    .map(ResourceKind::type)
                    .sorted()
                    .collect(Collectors.joining(" and ")))
        : Optional.empty();
  }

  /// Whether any kind knows such an ARN.
  public boolean knows(Arn arn) {
    return kinds.stream().anyMatch(kind -> kind.claims(arn));
  }

  private List<ResourceKind> claimants(Arn arn) {
    return kinds.stream()
        .filter(kind -> kind.claims(arn))
        .filter(
            kind ->
                kind.traits()
                    .naming()
                    .readBy()
                    .flatMap(this::ofType)
                    .filter(reader -> reader.claims(arn))
                    .isEmpty())
        .toList();
  }

  /// The types of which everything due goes first, by type.
  public Map<String, Set<String>> goesAfter() {
    return kinds.stream()
        .collect(Collectors.toMap(ResourceKind::type, kind -> kind.traits().order().goesAfter()));
  }
}
