package janitor.kind;

import janitor.aws.Clients;
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
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.workspaces.WorkSpacesClient;
import software.amazon.awssdk.services.workspaces.model.FailedWorkspaceChangeRequest;
import software.amazon.awssdk.services.workspaces.model.ResourceNotFoundException;
import software.amazon.awssdk.services.workspaces.model.Tag;
import software.amazon.awssdk.services.workspaces.model.TerminateRequest;
import software.amazon.awssdk.services.workspaces.model.WorkSpacesException;
import software.amazon.awssdk.services.workspaces.model.Workspace;
import software.amazon.awssdk.services.workspaces.model.WorkspaceDirectory;
import software.amazon.awssdk.services.workspaces.model.WorkspaceDirectoryState;
import software.amazon.awssdk.services.workspaces.model.WorkspaceState;
import software.amazon.awssdk.services.workspaces.model.WorkspaceType;

/// Desktops, which bill by the month or the hour, and the directories that they are registered in.
///
/// What is on a desktop's volumes goes with it: WorkSpaces keeps no snapshot of one that is gone,
/// and an image of one has no user volume (API reference, TerminateWorkspaces; guide, "Create a
/// custom image"). A refusal comes with a 200.
///
/// A registration goes after the last desktop in it, whoever's that is, and before the directory: a
/// registration without the tag keeps its directory, for somebody may be about to use it.
final class WorkSpaces {
  static final String WORKSPACE = "AWS::WorkSpaces::Workspace";

  /// The registration of a directory of Directory Service's, under that one's id.
  static final String DIRECTORY = "AWS::WorkSpaces::Directory";

  private static final String SERVICE = "workspaces";
  private static final String WORD = "workspace/";
  private static final String DIRECTORY_WORD = "directory/";
  private static final String TAGS = "workspaces:DescribeTags";

  private static final int MOST_A_PAGE = 25;

  private final Clients clients;

  private WorkSpaces(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new WorkSpaces(clients);
    return List.of(new Described(service.workspace()), new Described(service.directory()));
  }

