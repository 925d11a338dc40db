package janitor.aws;

import janitor.resource.Arn;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/// The tag index over the SDK: `GetResources`, `GetTagValues`.
public final class AwsTagIndex implements TagIndex {

  private static final int ARNS_A_CALL = 100;
  private static final int TAG_VALUES_A_CALL = 20;

  private final Clients clients;

  public AwsTagIndex(Clients clients) {
    this.clients = clients;
  }

  @Override
  public Map<Arn, Tags> tagged(String region, String key, Collection<String> values) {
    var found = new LinkedHashMap<Arn, Tags>();
    // Without values AWS tells of all that carry the key.
    var all = values.isEmpty() ? List.of(List.<String>of()) : slices(values, TAG_VALUES_A_CALL);
    for (var some : all) {
      // No type filters: what no kind knows has to be seen as well.
      clients
          .tagging(region)
          .getResourcesPaginator(
              request ->
                  request
                      .resourcesPerPage(100)
                      .tagFilters(TagFilter.builder().key(key).values(some).build()))
          .resourceTagMappingList()
          .forEach(
              mapping -> {
                var tags = tagsOf(mapping);
                // Once-tagged resources come back too, and the index lags behind: look for oneself.
                if (tags.value(key)
                    .filter(value -> some.isEmpty() || some.contains(value))
                    .isPresent()) {
                  found.put(arn(mapping), tags);
                }
              });
    }
    return found;
  }

  @Override
  public Map<Arn, Tags> tags(String region, Collection<Arn> arns) {
    var found = new LinkedHashMap<Arn, Tags>();
    for (var some : slices(arns, ARNS_A_CALL)) {
      var names = some.stream().map(Arn::toString).toList();
      clients
          .tagging(region)
          .getResources(request -> request.resourceARNList(names))
          .resourceTagMappingList()
          .forEach(mapping -> found.put(arn(mapping), tagsOf(mapping)));
    }
    return found;
  }

  @Override
  public Set<String> values(String region, String key) {
    return clients
        .tagging(region)
        .getTagValuesPaginator(request -> request.key(key))
        .tagValues()
        .stream()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// What is no ARN must not stop the scan: it is reported as of a type that no kind knows.
  private static Arn arn(ResourceTagMapping mapping) {
    var text = String.valueOf(mapping.resourceARN());
    try {
      return Arn.of(text);
    } catch (IllegalArgumentException malformed) {
      // The indexes of several regions may name it: it is one thing.
      return new Arn("aws", "unreadable", "", "", text);
    }
  }

  private static Tags tagsOf(ResourceTagMapping mapping) {
    return Tags.of(mapping.tags().stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private static <T> List<List<T>> slices(Collection<T> all, int size) {
    return all.stream().gather(Gatherers.windowFixed(size)).toList();
  }
}
