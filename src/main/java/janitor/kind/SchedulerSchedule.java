package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.scheduler.model.DeadLetterConfig;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;

/// Cannot be tagged; ours if its target goes. Those of a group that goes are left to their group.
record SchedulerSchedule(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Scheduler::Schedule";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("scheduler", "schedule/")
          .physicalId(PhysicalId.LISTED)
          .actions("scheduler:ListSchedules", "scheduler:GetSchedule", "scheduler:DeleteSchedule")
          .goesBesideStacks()
          // What a target can be. A group takes its schedules along.
          .foundBy(
              EventsEventBus.TYPE,
              LambdaFunction.TYPE,
              SnsTopic.TYPE,
              SqsQueue.TYPE,
              StepFunctionsStateMachine.TYPE)
          .usesOf(KmsKey.TYPE, SqsQueue.TYPE)
          .takesRoles("scheduler")
          .flags(Traits.Flag.UNTAGGABLE)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "schedules",
        () ->
            clients
                .scheduler(place.region())
                .listSchedulesPaginator(request -> request.maxResults(100))
                .schedules()
                .stream()
                .collect(
                    Items.each(
                        schedule -> {
                          var resource =
                              Resource.of(TYPE, Arn.of(schedule.arn()), place.region())
                                  .name(schedule.name())
                                  .createdAt(schedule.creationDate())
                                  .fact("group", schedule.groupName());
                          Answers.arn(schedule.target().arn())
                              .map(SchedulerSchedule::unqualified)
                              .ifPresent(resource::uses);
                          return resource.build();
                        })));
  }

  /// A function or state machine without the version or alias that a target may name.
  static Arn unqualified(Arn target) {
    return target.sibling(
        target.resource().replaceFirst("^((?:function|stateMachine):[^:]+):.+$", "$1"));
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    if (candidates.isEmpty()) {
      return Reading.of(List.of());
    }
    var groups =
        candidates.stream()
            .filter(
                resource ->
                    resource.type().equals(SchedulerScheduleGroup.TYPE)
                        && resource.guard().isEmpty())
            .map(Resource::name)
            .collect(Collectors.toSet());
    var targets = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    return Reading.of(
        list(place).stream()
            .filter(schedule -> !groups.contains(schedule.fact("group")))
            .flatMap(
                schedule ->
                    schedule.uses().stream().filter(targets::contains).map(schedule::childOf))
            .toList());
  }

  /// What one of a group works with goes when the group has, and stays while that does.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var groups =
        candidates.stream()
            .filter(
                one ->
                    one.type().equals(SchedulerScheduleGroup.TYPE)
                        && one.region().equals(place.region())
                        && one.guard().isEmpty())
            .collect(Collectors.toMap(Resource::name, Resource::arn));
    return Described.usesOfEach(
            place,
            candidates,
            this,
            schedule -> asDescribed(place, schedule),
            ResourceNotFoundException.class)
        .map(
            uses ->
                uses.stream()
                    .map(
                        use ->
                            new Use(
                                groups.getOrDefault(groupOf(use.user()), use.user()),
                                use.reason(),
                                use.used(),
                                use.bond()))
                    .toList());
  }

  private static String groupOf(Arn schedule) {
    return schedule.after("schedule/").replaceFirst("/.*", "");
  }

  private Resource asDescribed(Place place, Resource schedule) {
    var told =
        clients
            .scheduler(schedule.region())
            .getSchedule(
                request -> request.groupName(schedule.fact("group")).name(schedule.name()));
    // Without its target: whatever that is takes the schedule along.
    var resource = Resource.of(TYPE, schedule.arn(), schedule.region()).name(schedule.name());
    Described.uses(
        resource,
        Stream.ofNullable(told.target())
            .flatMap(
                to ->
                    Stream.of(
                        Optional.ofNullable(to.roleArn()),
                        // What it could not hand over (API reference, DeadLetterConfig).
                        Optional.ofNullable(to.deadLetterConfig()).map(DeadLetterConfig::arn)))
            .flatMap(Optional::stream));
    KmsKey.encrypt(resource, place, told.kmsKeyArn());
    return resource.build();
  }

  @Override
  public Deletion delete(Resource schedule, Deadline deadline) {
    clients
        .scheduler(schedule.region())
        .deleteSchedule(request -> request.groupName(schedule.fact("group")).name(schedule.name()));
    return Deletion.ASKED;
  }
}
