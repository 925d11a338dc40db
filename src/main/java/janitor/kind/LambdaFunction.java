package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionVersion;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/// Lambda tells only when a function was last modified, never when it was made. What it leaves
/// behind is its event source mappings, its layers and its log group; a replica of Lambda@Edge logs
/// under `us-east-1.` and the name.
record LambdaFunction(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Lambda::Function";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("lambda", "function:", ":")
          .physicalId(PhysicalId.after("lambda", "function:"))
          .actions(
              "lambda:ListFunctions",
              "lambda:GetFunction",
              "lambda:ListFunctionEventInvokeConfigs",
              "lambda:DeleteFunction",
              "ecr:ListImages",
              "ec2:DescribeNetworkInterfaces")
          .createdBy(Creation.asking("lambda:CreateFunction", "functionName").inVersion("20150331"))
          .goesAfter("AWS::CloudFront::Distribution")
          .because("Lambda refuses as long as copies of it stand at the edge.")
          // A stack's custom resources call functions that need not be its own.
          .neededBy(CloudFormationStack.TYPE)
          .takesRoles("lambda", "edgelambda")
          .usesOf(
              "AWS::KMS::Key",
              LambdaLayerVersion.TYPE,
              LogsLogGroup.TYPE,
              "AWS::SNS::Topic",
              "AWS::SQS::Queue",
              EcrRepository.TYPE,
              Efs.ACCESS_POINT)
          .build();

  private static final String EDGE_HOME = "us-east-1";

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// A function's own ARN, where one names a version or an alias of it; any other as it is.
  static Arn unqualified(Arn arn) {
    return arn.names("lambda", "function:")
        ? arn.sibling("function:" + arn.after("function:").replaceFirst(":.*", ""))
        : arn;
  }

  @Override
  public List<Resource> list(Place place) {
    return functions(place).stream().collect(Items.each(function -> resource(place, function)));
  }

  private List<FunctionConfiguration> functions(Place place) {
    return place.once(
        "lambda functions",
        () ->
            clients.lambda(place.region()).listFunctionsPaginator().functions().stream().toList());
  }

  /// What was published of them, which no list tells that is not asked for it (API reference,
  /// ListFunctions). A version never changes: it works with the role, the key and the layers that
  /// its function had then, and an alias leads callers to it whatever the function has now.
  private Stream<FunctionConfiguration> published(Place place) {
    return place
        .once(
            "lambda versions",
            () ->
                clients
                    .lambda(place.region())
                    .listFunctionsPaginator(request -> request.functionVersion(FunctionVersion.ALL))
                    .functions()
                    .stream()
                    .filter(version -> !"$LATEST".equals(version.version()))
                    .toList())
        .stream();
  }

  private static Resource resource(Place place, FunctionConfiguration function) {
    var name = function.functionName();
    var resource =
        Resource.of(TYPE, Arn.of(function.functionArn()), place.region())
            .name(name)
            .modifiedAt(Answers.instant(function.lastModified()).orElse(null))
            .leaves(place.arn("logs", "log-group:/aws/lambda/" + name));
    LogsLogGroup.writtenBy(
        resource, Arn.of(function.functionArn()), List.of(logGroup(place, function)));
    if (place.region().equals(EDGE_HOME)) {
      resource.leaves(place.arn("logs", "log-group:/aws/lambda/" + EDGE_HOME + "." + name));
    }
    used(place, function).forEach(resource::uses);
    LambdaInterfaces.noted(resource, function);
    return resource.build();
  }

  private static Arn logGroup(Place place, FunctionConfiguration function) {
    var name =
        Optional.ofNullable(function.loggingConfig())
            .map(LoggingConfig::logGroup)
            .orElse("/aws/lambda/" + function.functionName());
    return place.arn("logs", "log-group:" + name);
  }

  private static Stream<Arn> used(Place place, FunctionConfiguration function) {
    var deadLetters =
        Optional.ofNullable(function.deadLetterConfig()).map(DeadLetterConfig::targetArn);
    return Stream.concat(
        Stream.of(logGroup(place, function)),
        Stream.of(
                Stream.of(function.role(), function.kmsKeyArn(), deadLetters.orElse(null)),
                function.layers().stream().map(Layer::arn),
                // Mounted at every start, by access point (API reference, FileSystemConfig).
                function.fileSystemConfigs().stream().map(FileSystemConfig::arn))
            .flatMap(texts -> texts)
            .flatMap(text -> Answers.arn(text).stream()));
  }

  /// One version of a layer in use keeps the others as well.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var wanted =
        candidates.stream()
            .filter(traits().order()::mayUse)
            .map(Resource::arn)
            .collect(Collectors.groupingBy(LambdaLayerVersion::layerOrSelf));
    if (wanted.isEmpty()) {
      return Reading.of(List.of());
    }
    var listed =
        Stream.concat(functions(place).stream(), published(place))
            .flatMap(
                function ->
                    used(place, function)
                        .map(LambdaLayerVersion::layerOrSelf)
                        .distinct()
                        .flatMap(used -> wanted.getOrDefault(used, List.of()).stream())
                        .map(used -> use(function, used)))
            .distinct()
            .toList();
    var repositories =
        candidates.stream()
            .filter(one -> one.type().equals(EcrRepository.TYPE))
            .filter(one -> one.region().equals(place.region()))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return Reading.both(
        Reading.both(
            Reading.of(listed),
            new LambdaImages(clients, place)
                .uses(repositories, Stream.concat(functions(place).stream(), published(place)))),
        new LambdaDestinations(clients, place).uses(candidates, list(place)));
  }

  private static Use use(FunctionConfiguration function, Arn used) {
    return Use.by(
        unqualified(Arn.of(function.functionArn())), "function " + function.functionName(), used);
  }

  /// A function in a VPC is not over before Lambda has removed its network interfaces.
  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> functions) {
    var there = Found.listed(this, place, functions);
    var gone =
        functions.stream()
            .filter(resource -> !there.answer().contains(resource.arn()))
            .filter(resource -> !there.unread().containsKey(resource.arn()))
            .filter(resource -> resource.facts().containsKey(Resource.LINGERS))
            .toList();
    var lingering = LambdaInterfaces.lingering(gone, place, clients, this::functions);
    return Reading.both(there.map(List::copyOf), lingering.map(List::copyOf)).map(Set::copyOf);
  }

  @Override
  public Deletion delete(Resource function, Deadline deadline) {
    clients
        .lambda(function.region())
        .deleteFunction(request -> request.functionName(function.name()));
    return Deletion.ASKED;
  }
}
