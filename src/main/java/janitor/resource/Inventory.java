package janitor.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All resources that a scan found and all that it could not read; nothing is dropped silently.
///
/// @param resources what carries the workshop tag, what was derived from it, and the members of its
///   stacks
/// @param surroundings stacks that own some of these but are not of the workshop
/// @param uses who else refers to the resources
/// @param ghosts what the tag index names and its own service does not know: gone, most likely, and
///   not yet forgotten there
/// @param memory what the ledger remembers of them
public record Inventory(
    List<Resource> resources,
    List<Resource> surroundings,
    List<Use> uses,
    List<Unread> unread,
    List<Arn> ghosts,
    Memory memory) {

  public Inventory {
    resources = List.copyOf(resources);
    surroundings = List.copyOf(surroundings);
    uses = List.copyOf(uses);
    unread = List.copyOf(unread);
    ghosts = List.copyOf(ghosts);
  }

  public Inventory with(Memory memory) {
    return new Inventory(resources, surroundings, uses, unread, ghosts, memory);
  }

  /// The same, with what AWS still clears up behind things that no list shows any more: until that
  /// is over it needs what those used.
  public Inventory heldBy(Collection<Resource> lingering) {
    var all = new ArrayList<>(uses);
    for (var resource : lingering) {
      var reason = resource.label() + " is gone, but " + resource.fact(Resource.LINGERS);
      all.add(new Use(resource.arn(), reason, Arn.of(resource.fact(Resource.LINGERS_WITH))));
    }
    return new Inventory(resources, surroundings, all, unread, ghosts, memory);
  }

  public Map<Arn, Resource> byArn() {
    return resources.stream()
        .collect(Collectors.toMap(Resource::arn, Function.identity(), (a, _) -> a));
  }

  public Optional<Resource> surrounding(Arn arn) {
    return surroundings.stream().filter(resource -> resource.arn().equals(arn)).findFirst();
  }
}