  private WorkSpacesClient at(String region) {
    return clients.of(region, WorkSpacesClient.class, WorkSpacesClient::builder);
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(place.region())
                .describeTags(request -> request.resourceId(one.fact(Described.NAME)))
                .tagList()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  // Desktops

  private Described.Row workspace() {
    return new Described.Row(
        Traits.of(WORKSPACE)
            .named(SERVICE, WORD)
            .physicalId(PhysicalId.after(SERVICE, WORD))
            .createdBy(
                Creation.answering("workspaces:CreateWorkspaces", "pendingRequests.workspaceId"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions("workspaces:DescribeWorkspaces", TAGS, "workspaces:TerminateWorkspaces")
            .usesOf(DIRECTORY, Directories.TYPE, KmsKey.TYPE, Ec2Network.SUBNET)
            .usualWait(Duration.ofMinutes(1))
            .build(),
        this::workspaces,
        this::tags,
        this::terminate);
  }

  private List<Resource> workspaces(Place place) {
    return at(place.region())
        .describeWorkspacesPaginator(request -> request.limit(MOST_A_PAGE))
        .workspaces()
        .stream()
        .filter(one -> one == null || one.state() != WorkspaceState.TERMINATED)
        .collect(Items.each(one -> workspace(place, one)));
  }

  private static Resource workspace(Place place, Workspace told) {
    var id = Items.told(told.workspaceId());
    var resource =
        Resource.of(WORKSPACE, place.arn(SERVICE, WORD + id), place.region())
            .fact(Described.NAME, id)
            .fact(Resource.STATUS, String.valueOf(told.stateAsString()))
            .why(told.errorMessage())
            .holds(holds(told));
    if (told.directoryId() != null) {
      resource.uses(place.arn(SERVICE, DIRECTORY_WORD + told.directoryId()));
      Directories.joins(resource, place, Stream.of(told.directoryId()));
    }
    Described.standsIn(resource, place, Stream.ofNullable(told.subnetId()), Stream.of());
    KmsKey.encrypt(resource, place, told.volumeEncryptionKey());
    if (told.state() == WorkspaceState.SUSPENDED) {
      resource.guard(
          "WorkSpaces has suspended it, and terminates none that is: AWS Support can lift that");
    }
    return resource.build();
  }

  private static String holds(Workspace told) {
    var of = told.userName() == null ? "" : "the desktop of " + told.userName();
    var how = told.workspaceProperties();
    return how == null || how.userVolumeSizeGib() == null
        ? of
        : (of.isEmpty() ? "" : of + ", ") + Described.upTo(how.userVolumeSizeGib());
  }

  private Deletion terminate(Resource workspace) {
    if (!workspace.fact(Resource.STATUS).equals(WorkspaceState.TERMINATING.toString())) {
      var which = TerminateRequest.builder().workspaceId(workspace.fact(Described.NAME)).build();
      at(workspace.region())
          .terminateWorkspaces(request -> request.terminateWorkspaceRequests(which))
          .failedRequests()
          .stream()
          .findFirst()
          .ifPresent(
              failed -> {
                throw refusal(failed);
              });
    }
    return Deletion.ASKED;
  }

  /// As if the whole call had been refused: one classifier knows what that means.
  private static WorkSpacesException refusal(FailedWorkspaceChangeRequest failed) {
    return (WorkSpacesException)
        WorkSpacesException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("WorkSpaces")
                    .errorCode(String.valueOf(failed.errorCode()))
                    .errorMessage(String.valueOf(failed.errorMessage()))
                    .build())
            .statusCode(400)
            .build();
  }

  // Directories

  private Described.Row directory() {
    return new Described.Row(
        Traits.of(DIRECTORY)
            .named(SERVICE, DIRECTORY_WORD)
            .physicalId(PhysicalId.after(SERVICE, DIRECTORY_WORD))
            .createdBy(Creation.asking("workspaces:RegisterWorkspaceDirectory", "directoryId"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "workspaces:DescribeWorkspaceDirectories",
                TAGS,
                "workspaces:DeregisterWorkspaceDirectory")
            .usesOf(Directories.TYPE, Ec2Network.SUBNET)
            .takesRoles(SERVICE)
            .usualWait(Duration.ofSeconds(30))
            .build(),
        this::directories,
        this::tags,
        this::deregister);
  }

  private List<Resource> directories(Place place) {
    return at(place.region())
        .describeWorkspaceDirectoriesPaginator(request -> request.limit(MOST_A_PAGE))
        .directories()
        .stream()
        .filter(one -> one == null || one.state() != WorkspaceDirectoryState.DEREGISTERED)
        .collect(Items.each(one -> directory(place, one)));
  }

  private static Resource directory(Place place, WorkspaceDirectory told) {
    var id = Items.told(told.directoryId());
    var resource =
        Resource.of(DIRECTORY, place.arn(SERVICE, DIRECTORY_WORD + id), place.region())
            .fact(Described.NAME, id)
            .fact(Resource.STATUS, String.valueOf(told.stateAsString()))
            .why(told.errorMessage());
    Directories.joins(resource, place, Stream.of(id));
    Described.uses(resource, Stream.ofNullable(told.iamRoleId()));
    Described.standsIn(resource, place, told.subnetIds().stream(), Stream.of());
    if (told.workspaceType() == WorkspaceType.POOLS) {
      resource.guard("it is one for pools of desktops, which the janitor does not know");
    }
    return resource.build();
  }

  private Deletion deregister(Resource directory) {
    switch (WorkspaceDirectoryState.fromValue(directory.fact(Resource.STATUS))) {
      case DEREGISTERING -> {}
      case REGISTERING -> {
        return new Deletion.Preparing("WorkSpaces is registering it", FinalSnapshots.MINUTES);
      }
      case REGISTERED, ERROR, DEREGISTERED, UNKNOWN_TO_SDK_VERSION ->
          at(directory.region())
              .deregisterWorkspaceDirectory(
                  request -> request.directoryId(directory.fact(Described.NAME)));
    }
    return Deletion.ASKED;
  }
}
