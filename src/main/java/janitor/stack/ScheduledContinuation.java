package janitor.stack;

import janitor.aws.Clients;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.Target;

/// One-shot schedules in the janitor's own schedule group, which goes with its stack and takes
/// stragglers along. A schedule carries night and round, nothing else.
public final class ScheduledContinuation implements Continuation {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("'at('uuuu-MM-dd'T'HH:mm:ss')'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clients clients;
  private final Terms terms;

  /// What a schedule needs.
  ///
  /// @param group the janitor's own schedule group
  /// @param invokerRoleArn role with which Scheduler may invoke the function
  /// @param functionArn what it invokes
  public record Terms(String region, String group, String invokerRoleArn, String functionArn) {}

  public ScheduledContinuation(Clients clients, Terms terms) {
    this.clients = clients;
    this.terms = terms;
  }

  @Override
  public void schedule(String night, int round, Instant at) {
    var name = name(night, round);
    var when = AT.format(at);
    var window = FlexibleTimeWindow.builder().mode(FlexibleTimeWindowMode.OFF).build();
    var target =
        Target.builder()
            .arn(terms.functionArn())
            .roleArn(terms.invokerRoleArn())
            .input(event(night, round))
            .build();
    try {
      scheduler()
          .createSchedule(
              request ->
                  request
                      .groupName(terms.group())
                      .name(name)
                      .scheduleExpression(when)
                      .flexibleTimeWindow(window)
                      .actionAfterCompletion(ActionAfterCompletion.DELETE)
                      .target(target));
    } catch (ConflictException alreadyThere) {
      scheduler()
          .updateSchedule(
              request ->
                  request
                      .groupName(terms.group())
                      .name(name)
                      .scheduleExpression(when)
                      .flexibleTimeWindow(window)
                      .actionAfterCompletion(ActionAfterCompletion.DELETE)
                      .target(target));
    }
  }

  @Override
  public void cancel(String night, int round) {
    try {
      scheduler()
          .deleteSchedule(request -> request.groupName(terms.group()).name(name(night, round)));
    } catch (ResourceNotFoundException goneAlready) {
      // It has fired, or another delivery of this round has cancelled it: that is what was wanted.
      return;
    }
  }

  /// The event of a continuation, as the handler reads it.
  static String event(String night, int round) {
    var escaped = night.replace("\\", "\\\\").replace("\"", "\\\"");
    return "{\"source\":\"janitor\",\"detail\":{\"night\":{\"id\":\""
        + escaped
        + "\",\"round\":"
        + round
        + "}}}";
  }

  /// Names of schedules take letters, digits and `-_.`, 64 of them; nights' ids come from events.
  private static String name(String night, int round) {
    return UUID.nameUUIDFromBytes(night.getBytes(StandardCharsets.UTF_8)) + "-" + round;
  }

  private SchedulerClient scheduler() {
    return clients.scheduler(terms.region());
  }
}
