package janitor.scan;

import janitor.resource.Arn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a round left to those after it.
///
/// @param waitsFor what is to go, and of each what must be gone before
/// @param asked those of them that AWS was asked to delete, or to make ready for it
public record StillToGo(Map<Arn, Set<Arn>> waitsFor, Set<Arn> asked) {
  Set<Arn> all() {
    return waitsFor.keySet();
  }

  /// What waits for one of these, itself or through others.
  Set<Arn> behind(Set<Arn> some) {
    var next = new HashMap<Arn, List<Arn>>();
    waitsFor.forEach(
        (later, before) ->
            before.forEach(arn -> next.computeIfAbsent(arn, _ -> new ArrayList<>()).add(later)));
    var behind = new HashSet<Arn>();
    var open = new ArrayDeque<>(some);
    while (!open.isEmpty()) {
      next.getOrDefault(open.remove(), List.of()).stream().filter(behind::add).forEach(open::add);
    }
    return behind;
  }
}
