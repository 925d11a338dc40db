package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.RoleDetail;

/// All of an account's roles, policies, and who else has these attached: a thousand a call, and the
/// only list in which roles have tags.
record IamAccount(List<RoleDetail> roles, List<ManagedPolicyDetail> policies) {

  static final String ACTION = "iam:GetAccountAuthorizationDetails";

  static IamAccount of(Clients clients, Place place) {
    return place.once("iam account", () -> read(clients, place));
  }

  private static IamAccount read(Clients clients, Place place) {
    var pages =
        clients
            .iam(place.region())
            .getAccountAuthorizationDetailsPaginator(
                request ->
                    request.maxItems(1000).filter(EntityType.ROLE, EntityType.LOCAL_MANAGED_POLICY))
            .stream()
            .toList();
    return new IamAccount(
        pages.stream().flatMap(page -> page.roleDetailList().stream()).toList(),
        pages.stream().flatMap(page -> page.policies().stream()).toList());
  }

  /// Whether there is such a role, of this account.
  static boolean hasRole(Clients clients, Place place, Arn role) {
    return of(clients, place).roles().stream()
        .anyMatch(detail -> detail.arn().equals(role.toString()));
  }

  /// By its ARN, and as who names it without its path takes it.
  static Stream<Arn> withoutPath(Arn arn) {
    var resource = arn.resource();
    return Stream.of(
            arn,
            arn.sibling(
                resource.substring(0, resource.indexOf('/') + 1)
                    + resource.substring(resource.lastIndexOf('/') + 1)))
        .distinct();
  }

  /// Names as one fact.
  static String names(Stream<String> names) {
    return names.collect(Collectors.joining("\n"));
  }

  /// Calls for each of the names of a fact; what is gone by now is as good as done.
  static void each(String names, Function<String, ?> call) {
    names
        .lines()
        .forEach(
            name ->
                Found.unless(
                    NoSuchEntityException.class, () -> Optional.ofNullable(call.apply(name))));
  }
}
