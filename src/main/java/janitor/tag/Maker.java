package janitor.tag;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who called, as an event of CloudTrail tells it (its user guide, "CloudTrail userIdentity
/// element").
///
/// Two sessions of one role are two makers: people share roles, and what tells them apart is the
/// name of the session, the end of its ARN.
///
/// @param arn of a user, of a session of a role, or of the account's root; of an AWS service that
///   acts by itself its name: `autoscaling.amazonaws.com`; of whom the event names otherwise (a
///   principal of another account, a user of Identity Center) what it says instead
/// @param role the ARN of the role, if it is a session of one
/// @param principal its unique id: of who was deleted and made anew under the old name it is
///   another ("IAM identifiers", IAM's user guide)
/// @param through the AWS service that called in its name: what a service makes is often that
///   service's to keep and to take away
record Maker(
    String arn, Optional<String> role, Optional<String> principal, Optional<String> through) {

  /// In the console it is the console that calls: "AWS Internal", and once the page of the sign-in.
  private static final Set<String> BY_HAND = Set.of("AWS Internal", "signin.amazonaws.com");

  /// Nothing where the event does not tell at all.
  static Optional<Maker> of(@Nullable Object userIdentity) {
    if (!(userIdentity instanceof Map<?, ?> told)) {
      return Optional.empty();
    }
    var issuer =
        told.get("sessionContext") instanceof Map<?, ?> context
                && context.get("sessionIssuer") instanceof Map<?, ?> of
            ? text(of.get("arn"))
            : Optional.<String>empty();
    var service = text(told.get("invokedBy")).filter(text -> !BY_HAND.contains(text));
    return text(told.get("arn"))
        .map(
            arn ->
                new Maker(
                    arn,
                    issuer.filter(role -> role.contains(":role/")),
                    text(told.get("principalId")),
                    service))
        .or(() -> service.or(() -> otherwise(told)).map(Maker::unnamed));
  }

  private static Maker unnamed(String name) {
    return new Maker(name, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Somebody it is, and nobody that is asked for.
  private static Optional<String> otherwise(Map<?, ?> told) {
    var user =
        told.get("onBehalfOf") instanceof Map<?, ?> of
            ? text(of.get("userId"))
            : Optional.<String>empty();
    return user.or(() -> text(told.get("principalId"))).or(() -> text(told.get("type")));
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
  }

  /// Whether it is a principal of the account of that ARN.
  boolean isOfAccountOf(String other) {
    return account(arn).equals(account(other));
  }

  private static String account(String arn) {
    var parts = arn.split(":", 6);
    return parts.length == 6 ? parts[4] : "";
  }

  /// What people call it: what stands behind the last slash, and of a session before that its role.
  String name() {
    return nameOf(arn);
  }

  static String nameOf(String arn) {
    var resource = arn.substring(arn.lastIndexOf(':') + 1);
    return resource.startsWith("assumed-role/")
        ? resource.substring("assumed-role/".length())
        : resource.substring(resource.lastIndexOf('/') + 1);
  }
}
