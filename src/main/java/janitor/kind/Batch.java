package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.batch.model.CEState;
import software.amazon.awssdk.services.batch.model.CEStatus;
import software.amazon.awssdk.services.batch.model.ComputeEnvironmentDetail;
import software.amazon.awssdk.services.batch.model.ComputeResource;
import software.amazon.awssdk.services.batch.model.ContainerProperties;
import software.amazon.awssdk.services.batch.model.EcsProperties;
import software.amazon.awssdk.services.batch.model.JQState;
import software.amazon.awssdk.services.batch.model.JobDefinition;
import software.amazon.awssdk.services.batch.model.JobQueueDetail;

/// Job queues, what their jobs run on, and what jobs are made from.
///
/// A queue and an environment are disabled first; a queue ends its jobs, and goes before its
/// environments, which learn of that late (hashicorp/terraform-provider-aws #46925). An environment
/// takes its cluster of ECS and its Auto Scaling group along, with its role: without that it is
/// `INVALID` for ever (ekristen/aws-nuke #674). Batch has no error of its own for what is not
/// there.
final class Batch {
  static final String QUEUE = "AWS::Batch::JobQueue";
  static final String ENVIRONMENT = "AWS::Batch::ComputeEnvironment";
  static final String DEFINITION = "AWS::Batch::JobDefinition";

  private static final String STATE = "state";
  private static final int MOST_A_CALL = 100;
  private static final Pattern REVISION = Pattern.compile(":\\d+$");
  private static final Duration SOON = Duration.ofSeconds(15);

  private final Clients clients;

  private Batch(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Batch(clients);
    return Stream.of(service.queue(), service.environment(), service.definition())
        .<ResourceKind>map(Addressed::new)
        .toList();
  }

  private BatchClient at(String region) {
    return clients.of(region, BatchClient.class, BatchClient::builder);
  }

  /// Those of the answer that are there; what was asked for and is not in it is gone.
  private static <T> Reading<List<Resource>> told(Place place, List<T> things, Asking<T> asking) {
    return Reading.ofList(
            () ->
                things.stream().collect(Items.each(thing -> asking.resource().apply(place, thing))))
        .map(all -> all.stream().filter(Batch::isThere).toList());
  }

  private static boolean isThere(Resource resource) {
    return !List.of("DELETED", "INACTIVE").contains(resource.fact(Resource.STATUS));
  }

  /// How each sort is asked for.
  ///
  /// @param all everything of it in the region
  /// @param named what carries these ARNs
  private record Asking<T>(
      Function<BatchClient, Stream<T>> all,
      BiFunction<BatchClient, List<String>, List<T>> named,
      BiFunction<Place, T, Resource> resource) {}

  private <T> Addressed.Row row(
      Traits traits, Asking<T> asking, Function<Resource, Deletion> delete) {
    return new Addressed.Row(
        traits,
        place -> told(place, asking.all().apply(at(place.region())).toList(), asking),
        (place, arns) ->
            Bulk.each(
                MOST_A_CALL,
                arns,
                some ->
                    told(
                        place,
                        asking
                            .named()
                            .apply(at(place.region()), some.stream().map(Arn::toString).toList()),
                        asking)),
        delete);
  }

