package janitor.kind;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// All that the janitor knows how to delete, by CloudFormation type. A new kind is one line here.
public final class Kinds {
  private Kinds() {}

  /// The types of all kinds. No client is made for that.
  public static Set<String> types() {
    try (var clients = Clients.ambient(new Calls())) {
      return all(clients, new Options("", false)).stream()
          .map(ResourceKind::type)
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  public static List<ResourceKind> all(Clients clients, Options options) {
    return List.of(new DynamoDbTable(clients));
  }
}
