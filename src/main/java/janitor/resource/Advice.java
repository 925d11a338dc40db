package janitor.resource;

import java.util.Optional;
import java.util.regex.Pattern;

/// Says in plain words what a fault means, and what a person can do about it: who has to change
/// what, and the command where there is one.
public final class Advice {

  /// Names that a shell takes as they are; any other stands as a placeholder.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+=-]*");

  private static final Pattern ON_RESOURCE =
      Pattern.compile(
          "on resource:?"
              + " [`'\"]?(arn:[a-z-]+:[a-z0-9-]+:[^\\s,;'\"<>:]*:[^\\s,;'\"<>:]*:[^\\s,;'\"<>]+)");

  /// Every name in its commands is a placeholder.
  private static final Arn NOTHING = new Arn("", "", "", "", "");

  private Advice() {}

  /// What is in the way.
  public static String cause(Fault fault) {
    return switch (fault.cause()) {
      case UNSAID -> plain(fault);
      case NOT_GRANTED -> may(fault, "no policy of the janitor's role allows");
      case IDENTITY_POLICY -> may(fault, "a policy of the janitor's own role denies");
      case RESOURCE_POLICY -> may(fault, "its own policy denies everybody, or the janitor,");
      case RESOURCE_POLICY_SILENT -> may(fault, "its own policy does not allow the janitor");
      case SERVICE_CONTROL_POLICY ->
          may(fault, "a service control policy of the organisation denies");
      case RESOURCE_CONTROL_POLICY ->
          may(fault, "a resource control policy of the organisation denies");
      case PERMISSIONS_BOUNDARY ->
          may(fault, "the permissions boundary of the janitor's role denies");
      case SESSION_POLICY ->
          may(fault, "the policy of the session that the janitor runs in denies");
      case VPC_ENDPOINT_POLICY -> may(fault, "the policy of a VPC endpoint denies");
      case ROLE_TRUST_POLICY -> may(fault, "the trust policy of a role denies");
      case MFA -> "the bucket wants an MFA device for that: its MFA delete is on";
      case CREDENTIALS -> "AWS does not take the janitor's credentials";
      case STACK_ROLE ->
          "the service role of the stack is gone, or CloudFormation may not assume it";
      case SMS_ROLE -> "the role with which the pool sends text messages is gone or of no use";
      case EMAIL_ROLE -> "Cognito may not send through the identity that the pool names";
      case PRICING_PLAN -> "the distribution is subscribed to a pricing plan";
      case DISTRIBUTION_TENANTS -> "the distribution still has tenants";
      case YOUNG_REPLICA -> "another table was copied from it within the last 24 hours";
      case POOL_REPLICA -> "the pool is a copy of one in another region";
      case KEPT_BY_AWS -> "another service of AWS keeps it for itself";
      case NO_ENDPOINT -> "the name of the service leads nowhere from here";
      case NOT_OFFERED -> "AWS does not offer this in that region";
      case NOT_REGISTERED -> "CloudFormation does not know the type in that region";
      case CONFLICT -> "it is being changed, or there is something in it yet, or beside it";
    };
  }

  private static String may(Fault fault, String who) {
    return who + " " + fault.action().orElse("it");
  }

  private static String plain(Fault fault) {
    return switch (fault.of()) {
      case DENIED ->
          fault
              .action()
              .map(action -> "the janitor's role may not do " + action)
              .orElse("the janitor's role may not do this");
      case PROTECTED -> "a protection forbids it";
      case BLOCKED -> "something else has to be put right first";
      case DEPENDENCY -> "something else still uses it";
      case THROTTLED -> "AWS took no more requests of this sort for a while";
      case BUSY -> "AWS or somebody else is still changing it";
      case TRANSIENT -> "AWS could not be reached, or had a fault of its own";
      case GONE -> "it is not there";
      case UNEXPECTED -> "the janitor did not expect what it met";
      case OTHER -> "AWS refused, in words that the janitor does not know";
    };
  }

