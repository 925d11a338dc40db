package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The step that finds what belongs to what was found: log groups, versions, schedules. A stack
/// among it brings its members along.
public final class Children {

  /// An event rule leads to its destination, and that to its connection.
  public static final int GENERATIONS = 3;

  private final Means means;
  private final Findings findings;
  private final Members members;
  private final IndexTags tags;
  private final Set<Arn> derived = new LinkedHashSet<>();

  Children(Means means, Findings findings, Members members) {
    this.means = means;
    this.findings = findings;
    this.members = members;
    this.tags = new IndexTags(means);
  }

  void find() {
    for (int i = 0; i < GENERATIONS; i++) {
      var parents = findings.matching(resource -> derived.add(resource.arn())).toList();
      if (parents.isEmpty()) {
        return;
      }
      var children =
          Parallel.map(
                  means.spots().places(),
                  place ->
                      means.spots().in(place).stream().flatMap(spot -> of(spot, parents)).toList())
              .stream()
              .flatMap(List::stream)
              .filter(child -> !findings.has(child.arn()))
              .toList();
      tags.of(children).forEach(findings::add);
      members.find();
    }
  }

  private Stream<Resource> of(Spot spot, List<Resource> parents) {
    var near = means.spots().near(spot, parents);
    var reading =
        means
            .attempts()
            .askWhatIs(
                "what belongs to the workshop's " + spot.label(),
                () -> spot.kind().derive(spot.place(), near));
    reading.ifPresentOrElse(
        some -> some.unread().keySet().forEach(parent -> leaveUncertain(parent, spot.kind())),
        () -> leaveUncertain(near, spot.kind()));
    return reading.stream().flatMap(some -> some.answer().stream());
  }

  /// Once they are gone, nothing could find what of that kind belongs to them.
  private void leaveUncertain(List<Resource> parents, ResourceKind children) {
    parents.stream()
        .filter(parent -> children.traits().order().foundBy().contains(parent.type()))
        .forEach(parent -> leaveUncertain(parent.arn(), children));
  }

  private void leaveUncertain(Arn parent, ResourceKind children) {
    findings.leaveUncertain(
        parent, "whether a " + children.type() + " belongs to it could not be looked at");
  }
}
