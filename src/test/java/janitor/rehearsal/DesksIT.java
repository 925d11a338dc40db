package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectorySize;
import software.amazon.awssdk.services.directory.model.DirectoryVpcSettings;
import software.amazon.awssdk.services.directory.model.ShareMethod;
import software.amazon.awssdk.services.directory.model.TargetType;
import software.amazon.awssdk.services.directory.model.TrustDirection;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ClientVpnAuthenticationRequest;
import software.amazon.awssdk.services.ec2.model.ClientVpnAuthenticationType;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.FileSystemType;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.workspaces.WorkSpacesClient;
import software.amazon.awssdk.services.workspaces.model.DescribeTagsRequest;
import software.amazon.awssdk.services.workspaces.model.TerminateWorkspacesRequest;
import software.amazon.awssdk.services.workspaces.model.Workspace;
import software.amazon.awssdk.services.workspaces.model.WorkspaceDirectory;
import software.amazon.awssdk.services.workspaces.model.WorkspaceRequest;
import software.amazon.awssdk.services.workspaces.model.WorkspaceType;

/// Desktops, the registrations that they are in, and the directories that their people log in by.
final class DesksIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final Ec2Client ec2 =
      ACCOUNT.aws().of(Emulator.REGION, Ec2Client.class, Ec2Client::builder);
  private String vpc = "";
  private List<String> subnets = List.of();

  @BeforeEach
  void network() {
    vpc = ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    subnets =
        List.of("10.0.0.0/24", "10.0.1.0/24").stream()
            .map(
                block ->
                    ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block))
                        .subnet()
                        .subnetId())
            .toList();
  }

  private static DirectoryClient ds() {
    return ACCOUNT.aws().of(Emulator.REGION, DirectoryClient.class, DirectoryClient::builder);
  }

  private static WorkSpacesClient desks() {
    return ACCOUNT.aws().of(Emulator.REGION, WorkSpacesClient.class, WorkSpacesClient::builder);
  }

  private static String arn(String what) {
    return "arn:aws:"
        + what.replaceFirst(" ", ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":");
  }

  private static String directoryArn(String id) {
    return arn("ds directory/" + id);
  }

  private static String registrationArn(String id) {
    return arn("workspaces directory/" + id);
  }

  private static String deskArn(String id) {
    return arn("workspaces workspace/" + id);
  }

  private DirectoryVpcSettings network(String of) {
    return DirectoryVpcSettings.builder().vpcId(of).subnetIds(subnets).build();
  }

  private String microsoft(Map<String, String> tags) {
    var id =
        ds().createMicrosoftAD(
                request ->
                    request
                        .name("corp.example.com")
                        .password("Secret123!")
                        .vpcSettings(network(vpc)))
            .directoryId();
    ACCOUNT.tag(directoryArn(id), tags);
    return id;
  }

  private String simple(Map<String, String> tags) {
    var id =
        ds().createDirectory(
                request ->
                    request
                        .name("corp.example.com")
                        .password("Secret123!")
                        .size(DirectorySize.SMALL)
                        .vpcSettings(network(vpc)))
            .directoryId();
    ACCOUNT.tag(directoryArn(id), tags);
    return id;
  }

  private void register(String directory, Map<String, String> tags) {
    desks()
        .registerWorkspaceDirectory(request -> request.directoryId(directory).subnetIds(subnets));
    ACCOUNT.tag(registrationArn(directory), tags);
  }

  private static String desk(String directory, Map<String, String> tags) {
    var of =
        WorkspaceRequest.builder().directoryId(directory).userName("ann").bundleId("wsb-1").build();
    var id =
        desks()
            .createWorkspaces(request -> request.workspaces(of))
            .pendingRequests()
            .getFirst()
            .workspaceId();
    ACCOUNT.tag(deskArn(id), tags);
    return id;
  }

  private static List<String> directories() {
    return ds().describeDirectories(_ -> {}).directoryDescriptions().stream()
        .map(DirectoryDescription::directoryId)
        .toList();
  }

  private static List<String> registrations() {
    return desks().describeWorkspaceDirectories(_ -> {}).directories().stream()
        .map(WorkspaceDirectory::directoryId)
        .toList();
  }

  private static List<String> living() {
    return desks().describeWorkspaces(_ -> {}).workspaces().stream()
        .map(Workspace::workspaceId)
        .toList();
  }

  private static void told(String arn, Map<String, Object> what) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of("told", what)));
  }

  @Test
  void desktopsGoThenTheirRegistrationThenTheDirectoryThenItsNetwork() {
    var ours = microsoft(OURS);
    register(ours, OURS);
    var ann = desk(ours, OURS);
    var bob = desk(ours, OURS);
    var theirs = simple(Map.of());
    register(theirs, Map.of());
    var their = desk(theirs, Map.of());
    var kept = simple(KEPT);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone())
        .containsExactlyInAnyOrder(
            deskArn(ann), deskArn(bob), registrationArn(ours), directoryArn(ours));
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat((List<?>) night.field("unread")).isEmpty();
    assertThat(directories()).containsExactlyInAnyOrder(theirs, kept);
    assertThat(registrations()).containsExactly(theirs);
    assertThat(living()).containsExactly(their);
  }

  @Test
  void itsSubnetsGoOnceItsInterfacesDid() {
    var ours = simple(OURS);
    for (var subnet : subnets) {
      ACCOUNT.tag(arn("ec2 subnet/" + subnet), OURS);
    }
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone())
        .containsExactlyInAnyOrder(
            directoryArn(ours),
            arn("ec2 subnet/" + subnets.get(0)),
            arn("ec2 subnet/" + subnets.get(1)));
  }

  @Test
  void aStrangersDirectoryKeepsItsSubnet() {
    var theirs = simple(Map.of());
    ACCOUNT.tag(arn("ec2 subnet/" + subnets.getFirst()), OURS);
    ACCOUNT.sweep(Map.of()).stays(arn("ec2 subnet/" + subnets.getFirst()), "directory " + theirs);
  }

  @Test
  void aStrangersDesktopKeepsTheDirectoryThatItIsIn() {
    var ours = simple(OURS);
    register(ours, OURS);
    var ann = desk(ours, OURS);
    var their = desk(ours, Map.of());
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(deskArn(ann));
    night.stays(registrationArn(ours), their);
    night.stays(directoryArn(ours), their);
    assertThat(living()).containsExactly(their);
  }

  @Test
  void aRegistrationWithoutTheTagKeepsItsDirectory() {
    var ours = simple(OURS);
    register(ours, Map.of());
    ACCOUNT.sweep(Map.of()).stays(directoryArn(ours), "WorkSpaces Directory " + ours);
    assertThat(registrations()).containsExactly(ours);
  }

  @Test
  void aRegistrationForPoolsStays() {
    var id =
        desks()
            .registerWorkspaceDirectory(request -> request.workspaceType(WorkspaceType.POOLS))
            .directoryId();
    ACCOUNT.tag(registrationArn(id), OURS);
    ACCOUNT.sweep(Map.of()).stays(registrationArn(id), "pools of desktops");
  }

  @Test
  void aSuspendedDesktopStays() {
    var ours = simple(OURS);
    register(ours, OURS);
    var ann = desk(ours, OURS);
    told(deskArn(ann), Map.of("State", "SUSPENDED"));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(deskArn(ann), "has suspended it");
    night.stays(directoryArn(ours), ann);
  }

  /// The answer is a 200.
  @Test
  void aTerminationThatWorkSpacesRefusesIsToldAsAFailure() {
    var ours = simple(OURS);
    register(ours, OURS);
    var ann = desk(ours, OURS);
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof TerminateWorkspacesRequest) {
                told(deskArn(ann), Map.of("State", "SUSPENDED"));
              }
            });
    assertThat(night.told(deskArn(ann))).containsEntry("outcome", "Failed");
    assertThat(night.told(deskArn(ann)).toString()).contains("in which it cannot be terminated");
    assertThat(living()).containsExactly(ann);
  }

  @Test
  void whatLosesItsTagMeanwhileStays() {
    var ours = simple(OURS);
    register(ours, OURS);
    var ann = desk(ours, OURS);
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof DescribeTagsRequest) {
                ACCOUNT.tag(deskArn(ann), Map.of("workshop", "another"));
              }
            });
    assertThat(night.gone()).isEmpty();
    assertThat(living()).containsExactly(ann);
    assertThat(directories()).containsExactly(ours);
  }

  @Test
  void oneThatIsRestoredIsWaitedFor() {
    var ours = simple(OURS);
    ds().restoreFromSnapshot(request -> request.snapshotId("s-0123456789"));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(directoryArn(ours));
  }

  @Test
  void aConnectorGoesAsWell() {
    var id =
        ds().connectDirectory(
                request ->
                    request
                        .name("corp.example.com")
                        .password("Secret123!")
                        .size(DirectorySize.SMALL)
                        .connectSettings(
                            of ->
                                of.vpcId(vpc)
                                    .subnetIds(subnets)
                                    .customerDnsIps("10.0.0.9")
                                    .customerUserName("join")))
            .directoryId();
    ACCOUNT.tag(directoryArn(id), OURS);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(directoryArn(id));
  }

  @Test
  void oneThatAnotherDomainTrustsStays() {
    var ours = microsoft(OURS);
    ds().createTrust(
            request ->
                request
                    .directoryId(ours)
                    .remoteDomainName("other.example.com")
                    .trustPassword("Secret123!")
                    .trustDirection(TrustDirection.TWO_WAY));
    ACCOUNT.sweep(Map.of()).stays(directoryArn(ours), "other.example.com");
    assertThat(directories()).containsExactly(ours);
  }

  @Test
  void oneThatIsSharedStays() {
    var ours = microsoft(OURS);
    ds().shareDirectory(
            request ->
                request
                    .directoryId(ours)
                    .shareTarget(of -> of.id("999999999999").type(TargetType.ACCOUNT))
                    .shareMethod(ShareMethod.HANDSHAKE));
    ACCOUNT.sweep(Map.of()).stays(directoryArn(ours), "shared with 999999999999");
    assertThat(directories()).containsExactly(ours);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SharedMicrosoftAD", "CloudDirectory"})
  void whatIsAnotherAccountsOrUnknownStays(String type) {
    var ours = microsoft(OURS);
    told(directoryArn(ours), Map.of("Type", type));
    ACCOUNT
        .sweep(Map.of())
        .stays(
            directoryArn(ours),
            type.startsWith("Shared") ? "another account shares it" : "does not know");
  }

  @Test
  void whatIsReplicatedStays() {
    var ours = microsoft(OURS);
    ds().addRegion(
            request -> request.directoryId(ours).regionName("us-east-1").vpcSettings(network(vpc)));
    ACCOUNT.sweep(Map.of()).stays(directoryArn(ours), "replicated to us-east-1");
    told(
        directoryArn(ours),
        Map.of(
            "RegionsInfo", Map.of("PrimaryRegion", "us-east-1", "AdditionalRegions", List.of())));
    ACCOUNT.sweep(Map.of()).stays(directoryArn(ours), "what us-east-1 replicates here");
  }

  /// WorkDocs and others, of which no API tells.
  @Test
  void oneThatAnUnseenApplicationHasIsToldAsAFailure() {
    var ours = microsoft(OURS);
    told(directoryArn(ours), Map.of("_applications", List.of("WorkDocs")));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.told(directoryArn(ours)).toString())
        .contains("Failed", "authorized applications");
    assertThat(directories()).containsExactly(ours);
  }

  @Test
  void aStrangersDatabaseOrFileSystemKeepsItsDirectory() {
    var one = microsoft(OURS);
    var other = microsoft(OURS);
    ACCOUNT
        .aws()
        .of(Emulator.REGION, RdsClient.class, RdsClient::builder)
        .createDBInstance(
            request ->
                request
                    .dbInstanceIdentifier("theirs")
                    .dbInstanceClass("db.m5.large")
                    .engine("mysql")
                    .masterUsername("root")
                    .masterUserPassword("password1")
                    .allocatedStorage(20)
                    .domain(one));
    var files =
        ACCOUNT
            .aws()
            .of(Emulator.REGION, FSxClient.class, FSxClient::builder)
            .createFileSystem(
                request ->
                    request
                        .fileSystemType(FileSystemType.WINDOWS)
                        .storageCapacity(64)
                        .subnetIds(subnets.getFirst())
                        .windowsConfiguration(
                            of -> of.throughputCapacity(8).activeDirectoryId(other)))
            .fileSystem();
    var night = ACCOUNT.sweep(Map.of());
    night.stays(directoryArn(one), "theirs");
    night.stays(directoryArn(other), files.fileSystemId());
    assertThat(directories()).containsExactlyInAnyOrder(one, other);
  }

  @Test
  void aStrangersVpnKeepsTheDirectoryThatItAsks() {
    var ours = microsoft(OURS);
    var how =
        ClientVpnAuthenticationRequest.builder()
            .type(ClientVpnAuthenticationType.DIRECTORY_SERVICE_AUTHENTICATION)
            .activeDirectory(active -> active.directoryId(ours))
            .build();
    var vpn =
        ec2.createClientVpnEndpoint(
                request ->
                    request
                        .clientCidrBlock("10.9.0.0/22")
                        .serverCertificateArn(arn("acm certificate/0a"))
                        .connectionLogOptions(of -> of.enabled(false))
                        .authenticationOptions(how))
            .clientVpnEndpointId();
    ACCOUNT.sweep(Map.of()).stays(directoryArn(ours), vpn);
  }
}
