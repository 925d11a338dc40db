package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;

/// Mostly made by whoever logs into it, without a tag, and made again by what it logs late. The
/// groups of an API are named after its id and its stages; the slash keeps ids apart that begin
/// alike.
final class LogsLogGroup implements ResourceKind {
  static final String TYPE = "AWS::Logs::LogGroup";

  private final Clients clients;

  /// What stands before the name or id of what logs there, in the names that AWS makes up.
  private static final List<String> NAMED_AFTER =
      List.of(
          "/aws/lambda/",
          "/aws/lambda/us-east-1.",
          "/aws/appsync/apis/",
          "/aws/vendedlogs/states/");

  LogsLogGroup(Clients clients) {
    this.clients = clients;
  }

  /// Whether it was found through what logs into it, and its name is not the one that AWS makes up
  /// for just that: others may log into it too.
  static boolean mayBeShared(Resource one) {
    return one.type().equals(TYPE)
        && one.parent().filter(parent -> !isGenerated(one.name(), parent)).isPresent();
  }

  private static boolean isGenerated(String name, Arn parent) {
    var own = parent.resource().replaceFirst(".*[:/]", "");
    return prefixOf(parent).filter(name::startsWith).isPresent()
        || NAMED_AFTER.stream().anyMatch(prefix -> name.equals(prefix + own));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of(
        "logs:DescribeLogGroups", "logs:PutLogGroupDeletionProtection", "logs:DeleteLogGroup");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of(
        "AWS::Amplify::App",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::AppSync::Api",
        "AWS::AppSync::GraphQLApi",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFront::Distribution",
        "AWS::Cognito::UserPool",
        "AWS::Events::EventBus",
        "AWS::Events::Rule",
        "AWS::Lambda::Function",
        "AWS::Pipes::Pipe",
        "AWS::StepFunctions::StateMachine");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("logs", "log-group:") && !arn.after("log-group:").contains(":");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.after("logs", "log-group:");
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "log groups",
        () ->
            clients
                .logs(place.region())
                .describeLogGroupsPaginator(request -> request.limit(50))
                .logGroups()
                .stream()
                .map(group -> resource(place, group))
                .toList());
  }

  private static Resource resource(Place place, LogGroup group) {
    var name = group.logGroupName();
    var resource =
        Resource.of(TYPE, place.arn("logs", "log-group:" + name), place.region())
            .name(name)
            .createdAt(
                Optional.ofNullable(group.creationTime()).map(Instant::ofEpochMilli).orElse(null));
    if (Boolean.TRUE.equals(group.deletionProtectionEnabled())) {
      resource.protection("its deletion protection is on");
    }
    return resource.build();
  }

  @Override
  public Set<String> foundBy() {
    return Set.of("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api");
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var children = new LinkedHashMap<Arn, Resource>();
    for (var parent : candidates) {
      var named = parent.leaves().stream().filter(this::claims).toList();
      var prefix = prefixOf(parent.arn());
      if (!named.isEmpty() || prefix.isPresent()) {
        list(place).stream()
            .filter(
                group ->
                    named.contains(group.arn())
                        || prefix.filter(group.name()::startsWith).isPresent())
            .forEach(group -> children.putIfAbsent(group.arn(), group.childOf(parent.arn())));
      }
    }
    return Reading.of(List.copyOf(children.values()));
  }

  /// What the generated names of an API's groups begin with.
  private static Optional<String> prefixOf(Arn api) {
    if (api.names("apigateway", "/restapis/")) {
      return Optional.of("API-Gateway-Execution-Logs_" + api.after("/restapis/") + "/");
    }
    return api.names("apigateway", "/apis/")
        ? Optional.of("/aws/apigateway/" + api.after("/apis/") + "/")
        : Optional.empty();
  }

  @Override
  public Deletion delete(Resource group, Deadline deadline) {
    var logs = clients.logs(group.region());
    if (group.protection().isPresent()) {
      logs.putLogGroupDeletionProtection(
          request -> request.logGroupIdentifier(group.name()).deletionProtectionEnabled(false));
    }
    logs.deleteLogGroup(request -> request.logGroupName(group.name()));
    return Deletion.ASKED;
  }

  @Override
  public boolean mayReappear() {
    return true;
  }
}
