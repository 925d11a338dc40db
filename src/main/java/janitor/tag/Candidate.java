package janitor.tag;

import janitor.resource.Resource;
import java.util.List;
import java.util.Optional;

/// A resource whose name matches.
///
/// @param objection what speaks against tagging it; nothing for what will be tagged
/// @param children what the janitor would find through it
public record Candidate(Resource resource, Optional<String> objection, List<String> children) {
  public boolean isChosen() {
    return objection.isEmpty();
  }
}
