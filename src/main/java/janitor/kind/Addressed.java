package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PieceByPiece;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A kind whose service tells all of a thing, tags included, to who asks for it by its ARN, and
/// goes on telling of it while it goes, when the list has left it out already. The rows stand
/// beside their service.
///
/// @param row what sets this kind apart from the others
record Addressed(Row row) implements ResourceKind, OwnTags, PieceByPiece {

  /// @param traits what is true of it without asking AWS
  /// @param list everything of it in a region, whoever's it is
  /// @param read the named ones, but for those that are gone
  /// @param derive what carries no tag and belongs to one of the candidates
  /// @param links what of other kinds uses one of the candidates, as only this service knows
  /// @param delete asks AWS to delete it
  record Row(
      Traits traits,
      Function<Place, Reading<List<Resource>>> list,
      BiFunction<Place, Collection<Arn>, Reading<List<Resource>>> read,
      Optional<BiFunction<Place, List<Resource>, Reading<List<Resource>>>> derive,
      BiFunction<Place, List<Resource>, Reading<List<Use>>> links,
      Function<Resource, Deletion> delete) {

    /// Of which nothing belongs to others.
    Row(
        Traits traits,
        Function<Place, Reading<List<Resource>>> list,
        BiFunction<Place, Collection<Arn>, Reading<List<Resource>>> read,
        Function<Resource, Deletion> delete) {
      this(traits, list, read, Optional.empty(), (_, _) -> Reading.of(List.of()), delete);
    }

    Row deriving(BiFunction<Place, List<Resource>, Reading<List<Resource>>> derive) {
      return new Row(traits, list, read, Optional.of(derive), links, delete);
    }

    Row linking(BiFunction<Place, List<Resource>, Reading<List<Use>>> links) {
      return new Row(traits, list, read, derive, links, delete);
    }
  }

  @Override
  public Traits traits() {
    return row.traits();
  }

  @Override
  public List<Resource> list(Place place) {
    return new Spot(this, place).listing().whole();
  }

  @Override
  public Reading<List<Resource>> listing(Place place) {
    return named(row.list().apply(place));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return arns.isEmpty() ? Reading.of(List.of()) : named(row.read().apply(place, arns));
  }

  private static Reading<List<Resource>> named(Reading<List<Resource>> reading) {
    return reading.map(
        all ->
            all.stream().map(one -> one.toBuilder().name(Described.nameOf(one)).build()).toList());
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var named = OwnTags.super.derive(place, candidates);
    return row.derive()
        .map(derive -> Reading.both(named, named(derive.apply(place, candidates))))
        .orElse(named);
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.both(
        Described.usesOfListed(place, candidates, this),
        row.links()
            .apply(
                place,
                candidates.stream()
                    .filter(traits().order()::mayUse)
                    .filter(
                        one -> one.region().equals(place.region()) || one.arn().region().isEmpty())
                    .toList()));
  }

  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    return row.delete().apply(resource);
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources) {
    return Found.tags(read(place, resources.stream().map(Resource::arn).toList()));
  }
}
