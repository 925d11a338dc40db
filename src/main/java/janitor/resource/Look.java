package janitor.resource;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One look at the account: what a list told in it is not asked again before the next look.
public final class Look {
  private final HomeAccount home;
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  Look(HomeAccount home) {
    this.home = home;
  }

  public Place at(String region) {
    return places.computeIfAbsent(region, home::place);
  }
}
