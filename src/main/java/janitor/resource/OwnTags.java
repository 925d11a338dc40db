package janitor.resource;

/// What its own service is asked for its tags right before a deletion, because the thing holds
/// data, is not in the index, or goes untagged with another, so that a tag on it was put there for
/// one reason: to keep it. For all others the index is good enough.
public interface OwnTags extends TellsTags {}
