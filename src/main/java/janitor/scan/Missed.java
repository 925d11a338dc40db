package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.TellsTags;
import janitor.resource.Traits;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The step that confirms that the tag index missed nothing dear: one list a region for each kind
/// that costs dollars a day, and where no list shows tags, a call for each of the newest. What
/// carries the tag by its own service, and by the index does not, is told and stays: nobody could
/// read its tags once more before it goes.
final class Missed {
  static final String WHY =
      "it carries the workshop tag, but AWS's tag index does not name it, and the janitor deletes"
          + " by that: if it stays so for a day, put the tag on it anew";

  /// Each is a call, and most are strangers'. What the index misses is new, as a rule.
  private static final int AT_MOST = 10;

  private static final Comparator<Resource> NEWEST_FIRST =
      Comparator.comparing((Resource resource) -> resource.createdAt().orElse(Instant.MAX))
          .reversed();

  private final Means means;
  private final Findings findings;

  Missed(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  List<Resource> find() {
    return Parallel.map(
            means.spots().all().stream().filter(Missed::isDear).toList(),
            spot -> ours(spot).stream().map(resource -> resource.guarded(WHY)).toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /// What no list shows, and what is listed anyway, is left out.
  private static boolean isDear(Spot spot) {
    var traits = spot.kind().traits();
    return traits.cost().compareTo(CostClass.DOLLARS_A_DAY) <= 0
        && traits.isIndexed()
        && !traits.is(Traits.Flag.GENERIC)
        && traits.naming().readBy().isEmpty();
  }

  private List<Resource> ours(Spot spot) {
    var named = spot.place().named().collect(Collectors.toSet());
    var what = "whether the tag index misses one of " + spot.label();
    var unnamed =
        means.attempts().confirm(what, spot::listing).stream()
            .flatMap(reading -> reading.answer().stream())
            .filter(resource -> !named.contains(resource.arn()) && !findings.has(resource.arn()))
            .toList();
    var silent =
        unnamed.stream()
            .filter(resource -> resource.tags().all().isEmpty())
            .sorted(NEWEST_FIRST)
            .limit(AT_MOST)
            .toList();
    var told =
        silent.isEmpty() || !(spot.kind() instanceof TellsTags telling)
            ? Map.<Arn, Tags>of()
            : means
                .attempts()
                .confirm(what, () -> telling.tagsNow(spot.place(), silent).answer())
                .orElse(Map.of());
    return unnamed.stream()
        .map(resource -> resource.with(told.getOrDefault(resource.arn(), resource.tags())))
        .filter(resource -> means.isOurs(resource.tags()))
        .toList();
  }
}
