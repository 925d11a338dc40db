package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.CommitmentDuration;
import software.amazon.awssdk.services.rekognition.RekognitionClient;
import software.amazon.awssdk.services.rekognition.model.CustomizationFeature;

/// What is reserved until a date, and models that are stopped, or trained to the end, before they
/// go.
class TrainedModelsIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static BedrockClient bedrock() {
    return ACCOUNT.aws().of(HERE, BedrockClient.class, BedrockClient::builder);
  }

  private static RekognitionClient rekognition() {
    return ACCOUNT.aws().of(HERE, RekognitionClient.class, RekognitionClient::builder);
  }

  private static String reserved() {
    var arn =
        bedrock()
            .createProvisionedModelThroughput(
                request ->
                    request
                        .provisionedModelName("month")
                        .modelUnits(1)
                        .modelId("arn:aws:bedrock:" + HERE + "::foundation-model/titan")
                        .commitmentDuration(CommitmentDuration.ONE_MONTH))
            .provisionedModelArn();
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static Night sweep(Instant at) {
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    return Night.of(
        ACCOUNT.emulator(), environment, new FastTime(at), "{\"detail\":{\"ttl\":\"0\"}}");
  }

  @Test
  void whatIsReservedIsToldWithItsDateAndNotAskedForBefore() {
    var arn = reserved();
    var until =
        bedrock()
            .listProvisionedModelThroughputs(_ -> {})
            .provisionedModelSummaries()
            .getFirst()
            .commitmentExpirationTime();
    ACCOUNT.emulator().deny(List.of());
    sweep(Instant.now()).stays(arn, "it is reserved, and paid for, until " + until);
    assertThat(ACCOUNT.emulator().asked())
        .contains("bedrock:ListProvisionedModelThroughputs")
        .doesNotContain("bedrock:DeleteProvisionedModelThroughput");
    var after = Duration.ofDays(31);
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", after.toSeconds()));
    assertThat(sweep(Instant.now().plus(after)).gone()).containsExactly(arn);
  }

  private static String project(CustomizationFeature feature) {
    var arn =
        rekognition()
            .createProject(request -> request.projectName("p").feature(feature))
            .projectArn();
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String version(String project) {
    return rekognition()
        .createProjectVersion(
            request ->
                request
                    .projectArn(project)
                    .versionName("v")
                    .outputConfig(output -> output.s3Bucket("models").s3KeyPrefix("p")))
        .projectVersionArn();
  }

  @Test
  void aModelThatRunsIsStoppedAndItsProjectGoesLast() {
    var project = project(CustomizationFeature.CUSTOM_LABELS);
    var version = version(project);
    rekognition()
        .startProjectVersion(request -> request.projectVersionArn(version).minInferenceUnits(1));
    // Stopped, deleted, and the project after it: more than fits into one invocation.
    assertThat(sweep(Instant.now()).told(version).get("reason")).contains("STOPPING");
    sweep(Instant.now());
    assertThat(rekognition().describeProjects(_ -> {}).projectDescriptions()).isEmpty();
  }

  @Test
  void aModelThatIsBeingTrainedIsWaitedForAndKeepsItsProject() {
    var project = project(CustomizationFeature.CUSTOM_LABELS);
    var version = version(project);
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(version, Map.of("told", Map.of("Status", "TRAINING_IN_PROGRESS"))));
    var night = sweep(Instant.now());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(version).get("reason")).contains("TRAINING_IN_PROGRESS");
    assertThat(night.ended("Failed").toList()).isEmpty();
  }

  @Test
  void anAdapterIsFoundAsWell() {
    var project = project(CustomizationFeature.CONTENT_MODERATION);
    assertThat(sweep(Instant.now()).gone()).containsExactly(project);
  }
}
