package janitor.rehearsal;

import static java.util.Objects.requireNonNull;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// One emulator for all tests of a class, and an empty account in it for each.
final class EmulatedAccount implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private @Nullable Emulator emulator;
  private @Nullable Clients aws;

  Emulator emulator() {
    return requireNonNull(emulator);
  }

  Clients aws() {
    return requireNonNull(aws);
  }

  /// With which a night finds the account and the workshop, and these settings besides.
  Map<String, String> environment(Map<String, String> settings) {
    var environment = new HashMap<>(emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    environment.putAll(settings);
    return environment;
  }

  /// The end of the workshop, said by hand, with these settings besides.
  Night sweep(Map<String, String> settings) {
    return Night.sweepNow(emulator(), environment(settings));
  }

  /// @param others are told of each of the janitor's requests before it is sent
  Night sweep(Map<String, String> settings, Consumer<SdkRequest> others) {
    return Night.sweepNow(emulator(), environment(settings), new Meanwhile(others));
  }

  /// The ARN of something in the account's first region.
  String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  /// A bucket without tags.
  ///
  /// @return its ARN
  String bucket(String name) {
    aws()
        .s3(Emulator.REGION)
        .createBucket(
            request ->
                request
                    .bucket(name)
                    .createBucketConfiguration(where -> where.locationConstraint(Emulator.REGION)));
    return "arn:aws:s3:::" + name;
  }

  /// A queue without tags.
  ///
  /// @return its ARN
  String queue(String name) {
    return queue(name, Map.of());
  }

  /// The same with these attributes.
  String queue(String name, Map<QueueAttributeName, String> attributes) {
    aws()
        .sqs(Emulator.REGION)
        .createQueue(request -> request.queueName(name).attributes(attributes));
    return arn("sqs", name);
  }

  /// A topic without tags.
  ///
  /// @return its ARN
  String topic(String name) {
    return aws().sns(Emulator.REGION).createTopic(request -> request.name(name)).topicArn();
  }

  /// A stream of Kinesis without tags.
  ///
  /// @return its ARN
  String stream(String name) {
    aws()
        .of(Emulator.REGION, KinesisClient.class, KinesisClient::builder)
        .createStream(request -> request.streamName(name).shardCount(1));
    return arn("kinesis", "stream/" + name);
  }

  /// A key with these tags.
  ///
  /// @return its ARN
  String key(Map<String, String> tags) {
    var arn = aws().kms(Emulator.REGION).createKey().keyMetadata().arn();
    tag(arn, tags);
    return arn;
  }

  /// A role without tags that this service takes: `lambda`.
  ///
  /// @return its ARN
  String role(String name, String service) {
    var trust =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            + "{\"Service\":\""
            + service
            + ".amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    return aws()
        .iam("us-east-1")
        .createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust))
        .role()
        .arn();
  }

  /// A function with these tags.
  ///
  /// @param role ARN of the role that it runs with
  /// @return its ARN
  String function(String name, String role, Map<String, String> tags) {
    return function(Emulator.REGION, name, role, tags);
  }

  /// The same in another region.
  String function(String region, String name, String role, Map<String, String> tags) {
    return aws()
        .lambda(region)
        .createFunction(
            request ->
                request
                    .functionName(name)
                    .role(role)
                    .tags(tags)
                    .runtime(Runtime.PYTHON3_12)
                    .handler("index.handler")
                    .code(code -> code.zipFile(SdkBytes.fromUtf8String("x"))))
        .functionArn();
  }

  /// A stack of that template, which lists these members whatever the template says.
  ///
  /// @return its ARN
  String stack(String name, String template, List<Map<String, String>> members) {
    var stack =
        aws()
            .cloudFormation(Emulator.REGION)
            .createStack(request -> request.stackName(name).templateBody(template))
            .stackId();
    emulator().control("POST", "stacks", Map.of("stackId", stack, "members", members));
    return stack;
  }

  /// Settings with which a night mails its report, from a sender that is verified.
  Map<String, String> mailing() {
    aws()
        .ses(Emulator.REGION)
        .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
    return Map.of(
        "JANITOR_REPORT_FROM", "janitor@example.org",
        "JANITOR_REPORT_TO", "teacher@example.org");
  }

  /// The text of the last mail.
  String mail() {
    var mails = (List<?>) emulator().control("GET", "mails", Map.of());
    return mails.getLast() instanceof Map<?, ?> last ? String.valueOf(last.get("text")) : "";
  }

  /// A table that is encrypted with the key.
  static String table(DynamoDbClient dynamo, String name, String key) {
    return dynamo
        .createTable(
            request ->
                request
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .sseSpecification(
                        how -> how.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(key)))
        .tableDescription()
        .tableArn();
  }

  /// The texts of the mails since the last look, by who got them.
  @SuppressWarnings("unchecked")
  Map<String, String> mails() {
    var texts = new LinkedHashMap<String, String>();
    ((List<Map<String, Object>>) emulator().control("GET", "mails", Map.of()))
        .forEach(
            mail ->
                texts.put(
                    ((List<Object>) mail.getOrDefault("to", List.of())).getFirst().toString(),
                    String.valueOf(mail.get("text"))));
    emulator().control("DELETE", "mails", Map.of());
    return texts;
  }

  /// Puts the tags on whatever carries that ARN.
  void tag(String arn, Map<String, String> tags) {
    emulator().control("POST", "tags", Map.of(arn, tags));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isOfAll(context)) {
      var started = Emulator.start();
      emulator = started;
      aws = new Clients(new Calls(), builder -> Night.at(started, builder));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    emulator().control("POST", "reset", Map.of());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (isOfAll(context)) {
      aws().close();
      emulator().close();
    }
  }

  /// JUnit calls back for each nested class as well.
  private static boolean isOfAll(ExtensionContext context) {
    return !context.getRequiredTestClass().isAnnotationPresent(Nested.class);
  }
}
