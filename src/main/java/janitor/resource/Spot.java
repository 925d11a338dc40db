package janitor.resource;

import java.util.Collection;
import java.util.List;

/// A kind in a place where it is looked for.
public record Spot(ResourceKind kind, Place place) {

  /// For people: `AWS::SQS::Queue in eu-central-1`.
  public String label() {
    return kind.type() + " in " + place.region();
  }

  /// All of the kind that is there, whoever's it is.
  ///
  /// @return with the pieces as unread that could not be listed, and as nameless the items that
  ///   could not be understood
  public Reading<List<Resource>> listing() {
    return place.once(
        "all of " + kind.type(),
        () ->
            kind instanceof PieceByPiece pieces
                ? pieces.listing(place)
                : Reading.ofList(() -> kind.list(place)));
  }

  /// Those of the named resources that the list shows; unread is what may be there nevertheless.
  public Reading<List<Resource>> listed(Collection<Arn> arns) {
    return Reading.among(listing(), arns);
  }
}
