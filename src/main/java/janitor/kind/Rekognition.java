package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Parallel;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rekognition.RekognitionClient;
import software.amazon.awssdk.services.rekognition.model.CustomizationFeature;
import software.amazon.awssdk.services.rekognition.model.DatasetMetadata;
import software.amazon.awssdk.services.rekognition.model.ProjectDescription;
import software.amazon.awssdk.services.rekognition.model.ProjectVersionDescription;

/// Projects of Custom Labels and of adapters, with the versions of their models, which bill by the
/// hour while they run, and the data sets that they are trained with.
///
/// A version that runs is stopped first, and one that is being trained cannot be stopped; a project
/// goes after its versions and data sets (API reference, DeleteProjectVersion, DeleteProject).
/// These seldom carry its tag: the project leads to them.
final class Rekognition {
  static final String PROJECT = "AWS::Rekognition::Project";
  static final String VERSION = "AWS::Rekognition::ProjectVersion";
  static final String DATASET = "AWS::Rekognition::Dataset";

  private static final String PREFIX = "project/";
  private static final String PROJECTS = "rekognition:DescribeProjects";
  private static final String VERSIONS = "rekognition:DescribeProjectVersions";
  private static final String TAGS = "rekognition:ListTagsForResource";
  private static final Duration MINUTES = Duration.ofMinutes(3);

  private final Clients clients;

