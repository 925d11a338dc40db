package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.FileSystemDescription;
import software.amazon.awssdk.services.efs.model.MountTargetDescription;
import software.amazon.awssdk.services.efs.model.Tag;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.AppType;
import software.amazon.awssdk.services.sagemaker.model.AuthMode;
import software.amazon.awssdk.services.sagemaker.model.CreateDomainRequest;
import software.amazon.awssdk.services.sagemaker.model.DeleteNotebookInstanceRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeNotebookInstanceResponse;

/// What keeps a domain of SageMaker, or a part of one, and what of it goes alone.
class StudioIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/person";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static SageMakerClient sageMaker() {
    return ACCOUNT.aws().of(HERE, SageMakerClient.class, SageMakerClient::builder);
  }

  private static EfsClient efs() {
    return ACCOUNT.aws().of(HERE, EfsClient.class, EfsClient::builder);
  }

  /// A domain with a person's profile, her space, and an app in each.
  private record Domain(String arn, String profile, String space, String lab, String canvas) {

    static Domain make(Consumer<CreateDomainRequest.Builder> more) {
      var subnet = ACCOUNT.aws().ec2(HERE).describeSubnets().subnets().getFirst();
      var arn =
          sageMaker()
              .createDomain(
                  request -> {
                    request
                        .domainName("studio")
                        .authMode(AuthMode.IAM)
                        .vpcId(subnet.vpcId())
                        .subnetIds(subnet.subnetId())
                        .defaultUserSettings(settings -> settings.executionRole(ROLE));
                    more.accept(request);
                  })
              .domainArn();
      var id = arn.substring(arn.indexOf('/') + 1);
      var profile =
          sageMaker()
              .createUserProfile(request -> request.domainId(id).userProfileName("Ada"))
              .userProfileArn();
      var space =
          sageMaker()
              .createSpace(
                  request ->
                      request
                          .domainId(id)
                          .spaceName("lab")
                          .ownershipSettings(owner -> owner.ownerUserProfileName("Ada")))
              .spaceArn();
      var lab =
          sageMaker()
              .createApp(
                  request ->
                      request
                          .domainId(id)
                          .spaceName("lab")
                          .appType(AppType.JUPYTER_LAB)
                          .appName("default"))
              .appArn();
      var canvas =
          sageMaker()
              .createApp(
                  request ->
                      request
                          .domainId(id)
                          .userProfileName("Ada")
                          .appType(AppType.CANVAS)
                          .appName("default"))
              .appArn();
      return new Domain(arn, profile, space, lab, canvas);
    }

    static Domain tagged() {
      var domain = make(_ -> {});
      ACCOUNT.tag(domain.arn(), TAG);
      return domain;
    }

    List<String> all() {
      return List.of(arn, profile, space, lab, canvas);
    }

    String home() {
      return sageMaker()
          .describeDomain(request -> request.domainId(arn.substring(arn.indexOf('/') + 1)))
          .homeEfsFileSystemId();
    }
  }

  private static Night sweep() {
    return ACCOUNT.sweep(Map.of());
  }

  private static int groups() {
    return (int)
        ACCOUNT.aws().ec2(HERE).describeSecurityGroups().securityGroups().stream()
            .filter(group -> group.groupName().contains("bound-nfs-d-"))
            .count();
  }

  @Test
  void allThatPeopleMadeGoesBeforeItsDomainAndItsHomeAndGroupsWithIt() {
    var domain = Domain.tagged();
    assertThat(groups()).isEqualTo(2);
    var night = sweep();
    assertThat(night.gone()).containsAll(domain.all());
    assertThat(efs().describeFileSystems().fileSystems()).isEmpty();
    assertThat(groups()).isZero();
    assertThat((List<?>) night.field("unread")).isEmpty();
  }

  /// Its homes would be gone for good.
  @ParameterizedTest
  @CsvSource({"janitor:keep, ''", "janitor:expires-at, 2099-01-31", "workshop, autumn"})
  void aFileSystemThatIsKeptKeepsItsDomain(String key, String value) {
    var domain = Domain.tagged();
    var home = domain.home();
    var keep = Tag.builder().key(key).value(value).build();
    efs().tagResource(request -> request.resourceId(home).tags(keep));
    var night = sweep();
    night.stays(domain.arn(), "its file system " + home + " carries ");
    assertThat(night.gone()).isEmpty();
    assertThat(sageMaker().listApps(_ -> {}).apps())
        .extracting(app -> app.statusAsString())
        .containsExactly("InService", "InService");
  }

  @Test
  void anAppThatIsKeptKeepsAllThatItIsIn() {
    var domain = Domain.tagged();
    ACCOUNT.tag(domain.lab(), Map.of("janitor:keep", ""));
    var night = sweep();
    assertThat(night.gone()).isEmpty();
    for (var arn : domain.all()) {
      assertThat(night.told(arn)).containsEntry("outcome", "Withheld");
    }
  }

  @Test
  void whatFailedHoldsNothing() {
    var domain = Domain.tagged();
    ACCOUNT
        .emulator()
        .control(
            "POST", "properties", Map.of(domain.lab(), Map.of("told", Map.of("Status", "Failed"))));
    var night = sweep();
    assertThat(night.gone())
        .contains(domain.arn(), domain.profile(), domain.space(), domain.canvas());
    assertThat(night.ended("Failed").toList()).isEmpty();
  }

  @Test
  void whatAPortalMadeIsThePortals() {
    var domain =
        Domain.make(
            request ->
                request.domainSettings(
                    settings ->
                        settings.unifiedStudioSettings(portal -> portal.domainId("dzd-abc"))));
    ACCOUNT.tag(domain.arn(), TAG);
    var night = sweep();
    night.stays(domain.arn(), "it is of the domain dzd-abc of SageMaker Unified Studio");
    assertThat(night.gone()).isEmpty();
  }

  private static List<String> systems() {
    return efs().describeFileSystems().fileSystems().stream()
        .map(FileSystemDescription::fileSystemId)
        .toList();
  }

  private static List<MountTargetDescription> targets(String system) {
    return efs().describeMountTargets(request -> request.fileSystemId(system)).mountTargets();
  }

  @Test
  void aDomainWithoutItsFileSystemIsToldWithWhatSageMakerSays() {
    var domain = Domain.tagged();
    var home = domain.home();
    targets(home)
        .forEach(
            target ->
                efs().deleteMountTarget(request -> request.mountTargetId(target.mountTargetId())));
    // They take a few looks to go.
    while (!targets(home).isEmpty()) {
      Thread.onSpinWait();
    }
    efs().deleteFileSystem(request -> request.fileSystemId(home));
    while (systems().contains(home)) {
      Thread.onSpinWait();
    }
    sweep();
    var told = sweep().told(domain.arn());
    assertThat(told).containsEntry("outcome", "Failed");
    assertThat(told.get("reason")).contains("tried to delete it and could not").contains(home);
  }

  @Test
  void aSpaceGoesAloneWithItsAppAndLeavesWhatItIsIn() {
    var domain = Domain.make(_ -> {});
    ACCOUNT.tag(domain.space(), TAG);
    assertThat(sweep().gone()).containsExactlyInAnyOrder(domain.space(), domain.lab());
    assertThat(sageMaker().listDomains(_ -> {}).domains()).hasSize(1);
    assertThat(sageMaker().listUserProfiles(_ -> {}).userProfiles()).hasSize(1);
  }

  /// What is in a space is its owner's, whoever's tag the owner carries.
  @Test
  void aSpaceThatIsNotOfTheWorkshopKeepsItsOwner() {
    var domain = Domain.make(_ -> {});
    ACCOUNT.tag(domain.profile(), TAG);
    var night = sweep();
    night.stays(domain.profile(), "it is still used by SageMaker Space lab");
    assertThat(sageMaker().listSpaces(_ -> {}).spaces()).hasSize(1);
  }

  private static String systemArn(String id) {
    return "arn:aws:elasticfilesystem:" + HERE + ":" + Emulator.ACCOUNT + ":file-system/" + id;
  }

  @Test
  void aHomeIsItsDomainsAsLongAsThatIsThere() {
    var home = Domain.make(_ -> {}).home();
    ACCOUNT.tag(systemArn(home), TAG);
    sweep().stays(systemArn(home), "a domain of SageMaker");
    assertThat(systems()).containsExactly(home);
  }

  /// CloudFormation deletes a domain and leaves the homes, with SageMaker's mark on them.
  @Test
  void whatAStackLeavesOfADomainIsToldAndGoesOnceItIsTagged() {
    var subnet = ACCOUNT.aws().ec2(HERE).describeSubnets().subnets().getFirst();
    var domain =
        sageMaker()
            .createDomain(
                request ->
                    request
                        .domainName("studio")
                        .authMode(AuthMode.IAM)
                        .vpcId(subnet.vpcId())
                        .subnetIds(subnet.subnetId())
                        .defaultUserSettings(settings -> settings.executionRole(ROLE)))
            .domainArn();
    var id = domain.substring(domain.indexOf('/') + 1);
    var home = sageMaker().describeDomain(request -> request.domainId(id)).homeEfsFileSystemId();
    var member = Map.of("logicalId", "Studio", "type", "AWS::SageMaker::Domain", "physicalId", id);
    var stack =
        ACCOUNT.stack(
            "studio",
            "{\"Resources\":{\"Queue\":{\"Type\":\"AWS::SQS::Queue\"}}}",
            List.of(member));
    ACCOUNT.tag(stack, TAG);
    assertThat(ACCOUNT.sweep(ACCOUNT.mailing()).gone()).contains(stack, domain);
    assertThat(ACCOUNT.mail()).contains("SageMaker keeps its file system " + home);
    assertThat(systems()).containsExactly(home);
    ACCOUNT.tag(systemArn(home), TAG);
    assertThat(sweep().gone()).contains(systemArn(home));
    assertThat(systems()).isEmpty();
  }

  /// A notebook that somebody changes is let go of neither by stopping nor by deleting it.
  @ParameterizedTest
  @CsvSource({"UpdateNotebookInstance", "StartNotebookInstance"})
  void aNotebookThatIsBeingChangedIsWaitedFor(String operation) {
    sageMaker()
        .createNotebookInstance(
            request ->
                request.notebookInstanceName("n").instanceType("ml.t3.medium").roleArn(ROLE));
    var arn = notebook().notebookInstanceArn();
    ACCOUNT.tag(arn, TAG);
    sageMaker().stopNotebookInstance(request -> request.notebookInstanceName("n"));
    while (!notebook().notebookInstanceStatusAsString().equals("Stopped")) {
      Thread.onSpinWait();
    }
    var isChanged = new AtomicBoolean();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              // Right before the janitor asks, by what it saw.
              if (request instanceof DeleteNotebookInstanceRequest && !isChanged.getAndSet(true)) {
                change(operation);
              }
            });
    assertThat(isChanged).isTrue();
    assertThat(night.ended("Failed")).isEmpty();
    // One that runs again has to be stopped again, for which this night has no time left.
    if (operation.startsWith("Start")) {
      night = sweep();
    }
    assertThat(night.gone()).containsExactly(arn);
  }

  private static DescribeNotebookInstanceResponse notebook() {
    return sageMaker().describeNotebookInstance(request -> request.notebookInstanceName("n"));
  }

  private static void change(String operation) {
    if (operation.startsWith("Start")) {
      sageMaker().startNotebookInstance(request -> request.notebookInstanceName("n"));
    } else {
      sageMaker()
          .updateNotebookInstance(
              request -> request.notebookInstanceName("n").instanceType("ml.t3.large"));
    }
  }
}
