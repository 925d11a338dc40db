package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.CostClass;
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
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.model.Archive;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysResponse;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;

/// Cannot be tagged; found by its bus, which cannot go before it: an archive has a rule there that
/// AWS manages. Running replays are stopped.
record EventsArchive(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Events::Archive";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("events", "archive/")
          .physicalId(PhysicalId.after("events", "archive/"))
          .actions(
              "events:ListArchives",
              "events:DescribeArchive",
              "events:ListReplays",
              "events:CancelReplay",
              "events:DeleteArchive")
          .goesBesideStacks()
          .usesOf(KmsKey.TYPE)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.UNTAGGABLE)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  private static final Set<ReplayState> RUNNING = Set.of(ReplayState.STARTING, ReplayState.RUNNING);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "archives",
        () ->
            Found.pages(
                    token ->
                        clients
                            .eventBridge(place.region())
                            .listArchives(request -> request.limit(100).nextToken(token)),
                    ListArchivesResponse::archives,
                    ListArchivesResponse::nextToken)
                .stream()
                .collect(Items.each(archive -> resource(place, archive))));
  }

  private static Resource resource(Place place, Archive archive) {
    return Resource.of(
            TYPE,
            place.arn("events", "archive/" + Items.told(archive.archiveName())),
            place.region())
        .name(archive.archiveName())
        .createdAt(archive.creationTime())
        .uses(Arn.of(archive.eventSourceArn()))
        .holds(Contents.of(archive.eventCount(), "event", archive.sizeBytes()))
        .build();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var buses =
        candidates.stream()
            .filter(
                resource ->
                    resource.type().equals(EventsEventBus.TYPE) && resource.guard().isEmpty())
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return Reading.of(
        buses.isEmpty()
            ? List.of()
            : list(place).stream()
                .flatMap(
                    archive ->
                        archive.uses().stream().filter(buses::contains).map(archive::childOf))
                .toList());
  }

  /// What it holds nobody can read without its key, by ARN, id or alias (API reference,
  /// DescribeArchive).
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfEach(
        place,
        candidates,
        this,
        archive -> asDescribed(place, archive),
        ResourceNotFoundException.class);
  }

  private Resource asDescribed(Place place, Resource archive) {
    var told =
        clients
            .eventBridge(place.region())
            .describeArchive(request -> request.archiveName(archive.name()));
    var resource = archive.toBuilder();
    KmsKey.encrypt(resource, place, told.kmsKeyIdentifier());
    return resource.build();
  }

  @Override
  public Deletion delete(Resource archive, Deadline deadline) {
    var events = clients.eventBridge(archive.region());
    Found.pages(
            token ->
                events.listReplays(
                    request -> request.eventSourceArn(archive.arn().toString()).nextToken(token)),
            ListReplaysResponse::replays,
            ListReplaysResponse::nextToken)
        .stream()
        .filter(replay -> RUNNING.contains(replay.state()))
        .forEach(replay -> events.cancelReplay(request -> request.replayName(replay.replayName())));
    events.deleteArchive(request -> request.archiveName(archive.name()));
    return Deletion.ASKED;
  }
}
