package janitor.plan;

import janitor.resource.Arn;
import janitor.resource.Resource;

/// A resource and what the planner thinks of it.
public record Judged(Resource resource, Verdict verdict) {
  public Arn arn() {
    return resource.arn();
  }
}
