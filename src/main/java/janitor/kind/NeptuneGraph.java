package janitor.kind;

import janitor.aws.Clients;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.neptunegraph.NeptuneGraphClient;
import software.amazon.awssdk.services.neptunegraph.model.ExportTaskStatus;
import software.amazon.awssdk.services.neptunegraph.model.GetGraphResponse;
import software.amazon.awssdk.services.neptunegraph.model.GraphSnapshotSummary;
import software.amazon.awssdk.services.neptunegraph.model.GraphStatus;
import software.amazon.awssdk.services.neptunegraph.model.GraphSummary;
import software.amazon.awssdk.services.neptunegraph.model.ImportTaskStatus;
import software.amazon.awssdk.services.neptunegraph.model.ResourceNotFoundException;
import software.amazon.awssdk.services.neptunegraph.model.SnapshotStatus;

/// Graphs of Neptune Analytics, which bill by the hour for the memory that they reserve, a stopped
/// one for a tenth of it (guide, "Stopping a Neptune Analytics graph"), and what people took of
/// them.
///
/// A graph goes after its private endpoints, and its last snapshot is taken before: the one that
/// `DeleteGraph` takes unless it is told to skip it (API reference) carries no tag, and nobody
/// would find it again.
final class NeptuneGraph {
  static final String GRAPH = "AWS::NeptuneGraph::Graph";
  static final String SNAPSHOT = "AWS::NeptuneGraph::GraphSnapshot";

  static final String SERVICE = "neptune-graph";
  static final String WORD = "graph/";
  private static final String SNAPSHOT_WORD = "graph-snapshot/";
  private static final String TAGS = "neptune-graph:ListTagsForResource";
  private static final String NAME_OF_ALL = "Neptune Analytics";

  /// API reference, ImportTaskSummary and ExportTaskSummary.
  private static final Set<ImportTaskStatus> IMPORTED =
      Set.of(
          ImportTaskStatus.SUCCEEDED,
          ImportTaskStatus.FAILED,
          ImportTaskStatus.CANCELLED,
          ImportTaskStatus.DELETED);

  private static final Set<ExportTaskStatus> EXPORTED =
      Set.of(
          ExportTaskStatus.SUCCEEDED,
          ExportTaskStatus.FAILED,
          ExportTaskStatus.CANCELLED,
          ExportTaskStatus.DELETED);

  private final Clients clients;
  private final FinalSnapshots ours;

  private NeptuneGraph(Clients clients, FinalSnapshots ours) {
    this.clients = clients;
    this.ours = ours;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots snapshots) {
    var service = new NeptuneGraph(clients, snapshots);
    return List.of(
        new Described(service.graph()),
        new NeptuneGraphPrivateGraphEndpoint(clients),
        new Described(service.snapshot()));
  }

  static NeptuneGraphClient client(Clients clients, String region) {
    return clients.of(region, NeptuneGraphClient.class, NeptuneGraphClient::builder);
  }

  private NeptuneGraphClient at(String region) {
    return client(clients, region);
  }

  /// By which its calls want it named.
  static String id(Resource one) {
    return one.arn().resource().replaceFirst("^.*/", "");
  }

