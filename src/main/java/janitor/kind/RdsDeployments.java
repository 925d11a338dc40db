package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.BlueGreenDeployment;

/// A blue/green deployment has a second of each database run, the green one, for as long as nobody
/// deletes it.
///
/// It is deleted without its databases, never with `DeleteTarget`: RDS would delete the green ones
/// without a snapshot, and whatever keeps them. Let go of, they are databases as any others, which
/// go with the tag that RDS copied to them from the blue ones, with all that is minded of a
/// database. The blue ones stay as they are (User Guide, "Deleting a blue/green deployment"); those
/// of before a switchover are called `-old1` and have their tags still. One whose green side does
/// not carry the workshop's tag stays, for nothing would find that afterwards.
final class RdsDeployments {
  static final String TYPE = "AWS::RDS::Deployment";

  private static final String GREEN = "green";
  private static final String SWITCHED = "SWITCHOVER_COMPLETED";

  private final Clients clients;
  private final FinalSnapshots snapshots;
  private final Function<Place, List<Resource>> databases;

  private RdsDeployments(
      Clients clients, FinalSnapshots snapshots, Function<Place, List<Resource>> databases) {
    this.clients = clients;
    this.snapshots = snapshots;
    this.databases = databases;
  }

  /// @param databases instances and clusters of the region, whoever's they are
  static Stream<ResourceKind> kinds(
      Clients clients, FinalSnapshots snapshots, Function<Place, List<Resource>> databases) {
    return Stream.of(new Described(new RdsDeployments(clients, snapshots, databases).row()));
  }

  private Described.Row row() {
    Function<Place, List<Resource>> list =
        place ->
            Rds.at(clients, place.region())
                .describeBlueGreenDeploymentsPaginator(_ -> {})
                .blueGreenDeployments()
                .stream()
                .collect(Items.each(one -> deployment(place, one)));
    return new Described.Row(
            Traits.of(TYPE)
                .named("rds", "deployment:")
                .createdBy(
                    Creation.answering(
                        "rds:CreateBlueGreenDeployment",
                        "blueGreenDeployment.blueGreenDeploymentIdentifier"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions("rds:DescribeBlueGreenDeployments", "rds:DeleteBlueGreenDeployment")
                .usesOf(RdsEngine.types("DBInstance", "DBCluster"))
                .usualWait(FinalSnapshots.MINUTES)
                .build(),
            list,
            (place, one) -> Optional.of(guarded(place, one)),
            Described.Row.tagsIn(list),
            this::delete)
        .after(this::beforeItsStack)
        // Which databases it is of, the list tells.
        .needing((_, one) -> Optional.of(one));
  }

  private static Resource deployment(Place place, BlueGreenDeployment told) {
    var id = Items.told(told.blueGreenDeploymentIdentifier());
    var resource =
        Resource.of(TYPE, place.arn("rds", "deployment:" + id), place.region())
            .name(told.blueGreenDeploymentName())
            .fact(Described.NAME, id)
            .fact(Resource.STATUS, String.valueOf(told.status()))
            .createdAt(told.createTime())
            .tags(Rds.tags(told.tagList()));
    // What was switched over is done with, and both sides are databases as any others.
    if (!SWITCHED.equals(told.status())) {
      var blue =
          members(told.source(), told.switchoverDetails().stream().map(one -> one.sourceMember()));
      var green =
          members(told.target(), told.switchoverDetails().stream().map(one -> one.targetMember()));
      Described.uses(resource, Stream.concat(blue.stream(), green.stream()).distinct());
      green.removeAll(blue);
      // Of one that goes already, switched over or not, nothing can be kept any more.
      if (!"DELETING".equals(told.status())) {
        resource.fact(GREEN, String.join("\n", green));
      }
    }
    return resource.build();
  }

  private static Set<String> members(@Nullable String first, Stream<@Nullable String> others) {
    return Stream.concat(Stream.ofNullable(first), others.flatMap(Stream::ofNullable))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private Resource guarded(Place place, Resource one) {
    var green = Set.copyOf(one.facts().getOrDefault(GREEN, "").lines().toList());
    var stray =
        green.isEmpty()
            ? Optional.<Resource>empty()
            : databases.apply(place).stream()
                .filter(database -> green.contains(database.arn().toString()))
                // An instance of a cluster is the cluster's.
                .filter(database -> database.owner().isEmpty())
                .filter(database -> !snapshots.isOurs(database.tags()))
                .findFirst();
    return stray
        .map(
            database ->
                one.toBuilder()
                    .guard(
                        "its green side "
                            + database.name()
                            + " does not carry the workshop's tag, and would stay and cost: tag it"
                            + " as well, or delete both by hand")
                    .build())
        .orElse(one);
  }

  /// CloudFormation may delete the green side with it, without a snapshot and whatever keeps that:
  /// its handler asks for rds:DeleteDBInstance and rds:DeleteDBCluster (schema of
  /// AWS::RDS::Deployment). What is gone already it leaves alone.
  private Optional<Deletion> beforeItsStack(Resource deployment) {
    return deployment
        .owner()
        .map(
            _ ->
                delete(deployment) instanceof Deletion.Preparing preparing
                    ? preparing
                    : new Deletion.Preparing(
                        "its green side is let go of first", FinalSnapshots.MINUTES));
  }

  private Deletion delete(Resource deployment) {
    var status = deployment.fact(Resource.STATUS);
    return switch (status) {
      case "PROVISIONING", "SWITCHOVER_IN_PROGRESS" ->
          Deletion.atWork("RDS", status, FinalSnapshots.MINUTES);
      case "DELETING" -> Deletion.ASKED;
      default -> {
        Rds.at(clients, deployment.region())
            .deleteBlueGreenDeployment(
                request ->
                    request
                        .blueGreenDeploymentIdentifier(deployment.fact(Described.NAME))
                        // "You can't specify this option" then (API reference).
                        .deleteTarget(status.equals(SWITCHED) ? null : false));
        yield Deletion.ASKED;
      }
    };
  }
}
