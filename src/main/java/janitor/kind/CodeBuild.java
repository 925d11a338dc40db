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
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.LogsConfigStatusType;
import software.amazon.awssdk.services.codebuild.model.Project;

/// A project. Builds that are under way end by themselves, and what they made stays where it is;
/// the log group that CodeBuild names after it would stay behind.
final class CodeBuild {
  static final String PROJECT = "AWS::CodeBuild::Project";

  private static final int MOST_A_CALL = 100;

  private final Clients clients;

  private CodeBuild(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Addressed(new CodeBuild(clients).project()));
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
    KmsKey.named(place, project.encryptionKey()).ifPresent(resource::uses);
    if (project.vpcConfig() != null) {
      Described.standsIn(
          resource,
          place,
          project.vpcConfig().subnets().stream(),
          project.vpcConfig().securityGroupIds().stream());
    }
    if (!namesItsGroup(project)) {
      resource.leaves(place.arn("logs", "log-group:/aws/codebuild/" + name));
    }
    return resource.build();
  }

  /// A group whose name a person chose may be others' as well.
  private static boolean namesItsGroup(Project project) {
    return Stream.ofNullable(project.logsConfig())
        .flatMap(logs -> Stream.ofNullable(logs.cloudWatchLogs()))
        .anyMatch(
            logs -> logs.groupName() != null || logs.status() == LogsConfigStatusType.DISABLED);
  }
}