  private static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named(SERVICE, word)
        .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES);
  }

  private static Optional<Tags> tags(NeptuneGraphClient neptune, Arn arn) {
    return Found.tags(
        ResourceNotFoundException.class,
        () -> neptune.listTagsForResource(request -> request.resourceArn(arn.toString())).tags());
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return tags(at(place.region()), one.arn());
  }

  // Graphs

  private Described.Row graph() {
    return new Described.Row(
            traits(GRAPH, WORD)
                .physicalId(PhysicalId.after(SERVICE, WORD))
                .createdBy(
                    Creation.answering("neptune-graph:CreateGraph", "arn"),
                    Creation.answering("neptune-graph:CreateGraphUsingImportTask", "graphId"),
                    Creation.answering("neptune-graph:RestoreGraphFromSnapshot", "arn"))
                .costs(CostClass.TENS_A_DAY)
                .actions(
                    "neptune-graph:ListGraphs",
                    "neptune-graph:GetGraph",
                    "neptune-graph:ListPrivateGraphEndpoints",
                    "neptune-graph:ListImportTasks",
                    "neptune-graph:ListExportTasks",
                    TAGS,
                    "neptune-graph:ListGraphSnapshots",
                    "neptune-graph:CreateGraphSnapshot",
                    // It is made with its tags (service authorization reference).
                    "neptune-graph:TagResource",
                    "neptune-graph:StartGraph",
                    "neptune-graph:UpdateGraph",
                    "neptune-graph:DeleteGraph")
                .usesOf(KmsKey.TYPE)
                .takesRoles(SERVICE)
                .usualWait(Duration.ofMinutes(1))
                .build(),
            place -> graphs(clients, place),
            this::described,
            this::tags,
            this::delete)
        .needing((place, one) -> Optional.of(working(place, one).build()))
        .after(this::beforeItGoes);
  }

  static List<Resource> graphs(Clients clients, Place place) {
    return place.once(
        "graphs of " + NAME_OF_ALL,
        () ->
            client(clients, place.region()).listGraphsPaginator(_ -> {}).stream()
                .flatMap(page -> page.graphs().stream())
                .collect(Items.each(graph -> graph(place, graph))));
  }

  private static Resource graph(Place place, GraphSummary told) {
    var resource =
        Resource.of(GRAPH, Arn.of(Items.told(told.arn())), place.region())
            .fact(Described.NAME, Items.told(told.name()))
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()));
    KmsKey.encrypt(resource, place, told.kmsKeyIdentifier());
    return resource.build();
  }

  private Optional<Resource> described(Place place, Resource one) {
    return Found.unless(
        ResourceNotFoundException.class,
        () -> {
          var told = now(at(place.region()), one);
          var resource = working(place, one).createdAt(told.createTime());
          NeptuneGraphPrivateGraphEndpoint.of(clients, place, one.arn())
              .forEach(endpoint -> resource.leaves(endpoint.arn()));
          if (Boolean.TRUE.equals(told.deletionProtection())) {
            resource.protection("its deletion protection is on");
          }
          return Optional.of(resource.build());
        });
  }

  private static GetGraphResponse now(NeptuneGraphClient neptune, Resource graph) {
    return neptune.getGraph(request -> request.graphIdentifier(id(graph)));
  }

  /// A task that fills or reads a graph, and works with a role.
  private record Task(String graph, String role) {}

  /// With the roles of what runs on it.
  private Resource.Builder working(Place place, Resource one) {
    var resource = one.toBuilder();
    Described.uses(
        resource,
        place.once("tasks of " + NAME_OF_ALL, () -> tasks(place.region())).stream()
            .filter(task -> task.graph().equals(id(one)))
            .map(Task::role));
    return resource;
  }

  private List<Task> tasks(String region) {
    var imports =
        at(region).listImportTasksPaginator(_ -> {}).tasks().stream()
            .filter(task -> !IMPORTED.contains(task.status()))
            .map(task -> new Task(String.valueOf(task.graphId()), String.valueOf(task.roleArn())));
    var exports =
        at(region).listExportTasksPaginator(_ -> {}).tasks().stream()
            .filter(task -> !EXPORTED.contains(task.status()))
            .map(task -> new Task(String.valueOf(task.graphId()), String.valueOf(task.roleArn())));
    return Stream.concat(imports, exports).toList();
  }

  /// What has to happen before it is copied, or goes.
  private static Optional<Deletion> hindrance(
      NeptuneGraphClient neptune, Resource graph, GetGraphResponse now) {
    // The one that the scan saw may be lifted, or it would not have come so far.
    if (Boolean.TRUE.equals(now.deletionProtection()) && graph.protection().isEmpty()) {
      return Optional.of(
          FinalSnapshots.stays(
              "its deletion protection was put on meanwhile",
              "take it off again, or tag the graph " + Tags.KEEP));
    }
    return switch (now.status()) {
      // An export that runs is somebody's way to keep what is in it.
      case AVAILABLE ->
          isExported(neptune, graph)
              ? Optional.of(atWork("an export of it is running"))
              : Optional.empty();
      case FAILED -> Optional.empty();
      // Nothing says that one is deleted as it is, and awslabs/nx-neptune asks for none.
      case STOPPED -> {
        neptune.startGraph(request -> request.graphIdentifier(id(graph)));
        yield Optional.of(
            new Deletion.Preparing(
                "starting it first: as it is, it cannot go", FinalSnapshots.MINUTES));
      }
      case null, default -> Optional.of(atWork(String.valueOf(now.statusAsString())));
    };
  }

  private static boolean isExported(NeptuneGraphClient neptune, Resource graph) {
    return neptune
        .listExportTasksPaginator(request -> request.graphIdentifier(id(graph)))
        .tasks()
        .stream()
        .anyMatch(task -> !EXPORTED.contains(task.status()));
  }

  private static Deletion atWork(String status) {
    return Deletion.atWork(NAME_OF_ALL, status, FinalSnapshots.MINUTES);
  }

  private static boolean isDeleting(Resource graph) {
    return graph.fact(Resource.STATUS).equals(GraphStatus.DELETING.toString());
  }

  private Optional<Deletion> beforeItGoes(Resource graph) {
    return isDeleting(graph)
        ? Optional.empty()
        : ours.first(graph, new Taking(at(graph.region()), graph));
  }

  private Deletion delete(Resource graph) {
    var neptune = at(graph.region());
    if (isDeleting(graph)) {
      return Deletion.ASKED;
    }
    var now = now(neptune, graph);
    var first = hindrance(neptune, graph, now);
    if (first.isPresent()) {
      return first.get();
    }
    if (Boolean.TRUE.equals(now.deletionProtection())) {
      neptune.updateGraph(request -> request.graphIdentifier(id(graph)).deletionProtection(false));
      return new Deletion.Preparing(
          "lifting its deletion protection first", FinalSnapshots.MINUTES);
    }
    neptune.deleteGraph(request -> request.graphIdentifier(id(graph)).skipSnapshot(true));
    return Deletion.ASKED;
  }

  // Snapshots

  private Described.Row snapshot() {
    return new Described.Row(
        traits(SNAPSHOT, SNAPSHOT_WORD)
            .createdBy(Creation.answering("neptune-graph:CreateGraphSnapshot", "arn"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .actions("neptune-graph:ListGraphSnapshots", TAGS, "neptune-graph:DeleteGraphSnapshot")
            .keptOf(GRAPH)
            // Nothing of it can be read without its key.
            .usesOf(KmsKey.TYPE)
            .build(),
        place ->
            at(place.region()).listGraphSnapshotsPaginator(_ -> {}).stream()
                .flatMap(page -> page.graphSnapshots().stream())
                .collect(Items.each(snapshot -> told(place, snapshot))),
        this::tags,
        this::deleteSnapshot);
  }

  private Resource told(Place place, GraphSnapshotSummary told) {
    var resource = snapshot(at(place.region()), place.region(), told);
    if (!resource.name().startsWith(FinalSnapshots.PREFIX) || !ours.isOurs(resource.tags())) {
      return resource;
    }
    var graph = Items.told(told.sourceGraphId());
    return resource.toBuilder()
        .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(resource.name()))
        .holds("what graph " + graph + " held")
        .bringsBack(
            place.arn(SERVICE, WORD + graph),
            "aws neptune-graph restore-graph-from-snapshot --snapshot-identifier "
                + told.id()
                + " --graph-name restored-"
                + graph
                + " --region "
                + place.region())
        .build();
  }

  /// With the tags of those that are called as ours are: each is a call.
  private static Resource snapshot(
      NeptuneGraphClient neptune, String region, GraphSnapshotSummary told) {
    var arn = Arn.of(Items.told(told.arn()));
    var name = Items.told(told.name());
    var resource =
        Resource.of(SNAPSHOT, arn, region)
            .name(name)
            .fact(Described.NAME, name)
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .createdAt(told.snapshotCreateTime());
    Described.uses(resource, Stream.ofNullable(told.kmsKeyIdentifier()));
    if (name.startsWith(FinalSnapshots.PREFIX)) {
      resource.tags(tags(neptune, arn).orElse(Tags.NONE));
    }
    return resource.build();
  }

  private Deletion deleteSnapshot(Resource snapshot) {
    var status = SnapshotStatus.fromValue(snapshot.fact(Resource.STATUS));
    if (status == SnapshotStatus.CREATING) {
      return atWork(status.toString());
    }
    if (status != SnapshotStatus.DELETING) {
      at(snapshot.region())
          .deleteGraphSnapshot(request -> request.snapshotIdentifier(id(snapshot)));
    }
    return Deletion.ASKED;
  }

  /// How one is taken.
  private record Taking(NeptuneGraphClient neptune, Resource graph)
      implements FinalSnapshots.Source {

    @Override
    public String id() {
      return NeptuneGraph.id(graph);
    }

    @Override
    public List<Resource> taken() {
      return neptune
          .listGraphSnapshotsPaginator(request -> request.graphIdentifier(id()))
          .graphSnapshots()
          .stream()
          .map(told -> snapshot(neptune, graph.region(), told))
          .map(
              one ->
                  one.toBuilder()
                      .fact(Resource.STATUS, one.fact(Resource.STATUS).toLowerCase(Locale.ROOT))
                      .build())
          .toList();
    }

    @Override
    public Optional<Deletion> hindrance() {
      var now = now(neptune, graph);
      return now.status() == GraphStatus.FAILED
          ? Optional.of(
              FinalSnapshots.stays(
                  "its state is FAILED, in which Neptune Analytics takes no snapshot of it",
                  "to let it go without one, set FinalSnapshot to none"))
          : NeptuneGraph.hindrance(neptune, graph, now);
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      neptune.createGraphSnapshot(
          request -> request.graphIdentifier(id()).snapshotName(name).tags(tags));
    }

    /// It has one code for all that is in the way, a state as well: that passes.
    @Override
    public Set<String> nameGiven() {
      return Set.of();
    }

    @Override
    public Set<String> full() {
      return Set.of("ServiceQuotaExceededException");
    }
  }
}
