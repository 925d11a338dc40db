package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;

/// Takes all its schedules along, though they may fire until they are gone.
record SchedulerScheduleGroup(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Scheduler::ScheduleGroup";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("scheduler", "schedule-group/")
          .physicalId(PhysicalId.after("scheduler", "schedule-group/"))
          .actions("scheduler:ListScheduleGroups", "scheduler:DeleteScheduleGroup")
          .createdBy(Creation.answering("scheduler:CreateScheduleGroup", "scheduleGroupArn"))
          .goesBesideStacks()
          .usualWait(Duration.ofSeconds(5))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .scheduler(place.region())
        .listScheduleGroupsPaginator(request -> request.maxResults(100))
        .scheduleGroups()
        .stream()
        .collect(
            Items.each(
                group -> {
                  var resource =
                      Resource.of(TYPE, Arn.of(group.arn()), place.region())
                          .name(group.name())
                          .createdAt(group.creationDate())
                          .fact(Resource.STATUS, group.stateAsString());
                  if (group.name().equals("default")) {
                    resource.guard("it is the account's default group");
                  }
                  return resource.build();
                }));
  }

  @Override
  public Deletion delete(Resource group, Deadline deadline) {
    if (!group.fact(Resource.STATUS).equals("DELETING")) {
      clients.scheduler(group.region()).deleteScheduleGroup(request -> request.name(group.name()));
    }
    return Deletion.ASKED;
  }
}