  /// What helps where a cause was told in another way than by an error.
  public static String remedy(Fault.Cause cause, Arn of) {
    return remedy(new Fault(Fault.Sort.BLOCKED, "", Optional.empty(), cause, Optional.empty()), of);
  }

  /// What helps, where the fault may be of no one thing.
  static String remedy(Fault fault, Optional<Arn> of) {
    return remedy(fault, of.or(() -> spokenOf(fault)).orElse(NOTHING));
  }

  /// What helps.
  public static String remedy(Fault fault, Arn of) {
    return switch (fault.cause()) {
      case UNSAID -> plainRemedy(fault);
      case NOT_GRANTED -> grant(fault) + switchedOff(of);
      case IDENTITY_POLICY ->
          "Take the Deny out of the policy that AWS names, or of those that the role of the janitor"
              + " has: an Allow beside it does not help.";
      case RESOURCE_POLICY -> resourcePolicy(spokenOf(fault).orElse(of));
      case RESOURCE_POLICY_SILENT ->
          "Add the janitor's role"
              + fault.action().map(action -> " and " + action).orElse("")
              + " to its own policy; a right of the role alone does not help.";
      case SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY ->
          "Ask who manages the organisation: nothing in this account can allow it, not even its"
              + " root user.";
      case PERMISSIONS_BOUNDARY ->
          "Let the permissions boundary of the janitor's role allow "
              + fault.action().orElse("it")
              + "; whoever set the boundary can. A right of the role alone does not help.";
      case SESSION_POLICY ->
          "Start the janitor in a session whose policy allows "
              + fault.action().orElse("it")
              + "; a right of the role alone does not help.";
      case VPC_ENDPOINT_POLICY ->
          "Let the policy of the VPC endpoint allow "
              + fault.action().orElse("it")
              + ": who runs the network can.";
      case ROLE_TRUST_POLICY -> "Let the trust policy of the role that AWS names allow it.";
      case MFA -> mfa(of);
      case CREDENTIALS ->
          "Sign in again and run it again. If only one region says so, it is not switched on for"
              + " this account: take it out of Regions, or switch it on.";
      case STACK_ROLE ->
          "Make a role of that name again that cloudformation.amazonaws.com may assume and that may"
              + " delete the stack's members, or name another: "
              + stackRole(of);
      case SMS_ROLE ->
          "Make that role again, trusted by cognito-idp.amazonaws.com, or switch deletion"
              + " protection off in the console; the janitor deletes the pool then.";
      case EMAIL_ROLE ->
          "Let Cognito send through that identity again, or switch deletion protection off in the"
              + " console; the janitor deletes the pool then.";
      case PRICING_PLAN ->
          "Cancel the plan in CloudFront's console: only a person can. The distribution can go once"
              + " the billing cycle is over, and the janitor deletes it then.";
      case DISTRIBUTION_TENANTS ->
          "Disable and delete its tenants first; this lists them: " + tenants(of);
      case YOUNG_REPLICA ->
          "Nothing: it can go 24 hours after its newest replica was made, and the janitor asks"
              + " again every night.";
      case POOL_REPLICA ->
          "Take it off in the region of its primary: aws cognito-idp update-user-pool-replica with"
              + " the status INACTIVE, then delete-user-pool-replica.";
      case KEPT_BY_AWS ->
          "Delete what it was made for, in the service that AWS names; it goes with that.";
      case NO_ENDPOINT ->
          "Nothing, if AWS has no such service in that region; else see that the janitor's network"
              + " reaches it.";
      // Lists of what there is never come here: what is not offered is known to hold nothing.
      case NOT_OFFERED ->
          "Look there by hand, in the console or with what the emulator has: whatever answered does"
              + " not offer this.";
      case NOT_REGISTERED ->
          "Delete it in the console of its service: where CloudFormation does not know the type the"
              + " janitor can neither read nor delete it.";
      case CONFLICT ->
          "Nothing today: the janitor asks again. If the same words come back tomorrow, find what"
              + " they name in it or beside it, which may carry no tag, and delete that.";
    };
  }

