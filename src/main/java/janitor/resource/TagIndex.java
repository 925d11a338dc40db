package janitor.resource;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// The Resource Groups Tagging API: what is tagged in a region. What it says is a hint: it lags,
/// and remembers for hours what is gone.
public interface TagIndex {

  /// Everything in the region that carries the key with one of the values, all pages of it.
  ///
  /// @param values none for any; a call takes twenty
  Map<Arn, Tags> tagged(String region, String key, Collection<String> values);

  /// The tags of the named resources; what the index does not know is absent. Asks for 100 at a
  /// time.
  Map<Arn, Tags> tags(String region, Collection<Arn> arns);

  /// All values that the key has in the region.
  Set<String> values(String region, String key);
}
