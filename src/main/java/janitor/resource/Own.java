package janitor.resource;

import java.util.Locale;
import java.util.Optional;

/// What the janitor itself lives on: outside every sweep, until its stack goes as the last act.
///
/// @param stack its stack's ARN
/// @param function its function's ARN
/// @param ledgerTable name of its ledger's table
/// @param sender the address that its mails come from
public record Own(
    Optional<String> stack,
    Optional<String> function,
    Optional<String> ledgerTable,
    Optional<String> sender) {

  private static final String ITS_OWN = "it is the janitor's own";
  private static final String ITS_SENDER = "the janitor's mails come from it";

  /// Whether a guard's reason is that the thing is the janitor's.
  public static boolean isReason(String reason) {
    return reason.equals(ITS_OWN) || reason.equals(ITS_SENDER);
  }

  /// Why the resource must not be touched, if it is the janitor's.
  public Optional<String> guard(Resource resource) {
    var arn = resource.arn().toString();
    var isOwn =
        stack.filter(id -> isOrBelongsTo(id, resource)).isPresent()
            || function.filter(arn::equals).isPresent()
            || ledgerTable.filter(name -> arn.endsWith(":table/" + name)).isPresent();
    if (isOwn) {
      return Optional.of(ITS_OWN);
    }
    return sender.filter(from -> isIdentityOf(resource, from)).map(_ -> ITS_SENDER);
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
