package janitor.fake;

import janitor.resource.Arn;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The tag index over the fake account, which lags, remembers what is gone and forgets what is
/// there, when told to.
public final class FakeTagIndex implements TagIndex {
  private final FakeAccount account;
  private final Map<Arn, Thing> ghosts = new TreeMap<>();
  private final Map<Arn, Deque<Boolean>> forgotten = new HashMap<>();
  private final Map<Arn, Tags> stale = new HashMap<>();

  public FakeTagIndex(FakeAccount account) {
    this.account = account;
  }

  /// Goes on to show the thing when it is gone.
  public synchronized void remember(Thing thing) {
    ghosts.put(thing.arn(), thing);
  }

  /// Does not show the thing the next so many times.
  public synchronized void forget(Thing thing, int times) {
    forgetAfter(thing, 0, times);
  }

  /// Shows the thing so often, and then not the next so many times.
  public synchronized void forgetAfter(Thing thing, int looks, int times) {
    var sights = new ArrayDeque<Boolean>();
    sights.addAll(Collections.nCopies(looks, false));
    sights.addAll(Collections.nCopies(times, true));
    forgotten.put(thing.arn(), sights);
  }

  /// Goes on to show the thing with the tags that it has now.
  public synchronized void lag(Thing thing) {
    stale.put(thing.arn(), thing.tags());
  }

  public synchronized void catchUp() {
    stale.clear();
    ghosts.clear();
    forgotten.clear();
  }

  @Override
  public Map<Arn, Tags> tagged(String region, String key, Collection<String> values) {
    return account.call(
        "Index tagged",
        region + " " + key + "=" + values,
        () -> {
          var found = new LinkedHashMap<Arn, Tags>();
          seen(region)
              .forEach(
                  (arn, tags) -> {
                    if (tags.value(key)
                        .filter(value -> values.isEmpty() || values.contains(value))
                        .isPresent()) {
                      found.put(arn, tags);
                    }
                  });
          return found;
        });
  }

  @Override
  public Map<Arn, Tags> tags(String region, Collection<Arn> arns) {
    return account.call(
        "Index tags",
        region + " " + arns,
        () -> {
          var found = new LinkedHashMap<>(seen(region));
          found.keySet().retainAll(arns);
          return found;
        });
  }

  @Override
  public Set<String> values(String region, String key) {
    return account.call(
        "Index values",
        region + " " + key,
        () -> {
          var values = new TreeSet<String>();
          seen(region).values().forEach(tags -> tags.value(key).ifPresent(values::add));
          return values;
        });
  }

  private synchronized Map<Arn, Tags> seen(String region) {
    var seen = new TreeMap<Arn, Tags>();
    for (var thing : account.all()) {
      var isSeen = thing.isThere() || ghosts.containsKey(thing.arn());
      if (isSeen
          && thing.region.equals(region)
          && thing.kind().traits().isIndexed()
          && !thing.tags().all().isEmpty()
          && !isForgotten(thing.arn())) {
        seen.put(thing.arn(), stale.getOrDefault(thing.arn(), thing.tags()));
      }
    }
    return seen;
  }

  private boolean isForgotten(Arn arn) {
    var sights = forgotten.getOrDefault(arn, new ArrayDeque<>());
    return !sights.isEmpty() && sights.removeFirst();
  }
}
