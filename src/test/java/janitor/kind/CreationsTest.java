package janitor.kind;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Creation;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.amplify.AmplifyClient;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.appsync.AppSyncClient;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.backup.BackupClient;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.cognitoidentity.CognitoIdentityClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.comprehend.ComprehendClient;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kafka.KafkaClient;
import software.amazon.awssdk.services.kendra.KendraClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.memorydb.MemoryDbClient;
import software.amazon.awssdk.services.neptunegraph.NeptuneGraphClient;
import software.amazon.awssdk.services.networkfirewall.NetworkFirewallClient;
import software.amazon.awssdk.services.opensearch.OpenSearchClient;
import software.amazon.awssdk.services.opensearchserverless.OpenSearchServerlessClient;
import software.amazon.awssdk.services.personalize.PersonalizeClient;
import software.amazon.awssdk.services.pipes.PipesClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.rekognition.RekognitionClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.transfer.TransferClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.workspaces.WorkSpacesClient;

/// Every kind that can be tagged says which calls make one, and each is a call of that service's
/// API, with a member where it is said to name the thing.
final class CreationsTest {

  /// The clients of a source of events; API Gateway's two APIs are one source, and so are S3's.
  private static final Map<String, List<Class<?>>> CLIENTS =
      Map.ofEntries(
          entry("acm", List.of(AcmClient.class)),
          entry("amplify", List.of(AmplifyClient.class)),
          entry("apigateway", List.of(ApiGatewayClient.class, ApiGatewayV2Client.class)),
          entry("appsync", List.of(AppSyncClient.class)),
          entry("autoscaling", List.of(AutoScalingClient.class)),
          entry("backup", List.of(BackupClient.class)),
          entry("batch", List.of(BatchClient.class)),
          entry("bedrock", List.of(BedrockClient.class, BedrockAgentClient.class)),
          entry("cloudformation", List.of(CloudFormationClient.class)),
          entry("cloudfront", List.of(CloudFrontClient.class)),
          entry("cognito-identity", List.of(CognitoIdentityClient.class)),
          entry("cognito-idp", List.of(CognitoIdentityProviderClient.class)),
          entry("dynamodb", List.of(DynamoDbClient.class)),
          entry("ec2", List.of(Ec2Client.class)),
          entry("ecr", List.of(EcrClient.class)),
          entry("ecs", List.of(EcsClient.class)),
          entry("eks", List.of(EksClient.class)),
          entry(
              "elasticloadbalancing",
              List.of(ElasticLoadBalancingV2Client.class, ElasticLoadBalancingClient.class)),
          entry("elasticfilesystem", List.of(EfsClient.class)),
          entry("elasticmapreduce", List.of(EmrClient.class)),
          entry("events", List.of(EventBridgeClient.class)),
          entry("fsx", List.of(FSxClient.class)),
          entry("iam", List.of(IamClient.class)),
          entry("kinesis", List.of(KinesisClient.class)),
          entry("kinesisanalytics", List.of(KinesisAnalyticsV2Client.class)),
          entry("kms", List.of(KmsClient.class)),
          entry("lambda", List.of(LambdaClient.class)),
          entry("logs", List.of(CloudWatchLogsClient.class)),
          entry("monitoring", List.of(CloudWatchClient.class)),
          entry("personalize", List.of(PersonalizeClient.class)),
          entry("pipes", List.of(PipesClient.class)),
          entry("aoss", List.of(OpenSearchServerlessClient.class)),
          entry("es", List.of(OpenSearchClient.class)),
          entry("elasticache", List.of(ElastiCacheClient.class)),
          entry("kafka", List.of(KafkaClient.class)),
          entry("acm-pca", List.of(AcmPcaClient.class)),
          entry("apprunner", List.of(AppRunnerClient.class)),
          entry("dax", List.of(DaxClient.class)),
          entry("kendra", List.of(KendraClient.class)),
          entry("transfer", List.of(TransferClient.class)),
          entry("ds", List.of(DirectoryClient.class)),
          entry("lightsail", List.of(LightsailClient.class)),
          entry("workspaces", List.of(WorkSpacesClient.class)),
          entry("athena", List.of(AthenaClient.class)),
          entry("elasticbeanstalk", List.of(ElasticBeanstalkClient.class)),
          entry("glue", List.of(GlueClient.class)),
          entry("memorydb", List.of(MemoryDbClient.class)),
          entry("neptune-graph", List.of(NeptuneGraphClient.class)),
          entry("network-firewall", List.of(NetworkFirewallClient.class)),
          entry("dms", List.of(DatabaseMigrationClient.class)),
          entry("redshift", List.of(RedshiftClient.class)),
          entry("redshift-serverless", List.of(RedshiftServerlessClient.class)),
          entry("comprehend", List.of(ComprehendClient.class)),
          entry("rekognition", List.of(RekognitionClient.class)),
          entry("route53", List.of(Route53Client.class)),
          entry("route53resolver", List.of(Route53ResolverClient.class)),
          entry("wafv2", List.of(Wafv2Client.class)),
          entry("codebuild", List.of(CodeBuildClient.class)),
          entry("rds", List.of(RdsClient.class)),
          entry("s3", List.of(S3Client.class, S3ControlClient.class)),
          entry("sagemaker", List.of(SageMakerClient.class)),
          entry("scheduler", List.of(SchedulerClient.class)),
          entry("secretsmanager", List.of(SecretsManagerClient.class)),
          entry("ses", List.of(SesV2Client.class)),
          entry("sns", List.of(SnsClient.class)),
          entry("sqs", List.of(SqsClient.class)),
          entry("ssm", List.of(SsmClient.class)),
          entry("states", List.of(SfnClient.class)));

