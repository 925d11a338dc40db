package janitor.aws;

import janitor.resource.Time;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.amplify.AmplifyClient;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.appsync.AppSyncClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.personalize.PersonalizeClient;
import software.amazon.awssdk.services.pipes.PipesClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.endpoints.S3ControlEndpointParams;
import software.amazon.awssdk.services.s3control.endpoints.S3ControlEndpointProvider;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/// The clients of all services, each made when it is first asked for, all over one HTTP client.
public final class Clients implements AutoCloseable {

  /// For a request of which AWS takes one in half a minute: the sweeper keeps that pace, and
  /// retries of the SDK's own would only hold up what is beside it.
  public static final Consumer<AwsRequestOverrideConfiguration.Builder> ONE_ATTEMPT =
      request ->
          request.addPlugin(
              client ->
                  client.overrideConfiguration(
                      client.overrideConfiguration().toBuilder()
                          .retryStrategy(DefaultRetryStrategy.doNotRetry())
                          .build()));

  private record Key(Class<?> type, String region) {}

  private Optional<SdkHttpClient> http = Optional.empty();

  /// What ends a call that takes too long, for all clients. Each would bring five threads of its
  /// own, and forty services in twenty regions more than the 1,024 that Lambda lets a function have
  /// ("Execution processes/threads", Lambda quotas).
  private final ScheduledThreadPoolExecutor timeouts =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("timeouts-of-calls").factory());

  private final Map<Key, SdkClient> made = new ConcurrentHashMap<>();
  private final Calls calls;
  private final Pacer pacer = new Pacer(Time.system());
  private final Consumer<AwsClientBuilder<?, ?>> setUp;
  private final boolean isAmbient;

  /// Clients over one HTTP client.
  ///
  /// @param setUp what differs from the ambient settings: nothing in production
  public Clients(Calls calls, Consumer<AwsClientBuilder<?, ?>> setUp) {
    this(calls, setUp, false);
  }

  private Clients(Calls calls, Consumer<AwsClientBuilder<?, ?>> setUp, boolean isAmbient) {
    this.calls = calls;
    this.setUp = setUp;
    this.isAmbient = isAmbient;
    // Nearly every call is answered in time: what waited to end it is not kept until then.
    timeouts.setRemoveOnCancelPolicy(true);
  }

  /// Clients that take credentials and endpoints from the environment, as the SDK does.
  public static Clients ambient(Calls calls) {
    return new Clients(calls, _ -> {}, true);
  }

  /// The same with other credentials.
  public static Clients ambient(Calls calls, AwsCredentialsProvider credentials) {
    return new Clients(calls, builder -> builder.credentialsProvider(credentials), true);
  }

  /// No call waits for its turn in the last stretch of that time.
  public void endIn(Duration left) {
    pacer.endsIn(left);
  }

  /// The client of a service in a region, whichever it is. Services that several kinds ask have a
  /// method of their own below; one that a single kind asks needs none.
  public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient> C of(
      String region, Class<C> type, Supplier<B> builder) {
    return type.cast(made.computeIfAbsent(new Key(type, region), _ -> make(region, builder.get())));
  }

  private synchronized SdkHttpClient http() {
    var made =
        http.orElseGet(
            () ->
                ApacheHttpClient.builder()
                    .maxConnections(64)
                    .connectionTimeout(Duration.ofSeconds(5))
                    .socketTimeout(Duration.ofSeconds(50))
                    .build());
    http = Optional.of(made);
    return made;
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient>
      C make(String region, B builder) {
    builder
        .region(Region.of(region))
        .httpClient(http())
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .addExecutionInterceptor(calls)
                .addExecutionInterceptor(new Operation.Noting())
                .addExecutionInterceptor(pacer)
                .addExecutionInterceptor(new ManagedToo())
                .addExecutionInterceptor(new Verbatim())
                .retryStrategy(pacer.retries())
                .apiCallTimeout(Duration.ofSeconds(110))
                .scheduledExecutorService(timeouts)
                .build());
    setUp.accept(builder);
    var client = builder.build();
    // The first holds nothing of its own, and to close it would close the credentials of them all.
    return isAmbient && StandIn.isAskedBy(client) && StandIn.speaksPlainly()
        ? builder.build()
        : client;
  }

  public AcmClient acm(String region) {
    return of(region, AcmClient.class, AcmClient::builder);
  }

  public AmplifyClient amplify(String region) {
    return of(region, AmplifyClient.class, AmplifyClient::builder);
  }

  public ApiGatewayClient apiGateway(String region) {
    return of(region, ApiGatewayClient.class, ApiGatewayClient::builder);
  }

  public ApiGatewayV2Client apiGatewayV2(String region) {
    return of(region, ApiGatewayV2Client.class, ApiGatewayV2Client::builder);
  }

  public AppSyncClient appSync(String region) {
    return of(region, AppSyncClient.class, AppSyncClient::builder);
  }

  public CloudFormationClient cloudFormation(String region) {
    return of(region, CloudFormationClient.class, CloudFormationClient::builder);
  }

  public CloudFrontClient cloudFront(String region) {
    return of(region, CloudFrontClient.class, CloudFrontClient::builder);
  }

  public CloudWatchClient cloudWatch(String region) {
    return of(region, CloudWatchClient.class, CloudWatchClient::builder);
  }

  public CloudWatchLogsClient logs(String region) {
    return of(region, CloudWatchLogsClient.class, CloudWatchLogsClient::builder);
  }

  public CognitoIdentityClient identityPools(String region) {
    return of(region, CognitoIdentityClient.class, CognitoIdentityClient::builder);
  }

  public CognitoIdentityProviderClient userPools(String region) {
    return of(region, CognitoIdentityProviderClient.class, CognitoIdentityProviderClient::builder);
  }

  public DynamoDbClient dynamoDb(String region) {
    return of(region, DynamoDbClient.class, DynamoDbClient::builder);
  }

  public EcrClient ecr(String region) {
    return of(region, EcrClient.class, EcrClient::builder);
  }

  public EventBridgeClient eventBridge(String region) {
    return of(region, EventBridgeClient.class, EventBridgeClient::builder);
  }

  public Ec2Client ec2(String region) {
    return of(region, Ec2Client.class, Ec2Client::builder);
  }

  public IamClient iam(String region) {
    return of(region, IamClient.class, IamClient::builder);
  }

  public KmsClient kms(String region) {
    return of(region, KmsClient.class, KmsClient::builder);
  }

  public LambdaClient lambda(String region) {
    return of(region, LambdaClient.class, LambdaClient::builder);
  }

  public PersonalizeClient personalize(String region) {
    return of(region, PersonalizeClient.class, PersonalizeClient::builder);
  }

  public PipesClient pipes(String region) {
    return of(region, PipesClient.class, PipesClient::builder);
  }

  public ResourceGroupsTaggingApiClient tagging(String region) {
    return of(
        region, ResourceGroupsTaggingApiClient.class, ResourceGroupsTaggingApiClient::builder);
  }

  public S3Client s3(String region) {
    return of(
        region,
        S3Client.class,
        () -> S3Client.builder().endpointProvider(StandIn::endpointOfBucket));
  }

  public S3ControlClient s3Control(String region) {
    return of(
        region,
        S3ControlClient.class,
        () -> S3ControlClient.builder().endpointProvider(Clients::s3ControlEndpoint));
  }

  /// S3 Control puts the account's number before the host, which no address of an emulator takes.
  private static CompletableFuture<Endpoint> s3ControlEndpoint(S3ControlEndpointParams asked) {
    return asked.endpoint() == null
        ? S3ControlEndpointProvider.defaultProvider().resolveEndpoint(asked)
        : CompletableFuture.completedFuture(
            Endpoint.builder().url(URI.create(asked.endpoint())).build());
  }

  public SchedulerClient scheduler(String region) {
    return of(region, SchedulerClient.class, SchedulerClient::builder);
  }

  public SecretsManagerClient secrets(String region) {
    return of(region, SecretsManagerClient.class, SecretsManagerClient::builder);
  }

  public SesV2Client ses(String region) {
    return of(region, SesV2Client.class, SesV2Client::builder);
  }

  public SfnClient stepFunctions(String region) {
    return of(region, SfnClient.class, SfnClient::builder);
  }

  public SnsClient sns(String region) {
    return of(region, SnsClient.class, SnsClient::builder);
  }

  public SqsClient sqs(String region) {
    return of(region, SqsClient.class, SqsClient::builder);
  }

  public SsmClient ssm(String region) {
    return of(region, SsmClient.class, SsmClient::builder);
  }

  public StsClient sts(String region) {
    return of(region, StsClient.class, StsClient::builder);
  }

  @Override
  public synchronized void close() {
    made.values().forEach(SdkClient::close);
    timeouts.shutdownNow();
    http.ifPresent(SdkHttpClient::close);
  }
}
