package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// Where the alarms, rules, queues, mappings and pipes of somebody else's send to or read from:
/// what they send would be lost, and nobody told.
class EventsOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String ours(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String group(String name) {
    ACCOUNT.aws().logs(HERE).createLogGroup(request -> request.logGroupName(name));
    return ACCOUNT.arn("logs", "log-group:" + name);
  }

  private static CloudWatchClient alarms() {
    return ACCOUNT.aws().cloudWatch(HERE);
  }

  private static String alarm(String name, String topic) {
    alarms()
        .putMetricAlarm(
            request ->
                request
                    .alarmName(name)
                    .namespace("AWS/SQS")
                    .metricName("NumberOfMessagesSent")
                    .statistic("Sum")
                    .comparisonOperator("GreaterThanThreshold")
                    .threshold(1.0)
                    .period(60)
                    .evaluationPeriods(1)
                    .okActions(topic));
    return ACCOUNT.arn("cloudwatch", "alarm:" + name);
  }

  @Test
  void whomAStrangersAlarmTellsStays() {
    var topic = ours(ACCOUNT.topic("told"));
    var function = ours(ACCOUNT.function("acts", ACCOUNT.role("theirs", "lambda"), TAG));
    var whole = ours(ACCOUNT.topic("told-of-both"));
    var unused = ours(ACCOUNT.topic("unused"));
    alarm("theirs", topic);
    alarms()
        .putCompositeAlarm(
            request ->
                request
                    .alarmName("both")
                    .alarmRule("ALARM(\"theirs\")")
                    .alarmActions(whole, function + ":live"));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(topic, "alarm theirs");
    night.stays(whole, "alarm both");
    night.stays(function, "alarm both");
    assertThat(night.gone()).contains(unused);
  }

  @Test
  void anAlarmOfTheWorkshopGoesWithWhomItTells() {
    var topic = ours(ACCOUNT.topic("told"));
    var alarm = ours(alarm("ours", topic));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(topic, alarm);
  }

  @Test
  void whomAKeptAlarmTellsStays() {
    var topic = ours(ACCOUNT.topic("told"));
    var alarm = ours(alarm("ours", topic));
    ACCOUNT.tag(alarm, Map.of("janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(topic, "which stays");
  }

  private static String rule(String name, String... targets) {
    var events = ACCOUNT.aws().eventBridge(HERE);
    var rule =
        events
            .putRule(request -> request.name(name).eventPattern("{\"source\":[\"shop\"]}"))
            .ruleArn();
    var all =
        List.of(targets).stream()
            .map(
                target ->
                    Target.builder()
                        .id("t" + target.hashCode())
                        .arn(target)
                        .deadLetterConfig(to -> to.arn(ACCOUNT.arn("sqs", "undelivered")))
                        .build())
            .toList();
    events.putTargets(request -> request.rule(name).targets(all));
    return rule;
  }

  @Test
  void whatAStrangersRuleSendsToStays() {
    var queue = ours(ACCOUNT.queue("orders"));
    var undelivered = ours(ACCOUNT.queue("undelivered"));
    var topic = ours(ACCOUNT.topic("news"));
    var stream = ours(ACCOUNT.stream("clicks"));
    var group = ours(group("/aws/events/audit"));
    var bus =
        ours(
            ACCOUNT
                .aws()
                .eventBridge(HERE)
                .createEventBus(request -> request.name("relay"))
                .eventBusArn());
    var unused = ours(ACCOUNT.queue("order"));
    rule("theirs", queue, topic, stream, bus);
    rule("logs", group);
    var night = ACCOUNT.sweep(Map.of());
    List.of(queue, topic, stream, bus).forEach(one -> night.stays(one, "Rule theirs"));
    List.of(group, undelivered).forEach(one -> night.stays(one, "still used by Events Rule"));
    assertThat(night.gone()).contains(unused);
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  /// One call a rule of theirs would take minutes where they have a thousand.
  @Test
  void whereOnlyTheTargetsOfOthersMayBeDueTheirRulesAreAskedForByThese() {
    var topic = ours(ACCOUNT.topic("news"));
    var stream = ours(ACCOUNT.stream("clicks"));
    var group = ours(group("/aws/events/audit"));
    var plain = ours(group("/aws/events/plain"));
    var unused = ours(ACCOUNT.topic("unused"));
    var events = ACCOUNT.aws().eventBridge(HERE);
    events.createEventBus(request -> request.name("theirs"));
    IntStream.range(0, 40).forEach(i -> rule("rule-" + i, ACCOUNT.topic("of-" + i)));
    rule("on-default", topic, group + ":*", plain);
    events.putRule(
        request ->
            request.name("on-theirs").eventBusName("theirs").eventPattern("{\"source\":[\"a\"]}"));
    events.putTargets(
        request ->
            request
                .rule("on-theirs")
                .eventBusName("theirs")
                .targets(Target.builder().id("1").arn(stream).roleArn(ROLE).build()));
    var night = ACCOUNT.sweep(Map.of());
    List.of(topic, group, plain).forEach(one -> night.stays(one, "Rule on-default"));
    night.stays(stream, "Rule on-theirs");
    assertThat(night.gone()).containsExactly(unused);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("events:ListTargetsByRule");
  }

  @Test
  void whatNobodyTellsTheRulesOfStays() {
    var topic = ours(ACCOUNT.topic("news"));
    IntStream.range(0, 10).forEach(i -> rule("rule-" + i, ACCOUNT.topic("of-" + i)));
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "ListRuleNamesByTarget"), "AccessDeniedException", 400, "not you");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).doesNotContain(topic);
    assertThat(night.field("unread").toString())
        .contains("AccessDeniedException: not you")
        .contains(topic);
  }

  @Test
  void aRuleOfTheWorkshopGoesWithWhatItSendsTo() {
    var queue = ours(ACCOUNT.queue("orders"));
    var undelivered = ours(ACCOUNT.queue("undelivered"));
    var rule = ours(rule("ours", queue));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(queue, undelivered, rule);
  }

  /// One that the console made has no tag.
  @Test
  void aFunctionGoesThatARuleWithoutTagCalls() {
    var function = ours(ACCOUNT.function("called", ACCOUNT.role("theirs", "lambda"), TAG));
    rule("trigger", function);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(function);
  }

  private static Map<QueueAttributeName, String> failingTo(String queue) {
    return Map.of(
        QueueAttributeName.REDRIVE_POLICY,
        "{\"deadLetterTargetArn\":\"" + queue + "\",\"maxReceiveCount\":3}");
  }

  @Test
  void whereAStrangersQueuePutsWhatFailedStays() {
    var failed = ours(ACCOUNT.queue("failed"));
    ACCOUNT.queue("theirs", failingTo(failed));
    var own = ours(ACCOUNT.queue("own-failed"));
    var ours = ours(ACCOUNT.queue("ours", failingTo(own)));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(failed, "queue theirs");
    assertThat(night.gone()).contains(own, ours);
  }

  @Test
  void whatAStrangersMappingReadsStays() {
    var queue = ours(ACCOUNT.queue("read"));
    ACCOUNT.function("theirs", ACCOUNT.role("theirs", "lambda"), Map.of());
    ACCOUNT
        .aws()
        .lambda(HERE)
        .createEventSourceMapping(
            request -> request.functionName("theirs").eventSourceArn(queue).batchSize(1));
    ACCOUNT.sweep(Map.of()).stays(queue, "read to theirs");
  }

  /// It outlives the function, and nobody finds it any more.
  @Test
  void whatIsReadForAFunctionThatIsGoneGoes() {
    var queue = ours(ACCOUNT.queue("read"));
    ACCOUNT.function("deleted", ACCOUNT.role("theirs", "lambda"), Map.of());
    var lambda = ACCOUNT.aws().lambda(HERE);
    lambda.createEventSourceMapping(
        request -> request.functionName("deleted").eventSourceArn(queue).batchSize(1));
    lambda.deleteFunction(request -> request.functionName("deleted"));
    assertThat(lambda.listEventSourceMappings().eventSourceMappings()).hasSize(1);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(queue);
  }

  @Test
  void whatAStrangersPipeReadsAndWritesStays() {
    var source = ours(ACCOUNT.queue("source"));
    var target = ours(ACCOUNT.topic("target"));
    ACCOUNT
        .aws()
        .pipes(HERE)
        .createPipe(request -> request.name("theirs").source(source).target(target).roleArn(ROLE));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(source, "theirs");
    night.stays(target, "theirs");
  }

  @Test
  void whereAStrangersFlowLogWritesStays() {
    ACCOUNT
        .aws()
        .s3(HERE)
        .createBucket(
            request ->
                request
                    .bucket("flows")
                    .createBucketConfiguration(where -> where.locationConstraint(HERE)));
    var bucket = ours("arn:aws:s3:::flows");
    var group = ours(group("flows"));
    var role = ACCOUNT.role("theirs", "lambda");
    var ec2 = ACCOUNT.aws().ec2(HERE);
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    ec2.createFlowLogs(
        request ->
            request
                .resourceIds(vpc)
                .resourceType("VPC")
                .trafficType("ALL")
                .logDestinationType("s3")
                .logDestination("arn:aws:s3:::flows"));
    ec2.createFlowLogs(
        request ->
            request
                .resourceIds(vpc)
                .resourceType("VPC")
                .trafficType("REJECT")
                .logGroupName("flows")
                .deliverLogsPermissionArn(role));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(bucket, "not of the workshop, is in it or uses it");
    night.stays(group, "not of the workshop, is in it or uses it");
  }
}
