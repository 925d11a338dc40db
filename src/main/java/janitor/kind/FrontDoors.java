package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the workshop's APIs lead to: functions, user pools and tables. While an API stays, for
/// somebody keeps it or its date is to come, so do they; where both go, either may go first. What a
/// stranger's API leads to is not asked: that would be two calls for each API of an account.
final class FrontDoors {
  private static final Set<String> BEHIND =
      Set.of(LambdaFunction.TYPE, CognitoUserPool.TYPE, DynamoDbTable.TYPE);

  /// Within the path by which API Gateway invokes it as well.
  private static final Pattern FUNCTION =
      Pattern.compile("arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]+");

  /// Who issues the tokens of a user pool (Cognito developer guide, "Verifying a JSON web token").
  private static final Pattern ISSUER =
      Pattern.compile(
          "https://cognito-idp\\.(?<region>[a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?/(?<pool>[A-Za-z0-9_-]+)/?");

  /// Those that a look of this night found to be of the workshop. A later look goes by what is
  /// still to go, and these may stay.
  private final Set<Arn> ours = ConcurrentHashMap.newKeySet();

  /// The types of what may stand behind one.
  static String[] types() {
    return BEHIND.toArray(String[]::new);
  }

  /// What does not stand behind one: roles.
  static List<Resource> beside(List<Resource> candidates) {
    return candidates.stream().filter(one -> !BEHIND.contains(one.type())).toList();
  }

  /// Asked only where something may stand behind one.
  ///
  /// @param settings all texts of an API that may lead somewhere
  /// @param gone what its service throws once it is not there any more
  Reading<List<Use>> uses(
      Place place,
      List<Resource> candidates,
      ResourceKind kind,
      Function<Resource, Stream<String>> settings,
      Class<? extends RuntimeException> gone) {
    var behind =
        candidates.stream()
            .filter(one -> BEHIND.contains(one.type()) && one.region().equals(place.region()))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    candidates.stream()
        .filter(one -> one.type().equals(kind.type()))
        .map(Resource::arn)
        .forEach(ours::add);
    var doors =
        behind.isEmpty() || ours.isEmpty()
            ? List.<Resource>of()
            : Described.all(kind, place).stream().filter(one -> ours.contains(one.arn())).toList();
    return Reading.each(
            doors,
            Resource::arn,
            door ->
                Found.unless(gone, () -> Optional.of(settings.apply(door).toList())).stream()
                    .flatMap(List::stream)
                    .flatMap(text -> led(place, text).stream())
                    .filter(behind::contains)
                    .distinct()
                    .map(
                        used ->
                            new Use(
                                door.arn(),
                                Use.by(door.arn(), door.label(), used).reason(),
                                used,
                                Use.Bond.UNORDERED))
                    .toList())
        // What could not be asked may lead to any of them.
        .blaming(_ -> behind);
  }

  private static Optional<Arn> led(Place place, String text) {
    var function = FUNCTION.matcher(text);
    if (function.find()) {
      return Answers.arn(function.group());
    }
    var issuer = ISSUER.matcher(text);
    return issuer.matches()
        ? Optional.of(place.arn("cognito-idp", "userpool/" + issuer.group("pool")))
            .filter(_ -> issuer.group("region").equals(place.region()))
        : Answers.arn(text);
  }
}
