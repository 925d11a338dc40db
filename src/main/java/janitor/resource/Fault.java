package janitor.resource;

import java.util.Optional;
import java.util.stream.Stream;

/// An error of AWS, put into one of the few classes that the janitor treats differently.
///
/// @param action the IAM action that was refused, where the class is DENIED and AWS named it
/// @param cause what exactly is in the way, where AWS said so: it decides what helps
/// @param unknown the answer itself, where no class fits it
public record Fault(
    Sort of, String message, Optional<String> action, Cause cause, Optional<Answer> unknown) {

  /// A fault of which no more is known than its class.
  public Fault(Sort of, String message, Optional<String> action) {
    this(of, message, action, Cause.UNSAID, Optional.empty());
  }

  public enum Sort {
    /// Too many calls: slow down and ask again.
    THROTTLED,
    /// In a transition, or somebody else's change is under way: the next round.
    BUSY,
    /// Something else still refers to it: the next round.
    DEPENDENCY,
    /// A protection forbids it: into the report.
    PROTECTED,
    /// A person has to put something else right first: into the report, with what helps.
    BLOCKED,
    /// It is not there: success.
    GONE,
    /// The janitor lacks a permission: into the report, with what has to change.
    DENIED,
    /// The network, or a 5xx of the service, after the SDK's own retries: the next round.
    TRANSIENT,
    /// No answer of AWS's at all, or none that the janitor knows how to read: into the report, with
    /// where it happened.
    UNEXPECTED,
    /// Anything else: into the report, with the answer to be passed on.
    OTHER
  }

  /// What is in the way, as far as AWS tells.
  public enum Cause {
    /// No more than the class says.
    UNSAID,
    /// No policy of the janitor's role allows it.
    NOT_GRANTED,
    /// A policy of the janitor's role denies it.
    IDENTITY_POLICY,
    /// The resource's own policy denies it.
    RESOURCE_POLICY,
    /// The resource's own policy would have to allow it, and does not.
    RESOURCE_POLICY_SILENT,
    SERVICE_CONTROL_POLICY,
    RESOURCE_CONTROL_POLICY,
    PERMISSIONS_BOUNDARY,
    SESSION_POLICY,
    VPC_ENDPOINT_POLICY,
    ROLE_TRUST_POLICY,
    /// The bucket's MFA delete.
    MFA,
    /// The janitor's credentials are no good, for anything or in this region.
    CREDENTIALS,
    /// CloudFormation cannot take the role that the stack names.
    STACK_ROLE,
    /// Cognito cannot take the role with which a pool sends text messages.
    SMS_ROLE,
    /// Cognito may not send through the identity that a pool names.
    EMAIL_ROLE,
    PRICING_PLAN,
    DISTRIBUTION_TENANTS,
    /// A table that another was copied from within a day.
    YOUNG_REPLICA,
    /// A copy of a user pool, which its primary has to let go.
    POOL_REPLICA,
    /// Another service of AWS keeps it for itself.
    KEPT_BY_AWS,
    /// The service's name leads nowhere from here, and it may be there all the same.
    NO_ENDPOINT,
    /// The region has no such service, or the service has no such operation there: nothing that it
    /// would tell of can be.
    NOT_OFFERED,
    /// CloudFormation's registry of the region has no such type. The service may be there.
    NOT_REGISTERED,
    /// A handler of Cloud Control's met what changes just now, or has something in it yet: it has
    /// one code for both.
    CONFLICT
  }

  /// What AWS said, as it is to be passed on.
  ///
  /// @param service as the SDK names it: `cloudwatchlogs`
  /// @param operation empty where the answer does not tell what was asked
  public record Answer(String service, String operation, String code, int status, String message) {}

  /// Whether the next round may well succeed.
  public boolean isPassing() {
    return switch (of) {
      case THROTTLED, BUSY, DEPENDENCY, TRANSIENT -> true;
      case PROTECTED, BLOCKED, GONE, DENIED, UNEXPECTED, OTHER -> false;
    };
  }

  /// The action that the janitor's role would have to be allowed, where that is what helps.
  public Optional<String> missing() {
    return switch (cause) {
      case UNSAID, NOT_GRANTED -> action;
      case IDENTITY_POLICY,
          RESOURCE_POLICY,
          RESOURCE_POLICY_SILENT,
          SERVICE_CONTROL_POLICY,
          RESOURCE_CONTROL_POLICY,
          PERMISSIONS_BOUNDARY,
          SESSION_POLICY,
          VPC_ENDPOINT_POLICY,
          ROLE_TRUST_POLICY,
          MFA,
          CREDENTIALS,
          STACK_ROLE,
          SMS_ROLE,
          EMAIL_ROLE,
          PRICING_PLAN,
          DISTRIBUTION_TENANTS,
          YOUNG_REPLICA,
          POOL_REPLICA,
          KEPT_BY_AWS,
          NO_ENDPOINT,
          NOT_OFFERED,
          NOT_REGISTERED,
          CONFLICT ->
          Optional.empty();
    };
  }

  /// What nobody foresaw: an answer without what it should hold, or a fault of the janitor's own.
  /// It costs what was asked about, and is told with where it happened.
  public static Fault unexpected(RuntimeException error) {
    var at =
        Stream.of(error.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("janitor."))
            .findFirst()
            .map(frame -> ", at " + frame)
            .orElse("");
    return new Fault(Sort.UNEXPECTED, error + at, Optional.empty());
  }

  /// Puts an exception into its class; [#unexpected] where it is no answer of AWS or the network.
  @FunctionalInterface
  public interface Classifier {
    Fault classify(RuntimeException error);
  }
}
