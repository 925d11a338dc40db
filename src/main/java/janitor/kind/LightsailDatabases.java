package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.GetRelationalDatabaseSnapshotsResponse;
import software.amazon.awssdk.services.lightsail.model.GetRelationalDatabasesResponse;
import software.amazon.awssdk.services.lightsail.model.RelationalDatabase;
import software.amazon.awssdk.services.lightsail.model.RelationalDatabaseSnapshot;
import software.amazon.awssdk.services.lightsail.model.Tag;

/// Lightsail's databases, which bill stopped as much as running, and what is kept of them: what
/// Lightsail backs up by itself goes with its database, and the last snapshot that
/// DeleteRelationalDatabase would take has no tag, so that nobody would find it again.
///
/// An id that comes once is that in the ARN.
final class LightsailDatabases {
  static final String DATABASE = "AWS::Lightsail::Database";
  static final String SNAPSHOT = "AWS::Lightsail::DatabaseSnapshot";

  private static final String WORD = "RelationalDatabase/";

  private final LightsailNames names;
  private final FinalSnapshots ours;

  private LightsailDatabases(LightsailNames names, FinalSnapshots ours) {
    this.names = names;
    this.ours = ours;
  }

  static List<ResourceKind> kinds(LightsailNames names, FinalSnapshots snapshots) {
    var service = new LightsailDatabases(names, snapshots);
    return Stream.of(service.database(), service.snapshot())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  // Databases

  private Described.Row database() {
    return names
        .row(
            LightsailNames.traits(DATABASE, WORD)
                .createdBy(
                    Creation.asking("lightsail:CreateRelationalDatabase", "relationalDatabaseName"),
                    Creation.asking(
                        "lightsail:CreateRelationalDatabaseFromSnapshot", "relationalDatabaseName"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "lightsail:GetRelationalDatabases",
                    "lightsail:GetRelationalDatabase",
                    "lightsail:GetRelationalDatabaseSnapshots",
                    "lightsail:CreateRelationalDatabaseSnapshot",
                    "lightsail:TagResource",
                    "lightsail:DeleteRelationalDatabase")
                .usualWait(LightsailNames.MINUTE)
                .build(),
            place ->
                names
                    .pages(
                        place,
                        (lightsail, token) ->
                            lightsail.getRelationalDatabases(request -> request.pageToken(token)),
                        GetRelationalDatabasesResponse::relationalDatabases,
                        GetRelationalDatabasesResponse::nextPageToken)
                    .stream()
                    .collect(Items.each(one -> database(place, one))),
            this::readDatabase,
            (lightsail, now) ->
                lightsail
                    .deleteRelationalDatabase(
                        request ->
                            request.relationalDatabaseName(now.name()).skipFinalSnapshot(true))
                    .operations())
        .after(this::beforeItGoes);
  }

  private Resource readDatabase(Place place, String name) {
    return database(
        place,
        names
            .at(place.region())
            .getRelationalDatabase(request -> request.relationalDatabaseName(name))
            .relationalDatabase());
  }

  private static Resource database(Place place, RelationalDatabase told) {
    var disk = told.hardware() == null ? null : told.hardware().diskSizeInGb();
    return LightsailNames.resource(place, DATABASE, told.arn(), told.name(), told.state())
        .tags(LightsailNames.tags(told.tags()))
        .createdAt(told.createdAt())
        .fact(Resource.RESOURCE_ID, Arn.of(Items.told(told.arn())).after(WORD))
        .holds(Described.upTo(disk))
        .build();
  }

  private Optional<Deletion> beforeItGoes(Resource database) {
    return database.isBeingDeleted()
        ? Optional.empty()
        : ours.first(database, new Taking(this, database));
  }

  // Snapshots

  private Described.Row snapshot() {
    return names.row(
        LightsailNames.traits(SNAPSHOT, "RelationalDatabaseSnapshot/")
            .createdBy(
                Creation.asking(
                    "lightsail:CreateRelationalDatabaseSnapshot", "relationalDatabaseSnapshotName"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .flags(Traits.Flag.HOLDS_DATA)
            .actions(
                "lightsail:GetRelationalDatabaseSnapshots",
                "lightsail:GetRelationalDatabaseSnapshot",
                "lightsail:DeleteRelationalDatabaseSnapshot")
            .keptOf(DATABASE)
            .build(),
        place -> taken(place).stream().collect(Items.each(one -> snapshot(place, one))),
        (place, name) ->
            snapshot(
                place,
                names
                    .at(place.region())
                    .getRelationalDatabaseSnapshot(
                        request -> request.relationalDatabaseSnapshotName(name))
                    .relationalDatabaseSnapshot()),
        (lightsail, now) ->
            lightsail
                .deleteRelationalDatabaseSnapshot(
                    request -> request.relationalDatabaseSnapshotName(now.name()))
                .operations());
  }

  private List<RelationalDatabaseSnapshot> taken(Place place) {
    return names.pages(
        place,
        (lightsail, token) ->
            lightsail.getRelationalDatabaseSnapshots(request -> request.pageToken(token)),
        GetRelationalDatabaseSnapshotsResponse::relationalDatabaseSnapshots,
        GetRelationalDatabaseSnapshotsResponse::nextPageToken);
  }

  private Resource snapshot(Place place, RelationalDatabaseSnapshot told) {
    var resource =
        LightsailNames.resource(place, SNAPSHOT, told.arn(), told.name(), told.state())
            .tags(LightsailNames.tags(told.tags()))
            .createdAt(told.createdAt());
    var name = Items.told(told.name());
    var of = Answers.arn(told.fromRelationalDatabaseArn());
    if (of.isPresent()
        && name.startsWith(FinalSnapshots.PREFIX)
        && ours.isOurs(LightsailNames.tags(told.tags()))) {
      resource
          .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(name))
          // Lightsail's price list.
          .holds(
              "what " + told.fromRelationalDatabaseName() + " held, at 0.05 dollars a GB and month")
          .bringsBack(
              of.get(),
              "aws lightsail create-relational-database-from-snapshot --relational-database-name "
                  + told.fromRelationalDatabaseName()
                  + " --relational-database-snapshot-name "
                  + name
                  + " --relational-database-bundle-id "
                  + told.fromRelationalDatabaseBundleId()
                  + " --region "
                  + place.region());
    } else {
      resource.holds(Described.upTo(told.sizeInGb()));
    }
    return resource.build();
  }

  /// How one is taken.
  private record Taking(LightsailDatabases service, Resource database)
      implements FinalSnapshots.Source {

    private LightsailClient lightsail() {
      return service.names.at(database.region());
    }

    @Override
    public String id() {
      return database.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      var place = Place.of(database);
      return service.taken(place).stream()
          .filter(one -> database.arn().toString().equals(one.fromRelationalDatabaseArn()))
          .map(one -> service.snapshot(place, one))
          .map(
              one ->
                  one.fact(Resource.STATUS).equals("pending")
                      ? one.toBuilder().fact(Resource.STATUS, "creating").build()
                      : one)
          .toList();
    }

    /// Its name may be another's by now, of which nobody wants a copy.
    @Override
    public Optional<Deletion> hindrance() {
      var now = LightsailNames.now(database, service::readDatabase);
      return switch (now.map(one -> one.fact(Resource.STATUS)).orElse("gone")) {
        case "gone" -> Optional.of(Deletion.ASKED);
        case "stopped" ->
            Optional.of(
                FinalSnapshots.stays(
                    "it is stopped, and no snapshot is taken of it as it is",
                    "start it, or to let it go without one, set FinalSnapshot to none"));
        case String status -> FinalSnapshots.unlessAvailable("Lightsail", status);
      };
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      Objects.requireNonNull(
          lightsail()
              .createRelationalDatabaseSnapshot(
                  request ->
                      request
                          .relationalDatabaseName(database.name())
                          .relationalDatabaseSnapshotName(name)
                          .tags(
                              Tags.each(
                                  tags,
                                  (key, value) -> Tag.builder().key(key).value(value).build()))));
    }

    /// Lightsail has one code for all that is wrong with a request.
    @Override
    public Set<String> nameGiven() {
      return Set.of();
    }

    @Override
    public Set<String> full() {
      return Set.of();
    }
  }
}
