package janitor.resource;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All kinds that there are, and the one way to look one up.
public final class Catalog {
  private final List<ResourceKind> kinds;
  private final Reach reach;
  private final Optional<Catalog> beyond;
  private final Map<String, ResourceKind> byType = new LinkedHashMap<>();
  private final Map<String, ResourceKind> byMaker = new LinkedHashMap<>();

  /// Of these kinds.
  ///
  /// @throws IllegalArgumentException if two make things of the same type
  public Catalog(Collection<? extends ResourceKind> kinds) {
    this(kinds, Reach.ALL, Optional.empty());
  }

  private Catalog(Collection<? extends ResourceKind> kinds, Reach reach, Optional<Catalog> beyond) {
    this.kinds = List.copyOf(kinds);
    this.reach = reach;
    this.beyond = beyond;
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

  /// The same within a reach: others are known by name, and nothing is ever asked of them.
  public Catalog within(Reach reach, Collection<? extends ResourceKind> others) {
    return new Catalog(kinds, reach, Optional.of(new Catalog(others)));
  }

  public Reach reach() {
    return reach;
  }

  public List<ResourceKind> kinds() {
    return kinds;
  }

  /// The kinds that are known by name only.
  public List<ResourceKind> beyond() {
    return beyond.map(Catalog::kinds).orElse(List.of());
  }

  /// The kinds of either sort.
  public List<ResourceKind> all() {
    return Stream.concat(kinds.stream(), beyond().stream()).toList();
  }

  /// The type of what carries this ARN, where it is known by name only. Where two claim it, either
  /// tells enough.
  public Optional<String> typeBeyond(Arn arn) {
    return claimants(arn).isEmpty()
        ? beyond.stream()
            .flatMap(others -> others.claimants(arn).stream())
            .map(ResourceKind::type)
            .findFirst()
        : Optional.empty();
  }

  /// Whether what a template makes by this type is known by name only, or is of a service of which
  /// all that somebody wrote a kind for is.
  public boolean isBeyond(String type) {
    return madeBy(type).isEmpty()
        && (beyond.flatMap(others -> others.madeBy(type)).isPresent()
            || (isOf(service(type), beyond()) && !isOf(service(type), kinds)));
  }

  private static boolean isOf(String service, List<ResourceKind> some) {
    return some.stream()
        .filter(kind -> !kind.traits().is(Traits.Flag.GENERIC))
        .anyMatch(kind -> service(kind.type()).equals(service));
  }

  /// The two first words of `AWS::EC2::Route`.
  private static String service(String type) {
    return type.substring(0, type.lastIndexOf(':') + 1);
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
