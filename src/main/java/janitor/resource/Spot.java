package janitor.resource;

import java.util.List;

/// A kind in a place where it is looked for.
public record Spot(ResourceKind kind, Place place) {

  /// For people: `AWS::SQS::Queue in eu-central-1`.
  public String label() {
    return kind.type() + " in " + place.region();
  }

  /// All of the kind that is there, whoever's it is.
  ///
  /// @return with the pieces as unread that could not be listed
  public Reading<List<Resource>> listing() {
    return kind instanceof PieceByPiece pieces
        ? pieces.listing(place)
        : Reading.of(kind.list(place));
  }
}
