package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The step that finds what the workshop's stacks list: it goes, and withholds, with its stack,
/// whatever tags it carries. A nested stack lists in its turn.
final class Members {
  private final Means means;
  private final Findings findings;
  private final IndexHits hits;
  private final IndexTags tags;
  private final Set<Arn> searched = new LinkedHashSet<>();

  Members(Means means, Findings findings, IndexHits hits) {
    this.means = means;
    this.findings = findings;
    this.hits = hits;
    this.tags = new IndexTags(means);
  }

  void find() {
    while (true) {
      var stacks =
          findings
              .matching(resource -> resource.arn().names("cloudformation", "stack/"))
              // Nothing goes of a stranger's that is only told of.
              .filter(stack -> stack.guard().isEmpty() || means.isOurs(stack.tags()))
              .map(Resource::arn)
              .filter(searched::add)
              .toList();
      if (stacks.isEmpty()) {
        return;
      }
      find(stacks);
    }
  }

  private void find(List<Arn> stacks) {
    var members =
        means
            .attempts()
            .noted("the members of the workshop's stacks", means.membership().members(stacks));
    members
        .unread()
        .keySet()
        .forEach(
            stack -> findings.leaveUncertain(stack, "not all of its members could be looked at"));
    members
        .answer()
        .forEach(
            (arn, stack) -> findings.change(arn, resource -> resource.ownedBy(Optional.of(stack))));
    read(members.answer());
    stacks.forEach(this::ownUnknown);
    stacks.forEach(this::keepWhatIsBeyond);
    findUnknown(stacks);
  }

  /// Reads the members that were not found by their tag.
  private void read(Map<Arn, Arn> members) {
    members.keySet().stream()
        .filter(arn -> !findings.has(arn) && !findings.isGone(arn))
        .collect(
            Collectors.groupingBy(
                arn ->
                    means
                        .spots()
                        .of(
                            means.kindOf(arn).orElseThrow(),
                            regionOf(arn, Objects.requireNonNull(members.get(arn))))))
        .forEach(
            (spot, arns) -> {
              var reading = means.attempts().read(spot, arns);
              if (spot.kind().traits().is(Traits.Flag.GENERIC)) {
                addUnread(spot, reading.unread().keySet(), members);
              } else {
                reading.unread().keySet().forEach(arn -> leaveUncertain(members, arn));
              }
              tags.of(reading.answer()).stream()
                  .map(member -> member.ownedBy(Optional.ofNullable(members.get(member.arn()))))
                  .forEach(findings::add);
            });
  }

  private void leaveUncertain(Map<Arn, Arn> members, Arn arn) {
    findings.leaveUncertain(
        Objects.requireNonNull(members.get(arn)), "its member " + arn + " could not be looked at");
  }

  /// What Cloud Control could not show is as what no kind knows: it withholds its stack where the
  /// index has a tag on it that does.
  private void addUnread(Spot spot, Set<Arn> unread, Map<Arn, Arn> members) {
    tags.told(spot.place().region(), unread)
        .ifPresentOrElse(
            told ->
                unread.stream()
                    .filter(arn -> keeps(told.get(arn)))
                    .forEach(arn -> leaveUncertain(members, arn)),
            () -> unread.forEach(arn -> leaveUncertain(members, arn)));
  }

  private boolean keeps(@Nullable Tags tags) {
    return tags != null
        && (tags.has(Tags.KEEP)
            || tags.has(Tags.EXPIRES_AT)
            || (tags.has(means.search().tagKey()) && !means.isOurs(tags)));
  }

  private static String regionOf(Arn arn, Arn stack) {
    return arn.region().isEmpty() ? stack.region() : arn.region();
  }

  /// CloudFormation would take it along, or fail for want of rights when half of the stack is gone.
  private void keepWhatIsBeyond(Arn stack) {
    var types = means.membership().typesBeyond(stack);
    if (!types.isEmpty()) {
      findings.leaveUncertain(
          stack,
          "it lists what stays: "
              + means.spots().catalog().reach().beyond(String.join(", ", types)));
    }
  }

  /// What was found by its tag and no kind knows may be listed, too, and then withholds the stack.
  private void ownUnknown(Arn stack) {
    findings.changeAll(
        resource ->
            resource.owner().isEmpty()
                    && means.kindOf(resource.arn()).isEmpty()
                    && means.membership().hasUnknown(stack, resource.arn())
                ? resource.ownedBy(Optional.of(stack))
                : resource);
  }

  /// Of what no kind knows, the index alone tells the tags: one of them may say to keep it. Not
  /// every type carries CloudFormation's, so that whatever has a tag which keeps is looked at, too.
  private void findUnknown(List<Arn> stacks) {
    var some = stacks.stream().filter(means.membership()::hasUnknown).map(Arn::toString).toList();
    if (some.isEmpty()) {
      return;
    }
    var places =
        new LinkedHashSet<>(
            stacks.stream().map(stack -> means.spots().at(stack.region())).toList());
    means.spots().places().stream().filter(means.spots()::isGlobal).forEach(places::add);
    for (var place : places) {
      for (var named :
          List.of(
              hits.tagged(place, Resource.STACK_ID_TAG, some),
              hits.tagged(place, Tags.KEEP, Set.of()),
              hits.tagged(place, Tags.EXPIRES_AT, Set.of()),
              hits.tagged(place, means.search().tagKey(), Set.of()))) {
        if (named.isEmpty()) {
          some.forEach(
              stack ->
                  findings.leaveUncertain(Arn.of(stack), "its members could not be looked for"));
        }
        named.orElse(List.of()).stream()
            .filter(hit -> means.kindOf(hit.arn()).isEmpty() && !findings.isGone(hit.arn()))
            .forEach(hit -> stacks.forEach(stack -> addUnknown(stack, hit)));
      }
    }
  }

  private void addUnknown(Arn stack, IndexHits.Hit hit) {
    var region = hit.arn().region();
    if ((region.isEmpty() || region.equals(stack.region()))
        && means.membership().hasUnknown(stack, hit.arn())) {
      hits.addUnknown(hit);
      findings.change(
          hit.arn(), resource -> resource.ownedBy(resource.owner().or(() -> Optional.of(stack))));
    }
  }
}
