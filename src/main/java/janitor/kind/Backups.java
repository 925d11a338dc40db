package janitor.kind;

import janitor.aws.AwsTagIndex;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.backup.BackupClient;
import software.amazon.awssdk.services.backup.model.BackupPlansListMember;
import software.amazon.awssdk.services.backup.model.BackupSelectionsListMember;
import software.amazon.awssdk.services.backup.model.BackupVaultListMember;
import software.amazon.awssdk.services.backup.model.RecoveryPointByBackupVault;
import software.amazon.awssdk.services.backup.model.RecoveryPointStatus;
import software.amazon.awssdk.services.backup.model.VaultType;

/// Plans of AWS Backup, which make recovery points every night, the points, and the vaults that
/// hold them.
///
/// A plan goes first, with its selections. A point's deletion is answered with a yes that may have
/// done nothing, where its role is gone or lacks a right: it is `EXPIRED` then, and bills on (API
/// reference, DeleteRecoveryPoint). So the role goes after the points. What a locked vault holds
/// goes when its retention ends, and nobody hurries that. Points that carry an ARN of the service
/// whose thing they are of are found through their vault alone, and go with it, unless a tag of
/// theirs has a word against that.
///
/// One long file: three kinds that need each other.
final class Backups {
  static final String VAULT = "AWS::Backup::BackupVault";
  static final String PLAN = "AWS::Backup::BackupPlan";

  /// CloudFormation has no such type; the name is ours.
  static final String POINT = "AWS::Backup::RecoveryPoint";

  private static final String TAGS = "backup:ListTags";
  private static final String IN = "in vault";
  private static final String ID = "id";
  private static final String LOCKED = "locked from";
  private static final String COUNT = "points";
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Clients clients;
  private final FinalSnapshots workshop;

  private Backups(Clients clients, FinalSnapshots workshop) {
    this.clients = clients;
    this.workshop = workshop;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots workshop) {
    var service = new Backups(clients, workshop);
    return List.of(
        new Described(service.plan()),
        new Addressed(service.point()),
        new Described(service.vault()));
  }

  private BackupClient at(String region) {
    return clients.of(region, BackupClient.class, BackupClient::builder);
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless("ResourceNotFoundException", ask);
  }

  private Optional<Tags> tags(Place place, Arn arn) {
    return there(
        () ->
            Tags.of(
                at(place.region())
                    .listTags(request -> request.resourceArn(arn.toString()).maxResults(1000))
                    .tags()));
  }

  /// What AWS Backup made for itself, and keeps (rebuy-de/aws-nuke #599).
  private static void guardOfAws(Resource.Builder resource, String name) {
    if (name.equals("Default") || name.startsWith("aws/")) {
      resource.guard("AWS Backup made it for itself, and keeps it");
    }
  }

  private static String day(Instant at) {
    return DateTimeFormatter.ISO_LOCAL_DATE.format(at.atZone(ZoneOffset.UTC));
  }

  // Plans

