package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Note;
import janitor.resource.ParentCheck;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The step that finds what an earlier night wrote down as the child of something that is gone by
/// now.
final class Remembered {
  private final Means means;
  private final Findings findings;
  private final IndexTags tags;

  Remembered(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
    this.tags = new IndexTags(means);
  }

  void find() {
    findings.memory().notes().values().stream()
        .filter(note -> note.parent().isPresent() && !findings.has(note.arn()))
        .filter(note -> note.parent().filter(findings::has).isEmpty())
        .collect(Collectors.groupingBy(note -> means.kindOf(note.arn())))
        .forEach(
            (known, notes) ->
                known.ifPresentOrElse(kind -> find(kind, notes), () -> addBeyond(notes)));
  }

  /// Nobody can be asked whether it is there still.
  private void addBeyond(List<Note> notes) {
    var catalog = means.spots().catalog();
    for (var note : notes) {
      catalog
          .typeBeyond(note.arn())
          .map(type -> Resource.of(type, note.arn(), regionOf(note)))
          .map(resource -> resource.guard(means.whyUnknown(note.arn())).build())
          .filter(resource -> !findings.isGone(resource.arn()))
          .ifPresent(findings::add);
    }
  }

  private void find(ResourceKind kind, List<Note> notes) {
    notes.stream()
        .collect(Collectors.groupingBy(note -> means.spots().of(kind, regionOf(note))))
        .forEach(
            (spot, some) -> {
              if (means.spots().isLookedFor(spot)) {
                find(spot, some);
              }
            });
  }

  private static String regionOf(Note note) {
    var region = note.arn().region();
    return region.isEmpty() ? note.parent().map(Arn::region).orElse("") : region;
  }

  private void find(Spot spot, List<Note> notes) {
    var byArn = notes.stream().collect(Collectors.toMap(Note::arn, Function.identity()));
    var children =
        means.attempts().read(spot, byArn.keySet()).answer().stream()
            .flatMap(
                child ->
                    Optional.ofNullable(byArn.get(child.arn())).stream()
                        .filter(note -> isTheOneOf(note, spot.kind(), child))
                        .flatMap(note -> note.parent().stream())
                        .filter(parent -> mayBelongTo(spot.kind(), child, parent))
                        .flatMap(parent -> after(parent, child, spot.place().region()).stream()))
            .toList();
    tags.of(children).forEach(findings::add);
  }

  /// A note knows its resource by an ARN, and that may be no more than a name: what came to be
  /// after a scan or a mail knew one of that name is another, of somebody else for all that is
  /// known. But a late writer brings a log group back, and that is the workshop's still.
  private static boolean isTheOneOf(Note note, ResourceKind kind, Resource child) {
    return kind.traits().is(Traits.Flag.REAPPEARS) || !note.isOlderThan(child);
  }

  private static boolean mayBelongTo(ResourceKind kind, Resource child, Arn parent) {
    return !(kind instanceof ParentCheck check) || check.mayBelongTo(child, parent);
  }

  /// The child, if its parent is gone or about to be. AWS may take longer than a night for that,
  /// and the tag index need not name what it is deleting: forgotten now, the child would be found
  /// by nobody. Made anew since, or untagged by somebody who keeps it, a parent keeps its child.
  private Optional<Resource> after(Arn parent, Resource child, String region) {
    return means
        .kindOf(parent)
        .map(kind -> means.attempts().read(means.spots().of(kind, region), Set.of(parent)))
        .filter(reading -> reading.unread().isEmpty())
        .flatMap(
            reading ->
                reading.answer().isEmpty()
                    ? Optional.of(leftBy(parent, child))
                    : reading.answer().stream()
                        .filter(Resource::isBeingDeleted)
                        .findFirst()
                        .map(there -> leftBy(parent, child).guarded(awaits(there))));
  }

  private static String awaits(Resource parent) {
    return "it waits for " + parent.label() + ", which AWS is deleting since an earlier night";
  }

  /// A member that its stack did not take along is announced anew, for it may hold data.
  private static Resource leftBy(Arn parent, Resource child) {
    var left = child.childOf(parent);
    return parent.names("cloudformation", "stack/")
        ? left.toBuilder().fact(Resource.LEFT_BY, parent.resource()).build()
        : left;
  }
}
