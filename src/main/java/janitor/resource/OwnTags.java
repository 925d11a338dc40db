package janitor.resource;

/// What its own service is asked for its tags right before a deletion, because the thing holds data
/// or is not in the index. For all others the index is good enough.
public interface OwnTags extends TellsTags {}
