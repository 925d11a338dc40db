package janitor.resource;

/// What only a kind can that sees from a thing's name or tags whose it is.
public interface ParentCheck extends ResourceKind {

  /// Whether it may be what the ledger says that it is: the child of a parent that is gone. What an
  /// earlier version wrote down may have been less careful.
  boolean mayBelongTo(Resource child, Arn parent);
}
