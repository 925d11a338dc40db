package janitor.resource;

import java.util.List;
import java.util.Map;

/// What only a kind can whose own service is asked for the tags right before a deletion, because
/// the thing holds data or is not in the index. For all others the index is good enough.
public interface OwnTags extends ResourceKind {

  /// The tags as the service tells them right now; what is not there (any more) is left out.
  Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources);
}
