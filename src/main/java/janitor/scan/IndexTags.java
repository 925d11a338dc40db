package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.TellsTags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the tags of what was found without its own: one may say to keep the thing. The index tells
/// as much about a hundred as about one, but hours late of some kinds; what goes only because it
/// belongs to something else is asked for at its own service, wherever that tells.
final class IndexTags {
  private static final String UNREAD = "its tags could not be read";

  private final Means means;

  IndexTags(Means means) {
    this.means = means;
  }

  List<Resource> of(List<Resource> untagged) {
    var result = new ArrayList<Resource>();
    untagged.stream()
        .collect(Collectors.groupingBy(this::askedOf))
        .forEach(
            (source, some) ->
                result.addAll(
                    source
                        .own()
                        .map(own -> ofTheirService(own, source.region(), some))
                        .orElseGet(() -> ofTheIndex(source.region(), some))));
    return result;
  }

  private record Source(String region, Optional<TellsTags> own) {}

  private Source askedOf(Resource resource) {
    return new Source(
        resource.region(),
        means
            .kindOf(resource.arn())
            .filter(_ -> resource.parent().isPresent() && hasTagsToRead(resource))
            .filter(TellsTags.class::isInstance)
            .map(TellsTags.class::cast));
  }

  private List<Resource> ofTheirService(TellsTags kind, String region, List<Resource> some) {
    var reading =
        means
            .attempts()
            .askOfEach(
                "the tags of " + kind.type() + " in " + region,
                () -> kind.tagsNow(means.spots().at(region), some));
    return some.stream()
        .map(
            resource ->
                reading
                    .filter(tags -> !tags.unread().containsKey(resource.arn()))
                    // What is not there any more has none.
                    .map(tags -> tags.answer().getOrDefault(resource.arn(), Tags.NONE))
                    .map(resource::with)
                    .orElseGet(() -> resource.guarded(UNREAD)))
        .toList();
  }

  private List<Resource> ofTheIndex(String region, List<Resource> some) {
    var tags = told(region, some.stream().filter(this::hasTagsToRead).map(Resource::arn).toList());
    return some.stream()
        .map(
            resource ->
                tags.map(
                        known ->
                            known.containsKey(resource.arn())
                                ? resource.with(known.getOrDefault(resource.arn(), Tags.NONE))
                                : resource)
                    .orElseGet(() -> resource.guarded(UNREAD)))
        .toList();
  }

  /// What the index has on each; empty where it gave no answer.
  Optional<Map<Arn, Tags>> told(String region, Collection<Arn> arns) {
    return arns.isEmpty()
        ? Optional.of(Map.of())
        : means
            .attempts()
            .ask(
                "the tags of what belongs to the workshop in " + region,
                () -> means.index().tags(region, arns));
  }

  private boolean hasTagsToRead(Resource resource) {
    return resource.tags().all().isEmpty()
        && means.kindOf(resource.arn()).filter(IndexTags::isTagged).isPresent();
  }

  private static boolean isTagged(ResourceKind kind) {
    return kind.traits().isTaggable() && kind.traits().isIndexed();
  }
}
