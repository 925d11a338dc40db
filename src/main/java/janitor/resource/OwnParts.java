package janitor.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the janitor itself lives on: outside every sweep, until its stack goes as the last act.
///
/// @param stack its stack's ARN
/// @param function its function's ARN
/// @param ledgerTable name of its ledger's table
/// @param scheduleGroup name of the group of its schedules
/// @param named every other ARN that its settings name: the roles that invoke it and that delete
///   its stack, the identity that it sends as
/// @param telling what it tells people through
public record OwnParts(
    Optional<String> stack,
    Optional<String> function,
    Optional<String> ledgerTable,
    Optional<String> scheduleGroup,
    List<String> named,
    Telling telling) {

  /// What the janitor tells people through, which need not be of its stack.
  ///
  /// @param topic ARN of the topic
  /// @param sender the address that its mails come from
  public record Telling(Optional<String> topic, Optional<String> sender) {
    static final Telling NONE = new Telling(Optional.empty(), Optional.empty());

    private Optional<String> guard(Resource resource) {
      if (topic.filter(resource.arn().toString()::equals).isPresent()) {
        return Optional.of(ITS_TOPIC);
      }
      return sender.filter(from -> isIdentityOf(resource, from)).map(_ -> ITS_SENDER);
    }
  }

  /// Of a janitor that has no stack, as on a laptop.
  public static final OwnParts NONE =
      new OwnParts(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Telling.NONE);

  /// The guard of what is the janitor's own.
  public static final String ITS_OWN = "it is the janitor's own";

  private static final String ITS_SENDER = "the janitor's mails come from it";

  private static final String ITS_TOPIC = "the janitor tells people of its nights through it";

  /// Whether a guard's reason is that the thing is the janitor's.
  public static boolean isReason(String reason) {
    return reason.equals(ITS_OWN) || reason.equals(ITS_SENDER) || reason.equals(ITS_TOPIC);
  }

  /// Why the resource must not be touched, if it is the janitor's.
  public Optional<String> guard(Resource resource) {
    var arn = resource.arn().toString();
    var isOwn =
        stack.filter(id -> isOrBelongsTo(id, resource)).isPresent()
            || function.filter(arn::equals).isPresent()
            || named.contains(arn)
            || ledgerTable.filter(name -> arn.endsWith(":table/" + name)).isPresent()
            || scheduleGroup.filter(name -> isGroupOrIn(resource.arn(), name)).isPresent();
    return isOwn ? Optional.of(ITS_OWN) : telling.guard(resource);
  }

  private static boolean isGroupOrIn(Arn arn, String group) {
    return arn.names("scheduler", "")
        && (arn.resource().equals("schedule-group/" + group)
            || arn.resource().startsWith("schedule/" + group + "/"));
  }

  private static boolean isOrBelongsTo(String stack, Resource resource) {
    return stack.equals(resource.arn().toString())
        || resource.tags().match(Resource.STACK_ID_TAG, stack);
  }

  private static boolean isIdentityOf(Resource resource, String from) {
    if (!resource.arn().names("ses", "")) {
      return false;
    }
    var sender = from.toLowerCase(Locale.ROOT);
    var name = resource.name().toLowerCase(Locale.ROOT);
    return sender.equals(name) || sender.endsWith("@" + name) || sender.endsWith("." + name);
  }
}
