package janitor.aws;

import janitor.resource.Fault;
import janitor.resource.Fault.Cause;
import janitor.resource.Fault.Sort;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Why AWS refused, where it is not for the janitor to put right: what only a person can change,
/// and whose policy denied.
final class Causes {
  private Causes() {}

  /// Nothing was asked of anybody: who asks is not known. S3's "does not exist in our records"
  /// speaks of the key, and so does a region that the account has not opted in to.
  static final Set<String> CREDENTIALS =
      Set.of(
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "IncompleteSignature",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "ExpiredToken",
          "ExpiredTokenException",
          "RequestExpired",
          "RequestTimeTooSkewed",
          "AuthFailure");

  /// Rules, roles and security groups that another service of AWS made, or that it never lets go.
  static final Set<String> KEPT_BY_AWS =
      Set.of(
          "ManagedRuleException",
          "UnmodifiableEntity",
          "UnmodifiableEntityException",
          "CannotDelete");

  /// What only a person can put right, whatever the code: the words tell.
  private static final Map<Pattern, Cause> BLOCKED =
      Map.of(
          Pattern.compile("subscribed to a pricing plan"), Cause.PRICING_PLAN,
          Pattern.compile("(?i)distribution tenant"), Cause.DISTRIBUTION_TENANTS,
          Pattern.compile("(?i)\\brole\\b.* is invalid or cannot be assumed"), Cause.STACK_ROLE,
          Pattern.compile("(?i)source region for new replica.* last 24 hours"),
              Cause.YOUNG_REPLICA);

  private static final Map<String, Cause> BLOCKED_CODES =
      Map.of(
          "InvalidSmsRoleAccessPolicyException", Cause.SMS_ROLE,
          "InvalidSmsRoleTrustRelationshipException", Cause.SMS_ROLE,
          "InvalidEmailRoleAccessPolicyException", Cause.EMAIL_ROLE,
          "OperationNotEnabledException", Cause.POOL_REPLICA);

  /// How AWS's sentence ends. Source: IAM user guide, "Troubleshoot access denied error messages".
  private static final Pattern DENIAL =
      Pattern.compile(
          "(because no|with an explicit deny in (?:an?|the)) (identity-based policy|resource-based"
              + " policy|service control policy|resource control policy|permissions"
              + " boundary|session policy|VPC endpoint policy|role trust policy)",
          Pattern.CASE_INSENSITIVE);

  /// How a service says that the region has no such API. DAX answers by the first in regions
  /// without it (turbot/steampipe-plugin-aws #782).
  private static final Pattern NO_SUCH_API = Pattern.compile("^Access Denied to API Version\\b");

  /// How a service that AWS has closed tells whoever never used it: "Only existing Timestream for
  /// LiveAnalytics customers can access the service" (its guide: since 20 June 2025), "AmazonML is
  /// no longer available to new customers". Who has something in it is no new customer.
  private static final Pattern CLOSED =
      Pattern.compile(
          "\\bOnly existing [^.]{1,60} customers can access\\b"
              + "|\\bno longer (open|available) to new customers\\b");

  private static final Set<String> NO_SUCH_OPERATION =
      Set.of("UnknownOperationException", "UnknownOperation", "InvalidAction");

  /// "Not implemented", by HTTP's own words. S3 says so of a single header ("Error responses" in
  /// its API reference).
  private static final int NOT_IMPLEMENTED = 501;

  private static final int SERVERS_FAULT = 500;

  /// A path, or an operation, that an emulator does not know.
  private static final Set<Integer> GAPS = Set.of(404, 500, NOT_IMPLEMENTED);

  /// Whether an emulator that says so lacks what it was asked for.
  static boolean isGap(int status, String code) {
    return GAPS.contains(status) && code.isEmpty();
  }

  /// What an emulator such as moto lacks it answers with a page of HTML. AWS has a code.
  private static boolean isNotOffered(Fault.Answer answer, boolean isOfAws) {
    return NO_SUCH_OPERATION.contains(answer.code())
        || NO_SUCH_API.matcher(answer.message()).find()
        || CLOSED.matcher(answer.message()).find()
        || (answer.status() == NOT_IMPLEMENTED && !answer.service().startsWith("s3"))
        || (!isOfAws && isGap(answer.status(), answer.code()));
  }

  /// SageMaker denies in words alone what it would do in the caller's name.
  private static final Pattern DENIAL_IN_WORDS =
      Pattern.compile("does not have [a-z-]+:[A-Za-z]+ permission");

  /// SES puts the action into quotes, and SNS writes itself in capitals.
  private static final Pattern ACTION =
      Pattern.compile(
          "(?:not authorized to perform:? [`'\"]?|does not have (?=[a-z-]+:[A-Za-z]+ permission))"
              + "([A-Za-z0-9-]+):([A-Za-z0-9*]+)");

