package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.Fleet;
import software.amazon.awssdk.services.codebuild.model.LogsConfigStatusType;
import software.amazon.awssdk.services.codebuild.model.Project;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;

/// A project. Builds that are under way end by themselves, and what they made stays where it is;
/// the log group that CodeBuild names after it would stay behind. And fleets, whose machines bill
/// by the hour whether they build or not: a project that builds on one keeps it, whoever's it is.
final class CodeBuild {
  static final String PROJECT = "AWS::CodeBuild::Project";
  static final String FLEET = "AWS::CodeBuild::Fleet";

  private static final int MOST_A_CALL = 100;

  private final Clients clients;

  private CodeBuild(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new CodeBuild(clients);
    return List.of(new Addressed(service.project()), new Addressed(service.fleet()));
  }

  private CodeBuildClient at(String region) {
    return clients.of(region, CodeBuildClient.class, CodeBuildClient::builder);
  }

  private Addressed.Row project() {
    return new Addressed.Row(
        Traits.of(PROJECT)
            .named("codebuild", "project/")
            .physicalId(PhysicalId.after("codebuild", "project/"))
            .createdBy(Creation.answering("codebuild:CreateProject", "project.arn"))
            .actions(
                "codebuild:ListProjects", "codebuild:BatchGetProjects", "codebuild:DeleteProject")
            .usesOf(KmsKey.TYPE)
            .usesOf(ContainerNeeds.TYPES)
            .takesRoles("codebuild")
            .build(),
        this::all,
        this::named,
        project -> {
          at(project.region()).deleteProject(request -> request.name(project.name()));
          return Deletion.ASKED;
        });
  }

  /// The list tells names alone, with which the ARNs end; what a project works with a hundred of
  /// them tell at a time.
  private Reading<List<Resource>> all(Place place) {
    var listed =
        Reading.ofList(
            () ->
                at(place.region()).listProjectsPaginator(_ -> {}).projects().stream()
                    .collect(
                        Items.each(
                            name ->
                                Resource.of(
                                        PROJECT,
                                        place.arn("codebuild", "project/" + Items.told(name)),
                                        place.region())
                                    .build())));
    return named(place, listed.answer().stream().map(Resource::arn).toList()).beside(listed);
  }

  /// What is not there is left out.
  private Reading<List<Resource>> named(Place place, Collection<Arn> arns) {
    return Bulk.each(
        MOST_A_CALL,
        arns,
        some -> called(place, some.stream().map(arn -> arn.after("project/")).toList()));
  }

  private Reading<List<Resource>> called(Place place, List<String> names) {
    return Reading.ofList(
        () ->
            at(place.region()).batchGetProjects(request -> request.names(names)).projects().stream()
                .collect(Items.each(project -> project(place, project))));
  }

