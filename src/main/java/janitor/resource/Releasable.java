package janitor.resource;

/// What only a kind needs whose things would stop their stack from going: they are emptied first.
public interface Releasable extends ResourceKind {

  /// Makes a stack's member deletable by its stack. May be asked again later.
  Deletion release(Resource member, Deadline deadline);

  /// Whether releasing takes nothing away and keeps something first: a database's final snapshot.
  /// It is taken whatever the template means to retain.
  default boolean keepsFirst() {
    return false;
  }
}
