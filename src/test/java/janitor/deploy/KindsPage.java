package janitor.deploy;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.CloudControlRow;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Reach;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The table of `docs/kinds.md`: every kind, as its class declares it.
final class KindsPage {
  private static final Predicate<String> READS =
      Pattern.compile("[a-z0-9-]+:(BatchGet|Get|List|Describe|GET|Query).*").asMatchPredicate();

  private final List<ResourceKind> kinds;
  private final Set<String> beyond = Kinds.typesBeyond(Reach.SERVERLESS);

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
    return "| kind | road | costs idle | date | protected by | found | looks with | deletes with"
        + " |\n"
        + "|---|---|---|---|---|---|---|---|\n"
        + kinds.stream().map(this::row).collect(Collectors.joining());
  }

  private String row(ResourceKind kind) {
    var model =
        CloudControlRow.all().stream()
            .filter(row -> row.type().equals(kind.type()))
            .findFirst()
            .map(CloudControlRow::model);
    return "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            kind.type(),
            road(kind),
            kind.traits().cost().words()
                + (kind.traits().is(Traits.Flag.HOLDS_DATA) ? "; holds data" : ""),
            model.map(KindsPage::date).orElse(""),
            model.map(KindsPage::protection).orElse(""),
            found(kind),
            actions(kind, READS),
            actions(kind, READS.negate()));
  }

  private String road(ResourceKind kind) {
    return kind.traits().is(Traits.Flag.GENERIC)
        ? "row"
        : beyond.contains(kind.type()) ? "by hand" : "by hand, `serverless`";
  }

  private static String date(CloudControlRow.Model model) {
    return model.createdAt().map(property -> "`" + property + "`").orElse("first seen");
  }

  private static String protection(CloudControlRow.Model model) {
    return model.guard().map(guard -> "`" + guard.words() + "`").orElse("");
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
    if (kind.traits().is(Traits.Flag.TOLD)) {
      ways.add("only told of");
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
