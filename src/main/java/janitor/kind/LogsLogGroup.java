package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Liftable;
import janitor.resource.OwnTags;
import janitor.resource.ParentCheck;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/// Mostly made by whoever logs into it, without a tag, and made again by what it logs late. The
/// groups of an API are named after its id and its stages; the slash keeps ids apart that begin
/// alike. A person may say on the group itself that it is kept.
record LogsLogGroup(Clients clients) implements ResourceKind, OwnTags, ParentCheck, Liftable {
  static final String TYPE = "AWS::Logs::LogGroup";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("logs", "log-group:", ":")
          .physicalId(PhysicalId.after("logs", "log-group:"))
          .actions(
              "logs:DescribeLogGroups",
              "logs:ListTagsForResource",
              "logs:PutLogGroupDeletionProtection",
              "logs:DeleteLogGroup")
          .createdBy(Creation.asking("logs:CreateLogGroup", "logGroupName"))
          .goesAfter(
              "AWS::AmazonMQ::Broker",
              "AWS::Amplify::App",
              "AWS::ApiGateway::RestApi",
              "AWS::ApiGatewayV2::Api",
              "AWS::AppSync::Api",
              "AWS::AppSync::GraphQLApi",
              "AWS::CloudFront::Distribution",
              "AWS::Cognito::UserPool",
              "AWS::Events::EventBus",
              "AWS::Events::Rule",
              "AWS::KinesisFirehose::DeliveryStream",
              "AWS::Lambda::Function",
              "AWS::MWAA::Environment",
              "AWS::Pipes::Pipe",
              "AWS::StepFunctions::StateMachine")
          .because("Whoever still writes brings it back, and once more without a tag.")
          .foundBy("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
          .usesOf(KmsKey.TYPE)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.REAPPEARS)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  /// Of a cluster of EKS, and of Container Insights in it.
  private static final List<String> OF_CLUSTERS =
      List.of(
          "/aws/eks/%s/cluster",
          "/aws/containerinsights/%s/application",
          "/aws/containerinsights/%s/dataplane",
          "/aws/containerinsights/%s/host",
          "/aws/containerinsights/%s/performance");

  /// The names that AWS makes up after the name or id of what logs there, by the service of that.
  private static final Map<String, List<String>> NAMED_AFTER =
      Map.ofEntries(
          // API reference of MWAA, ModuleLoggingConfiguration.
          Map.entry(
              "airflow",
              List.of(
                  "airflow-%s-DAGProcessing",
                  "airflow-%s-Scheduler",
                  "airflow-%s-Task",
                  "airflow-%s-WebServer",
                  "airflow-%s-Worker")),
          // The console's.
          Map.entry("firehose", List.of("/aws/kinesisfirehose/%s")),
          // By its id, which stands last in its ARN.
          Map.entry(
              "mq", List.of("/aws/amazonmq/broker/%s/audit", "/aws/amazonmq/broker/%s/general")),
          // Of an app that renders on a server; what its id names is nobody else's.
          Map.entry("amplify", List.of("/aws/amplify/%s")),
          Map.entry("lambda", List.of("/aws/lambda/%s", "/aws/lambda/us-east-1.%s")),
          // As its guide names them ("Viewing App Runner logs streamed to CloudWatch Logs").
          Map.entry(
              "apprunner", List.of("/aws/apprunner/%s/application", "/aws/apprunner/%s/service")),
          Map.entry("appsync", List.of("/aws/appsync/apis/%s")),
          Map.entry("codebuild", List.of("/aws/codebuild/%s")),
          Map.entry("ecs", List.of("/aws/ecs/containerinsights/%s/performance")),
          Map.entry("eks", OF_CLUSTERS),
          Map.entry("kinesisanalytics", List.of("/aws/kinesis-analytics/%s")),
          // The second is the console's.
          Map.entry(
              "states", List.of("/aws/vendedlogs/states/%s", "/aws/vendedlogs/states/%s-Logs")));