  private static Resource project(Place place, Project project) {
    var name = Items.told(project.name());
    var resource =
        Resource.of(PROJECT, Arn.of(Items.told(project.arn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(project.created())
            .tags(
                Tags.of(
                    project.tags().stream()
                        .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))));
    Described.uses(
        resource,
        Stream.concat(
            Stream.ofNullable(project.serviceRole()),
            Stream.ofNullable(project.buildBatchConfig())
                .flatMap(batch -> Stream.ofNullable(batch.serviceRole()))));
    KmsKey.encrypt(resource, place, project.encryptionKey());
    if (project.vpcConfig() != null) {
      Described.standsIn(
          resource,
          place,
          project.vpcConfig().subnets().stream(),
          project.vpcConfig().securityGroupIds().stream());
    }
    needed(new ContainerNeeds(resource, place), project);
    if (!namesItsGroup(project)) {
      LogsLogGroup.namedAfter(resource, place, Arn.of(Items.told(project.arn())));
    }
    return resource.build();
  }

  /// A build's image, what it is told in confidence, and the group that it logs into, if one was
  /// named.
  private static void needed(ContainerNeeds needs, Project project) {
    Stream.ofNullable(project.logsConfig())
        .flatMap(logs -> Stream.ofNullable(logs.cloudWatchLogs()))
        .filter(logs -> logs.status() != LogsConfigStatusType.DISABLED)
        .flatMap(logs -> Stream.ofNullable(logs.groupName()))
        .forEach(needs::group);
    var environment = project.environment();
    if (environment != null) {
      needs
          .image(environment.image())
          .confided(values(environment, EnvironmentVariableType.PARAMETER_STORE))
          .secrets(values(environment, EnvironmentVariableType.SECRETS_MANAGER))
          .secrets(Stream.ofNullable(environment.registryCredential()).map(by -> by.credential()));
    }
  }

  private static Stream<String> values(
      ProjectEnvironment environment, EnvironmentVariableType type) {
    return environment.environmentVariables().stream()
        .filter(variable -> variable.type() == type)
        .map(variable -> variable.value());
  }

  /// A group whose name a person chose may be others' as well.
  private static boolean namesItsGroup(Project project) {
    return Stream.ofNullable(project.logsConfig())
        .flatMap(logs -> Stream.ofNullable(logs.cloudWatchLogs()))
        .anyMatch(
            logs -> logs.groupName() != null || logs.status() == LogsConfigStatusType.DISABLED);
  }

  // Fleets

  /// IAM checks no tag of a fleet: they are read right before.
  private Addressed.Row fleet() {
    return new Addressed.Row(
            Traits.of(FLEET)
                .named("codebuild", "fleet/")
                .createdBy(Creation.answering("codebuild:CreateFleet", "fleet.arn"))
                .costs(CostClass.TENS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "codebuild:ListFleets",
                    "codebuild:BatchGetFleets",
                    "codebuild:ListProjects",
                    "codebuild:BatchGetProjects",
                    "codebuild:DeleteFleet")
                // A project names its fleet, and a fleet no project.
                .usesOf(FLEET)
                .takesRoles("codebuild")
                .usualWait(Duration.ofSeconds(30))
                .build(),
            this::fleets,
            (place, arns) -> Bulk.each(MOST_A_CALL, arns, some -> fleets(place, some)),
            fleet -> {
              if (!fleet.fact(Resource.STATUS).contains("DELET")) {
                at(fleet.region()).deleteFleet(request -> request.arn(fleet.arn().toString()));
              }
              return Deletion.ASKED;
            })
        .linking(this::builders);
  }

  private Reading<List<Resource>> fleets(Place place) {
    return Reading.ofList(
        () ->
            at(place.region()).listFleetsPaginator(_ -> {}).stream()
                .flatMap(page -> page.fleets().stream())
                .collect(
                    Items.each(
                        arn ->
                            Resource.of(FLEET, Arn.of(Items.told(arn)), place.region())
                                .name(name(Arn.of(arn)))
                                .fact(Described.NAME, name(Arn.of(arn)))
                                .fact(Resource.STATUS, "")
                                .build())));
  }

  /// `fleet/NAME:ID`.
  private static String name(Arn arn) {
    return arn.after("fleet/").split(":", 2)[0];
  }

  private Reading<List<Resource>> fleets(Place place, List<Arn> arns) {
    return Reading.ofList(
        () ->
            at(place.region())
                .batchGetFleets(request -> request.names(arns.stream().map(Arn::toString).toList()))
                .fleets()
                .stream()
                .collect(Items.each(fleet -> fleet(place, fleet))));
  }

  private static Resource fleet(Place place, Fleet fleet) {
    var resource =
        Resource.of(FLEET, Arn.of(Items.told(fleet.arn())), place.region())
            .name(fleet.name())
            .why(fleet.status() == null ? null : fleet.status().message())
            .fact(Described.NAME, Items.told(fleet.name()))
            .fact(
                Resource.STATUS,
                fleet.status() == null ? "" : String.valueOf(fleet.status().statusCodeAsString()))
            .createdAt(fleet.created())
            .tags(
                Tags.of(
                    fleet.tags().stream()
                        .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))));
    Described.uses(resource, Stream.ofNullable(fleet.fleetServiceRole()));
    if (fleet.vpcConfig() != null) {
      Described.standsIn(
          resource,
          place,
          fleet.vpcConfig().subnets().stream(),
          fleet.vpcConfig().securityGroupIds().stream());
    }
    return resource.build();
  }

  private Reading<List<Use>> builders(Place place, List<Resource> fleets) {
    if (fleets.isEmpty()) {
      return Reading.of(List.of());
    }
    var wanted = fleets.stream().map(Resource::arn).collect(Collectors.toSet());
    var codeBuild = at(place.region());
    return Reading.ofList(
            () ->
                codeBuild.listProjectsPaginator(_ -> {}).projects().stream()
                    .gather(Gatherers.windowFixed(MOST_A_CALL))
                    .flatMap(
                        names ->
                            codeBuild
                                .batchGetProjects(request -> request.names(names))
                                .projects()
                                .stream())
                    .collect(Items.each(project -> building(place, project))))
        .map(
            all ->
                all.stream()
                    .flatMap(
                        project ->
                            project.uses().stream()
                                .filter(wanted::contains)
                                .map(used -> Use.by(project.arn(), project.label(), used)))
                    .toList())
        .blaming(_ -> wanted);
  }

  private static Resource building(Place place, Project project) {
    var resource = project(place, project).toBuilder();
    if (project.environment() != null && project.environment().fleet() != null) {
      Described.uses(resource, Stream.ofNullable(project.environment().fleet().fleetArn()));
    }
    return resource.build();
  }
}
