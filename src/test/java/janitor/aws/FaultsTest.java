package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import janitor.resource.Fault;
import janitor.resource.Fault.Sort;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.acm.model.AcmException;
import software.amazon.awssdk.services.amplify.model.AmplifyException;
import software.amazon.awssdk.services.apigateway.model.ApiGatewayException;
import software.amazon.awssdk.services.appsync.model.AppSyncException;
import software.amazon.awssdk.services.cloudcontrol.model.CloudControlException;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudfront.model.CloudFrontException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import software.amazon.awssdk.services.personalize.model.PersonalizeException;
import software.amazon.awssdk.services.pipes.model.PipesException;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ThrottledException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.scheduler.model.SchedulerException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/// `aws-semantics.md` section 3, line by line.
class FaultsTest {
  private final Faults faults = new Faults();

  private static Arguments says(
      Sort sort, AwsServiceException.Builder error, int status, String code, String text) {
    return arguments(
        sort,
        code + " " + text,
        error
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(text).build())
            .build());
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        // Throttled.
        says(
            Sort.THROTTLED,
            TooManyRequestsException.builder(),
            429,
            "TooManyRequestsException",
            "Rate exceeded"),
        says(
            Sort.THROTTLED,
            ApiGatewayException.builder(),
            429,
            "TooManyRequestsException",
            "Too Many Requests"),
        says(Sort.THROTTLED, IamException.builder(), 400, "Throttling", "Rate exceeded"),
        says(Sort.THROTTLED, CloudFormationException.builder(), 400, "Throttling", "Rate exceeded"),
        says(
            Sort.THROTTLED,
            ThrottledException.builder(),
            400,
            "ThrottledException",
            "Rate exceeded"),
        says(
            Sort.THROTTLED,
            DynamoDbException.builder(),
            400,
            "ThrottlingException",
            "Rate exceeded"),
        says(Sort.THROTTLED, SqsException.builder(), 403, "RequestThrottled", "slow"),
        says(
            Sort.THROTTLED,
            S3Exception.builder(),
            503,
            "SlowDown",
            "Please reduce your request rate."),
        says(
            Sort.THROTTLED,
            PersonalizeException.builder(),
            400,
            "LimitExceededException",
            "too many"),
        says(
            Sort.THROTTLED,
            DynamoDbException.builder(),
            400,
            "LimitExceededException",
            "500 tables at a time"),
        says(Sort.THROTTLED, AmplifyException.builder(), 429, "LimitExceededException", "too many"),
        says(Sort.THROTTLED, SsmException.builder(), 400, "TooManyUpdates", "too many"),
        says(Sort.THROTTLED, SesV2Exception.builder(), 429, "SomethingNew", "unheard of"),
        // Busy.
        says(
            Sort.BUSY,
            AppSyncException.builder(),
            409,
            "ConcurrentModificationException",
            "Schema is being altered"),
        says(Sort.BUSY, EventBridgeException.builder(), 400, "ConcurrentModificationException", ""),
        says(Sort.BUSY, IamException.builder(), 409, "ConcurrentModification", ""),
        says(Sort.BUSY, CloudWatchLogsException.builder(), 400, "OperationAbortedException", ""),
        says(
            Sort.BUSY,
            S3Exception.builder(),
            409,
            "OperationAborted",
            "A conflicting conditional operation"),
        says(
            Sort.BUSY,
            ResourceConflictException.builder(),
            409,
            "ResourceConflictException",
            "an update is in progress"),
        says(
            Sort.BUSY,
            CloudControlException.builder(),
            400,
            "ResourceConflict",
            "The collection is being updated, try again before deleting it"),
        says(Sort.BUSY, CloudControlException.builder(), 400, "ResourceConflict", "it is not so"),
        says(
            Sort.DEPENDENCY,
            CloudControlException.builder(),
            400,
            "ResourceConflict",
            "Service contains registered instances; delete the instances before deleting it"),
        says(
            Sort.DEPENDENCY,
            CloudControlException.builder(),
            400,
            "ResourceConflict",
            "The specified vector bucket is not empty"),
        says(Sort.BUSY, SchedulerException.builder(), 409, "ConflictException", ""),
        says(Sort.BUSY, PipesException.builder(), 409, "ConflictException", ""),
        says(Sort.BUSY, AcmException.builder(), 400, "ConflictException", ""),
        says(Sort.BUSY, SnsException.builder(), 400, "ConcurrentAccess", ""),
        says(Sort.BUSY, SnsException.builder(), 400, "ConcurrentAccessException", ""),
        says(
            Sort.BUSY,
            CognitoIdentityProviderException.builder(),
            400,
            "UserImportInProgressException",
            ""),
        // DynamoDB and mappings mean "in a transition" by the word that others use for a
        // dependency.
        says(
            Sort.BUSY,
            DynamoDbException.builder(),
            400,
            "ResourceInUseException",
            "is being created"),
        says(
            Sort.BUSY,
            LambdaException.builder(),
            400,
            "ResourceInUseException",
            "Cannot delete the event source mapping"),
        // Dependency.
        says(
            Sort.DEPENDENCY,
            DeleteConflictException.builder(),
            409,
            "DeleteConflict",
            "Cannot delete entity, must detach all policies first."),
        says(Sort.DEPENDENCY, AcmException.builder(), 400, "ResourceInUseException", ""),
        says(Sort.DEPENDENCY, PersonalizeException.builder(), 400, "ResourceInUseException", ""),
        says(
            Sort.DEPENDENCY,
            ApiGatewayException.builder(),
            400,
            "BadRequestException",
            "Please remove all base path mappings related to the API from the Domain Names before"
                + " deleting this API."),
        says(
            Sort.DEPENDENCY,
            ApiGatewayException.builder(),
            400,
            "BadRequestException",
            "Cannot delete usage plan abc. There are API Stages associated with it"),
        says(
            Sort.DEPENDENCY,
            AppSyncException.builder(),
            400,
            "BadRequestException",
            "API is associated with a domain name"),
        says(
            Sort.DEPENDENCY,
            EventBridgeException.builder(),
            400,
            "ValidationException",
            "Rule can't be deleted since it has targets."),
        says(Sort.DEPENDENCY, EcrException.builder(), 400, "RepositoryNotEmptyException", ""),
        says(
            Sort.DEPENDENCY,
            S3Exception.builder(),
            409,
            "BucketNotEmpty",
            "The bucket you tried to delete is not empty"),
        says(Sort.DEPENDENCY, S3Exception.builder(), 400, "BucketHasAccessPointsAttached", ""),
        says(Sort.DEPENDENCY, CloudFrontException.builder(), 409, "DistributionNotDisabled", ""),
        says(Sort.DEPENDENCY, CloudFrontException.builder(), 409, "ResourceInUse", ""),
        says(
            Sort.DEPENDENCY,
            CognitoIdentityProviderException.builder(),
            400,
            "InvalidParameterException",
            "User pool cannot be deleted. It has a domain configured that should be deleted"
                + " first."),
        says(
            Sort.DEPENDENCY,
            LambdaException.builder(),
            400,
            "InvalidParameterValueException",
            "Lambda was unable to delete it because it is a replicated function."),
        // Protected.
        says(
            Sort.PROTECTED,
            CognitoIdentityProviderException.builder(),
            400,
            "InvalidParameterException",
            "The user pool cannot be deleted because deletion protection is activated. Deletion"
                + " protection must be inactivated first."),
        says(
            Sort.PROTECTED,
            DynamoDbException.builder(),
            400,
            "ValidationException",
            "Resource cannot be deleted as it is currently protected against deletion. Disable"
                + " deletion protection first."),
        says(
            Sort.PROTECTED,
            CloudWatchLogsException.builder(),
            400,
            "ValidationException",
            "deletion protection is enabled"),
        says(
            Sort.PROTECTED,
            CloudFormationException.builder(),
            400,
            "ValidationError",
            "Stack [lab] cannot be deleted while TerminationProtection is enabled"),
        says(
            Sort.PROTECTED,
            EventBridgeException.builder(),
            400,
            "ManagedRuleException",
            "This rule is managed"),
        says(
            Sort.PROTECTED,
            IamException.builder(),
            400,
            "UnmodifiableEntity",
            "Cannot perform the operation on the protected role"),
        // Gone.
        says(Sort.GONE, ResourceNotFoundException.builder(), 400, "ResourceNotFoundException", ""),
        says(
            Sort.GONE,
            ApiGatewayException.builder(),
            404,
            "NotFoundException",
            "Invalid API identifier specified"),
        says(Sort.GONE, NoSuchEntityException.builder(), 404, "NoSuchEntity", ""),
        says(Sort.GONE, NoSuchBucketException.builder(), 404, "NoSuchBucket", ""),
        says(Sort.GONE, SqsException.builder(), 400, "QueueDoesNotExist", ""),
        says(Sort.GONE, SqsException.builder(), 400, "AWS.SimpleQueueService.NonExistentQueue", ""),
        says(Sort.GONE, SsmException.builder(), 400, "ParameterNotFound", ""),
        says(Sort.GONE, SsmException.builder(), 400, "ParameterNotFoundException", ""),
        says(Sort.GONE, EcrException.builder(), 400, "RepositoryNotFoundException", ""),
        says(Sort.GONE, CloudFrontException.builder(), 404, "NoSuchDistribution", ""),
        says(Sort.GONE, DynamoDbException.builder(), 400, "BackupNotFoundException", ""),
        says(Sort.GONE, SfnException.builder(), 400, "StateMachineDoesNotExist", ""),
        says(
            Sort.GONE,
            CloudFormationException.builder(),
            400,
            "ValidationError",
            "Stack with id lab does not exist"),
        // Denied.
        says(Sort.DENIED, S3Exception.builder(), 403, "AccessDenied", "Access Denied"),
        says(Sort.DENIED, S3Exception.builder(), 403, "", ""),
        says(
            Sort.DENIED,
            DynamoDbException.builder(),
            400,
            "AccessDeniedException",
            "not authorized"),
        says(Sort.DENIED, SnsException.builder(), 403, "AuthorizationError", ""),
        // Transient.
        says(Sort.TRANSIENT, DynamoDbException.builder(), 500, "InternalServerError", ""),
        says(Sort.TRANSIENT, S3Exception.builder(), 503, "ServiceUnavailable", ""),
        says(Sort.TRANSIENT, S3Exception.builder(), 502, "", ""),
        // Blocked: a person first.
        says(
            Sort.BLOCKED,
            CloudFormationException.builder(),
            400,
            "ValidationError",
            "Role arn:x is invalid or cannot be assumed"),
        // Whatever else: no guess that deletes more. A status alone is one.
        says(Sort.OTHER, S3Exception.builder(), 404, "", ""),
        says(Sort.OTHER, S3Exception.builder(), 410, "", ""),
        says(
            Sort.OTHER,
            DynamoDbException.builder(),
            400,
            "ValidationException",
            "1 validation error detected"),
        says(Sort.OTHER, LambdaException.builder(), 400, "", ""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("answers")
  void everyAnswerHasItsClass(Sort sort, String what, AwsServiceException error) {
    assertThat(faults.classify(error).of()).as(what).isEqualTo(sort);
  }

  @Test
  void aBrokenConnectionIsTransient() {
    assertThat(faults.classify(SdkClientException.create("Unable to execute HTTP request")).of())
        .isEqualTo(Sort.TRANSIENT);
    assertThat(faults.classify(ApiCallTimeoutException.create(110_000)).of())
        .isEqualTo(Sort.TRANSIENT);
  }

  /// The SDK says of a service that a region does not have what the resolver said. In Paris there
  /// is no Personalize; that Frankfurt has one the SDK knows, so there it is the network.
  @Test
  void aNameThatLeadsNowhereIsToldApart() {
    assertThat(unresolved(true, "personalize.eu-west-3.amazonaws.com"))
        .isEqualTo(Fault.Cause.NOT_OFFERED);
    assertThat(
            unresolved(true, "personalize.eu-central-1.amazonaws.com: Name or service not known"))
        .isEqualTo(Fault.Cause.NO_ENDPOINT);
  }

  /// Neptune Analytics is in no list of the SDK's. That Frankfurt has one CloudFormation shows.
  @Test
  void ofWhatTheSdkListsNowhereCloudFormationTellsWhereItIsNot() {
    assertThat(unresolved(true, "neptune-graph.eu-south-1.amazonaws.com"))
        .isEqualTo(Fault.Cause.NOT_OFFERED);
    assertThat(unresolved(true, "neptune-graph.eu-central-1.amazonaws.com"))
        .isEqualTo(Fault.Cause.NO_ENDPOINT);
    assertThat(unresolved(true, "bedrock-agent.eu-west-1.amazonaws.com"))
        .isEqualTo(Fault.Cause.NO_ENDPOINT);
    assertThat(unresolved(true, "nobody-knows.eu-south-1.amazonaws.com"))
        .isEqualTo(Fault.Cause.NO_ENDPOINT);
  }

  @Test
  void itIsTheNetworkWhileOtherNamesLeadNowhereToo() {
    assertThat(unresolved(false, "personalize.eu-west-3.amazonaws.com"))
        .isEqualTo(Fault.Cause.NO_ENDPOINT);
  }

  /// The JDK says again for ten seconds what it was told once.
  @Test
  void oneLostAnswerIsNotBelieved() {
    var host = "personalize.eu-west-3.amazonaws.com";
    assertThat(unresolved(_ -> true, host)).isEqualTo(Fault.Cause.NO_ENDPOINT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "vpce-0a1b-c2d3.dax.eu-west-3.vpce.amazonaws.com",
        "123456789012.ddb.eu-west-3.amazonaws.com",
        "iam.amazonaws.com"
      })
  void ofANameOfAnotherFormNobodyCanSay(String host) {
    assertThat(unresolved(true, host)).isEqualTo(Fault.Cause.NO_ENDPOINT);
  }

  /// Whoever has something in it is no new customer.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS::Timestream::ScheduledQuery Handler returned status FAILED: Only existing Timestream"
            + " for LiveAnalytics customers can access the service. Reach out to AWS support for"
            + " more information. (HandlerErrorCode: GeneralServiceException)",
        "Thank you for your interest in Amazon Machine Learning. AmazonML is no longer available to"
            + " new customers."
      })
  void whatAwsHasClosedHoldsNothingOfNewCustomers(String message) {
    var answer = new Fault.Answer("cloudcontrol", "ListResources", "Any", 400, message);
    assertThat(Causes.of(Sort.OTHER, answer, true)).isEqualTo(Fault.Cause.NOT_OFFERED);
  }

  /// A page of HTML under a 500 is how moto says that it lacks something; from AWS it is an outage.
  @Test
  void aBareErrorMeansThatAnEmulatorLacksIt() {
    assertThat(bare(500, "127.0.0.1")).isEqualTo(Fault.Cause.NOT_OFFERED);
    assertThat(bare(404, "127.0.0.1")).isEqualTo(Fault.Cause.NOT_OFFERED);
    assertThat(bare(404, "ec2.eu-west-3.amazonaws.com")).isEqualTo(Fault.Cause.UNSAID);
    assertThat(bare(500, "ec2.eu-west-3.amazonaws.com")).isEqualTo(Fault.Cause.UNSAID);
    assertThat(bare(500, "ec2.eusc-de-east-1.amazonaws.eu")).isEqualTo(Fault.Cause.UNSAID);
    assertThat(bare(500, "ec2.us-iso-east-1.c2s.ic.gov")).isEqualTo(Fault.Cause.UNSAID);
    assertThat(bare(500, "")).isEqualTo(Fault.Cause.UNSAID);
    assertThat(bare(503, "127.0.0.1")).isEqualTo(Fault.Cause.UNSAID);
  }

  private Fault.Cause bare(int status, String host) {
    var error = LambdaException.builder().statusCode(status).build();
    error.addSuppressed(new Operation("ListFunctions", host));
    return faults.classify(error).cause();
  }

  private static Fault.Cause unresolved(boolean othersLeadSomewhere, String said) {
    return unresolved(host -> othersLeadSomewhere && host.startsWith("tagging."), said);
  }

  private static Fault.Cause unresolved(Predicate<String> leadsSomewhere, String said) {
    var fault =
        new Faults(new Endpoints(leadsSomewhere))
            .classify(
                SdkClientException.create(
                    "Received an UnknownHostException",
                    new IOException(new UnknownHostException(said))));
    assertThat(fault.of()).isEqualTo(Sort.TRANSIENT);
    return fault.cause();
  }

  @Test
  void aMissingPermissionIsNamed() {
    assertThat(
            denied(
                    "the IAM identity used to invoke DeleteEndpoint does not have"
                        + " application-autoscaling:DeregisterScalableTarget permission to"
                        + " deregister the scalable target.")
                .action())
        .contains("application-autoscaling:DeregisterScalableTarget");
    assertThat(
            denied(
                    "User: arn:aws:sts::123456789012:assumed-role/janitor/x is not authorized to"
                        + " perform: dynamodb:DeleteTable on resource: arn:aws:dynamodb:x because"
                        + " no identity-based policy allows the dynamodb:DeleteTable action")
                .action())
        .contains("dynamodb:DeleteTable");
    assertThat(
            denied(
                    "User: arn:aws:sts::123456789012:assumed-role/janitor/x is not authorized to"
                        + " perform: SNS:DeleteTopic on resource: arn:aws:sns:x because no"
                        + " identity-based policy allows the SNS:DeleteTopic action")
                .action())
        .contains("sns:DeleteTopic");
    assertThat(
            denied(
                    "User `arn:aws:sts::123456789012:assumed-role/janitor/x' is not authorized to"
                        + " perform `ses:SendEmail' on resource `arn:aws:ses:x:identity/a@b'")
                .action())
        .contains("ses:SendEmail");
    assertThat(denied("Access Denied").action()).isEmpty();
  }

  private Fault denied(String text) {
    return faults.classify(
        DynamoDbException.builder()
            .statusCode(400)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("AccessDeniedException")
                    .errorMessage(text)
                    .build())
            .build());
  }

  @Test
  void theMessageIsOneLine() {
    assertThat(denied("first\r\n second\tthird").message())
        .isEqualTo("AccessDeniedException: first second third");
  }

  @Test
  void anAnswerWithoutDetailsHasAClassToo() {
    assertThat(faults.classify(S3Exception.builder().statusCode(404).build()).of())
        .isEqualTo(Sort.OTHER);
    assertThat(faults.classify(S3Exception.builder().statusCode(400).build()).message())
        .isEqualTo("the service refused without saying why (HTTP 400)");
    assertThat(faults.classify(S3Exception.builder().statusCode(500).build()).message())
        .isEqualTo("the service failed without saying why (HTTP 500)");
  }

  @Test
  void aBugIsNoAnswerAndIsToldWithItsPlace() {
    var fault = faults.classify(new IllegalStateException("a bug"));
    assertThat(fault.of()).isEqualTo(Fault.Sort.UNEXPECTED);
    assertThat(fault.message())
        .startsWith("java.lang.IllegalStateException: a bug, at janitor.aws.FaultsTest.")
        .contains("FaultsTest.java:");
  }
}
