package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Which of the account's APIs log their accesses into the workshop's log groups. Only the stages
/// of an API tell, a call each, so others are asked only where a log group may be theirs too.
final class AccessLogs {

  /// API Gateway takes ten calls a second from the whole account (its quota of the control plane),
  /// and others deploy meanwhile: two seconds of that, or as much as a large workshop's other calls
  /// make little of.
  static final int MOST_ASKED = 20;

  private static final int CANDIDATES_A_CALL = 10;

  private AccessLogs() {}

  /// @param apis lists all of a kind in the place
  /// @param logsOf asks for the log groups of an API's stages
  /// @param gone the exception with which the service says that there is no such API
  static Reading<List<Use>> uses(
      Place place,
      List<Resource> candidates,
      Supplier<List<Resource>> apis,
      Function<Resource, List<Arn>> logsOf,
      Class<? extends RuntimeException> gone) {
    var logs =
        candidates.stream()
            .filter(one -> one.region().equals(place.region()))
            .filter(LogsLogGroup::mayBeShared)
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (logs.isEmpty()) {
      return Reading.of(List.of());
    }
    var known = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    var others = apis.get().stream().filter(api -> !known.contains(api.arn())).toList();
    if (others.size() > Math.max(MOST_ASKED, candidates.size() / CANDIDATES_A_CALL)) {
      var reason =
          "one of "
              + others.size()
              + " other APIs may log into it, too many to look at every one; tag it, and it goes";
      // The first stands for all of them.
      return Reading.of(
          logs.stream().map(log -> new Use(others.getFirst().arn(), reason, log)).toList());
    }
    return Reading.each(
            others,
            Resource::arn,
            api ->
                Found.unless(gone, () -> Optional.of(logsOf.apply(api))).stream()
                    .flatMap(List::stream)
                    .filter(logs::contains)
                    .map(log -> Use.by(api.arn(), "API " + api.name(), log))
                    .toList())
        // It may log into any of them.
        .blaming(_ -> logs);
  }
}