  /// S3 writes `bucketName` where its API has `Bucket`.
  private static final Set<String> OTHER_NAMES = Set.of("s3:CreateBucket bucketName");

  /// Between a list and its members, in EC2's answers.
  private static final Set<String> LISTS = Set.of("item", "items");

  private final List<ResourceKind> kinds =
      Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking("123456789012"));

  @Test
  void everyTaggableKindSaysHowOneIsMade() {
    // Of a row of the table nobody wrote down the call: its things are found by name.
    assertThat(
            kinds.stream()
                .filter(kind -> kind.traits().isTaggable())
                .filter(kind -> !kind.traits().is(Traits.Flag.GENERIC)))
        .allSatisfy(
            kind ->
                assertThat(kind.traits().creations())
                    .as("createdBy(Creation…) of " + kind.type())
                    .isNotEmpty());
  }

  @Test
  void everyCreationIsACallOfItsService() {
    for (var creation : creations()) {
      assertThat(CLIENTS).as("a client for " + creation.source()).containsKey(creation.source());
      assertThat(operations(creation))
          .as(creation.operation() + " is no operation of " + creation.source())
          .isNotEmpty();
    }
  }

  /// What CloudTrail calls it is the operation, or that with a version of the API behind it.
  @Test
  void eventsAreCalledAsTheirOperation() {
    assertThat(creations())
        .allSatisfy(
            creation ->
                assertThat(creation.events())
                    .allSatisfy(
                        event ->
                            assertThat(event)
                                .matches(creation.operation() + "(\\d{8}|\\d{4}_\\d\\d_\\d\\d)?")));
  }

  /// By the SDK's own models: a member that is not there would never name anything.
  @Test
  void whatNamesTheThingIsAMember() {
    for (var creation : creations()) {
      var isAnswer = creation.path().startsWith("responseElements.");
      var path = creation.path().substring(creation.path().indexOf('.') + 1);
      if (path.startsWith(creation.operation() + "Response.")) {
        path = path.substring(path.indexOf('.') + 1);
      }
      var member = path;
      if (!OTHER_NAMES.contains(creation.source() + ":" + creation.operation() + " " + path)) {
        assertThat(
                operations(creation)
                    .map(
                        method -> isAnswer ? method.getReturnType() : method.getParameterTypes()[0])
                    .anyMatch(type -> has(type, List.of(member.split("\\.", -1)))))
            .as(creation + " has no such member")
            .isTrue();
      }
    }
  }

  private List<Creation> creations() {
    return kinds.stream().flatMap(kind -> kind.traits().creations().stream()).distinct().toList();
  }

  private static Stream<Method> operations(Creation creation) {
    var name =
        creation.operation().substring(0, 1).toLowerCase(Locale.ROOT)
            + creation.operation().substring(1);
    return CLIENTS.getOrDefault(creation.source(), List.of()).stream()
        .flatMap(client -> Stream.of(client.getMethods()))
        .filter(method -> method.getName().equals(name))
        .filter(
            method ->
                method.getParameterCount() == 1
                    && method.getParameterTypes()[0].getSimpleName().endsWith("Request"));
  }

  private static boolean has(Class<?> type, List<String> path) {
    try {
      var at = Optional.of((SdkPojo) type.getMethod("builder").invoke(null));
      var steps = new ArrayDeque<>(path);
      while (!steps.isEmpty()) {
        var step = steps.remove();
        var field =
            at.stream()
                .flatMap(pojo -> pojo.sdkFields().stream())
                .filter(sdkField -> isWritten(step, sdkField))
                .findFirst();
        if (field.isEmpty()) {
          return false;
        }
        at = inside(field.get());
        if (field.get().marshallingType().equals(MarshallingType.LIST)) {
          if (LISTS.contains(String.valueOf(steps.peek()))) {
            steps.remove();
          } else if (type.getName().contains(".ec2.")) {
            // What is JSON has the members right in the list.
            return false;
          }
          at = inside(field.get().getRequiredTrait(ListTrait.class).memberFieldInfo());
        }
      }
      return true;
    } catch (ReflectiveOperationException noModel) {
      throw new IllegalStateException(noModel);
    }
  }

  private static Optional<SdkPojo> inside(SdkField<?> field) {
    return Optional.ofNullable(field.constructor()).map(constructor -> constructor.get());
  }

  /// As the model names it; of EC2's answers as XML does.
  private static boolean isWritten(String step, SdkField<?> field) {
    return step.equals(asCloudTrailWrites(field.memberName()))
        || step.equals(field.unmarshallLocationName());
  }

  private static String asCloudTrailWrites(String member) {
    return member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
  }
}
