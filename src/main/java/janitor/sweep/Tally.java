package janitor.sweep;

import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Resource;
import janitor.sweep.Sweep.Done;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The outcomes of a night's rounds, united: the latest of each resource.
public final class Tally {
  private final Map<Arn, Done> done = new LinkedHashMap<>();

  /// Adds what a round came to.
  ///
  /// @return what that comes to, after the rounds before
  public List<Done> add(Collection<Done> some) {
    // Taken out first: what came later stands later.
    return some.stream()
        .map(one -> GivenUp.of(Optional.ofNullable(done.remove(one.arn())), one))
        .peek(one -> done.put(one.arn(), one))
        .toList();
  }

  /// What earlier rounds left open and this one's inventory does not hold any more.
  public List<Done> openBut(Inventory inventory) {
    var found = inventory.byArn();
    return done.values().stream()
        .filter(ended -> ended.outcome().isPending() && !found.containsKey(ended.arn()))
        .toList();
  }

  /// Those of them behind which AWS still clears up, with what they used.
  public List<Resource> lingeringBut(Inventory inventory) {
    return openBut(inventory).stream().filter(Tally::lingers).map(Tally::resource).toList();
  }

  /// Whether it is asked to go, and not over before AWS has cleared up behind it.
  public static boolean lingers(Done done) {
    return done.outcome() instanceof Outcome.Requested
        && done.outcome().isPending()
        && resource(done).facts().containsKey(Resource.LINGERS);
  }

  private static Resource resource(Done done) {
    return done.judged().resource();
  }

  public long gone() {
    return done.values().stream().filter(ended -> ended.outcome() instanceof Outcome.Gone).count();
  }

  public Set<Arn> goneArns() {
    return arns(Outcome.Gone.class);
  }

  public Set<Arn> withheldArns() {
    return arns(Outcome.Withheld.class);
  }

  private Set<Arn> arns(Class<? extends Outcome> outcome) {
    return done.values().stream()
        .filter(ended -> outcome.isInstance(ended.outcome()))
        .map(Done::arn)
        .collect(Collectors.toSet());
  }

  public List<Done> all() {
    return List.copyOf(done.values());
  }

  public boolean isPending() {
    return done.values().stream().anyMatch(ended -> ended.outcome().isPending());
  }
}
