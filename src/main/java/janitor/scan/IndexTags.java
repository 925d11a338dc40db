package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads from the index the tags of what was found without it: one may say to keep the thing.
final class IndexTags {
  private final Means means;

  IndexTags(Means means) {
    this.means = means;
  }

  List<Resource> of(List<Resource> untagged) {
    var result = new ArrayList<Resource>();
    untagged.stream()
        .collect(Collectors.groupingBy(Resource::region))
        .forEach((region, some) -> result.addAll(of(region, some)));
    return result;
  }

  private List<Resource> of(String region, List<Resource> some) {
    var tags = told(region, some.stream().filter(this::hasTagsToRead).map(Resource::arn).toList());
    return some.stream()
        .map(
            resource ->
                tags.map(
                        known ->
                            known.containsKey(resource.arn())
                                ? resource.with(known.getOrDefault(resource.arn(), Tags.NONE))
                                : resource)
                    .orElseGet(() -> resource.guarded("its tags could not be read")))
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
        && means
            .kindOf(resource.arn())
            .map(kind -> kind.traits().isTaggable() && kind.traits().isIndexed())
            .orElse(false);
  }
}
