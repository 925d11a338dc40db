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
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the workshop's APIs, state machines and identity pools lead to: functions, user pools and
/// tables. While one of them stays, for somebody keeps it or its date is to come, so do they; where
/// both go, either may go first. What a stranger's leads to is not asked: that would be two calls
/// for each API of an account.
final class FrontDoors {
  private static final Set<String> BEHIND =
      Set.of(LambdaFunction.TYPE, CognitoUserPool.TYPE, DynamoDbTable.TYPE);

  /// Said of what is only known once it runs, or is hidden: it may lead to any of these.
  static final String ANY_FUNCTION = "any function";

  static final String ANY_TABLE = "any table";

  /// Within the path by which API Gateway invokes it as well.
  private static final Pattern FUNCTION =
      Pattern.compile("arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]+");

  /// Who issues the tokens of a user pool (Cognito developer guide, "Verifying a JSON web token").
  private static final Pattern ISSUER =
      Pattern.compile(
          "https://cognito-idp\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/(?<pool>[A-Za-z0-9_-]+)/?");

  /// Those that a look of this night found to be of the workshop. A later look goes by what is
  /// still to go, and these may stay.
  private final Set<Arn> ours = ConcurrentHashMap.newKeySet();

  /// The types of what may stand behind one.
  static String[] types() {
    return BEHIND.toArray(String[]::new);
  }

  /// Whatever of the candidates an API uses: the roles of each of the account, and what one of the
  /// workshop leads to.
  ///
  /// @param withRoles an API, with the roles that it takes
  /// @param settings all texts of an API that may lead somewhere
  /// @param gone what its service throws once it is not there any more
  Reading<List<Use>> uses(
      Place place,
      List<Resource> candidates,
      ResourceKind kind,
      UnaryOperator<Resource> withRoles,
      Function<Resource, Stream<String>> settings,
      Class<? extends RuntimeException> gone) {
    return Reading.both(
        Described.usesOfEach(place, beside(candidates), kind, withRoles, gone),
        behind(place, candidates, kind, settings, gone));
  }

  /// What nothing leads to, and whose users are to be found among all that there are.
  static List<Resource> beside(List<Resource> candidates) {
    return candidates.stream().filter(one -> !BEHIND.contains(one.type())).toList();
  }

  /// What of the candidates one of the workshop leads to. Asked only where something may stand
  /// behind one.
  Reading<List<Use>> behind(
      Place place,
      List<Resource> candidates,
      ResourceKind kind,
      Function<Resource, Stream<String>> settings,
      Class<? extends RuntimeException> gone) {
    var behind =
        candidates.stream()
            .filter(one -> BEHIND.contains(one.type()))
            .filter(kind.traits().order()::mayUse)
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
                    .flatMap(text -> led(place, text, behind))
                    .filter(behind::contains)
                    .distinct()
                    .map(used -> Use.by(door.arn(), door.label(), used).unordered())
                    .toList())
        // What could not be asked may lead to any of them.
        .blaming(_ -> behind);
  }

  /// A name that only a stage tells may be any function's, and which table API Gateway writes to by
  /// itself stands in the request that it makes (API Gateway developer guide, "Use stage
  /// variables", and "Amazon DynamoDB" as an integrated service).
  private static Stream<Arn> led(Place place, String text, Set<Arn> behind) {
    if (text.contains("${stageVariables.") || text.equals(ANY_FUNCTION)) {
      return behind.stream().filter(one -> one.service().equals("lambda"));
    }
    if (text.contains(":dynamodb:action/") || text.equals(ANY_TABLE)) {
      return behind.stream().filter(one -> one.service().equals("dynamodb"));
    }
    return led(place, text).stream();
  }

  private static Optional<Arn> led(Place place, String text) {
    var function = FUNCTION.matcher(text);
    if (function.find()) {
      return Answers.arn(function.group());
    }
    var issuer = ISSUER.matcher(text);
    return Answers.arn(issuer.matches() ? pool(place, issuer.group("pool")) : text);
  }

  /// A pool's id begins with its region, which need not be the API's.
  static String pool(Place place, String id) {
    return arn(place, "cognito-idp", id.replaceFirst("_.*", ""), "userpool/" + id);
  }

  static String arn(Place place, String service, @Nullable String region, String resource) {
    var here = place.arn(service, resource).toString();
    return region == null
        ? here
        : here.replaceFirst(":" + place.region() + ":", ":" + region + ":");
  }
}
