package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.RoleDetail;

/// Stays for every user, group and role that it is attached to, or bounds, and that stays: nothing
/// is detached here. All versions but the default one go first.
record IamManagedPolicy(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::IAM::ManagedPolicy";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("iam", "policy/")
          .actions(
              IamAccount.ACTION,
              "iam:ListEntitiesForPolicy",
              "iam:DeletePolicyVersion",
              "iam:DeletePolicy")
          .createdBy(Creation.answering("iam:CreatePolicy", "policy.arn"))
          .goesAfter(IamRole.TYPE)
          .because("IAM refuses as long as it is attached.")
          .usesOf(TYPE)
          .flags(Traits.Flag.GLOBAL)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// The account's own: those that AWS manages are not in the list.
  @Override
  public List<Resource> list(Place place) {
    return IamAccount.of(clients, place).policies().stream()
        .collect(Items.each(policy -> resource(place, policy)));
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
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var wanted =
        candidates.stream()
            .filter(resource -> resource.type().equals(TYPE))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    var account = IamAccount.of(clients, place);
    var roles =
        account.roles().stream()
            .flatMap(IamManagedPolicy::uses)
            .filter(use -> wanted.contains(use.used()))
            .toList();
    var byRoles = roles.stream().collect(Collectors.groupingBy(Use::used, Collectors.counting()));
    var used =
        account.policies().stream()
            .collect(Collectors.toMap(policy -> Arn.of(policy.arn()), IamManagedPolicy::usesInAll));
    // Users and groups by asking for each policy that roles alone do not account for: listing them
    // all would grow with the account.
    var others =
        Reading.each(
            wanted.stream()
                .filter(
                    policy ->
                        used.getOrDefault(policy, Long.MAX_VALUE)
                            > byRoles.getOrDefault(policy, 0L))
                .toList(),
            policy -> usersAndGroups(place, policy));
    return Reading.both(Reading.of(roles), others);
  }

  /// As IAM counts them: attachments, and users and roles that it bounds.
  private static long usesInAll(ManagedPolicyDetail policy) {
    return policy.attachmentCount() == null || policy.permissionsBoundaryUsageCount() == null
        ? Long.MAX_VALUE
        : policy.attachmentCount() + policy.permissionsBoundaryUsageCount();
  }

  private static Stream<Use> uses(RoleDetail role) {
    return Stream.concat(
            role.attachedManagedPolicies().stream().map(AttachedPolicy::policyArn),
            Optional.ofNullable(role.permissionsBoundary())
                .map(AttachedPermissionsBoundary::permissionsBoundaryArn)
                .stream())
        .flatMap(text -> Answers.arn(text).stream())
        .map(policy -> Use.by(Arn.of(role.arn()), "role " + role.roleName(), policy));
  }

  /// Attachments and boundaries alike: the call tells of both where no usage is filtered for.
  private List<Use> usersAndGroups(Place place, Arn policy) {
    var account = IamAccount.of(clients, place);
    return clients
        .iam(place.region())
        .listEntitiesForPolicyPaginator(request -> request.policyArn(policy.toString()))
        .stream()
        .flatMap(
            page ->
                Stream.concat(
                    page.policyUsers().stream()
                        .map(PolicyUser::userName)
                        .map(name -> Use.by(account.user(place, name), "user " + name, policy)),
                    page.policyGroups().stream()
                        .map(PolicyGroup::groupName)
                        .map(
                            name ->
                                Use.by(
                                    place.globalArn("iam", "group/" + name),
                                    "group " + name,
                                    policy))))
        .toList();
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
