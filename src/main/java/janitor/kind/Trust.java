package janitor.kind;

import janitor.resource.Resource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The services of AWS that may take a role, as its trust policy names them, and whoever else may.
///
/// "To allow a service to assume a role, name its service principal" (IAM User Guide, "AWS JSON
/// policy elements: Principal"): a role that names an account, a user or somebody's identity
/// provider is taken by these, and by no service. What is no such document, or lets in everyone or
/// all but some, trusts every service.
final class Trust {
  /// `ecs-tasks.amazonaws.com`, `states.eu-central-1.amazonaws.com`, `ec2.amazonaws.com.cn`.
  private static final Pattern SERVICE =
      Pattern.compile("([a-z0-9.-]+?)(\\.[a-z]{2,4}(-[a-z]+)+-\\d)?\\.amazonaws\\.com(\\.cn)?");

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}|arn:[a-z-]+:iam::\\d{12}:root");

  private Trust() {}

  /// Notes them as a fact, unless any service may, and as another whoever else may.
  ///
  /// @param documents those of the roles that it is, or holds
  static void note(Resource.Builder resource, Collection<? extends @Nullable String> documents) {
    var read = documents.stream().map(Trust::statements).toList();
    var all = read.stream().map(statements -> statements.flatMap(Trust::ofAll)).toList();
    if (all.stream().allMatch(Optional::isPresent)) {
      resource.fact(
          Resource.TRUSTS,
          String.join(
              "\n",
              new TreeSet<>(all.stream().flatMap(Optional::stream).flatMap(Set::stream).toList())));
    }
    var takers =
        new TreeSet<>(
            read.stream()
                .flatMap(Optional::stream)
                .flatMap(List::stream)
                .flatMap(Trust::takers)
                .toList());
    if (!takers.isEmpty()) {
      resource.fact(Resource.TAKEN_BY, String.join("\n", takers));
    }
  }

  /// Whoever may take the role that is no service, as people know them (IAM User Guide, "AWS JSON
  /// policy elements: Principal").
  private static Stream<String> takers(Map<?, ?> statement) {
    if ("Deny".equals(statement.get("Effect"))) {
      return Stream.of();
    }
    var principal = statement.get("Principal");
    return (principal instanceof Map<?, ?> some
            ? some.values().stream()
            : Stream.ofNullable(principal))
        .flatMap(Answers::each)
        .map(String::valueOf)
        .filter(name -> !SERVICE.matcher(name).matches())
        .map(Trust::taker);
  }

  private static String taker(String principal) {
    if (principal.equals("*")) {
      return "anybody";
    }
    return ACCOUNT.matcher(principal).matches()
        ? "account " + principal.replaceAll("^arn:[a-z-]+:iam::|:root$", "")
        : principal.replaceFirst("^arn:[a-z-]+:iam::\\d{12}:(oidc|saml)-provider/", "");
  }

  /// The services, short; empty where it may be any.
  ///
  /// @param document as IAM answers it: JSON, percent-encoded
  static Optional<Set<String>> services(@Nullable String document) {
    return statements(document).flatMap(Trust::ofAll);
  }

  /// Empty where it is no such document.
  private static Optional<List<Map<?, ?>>> statements(@Nullable String document) {
    return Answers.object(decoded(document))
        .map(policy -> policy.get("Statement"))
        .map(statement -> statement instanceof List<?> all ? all : List.of(statement))
        .filter(all -> all.stream().allMatch(Map.class::isInstance))
        .map(all -> all.stream().<Map<?, ?>>map(one -> (Map<?, ?>) one).toList());
  }

  /// IAM encodes no space as `+` (RFC 3986), and an unencoded document has no `%`.
  private static @Nullable String decoded(@Nullable String document) {
    return document == null || !document.contains("%")
        ? document
        : Found.unless(
                IllegalArgumentException.class,
                () ->
                    Optional.of(
                        URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8)))
            .orElse(null);
  }

  private static Optional<Set<String>> ofAll(List<Map<?, ?>> statements) {
    var services = new TreeSet<String>();
    for (var statement : statements) {
      if ("Deny".equals(statement.get("Effect"))) {
        continue;
      }
      if (!(statement.get("Principal") instanceof Map<?, ?> principals)) {
        return Optional.empty();
      }
      for (var principal : principals.entrySet()) {
        var isService = "Service".equals(principal.getKey());
        for (var name :
            principal.getValue() instanceof List<?> all ? all : List.of(principal.getValue())) {
          var service = SERVICE.matcher(String.valueOf(name));
          if (service.matches()) {
            services.add(service.group(1));
          } else if (isService || String.valueOf(name).contains("*")) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(services);
  }
}
