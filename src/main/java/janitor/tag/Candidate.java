package janitor.tag;

import janitor.resource.Resource;
import java.util.List;
import java.util.Optional;

/// A resource whose name matches, or that somebody made whose things were asked for.
///
/// @param objection what speaks against tagging it; nothing for what will be tagged
/// @param children what the janitor would find through it
/// @param why what speaks for it, where somebody asked who made it
public record Candidate(
    Resource resource, Optional<String> objection, List<String> children, Optional<String> why) {

  /// Of a name that was looked for.
  public Candidate(Resource resource, Optional<String> objection, List<String> children) {
    this(resource, objection, children, Optional.empty());
  }

  public boolean isChosen() {
    return objection.isEmpty();
  }
}
