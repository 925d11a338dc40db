package janitor.aws;

import janitor.resource.Fault;
import janitor.resource.Fault.Sort;
import java.util.Map;
import java.util.Optional;

/// What the handlers behind Cloud Control say in its name. Source: CloudFormation CLI user guide,
/// "Handler error codes".
final class HandlerErrors {

  private static final Map<String, Sort> BY_CODE =
      Map.ofEntries(
          Map.entry("AccessDenied", Sort.DENIED),
          Map.entry("InvalidCredentials", Sort.DENIED),
          Map.entry("UnauthorizedTaggingOperation", Sort.DENIED),
          // Asked only of what reads back by the same name: it is there.
          Map.entry("NotFound", Sort.TRANSIENT),
          // The region does not have the type: that says nothing of the thing.
          Map.entry("TypeNotFoundException", Sort.OTHER),
          Map.entry("ResourceConflict", Sort.BUSY),
          Map.entry("Throttling", Sort.THROTTLED),
          Map.entry("ServiceLimitExceeded", Sort.THROTTLED),
          Map.entry("NotStabilized", Sort.TRANSIENT),
          Map.entry("ServiceTimeout", Sort.TRANSIENT),
          Map.entry("NetworkFailure", Sort.TRANSIENT),
          Map.entry("ServiceInternalError", Sort.TRANSIENT),
          Map.entry("InternalFailure", Sort.TRANSIENT),
          Map.entry("NetworkFailureException", Sort.TRANSIENT),
          Map.entry("NotStabilizedException", Sort.TRANSIENT),
          Map.entry("HandlerInternalFailureException", Sort.TRANSIENT),
          Map.entry("ServiceInternalErrorException", Sort.TRANSIENT),
          Map.entry("ServiceLimitExceededException", Sort.THROTTLED),
          Map.entry("InvalidCredentialsException", Sort.DENIED),
          Map.entry("ConcurrentOperationException", Sort.BUSY));

  private HandlerErrors() {}

  /// What a service says of what changes just now, and of what has something in it yet
  /// ("ResourceInUse: Service contains registered instances", terraform-provider-aws #4853), a
  /// handler hands on by one code: the words tell which.
  static boolean isConflict(Fault.Answer answer) {
    return answer.service().equals("cloudcontrol") && answer.code().equals("ResourceConflict");
  }

  /// Nothing of another service's answer, and of a code that goes by its text.
  static Optional<Sort> sort(Fault.Answer answer) {
    return answer.service().equals("cloudcontrol")
        ? Optional.ofNullable(BY_CODE.get(answer.code()))
        : Optional.empty();
  }
}
