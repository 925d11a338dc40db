package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whom a resource's own policy lets use it: an account, `*`, or with that the organization of a
/// condition (IAM user guide, "AWS JSON policy elements: Principal"). Services are none of these:
/// what works in their name is asked itself.
///
/// @param to as an ARN has it
/// @param who as people are told
record PolicyGrant(Arn to, String who) {
  /// A user or role that is gone stands there by its unique id, and whatever is made anew by its
  /// name is another (IAM user guide, "IAM role principals").
  private static final Pattern DELETED = Pattern.compile("A(ID|RO)A[A-Z0-9]{12,}");

  /// Whom all statements give the resource who have not got it anyway, as those of its own account
  /// have. What cannot be read gives it to everyone.
  ///
  /// @param policy as its service answers it
  static Stream<PolicyGrant> of(@Nullable String policy, Arn thing) {
    if (policy == null) {
      return Stream.of();
    }
    var read = Answers.object(policy);
    Object statements = read.isPresent() ? read.get().getOrDefault("Statement", List.of()) : policy;
    return Answers.each(statements).flatMap(statement -> ofOne(statement, thing)).distinct();
  }

  /// Who else uses what is lent by what itself says: nothing else of this account tells.
  ///
  /// @param lent of one of that type, whom it is lent to
  static Reading<List<Use>> uses(
      Place place, List<Resource> candidates, String type, Function<Resource, Stream<Use>> lent) {
    return Reading.each(
        candidates.stream()
            .filter(one -> one.type().equals(type) && one.region().equals(place.region()))
            .filter(one -> one.guard().isEmpty())
            .toList(),
        Resource::arn,
        one -> lent.apply(one).toList());
  }

  private static Stream<PolicyGrant> ofOne(Object statement, Arn thing) {
    if (!(statement instanceof Map<?, ?> told)) {
      return Stream.of(everyone(thing));
    }
    if ("Deny".equals(told.get("Effect"))) {
      return Stream.of();
    }
    var principal = told.get("Principal");
    if (principal instanceof Map<?, ?> by) {
      return by.containsKey("AWS") ? each(by.get("AWS"), told, thing) : Stream.of();
    }
    return each(principal, told, thing);
  }

  private static Stream<PolicyGrant> each(
      @Nullable Object principals, Map<?, ?> statement, Arn thing) {
    return (principals instanceof List<?> all
            ? all.stream()
            : Stream.of(String.valueOf(principals)))
        .map(String::valueOf)
        .filter(text -> !DELETED.matcher(text).matches())
        .flatMap(
            text ->
                to(text, thing)
                    .or(
                        () ->
                            isOfOwnAccount(statement, thing)
                                ? Optional.empty()
                                : Optional.of(
                                    organization(statement, thing)
                                        .orElseGet(() -> everyone(thing))))
                    .stream())
        .filter(grant -> !grant.to().account().equals(thing.account()));
  }

  /// The account of a principal that names one: by its number, or by the ARN of what is in it.
  private static Optional<PolicyGrant> to(String principal, Arn thing) {
    var account = principal.replaceFirst("^arn:[^:]*:(iam|sts)::([^:]*):.*$", "$2");
    return account.matches("\\d{12}") ? Optional.of(account(account, thing)) : Optional.empty();
  }

  static PolicyGrant account(String account, Arn thing) {
    return new PolicyGrant(user(thing, account, "root"), "the account " + account);
  }

  /// As AWS's own policies of keys narrow `*` down (KMS developer guide, "kms:CallerAccount").
  private static boolean isOfOwnAccount(Map<?, ?> statement, Arn thing) {
    return equal(statement, "kms:CallerAccount").filter(thing.account()::equals).isPresent();
  }

  private static Optional<PolicyGrant> organization(Map<?, ?> statement, Arn thing) {
    return equal(statement, "aws:PrincipalOrgID")
        .map(id -> new PolicyGrant(user(thing, "*", id), "the organization " + id));
  }

  private static Optional<String> equal(Map<?, ?> statement, String key) {
    return statement.get("Condition") instanceof Map<?, ?> condition
            && condition.get("StringEquals") instanceof Map<?, ?> equal
            && equal.get(key) instanceof String value
        ? Optional.of(value)
        : Optional.empty();
  }

  private static PolicyGrant everyone(Arn thing) {
    return new PolicyGrant(user(thing, "*", "root"), "every account");
  }

  private static Arn user(Arn thing, String account, String who) {
    return new Arn(thing.partition(), "iam", "", account, who);
  }

  /// Whether it is given to whoever asks, or to nobody that can be told: no account relies on it.
  boolean isEverybodys() {
    return to.account().equals("*") && to.resource().equals("root");
  }

  /// @param harm what they lose, and what to do, in plain words
  Use use(Arn thing, String harm) {
    return new Use(to, "its policy gives it to " + who + ", " + harm, thing);
  }
}
