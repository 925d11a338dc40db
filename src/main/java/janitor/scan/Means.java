package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.Catalog;
import janitor.resource.Look;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spots;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.Optional;
import java.util.Set;

/// What every step of a scan works with.
record Means(
    TagIndex index, Spots spots, Attempts attempts, Membership membership, Scanner.Search search) {

  static Means of(
      TagIndex index,
      Catalog catalog,
      Attempts attempts,
      Scanner.Search search,
      Look look,
      Set<Arn> loose) {
    var global = search.home().globalRegion();
    return new Means(
        index,
        new Spots(catalog, look, search.regions(), global),
        attempts,
        new Membership(catalog, look, search.regions(), global, loose),
        search);
  }

  Optional<ResourceKind> kindOf(Arn arn) {
    return spots.catalog().of(arn);
  }

  /// Why it is not known which kind reads it, where two claim it.
  Optional<String> ambiguity(Arn arn) {
    return spots.catalog().ambiguity(arn);
  }

  /// Why what no kind knows stays.
  String whyUnknown(Arn arn) {
    return spots
        .catalog()
        .typeBeyond(arn)
        .map(spots.catalog().reach()::beyond)
        .or(() -> ambiguity(arn))
        .orElse("the janitor does not know this type of resource");
  }

  /// Whether these are the tags of something of the workshop's.
  boolean isOurs(Tags tags) {
    return tags.match(search.tagKey(), search.workshop());
  }

  /// Whether nobody wrote its kind by hand.
  boolean isGeneric(Resource resource) {
    return spots
        .catalog()
        .ofType(resource.type())
        .filter(kind -> kind.traits().is(Traits.Flag.GENERIC))
        .isPresent();
  }
}
