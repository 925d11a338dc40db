package janitor.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

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
      return sender
          .filter(from -> isIdentityOf(resource.arn(), resource.name(), from))
          .map(_ -> ITS_SENDER);
    }

    private boolean uses(Use use) {
      var user = use.user();
      var name = user.resource().substring(user.resource().indexOf('/') + 1);
      return topic.filter(user.toString()::equals).isPresent()
          || sender.filter(from -> isIdentityOf(user, name, from)).isPresent();
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

  /// The output of a janitor's stack that names its table.
  public static final String LEDGER_OUTPUT = "LedgerTable";

  /// What only a janitor's stack tells, by the names in its template.
  public static final Set<String> OUTPUTS = Set.of(LEDGER_OUTPUT, "FailureQueue");

  /// The guard of what is the janitor's own.
  public static final String ITS_OWN = "it is the janitor's own";

  /// The guard of any janitor's stack, where it is not this one's.
  public static final String A_JANITOR =
      "it is a workshop janitor, which removes itself once its workshop is gone; by hand: sam"
          + " delete --stack-name with its name";

  private static final String ITS_SENDER = "the janitor's mails come from it";

  private static final String ITS_TOPIC = "the janitor tells people of its nights through it";

  private static final String ITS_MEANS = "what the janitor tells people through needs it";

  private static final Set<String> REASONS = Set.of(ITS_OWN, ITS_SENDER, ITS_TOPIC, ITS_MEANS);

  /// Whether a guard's reason is that the thing is the janitor's.
  public static boolean isReason(String reason) {
    return REASONS.contains(reason);
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

  /// Why the used one must not be touched: without it nobody would be told.
  public Optional<String> guard(Use use) {
    return telling.uses(use) ? Optional.of(ITS_MEANS) : Optional.empty();
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

  private static boolean isIdentityOf(Arn arn, String called, String from) {
    if (!arn.names("ses", "")) {
      return false;
    }
    var sender = from.toLowerCase(Locale.ROOT);
    var name = called.toLowerCase(Locale.ROOT);
    return sender.equals(name) || sender.endsWith("@" + name) || sender.endsWith("." + name);
  }
}
