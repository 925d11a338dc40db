package janitor.tag;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.ScalingGroup;
import janitor.tag.TagPlan.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.FailureInfo;

/// Puts the workshop tag on, and takes it off again: by the tagging API twenty at a time, by IAM
/// and Auto Scaling where that is the owning service's.
public final class Tagger {
  private static final int ARNS_A_CALL = 20;

  private final Clients clients;
  private final Fault.Classifier faults;

  public Tagger(Clients clients, Fault.Classifier faults) {
    this.clients = clients;
    this.faults = faults;
  }

  /// Tags all.
  ///
  /// @return what failed, by ARN, and why
  public Map<Arn, String> tag(List<Entry> entries, String key, String value) {
    return each(
        entries,
        one -> {
          var tag = Tag.builder().key(key).value(value).build();
          if (isRole(one)) {
            clients.iam(one.region()).tagRole(request -> request.roleName(lastOf(one)).tags(tag));
          } else if (isUser(one)) {
            clients.iam(one.region()).tagUser(request -> request.userName(lastOf(one)).tags(tag));
          } else {
            scaling(one)
                .createOrUpdateTags(
                    request ->
                        request.tags(of(one, key).value(value).propagateAtLaunch(false).build()));
          }
        },
        (region, arns) ->
            clients
                .tagging(region)
                .tagResources(request -> request.resourceARNList(arns).tags(Map.of(key, value)))
                .failedResourcesMap());
  }

  /// Takes the tag off all.
  ///
  /// @return what failed, by ARN, and why
  public Map<Arn, String> untag(List<Entry> entries, String key) {
    return each(
        entries,
        one -> {
          if (isRole(one)) {
            clients
                .iam(one.region())
                .untagRole(request -> request.roleName(lastOf(one)).tagKeys(key));
          } else if (isUser(one)) {
            clients
                .iam(one.region())
                .untagUser(request -> request.userName(lastOf(one)).tagKeys(key));
          } else {
            scaling(one).deleteTags(request -> request.tags(of(one, key).build()));
          }
        },
        (region, arns) ->
            clients
                .tagging(region)
                .untagResources(request -> request.resourceARNList(arns).tagKeys(key))
                .failedResourcesMap());
  }

  private AutoScalingClient scaling(Entry group) {
    return clients.of(group.region(), AutoScalingClient.class, AutoScalingClient::builder);
  }

  private static software.amazon.awssdk.services.autoscaling.model.Tag.Builder of(
      Entry group, String key) {
    return software.amazon.awssdk.services.autoscaling.model.Tag.builder()
        .resourceId(ScalingGroup.nameOf(group.arn()))
        .resourceType(ScalingGroup.RESOURCE_TYPE)
        .key(key);
  }

  /// Of what the tagging API does not know, or not everywhere.
  private interface OfOne {
    void change(Entry one);
  }

  private interface OfMany {
    Map<String, FailureInfo> change(String region, List<String> arns);
  }

  private Map<Arn, String> each(List<Entry> entries, OfOne ones, OfMany rest) {
    var failed = new LinkedHashMap<Arn, String>();
    var byRegion =
        entries.stream()
            .filter(entry -> !isAlone(entry))
            .collect(Collectors.groupingBy(Entry::region, LinkedHashMap::new, Collectors.toList()));
    for (var one : entries.stream().filter(Tagger::isAlone).toList()) {
      try {
        ones.change(one);
      } catch (RuntimeException error) {
        failed.put(one.arn(), faults.classify(error).message());
      }
    }
    byRegion.forEach(
        (region, some) ->
            some.stream()
                .gather(Gatherers.windowFixed(ARNS_A_CALL))
                .map(slice -> slice(region, slice, rest))
                .forEach(failed::putAll));
    return failed;
  }

  private Map<Arn, String> slice(String region, List<Entry> slice, OfMany change) {
    var failed = new LinkedHashMap<Arn, String>();
    try {
      change
          .change(region, slice.stream().map(entry -> entry.arn().toString()).toList())
          .forEach(
              (arn, why) ->
                  failed.put(Arn.of(arn), why.errorCodeAsString() + ": " + why.errorMessage()));
    } catch (RuntimeException error) {
      var why = faults.classify(error).message();
      if (slice.size() == 1) {
        failed.put(slice.getFirst().arn(), why);
      } else {
        // One that the API does not take must not lose the tag for the other nineteen.
        new ArrayList<>(slice)
            .forEach(entry -> failed.putAll(slice(region, List.of(entry), change)));
      }
    }
    return failed;
  }

  private static boolean isAlone(Entry entry) {
    return isRole(entry) || isUser(entry) || ScalingGroup.is(entry.arn());
  }

  private static boolean isRole(Entry entry) {
    return entry.arn().names("iam", "role/");
  }

  private static boolean isUser(Entry entry) {
    return entry.arn().names("iam", "user/");
  }

  private static String lastOf(Entry entry) {
    var resource = entry.arn().resource();
    return resource.substring(resource.lastIndexOf('/') + 1);
  }
}
