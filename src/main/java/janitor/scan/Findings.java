package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Resource;
import janitor.resource.Unread;
import janitor.resource.Use;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What one scan has found so far. Every step of it adds to that.
final class Findings {
  private final Memory memory;
  private final Set<Arn> gone;
  private final Map<Arn, Resource> found = Collections.synchronizedMap(new TreeMap<>());
  private final Map<Arn, Resource> surroundings = new TreeMap<>();
  private final Set<Arn> ghosts = Collections.synchronizedSet(new TreeSet<>());
  private final Map<Arn, String> uncertain = new ConcurrentHashMap<>();

  /// Nothing is found yet.
  ///
  /// @param gone what went earlier tonight; the index may name it still
  Findings(Memory memory, Set<Arn> gone) {
    this.memory = memory;
    this.gone = gone;
  }

  Memory memory() {
    return memory;
  }

  boolean isGone(Arn arn) {
    return gone.contains(arn);
  }

  boolean has(Arn arn) {
    return found.containsKey(arn);
  }

  Optional<Resource> of(Arn arn) {
    return Optional.ofNullable(found.get(arn));
  }

  List<Resource> all() {
    return List.copyOf(found.values());
  }

  Stream<Resource> matching(Predicate<Resource> condition) {
    return all().stream().filter(condition);
  }

  /// What was found first stands.
  void add(Resource resource) {
    found.putIfAbsent(resource.arn(), resource);
  }

  void put(Resource resource) {
    found.put(resource.arn(), resource);
  }

  void remove(Arn arn) {
    found.remove(arn);
  }

  /// Changes one, if it is among what was found.
  void change(Arn arn, UnaryOperator<Resource> change) {
    found.computeIfPresent(arn, (_, resource) -> change.apply(resource));
  }

  void changeAll(UnaryOperator<Resource> change) {
    found.replaceAll((_, resource) -> change.apply(resource));
  }

  /// Notes what is not of the workshop, but owns something that is.
  void surround(Resource owner) {
    surroundings.put(owner.arn(), owner);
  }

  boolean isSurrounding(Arn arn) {
    return surroundings.containsKey(arn);
  }

  /// Notes what the index names and no service knows.
  void addGhosts(Collection<Arn> arns) {
    ghosts.addAll(arns);
  }

  /// What is uncertain stays, for the reason that was given last.
  void leaveUncertain(Arn arn, String why) {
    uncertain.put(arn, why);
  }

  Optional<String> uncertainty(Arn arn) {
    return Optional.ofNullable(uncertain.get(arn));
  }

  Inventory inventory(List<Use> uses, List<Unread> unread) {
    return new Inventory(
        all(),
        List.copyOf(surroundings.values()),
        uses,
        unread,
        ghosts.stream().filter(arn -> !found.containsKey(arn)).toList(),
        memory);
  }
}
