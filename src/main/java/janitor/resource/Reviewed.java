package janitor.resource;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a person has looked at, so that nothing else goes.
///
/// @param createdAt by ARN, when AWS said then that it was made, where it tells
public record Reviewed(Map<Arn, Optional<Instant>> createdAt) {
  static final String UNSEEN = "it is not among what was reviewed";
  static final String ANEW = "it was made anew since it was reviewed";

  public Reviewed {
    createdAt = Map.copyOf(createdAt);
  }

  /// The same inventory, in which all else is guarded.
  public Inventory in(Inventory inventory) {
    return new Inventory(
        inventory.resources().stream().map(this::guarded).toList(),
        inventory.surroundings(),
        inventory.uses(),
        inventory.unread(),
        inventory.ghosts(),
        inventory.memory());
  }

  private Resource guarded(Resource resource) {
    if (resource.guard().isPresent()) {
      return resource;
    }
    var then = createdAt.get(resource.arn());
    if (then == null) {
      return resource.guarded(UNSEEN);
    }
    return then.isPresent()
            && resource.createdAt().isPresent()
            && !then.equals(resource.createdAt())
        ? resource.guarded(ANEW)
        : resource;
  }
}
