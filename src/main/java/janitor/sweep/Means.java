package janitor.sweep;

import janitor.plan.Rules;
import janitor.resource.Catalog;
import janitor.resource.Fault;
import janitor.resource.HomeAccount;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Time;
import java.util.Optional;

/// What every part of a sweep works with.
public record Means(
    Catalog catalog,
    Fault.Classifier faults,
    HomeAccount home,
    Rules rules,
    Time time,
    Journal journal) {

  Optional<ResourceKind> kindOf(Resource resource) {
    return catalog.ofType(resource.type());
  }

  /// The kind of what a plan deletes: it could not be in it without one.
  ResourceKind knownKindOf(Resource resource) {
    return kindOf(resource).orElseThrow();
  }
}
