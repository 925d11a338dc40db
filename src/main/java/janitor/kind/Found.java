package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Describing many resources one by one, at the same time: what AWS says is not there is left out,
/// and what it does not say is unread, that one only.
final class Found {
  private Found() {}

  /// Describes each.
  ///
  /// @param gone the exception with which the service says that there is no such thing
  static Reading<List<Resource>> each(
      Collection<Arn> arns,
      Function<Arn, Optional<Resource>> describe,
      Class<? extends RuntimeException> gone) {
    return Reading.each(arns, arn -> unless(gone, () -> describe.apply(arn)).stream().toList());
  }

  /// Adds to each of a list what only a call of its own tells.
  ///
  /// @param gone the exception with which the service says that there is no such thing
  static Reading<List<Resource>> enriched(
      Reading<List<Resource>> listed,
      UnaryOperator<Resource> enrich,
      Class<? extends RuntimeException> gone) {
    return Reading.both(
        enriched(listed.answer(), enrich, gone), listed.map(_ -> List.<Resource>of()));
  }

  /// Adds to each what only a call of its own tells.
  ///
  /// @param gone the exception with which the service says that there is no such thing
  static Reading<List<Resource>> enriched(
      List<Resource> listed,
      UnaryOperator<Resource> enrich,
      Class<? extends RuntimeException> gone) {
    return Reading.each(
        listed,
        Resource::arn,
        resource -> unless(gone, () -> Optional.of(enrich.apply(resource))).stream().toList());
  }

  /// Those of the resources that the list of their kind shows.
  static Reading<Set<Arn>> listed(ResourceKind kind, Place place, List<Resource> resources) {
    return new Spot(kind, place)
        .listed(resources.stream().map(Resource::arn).toList())
        .map(there -> there.stream().map(Resource::arn).collect(Collectors.toSet()));
  }

  /// The tags of each that is there, by ARN.
  ///
  /// @param gone the exception with which the service says that there is no such thing
  static Reading<Map<Arn, Tags>> tags(
      List<Resource> resources,
      Function<Resource, Map<String, String>> read,
      Class<? extends RuntimeException> gone) {
    return tags(
        enriched(resources, resource -> resource.with(Tags.of(read.apply(resource))), gone));
  }

  /// The tags of what was read, by ARN.
  static Reading<Map<Arn, Tags>> tags(Reading<List<Resource>> reading) {
    return reading.map(
        all -> all.stream().collect(Collectors.toMap(Resource::arn, Resource::tags)));
  }

  /// Asks, and takes the one exception that means "there is none" for an empty answer.
  static <T> Optional<T> unless(Class<? extends RuntimeException> gone, Supplier<Optional<T>> ask) {
    try {
      return ask.get();
    } catch (RuntimeException error) {
      if (gone.isInstance(error)) {
        return Optional.empty();
      }
      throw error;
    }
  }

  /// The tags of one thing, by a call of its own.
  ///
  /// @param gone the exception with which the service says that there is no such thing
  static Optional<Tags> tags(
      Class<? extends RuntimeException> gone, Supplier<Map<String, String>> tags) {
    return unless(gone, () -> Optional.of(Tags.of(tags.get())));
  }

  /// All pages of a list for which the SDK has no paginator.
  ///
  /// @param call asks for the page that a token names; null asks for the first
  /// @param next the token of the page after this one; null or empty where there is none
  static <P, T> List<T> pages(
      Function<@Nullable String, P> call,
      Function<P, List<T>> items,
      Function<P, @Nullable String> next) {
    var all = new ArrayList<T>();
    var seen = new HashSet<String>();
    String token = null;
    do {
      var page = call.apply(token);
      all.addAll(items.apply(page));
      token = next.apply(page);
      // A token that comes twice would go round for ever.
    } while (token != null && !token.isEmpty() && seen.add(token));
    return all;
  }
}
