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
import software.amazon.awssdk.services.iam.model.UserDetail;

/// All of an account's roles, users, policies, and who else has these attached: a thousand a call,
/// and the only list in which roles and users have tags (botocore's model of IAM, UserDetail).
record IamAccount(
    List<RoleDetail> roles, List<UserDetail> users, List<ManagedPolicyDetail> policies) {

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
                    request
                        .maxItems(1000)
                        .filter(EntityType.ROLE, EntityType.USER, EntityType.LOCAL_MANAGED_POLICY))
            .stream()
            .toList();
    return new IamAccount(
        pages.stream().flatMap(page -> page.roleDetailList().stream()).toList(),
        pages.stream().flatMap(page -> page.userDetailList().stream()).toList(),
        pages.stream().flatMap(page -> page.policies().stream()).toList());
  }

  /// Whether there is such a role, of this account.
  static boolean hasRole(Clients clients, Place place, Arn role) {
    return of(clients, place).roles().stream()
        .anyMatch(detail -> detail.arn().equals(role.toString()));
  }

  /// The user of that name, of which there is one whatever its path (API reference of IAM,
  /// CreateUser); as if without a path where there is none by now.
  Arn user(Place place, String name) {
    return users.stream()
        .filter(user -> name.equals(user.userName()))
        .flatMap(user -> Answers.arn(user.arn()).stream())
        .findFirst()
        .orElseGet(() -> place.globalArn("iam", "user/" + name));
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
