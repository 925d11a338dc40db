package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Takes all its schedules along, though they may fire until they are gone.
final class SchedulerScheduleGroup implements ResourceKind {
  static final String TYPE = "AWS::Scheduler::ScheduleGroup";

  private final Clients clients;

  SchedulerScheduleGroup(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("scheduler:ListScheduleGroups", "scheduler:DeleteScheduleGroup");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("scheduler", "schedule-group/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.after("scheduler", "schedule-group/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .scheduler(place.region())
        .listScheduleGroupsPaginator(request -> request.maxResults(100))
        .scheduleGroups()
        .stream()
        .map(
            group -> {
              var resource =
                  Resource.of(TYPE, Arn.of(group.arn()), place.region())
                      .name(group.name())
                      .createdAt(group.creationDate())
                      .fact("state", group.stateAsString());
              if (group.name().equals("default")) {
                resource.guard("it is the account's default group");
              }
              return resource.build();
            })
        .toList();
  }

  @Override
  public Deletion delete(Resource group, Deadline deadline) {
    if (!group.fact("state").equals("DELETING")) {
      clients.scheduler(group.region()).deleteScheduleGroup(request -> request.name(group.name()));
    }
    return Deletion.ASKED;
  }

  @Override
  public Duration usualWait() {
    return Duration.ofSeconds(5);
  }
}
