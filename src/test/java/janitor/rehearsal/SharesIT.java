package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.DestinationToCreate;
import software.amazon.awssdk.services.efs.model.FileSystemDescription;

/// File systems of EFS, with what goes before them.
final class SharesIT {
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static EfsClient efs() {
    return ACCOUNT.aws().of(Emulator.REGION, EfsClient.class, EfsClient::builder);
  }

  private static Ec2Client ec2() {
    return ACCOUNT.aws().ec2(Emulator.REGION);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static Night night(Map<String, String> settings) {
    return ACCOUNT.sweep(settings);
  }

  private static String system(String token) {
    return arn(
        "elasticfilesystem",
        "file-system/"
            + efs().createFileSystem(request -> request.creationToken(token)).fileSystemId());
  }

  private static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private static String subnet() {
    var vpc = ec2().createVpc(request -> request.cidrBlock("10.2.0.0/16")).vpc().vpcId();
    return ec2()
        .createSubnet(request -> request.vpcId(vpc).cidrBlock("10.2.0.0/24"))
        .subnet()
        .subnetId();
  }

  private static String target(String system, String subnet) {
    return arn(
        "elasticfilesystem",
        "mount-target/"
            + efs()
                .createMountTarget(request -> request.fileSystemId(id(system)).subnetId(subnet))
                .mountTargetId());
  }

  private static List<String> systems() {
    return efs().describeFileSystems().fileSystems().stream()
        .map(FileSystemDescription::fileSystemArn)
        .toList();
  }

  @Test
  void mountTargetsGoFirstAndTheSubnetAfterThem() {
    var subnet = subnet();
    tagged(arn("ec2", "subnet/" + subnet));
    var ours = tagged(system("ours"));
    var target = target(ours, subnet);
    var point = efs().createAccessPoint(request -> request.fileSystemId(id(ours)).clientToken("p"));
    var theirs = system("theirs");
    target(theirs, subnet());
    var night = night(Map.of());
    assertThat(night.gone())
        .containsExactlyInAnyOrder(
            ours, target, point.accessPointArn(), arn("ec2", "subnet/" + subnet));
    assertThat(systems()).containsExactly(theirs);
    System.out.println("EFS: " + night.field("calls") + " calls for " + night.gone().size());
  }

  @Test
  void aStrangersMountTargetKeepsTheSubnet() {
    var subnet = subnet();
    tagged(arn("ec2", "subnet/" + subnet));
    var theirs = system("theirs");
    target(theirs, subnet);
    night(Map.of()).stays(arn("ec2", "subnet/" + subnet), id(theirs));
    assertThat(systems()).containsExactly(theirs);
  }

  /// The domain breaks without it, and which one that is nobody can tell here.
  @Test
  void theFileSystemOfASageMakerDomainThatNobodyCanTellStays() {
    var arn = tagged(system("domain"));
    ACCOUNT.tag(arn, Map.of("ManagedByAmazonSageMakerResource", "d-1"));
    night(Map.of()).stays(arn, "a domain of SageMaker");
    assertThat(systems()).containsExactly(arn);
  }

  @Test
  void aKeptAccessPointKeepsItsFileSystem() {
    var arn = tagged(system("ours"));
    var point = efs().createAccessPoint(request -> request.fileSystemId(id(arn)).clientToken("p"));
    ACCOUNT.tag(point.accessPointArn(), Map.of("janitor:keep", ""));
    night(Map.of()).stays(arn, "which stays");
    assertThat(systems()).containsExactly(arn);
  }

  private static void copied(String from, String to) {
    efs()
        .createReplicationConfiguration(
            request ->
                request
                    .sourceFileSystemId(id(from))
                    .destinations(
                        DestinationToCreate.builder()
                            .region(Emulator.REGION)
                            .fileSystemId(id(to))
                            .build()));
  }

  @Test
  void copyingIsEndedFromItsSourceAndTheCopyStaysASystemLikeAnyOther() {
    var ours = tagged(system("ours"));
    var copy = system("copy");
    copied(ours, copy);
    assertThat(night(Map.of()).gone()).containsExactly(ours);
    assertThat(systems()).containsExactly(copy);
  }

  @Test
  void theCopyOfAStrangersStays() {
    var theirs = system("theirs");
    var copy = tagged(system("copy"));
    copied(theirs, copy);
    night(Map.of()).stays(copy, "it is the copy of " + theirs);
    assertThat(systems()).containsExactlyInAnyOrder(theirs, copy);
  }
}
