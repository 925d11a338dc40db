package janitor.deploy;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The table of `docs/kinds.md`: every kind, as its class declares it.
final class KindsPage {
  private static final Predicate<String> READS =
      Pattern.compile("[a-z0-9-]+:(BatchGet|Get|List|Describe|GET|Query).*").asMatchPredicate();

  private final List<ResourceKind> kinds;

  KindsPage() {
    try (var clients = Clients.ambient(new Calls())) {
      kinds =
          Kinds.all(clients, Options.looking(Template.ACCOUNT)).stream()
              .sorted(Comparator.comparing(ResourceKind::type))
              .toList();
    }
  }

  /// The services in one sentence.
  String services() {
    return kinds.stream()
            .map(kind -> kind.type().split("::", 3)[1])
            .distinct()
            .collect(Collectors.joining(", "))
        + ".\n";
  }

  String kinds() {
    return "| kind | found | looks with | deletes with |\n|---|---|---|---|\n"
        + kinds.stream().map(KindsPage::row).collect(Collectors.joining());
  }

  private static String row(ResourceKind kind) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(kind.type(), found(kind), actions(kind, READS), actions(kind, READS.negate()));
  }

  private static String found(ResourceKind kind) {
    var ways = new ArrayList<String>();
    if (kind.traits().isIndexed()) {
      ways.add("tag index");
    } else if (kind.traits().isTaggable()) {
      ways.add("its service's list, with tags");
    } else {
      ways.add("through what it belongs to");
    }
    if (kind.traits().isGlobal()) {
      ways.add("once an account");
    }
    return String.join("; ", ways);
  }

  private static String actions(ResourceKind kind, Predicate<String> which) {
    return kind.traits().actions().stream()
        .filter(which)
        .sorted()
        .map(action -> "`" + action + "`")
        .collect(Collectors.joining(", "));
  }
}
