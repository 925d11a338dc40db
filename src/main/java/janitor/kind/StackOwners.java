package janitor.kind;

import janitor.resource.OwnParts;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/// Stacks that something else made and deletes, by the names that it makes up. Deleted behind its
/// back it would go on believing in them: Beanstalk's environment could be neither updated nor
/// rebuilt, a stack set's instance would stay and be made anew.
///
/// Sources: the names `awseb-e-…-stack`, `SC-<account>-pp-…`, `aws-cloud9-<name>-<id>`,
/// `StackSet-<set>-<uuid>` and `DataZone-Env-<id>` in these services' user guides,
/// `stack/AWSProton-*` in Proton's service role, `CDKToolkit` and `aws-sam-cli-managed-default` in
/// the guides of the CDK and of SAM. A stack that a console merely made once (`ECS-Console-V2-…`,
/// `Infra-ECS-Cluster-…`), that CodeStar left behind when it ended (`awscodestar-…`), or that a
/// tool of the user's made for itself (`eksctl-…`, `amplify-…`) is its user's: CloudFormation is
/// where that is deleted.
final class StackOwners {
  private record Owner(Pattern names, String reason) {
    static Owner of(String names, String reason) {
      return new Owner(Pattern.compile(names), reason);
    }

    Optional<String> reason(String name) {
      return names.matcher(name).results().findFirst().map(match -> filled(match));
    }

    private String filled(MatchResult match) {
      return match.groupCount() == 0 || match.group(1) == null
          ? reason
          : reason.replace("$1", match.group(1));
    }
  }

  private static final List<Owner> OWNERS =
      List.of(
          Owner.of(
              "^awseb-(e-[a-z0-9]+)",
              "Elastic Beanstalk made it and deletes it with its environment: aws elasticbeanstalk"
                  + " terminate-environment --environment-id $1"),
          Owner.of(
              "^StackSet-(.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$",
              "CloudFormation StackSets made it and deletes it: in the account of the stack set,"
                  + " aws cloudformation delete-stack-instances --stack-set-name $1 with this"
                  + " account and region"),
          Owner.of(
              "^SC-\\d{12}-(pp-[a-z0-9]+)$",
              "Service Catalog made it and deletes it: aws servicecatalog"
                  + " terminate-provisioned-product --provisioned-product-id $1"),
          Owner.of(
              "^aws-cloud9-.+-([0-9a-f]{32})$",
              "Cloud9 made it and deletes it with its environment: aws cloud9 delete-environment"
                  + " --environment-id $1"),
          Owner.of(
              "^AWSProton-",
              "Proton made it and deletes it with its environment or service, in Proton's console"),
          Owner.of(
              "^DataZone-Env-([a-z0-9]+)$",
              "DataZone or SageMaker Unified Studio made it and deletes it with its environment $1,"
                  + " in its project"),
          Owner.of(
              "^CDKToolkit$",
              "it is the CDK's bootstrap, which serves every CDK stack of the account and region"),
          Owner.of(
              "^aws-sam-cli-managed-default$",
              "it holds the bucket through which SAM deploys every stack of the account and"
                  + " region"));

  private StackOwners() {}

  /// Why a stack is not to be deleted by anybody but its owner, and how that is done.
  static Optional<String> guard(Stack stack) {
    var told = stack.outputs().stream().map(Output::outputKey).collect(Collectors.toSet());
    return told.containsAll(OwnParts.OUTPUTS)
        ? Optional.of(OwnParts.A_JANITOR)
        : OWNERS.stream().flatMap(owner -> owner.reason(stack.stackName()).stream()).findFirst();
  }
}
