package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityStatus;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.TrainingJobStatus;

/// What bills tens of dollars a day, or as long as it runs: SageMaker's jobs, private authorities,
/// CodeBuild's fleets.
final class LearningBillsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/learning";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String tagged(String arn, Map<String, String> tags) {
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  // SageMaker

  private static SageMakerClient sage() {
    return ACCOUNT.aws().of(Emulator.REGION, SageMakerClient.class, SageMakerClient::builder);
  }

  private static String training(String name, Map<String, String> tags) {
    return tagged(
        sage()
            .createTrainingJob(
                request ->
                    request
                        .trainingJobName(name)
                        .roleArn(ROLE)
                        .algorithmSpecification(of -> of.trainingInputMode("File"))
                        .stoppingCondition(of -> of.maxRuntimeInSeconds(86400))
                        .outputDataConfig(of -> of.s3OutputPath("s3://b"))
                        .resourceConfig(
                            of ->
                                of.instanceType("ml.m5.large").instanceCount(1).volumeSizeInGB(1)))
            .trainingJobArn(),
        tags);
  }

  private static TrainingJobStatus status(String training) {
    return sage()
        .describeTrainingJob(request -> request.trainingJobName(training))
        .trainingJobStatus();
  }

  @Test
  void whatRunsIsStoppedAndWhatHasEndedStaysAsItIs() {
    var training = training("ours", OURS);
    training("ended", OURS);
    sage().stopTrainingJob(request -> request.trainingJobName("ended"));
    while (status("ended") != TrainingJobStatus.STOPPED) {
      assertThat(status("ours")).isEqualTo(TrainingJobStatus.IN_PROGRESS);
    }
    training("theirs", Map.of());
    training("kept", KEPT);
    var processing =
        tagged(
            sage()
                .createProcessingJob(
                    request ->
                        request
                            .processingJobName("ours")
                            .roleArn(ROLE)
                            .appSpecification(of -> of.imageUri("x"))
                            .processingResources(
                                of ->
                                    of.clusterConfig(
                                        cluster ->
                                            cluster
                                                .instanceType("ml.m5.large")
                                                .instanceCount(1)
                                                .volumeSizeInGB(1))))
                .processingJobArn(),
            OURS);
    var transform =
        tagged(
            sage()
                .createTransformJob(
                    request ->
                        request
                            .transformJobName("ours")
                            .modelName("m")
                            .transformInput(
                                of ->
                                    of.dataSource(
                                        source ->
                                            source.s3DataSource(
                                                s3 -> s3.s3DataType("S3Prefix").s3Uri("s3://b"))))
                            .transformOutput(of -> of.s3OutputPath("s3://b"))
                            .transformResources(
                                of -> of.instanceType("ml.m5.large").instanceCount(1)))
                .transformJobArn(),
            OURS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(training, processing, transform);
    assertThat(status("ours")).isEqualTo(TrainingJobStatus.STOPPED);
    assertThat(status("theirs")).isEqualTo(TrainingJobStatus.IN_PROGRESS);
    assertThat(status("kept")).isEqualTo(TrainingJobStatus.IN_PROGRESS);
    assertThat(ACCOUNT.emulator().calls()).containsEntry("sagemaker:StopTrainingJob", 2L);
  }

  // Private authorities

  private static AcmPcaClient pca() {
    return ACCOUNT.aws().of(Emulator.REGION, AcmPcaClient.class, AcmPcaClient::builder);
  }

  private static String authority(String name, Map<String, String> tags) {
    return tagged(
        pca()
            .createCertificateAuthority(
                request ->
                    request
                        .certificateAuthorityType("ROOT")
                        .certificateAuthorityConfiguration(
                            of ->
                                of.keyAlgorithm("RSA_2048")
                                    .signingAlgorithm("SHA256WITHRSA")
                                    .subject(subject -> subject.commonName(name))))
            .certificateAuthorityArn(),
        tags);
  }

  private static CertificateAuthorityStatus now(String authority) {
    return pca()
        .describeCertificateAuthority(request -> request.certificateAuthorityArn(authority))
        .certificateAuthority()
        .status();
  }

  @Test
  void anAuthorityIsDisabledAndCanBeRestoredForAMonth() {
    var ours = authority("ours", OURS);
    var theirs = authority("theirs", Map.of());
    var kept = authority("kept", KEPT);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.resources())
        .anySatisfy(
            one ->
                assertThat(one)
                    .containsEntry("arn", ours)
                    .containsEntry("outcome", "Gone")
                    .hasEntrySatisfying(
                        "reason",
                        why -> assertThat(why).contains("restore-certificate-authority")));
    assertThat(now(ours)).isEqualTo(CertificateAuthorityStatus.DELETED);
    assertThat(now(theirs)).isEqualTo(CertificateAuthorityStatus.ACTIVE);
    assertThat(now(kept)).isEqualTo(CertificateAuthorityStatus.ACTIVE);
    // It is gone for good without anybody's help.
    assertThat(ACCOUNT.sweep(Map.of()).ended("Failed").toList()).isEmpty();
  }

  /// It would be invalid from then on.
  @Test
  void anAuthorityThatIssuedAStrangersCertificateStays() {
    var ours = authority("ours", OURS);
    ACCOUNT
        .aws()
        .acm(Emulator.REGION)
        .requestCertificate(
            request -> request.domainName("theirs.example.com").certificateAuthorityArn(ours));
    ACCOUNT.sweep(Map.of()).stays(ours, "theirs.example.com");
    assertThat(now(ours)).isEqualTo(CertificateAuthorityStatus.ACTIVE);
  }

  @Test
  void anAuthorityThatOthersMayIssueFromStays() {
    var ours = authority("ours", OURS);
    pca().putPolicy(request -> request.resourceArn(ours).policy("{}"));
    ACCOUNT.sweep(Map.of()).stays(ours, "other accounts");
    assertThat(now(ours)).isEqualTo(CertificateAuthorityStatus.ACTIVE);
  }

  // CodeBuild

  private static CodeBuildClient build() {
    return ACCOUNT.aws().of(Emulator.REGION, CodeBuildClient.class, CodeBuildClient::builder);
  }

  private static String fleet(String name, Map<String, String> tags) {
    return tagged(
        build()
            .createFleet(
                request ->
                    request
                        .name(name)
                        .baseCapacity(1)
                        .environmentType("LINUX_CONTAINER")
                        .computeType("BUILD_GENERAL1_SMALL"))
            .fleet()
            .arn(),
        tags);
  }

  private static String project(String name, String fleet) {
    return build()
        .createProject(
            request ->
                request
                    .name(name)
                    .serviceRole(ROLE)
                    .source(of -> of.type("S3").location("b/x.zip"))
                    .artifacts(of -> of.type("NO_ARTIFACTS"))
                    .environment(
                        of ->
                            of.type("LINUX_CONTAINER")
                                .image("aws/codebuild/standard:7.0")
                                .computeType("BUILD_GENERAL1_SMALL")
                                .fleet(on -> on.fleetArn(fleet))))
        .project()
        .arn();
  }

  @Test
  void aFleetGoesAfterTheProjectsThatBuildOnIt() {
    var ours = fleet("ours", OURS);
    var project = tagged(project("ours", ours), OURS);
    fleet("theirs", Map.of());
    fleet("kept", KEPT);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(ours, project);
    assertThat(build().listFleets(_ -> {}).fleets()).hasSize(2).doesNotContain(ours);
  }

  /// Its builds would find no machine from then on.
  @Test
  void aFleetThatAStrangersProjectBuildsOnStays() {
    var ours = fleet("ours", OURS);
    project("theirs", ours);
    ACCOUNT.sweep(Map.of()).stays(ours, "theirs");
    assertThat(build().listFleets(_ -> {}).fleets()).containsExactly(ours);
  }

  // DAX

  private static String accelerator(String name, Map<String, String> tags) {
    return tagged(
        dax()
            .createCluster(
                request ->
                    request
                        .clusterName(name)
                        .nodeType("dax.t3.small")
                        .replicationFactor(1)
                        .iamRoleArn(ROLE))
            .cluster()
            .clusterArn(),
        tags);
  }

  private static DaxClient dax() {
    return ACCOUNT.aws().of(Emulator.REGION, DaxClient.class, DaxClient::builder);
  }

  @Test
  void anAcceleratorGoesOnceItsChangeIsOver() {
    var ours = accelerator("ours", OURS);
    dax().updateCluster(request -> request.clusterName("ours"));
    accelerator("theirs", Map.of());
    accelerator("kept", KEPT);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(dax().describeClusters(_ -> {}).clusters())
        .extracting(one -> one.clusterName())
        .containsExactlyInAnyOrder("theirs", "kept");
  }
}
