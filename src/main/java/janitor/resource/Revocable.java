package janitor.resource;

/// What only a kind needs whose deletion, or release, begins something that may go on by itself for
/// days, as a lifecycle rule goes on emptying a bucket: it has to be taken back from what stays
/// after all.
public interface Revocable extends ResourceKind {

  /// Takes back what goes on; nothing where nothing does.
  void takeBack(Resource resource);
}
