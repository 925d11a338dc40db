package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/// Stays for every user, group and role that it is attached to, or bounds, and that stays: nothing
/// is detached here. All versions but the default one go first.
final class IamManagedPolicy implements ResourceKind {
  static final String TYPE = "AWS::IAM::ManagedPolicy";

  private final Clients clients;

  IamManagedPolicy(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of(IamAccount.ACTION, "iam:DeletePolicyVersion", "iam:DeletePolicy");
  }

  @Override
  public boolean isGlobal() {
    return true;
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of(IamRole.TYPE, "AWS::CloudFormation::Stack");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("iam", "policy/");
  }

  /// The account's own: those that AWS manages are not in the list.
  @Override
  public List<Resource> list(Place place) {
    return IamAccount.of(clients, place).policies().stream()
        .map(policy -> resource(place, policy))
        .toList();
  }

  private static Resource resource(Place place, ManagedPolicyDetail policy) {
    var others =
        policy.policyVersionList().stream()
            .filter(version -> !Boolean.TRUE.equals(version.isDefaultVersion()))
            .map(PolicyVersion::versionId);
    return Resource.of(TYPE, Arn.of(policy.arn()), place.region())
        .name(policy.arn().substring(policy.arn().lastIndexOf('/') + 1))
        .createdAt(policy.createDate())
        .fact("versions", IamAccount.names(others))
        .build();
  }

  @Override
  public Set<String> usesOf() {
    return Set.of(TYPE);
  }

  @Override
  public List<Use> uses(Place place, List<Resource> candidates) {
    var account = IamAccount.of(clients, place);
    var all =
        Stream.of(
                account.roles().stream()
                    .flatMap(
                        one ->
                            uses(
                                one.arn(),
                                "role " + one.roleName(),
                                one.attachedManagedPolicies(),
                                one.permissionsBoundary())),
                account.users().stream()
                    .flatMap(
                        one ->
                            uses(
                                one.arn(),
                                "user " + one.userName(),
                                one.attachedManagedPolicies(),
                                one.permissionsBoundary())),
                account.groups().stream()
                    .flatMap(
                        one ->
                            uses(
                                one.arn(),
                                "group " + one.groupName(),
                                one.attachedManagedPolicies(),
                                null)))
            .flatMap(uses -> uses);
    var wanted = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    return all.filter(use -> wanted.contains(use.used())).toList();
  }

  private static Stream<Use> uses(
      String user,
      String name,
      List<AttachedPolicy> attached,
      @org.jspecify.annotations.Nullable AttachedPermissionsBoundary boundary) {
    return Stream.concat(
            attached.stream().map(AttachedPolicy::policyArn),
            Optional.ofNullable(boundary)
                .map(AttachedPermissionsBoundary::permissionsBoundaryArn)
                .stream())
        .flatMap(text -> Answers.arn(text).stream())
        .map(policy -> new Use(Arn.of(user), name, policy));
  }

  @Override
  public Deletion delete(Resource policy, Deadline deadline) {
    var iam = clients.iam(policy.region());
    var arn = policy.arn().toString();
    IamAccount.each(
        policy.fact("versions"),
        version -> iam.deletePolicyVersion(request -> request.policyArn(arn).versionId(version)));
    iam.deletePolicy(request -> request.policyArn(arn));
    return Deletion.ASKED;
  }
}
