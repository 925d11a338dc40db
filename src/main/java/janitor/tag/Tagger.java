package janitor.tag;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.ScalingGroup;
import janitor.resource.Time;
import janitor.tag.TagPlan.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.FailureInfo;

/// Puts the workshop tag on, and takes it off again: by the tagging API twenty at a time, by IAM
/// and Auto Scaling where that is the owning service's, and a stack by an update that is looked at
/// before.
public final class Tagger {
  private static final int ARNS_A_CALL = 20;
  private static final int STACKS_AT_ONCE = 8;

  /// Not of a stack, whose console would update it.
  private static final String REMEDY =
      ". Run it again if that passes; else get the permission to tag it, or do it in the console of"
          + " its service";

  private final Clients clients;
  private final Fault.Classifier faults;
  private final StackTagger stacks;

  public Tagger(Clients clients, Fault.Classifier faults, Time time) {
    this.clients = clients;
    this.faults = faults;
    this.stacks = new StackTagger(clients, faults, time);
  }

  /// Tags all.
  ///
  /// @return what failed, by ARN, and why, and what helps
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
                .failedResourcesMap(),
        tags -> {
          tags.put(key, value);
          return tags;
        });
  }

  /// Takes the tag off all.
  ///
  /// @return what failed, by ARN, and why, and what helps
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
                .failedResourcesMap(),
        tags -> {
          tags.remove(key);
          return tags;
        });
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

  private Map<Arn, String> each(
      List<Entry> entries, OfOne ones, OfMany rest, UnaryOperator<Map<String, String>> ofStack) {
    var failed = new LinkedHashMap<Arn, String>();
    var byRegion =
        entries.stream()
            .filter(entry -> !isAlone(entry) && !StackTagger.is(entry.arn()))
            .collect(Collectors.groupingBy(Entry::region, LinkedHashMap::new, Collectors.toList()));
    for (var one : entries.stream().filter(Tagger::isAlone).toList()) {
      try {
        ones.change(one);
      } catch (RuntimeException error) {
        failed.put(one.arn(), faults.classify(error).message() + REMEDY);
      }
    }
    byRegion.forEach(
        (region, some) ->
            some.stream()
                .gather(Gatherers.windowFixed(ARNS_A_CALL))
                .map(slice -> slice(region, slice, rest))
                .forEach(failed::putAll));
    failed.putAll(ofStacks(entries, ofStack));
    return failed;
  }

  /// A stack takes its minute, so some are waited for at once.
  private Map<Arn, String> ofStacks(
      List<Entry> entries, UnaryOperator<Map<String, String>> change) {
    var failed = new LinkedHashMap<Arn, String>();
    entries.stream()
        .filter(entry -> StackTagger.is(entry.arn()))
        .gather(
            Gatherers.mapConcurrent(
                STACKS_AT_ONCE, stack -> Map.entry(stack.arn(), stacks.change(stack, change))))
        .forEach(done -> done.getValue().ifPresent(why -> failed.put(done.getKey(), why)));
    return failed;
  }

  private Map<Arn, String> slice(String region, List<Entry> slice, OfMany change) {
    var failed = new LinkedHashMap<Arn, String>();
    try {
      change
          .change(region, slice.stream().map(entry -> entry.arn().toString()).toList())
          .forEach(
              (arn, why) ->
                  failed.put(
                      Arn.of(arn), why.errorCodeAsString() + ": " + why.errorMessage() + REMEDY));
    } catch (RuntimeException error) {
      if (slice.size() == 1) {
        failed.put(slice.getFirst().arn(), faults.classify(error).message() + REMEDY);
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
