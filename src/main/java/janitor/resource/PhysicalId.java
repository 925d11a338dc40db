package janitor.resource;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// How the list of a stack names a thing of one kind: the physical id, which is what `Ref` returns
/// for its type and often not the ARN.
///
/// Source: the `Ref` section of each type's page in the CloudFormation user guide, and
/// `primaryIdentifier` of the registry's schemas.
///
/// @param arns what an id means in a place; nothing where nothing is called so; an exception where
///   the id has another form than the type's
/// @param of the id of a thing
public record PhysicalId(BiFunction<Place, String, List<Arn>> arns, Function<Resource, String> of) {

  /// The ARN itself.
  public static final PhysicalId ARN =
      new PhysicalId((_, id) -> List.of(Arn.of(id)), resource -> resource.arn().toString());

  /// What follows a prefix in an ARN with region and account.
  public static PhysicalId after(String service, String prefix) {
    return of((place, id) -> place.arn(service, prefix + id), prefix);
  }

  /// What follows a prefix in an ARN without an account, as API Gateway's are.
  public static PhysicalId afterRegional(String service, String prefix) {
    return of((place, id) -> place.regionArn(service, prefix + id), prefix);
  }

  /// What follows a prefix in an ARN without a region.
  public static PhysicalId afterGlobal(String service, String prefix) {
    return of((place, id) -> place.globalArn(service, prefix + id), prefix);
  }

  /// All of an ARN that has neither region nor account.
  public static PhysicalId bare(String service) {
    return of((place, id) -> place.bareArn(service, id), "");
  }

  private static PhysicalId of(BiFunction<Place, String, Arn> arn, String prefix) {
    return new PhysicalId(
        (place, id) -> List.of(id.startsWith("arn:") ? Arn.of(id) : arn.apply(place, id)),
        resource -> resource.arn().after(prefix));
  }

  /// A name that only the list of the kind leads to an ARN: that has a path, a group or a random
  /// part besides.
  public static PhysicalId listed(Function<Place, List<Resource>> list) {
    return new PhysicalId(
        (place, id) ->
            id.startsWith("arn:")
                ? List.of(Arn.of(id))
                : list.apply(place).stream()
                    .filter(resource -> resource.name().equals(id))
                    .map(Resource::arn)
                    .toList(),
        Resource::name);
  }
}