  /// Notes the groups that AWS names after a resource, there or not, as what it leaves behind.
  static Resource.Builder namedAfter(Resource.Builder resource, Place place, Arn writer) {
    namesAfter(writer).forEach(name -> resource.leaves(place.arn("logs", "log-group:" + name)));
    return resource;
  }

  private static Stream<String> namesAfter(Arn writer) {
    var own =
        writer.resource().replaceFirst(writer.service().equals("mq") ? "^.*:" : "^[^:/]*[:/]", "");
    return NAMED_AFTER.getOrDefault(writer.service(), List.of()).stream()
        .map(pattern -> pattern.formatted(own));
  }

  private static final String CHOSEN = "logs of a chosen name";

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// Notes what a resource logs into. A group whose name AWS made up for it is left behind by it;
  /// one whose name a person chose may be anybody's, and is only told of.
  static Resource.Builder writtenBy(Resource.Builder resource, Arn writer, List<Arn> groups) {
    var chosen = new TreeSet<String>();
    for (var group : groups) {
      resource.uses(group);
      // A stage may log into a stream of Firehose as well.
      if (group.names("logs", "log-group:")) {
        if (isGenerated(group.after("log-group:"), writer)) {
          resource.leaves(group);
        } else {
          chosen.add(group.toString());
        }
      }
    }
    return chosen.isEmpty() ? resource : resource.fact(CHOSEN, String.join("\n", chosen));
  }

  private static boolean isGenerated(String name, Arn writer) {
    return prefixOf(writer).filter(name::startsWith).isPresent()
        || namesAfter(writer).anyMatch(name::equals);
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
                .collect(Items.each(group -> resource(place, group))));
  }

  private static Resource resource(Place place, LogGroup group) {
    var name = Items.told(group.logGroupName());
    var resource =
        Resource.of(TYPE, place.arn("logs", "log-group:" + name), place.region())
            .name(name)
            .createdAt(
                Optional.ofNullable(group.creationTime()).map(Instant::ofEpochMilli).orElse(null))
            .holds(Contents.size(group.storedBytes()));
    KmsKey.encrypt(resource, place, group.kmsKeyId());
    if (Boolean.TRUE.equals(group.deletionProtectionEnabled())) {
      resource.liftable("its deletion protection is on");
    }
    return resource.build();
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
    for (var writer : candidates) {
      var chosen = writer.facts().getOrDefault(CHOSEN, "").lines().map(Arn::of).toList();
      if (!chosen.isEmpty()) {
        list(place).stream()
            .filter(group -> chosen.contains(group.arn()))
            .forEach(group -> children.putIfAbsent(group.arn(), left(group, writer)));
      }
    }
    return Reading.of(List.copyOf(children.values()));
  }

  private static Resource left(Resource group, Resource writer) {
    return group.guarded(
        writer.label()
            + " logs into it, but a person chose its name, so others may log into it too: it is"
            + " left. Tag it as the workshop's, and it goes");
  }

  @Override
  public boolean mayBelongTo(Resource group, Arn parent) {
    return isGenerated(group.name(), parent);
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
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfListed(place, candidates, this);
  }

  @Override
  public Deletion delete(Resource group, Deadline deadline) {
    if (group.protection().isPresent()) {
      lift(group);
    }
    clients.logs(group.region()).deleteLogGroup(request -> request.logGroupName(group.name()));
    return Deletion.ASKED;
  }

  @Override
  public void lift(Resource group) {
    clients
        .logs(group.region())
        .putLogGroupDeletionProtection(
            request -> request.logGroupIdentifier(group.name()).deletionProtectionEnabled(false));
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> groups) {
    return Found.tags(
        groups,
        group ->
            clients
                .logs(place.region())
                .listTagsForResource(request -> request.resourceArn(group.arn().toString()))
                .tags(),
        ResourceNotFoundException.class);
  }
}