  private static String plainRemedy(Fault fault) {
    return switch (fault.of()) {
      case DENIED -> grant(fault);
      case PROTECTED ->
          "Lift the protection by hand, or let the janitor: LiftProtection. To keep it for good,"
              + " give it the tag janitor:keep.";
      case BLOCKED -> "Read what AWS says, and put that right.";
      case DEPENDENCY ->
          "Find what AWS names in this message and delete it, or give both the tag janitor:keep.";
      case THROTTLED, BUSY, TRANSIENT -> "Nothing: the janitor asks again.";
      case GONE -> "Nothing: it is gone.";
      case UNEXPECTED ->
          "Delete it by hand if it stays, and tell the janitor's makers: this line says where it"
              + " happened.";
      case OTHER ->
          "Read what AWS says, and delete it by hand if it stays."
              + (fault.unknown().isPresent()
                  ? " The janitor should know this answer: the block at the end of this report can"
                      + " be pasted into an issue."
                  : "");
    };
  }

  private static String grant(Fault fault) {
    return fault
        .action()
        .map(action -> "Allow the janitor's role the action " + action + ".")
        .orElse("Allow the janitor's role what AWS names in this message.");
  }

  /// Where AWS does not look at the tags of tables, a right under the tag's condition is none.
  /// Source: DynamoDB developer guide, "Enabling ABAC in DynamoDB".
  private static String switchedOff(Arn of) {
    return of.service().equals("dynamodb")
        ? " If it has that under the condition of the tag, attribute-based access control is off"
            + " for tables in this account: switch it on in DynamoDB's settings."
        : "";
  }

  /// Source: S3 user guide, "Examples of bucket policies" and "Bucket policies": the root user of
  /// the account may delete a bucket's policy whatever that says.
  private static String resourcePolicy(Arn of) {
    var bucket = of.resource().replaceFirst("/.*", "");
    return switch (of.service()) {
      case "s3" ->
          "Sign in as the account's root user, whom no bucket policy can shut out: aws s3api"
              + " delete-bucket-policy --bucket "
              + plain(bucket, "BUCKET");
      case "kms" ->
          "Change the key's own policy, as somebody whom it lets. Where it lets nobody, only AWS"
              + " Support can help.";
      default ->
          "Change its own policy, as somebody whom it lets: an Allow for the janitor's role does"
              + " not help against a Deny there.";
    };
  }

  /// A stack's deletion may be refused for the bucket in it that is emptied before.
  private static Optional<Arn> spokenOf(Fault fault) {
    return ON_RESOURCE
        .matcher(fault.message())
        .results()
        .map(found -> Arn.of(found.group(1)))
        .findFirst();
  }

  /// Only the root user, with its device, switches it off.
  private static String mfa(Arn bucket) {
    return "Only the account's root user can switch it off, with its MFA device: aws s3api"
        + " put-bucket-versioning --bucket "
        + plain(bucket.service().equals("s3") ? bucket.resource() : "", "BUCKET")
        + " --versioning-configuration Status=Suspended,MFADelete=Disabled --mfa 'SERIAL CODE'";
  }

  /// The command that deletes a stack with another role than its own.
  private static String stackRole(Arn stack) {
    return "aws cloudformation delete-stack --stack-name "
        + plain(stack.toString(), "STACK")
        + " --region "
        + plain(stack.region(), "REGION")
        + " --role-arn ROLE";
  }

  /// The command that lists the tenants of a distribution.
  private static String tenants(Arn distribution) {
    return "aws cloudfront list-distribution-tenants --association-filter DistributionId="
        + plain(distribution.resource().replaceFirst("^distribution/", ""), "ID");
  }

  private static String plain(String name, String otherwise) {
    return PLAIN.matcher(name).matches() ? name : otherwise;
  }
}
