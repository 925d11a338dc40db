package janitor.kind;

import janitor.resource.Deletion;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What RDS calls the state of a database, and what that means for a snapshot of it.
final class RdsState {
  /// What RDS comes out of by itself: User Guide, "Viewing Amazon RDS DB instance status", and
  /// Aurora's, "Viewing DB cluster status".
  private static final Set<String> WORKING =
      Set.of(
          "backing-up",
          "backtracking",
          "cloning",
          "configuring-enhanced-monitoring",
          "configuring-iam-database-auth",
          "configuring-log-exports",
          "converting-to-vpc",
          "creating",
          "delete-precheck",
          "deleting",
          "failing-over",
          "maintenance",
          "migrating",
          "modifying",
          "moving-to-vpc",
          "preparing-data-migration",
          "promoting",
          "rebooting",
          "renaming",
          "resetting-master-credentials",
          "scaling-capacity",
          "scaling-compute",
          "scaling-storage",
          "starting",
          "stopping",
          "storage-config-upgrade",
          "storage-initialization",
          "update-iam-db-auth",
          "upgrading");

  /// API reference, DeleteDBInstance: in these it can only be deleted without a snapshot.
  private static final Set<String> BROKEN =
      Set.of("failed", "incompatible-restore", "incompatible-network");

  private RdsState() {}

  static Deletion started() {
    return new Deletion.Preparing(
        "starting it first: as it is, it cannot go", FinalSnapshots.MINUTES);
  }

  /// What a database in such a state has to wait for before a snapshot can be taken of it.
  ///
  /// @param start asks for it to be started
  static Optional<Deletion> hindrance(@Nullable String status, Runnable start) {
    return switch (String.valueOf(status)) {
      case "available", "storage-optimization" -> Optional.empty();
      case "stopped" -> {
        start.run();
        yield Optional.of(started());
      }
      case String broken when BROKEN.contains(broken) ->
          Optional.of(
              FinalSnapshots.stays(
                  "its state is " + broken + ", in which RDS takes no snapshot of it",
                  "to let it go without one, set FinalSnapshot to none"));
      case String working when WORKING.contains(working) ->
          Optional.of(Deletion.atWork("RDS", working, FinalSnapshots.MINUTES));
      case String other ->
          Optional.of(
              FinalSnapshots.stays(
                  "its state is " + other + ", which does not pass by itself",
                  "bring it back to available, or, to let it go without a snapshot, set"
                      + " FinalSnapshot to none"));
    };
  }
}
