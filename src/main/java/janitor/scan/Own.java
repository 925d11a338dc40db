package janitor.scan;

import janitor.resource.Resource;
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

  Optional<String> guard(Resource resource) {
    var arn = resource.arn().toString();
    var isOwn =
        stack.filter(id -> isOrBelongsTo(id, resource)).isPresent()
            || function.filter(arn::equals).isPresent()
            || ledgerTable.filter(name -> arn.endsWith(":table/" + name)).isPresent();
    if (isOwn) {
      return Optional.of("it is the janitor's own");
    }
    return sender
        .filter(from -> isIdentityOf(resource, from))
        .map(_ -> "the janitor's mails come from it");
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