  /// Of an address that a NAT gateway has, EC2 says that one has no permission to access it
  /// (kubernetes/kops #938).
  static boolean isHeldByNatGateway(Fault.Answer answer) {
    return answer.service().equals("ec2")
        && answer.operation().equals("ReleaseAddress")
        && answer.code().equals("AuthFailure")
        && answer.message().contains("permission to access the specified resource");
  }

  static boolean isDenied(Fault.Answer answer) {
    return CREDENTIALS.contains(answer.code()) || DENIAL_IN_WORDS.matcher(answer.message()).find();
  }

  /// The action that the caller lacks, where AWS names it.
  static Optional<String> missing(Fault.Answer answer) {
    var action = ACTION.matcher(answer.message());
    return action.find()
        ? Optional.of(action.group(1).toLowerCase(Locale.ROOT) + ":" + action.group(2))
        : Optional.empty();
  }

  static boolean isBlocked(Fault.Answer answer) {
    return BLOCKED_CODES.containsKey(answer.code()) || blocked(answer.message()).isPresent();
  }

  /// What a text of AWS's says only a person can put right; some of them stand in no error, but in
  /// a stack's events.
  static Optional<Cause> blocked(String text) {
    return BLOCKED.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(text).find())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /// Cloud Control's words for a type that CloudFormation has not in that region (API reference,
  /// ListResources).
  private static final String NO_SUCH_TYPE = "TypeNotFoundException";

  /// Code and message on one line; a page of HTML, or nothing, has neither.
  static String words(Fault.Answer answer) {
    if (answer.code().isEmpty() && answer.message().isEmpty()) {
      return "the service "
          + (answer.status() >= SERVERS_FAULT ? "failed" : "refused")
          + " without saying why (HTTP "
          + answer.status()
          + ")";
    }
    return (answer.code().isEmpty() ? "HTTP " + answer.status() : answer.code())
        + ": "
        + answer.message();
  }

  /// Why, as far as AWS said; of what was denied, whose policy did it.
  ///
  /// @param isOfAws whether AWS itself gave the answer, and no emulator
  static Cause of(Sort sort, Fault.Answer answer, boolean isOfAws) {
    if (isNotOffered(answer, isOfAws)) {
      return Cause.NOT_OFFERED;
    }
    if (answer.code().equals(NO_SUCH_TYPE)) {
      return Cause.NOT_REGISTERED;
    }
    if (sort == Sort.BUSY && HandlerErrors.isConflict(answer)) {
      return Cause.CONFLICT;
    }
    return switch (sort) {
      case DENIED -> CREDENTIALS.contains(answer.code()) ? Cause.CREDENTIALS : denial(answer);
      case BLOCKED ->
          Optional.ofNullable(BLOCKED_CODES.get(answer.code()))
              .or(() -> blocked(answer.message()))
              .orElse(Cause.UNSAID);
      case PROTECTED -> KEPT_BY_AWS.contains(answer.code()) ? Cause.KEPT_BY_AWS : Cause.UNSAID;
      case THROTTLED, BUSY, DEPENDENCY, GONE, TRANSIENT, UNEXPECTED, OTHER -> Cause.UNSAID;
    };
  }

  /// Names of things stand before it in the sentence: the last match is AWS's own.
  private static Cause denial(Fault.Answer answer) {
    if (answer.message().contains("Mfa Authentication must be used")) {
      return Cause.MFA;
    }
    return DENIAL
        .matcher(answer.message())
        .results()
        .reduce((_, last) -> last)
        .map(
            found ->
                denial(
                    found.group(2).toLowerCase(Locale.ROOT),
                    found.group(1).equalsIgnoreCase("because no")))
        .orElse(Cause.UNSAID);
  }

  private static Cause denial(String policy, boolean isSilent) {
    return switch (policy) {
      case "identity-based policy" -> isSilent ? Cause.NOT_GRANTED : Cause.IDENTITY_POLICY;
      case "resource-based policy" ->
          isSilent ? Cause.RESOURCE_POLICY_SILENT : Cause.RESOURCE_POLICY;
      case "service control policy" -> Cause.SERVICE_CONTROL_POLICY;
      case "resource control policy" -> Cause.RESOURCE_CONTROL_POLICY;
      case "permissions boundary" -> Cause.PERMISSIONS_BOUNDARY;
      case "session policy" -> Cause.SESSION_POLICY;
      case "vpc endpoint policy" -> Cause.VPC_ENDPOINT_POLICY;
      case "role trust policy" -> Cause.ROLE_TRUST_POLICY;
      default -> throw new IllegalStateException("DENIAL names a policy more: " + policy);
    };
  }
}