  private Described.Row plan() {
    return new Described.Row(
        Traits.of(PLAN)
            .named("backup", "backup-plan:")
            .physicalId(PhysicalId.after("backup", "backup-plan:"))
            .createdBy(Creation.answering("backup:CreateBackupPlan", "backupPlanArn"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "backup:ListBackupPlans",
                "backup:ListBackupSelections",
                TAGS,
                "backup:DeleteBackupSelection",
                "backup:DeleteBackupPlan")
            .takesRoles("backup")
            .build(),
        place ->
            at(place.region())
                .listBackupPlansPaginator(request -> request.maxResults(1000))
                .stream()
                .flatMap(page -> page.backupPlansList().stream())
                .collect(Items.each(plan -> plan(place, plan))),
        (place, one) ->
            there(
                () -> {
                  var resource = one.toBuilder();
                  selections(one)
                      .forEach(
                          selection ->
                              Described.uses(resource, Stream.ofNullable(selection.iamRoleArn())));
                  return resource.build();
                }),
        (place, one) -> tags(place, one.arn()),
        this::deletePlan);
  }

  private static Resource plan(Place place, BackupPlansListMember told) {
    var name = told.backupPlanName() == null ? "" : told.backupPlanName();
    var resource =
        Resource.of(PLAN, Arn.of(Items.told(told.backupPlanArn())), place.region())
            .createdAt(told.creationDate())
            .fact(ID, Items.told(told.backupPlanId()));
    guardOfAws(resource, name);
    return (name.isEmpty() ? resource : resource.fact(Described.NAME, name)).build();
  }

  private List<BackupSelectionsListMember> selections(Resource plan) {
    return at(plan.region())
        .listBackupSelectionsPaginator(
            request -> request.backupPlanId(plan.fact(ID)).maxResults(1000))
        .stream()
        .flatMap(page -> page.backupSelectionsList().stream())
        .toList();
  }

  private Deletion deletePlan(Resource plan) {
    var backup = at(plan.region());
    var id = plan.fact(ID);
    for (var selection : selections(plan)) {
      Answers.beforehand(
          () ->
              backup.deleteBackupSelection(
                  request -> request.backupPlanId(id).selectionId(selection.selectionId())));
    }
    backup.deleteBackupPlan(request -> request.backupPlanId(id));
    return Deletion.ASKED;
  }

  // Vaults

  private Described.Row vault() {
    return new Described.Row(
            Traits.of(VAULT)
                .named("backup", "backup-vault:")
                .aliases("AWS::Backup::LogicallyAirGappedBackupVault")
                .physicalId(PhysicalId.after("backup", "backup-vault:"))
                .createdBy(Creation.asking("backup:CreateBackupVault", "backupVaultName"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "backup:ListBackupVaults",
                    "backup:ListRecoveryPointsByBackupVault",
                    TAGS,
                    "tag:GetResources",
                    "backup:DeleteRecoveryPoint",
                    "backup:DeleteBackupVaultLockConfiguration",
                    "backup:DeleteBackupVault")
                .goesAfter(PLAN)
                .because("A plan that is there goes on putting points into it.")
                .usesOf(KmsKey.TYPE)
                .takesRoles("backup")
                .usualWait(SOON)
                .build(),
            this::vaults,
            (place, one) -> there(() -> described(place, one)),
            (place, one) -> tags(place, one.arn()),
            this::deleteVault)
        .needing(
            one -> one.type().equals(IamRole.TYPE),
            (place, one) -> there(() -> withRoles(place, one)));
  }

  /// With the roles of the points in it, without which those stay and bill when their time has
  /// come.
  private Resource withRoles(Place place, Resource vault) {
    if (vault.fact(COUNT).equals("0")) {
      return vault;
    }
    var resource = vault.toBuilder();
    Described.uses(resource, roles(place, vault, () -> pages(vault)).stream());
    return resource.build();
  }

  /// The few roles of what may be a hundred thousand points, of which nothing else is kept.
  private static Set<String> roles(
      Place place, Resource vault, Supplier<Stream<RecoveryPointByBackupVault>> points) {
    return place.once(
        "roles of " + vault.arn(),
        () ->
            points
                .get()
                .flatMap(point -> Stream.ofNullable(point.iamRoleArn()))
                .collect(Collectors.toSet()));
  }

  private List<Resource> vaults(Place place) {
    return place.once(
        "backup vaults",
        () ->
            at(place.region())
                .listBackupVaultsPaginator(request -> request.maxResults(1000))
                .stream()
                .flatMap(page -> page.backupVaultList().stream())
                .collect(Items.each(vault -> vault(place, vault))));
  }

  private static Resource vault(Place place, BackupVaultListMember told) {
    var name = Items.told(told.backupVaultName());
    var resource =
        Resource.of(VAULT, Arn.of(Items.told(told.backupVaultArn())), place.region())
            .createdAt(told.creationDate())
            .fact(Described.NAME, name)
            .fact(COUNT, String.valueOf(told.numberOfRecoveryPoints()));
    KmsKey.encrypt(resource, place, told.encryptionKeyArn());
    guardOfAws(resource, name);
    if (told.vaultType() != null && told.vaultType() != VaultType.BACKUP_VAULT) {
      resource.guard(
          "it is a vault of the type "
              + told.vaultTypeAsString()
              + ", in which nothing can be deleted before its retention ends");
    }
    if (Boolean.TRUE.equals(told.locked()) && !isEmpty(told)) {
      // One without a date is lifted by whoever may.
      if (told.lockDate() == null) {
        resource.protection("its vault lock is on");
      } else {
        resource.fact(LOCKED, day(told.lockDate()));
      }
    }
    return resource.build();
  }

  private static boolean isEmpty(BackupVaultListMember vault) {
    return Objects.equals(vault.numberOfRecoveryPoints(), 0L);
  }

  private Resource described(Place place, Resource one) {
    var resource = one.toBuilder();
    if (one.fact(COUNT).equals("0")) {
      return one;
    }
    var points = points(place, one);
    resource.holds(points.size() + " recovery points");
    Described.uses(resource, roles(place, one, points::stream).stream());
    points.stream().filter(Backups::isOwn).flatMap(Backups::arn).forEach(resource::leaves);
    whyLocked(one, points)
        .or(() -> ofOthers(place, one, points))
        .or(() -> wordOf(place, one, points.stream().filter(point -> !isOwn(point)).toList()))
        .ifPresent(resource::guard);
    return resource.build();
  }

  /// Points that a plan puts there which is there and stays, for it is somebody else's or to be
  /// kept: the backups of theirs would go with the vault. A point that nobody's plan made any more
  /// goes with it (API reference, RecoveryPointCreator).
  private Optional<String> ofOthers(
      Place place, Resource vault, List<RecoveryPointByBackupVault> points) {
    var plans =
        points.stream()
            .flatMap(point -> Stream.ofNullable(point.createdBy()))
            .flatMap(by -> Answers.arn(by.backupPlanArn()).stream())
            .distinct()
            .toList();
    if (plans.isEmpty()) {
      return Optional.empty();
    }
    var ofVault = ofVault(place, vault);
    return plans.stream()
        .filter(
            plan ->
                tags(place, plan)
                    .filter(tags -> !workshop.isOurs(tags) || workshop.isToStay(tags, ofVault))
                    .isPresent())
        .map(Arn::toString)
        .reduce((one, other) -> one + ", " + other)
        .map(
            those ->
                "it holds recovery points of "
                    + those
                    + ", which stays: a backup plan that is not the workshop's, or is to be kept");
  }

  private Tags ofVault(Place place, Resource vault) {
    return place.once("tags of " + vault.arn(), () -> tags(place, vault.arn()).orElse(Tags.NONE));
  }

  /// What the tags of points that go with the vault have against that.
  private Optional<String> wordOf(
      Place place, Resource vault, List<RecoveryPointByBackupVault> points) {
    if (points.isEmpty()) {
      return Optional.empty();
    }
    var ofVault = ofVault(place, vault);
    var own = points.stream().filter(Backups::isOwn).flatMap(Backups::arn);
    return Stream.concat(
            own.filter(
                arn ->
                    tags(place, arn).filter(tags -> workshop.isToStay(tags, ofVault)).isPresent()),
            // AWS Backup's own ListTags may refuse another service's ARN (API reference, ListTags).
            new AwsTagIndex(clients)
                    .tags(
                        place.region(),
                        points.stream()
                            .filter(point -> !isOwn(point))
                            .flatMap(Backups::arn)
                            .flatMap(arn -> Ec2.forms(place, arn).stream())
                            .toList())
                    .entrySet()
                    .stream()
                    .filter(told -> workshop.isToStay(told.getValue(), ofVault))
                    .map(Map.Entry::getKey))
        .map(Arn::toString)
        .reduce((one, other) -> one + ", " + other)
        .map(
            against ->
                "its recovery point "
                    + against
                    + ", which would go with it, carries "
                    + Tags.A_WORD);
  }

  /// Of a lock that cannot be lifted, or cannot be any more after its date.
  private static Optional<String> whyLocked(
      Resource vault, List<RecoveryPointByBackupVault> points) {
    return Optional.ofNullable(vault.facts().get(LOCKED))
        .map(
            from ->
                "its vault lock, for good from "
                    + from
                    + " on, keeps every recovery point until its retention ends"
                    + points.stream()
                        .flatMap(point -> Stream.ofNullable(point.calculatedLifecycle()))
                        .flatMap(lifecycle -> Stream.ofNullable(lifecycle.deleteAt()))
                        .max(Comparator.naturalOrder())
                        .map(last -> ", the last on " + day(last))
                        .orElse(""));
  }

  private List<RecoveryPointByBackupVault> points(Place place, Resource vault) {
    return place.once("recovery points of " + vault.arn(), () -> pointsNow(vault));
  }

  private List<RecoveryPointByBackupVault> pointsNow(Resource vault) {
    return pages(vault).toList();
  }

  private Stream<RecoveryPointByBackupVault> pages(Resource vault) {
    return at(vault.region())
        .listRecoveryPointsByBackupVaultPaginator(
            request -> request.backupVaultName(vault.fact(Described.NAME)).maxResults(1000))
        .stream()
        .flatMap(page -> page.recoveryPoints().stream());
  }

  /// Whether AWS Backup gave it its ARN.
  private static boolean isOwn(Arn point) {
    return point.names("backup", "recovery-point:");
  }

  private static boolean isOwn(RecoveryPointByBackupVault point) {
    return arn(point).anyMatch(Backups::isOwn);
  }

  private static Stream<Arn> arn(RecoveryPointByBackupVault point) {
    return Answers.arn(point.recoveryPointArn()).stream();
  }

  /// What carries an ARN of the service whose thing it is of goes here.
  private Deletion deleteVault(Resource vault) {
    var backup = at(vault.region());
    var name = vault.fact(Described.NAME);
    if (!vault.fact(COUNT).equals("0")) {
      var left = pointsNow(vault);
      var place = Place.of(vault);
      var others = ofOthers(place, vault, left);
      if (others.isPresent()) {
        return new Deletion.Refused(
            others.get(), "give the plan the workshop's tag, or have it use another vault");
      }
      var word = wordOf(place, vault, left);
      if (word.isPresent()) {
        return new Deletion.Refused(word.get(), "take that tag off, or delete the recovery point");
      }
      unlock(vault, name);
      for (var point : left) {
        var why = deletePoint(backup, name, Items.told(point.recoveryPointArn()), point.status());
        if (why.isPresent()) {
          return why.get();
        }
      }
      if (!left.isEmpty()) {
        return new Deletion.Preparing("deleting its recovery points first", SOON);
      }
    }
    backup.deleteBackupVault(request -> request.backupVaultName(name));
    return Deletion.ASKED;
  }

  /// Where the settings do not say so, what is protected is never asked to go.
  private void unlock(Resource one, String vault) {
    if (one.protection().isPresent()) {
      at(one.region())
          .deleteBackupVaultLockConfiguration(request -> request.backupVaultName(vault));
    }
  }

  /// @return why it stays, though AWS said yes
  private static Optional<Deletion> deletePoint(
      BackupClient backup, String vault, String arn, @Nullable RecoveryPointStatus status) {
    if (status == RecoveryPointStatus.DELETING) {
      return Optional.empty();
    }
    Answers.beforehand(
        () ->
            backup.deleteRecoveryPoint(
                request -> request.backupVaultName(vault).recoveryPointArn(arn)));
    return there(
            () ->
                backup.describeRecoveryPoint(
                    request -> request.backupVaultName(vault).recoveryPointArn(arn)))
        .filter(now -> now.status() == RecoveryPointStatus.EXPIRED)
        .map(
            now ->
                new Deletion.Stuck(
                    "AWS said yes and deleted nothing: the recovery point "
                        + arn
                        + " is EXPIRED: "
                        + now.statusMessage(),
                    "make the role "
                        + now.iamRoleArn()
                        + " anew, which AWS Backup may assume and which may delete it"));
  }

  // Recovery points

  private Addressed.Row point() {
    return new Addressed.Row(
        Traits.of(POINT)
            .named("backup", "recovery-point:")
            .costs(CostClass.DOLLARS_A_MONTH)
            .createdBy(Creation.answering("backup:StartBackupJob", "recoveryPointArn"))
            .flags(Traits.Flag.HOLDS_DATA)
            .actions(
                "backup:ListBackupVaults",
                "backup:ListRecoveryPointsByBackupVault",
                "backup:DescribeRecoveryPoint",
                TAGS,
                "backup:DeleteBackupVaultLockConfiguration",
                "backup:DeleteRecoveryPoint")
            .goesAfter(PLAN)
            .because("A plan that is there goes on making them.")
            .foundBy(VAULT)
            .usualWait(SOON)
            .build(),
        place -> allPoints(place, Optional.empty()),
        (place, arns) -> Reading.amongPieces(allPoints(place, Optional.of(arns)), arns),
        this::deletePoint);
  }

  private Reading<List<Resource>> allPoints(Place place, Optional<Collection<Arn>> asked) {
    var vaults = Reading.ofList(() -> vaults(place));
    return Reading.ofPieces(
            vaults.answer().stream().map(Resource::arn).toList(),
            vault ->
                Reading.ofList(
                    () ->
                        vaults.answer().stream()
                            .filter(one -> one.arn().equals(vault))
                            .filter(one -> !one.fact(COUNT).equals("0"))
                            .findFirst()
                            .map(one -> pointsIn(place, one, asked))
                            .orElse(List.of())))
        .beside(vaults);
  }

  private List<Resource> pointsIn(Place place, Resource vault, Optional<Collection<Arn>> asked) {
    var points = points(place, vault);
    return points.stream()
        .filter(
            point ->
                point.recoveryPointArn() == null
                    || Answers.arn(point.recoveryPointArn())
                        .filter(Backups::isOwn)
                        .filter(arn -> asked.map(arns -> arns.contains(arn)).orElse(true))
                        .isPresent())
        .collect(Items.each(point -> point(place, vault, points, point)));
  }

  private Resource point(
      Place place,
      Resource vault,
      List<RecoveryPointByBackupVault> points,
      RecoveryPointByBackupVault told) {
    var arn = Arn.of(Items.told(told.recoveryPointArn()));
    var resource =
        Resource.of(POINT, arn, place.region())
            .tags(tags(place, arn).orElse(Tags.NONE))
            .createdAt(told.creationDate())
            .holds(Contents.size(told.backupSizeInBytes()))
            .fact(IN, vault.fact(Described.NAME))
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .uses(vault.arn());
    vault.protection().ifPresent(resource::protection);
    whyLocked(vault, points).ifPresent(resource::guard);
    Described.uses(resource, Stream.ofNullable(told.iamRoleArn()));
    // What is nested goes with the whole that it is in.
    Answers.arn(told.parentRecoveryPointArn()).filter(Backups::isOwn).ifPresent(resource::owner);
    return resource.build();
  }

  private Deletion deletePoint(Resource point) {
    var vault = point.fact(IN);
    unlock(point, vault);
    return deletePoint(
            at(point.region()),
            vault,
            point.arn().toString(),
            RecoveryPointStatus.fromValue(point.fact(Resource.STATUS)))
        .orElse(Deletion.ASKED);
  }
}
