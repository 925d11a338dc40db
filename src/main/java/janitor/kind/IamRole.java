package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.Tag;

/// The tag index never tells of roles. One goes when nothing is attached to it any more, and after
/// its instance profile; its boundary stays, since without it the role could do more.
/// Service-linked roles can be tagged too.
///
/// @param nightBegan by which a use is long ago or not
record IamRole(Clients clients, Supplier<Instant> nightBegan) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::IAM::Role";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("iam", "role/")
          .physicalId(PhysicalId.LISTED)
          .actions(
              IamAccount.ACTION, "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole")
          .createdBy(Creation.answering("iam:CreateRole", "role.arn"))
          .goesAfter(IamInstanceProfile.TYPE)
          .because("IAM refuses as long as a profile holds it.")
          .goesAfter(Emr.CLUSTER)
          .because(
              "EMR ends a cluster's servers with its role, which the cluster may name without its"
                  + " path.")
          .goesAfter(
              "AWS::Amplify::App",
              LambdaFunction.TYPE,
              "AWS::Personalize::DatasetGroup",
              "AWS::Pipes::Pipe",
              "AWS::SageMaker::Endpoint",
              "AWS::StepFunctions::StateMachine")
          .because(
              "They clean up in the background with the role that they were given: backends, "
                  + "network interfaces, jobs, polls, grants, executions. Without it that hangs or "
                  + "stays.")
          // The functions of a stack's custom resources work with roles that need not be its own.
          .neededBy(CloudFormationStack.TYPE)
          .flags(Traits.Flag.GLOBAL, Traits.Flag.UNINDEXED, Traits.Flag.NEEDED_UNSEEN)
          .build();

  /// IAM tells of a use within four hours (user guide, "Refine permissions using last accessed
  /// information"): what works with a role day by day has done so within this time.
  private static final Duration LATELY = Duration.ofDays(2);

  private static final Map<Pattern, String> GUARDS =
      Map.of(
          Pattern.compile(":role/aws-service-role/"), "an AWS service made it for itself",
          Pattern.compile(":role/aws-reserved/"), "IAM Identity Center or another service owns it",
          Pattern.compile("/OrganizationAccountAccessRole$"), "the organization enters by it",
          Pattern.compile("/AWSControlTower[^/]*$"), "Control Tower works with it",
          Pattern.compile("/(stacksets-exec-|AWSCloudFormationStackSet)[^/]*$"),
              "CloudFormation StackSets work with it",
          Pattern.compile(
                  "/cdk-[^/]+-(cfn-exec|deploy|file-publishing|image-publishing|lookup)-role-[^/]*$"),
              "it belongs to the CDK's bootstrap, which serves every CDK stack of the account");

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return IamAccount.of(clients, place).roles().stream()
        .collect(Items.each(role -> resource(place, role)));
  }

  private Resource resource(Place place, RoleDetail role) {
    var policies = role.attachedManagedPolicies().stream().map(AttachedPolicy::policyArn).toList();
    var resource =
        Resource.of(TYPE, Arn.of(role.arn()), place.region())
            .name(role.roleName())
            .tags(Tags.of(role.tags().stream().collect(Tags.byKey(Tag::key, Tag::value))))
            .createdAt(role.createDate())
            .fact("attached", IamAccount.names(policies.stream()))
            .fact(
                "inline",
                IamAccount.names(role.rolePolicyList().stream().map(PolicyDetail::policyName)));
    Trust.note(resource, Collections.singleton(role.assumeRolePolicyDocument()));
    Ec2.alsoNamed(resource, names(role));
    // Wherever a role is used, there may be the stack that made it.
    Optional.ofNullable(role.roleLastUsed())
        .map(RoleLastUsed::region)
        .filter(Place::isRegion)
        .ifPresent(region -> resource.fact(Resource.ALSO_IN, region));
    Optional.ofNullable(role.roleLastUsed())
        .map(RoleLastUsed::lastUsedDate)
        .filter(at -> at.isAfter(nightBegan.get().minus(LATELY)))
        .ifPresent(at -> resource.fact(Resource.USED_LATELY, at.toString().substring(0, 10)));
    Stream.concat(policies.stream(), boundary(role).stream())
        .flatMap(text -> Answers.arn(text).stream())
        .forEach(resource::uses);
    GUARDS.forEach(
        (pattern, reason) -> {
          if (pattern.matcher(role.arn()).find()) {
            resource.guard(reason);
          }
        });
    return resource.build();
  }

  /// A server names the profile that holds it; EMR and Batch may name either without its path, and
  /// no two of an account have the same name (API reference of IAM, CreateRole).
  private static Arn[] names(RoleDetail role) {
    return Stream.concat(
            Stream.of(Arn.of(role.arn())),
            role.instanceProfileList().stream()
                .flatMap(profile -> Answers.arn(profile.arn()).stream()))
        .flatMap(IamAccount::withoutPath)
        .toArray(Arn[]::new);
  }

  private static Optional<String> boundary(RoleDetail role) {
    return Optional.ofNullable(role.permissionsBoundary())
        .map(AttachedPermissionsBoundary::permissionsBoundaryArn);
  }

  @Override
  public Deletion delete(Resource role, Deadline deadline) {
    var iam = clients.iam(role.region());
    var name = role.name();
    IamAccount.each(
        role.fact("inline"),
        policy -> iam.deleteRolePolicy(request -> request.roleName(name).policyName(policy)));
    IamAccount.each(
        role.fact("attached"),
        policy -> iam.detachRolePolicy(request -> request.roleName(name).policyArn(policy)));
    iam.deleteRole(request -> request.roleName(name));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> roles) {
    if (roles.isEmpty()) {
      return Reading.of(Map.of());
    }
    return Found.tags(new Spot(this, place).listed(roles.stream().map(Resource::arn).toList()));
  }
}
