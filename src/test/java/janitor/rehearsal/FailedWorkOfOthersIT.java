package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.sfn.model.LogDestination;

/// Where what failed of somebody else's ends, and what goes on from there: without it, it would be
/// lost, and nobody told.
class FailedWorkOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String ours(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static void mapping(String stream, String failed) {
    ACCOUNT
        .aws()
        .lambda(HERE)
        .createEventSourceMapping(
            request ->
                request
                    .functionName("theirs")
                    .eventSourceArn(stream)
                    .startingPosition(EventSourcePosition.LATEST)
                    .destinationConfig(to -> to.onFailure(here -> here.destination(failed))));
  }

  @Test
  void whereAMappingPutsWhatFailedStays() {
    ACCOUNT.function("theirs", ACCOUNT.role("theirs", "lambda"), Map.of());
    var queue = ours(ACCOUNT.queue("failed"));
    var topic = ours(ACCOUNT.topic("failed"));
    var bucket = ours(ACCOUNT.bucket("failed"));
    mapping(ACCOUNT.stream("one"), queue);
    mapping(ACCOUNT.stream("two"), topic);
    mapping(ACCOUNT.stream("three"), bucket);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(queue, "one to theirs");
    night.stays(topic, "two to theirs");
    night.stays(bucket, "three to theirs");
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  private static void schedule(String name, String group, String target, String failed) {
    ACCOUNT
        .aws()
        .scheduler(HERE)
        .createSchedule(
            request ->
                request
                    .name(name)
                    .groupName(group)
                    .scheduleExpression("rate(1 day)")
                    .flexibleTimeWindow(how -> how.mode(FlexibleTimeWindowMode.OFF))
                    .target(
                        to ->
                            to.arn(target)
                                .roleArn(ROLE)
                                .deadLetterConfig(queue -> queue.arn(failed))));
  }

  @Test
  void whereASchedulePutsWhatFailedStays() {
    var queue = ours(ACCOUNT.queue("failed"));
    schedule("theirs", "default", ACCOUNT.arn("sqs", "elsewhere"), queue);
    ACCOUNT.sweep(Map.of()).stays(queue, "still used by Scheduler Schedule theirs");
  }

  /// A schedule has no tag: it goes with what it calls, and so it keeps nothing.
  @Test
  void whatAScheduleOfTheWorkshopCallsGoesWithWhereItPutsWhatFailed() {
    var failed = ours(ACCOUNT.queue("failed"));
    var called = ours(ACCOUNT.queue("called"));
    schedule("ours", "default", called, failed);
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .contains(failed, called, ACCOUNT.arn("scheduler", "schedule/default/ours"));
  }

  /// It takes its schedules along.
  @Test
  void aGroupOfTheWorkshopGoesWithWhereItsSchedulesPutWhatFailed() {
    var group =
        ours(
            ACCOUNT
                .aws()
                .scheduler(HERE)
                .createScheduleGroup(request -> request.name("ours"))
                .scheduleGroupArn());
    var failed = ours(ACCOUNT.queue("failed"));
    var called = ours(ACCOUNT.queue("called"));
    schedule("inside", "ours", called, failed);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(group, failed, called);
  }

  @Test
  void aKeptGroupKeepsWhereItsSchedulesPutWhatFailed() {
    var group =
        ours(
            ACCOUNT
                .aws()
                .scheduler(HERE)
                .createScheduleGroup(request -> request.name("ours"))
                .scheduleGroupArn());
    ACCOUNT.tag(group, Map.of("janitor:keep", ""));
    var failed = ours(ACCOUNT.queue("failed"));
    schedule("inside", "ours", ACCOUNT.arn("sqs", "elsewhere"), failed);
    ACCOUNT.sweep(Map.of()).stays(failed, "which stays");
  }

  @Test
  void whereAPipePutsWhatFailedStays() {
    var queue = ours(ACCOUNT.queue("failed"));
    var topic = ours(ACCOUNT.topic("failed"));
    var source = ACCOUNT.stream("source");
    var pipes = ACCOUNT.aws().pipes(HERE);
    pipes.createPipe(
        request ->
            request
                .name("theirs")
                .source(source)
                .target(ACCOUNT.arn("sqs", "elsewhere"))
                .roleArn(ROLE)
                .sourceParameters(
                    of ->
                        of.kinesisStreamParameters(
                            how ->
                                how.startingPosition("LATEST")
                                    .deadLetterConfig(to -> to.arn(queue)))));
    pipes.createPipe(
        request ->
            request
                .name("table")
                .source(ACCOUNT.arn("dynamodb", "table/theirs/stream/2026-11-28T00:00:00.000"))
                .target(ACCOUNT.arn("sqs", "elsewhere"))
                .roleArn(ROLE)
                .sourceParameters(
                    of ->
                        of.dynamoDBStreamParameters(
                            how ->
                                how.startingPosition("LATEST")
                                    .deadLetterConfig(to -> to.arn(topic)))));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(queue, "still used by Pipes Pipe theirs");
    night.stays(topic, "still used by Pipes Pipe table");
  }

  @Test
  void whereABusPutsWhatFailedStays() {
    var queue = ours(ACCOUNT.queue("failed"));
    ACCOUNT
        .aws()
        .eventBridge(HERE)
        .createEventBus(request -> request.name("theirs").deadLetterConfig(to -> to.arn(queue)));
    ACCOUNT.sweep(Map.of()).stays(queue, "still used by Events EventBus theirs");
  }

  private static void subscribe(String topic, String queue) {
    ACCOUNT
        .aws()
        .sns(HERE)
        .subscribe(request -> request.topicArn(topic).protocol("sqs").endpoint(queue));
  }

  @Test
  void whatAStrangersTopicIsReadByStays() {
    var queue = ours(ACCOUNT.queue("read"));
    subscribe(ACCOUNT.topic("theirs"), queue);
    ACCOUNT.sweep(Map.of()).stays(queue, "still used by SNS Topic theirs");
  }

  @Test
  void aTopicOfTheWorkshopGoesWithTheQueueThatItFeeds() {
    var queue = ours(ACCOUNT.queue("read"));
    var topic = ours(ACCOUNT.topic("ours"));
    subscribe(topic, queue);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(queue, topic);
  }

  @Test
  void whatAStrangersFunctionHandsOnToStays() {
    ACCOUNT.function("theirs", ACCOUNT.role("theirs", "lambda"), Map.of());
    var queue = ours(ACCOUNT.queue("failed"));
    var topic = ours(ACCOUNT.topic("done"));
    ACCOUNT
        .aws()
        .lambda(HERE)
        .putFunctionEventInvokeConfig(
            request ->
                request
                    .functionName("theirs")
                    .destinationConfig(
                        to ->
                            to.onFailure(here -> here.destination(queue))
                                .onSuccess(here -> here.destination(topic))));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(queue, "function theirs");
    night.stays(topic, "function theirs");
  }

  @Test
  void whatAStrangersUserPoolTriggersStays() {
    var function = ours(ACCOUNT.function("signs", ACCOUNT.role("theirs", "lambda"), TAG));
    ACCOUNT
        .aws()
        .userPools(HERE)
        .createUserPool(
            request -> request.poolName("theirs").lambdaConfig(how -> how.preSignUp(function)));
    ACCOUNT.sweep(Map.of()).stays(function, "still used by Cognito UserPool theirs");
  }

  @Test
  void whereAStrangersStateMachineLogsStays() {
    var name = "/aws/vendedlogs/states/shared";
    ACCOUNT.aws().logs(HERE).createLogGroup(request -> request.logGroupName(name));
    var group = ours(ACCOUNT.arn("logs", "log-group:" + name));
    ACCOUNT
        .aws()
        .stepFunctions(HERE)
        .createStateMachine(
            request ->
                request
                    .name("theirs")
                    .definition("{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}")
                    .roleArn(ACCOUNT.role("theirs", "states"))
                    .loggingConfiguration(
                        logs ->
                            logs.level("ALL")
                                .destinations(
                                    LogDestination.builder()
                                        .cloudWatchLogsLogGroup(
                                            one -> one.logGroupArn(group + ":*"))
                                        .build())));
    ACCOUNT.sweep(Map.of()).stays(group, "still used by StepFunctions StateMachine theirs");
  }

  @Test
  void aLinkGoesAfterTheRestApiThatLeadsThroughIt() {
    var apis = ACCOUNT.aws().apiGateway(HERE);
    var link =
        ACCOUNT
            .aws()
            .apiGatewayV2(HERE)
            .createVpcLink(request -> request.name("ours").subnetIds("subnet-1"))
            .vpcLinkId();
    var linkArn = ours("arn:aws:apigateway:" + HERE + "::/vpclinks/" + link);
    var api = apis.createRestApi(request -> request.name("ours")).id();
    var apiArn = ours("arn:aws:apigateway:" + HERE + "::/restapis/" + api);
    var root = apis.getResources(request -> request.restApiId(api)).items().getFirst().id();
    apis.putMethod(
        request ->
            request.restApiId(api).resourceId(root).httpMethod("GET").authorizationType("NONE"));
    apis.putIntegration(
        request ->
            request
                .restApiId(api)
                .resourceId(root)
                .httpMethod("GET")
                .type("HTTP_PROXY")
                .integrationHttpMethod("GET")
                .uri("http://example.org")
                .connectionType("VPC_LINK")
                .connectionId(link)
                .integrationTarget(ACCOUNT.arn("elasticloadbalancing", "loadbalancer/app/ours/1")));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(apiArn, linkArn);
    assertThat(night.told(linkArn)).doesNotContainKey("attempts");
  }

  @Test
  void whatARuleOfAtLeastSomeNamesStays() {
    var alarms = ACCOUNT.aws().cloudWatch(HERE);
    for (var name : new String[] {"one", "two, or more", "three"}) {
      alarms.putMetricAlarm(
          request ->
              request
                  .alarmName(name)
                  .namespace("AWS/SQS")
                  .metricName("NumberOfMessagesSent")
                  .statistic("Sum")
                  .comparisonOperator("GreaterThanThreshold")
                  .threshold(1.0)
                  .period(60)
                  .evaluationPeriods(1));
    }
    var one = ours(ACCOUNT.arn("cloudwatch", "alarm:one"));
    var two = ours(ACCOUNT.arn("cloudwatch", "alarm:two, or more"));
    var three = ours(ACCOUNT.arn("cloudwatch", "alarm:three"));
    alarms.putCompositeAlarm(
        request ->
            request
                .alarmName("both")
                .alarmRule(
                    "AT_LEAST(50%, NOT OK, (one, \"two, or more\", " + three + ")) OR FALSE"));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(one, "alarm both");
    night.stays(two, "alarm both");
    night.stays(three, "alarm both");
  }
}
