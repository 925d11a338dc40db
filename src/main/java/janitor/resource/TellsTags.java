package janitor.resource;

import java.util.List;
import java.util.Map;

/// A kind whose own service can be asked for the tags of its things.
public interface TellsTags extends ResourceKind {

  /// The tags as the service tells them right now; what is not there (any more) is left out.
  Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources);
}
