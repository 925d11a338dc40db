package janitor.aws;

import janitor.resource.Fault;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// The one place that knows what the errors of AWS mean.
///
/// Source: the services' API models; codes that no model lists (EventBridge, CloudFormation, S3)
/// are those seen in practice. Texts are matched only where one code stands for several things.
public final class Faults implements Fault.Classifier {

  private static final Set<String> THROTTLED =
      Set.of(
          "TooManyRequestsException",
          "ThrottlingException",
          "Throttling",
          "ThrottledException",
          "RequestThrottled",
          "RequestThrottledException",
          "RequestLimitExceeded",
          "SlowDown",
          "ProvisionedThroughputExceededException",
          "TooManyUpdates",
          // Concurrent operations on DynamoDB tables; calls a second in Personalize and Amplify.
          "LimitExceededException");

  private static final Set<String> BUSY =
      Set.of(
          "ConcurrentModificationException",
          "ConcurrentModification",
          // SNS writes the first into its answer, though its model has the second.
          "ConcurrentAccess",
          "ConcurrentAccessException",
          "OperationAbortedException",
          "OperationAborted",
          "ResourceConflictException",
          "ResourceConflict",
          "ConflictException",
          "PreconditionFailed",
          "DependentServiceFailureException",
          "UserImportInProgressException",
          "BackupInUseException",
          "TableInUseException",
          "PriorRequestNotComplete",
          "TokenAlreadyExistsException");

  private static final Set<String> DEPENDENCY =
      Set.of(
          "DeleteConflict",
          "DeleteConflictException",
          "ResourceInUseException",
          "ResourceInUse",
          "ResourceInUseFault",
          "RepositoryNotEmptyException",
          "BucketNotEmpty",
          "BucketHasAccessPointsAttached",
          "DistributionNotDisabled");

  private static final Set<String> PROTECTED =
      Set.of("ManagedRuleException", "UnmodifiableEntity", "UnmodifiableEntityException");

  private static final Set<String> GONE =
      Set.of(
          "ResourceNotFoundException",
          "ResourceNotFound",
          "NotFoundException",
          "NotFound",
          "NoSuchEntity",
          "NoSuchEntityException",
          "NoSuchBucket",
          "NoSuchKey",
          "NoSuchUpload",
          "NoSuchAccessPoint",
          "NoSuchDistribution",
          "QueueDoesNotExist",
          "QueueDoesNotExistException",
          "AWS.SimpleQueueService.NonExistentQueue",
          "ParameterNotFound",
          "ParameterNotFoundException",
          "RepositoryNotFoundException",
          "BackupNotFoundException",
          "TableNotFoundException",
          "StateMachineDoesNotExist",
          "StackNotFoundException");

  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "AccessDeniedFault",
          "AuthorizationError",
          "AuthorizationErrorException",
          "NotAuthorized",
          "UnauthorizedOperation",
          "ForbiddenException");

  /// Codes that say nothing by themselves; the text tells.
  private static final Map<Pattern, Fault.Sort> TEXTS =
      Map.of(
          Pattern.compile("(?i)(deletion|termination) ?protection"), Fault.Sort.PROTECTED,
          Pattern.compile("(?i)does not exist|not found|cannot be found"), Fault.Sort.GONE,
          Pattern.compile(
                  "(?i)can('|no)t be deleted since|(remove|delete) all|associated with|is"
                      + " associated|must be disassociated|still (in use|has|contains)|in use"
                      + " by|has targets|has rules|has a domain configured|replicated"
                      + " function|delete .* first"),
              Fault.Sort.DEPENDENCY,
          Pattern.compile("(?i)being (altered|updated|deleted|created)|in progress|try again"),
              Fault.Sort.BUSY);

  /// SES puts the action into quotes, and SNS writes itself in capitals.
  private static final Pattern ACTION =
      Pattern.compile("not authorized to perform:? [`'\"]?([A-Za-z0-9-]+):([A-Za-z0-9*]+)");

  @Override
  public Fault classify(RuntimeException error) {
    return switch (error) {
      case AwsServiceException answer -> ofAnswer(answer);
      case SdkClientException unsent ->
          new Fault(Fault.Sort.TRANSIENT, oneLine(unsent.getMessage()), Optional.empty());
      default -> Fault.unexpected(error);
    };
  }

  private static Fault ofAnswer(AwsServiceException answer) {
    var details = Optional.ofNullable(answer.awsErrorDetails());
    var code = details.map(one -> one.errorCode()).orElse("");
    var text = details.map(one -> one.errorMessage()).orElse("");
    var message = oneLine((code.isEmpty() ? "HTTP " + answer.statusCode() : code) + ": " + text);
    var matcher = ACTION.matcher(text);
    return new Fault(
        classOf(answer, code, text),
        message,
        matcher.find()
            ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT) + ":" + matcher.group(2))
            : Optional.empty());
  }

  private static Fault.Sort classOf(AwsServiceException answer, String code, String text) {
    if (THROTTLED.contains(code) || answer.isThrottlingException() || answer.statusCode() == 429) {
      return Fault.Sort.THROTTLED;
    }
    if (DENIED.contains(code)) {
      // Object Lock refuses single keys with the same code; the bucket's kind reads those itself.
      return Fault.Sort.DENIED;
    }
    if (GONE.contains(code)) {
      return Fault.Sort.GONE;
    }
    if (PROTECTED.contains(code)) {
      return Fault.Sort.PROTECTED;
    }
    if (DEPENDENCY.contains(code)) {
      return Fault.Sort.DEPENDENCY;
    }
    if (BUSY.contains(code)) {
      return Fault.Sort.BUSY;
    }
    if (answer.statusCode() >= 500) {
      return Fault.Sort.TRANSIENT;
    }
    return TEXTS.entrySet().stream()
        .filter(one -> one.getKey().matcher(text).find())
        .map(Map.Entry::getValue)
        .min(java.util.Comparator.comparingInt(Faults::rank))
        .orElseGet(() -> byStatus(answer.statusCode(), code));
  }

  /// Answers to a HEAD request have no body that could tell more.
  private static Fault.Sort byStatus(int status, String code) {
    return switch (status) {
      case 404 -> Fault.Sort.GONE;
      case 403 -> code.isEmpty() ? Fault.Sort.DENIED : Fault.Sort.OTHER;
      default -> Fault.Sort.OTHER;
    };
  }

  /// Where several texts match, the one that deletes less wins.
  private static int rank(Fault.Sort one) {
    return switch (one) {
      case PROTECTED -> 0;
      case DEPENDENCY -> 1;
      case BUSY -> 2;
      case GONE -> 3;
      case THROTTLED, DENIED, TRANSIENT, UNEXPECTED, OTHER -> 4;
    };
  }

  private static String oneLine(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "no message" : text.replaceAll("\\s+", " ").strip();
  }
}
