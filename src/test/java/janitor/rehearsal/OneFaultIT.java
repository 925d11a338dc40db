package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Clients;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

/// One thing's fault is one thing's fault: AWS does not tell of one, and the healthy one beside it
/// goes.
class OneFaultIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  /// Makes one and tags it.
  ///
  /// @return its ARN
  private static String make(String kind, String name) {
    var aws = ACCOUNT.aws();
    var arn =
        switch (kind) {
          case "bucket" -> {
            aws.s3(HERE).createBucket(request -> request.bucket(name));
            yield "arn:aws:s3:::" + name;
          }
          case "queue" -> {
            aws.sqs(HERE).createQueue(request -> request.queueName(name).tags(TAGS));
            yield arn("sqs", name);
          }
          case "table" -> table(aws, name);
          case "key" -> aws.kms(HERE).createKey().keyMetadata().arn();
          case "secret" ->
              aws.secrets(HERE).createSecret(request -> request.name(name).secretString("x")).arn();
          case "repository" ->
              aws.ecr(HERE)
                  .createRepository(request -> request.repositoryName(name))
                  .repository()
                  .repositoryArn();
          case "api" ->
              "arn:aws:apigateway:%s::/apis/%s"
                  .formatted(
                      HERE,
                      aws.apiGatewayV2(HERE)
                          .createApi(request -> request.name(name).protocolType(ProtocolType.HTTP))
                          .apiId());
          case "stack" ->
              aws.cloudFormation(HERE)
                  .createStack(
                      request ->
                          request
                              .stackName(name)
                              .templateBody(
                                  """
                                  {"Resources": {"Topic": {"Type": "AWS::SNS::Topic",
                                    "Properties": {"TopicName": "of-%s"}}}}
                                  """
                                      .formatted(name)))
                  .stackId();
          default -> throw new IllegalArgumentException(kind);
        };
    ACCOUNT.tag(arn, TAGS);
    return arn;
  }

  private static String table(Clients aws, String name) {
    return aws.dynamoDb(HERE)
        .createTable(request -> Rehearsal.table(request, name))
        .tableDescription()
        .tableArn();
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static Night night(
      String shut, String operation, String error, int status, String message) {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of(
                "operation",
                operation,
                "about",
                shut.substring(Math.max(shut.lastIndexOf('/'), shut.lastIndexOf(':')) + 1)),
            error,
            status,
            message);
    return ACCOUNT.sweep(Map.of());
  }

  private static Map<String, String> outcomes(Night night) {
    return night
        .resources()
        .collect(Collectors.toMap(row -> row.get("arn"), row -> row.get("outcome"), (a, _) -> a));
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, GetBucketTagging, AccessDenied, 403",
    "queue, GetQueueAttributes, AccessDenied, 403",
    "queue, ListQueueTags, AccessDenied, 403",
    "table, DescribeTable, AccessDeniedException, 400",
    "table, ListTagsOfResource, AccessDeniedException, 400",
    "key, DescribeKey, AccessDeniedException, 400",
    "key, ListResourceTags, AccessDeniedException, 400",
    "secret, DescribeSecret, AccessDeniedException, 400",
    "repository, ListTagsForResource, AccessDeniedException, 400",
    "api, GetStages, AccessDeniedException, 403",
    "stack, ListStackResources, AccessDenied, 403",
  })
  void whatIsRefusedOfOneStaysAndIsNamedAndItsNeighbourGoes(
      String kind, String operation, String error, int status) {
    var shut = make(kind, "shut");
    var open = make(kind, "open");
    var night =
        night(shut, operation, error, status, "with an explicit deny in a resource-based policy");
    assertThat(outcomes(night)).containsEntry(open, "Gone");
    assertThat(outcomes(night).get(shut)).isNotEqualTo("Gone");
    assertThat(night.field("unread") + " " + night.resources().toList())
        .contains(shut)
        .contains("explicit deny");
  }

  /// It went between the list and the look at it.
  @ParameterizedTest
  @CsvSource({
    "api, GetStages, NotFoundException, 404",
    "stack, ListStackResources, ValidationError, 400",
    "queue, GetQueueAttributes, QueueDoesNotExist, 400",
  })
  void whatIsGoneByNowHoldsUpNoNeighbour(String kind, String operation, String error, int status) {
    var gone = make(kind, "gone");
    var open = make(kind, "open");
    var night = night(gone, operation, error, status, "Stack with id gone does not exist");
    assertThat(outcomes(night)).containsEntry(open, "Gone");
    assertThat((List<?>) night.field("unread")).isEmpty();
  }
}
