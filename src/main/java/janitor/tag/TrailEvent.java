package janitor.tag;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Creation;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A call that succeeded in making something, as CloudTrail tells of it.
///
/// @param id CloudTrail's
/// @param call what was called
/// @param isByHand whether it was called in a session of the console
/// @param values what it says at the paths where creations name what they made
record TrailEvent(
    String id,
    Instant at,
    Call call,
    Maker maker,
    boolean isByHand,
    Map<String, List<String>> values) {

  /// What was called.
  ///
  /// @param region where
  /// @param source of which service, without `.amazonaws.com`
  /// @param name of the event
  record Call(String region, String source, String name) {}

  /// Reads the text of an event.
  ///
  /// @return empty if it is a call that failed, is of another account or region than it was asked
  ///   for, or does not say who called: none of these proves anything
  static Optional<TrailEvent> of(
      String text, String account, String region, Collection<Creation> creations) {
    try {
      return of(JSON.std.mapFrom(text), account, region, creations);
    } catch (IOException | DateTimeException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<TrailEvent> of(
      Map<String, Object> told, String account, String region, Collection<Creation> creations) {
    if (told.get("errorCode") != null
        || !"AwsApiCall".equals(told.get("eventType"))
        || !account.equals(told.get("recipientAccountId"))
        || !region.equals(told.get("awsRegion"))
        || !(told.get("eventID") instanceof String id)
        || !(told.get("eventTime") instanceof String time)
        || !(told.get("eventName") instanceof String name)
        || !(told.get("eventSource") instanceof String host)) {
      return Optional.empty();
    }
    var source = host.replaceFirst("\\.amazonaws\\..*$", "");
    var values = new HashMap<String, List<String>>();
    for (var creation : creations) {
      if (creation.source().equals(source) && creation.events().contains(name)) {
        var named = at(told, List.of(creation.path().split("\\.", -1)));
        if (!named.isEmpty()) {
          values.put(creation.path(), named);
        }
      }
    }
    return Maker.of(told.get("userIdentity"))
        .map(
            maker ->
                new TrailEvent(
                    id,
                    Instant.parse(time),
                    new Call(region, source, name),
                    maker,
                    isByHand(told),
                    Map.copyOf(values)));
  }

  /// The texts at the end of a path, which branches where there is a list: a call may make several.
  private static List<String> at(@Nullable Object told, List<String> path) {
    if (told instanceof List<?> all) {
      return all.stream().flatMap(one -> at(one, path).stream()).toList();
    }
    if (path.isEmpty()) {
      return told instanceof String text && !text.isBlank() ? List.of(text) : List.of();
    }
    return told instanceof Map<?, ?> map
        ? at(map.get(path.getFirst()), path.subList(1, path.size()))
        : List.of();
  }

  /// CloudTrail says so in a field since 2022; what the browser calls itself tells as well.
  private static boolean isByHand(Map<String, Object> told) {
    return "true".equals(String.valueOf(told.get("sessionCredentialFromConsole")))
        || (told.get("userAgent") instanceof String agent
            && (agent.contains("console.amazonaws.com") || agent.startsWith("Mozilla/")));
  }
}
