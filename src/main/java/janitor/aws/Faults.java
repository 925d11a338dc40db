package janitor.aws;

import janitor.resource.Fault;
import janitor.resource.Fault.Cause;
import janitor.resource.Fault.Sort;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// The one place that knows what the errors of AWS mean.
///
/// Sources: the services' API models; for codes that no model lists (EventBridge, CloudFormation,
/// S3) what was seen in practice. `modelled-errors.tsv` and `told-errors.tsv` among the tests hold
/// every one of them with its class. Texts are matched only where one code stands for several
/// things, and a status alone says no more than "denied" or "try later": a 404 may come from
/// anything between here and AWS, or speak of a part.
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
          "KMSThrottling",
          "KmsThrottlingException",
          "KMSThrottlingException",
          // Concurrent operations on DynamoDB tables; calls a second in Personalize and Amplify.
          "LimitExceededException");

  private static final Set<String> BUSY =
      Set.of(
          "ConcurrentModificationException",
          "ConcurrentModification",
          // SNS writes the first into its answer, though its model has the second.
          "ConcurrentAccess",
          "ConcurrentAccessException",
          // Auto Scaling; the second comes with a 500.
          "ScalingActivityInProgress",
          "ResourceContention",
          "UpdateInProgressException",
          "OperationInProgressFailure",
          "StaleTag",
          "StaleTagException",
          "OperationAbortedException",
          "OperationAborted",
          "ResourceConflictException",
          "ResourceConflict",
          "ConflictException",
          "PreconditionFailed",
          "PreconditionFailedException",
          // CloudFront: somebody has changed it since it was read.
          "InvalidIfMatchVersion",
          // WAF: the same.
          "WAFOptimisticLockException",
          "DependentServiceFailureException",
          "UserImportInProgressException",
          "BackupBeingCopied",
          "BackupInProgress",
          "BackupInUseException",
          "BackupRestoring",
          "TableInUseException",
          "ReplicatedWriteConflictException",
          "TransactionConflictException",
          "StateMachineDeleting",
          // EC2's fleets: being changed, or on their way out already.
          "fleetNotInDeletableState",
          "fleetRequestNotInCancellableState",
          "EntityTemporarilyUnmodifiable",
          "EntityTemporarilyUnmodifiableException",
          // EventBridge: a replay that ends by itself cannot be cancelled any more.
          "IllegalStatusException",
          "InvalidClusterState",
          // AWS Backup: a point that is being made, or deleted.
          "InvalidResourceStateException",
          // IAM says so with a 404.
          "ReportInProgress",
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
          "DistributionNotDisabled",
          "ResourceNotDisabled",
          "StagingDistributionInUse",
          "ContinuousDeploymentPolicyInUse",
          "CannotDeleteEntityWhileInUse",
          "DependencyViolation",
          "VolumeInUse",
          // EC2: something else of it has to go, or to come to an end, first.
          "IncorrectState",
          "ExistingVpcEndpointConnections",
          "ClusterContainsCapacityProviderException",
          "ClusterContainsContainerInstancesException",
          "ClusterContainsServicesException",
          "ClusterContainsTasksException",
          "HostedZoneNotEmpty",
          "WAFAssociatedItemException",
          // RDS: somebody's, and not in a transition.
          "InvalidDBSubnetGroupStateFault",
          "InvalidDBParameterGroupState",
          "InvalidOptionGroupStateFault",
          "InvalidClusterSubnetGroupStateFault",
          "InvalidClusterParameterGroupState",
          "CacheSubnetGroupInUse",
          "InvalidCacheParameterGroupState",
          "DefaultUserAssociatedToUserGroup",
          "FileSystemInUse",
          "ResourceAssociatedException");

  /// RDS, Redshift, ElastiCache, MemoryDB, DMS, Glue and App Runner: in a transition, unless the
  /// text says more.
  private static final Pattern WRONG_STATE =
      Pattern.compile(
          "Invalid(DB(Instance|Cluster|Snapshot|ClusterSnapshot|Proxy)|BlueGreenDeployment)State(Fault)?"
              + "|InvalidGlobalClusterStateFault|InvalidResourceStateFault"
              + "|InvalidCluster(Snapshot)?State(Fault)?|InvalidSnapshotStateFault"
              + "|Invalid(ReplicationGroup|CacheCluster|Snapshot|User|UserGroup)State"
              + "|InvalidServerlessCache(Snapshot)?StateFault|IllegalSessionStateException"
              + "|InvalidStateException");

  /// Services where "in use" means "in a transition": DynamoDB's tables, Lambda's mappings.
  private static final Set<String> IN_USE_IS_BUSY = Set.of("dynamodb", "lambda");

  /// EC2 has a code of its own for each of its kinds: `InvalidIPAddress.InUse`.
  private static final Pattern IN_USE = Pattern.compile("^Invalid\\w+\\.InUse$");

  private static final Set<String> GONE =
      Set.of(
          "ResourceNotFound",
          "NoSuchEntity",
          "NoSuchEntityException",
          // Directory Service: of a directory.
          "EntityDoesNotExistException",
          "NoSuchBucket",
          "NoSuchKey",
          "NoSuchUpload",
          "NoSuchAccessPoint",
          "NoSuchDistribution",
          "NoSuchHostedZone",
          "WAFNonexistentItemException",
          "NoSuchConfigRuleException",
          "AWS.SimpleQueueService.NonExistentQueue");

  /// What a service calls a thing of its own that is not there.
  private static final Pattern NOT_FOUND =
      Pattern.compile(
          "(NotFound|DoesNotExist)(Exception|Fault|Error)?$|^Invalid\\w+\\.(Unknown|Unavailable)$");

  /// A setting or a part that is not there, or somebody else whom the thing names: that says
  /// nothing about the thing itself.
  private static final Pattern PART =
      Pattern.compile(
          "Polic(y|ies)NotFound|KMSNotFound|ServiceLinkedRole|Configuration|Controls|ChangeSet|Entity|KeyGroup|TrustedSigner"
              + "|AccountDoesNotExist");

  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "AccessDeniedFault",
          "AuthorizationError",
          "AuthorizationErrorException",
          "NotAuthorized",
          "NotAuthorizedException",
          "UnauthorizedException",
          "UnauthorizedOperation",
          "KmsAccessDeniedException",
          "KMSAccessDeniedException",
          "KMSAccessDenied",
          "ForbiddenException",
          // Elastic Beanstalk, of a service that it asks in the caller's name.
          "InsufficientPrivilegesException");

  private static final Set<String> TRANSIENT =
      Set.of(
          "RequestTimeout",
          "RequestTimeoutException",
          "OperationTimeoutException",
          // Route 53 Resolver, with a 400.
          "InternalServiceErrorException",
          "AccountSetupInProgressException",
          "RegionSetupInProgressException",
          "WAFInternalErrorException",
          "WAFTagOperationInternalErrorException");

  private record Text(Pattern pattern, Sort sort) {}

  /// Codes that say nothing by themselves: of the texts that match, the first deletes the least.
  private static final List<Text> TEXTS =
      List.of(
          new Text(
              Pattern.compile(
                  "(?i)(deletion|termination) ?protect(ion|ed)|protected against deletion"
                      + "|'disableApi(Termination|Stop)'"),
              Sort.PROTECTED),
          new Text(
              Pattern.compile(
                  "(?i)can('|no)t be deleted since|(remove|delete) all|associated with|is"
                      + " associated|must be disassociated|still (in use|using|has|contains)|in use"
                      + " by|currently in use|as it is occupied|'ela-attach'|existing JobQueue"
                      + " relationship|are attached to|has targets|has rules|has a domain"
                      + " configured|replicated function|(delete|unshare|disassociate) .*"
                      + " first|\\[RSLVR-00600]|is referenced in|depending on it|contains (\\d+"
                      + " |recovery points)|while it has|has one or more .* attached|must"
                      + " (remove|delete) the|is the only (member|read replica)|has one or more"
                      + " replication tasks|is part of one or more|still exist in route table|with"
                      + " a logging configuration|(is not|must be) empty|contains registered"
                      + " instances|(delete|remove|deregister)[^.]{1,60} before (you (can"
                      + " )?delete|deleting)"),
              Sort.DEPENDENCY),
          new Text(
              Pattern.compile(
                  "(?i)being (altered|updated|deleted|created|modified)|in[-"
                      + " ]progress|_IN_PROGRESS\\b|try again|is deleting|Unable to transition"
                      + " to|is in CREATING|until all writes are replicated|can't delete"
                      + " (cluster|replicator) in \\w+ state|is not the current version|invalid"
                      + " state for this operation"),
              Sort.BUSY));

  /// Codes under which a service says that a thing is not there. A role, a policy or a key of which
  /// that is said is something else.
  private static final Set<String> SAYS_GONE =
      Set.of(
          "ValidationError",
          "ValidationException",
          "BadRequestException",
          "InvalidParameterException",
          "InvalidParameterValueException",
          "InvalidServiceName",
          "InvalidDocument");

  private static final Pattern GONE_TEXT =
      Pattern.compile(
          "(?is)^(?!.*\\b(role|policy|principal|identity provider|kms)\\b)"
              + ".*(does not exist|not found|cannot be found|could not find|RecordNotFound)");

  private static final Pattern SECRET_GONE =
      Pattern.compile("(?i)secret.*(was marked for deletion|currently marked deleted)");

  /// EMR has no code of its own for that.
  private static final Pattern CLUSTER_GONE = Pattern.compile("^Cluster id '.+' is not valid");

  private static final Pattern KEY_GONE = Pattern.compile("is pending deletion");

  private static final Pattern SERVICE =
      Pattern.compile("^software\\.amazon\\.awssdk\\.services\\.([a-z0-9]+)\\.");

  private final Endpoints endpoints;

  public Faults() {
    this(new Endpoints());
  }

  Faults(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public Fault classify(RuntimeException error) {
    return switch (error) {
      case AwsServiceException answer -> ofAnswer(answer);
      case SdkClientException unsent ->
          new Fault(
              Sort.TRANSIENT,
              oneLine(unsent.getMessage()),
              Optional.empty(),
              endpoints.cause(unsent),
              Optional.empty());
      default -> Fault.unexpected(error);
    };
  }

  private static Fault ofAnswer(AwsServiceException error) {
    var details = Optional.ofNullable(error.awsErrorDetails());
    var answer =
        new Fault.Answer(
            service(error),
            Operation.of(error).orElse(""),
            details.map(AwsErrorDetails::errorCode).orElse(""),
            error.statusCode(),
            oneLine(details.map(AwsErrorDetails::errorMessage).orElse("")));
    var of = sort(error, answer);
    return new Fault(
        of,
        Causes.words(answer),
        Causes.missing(answer),
        Causes.of(of, answer, Operation.isAnsweredByAws(error)),
        of == Sort.OTHER ? Optional.of(answer) : Optional.empty());
  }

  /// The SDK's package of the exception: what a service calls itself in an answer varies.
  private static String service(AwsServiceException error) {
    var name = SERVICE.matcher(error.getClass().getName());
    return name.find() ? name.group(1) : "";
  }

  private static Sort sort(AwsServiceException error, Fault.Answer answer) {
    var code = answer.code();
    var text = answer.message();
    var ofHandler = HandlerErrors.sort(answer);
    if (ofHandler.isPresent()) {
      return HandlerErrors.isConflict(answer)
          ? byText(text).orElse(ofHandler.orElseThrow())
          : ofHandler.orElseThrow();
    }
    if (THROTTLED.contains(code) || error.isThrottlingException() || error.statusCode() == 429) {
      return Sort.THROTTLED;
    }
    if (Causes.isHeldByNatGateway(answer)) {
      return Sort.DEPENDENCY;
    }
    if (Causes.isDenied(answer) || DENIED.contains(code)) {
      // Object Lock refuses single keys with the same code; the bucket's kind reads those itself.
      return Sort.DENIED;
    }
    if (isGone(answer)) {
      return Sort.GONE;
    }
    if (Causes.isBlocked(answer)) {
      return Sort.BLOCKED;
    }
    if (Causes.KEPT_BY_AWS.contains(code)) {
      return Sort.PROTECTED;
    }
    if (IN_USE.matcher(code).matches()) {
      return Sort.DEPENDENCY;
    }
    if (DEPENDENCY.contains(code)) {
      return code.startsWith("ResourceInUse") && IN_USE_IS_BUSY.contains(answer.service())
          ? Sort.BUSY
          : Sort.DEPENDENCY;
    }
    if (BUSY.contains(code)) {
      return Sort.BUSY;
    }
    if (answer.status() >= 500 || TRANSIENT.contains(code)) {
      return Sort.TRANSIENT;
    }
    if (answer.status() == 403 && code.isEmpty()) {
      // Answers to a HEAD request have no body that could tell more.
      return Sort.DENIED;
    }
    return byText(text)
        .orElseGet(
            () ->
                SAYS_GONE.contains(code) && GONE_TEXT.matcher(text).find()
                    ? Sort.GONE
                    : WRONG_STATE.matcher(code).matches() ? Sort.BUSY : Sort.OTHER);
  }

  private static Optional<Sort> byText(String text) {
    return TEXTS.stream()
        .filter(one -> one.pattern().matcher(text).find())
        .map(Text::sort)
        .findFirst();
  }

  private static boolean isGone(Fault.Answer answer) {
    var code = answer.code();
    return GONE.contains(code)
        || (NOT_FOUND.matcher(code).find() && !PART.matcher(code).find())
        || (answer.service().equals("secretsmanager")
            && SECRET_GONE.matcher(answer.message()).find())
        || (answer.service().equals("kms") && KEY_GONE.matcher(answer.message()).find())
        || (answer.service().equals("emr") && CLUSTER_GONE.matcher(answer.message()).find());
  }

  /// See [Causes#blocked].
  public static Optional<Cause> blocked(String text) {
    return Causes.blocked(text);
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "no message" : text.replaceAll("\\s+", " ").strip();
  }
}
