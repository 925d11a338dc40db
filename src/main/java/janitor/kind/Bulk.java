package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Reading;
import janitor.resource.Resource;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/// Describing many things with few calls: so many at a time as AWS takes. A call that fails says
/// nothing of what the others asked about.
final class Bulk {
  private Bulk() {}

  private record Part(List<Arn> asked, Reading<List<Resource>> told) {}

  /// Describes all of them.
  ///
  /// @param most how many a call takes
  static Reading<List<Resource>> each(
      int most, Collection<Arn> arns, Function<List<Arn>, Reading<List<Resource>>> describe) {
    var chunks = arns.stream().gather(Gatherers.windowFixed(most)).toList();
    var byFirst = chunks.stream().collect(Collectors.toMap(List::getFirst, chunk -> chunk));
    var answers =
        Reading.each(
                chunks, List::getFirst, chunk -> List.of(new Part(chunk, describe.apply(chunk))))
            .blaming(first -> byFirst.getOrDefault(first, List.of(first)));
    var reading = new Reading<>(List.<Resource>of(), answers.unread());
    for (var part : answers.answer()) {
      reading =
          Reading.both(
              reading,
              part.told()
                  .doubting(
                      found -> {
                        var missing = new TreeSet<>(part.asked());
                        found.forEach(resource -> missing.remove(resource.arn()));
                        return missing;
                      }));
    }
    return reading;
  }
}
