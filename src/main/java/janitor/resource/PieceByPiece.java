package janitor.resource;

import java.util.List;

/// What only a kind can that is listed piece by piece, a bus or a layer at a time: the fault of one
/// piece is not that of the others.
public interface PieceByPiece extends ResourceKind {

  /// As [ResourceKind#list], with what a piece does not tell as unread by the piece's ARN.
  Reading<List<Resource>> listing(Place place);
}
