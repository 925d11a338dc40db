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
    return List.of(
        new DynamoDbTable(clients),
        new LambdaFunction(clients),
        new LambdaEventSourceMapping(clients),
        new LambdaLayerVersion(clients),
        new LogsLogGroup(clients),
        new S3Bucket(clients, options),
        new ApiGatewayRestApi(clients),
        new CognitoUserPool(clients),
        new EventsRule(clients),
        new EventsEventBus(clients),
        new IamRole(clients),
        new IamManagedPolicy(clients),
        new IamInstanceProfile(clients),
        new SesEmailIdentity(clients));
  }
}