  private static Resource.Builder resource(
      Place place, String type, @Nullable String arn, Map<String, String> tags) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region()).tags(Tags.of(tags));
  }

  /// What is asked, unless Batch is at work on it; and what is enabled is disabled first.
  private static Deletion unlessAtWork(Resource one, Runnable disable, Runnable delete) {
    return switch (one.fact(Resource.STATUS)) {
      case "DELETING" -> Deletion.ASKED;
      case "CREATING", "UPDATING" -> Deletion.atWork("Batch", one.fact(Resource.STATUS), SOON);
      default -> {
        if (one.fact(STATE).equals("ENABLED")) {
          disable.run();
          yield new Deletion.Preparing("disabling it first", SOON);
        }
        delete.run();
        yield Deletion.ASKED;
      }
    };
  }

  // Job queues

  private Addressed.Row queue() {
    return row(
        Traits.of(QUEUE)
            .named("batch", "job-queue/")
            .physicalId(PhysicalId.after("batch", "job-queue/"))
            .createdBy(Creation.answering("batch:CreateJobQueue", "jobQueueArn"))
            .actions("batch:DescribeJobQueues", "batch:UpdateJobQueue", "batch:DeleteJobQueue")
            .usesOf(ENVIRONMENT, "AWS::Batch::SchedulingPolicy")
            .usualWait(Duration.ofSeconds(15))
            .build(),
        new Asking<>(
            batch ->
                batch
                    .describeJobQueuesPaginator(request -> request.maxResults(MOST_A_CALL))
                    .jobQueues()
                    .stream(),
            (batch, arns) ->
                batch.describeJobQueues(request -> request.jobQueues(arns)).jobQueues(),
            Batch::queue),
        this::deleteQueue);
  }

  private static Resource queue(Place place, JobQueueDetail queue) {
    var resource =
        resource(place, QUEUE, queue.jobQueueArn(), queue.tags())
            .fact(STATE, String.valueOf(queue.stateAsString()))
            .fact(Resource.STATUS, String.valueOf(queue.statusAsString()))
            .why(queue.statusReason());
    Described.uses(
        resource,
        Stream.of(
                queue.computeEnvironmentOrder().stream().map(one -> one.computeEnvironment()),
                queue.serviceEnvironmentOrder().stream().map(one -> one.serviceEnvironment()),
                Stream.of(queue.schedulingPolicyArn()))
            .flatMap(some -> some)
            .flatMap(Stream::ofNullable));
    return resource.build();
  }

  private Deletion deleteQueue(Resource queue) {
    var batch = at(queue.region());
    var arn = queue.arn().toString();
    return unlessAtWork(
        queue,
        () -> batch.updateJobQueue(request -> request.jobQueue(arn).state(JQState.DISABLED)),
        () -> batch.deleteJobQueue(request -> request.jobQueue(arn)));
  }

  // Compute environments

  private Addressed.Row environment() {
    return row(
        Traits.of(ENVIRONMENT)
            .named("batch", "compute-environment/")
            .physicalId(PhysicalId.after("batch", "compute-environment/"))
            .createdBy(
                Creation.answering("batch:CreateComputeEnvironment", "computeEnvironmentArn"))
            .actions(
                "batch:DescribeComputeEnvironments",
                "batch:UpdateComputeEnvironment",
                "batch:DeleteComputeEnvironment")
            .usesOf(
                Ec2Network.SUBNET,
                Ec2Network.SECURITY_GROUP,
                Ec2Compute.LAUNCH_TEMPLATE,
                Ec2Compute.KEY_PAIR,
                Ec2Compute.IMAGE,
                Ec2Compute.PLACEMENT_GROUP,
                Eks.CLUSTER)
            .takesRoles("batch", "ec2", "spotfleet")
            .usualWait(Duration.ofSeconds(30))
            .build(),
        new Asking<>(
            batch ->
                batch
                    .describeComputeEnvironmentsPaginator(
                        request -> request.maxResults(MOST_A_CALL))
                    .computeEnvironments()
                    .stream(),
            (batch, arns) ->
                batch
                    .describeComputeEnvironments(request -> request.computeEnvironments(arns))
                    .computeEnvironments(),
            Batch::environment),
        this::deleteEnvironment);
  }

  private static Resource environment(Place place, ComputeEnvironmentDetail environment) {
    var resource =
        resource(place, ENVIRONMENT, environment.computeEnvironmentArn(), environment.tags())
            .fact(STATE, String.valueOf(environment.stateAsString()))
            .fact(Resource.STATUS, String.valueOf(environment.statusAsString()))
            .why(environment.statusReason());
    // No date is told.
    Stream.ofNullable(environment.uuid()).forEach(id -> resource.fact(Resource.RESOURCE_ID, id));
    Described.uses(resource, Stream.ofNullable(environment.serviceRole()));
    Optional.ofNullable(environment.eksConfiguration())
        .ifPresent(eks -> Described.uses(resource, Stream.ofNullable(eks.eksClusterArn())));
    Optional.ofNullable(environment.computeResources())
        .ifPresent(resources -> uses(resource, place, resources));
    return resource.build();
  }

  @SuppressWarnings("deprecation") // Of the image: who still names one so has it nevertheless.
  private static void uses(Resource.Builder resource, Place place, ComputeResource resources) {
    Described.standsIn(
        resource, place, resources.subnets().stream(), resources.securityGroupIds().stream());
    Ec2.uses(place, resource, "key-pair", resources.ec2KeyPair());
    Ec2.uses(place, resource, "placement-group", resources.placementGroup());
    Stream.concat(
            Stream.ofNullable(resources.imageId()),
            resources.ec2Configuration().stream()
                .flatMap(how -> Stream.ofNullable(how.imageIdOverride())))
        .forEach(image -> Ec2.uses(place, resource, "image", image));
    // Each by its id or by its name, and not both (API reference, LaunchTemplateSpecification).
    Stream.ofNullable(resources.launchTemplate())
        .flatMap(
            template ->
                Stream.concat(
                    Stream.of(template.launchTemplateId(), template.launchTemplateName()),
                    template.overrides().stream()
                        .flatMap(
                            other ->
                                Stream.of(other.launchTemplateId(), other.launchTemplateName()))))
        .forEach(template -> Ec2.uses(place, resource, "launch-template", template));
    Described.uses(resource, Stream.ofNullable(resources.spotIamFleetRole()));
    // By its name or by its ARN (API reference, ComputeResource).
    Optional.ofNullable(resources.instanceRole())
        .filter(role -> !role.isEmpty())
        .map(
            role ->
                Answers.arn(role)
                    .orElseGet(() -> place.globalArn("iam", "instance-profile/" + role)))
        .ifPresent(resource::uses);
  }

  private static String why(Resource environment) {
    return environment.facts().getOrDefault(Resource.WHY, "");
  }

  private Deletion deleteEnvironment(Resource environment) {
    if (environment.fact(Resource.STATUS).equals(CEStatus.INVALID.toString())
        && why(environment).contains("AssumeRole")) {
      return new Deletion.Stuck(
          "Batch cannot work with its role any more: " + why(environment),
          "a role of the name that it has, which Batch may assume, lets it go");
    }
    var batch = at(environment.region());
    var arn = environment.arn().toString();
    return unlessAtWork(
        environment,
        () ->
            batch.updateComputeEnvironment(
                request -> request.computeEnvironment(arn).state(CEState.DISABLED)),
        () -> batch.deleteComputeEnvironment(request -> request.computeEnvironment(arn)));
  }

  // Job definitions

  /// A revision. One that is `INACTIVE` runs nothing, costs nothing and is forgotten after half a
  /// year: it is gone (API reference, DeregisterJobDefinition).
  private Addressed.Row definition() {
    return row(
        Traits.of(DEFINITION)
            .named("batch", "job-definition/")
            .physicalId(Batch::definitionsCalled)
            .createdBy(Creation.answering("batch:RegisterJobDefinition", "jobDefinitionArn"))
            .actions("batch:DescribeJobDefinitions", "batch:DeregisterJobDefinition")
            .takesRoles("ecs-tasks")
            .usesOf(ContainerNeeds.TYPES)
            .usesOf(Efs.FILE_SYSTEM)
            .build(),
        new Asking<>(
            batch ->
                batch
                    .describeJobDefinitionsPaginator(
                        request -> request.status("ACTIVE").maxResults(MOST_A_CALL))
                    .jobDefinitions()
                    .stream(),
            (batch, arns) ->
                batch
                    .describeJobDefinitions(request -> request.jobDefinitions(arns))
                    .jobDefinitions(),
            Batch::definition),
        this::deregister);
  }

  /// A stack lists its ARN (`Ref` in the CloudFormation user guide) or no more than its name
  /// (`primaryIdentifier` of its schema), which any revision may be.
  private static List<Arn> definitionsCalled(Spot spot, String id) {
    var name = id.startsWith("arn:") ? Arn.of(id).after("job-definition/") : id;
    return REVISION.matcher(name).find() && id.startsWith("arn:")
        ? List.of(Arn.of(id))
        : spot.listing().whole().stream()
            .map(Resource::arn)
            .filter(
                arn -> {
                  var known = arn.after("job-definition/");
                  return known.equals(name)
                      || REVISION.matcher(known).replaceFirst("").equals(name);
                })
            .toList();
  }

  private static Resource definition(Place place, JobDefinition definition) {
    var arn = Arn.of(Items.told(definition.jobDefinitionArn()));
    var resource =
        resource(place, DEFINITION, arn.toString(), definition.tags())
            .fact(Described.NAME, arn.after("job-definition/"))
            .fact(Resource.STATUS, String.valueOf(definition.status()));
    var ranges =
        Stream.ofNullable(definition.nodeProperties())
            .flatMap(nodes -> nodes.nodeRangeProperties().stream())
            .toList();
    Described.uses(
        resource,
        Stream.concat(
            Stream.concat(
                    Stream.ofNullable(definition.containerProperties()),
                    ranges.stream().flatMap(range -> Stream.ofNullable(range.container())))
                .flatMap(Batch::roles),
            Stream.concat(
                    Stream.ofNullable(definition.ecsProperties()),
                    ranges.stream().flatMap(range -> Stream.ofNullable(range.ecsProperties())))
                .flatMap(Batch::roles)));
    BatchNeeds.of(resource, place, definition);
    return resource.build();
  }

  private static Stream<String> roles(ContainerProperties container) {
    return Stream.of(container.jobRoleArn(), container.executionRoleArn())
        .flatMap(Stream::ofNullable);
  }

  /// Of several containers in a task.
  private static Stream<String> roles(EcsProperties ecs) {
    return ecs.taskProperties().stream()
        .flatMap(task -> Stream.of(task.taskRoleArn(), task.executionRoleArn()))
        .flatMap(Stream::ofNullable);
  }

  private Deletion deregister(Resource definition) {
    at(definition.region())
        .deregisterJobDefinition(request -> request.jobDefinition(definition.arn().toString()));
    return Deletion.ASKED;
  }
}
