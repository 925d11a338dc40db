package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/// A composite alarm names others, by name or ARN, in its rule and goes before them. Without types
/// the list leaves composite alarms out, and a call deletes one composite at most. Log alarms come
/// in a list of their own that this SDK cannot read: whoever is missing is asked for by its tags.
record CloudWatchAlarm(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::CloudWatch::Alarm";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("cloudwatch", "alarm:")
          .aliases("AWS::CloudWatch::CompositeAlarm")
          .physicalId(PhysicalId.after("cloudwatch", "alarm:"))
          .actions(
              "cloudwatch:DescribeAlarms",
              "cloudwatch:ListTagsForResource",
              "cloudwatch:DeleteAlarms")
          .createdBy(
              Creation.asking("monitoring:PutMetricAlarm", "alarmName").orFinding(),
              Creation.asking("monitoring:PutCompositeAlarm", "alarmName").orFinding())
          .usesOf(TYPE, SnsTopic.TYPE, LambdaFunction.TYPE)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  private static final String UNLISTED = "unlisted";

  /// The fact with the ARNs of whom it tells, one a line.
  private static final String ACTIONS = "actions";

  private static final Pattern IN_RULE =
      Pattern.compile(
          "(?:ALARM|OK|INSUFFICIENT_DATA)\\s*\\(\\s*(?:\"([^\"]+)\"|'([^']+)'|([^)]+?))\\s*\\)");

  /// The names in a list of alarms, one after the other: `AT_LEAST(2, NOT OK, (a, "b", c))`, where
  /// the number may be a percentage (CloudWatch user guide, "Composite alarms").
  private static final Pattern IN_LIST =
      Pattern.compile(
          "(?:AT_LEAST\\s*\\([^,()]*,[^,()]*,\\s*\\(|\\G(?!^),)"
              + "\\s*(?:\"([^\"]+)\"|'([^']+)'|([^,)]+?))\\s*(?=[,)])");

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "alarms",
        () ->
            clients
                .cloudWatch(place.region())
                .describeAlarmsPaginator(
                    request ->
                        request
                            .alarmTypes(AlarmType.COMPOSITE_ALARM, AlarmType.METRIC_ALARM)
                            .maxRecords(100))
                .stream()
                .flatMap(
                    page ->
                        Stream.<Supplier<Resource>>concat(
                            page.compositeAlarms().stream()
                                .map(alarm -> () -> composite(place, alarm)),
                            page.metricAlarms().stream().map(alarm -> () -> metric(place, alarm))))
                .collect(Items.each(Supplier::get)));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = new Spot(this, place).listed(arns);
    var missing = new HashSet<>(arns);
    listed.answer().forEach(alarm -> missing.remove(alarm.arn()));
    // What the list does not show is asked for by itself, and so known after all.
    return Reading.both(
        Reading.of(listed.answer()),
        Found.each(missing, arn -> unlisted(place, arn), ResourceNotFoundException.class));
  }

  private Optional<Resource> unlisted(Place place, Arn arn) {
    var tags =
        clients
            .cloudWatch(place.region())
            .listTagsForResource(request -> request.resourceARN(arn.toString()))
            .tags();
    return Optional.of(
        Resource.of(TYPE, arn, place.region())
            .name(arn.resource().substring("alarm:".length()))
            .tags(Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value))))
            .fact(UNLISTED, "true")
            .build());
  }

  /// The list is enough of a proof for what it did show.
  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> alarms) {
    var unlisted =
        alarms.stream()
            .filter(alarm -> alarm.facts().containsKey(UNLISTED))
            .map(Resource::arn)
            .toList();
    var there = Found.listed(this, place, alarms);
    if (unlisted.isEmpty()) {
      return there;
    }
    var asked = read(place, unlisted).map(some -> some.stream().map(Resource::arn).toList());
    return Reading.both(there.map(List::copyOf), asked).map(Set::copyOf);
  }

  private static Resource metric(Place place, MetricAlarm alarm) {
    return Resource.of(TYPE, Arn.of(alarm.alarmArn()), place.region())
        .name(alarm.alarmName())
        .modifiedAt(alarm.alarmConfigurationUpdatedTimestamp())
        .fact(
            ACTIONS,
            actions(alarm.alarmActions(), alarm.okActions(), alarm.insufficientDataActions()))
        .build();
  }

  private static Resource composite(Place place, CompositeAlarm alarm) {
    var resource =
        Resource.of(TYPE, Arn.of(alarm.alarmArn()), place.region())
            .name(alarm.alarmName())
            .modifiedAt(alarm.alarmConfigurationUpdatedTimestamp())
            .fact(
                ACTIONS,
                actions(alarm.alarmActions(), alarm.okActions(), alarm.insufficientDataActions()));
    Stream.concat(
            Stream.of(IN_RULE, IN_LIST)
                .flatMap(names -> names.matcher(alarm.alarmRule()).results())
                .map(
                    match ->
                        Stream.of(1, 2, 3)
                            .flatMap(group -> Stream.ofNullable(match.group(group)))
                            .findFirst()
                            .orElseThrow()),
            Stream.ofNullable(alarm.actionsSuppressor()))
        .map(other -> Answers.arn(other).orElseGet(() -> place.arn("cloudwatch", "alarm:" + other)))
        .forEach(resource::uses);
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var arns =
        candidates.stream()
            .filter(traits().order()::mayUse)
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (arns.isEmpty()) {
      return Reading.of(List.of());
    }
    return Reading.of(
        list(place).stream()
            .flatMap(
                alarm ->
                    Stream.concat(
                            alarm.uses().stream().map(used -> use(alarm, used)),
                            told(alarm).map(used -> use(alarm, used).unordered()))
                        .filter(use -> arns.contains(use.used())))
            .toList());
  }

  private static Use use(Resource alarm, Arn used) {
    return Use.by(alarm.arn(), "alarm " + alarm.name(), used);
  }

  /// Whom it tells, by the topics and functions of its actions: one that is gone hears no more of
  /// it, and nobody notices (API reference, MetricAlarm and CompositeAlarm). Either may go first.
  private static Stream<Arn> told(Resource alarm) {
    return alarm.facts().getOrDefault(ACTIONS, "").lines().map(Arn::of);
  }

  private static String actions(List<String> inAlarm, List<String> whenOk, List<String> without) {
    return Stream.of(inAlarm, whenOk, without)
        .flatMap(List::stream)
        .flatMap(text -> Answers.arn(text).stream())
        .map(LambdaFunction::unqualified)
        .map(Arn::toString)
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Deletion delete(Resource alarm, Deadline deadline) {
    clients.cloudWatch(alarm.region()).deleteAlarms(request -> request.alarmNames(alarm.name()));
    return Deletion.ASKED;
  }
}