  private Rekognition(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Rekognition(clients);
    return Stream.of(service.project(), service.version(), service.dataset())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private RekognitionClient at(String region) {
    return clients.of(region, RekognitionClient.class, RekognitionClient::builder);
  }

  /// `project/NAME/version/NAME/TIME`, and `project/NAME/TIME` for the project itself.
  private static Predicate<Arn> parts(String word, int parts) {
    return arn -> {
      if (!arn.names("rekognition", PREFIX)) {
        return false;
      }
      var path = arn.after(PREFIX).split("/", -1);
      return path.length == parts && (word.isEmpty() || path[1].equals(word));
    };
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Answers.unless(
        "ResourceNotFoundException",
        () ->
            Tags.of(
                at(place.region())
                    .listTagsForResource(request -> request.resourceArn(one.arn().toString()))
                    .tags()));
  }

  /// Adapters are told of only to who asks for them.
  private List<ProjectDescription> projects(Place place) {
    return place.once(
        "Rekognition projects",
        () ->
            at(place.region())
                .describeProjectsPaginator(
                    request ->
                        request
                            .maxResults(100)
                            .features(
                                CustomizationFeature.CUSTOM_LABELS,
                                CustomizationFeature.CONTENT_MODERATION))
                .projectDescriptions()
                .stream()
                .toList());
  }

  private static Deletion at(Resource one, String work) {
    return new Deletion.Preparing(
        "Rekognition is " + work + ": " + one.fact(Resource.STATUS), MINUTES);
  }

  // Projects

  private Described.Row project() {
    return new Described.Row(
        Traits.of(PROJECT)
            .named(parts("", 2))
            .physicalId(PhysicalId.LISTED)
            .createdBy(Creation.answering("rekognition:CreateProject", "projectArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions(PROJECTS, VERSIONS, TAGS, "rekognition:DeleteProject")
            .usualWait(Duration.ofSeconds(10))
            .build(),
        place -> projects(place).stream().collect(Items.each(one -> project(place, one))),
        (place, one) -> {
          var resource = one.toBuilder();
          Stream.concat(versions(place).stream(), datasets(place).stream())
              .filter(part -> part.uses().contains(one.arn()))
              .map(Resource::arn)
              .forEach(resource::leaves);
          return Optional.of(resource.build());
        },
        this::tags,
        project -> {
          if (project.fact(Resource.STATUS).equals("CREATING")) {
            return at(project, "at work on it");
          }
          if (!project.fact(Resource.STATUS).equals("DELETING")) {
            at(project.region())
                .deleteProject(request -> request.projectArn(project.arn().toString()));
          }
          return Deletion.ASKED;
        });
  }

  private static Resource project(Place place, ProjectDescription project) {
    var arn = Arn.of(Items.told(project.projectArn()));
    var name = arn.after(PREFIX).split("/", -1)[0];
    return Resource.of(PROJECT, arn, place.region())
        .name(name)
        .fact(Described.NAME, name)
        .createdAt(project.creationTimestamp())
        .fact(Resource.STATUS, String.valueOf(project.statusAsString()))
        .build();
  }

  // Versions

  private Described.Row version() {
    return new Described.Row(
        Traits.of(VERSION)
            .named(parts("version", 4))
            .goesBesideStacks()
            .createdBy(Creation.answering("rekognition:CreateProjectVersion", "projectVersionArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                PROJECTS,
                VERSIONS,
                TAGS,
                "rekognition:StopProjectVersion",
                "rekognition:DeleteProjectVersion")
            .usesOf(PROJECT, KmsKey.TYPE)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        this::versions,
        this::tags,
        this::deleteVersion);
  }

  /// @param project nothing where the project itself could not be understood, and what it holds
  ///   neither
  private record Version(Optional<Arn> project, ProjectVersionDescription told) {
    static final Version ODD =
        new Version(Optional.empty(), ProjectVersionDescription.builder().build());
  }

  /// Only a project tells of its versions.
  private List<Resource> versions(Place place) {
    return place.once(
        "Rekognition versions",
        () ->
            Parallel.map(
                    projects(place),
                    project ->
                        Answers.arn(project.projectArn())
                            .map(arn -> versions(place, arn))
                            .orElse(List.of(Version.ODD)))
                .stream()
                .flatMap(List::stream)
                .collect(Items.each(version -> version(place, version))));
  }

  private List<Version> versions(Place place, Arn project) {
    return Answers.unless(
            "ResourceNotFoundException",
            () ->
                at(place.region())
                    .describeProjectVersionsPaginator(
                        request -> request.projectArn(project.toString()).maxResults(100))
                    .projectVersionDescriptions()
                    .stream()
                    .map(told -> new Version(Optional.of(project), told))
                    .toList())
        .orElse(List.of());
  }

  private static Resource version(Place place, Version version) {
    var arn = Arn.of(Items.told(version.told().projectVersionArn()));
    var path = arn.after(PREFIX).split("/", -1);
    var name = path[0] + "/" + path[2];
    var resource =
        Resource.of(VERSION, arn, place.region())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(version.told().creationTimestamp())
            .fact(Resource.STATUS, String.valueOf(version.told().statusAsString()))
            .why(version.told().statusMessage())
            .uses(version.project().orElseThrow());
    KmsKey.encrypt(resource, place, version.told().kmsKeyId());
    return resource.build();
  }

  private Deletion deleteVersion(Resource version) {
    var rekognition = at(version.region());
    var arn = version.arn().toString();
    return switch (version.fact(Resource.STATUS)) {
      case "DELETING" -> Deletion.ASKED;
      case "RUNNING" -> {
        rekognition.stopProjectVersion(request -> request.projectVersionArn(arn));
        yield new Deletion.Preparing("stopping it first, which takes minutes", MINUTES);
      }
      case "STARTING", "STOPPING", "TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS" ->
          at(version, "at work on it");
      default -> {
        rekognition.deleteProjectVersion(request -> request.projectVersionArn(arn));
        yield Deletion.ASKED;
      }
    };
  }

  // Data sets

  private Described.Row dataset() {
    return new Described.Row(
        Traits.of(DATASET)
            .named(parts("dataset", 4))
            .goesBesideStacks()
            .createdBy(Creation.answering("rekognition:CreateDataset", "datasetArn"))
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(PROJECTS, TAGS, "rekognition:DeleteDataset")
            .usesOf(PROJECT)
            .usualWait(Duration.ofSeconds(10))
            .build(),
        this::datasets,
        this::tags,
        dataset -> {
          var status = dataset.fact(Resource.STATUS);
          if (status.equals("CREATE_IN_PROGRESS") || status.equals("UPDATE_IN_PROGRESS")) {
            return at(dataset, "at work on it");
          }
          if (!status.equals("DELETE_IN_PROGRESS")) {
            at(dataset.region())
                .deleteDataset(request -> request.datasetArn(dataset.arn().toString()));
          }
          return Deletion.ASKED;
        });
  }

  private record Part(Optional<Arn> project, DatasetMetadata told) {
    static final Part ODD = new Part(Optional.empty(), DatasetMetadata.builder().build());
  }

  private List<Resource> datasets(Place place) {
    return projects(place).stream()
        .flatMap(
            project ->
                Answers.arn(project.projectArn())
                    .map(
                        arn ->
                            project.datasets().stream()
                                .map(told -> new Part(Optional.of(arn), told)))
                    .orElse(Stream.of(Part.ODD)))
        .collect(Items.each(part -> dataset(place, part)));
  }

  private static Resource dataset(Place place, Part part) {
    var arn = Arn.of(Items.told(part.told().datasetArn()));
    var path = arn.after(PREFIX).split("/", -1);
    var name = path[0] + "/" + path[2];
    return Resource.of(DATASET, arn, place.region())
        .name(name)
        .fact(Described.NAME, name)
        .createdAt(part.told().creationTimestamp())
        .fact(Resource.STATUS, String.valueOf(part.told().statusAsString()))
        .uses(part.project().orElseThrow())
        .build();
  }
}
