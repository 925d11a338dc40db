package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.Connection;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// An API destination and the connection by which it is called. Neither can be tagged: a rule of
/// the workshop has the destination as a target, and so both are of the workshop.
///
/// @param connection ARN
/// @param destination ARN
record ApiDestination(String connection, String destination) {

  /// @param tags the rule's
  static ApiDestination make(EmulatedAccount account, Map<String, String> tags) {
    var events = account.aws().eventBridge(Emulator.REGION);
    var connection =
        events
            .createConnection(
                request ->
                    request
                        .name("registry")
                        .authorizationType(ConnectionAuthorizationType.API_KEY)
                        .authParameters(
                            by ->
                                by.apiKeyAuthParameters(
                                    key -> key.apiKeyName("x-key").apiKeyValue("secret"))))
            .connectionArn();
    var destination =
        events
            .createApiDestination(
                request ->
                    request
                        .name("registry")
                        .connectionArn(connection)
                        .httpMethod(ApiDestinationHttpMethod.POST)
                        .invocationEndpoint("https://registry.example.org/"))
            .apiDestinationArn();
    var rule =
        events
            .putRule(request -> request.name("registered").scheduleExpression("rate(1 day)"))
            .ruleArn();
    events.putTargets(
        request ->
            request
                .rule("registered")
                .targets(Target.builder().id("registry").arn(destination).build()));
    account.tag(rule, tags);
    return new ApiDestination(connection, destination);
  }

  /// The connection is there, and no other.
  void hasItsConnection(EmulatedAccount account) {
    assertThat(
            account
                .aws()
                .eventBridge(Emulator.REGION)
                .listConnections(request -> request.limit(100))
                .connections())
        .extracting(Connection::connectionArn)
        .containsExactly(connection);
  }
}
