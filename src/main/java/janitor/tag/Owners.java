package janitor.tag;

import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Spots;
import janitor.scan.Membership;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The stacks, and other wholes, that own something and are there themselves: what a stack that is
/// gone left behind belongs to nobody any more.
///
/// @param there by ARN, with the owners of owners
/// @param unread those of which nothing is known
/// @param listed by which stack, for what a stack lists
/// @param unlisted what perhaps some stack lists
record Owners(Map<Arn, Resource> there, Set<Arn> unread, Map<Arn, Arn> listed, Set<Arn> unlisted) {

  static Owners of(List<Resource> found, Membership membership, Spots spots, Attempts attempts) {
    var loose = found.stream().filter(resource -> resource.owner().isEmpty()).toList();
    var members = attempts.noted("which stack owns them", membership.owners(loose));
    var listed = new HashMap<Arn, Arn>();
    members.answer().forEach((arn, stack) -> listed.put(arn, stack.arn()));
    listed.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
    var wanted =
        Stream.concat(
                listed.values().stream(),
                found.stream().flatMap(resource -> resource.owner().stream()))
            .collect(Collectors.toSet());
    var there =
        new HashMap<>(
            members.answer().values().stream()
                .collect(Collectors.toMap(Resource::arn, Function.identity(), (a, _) -> a)));
    var unread = new HashSet<>(wanted);
    for (var spot : spots.all()) {
      var asked = wanted.stream().filter(owner -> mayBeIn(spot, owner)).toList();
      if (!asked.isEmpty()) {
        attempts
            .ask(spot.label(), () -> spot.kind().list(spot.place()))
            .ifPresent(
                all -> {
                  all.forEach(resource -> there.put(resource.arn(), resource));
                  unread.removeAll(asked);
                });
      }
    }
    return new Owners(there, unread, listed, members.unread().keySet());
  }

  private static boolean mayBeIn(Spot spot, Arn owner) {
    return spot.kind().claims(owner)
        && (spot.kind().traits().isGlobal() || owner.region().equals(spot.place().region()));
  }

  private Optional<Arn> ownerOf(Resource resource) {
    return Optional.ofNullable(listed.get(resource.arn())).or(resource::owner);
  }

  /// The outermost whole that it goes with.
  Optional<Resource> of(Resource resource) {
    return ownerOf(resource)
        .map(there::get)
        .filter(owner -> !owner.arn().equals(resource.arn()))
        .map(owner -> of(owner).orElse(owner));
  }

  Optional<Arn> unreadOf(Resource resource) {
    return ownerOf(resource).filter(unread::contains);
  }

  boolean isPerhapsListed(Resource resource) {
    return unlisted.contains(resource.arn());
  }
}
