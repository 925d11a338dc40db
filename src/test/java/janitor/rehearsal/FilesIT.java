package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.CreateFileSystemRequest;
import software.amazon.awssdk.services.fsx.model.FileSystem;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.fsx.model.LustreDeploymentType;
import software.amazon.awssdk.services.fsx.model.OntapDeploymentType;
import software.amazon.awssdk.services.fsx.model.OpenZFSDeploymentType;
import software.amazon.awssdk.services.fsx.model.Tag;
import software.amazon.awssdk.services.fsx.model.VolumeType;
import software.amazon.awssdk.services.lambda.model.FileSystemConfig;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;

/// File systems, what is kept of them, and where backups are kept.
final class FilesIT {
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> NONE_KEPT = Map.of("JANITOR_FINAL_SNAPSHOT", "none");
  private static final String SUBNET = "subnet-0123456789abcdef0";
  private static final Duration OLD = Duration.ofDays(8);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static FSxClient fsx() {
    return ACCOUNT.aws().of(Emulator.REGION, FSxClient.class, FSxClient::builder);
  }

  private static void old(Runnable makes) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    makes.run();
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
  }

  /// As old as a finished workshop.
  private static FileSystem system(
      FileSystemType type, Consumer<CreateFileSystemRequest.Builder> how) {
    var made = new AtomicReference<FileSystem>();
    old(
        () ->
            made.set(
                fsx()
                    .createFileSystem(
                        request -> {
                          request.fileSystemType(type).storageCapacity(64).subnetIds(SUBNET);
                          how.accept(request);
                        })
                    .fileSystem()));
    return Objects.requireNonNull(made.get());
  }

  private static FileSystem windows() {
    return system(
        FileSystemType.WINDOWS,
        request -> request.windowsConfiguration(how -> how.throughputCapacity(8)));
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static List<String> left() {
    return fsx().describeFileSystems().fileSystems().stream().map(FileSystem::resourceARN).toList();
  }

  private static Night night(Map<String, String> settings) {
    ACCOUNT.emulator().deny(List.of());
    return ACCOUNT.sweep(settings);
  }

  private static Night nightIn(Duration time) {
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    return Night.of(
        ACCOUNT.emulator(),
        environment,
        new FastTime(Instant.now().plus(time)),
        _ -> {},
        "{\"detail\":{\"ttl\":\"0\"}}");
  }

  /// The backups of the workshop that are there, told by a night that leaves all as it is.
  private static List<String> backups() {
    return ACCOUNT
        .aws()
        .of(
            Emulator.REGION,
            ResourceGroupsTaggingApiClient.class,
            ResourceGroupsTaggingApiClient::builder)
        .getResources(request -> request.resourceTypeFilters("fsx:backup"))
        .resourceTagMappingList()
        .stream()
        .map(one -> one.resourceARN())
        .toList();
  }

  /// A file system with a way into it, neither tagged yet.
  private static String accessPoint(String name) {
    var efs = efs();
    var system = efs.createFileSystem(request -> request.creationToken(name)).fileSystemId();
    return efs.createAccessPoint(request -> request.clientToken(name).fileSystemId(system))
        .accessPointArn();
  }

  private static EfsClient efs() {
    return ACCOUNT.aws().of(Emulator.REGION, EfsClient.class, EfsClient::builder);
  }

  private static String system(String accessPoint) {
    return efs()
        .describeFileSystems(
            request ->
                request.fileSystemId(
                    efs()
                        .describeAccessPoints(
                            which -> which.accessPointId(accessPoint.replaceFirst(".*/", "")))
                        .accessPoints()
                        .getFirst()
                        .fileSystemId()))
        .fileSystems()
        .getFirst()
        .fileSystemArn();
  }

  private static String mounting(String name, String accessPoint, Map<String, String> tags) {
    var role = ACCOUNT.role(name, "lambda");
    return ACCOUNT
        .aws()
        .lambda(Emulator.REGION)
        .createFunction(
            request ->
                request
                    .functionName(name)
                    .role(role)
                    .tags(tags)
                    .runtime(Runtime.PYTHON3_12)
                    .handler("index.handler")
                    .code(code -> code.zipFile(SdkBytes.fromUtf8String("x")))
                    .vpcConfig(in -> in.subnetIds(SUBNET).securityGroupIds("sg-1"))
                    .fileSystemConfigs(
                        FileSystemConfig.builder()
                            .arn(accessPoint)
                            .localMountPath("/mnt/files")
                            .build()))
        .functionArn();
  }

  /// It could not start any more: Lambda mounts by the access point at every start.
  @Test
  void whatAStrangersFunctionMountsStays() {
    var byTag = tagged(accessPoint("tagged"));
    var found = accessPoint("found");
    var ofFound = tagged(system(found));
    mounting("theirs", byTag, Map.of());
    mounting("others", found, Map.of());
    var night = night(NONE_KEPT);
    night.stays(byTag, "function theirs");
    night.stays(ofFound, "which stays");
    night.stays(found, "function others");
  }

  @Test
  void whatOnlyTheWorkshopsFunctionMountsGoesAfterIt() {
    var point = accessPoint("ours");
    var system = tagged(system(point));
    var function = mounting("ours", point, TAG);
    assertThat(night(NONE_KEPT).gone()).contains(system, point, function);
  }

  /// CloudFormation, and with it Cloud Control, knows the type of backups in six regions.
  @Test
  void aBackupGoesWhereverItIsAndOneOfAwsBackupStays() {
    var system = windows().fileSystemId();
    var asked = fsx().createBackup(request -> request.fileSystemId(system)).backup().resourceARN();
    var of = Tag.builder().key("aws:backup:source-resource").value(system).build();
    var kept =
        fsx().createBackup(request -> request.fileSystemId(system).tags(of)).backup().resourceARN();
    tagged(asked);
    ACCOUNT.tag(kept, Map.of("workshop", Rehearsal.WORKSHOP, of.key(), of.value()));
    var night = night(Map.of());
    assertThat(night.gone()).containsExactly(asked);
    night.stays(kept, "AWS Backup keeps it in a vault");
    assertThat(backups()).containsExactly(kept);
  }

  @Test
  void aLastBackupIsLeftAndGoesWhenItsTimeIsOver() {
    var arn = tagged(windows().resourceARN());
    var theirs = windows().resourceARN();
    var night = night(Map.of());
    assertThat(night.gone()).containsExactly(arn);
    assertThat(left()).containsExactly(theirs);
    assertThat(backups()).hasSize(1);
    nightIn(Duration.ofDays(6));
    assertThat(backups()).hasSize(1);
    assertThat(nightIn(OLD).gone()).hasSize(1);
    assertThat(backups()).isEmpty();
    System.out.println("FSx: " + night.field("calls") + " calls for " + night.gone().size());
  }

  /// Nobody could read it without: neither what a deletion leaves nor what somebody else keeps.
  @Test
  void aKeyStaysAsLongAsTheLastBackupOfAFileSystem() {
    var key = ACCOUNT.key(TAG);
    var arn = windowsWith(key);
    var night = night(Map.of());
    assertThat(night.gone()).containsExactly(arn);
    night.stays(key, "it is still used by FSx Backup backup-");
    assertThat(nightIn(OLD).gone()).hasSize(2).contains(key);
  }

  private String windowsWith(String key) {
    return tagged(
        system(
                FileSystemType.WINDOWS,
                request ->
                    request.kmsKeyId(key).windowsConfiguration(how -> how.throughputCapacity(8)))
            .resourceARN());
  }

  @Test
  void aKeyGoesInTheSameNightAsAFileSystemThatLeavesNone() {
    var key = ACCOUNT.key(TAG);
    var arn = windowsWith(key);
    assertThat(night(NONE_KEPT).gone()).containsExactlyInAnyOrder(arn, key);
  }

  @Test
  void aKeyStaysAsLongAsABackupOfAVolumeOfOntap() {
    var key = ACCOUNT.key(TAG);
    var whole =
        system(
            FileSystemType.ONTAP,
            request ->
                request
                    .kmsKeyId(key)
                    .ontapConfiguration(
                        how ->
                            how.deploymentType(OntapDeploymentType.SINGLE_AZ_1)
                                .throughputCapacity(128)));
    var machine =
        fsx()
            .createStorageVirtualMachine(
                request -> request.fileSystemId(whole.fileSystemId()).name("m"))
            .storageVirtualMachine();
    old(
        () ->
            fsx()
                .createVolume(
                    request ->
                        request
                            .volumeType(VolumeType.ONTAP)
                            .name("v")
                            .ontapConfiguration(
                                how ->
                                    how.storageVirtualMachineId(machine.storageVirtualMachineId())
                                        .sizeInBytes(1L << 30))));
    tagged(whole.resourceARN());
    var night = night(Map.of());
    assertThat(night.gone()).contains(whole.resourceARN());
    night.stays(key, "it is still used by FSx Backup backup-");
  }

  @Test
  void aKeyThatABackupOfAStrangersNeedsStays() {
    var key = ACCOUNT.key(TAG);
    var theirs =
        system(
            FileSystemType.WINDOWS,
            request ->
                request.kmsKeyId(key).windowsConfiguration(how -> how.throughputCapacity(8)));
    fsx().createBackup(request -> request.fileSystemId(theirs.fileSystemId()));
    fsx()
        .deleteFileSystem(
            request ->
                request
                    .fileSystemId(theirs.fileSystemId())
                    .windowsConfiguration(how -> how.skipFinalBackup(true)));
    assertThat(left()).hasSize(1);
    assertThat(left()).isEmpty();
    night(Map.of()).stays(key, "it is still used by FSx Backup backup-");
  }

  @Test
  void noneIsLeftWhereNoneIsWanted() {
    var arn = tagged(windows().resourceARN());
    assertThat(night(NONE_KEPT).gone()).containsExactly(arn);
    assertThat(backups()).isEmpty();
  }

  @Test
  void withoutRoomForABackupItStays() {
    var arn = tagged(windows().resourceARN());
    ACCOUNT
        .emulator()
        .fault(
            Map.of(
                "service", "fsx",
                "operation", "DeleteFileSystem",
                "error", "ServiceLimitExceeded",
                "message", "You have reached your account's limit of backups"));
    night(Map.of()).stays(arn, "the account may have no more backups of FSx");
    assertThat(left()).containsExactly(arn);
  }

  @Test
  void whatIsYoungerThanADayLeavesNone() {
    var young =
        fsx()
            .createFileSystem(
                request ->
                    request
                        .fileSystemType(FileSystemType.WINDOWS)
                        .storageCapacity(64)
                        .subnetIds(SUBNET)
                        .windowsConfiguration(how -> how.throughputCapacity(8)))
            .fileSystem();
    var arn = tagged(young.resourceARN());
    assertThat(night(Map.of()).gone()).containsExactly(arn);
    assertThat(backups()).isEmpty();
  }

  @Test
  void aTypeThatNobodyKnowsStays() {
    var made =
        fsx()
            .createFileSystem(
                request -> request.fileSystemType("CEPH").storageCapacity(64).subnetIds(SUBNET))
            .fileSystem();
    tagged(made.resourceARN());
    night(NONE_KEPT).stays(made.resourceARN(), "its type is CEPH");
    assertThat(left()).hasSize(1);
  }

  private static FileSystem lustre(LustreDeploymentType type) {
    return system(
        FileSystemType.LUSTRE,
        request -> request.lustreConfiguration(how -> how.deploymentType(type)));
  }

  @Test
  void ofLustreOnlyWhatLastsAndIsNotInS3LeavesABackup() {
    var scratch = tagged(lustre(LustreDeploymentType.SCRATCH_2).resourceARN());
    var linked = lustre(LustreDeploymentType.PERSISTENT_2);
    tagged(linked.resourceARN());
    fsx()
        .createDataRepositoryAssociation(
            request ->
                request.fileSystemId(linked.fileSystemId()).dataRepositoryPath("s3://bucket"));
    assertThat(night(Map.of()).gone()).containsExactlyInAnyOrder(scratch, linked.resourceARN());
    assertThat(backups()).isEmpty();
    tagged(lustre(LustreDeploymentType.PERSISTENT_2).resourceARN());
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(backups()).hasSize(1);
  }

  private static FileSystem ontap() {
    return system(
        FileSystemType.ONTAP,
        request ->
            request.ontapConfiguration(
                how ->
                    how.deploymentType(OntapDeploymentType.SINGLE_AZ_1).throughputCapacity(128)));
  }

  private static String volume(FileSystem of, String name) {
    var machine =
        fsx()
            .createStorageVirtualMachine(
                request -> request.fileSystemId(of.fileSystemId()).name("m-" + name))
            .storageVirtualMachine();
    var made = new AtomicReference<String>();
    old(
        () ->
            made.set(
                fsx()
                    .createVolume(
                        request ->
                            request
                                .volumeType(VolumeType.ONTAP)
                                .name(name)
                                .ontapConfiguration(
                                    how ->
                                        how.storageVirtualMachineId(
                                                machine.storageVirtualMachineId())
                                            .sizeInBytes(1L << 30)))
                    .volume()
                    .resourceARN()));
    return Objects.requireNonNull(made.get());
  }

  @Test
  void ofOntapVolumesGoFirstEachWithABackupThenMachines() {
    var system = ontap();
    tagged(system.resourceARN());
    var one = volume(system, "one");
    var two = volume(system, "two");
    var theirs = ontap();
    volume(theirs, "three");
    night(Map.of());
    var night = night(Map.of());
    assertThat(left()).containsExactly(theirs.resourceARN());
    assertThat(backups()).hasSize(2);
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(fsx().describeVolumes(_ -> {}).volumes())
        .extracting(volume -> volume.resourceARN())
        .hasSize(2)
        .doesNotContain(one, two);
  }

  @Test
  void aKeptVolumeKeepsItsFileSystem() {
    var system = ontap();
    tagged(system.resourceARN());
    var kept = volume(system, "one");
    ACCOUNT.tag(kept, Map.of("janitor:keep", ""));
    var night = night(Map.of());
    night.stays(kept, "janitor:keep");
    night.stays(system.resourceARN(), "which stays");
    assertThat(left()).containsExactly(system.resourceARN());
  }

  private static FileSystem zfs() {
    return system(
        FileSystemType.OPENZFS,
        request ->
            request.openZFSConfiguration(
                how ->
                    how.deploymentType(OpenZFSDeploymentType.SINGLE_AZ_1).throughputCapacity(64)));
  }

  private static String child(FileSystem of) {
    return fsx()
        .createVolume(
            request ->
                request
                    .volumeType(VolumeType.OPENZFS)
                    .name("child")
                    .openZFSConfiguration(
                        how -> how.parentVolumeId(of.openZFSConfiguration().rootVolumeId())))
        .volume()
        .resourceARN();
  }

  /// They are in its backup, so they may not go before it.
  @Test
  void ofOpenZfsTheVolumesGoAlong() {
    var system = zfs();
    tagged(system.resourceARN());
    child(system);
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(backups()).hasSize(1);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("fsx:DeleteVolume");
  }

  @Test
  void aKeptVolumeOfOpenZfsKeepsItsFileSystem() {
    var system = zfs();
    tagged(system.resourceARN());
    ACCOUNT.tag(child(system), Map.of("janitor:keep", ""));
    night(Map.of()).stays(system.resourceARN(), "its member FSx Volume child stays");
    assertThat(left()).containsExactly(system.resourceARN());
  }
}
