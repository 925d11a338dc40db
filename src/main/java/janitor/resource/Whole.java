package janitor.resource;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What only a kind whose things consist of others knows: of which. Tags are no more than a hint
/// (CloudFormation does not put its own on tables, queues, roles and keys, and they may outlive a
/// membership), so membership is asked of the whole.
public interface Whole extends ResourceKind {

  /// A part, as its whole lists it.
  ///
  /// @param type CloudFormation type
  /// @param physicalId see [PhysicalId]; empty where nothing was made
  record Part(String type, String physicalId) {}

  /// The parts of each; a whole that is not there has none in the answer. Nested wholes are parts
  /// and tell of their own.
  Reading<Map<Arn, List<Part>>> parts(Place place, Collection<Arn> wholes);

  /// Every whole that is there, with its name.
  List<Resource> living(Place place);

  /// Every region in which a whole may be: what is global may be a part of any of them.
  ///
  /// @param global the partition's global region
  List<String> regions(Place global);

  /// The regions of which somebody said that no whole is elsewhere; none where nobody said so.
  List<String> onlyIn();

  /// Whether a part is to be released before its whole goes. What a template wants to retain is
  /// not.
  default boolean releases(Resource whole, Resource part) {
    return true;
  }
}
