package janitor.plan;

import janitor.resource.Arn;
import java.util.LinkedHashSet;
import java.util.Set;

/// A node of the graph: a due resource, what must go before it, and what waits for it.
final class Node {
  final Judged judged;
  final Set<Arn> before = new LinkedHashSet<>();
  final Set<Arn> after = new LinkedHashSet<>();

  Node(Judged judged) {
    this.judged = judged;
  }
}
