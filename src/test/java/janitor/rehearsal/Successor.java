package janitor.rehearsal;

import janitor.aws.Clients;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;

/// The schedule that a round left for the next, in the janitor's own group.
///
/// @param aws the emulator's Scheduler, which keeps schedules and never fires them
public record Successor(Clients aws, GetScheduleResponse schedule) {
  private static final String AT = "at(";

  public static Optional<Successor> in(Clients aws, String group) {
    var scheduler = aws.scheduler(Emulator.REGION);
    return scheduler.listSchedules(builder -> builder.groupName(group)).schedules().stream()
        .map(due -> scheduler.getSchedule(asked -> asked.groupName(group).name(due.name())))
        .filter(response -> response.scheduleExpression().startsWith(AT))
        .findFirst()
        .map(response -> new Successor(aws, response));
  }

  /// Lets its time come, and deletes it, as it asks to be.
  ///
  /// @return the event that it sends
  public String fire(FastTime time) {
    if (schedule.actionAfterCompletion() != ActionAfterCompletion.DELETE) {
      throw new IllegalStateException("a schedule that stays: " + schedule);
    }
    var text = schedule.scheduleExpression();
    var at =
        LocalDateTime.parse(text.substring(AT.length(), text.length() - 1))
            .toInstant(ZoneOffset.UTC);
    if (at.isAfter(time.instant())) {
      time.jumpTo(at);
    }
    aws.scheduler(Emulator.REGION)
        .deleteSchedule(builder -> builder.groupName(schedule.groupName()).name(schedule.name()));
    return schedule.target().input();
  }
}
