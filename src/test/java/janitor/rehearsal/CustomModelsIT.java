package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/// Bedrock's models that people made, what serves them, and what its marketplace starts.
final class CustomModelsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/models";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static BedrockClient bedrock() {
    return ACCOUNT.aws().of(Emulator.REGION, BedrockClient.class, BedrockClient::builder);
  }

  private static String tagged(String arn, Map<String, String> tags) {
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static String model(String name, Map<String, String> tags) {
    return tagged(
        bedrock()
            .createCustomModel(
                request ->
                    request
                        .modelName(name)
                        .modelSourceConfig(source -> source.s3DataSource(s3 -> s3.s3Uri("s3://b"))))
            .modelArn(),
        tags);
  }

  private static String deployment(String name, String model, Map<String, String> tags) {
    return tagged(
        bedrock()
            .createCustomModelDeployment(
                request -> request.modelDeploymentName(name).modelArn(model))
            .customModelDeploymentArn(),
        tags);
  }

  private static String imported(String name, Map<String, String> tags) {
    bedrock()
        .createModelImportJob(
            request ->
                request
                    .jobName(name)
                    .importedModelName(name)
                    .roleArn(ROLE)
                    .modelDataSource(source -> source.s3DataSource(s3 -> s3.s3Uri("s3://b"))));
    return tagged(
        bedrock().listImportedModels(_ -> {}).modelSummaries().stream()
            .filter(one -> name.equals(one.modelName()))
            .map(one -> Objects.requireNonNull(one.modelArn()))
            .findFirst()
            .orElseThrow(),
        tags);
  }

  private static List<String> models() {
    return bedrock().listCustomModels(_ -> {}).modelSummaries().stream()
        .map(one -> Objects.requireNonNull(one.modelName()))
        .toList();
  }

  private static List<String> deployments() {
    return bedrock().listCustomModelDeployments(_ -> {}).modelDeploymentSummaries().stream()
        .map(one -> Objects.requireNonNull(one.customModelDeploymentName()))
        .toList();
  }

  @Test
  void aModelGoesAfterWhatServesIt() {
    var model = model("ours", OURS);
    var deployment = deployment("ours", model, OURS);
    deployment("theirs", model("theirs", Map.of()), Map.of());
    deployment("kept", model("kept", KEPT), KEPT);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(deployment, model);
    assertThat(models()).containsExactlyInAnyOrder("theirs", "kept");
    assertThat(deployments()).containsExactlyInAnyOrder("theirs", "kept");
  }

  @Test
  void aModelThatAStrangerServesStays() {
    var deployed = model("deployed", OURS);
    deployment("theirs", deployed, Map.of());
    var reserved = model("reserved", OURS);
    bedrock()
        .createProvisionedModelThroughput(
            request -> request.provisionedModelName("hourly").modelUnits(1).modelId(reserved));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(deployed, "used by Bedrock CustomModelDeployment theirs");
    night.stays(reserved, "hourly");
    assertThat(night.gone()).isEmpty();
    assertThat(models()).containsExactlyInAnyOrder("deployed", "reserved");
  }

  @Test
  void whatIsBeingMadeIsWaitedFor() {
    var model = model("ours", OURS);
    var deployment = deployment("ours", model, OURS);
    ACCOUNT
        .emulator()
        .control(
            "POST", "properties", Map.of(deployment, Map.of("told", Map.of("status", "Creating"))));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(deployment).get("reason")).contains("Creating");
    assertThat(night.ended("Failed").toList()).isEmpty();
  }

  @Test
  void anImportedModelGoesAndAStrangersStays() {
    var ours = imported("ours", OURS);
    imported("theirs", Map.of());
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(bedrock().listImportedModels(_ -> {}).modelSummaries())
        .extracting(one -> one.modelName())
        .containsExactly("theirs");
  }

  @Test
  void aKeyStaysWhileAStrangersModelIsEncryptedByIt() {
    var key = ACCOUNT.key(OURS);
    bedrock()
        .createCustomModel(
            request ->
                request
                    .modelName("theirs")
                    .modelKmsKeyArn(key)
                    .modelSourceConfig(source -> source.s3DataSource(s3 -> s3.s3Uri("s3://b"))));
    ACCOUNT.sweep(Map.of()).stays(key, "theirs");
  }

  /// Bedrock is asked nothing: its registration of what is not there costs nothing.
  @Test
  void whatTheMarketplaceStartedGoesAsSageMakersEndpoint() {
    var ours = tagged(endpoint("ours"), OURS);
    endpoint("theirs");
    tagged(endpoint("kept"), KEPT);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(
            ACCOUNT
                .aws()
                .of(Emulator.REGION, SageMakerClient.class, SageMakerClient::builder)
                .listEndpoints(_ -> {})
                .endpoints())
        .extracting(one -> one.endpointName())
        .containsExactlyInAnyOrder("theirs", "kept");
  }

  private static String endpoint(String name) {
    return bedrock()
        .createMarketplaceModelEndpoint(
            request ->
                request
                    .modelSourceIdentifier(
                        "arn:aws:sagemaker:eu-central-1:aws:hub-content/SageMakerPublicHub/Model/m/1")
                    .endpointName(name)
                    .endpointConfig(
                        of ->
                            of.sageMaker(
                                how ->
                                    how.initialInstanceCount(1)
                                        .instanceType("ml.g4dn.xlarge")
                                        .executionRole(ROLE))))
        .marketplaceModelEndpoint()
        .endpointArn();
  }
}
