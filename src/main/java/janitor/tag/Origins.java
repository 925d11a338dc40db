package janitor.tag;

import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Spots;
import janitor.tag.Provenance.Side;
import janitor.tag.Provenance.Word;
import janitor.tag.Selector.Stranger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What of a wish follows from who made things, where that was asked for.
record Origins(Selector.Wish wish, Spots spots) {

  /// Whether it is to be read: it is named, or somebody made it.
  boolean isOfInterest(Spot spot, Resource resource) {
    return wish.names(resource) || word(spot, resource).isPresent();
  }

  /// Whether it may be tagged. A list may tell too little of a thing to say who made it, so this is
  /// asked of what was read.
  boolean isAskedFor(Resource resource) {
    return wish.making().whose().isEmpty()
        || wish.names(resource)
        || word(resource).filter(word -> word.side() != Side.ANOTHERS).isPresent();
  }

  /// Nothing where nothing is known of it.
  Optional<Word> word(Resource resource) {
    return spots.all().stream()
        .filter(spot -> spot.kind().type().equals(resource.type()))
        .filter(spot -> spot.place().region().equals(resource.region()))
        .findFirst()
        .flatMap(spot -> word(spot, resource));
  }

  private Optional<Word> word(Spot spot, Resource resource) {
    return wish.making()
        .whose()
        .map(made -> made.of(spot, resource, wish.names(resource)))
        .filter(word -> word.side() != Side.UNKNOWN);
  }

  /// What speaks for it.
  Optional<String> why(Resource resource) {
    return word(resource).filter(word -> word.side() == Side.PROPOSED).map(Word::text);
  }

  List<Stranger> strangers(List<Resource> found) {
    return found.stream()
        .flatMap(
            resource ->
                word(resource)
                    .filter(word -> word.side() == Side.ANOTHERS)
                    .map(word -> new Stranger(resource, word.text()))
                    .stream())
        .sorted(
            Comparator.comparing(Stranger::made)
                .thenComparing(stranger -> stranger.resource().type())
                .thenComparing(stranger -> stranger.resource().arn()))
        .toList();
  }
}
