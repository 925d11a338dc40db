package janitor.report;

import janitor.resource.Fault;
import janitor.resource.Unread;
import java.util.Optional;

/// Tells other programs of a night: nobody has read it, so it announces nothing by itself. What it
/// could not tell stands in the mail.
public final class EventNotifier implements Notifier {

  static final String SOURCE = "workshop-janitor";
  static final String NIGHT = "Workshop Janitor Night";
  static final String ANNOUNCEMENT = "Workshop Janitor Announcement";

  private final EventBus bus;
  private final EventWriter writer;
  private final Fault.Classifier faults;

  public EventNotifier(EventBus bus, EventWriter writer, Fault.Classifier faults) {
    this.bus = bus;
    this.writer = writer;
    this.faults = faults;
  }

  @Override
  public Told tell(Report report) {
    var night = put(NIGHT, writer.night(report));
    if (night.isPresent() || report.toAnnounce().findAny().isEmpty()) {
      return night.orElseGet(() -> Told.nothing(""));
    }
    return put(ANNOUNCEMENT, writer.announcement(report)).orElseGet(() -> Told.nothing(""));
  }

  private Optional<Told> put(String type, String detail) {
    try {
      return bus.put(type, detail).map(why -> refused(type, why));
    } catch (RuntimeException error) {
      return Optional.of(Told.without(Unread.of(what(type), faults.classify(error))));
    }
  }

  private static String what(String type) {
    return "the event \"" + type + "\" on the default bus of EventBridge";
  }

  private static Told refused(String type, String why) {
    return Told.without(
        Unread.of(what(type), why, "Where nobody needs the events, set PublishEvents=false."));
  }
}
