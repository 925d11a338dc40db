package janitor.aws;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The documented rates of AWS's control planes that a workshop meets, of an account and region.
/// What is not here is paced by what it answers.
///
/// Sources: "M", the service's API model; "D", its page of quotas; "O", seen in practice. Where no
/// burst is documented, a second's worth is taken for it.
final class Rates {

  /// A rate that some operations share.
  ///
  /// @param services as the SDK names them to its interceptors: as its client's class, `SesV2`
  /// @param operations none stands for all
  /// @param burst how many may go at once after a rest
  record Rate(
      String name, Set<String> services, Set<String> operations, double aSecond, int burst) {

    boolean holds(String service, String operation) {
      return services.contains(service) && (operations.isEmpty() || operations.contains(operation));
    }
  }

  private static final List<Rate> DOCUMENTED =
      List.of(
          // M: "You can call ListTagsOfResource up to 10 times per second, per account."
          of("DynamoDb", "ListTagsOfResource", 10),
          // M: "You can call DeleteBackup up to 10 times per second", "ListBackups … five times".
          of("DynamoDb", "DeleteBackup", 10),
          of("DynamoDb", "ListBackups", 5),
          // M: "You can call DescribeBackup at a maximum rate of 10 times per second."
          of("DynamoDb", "DescribeBackup", 10),
          // D: "All requests: Five requests per second per AWS account."
          new Rate("Route 53", Set.of("Route53"), Set.of(), 5, 5),
          // M: "a limit of five transactions per second per account", of the summary twenty.
          of("Kinesis", "ListStreams", 5),
          of("Kinesis", "DeleteStream", 5),
          of("Kinesis", "DescribeStreamSummary", 20),
          // M: "You can call ListTags up to 10 times per second, per account."
          of("Dax", "ListTags", 10),
          // M: "This action is throttled at 30 transactions per second (TPS)."
          of("Sns", "ListTopics", 30),
          // D: "Total operations: 10 requests every second, with a burst quota of 40", of both
          // versions together.
          new Rate(
              "API Gateway's control plane",
              Set.of("ApiGateway", "ApiGatewayV2"),
              Set.of(),
              10,
              40),
          // D: "DeleteApiKey: 5 requests every second per account".
          of("ApiGateway", "DeleteApiKey", 5),
          // D: "Rate of control plane API requests (excludes invocation, GetFunction, and GetPolicy
          // requests): 15 requests per second".
          new Rate("Lambda's control plane", Set.of("Lambda"), Set.of(), 15, 15),
          // D: 15 a second for each category; read and update of pools are two of them.
          new Rate("Cognito's user pools", Set.of("CognitoIdentityProvider"), Set.of(), 15, 15),
          // D: Tag Editor's quotas.
          of("ResourceGroupsTaggingApi", "GetResources", 15),
          // M: "You can execute this operation no more than once per second."
          of("SesV2", "ListEmailTemplates", 1),
          of("SesV2", "DeleteEmailTemplate", 1),
          // M: "The rate of lookup requests is limited to two per second, per account, per Region."
          of("CloudTrail", "LookupEvents", 2),
          // O: aws-nuke measured about 30 a second, and keeps to 25 (its #508 and #510).
          new Rate("Cloud Control", Set.of("CloudControl"), Set.of(), 25, 25),
          // O.
          of("CloudWatchLogs", "DeleteLogGroup", 10),
          // D.
          of("Scheduler", "DeleteScheduleGroup", 10));

  private Rates() {}

  private static Rate of(String service, String operation, int aSecond) {
    return new Rate(
        service + " " + operation, Set.of(service), Set.of(operation), aSecond, aSecond);
  }

  static Stream<Rate> all() {
    return DOCUMENTED.stream();
  }

  /// Those that hold for the operation.
  static Stream<Rate> of(String service, String operation) {
    return DOCUMENTED.stream().filter(rate -> rate.holds(service, operation));
  }
}
