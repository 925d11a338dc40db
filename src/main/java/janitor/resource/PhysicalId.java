package janitor.resource;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// How the list of a stack names a thing of one kind: the physical id, which is what `Ref` returns
/// for its type and often not the ARN.
///
/// Source: the `Ref` section of each type's page in the CloudFormation user guide, and
/// `primaryIdentifier` of the registry's schemas.
@FunctionalInterface
public interface PhysicalId {

  /// The ARN itself.
  PhysicalId ARN = (_, id) -> List.of(Arn.of(id));

  /// A name that only the list of the kind leads to an ARN: that has a path, a group or a random
  /// part besides.
  PhysicalId LISTED =
      (spot, id) ->
          id.startsWith("arn:") ? List.of(Arn.of(id)) : byName(spot).getOrDefault(id, List.of());

  /// What an id means where it is looked for; nothing where nothing is called so.
  ///
  /// @throws RuntimeException if the id has another form than the type's
  List<Arn> arns(Spot spot, String id);

  /// What follows a prefix in an ARN with region and account.
  static PhysicalId after(String service, String prefix) {
    return of((place, id) -> place.arn(service, prefix + id));
  }

  /// What follows a prefix in an ARN without an account, as API Gateway's are.
  static PhysicalId afterRegional(String service, String prefix) {
    return of((place, id) -> place.regionArn(service, prefix + id));
  }

  /// What follows a prefix in an ARN without a region.
  static PhysicalId afterGlobal(String service, String prefix) {
    return of((place, id) -> place.globalArn(service, prefix + id));
  }

  /// All of an ARN that has neither region nor account.
  static PhysicalId bare(String service) {
    return of((place, id) -> place.bareArn(service, id));
  }

  /// Made from its place, unless it is an ARN already.
  static PhysicalId of(BiFunction<Place, String, Arn> arn) {
    return (spot, id) -> List.of(id.startsWith("arn:") ? Arn.of(id) : arn.apply(spot.place(), id));
  }

  private static Map<String, List<Arn>> byName(Spot spot) {
    return spot.place()
        .once(
            spot.kind().type() + " by name",
            () ->
                spot.kind().list(spot.place()).stream()
                    .collect(
                        Collectors.groupingBy(
                            Resource::name,
                            Collectors.mapping(Resource::arn, Collectors.toList()))));
  }
}
