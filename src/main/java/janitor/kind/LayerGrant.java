package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Use;
import java.util.Map;
import java.util.Optional;

/// Whom a statement of a layer version's policy lets use it: an account, `*`, or with that the
/// organization of a condition (API reference, AddLayerVersionPermission).
///
/// @param to as an ARN has it
/// @param who as people are told
record LayerGrant(Arn to, String who) {

  /// Nothing where it gives nobody what they have not got: the account of the version itself, which
  /// may use it anyway. What cannot be read gives it to everyone.
  static Optional<LayerGrant> of(Object statement, Arn version) {
    if (!(statement instanceof Map<?, ?> told)) {
      return Optional.of(everyone(version));
    }
    if ("Deny".equals(told.get("Effect"))) {
      return Optional.empty();
    }
    var principal =
        told.get("Principal") instanceof Map<?, ?> by ? by.get("AWS") : told.get("Principal");
    if (principal instanceof String text && !text.equals("*")) {
      var account = text.replaceFirst("^arn:[^:]*:iam::([^:]*):.*$", "$1");
      return Optional.of(new LayerGrant(user(version, account, "root"), "the account " + account))
          .filter(_ -> !account.equals(version.account()));
    }
    return Optional.of(organization(told, version).orElseGet(() -> everyone(version)));
  }

  private static Optional<LayerGrant> organization(Map<?, ?> statement, Arn version) {
    return statement.get("Condition") instanceof Map<?, ?> condition
            && condition.get("StringEquals") instanceof Map<?, ?> equal
            && equal.get("aws:PrincipalOrgID") instanceof String id
        ? Optional.of(new LayerGrant(user(version, "*", id), "the organization " + id))
        : Optional.empty();
  }

  private static LayerGrant everyone(Arn version) {
    return new LayerGrant(user(version, "*", "root"), "every account");
  }

  private static Arn user(Arn version, String account, String who) {
    return new Arn(version.partition(), "iam", "", account, who);
  }

  Use use(Arn version) {
    return new Use(
        to,
        "its policy gives it to "
            + who
            + ", whose functions cannot be deployed without it: remove that permission first",
        version);
  }
}
