package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.ResourceKind;
import java.util.List;

/// All that the janitor knows how to delete, by CloudFormation type. A new kind is one line here.
public final class Kinds {
  private Kinds() {}

  public static List<ResourceKind> all(Clients clients, Options options) {
    return List.of(new DynamoDbTable(clients));
  }
}
