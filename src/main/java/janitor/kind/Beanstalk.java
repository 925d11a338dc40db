package janitor.kind;

import janitor.aws.Clients;
import janitor.kind.MadeBy.Mark;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.ResourceNotFoundException;

/// An environment of Elastic Beanstalk bills for its servers, its load balancer and its database.
/// All of these are members of one stack, `awseb-<environment's id>-stack`, which goes with the
/// environment as nested stacks go with theirs: Beanstalk deletes it, and nobody else does. What is
/// kept of it keeps the environment.
///
/// What of them carries Beanstalk's own marks says by its id of which it is: that is a part, and
/// not only of a stack that is looked at. Where no such environment is there, it stays.
///
/// Beanstalk does that in the name of who asks, or with the environment's own role for operations
/// (its guide, "Operations roles"). Its application costs nothing and stays.
final class Beanstalk {
  static final String ENVIRONMENT = "AWS::ElasticBeanstalk::Environment";

  static final String LISTED = "elasticbeanstalk:DescribeEnvironments";

  private static final String WORD = "environment/";

  private static final String ID_MARK = "elasticbeanstalk:environment-id";

  /// On whatever an environment consists of. Source: its guide, "Tagging resources in your
  /// environments".
  static final MadeBy MARKS =
      MadeBy.any(
          new Mark(ID_MARK, "an Elastic Beanstalk environment"),
          new Mark("elasticbeanstalk:environment-name", "an Elastic Beanstalk environment"));

  /// API reference, EnvironmentDescription: all others are on their way to one of these.
  private static final Set<String> AT_REST = Set.of("Ready");

  /// Its guide, "Environment stacks": `awseb-e-abcd1234ef-stack`.
  private static final Pattern STACK = Pattern.compile("^awseb-(e-[a-z0-9]+)-stack$");

  private final Clients clients;

  private Beanstalk(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Described(new Beanstalk(clients).environment()));
  }

  private static ElasticBeanstalkClient at(Clients clients, String region) {
    return clients.of(region, ElasticBeanstalkClient.class, ElasticBeanstalkClient::builder);
  }

  /// Those that are not gone: one that is stays in the list for an hour unless that is not wanted.
  private static List<EnvironmentDescription> environments(Clients clients, Place place) {
    return place.once(
        "Elastic Beanstalk's environments",
        () ->
            Found.pages(
                    token ->
                        at(clients, place.region())
                            .describeEnvironments(
                                request -> request.includeDeleted(false).nextToken(token)),
                    page -> page.environments(),
                    page -> page.nextToken())
                .stream()
                .toList());
  }

  /// The environment of which a stack of that name is, if it is there.
  static Optional<Arn> ofStack(Clients clients, Place place, String stack) {
    var name = STACK.matcher(stack);
    return name.find() ? living(clients, place, name.group(1)) : Optional.empty();
  }

  private static Optional<Arn> living(Clients clients, Place place, String id) {
    return environments(clients, place).stream()
        .filter(one -> id.equals(one.environmentId()))
        .findFirst()
        .flatMap(one -> Answers.arn(one.environmentArn()));
  }

  /// What nothing but its marks guards, as a part of the environment that they name, if that is
  /// there. A list tells it guarded, and alone: what is looked for there is who needs what of ours.
  static Resource inEnvironment(Clients clients, Place place, Resource marked) {
    return marked.guard().isPresent() && marked.guard().equals(MARKS.guard(marked.tags()))
        ? marked
            .tags()
            .value(ID_MARK)
            .flatMap(id -> living(clients, place, id))
            .map(marked::partOf)
            .orElse(marked)
        : marked;
  }

  private Described.Row environment() {
    return new Described.Row(
        Traits.of(ENVIRONMENT)
            .named("elasticbeanstalk", WORD)
            // A name is no other environment's in the region, and not all of its ARN.
            .physicalId(PhysicalId.LISTED)
            .createdBy(Creation.answering("elasticbeanstalk:CreateEnvironment", "environmentArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                LISTED,
                "elasticbeanstalk:ListTagsForResource",
                "elasticbeanstalk:TerminateEnvironment")
            .takesRoles("elasticbeanstalk")
            .usualWait(Duration.ofMinutes(2))
            .build(),
        place ->
            environments(clients, place).stream()
                .collect(Items.each(one -> environment(place, one))),
        this::tags,
        this::delete);
  }

  private static Resource environment(Place place, EnvironmentDescription one) {
    var name = Items.told(one.environmentName());
    var resource =
        Resource.of(ENVIRONMENT, Arn.of(Items.told(one.environmentArn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
            .createdAt(one.dateCreated());
    Described.uses(resource, Stream.ofNullable(one.operationsRole()));
    return resource.build();
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(clients, place.region())
                .listTagsForResource(request -> request.resourceArn(one.arn().toString()))
                .resourceTags()
                .stream()
                .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())));
  }

  /// Not by force: another environment that links to it keeps it.
  private Deletion delete(Resource environment) {
    var status = environment.fact(Resource.STATUS);
    if (status.equals("Terminating")) {
      return Deletion.ASKED;
    }
    if (!AT_REST.contains(status)) {
      return Deletion.atWork("Elastic Beanstalk", status, FinalSnapshots.MINUTES);
    }
    at(clients, environment.region())
        .terminateEnvironment(
            request -> request.environmentName(environment.name()).terminateResources(true));
    return Deletion.ASKED;
  }
}
