package janitor.kind;

import janitor.resource.Arn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/// What a stack may list and CloudFormation cannot delete in the janitor's name: users and groups,
/// which may be persons', and what the whole account signs in by. Without a service role of its own
/// such a stack would lose its other members, and then end in DELETE_FAILED, night after night
/// (CloudFormation's guide, "AWS CloudFormation service role").
///
/// What each asks for: `handlers.delete.permissions` of the registry's schemas; of access keys and
/// additions to groups, which have no handler there, what IAM's API asks for.
public final class MembersBeyondRights {
  private static final Set<String> TYPES =
      Set.of(
          "AWS::IAM::AccessKey",
          "AWS::IAM::Group",
          "AWS::IAM::GroupPolicy",
          "AWS::IAM::OIDCProvider",
          "AWS::IAM::SAMLProvider",
          "AWS::IAM::ServerCertificate",
          "AWS::IAM::ServiceLinkedRole",
          IamUser.TYPE,
          "AWS::IAM::UserPolicy",
          "AWS::IAM::UserToGroupAddition",
          "AWS::IAM::VirtualMFADevice");

  private MembersBeyondRights() {}

  /// The types, as a template has them.
  public static Set<String> types() {
    return TYPES;
  }

  /// Why a stack stays that has such members and no service role, said before anything of it goes.
  /// Whether its template retains them is not asked: whoever reads this knows.
  ///
  /// @param members of it and of its nested stacks
  static Optional<String> guard(Stack stack, List<StackResourceSummary> members) {
    if (stack.roleARN() != null) {
      return Optional.empty();
    }
    var types =
        members.stream()
            .filter(member -> member.physicalResourceId() != null)
            .map(StackResourceSummary::resourceType)
            .filter(TYPES::contains)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return types.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it lists what the janitor has no right to delete ("
                + types
                + "), and CloudFormation would fail at that when the rest is gone: somebody who may"
                + " delete these deletes the stack: aws cloudformation delete-stack --stack-name "
                + stack.stackId()
                + " --region "
                + Arn.of(stack.stackId()).region());
  }
}
