package janitor.resource;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which kind is looked for where, in one look: what is global in the partition's global region,
/// everything else in the regions that were asked for.
public final class Spots {
  private final Catalog catalog;
  private final Look look;
  private final Set<String> regions;
  private final String global;
  private final List<Place> places;

  /// In one look.
  ///
  /// @param regions those that were asked for
  /// @param global the partition's global region
  public Spots(Catalog catalog, Look look, Collection<String> regions, String global) {
    this.catalog = catalog;
    this.look = look;
    this.regions = Set.copyOf(regions);
    this.global = global;
    this.places =
        Stream.concat(regions.stream(), Stream.of(global)).distinct().map(look::at).toList();
  }

  public Catalog catalog() {
    return catalog;
  }

  /// The regions that were asked for, and the global one.
  public List<Place> places() {
    return places;
  }

  public Place at(String region) {
    return look.at(region);
  }

  public boolean isGlobal(Place place) {
    return place.region().equals(global);
  }

  public boolean isAskedFor(Place place) {
    return regions.contains(place.region());
  }

  /// Where a thing of the kind would be whose ARN, or whole, is of the region.
  public Spot of(ResourceKind kind, String region) {
    return new Spot(kind, look.at(kind.traits().isGlobal() ? global : region));
  }

  public boolean isLookedFor(Spot spot) {
    return spot.kind().traits().isGlobal() ? isGlobal(spot.place()) : isAskedFor(spot.place());
  }

  /// Every kind wherever it is looked for, a kind at a time.
  public List<Spot> all() {
    return catalog.kinds().stream()
        .flatMap(kind -> places.stream().map(place -> new Spot(kind, place)))
        .filter(this::isLookedFor)
        .toList();
  }

  /// What is looked for in one place.
  public List<Spot> in(Place place) {
    return catalog.kinds().stream()
        .map(kind -> new Spot(kind, place))
        .filter(this::isLookedFor)
        .toList();
  }

  /// Those of the resources that something in the spot may belong to: of its region, or global, or
  /// all where the spot's kind is global.
  public List<Resource> near(Spot spot, List<Resource> resources) {
    return resources.stream()
        .filter(
            resource ->
                spot.kind().traits().isGlobal()
                    || resource.region().equals(spot.place().region())
                    || catalog
                        .of(resource.arn())
                        .map(kind -> kind.traits().isGlobal())
                        .orElse(false))
        .toList();
  }
}
