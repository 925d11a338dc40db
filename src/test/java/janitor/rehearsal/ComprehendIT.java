package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.comprehend.ComprehendClient;
import software.amazon.awssdk.services.comprehend.model.EntityTypesListItem;
import software.amazon.awssdk.services.comprehend.model.Tag;

/// Comprehend's endpoints, models and flywheels where CloudFormation has no types of them, as in
/// most of its regions.
class ComprehendIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final List<Tag> TAGS =
      List.of(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build());
  private static final List<Tag> THEIRS = List.of();
  private static final String PERSON = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/person";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static ComprehendClient comprehend() {
    return ACCOUNT.aws().of(HERE, ComprehendClient.class, ComprehendClient::builder);
  }

  private static String classifier(String name, List<Tag> tags) {
    return classifier(name, PERSON, tags);
  }

  private static String classifier(String name, String role, List<Tag> tags) {
    return comprehend()
        .createDocumentClassifier(
            request ->
                request
                    .documentClassifierName(name)
                    .languageCode("en")
                    .dataAccessRoleArn(role)
                    .inputDataConfig(input -> input.s3Uri("s3://texts"))
                    .tags(tags))
        .documentClassifierArn();
  }

  private static String recognizer(String name, String key) {
    return comprehend()
        .createEntityRecognizer(
            request ->
                request
                    .recognizerName(name)
                    .versionName("v1")
                    .languageCode("en")
                    .dataAccessRoleArn(PERSON)
                    .modelKmsKeyId(key)
                    .inputDataConfig(
                        input ->
                            input.entityTypes(
                                List.of(EntityTypesListItem.builder().type("PLACE").build()))))
        .entityRecognizerArn();
  }

  private static String endpoint(String name, String model, List<Tag> tags) {
    return comprehend()
        .createEndpoint(
            request ->
                request.endpointName(name).modelArn(model).desiredInferenceUnits(1).tags(tags))
        .endpointArn();
  }

  private static String flywheel(String name, String model, String bucket, List<Tag> tags) {
    return comprehend()
        .createFlywheel(
            request ->
                request
                    .flywheelName(name)
                    .activeModelArn(model)
                    .dataAccessRoleArn(PERSON)
                    .dataLakeS3Uri("s3://" + bucket + "/lake")
                    .tags(tags))
        .flywheelArn();
  }

  private static String outcome(Night night, String arn) {
    return night.told(arn).getOrDefault("outcome", "");
  }

  private static void status(String arn, String status) {
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(arn, Map.of("told", Map.of("Status", status))));
  }

  /// AWS deletes no model that is served, and no active one of a flywheel.
  @Test
  void anEndpointGoesThenItsFlywheelThenTheirModel() {
    var model = classifier("letters", TAGS);
    var arns =
        List.of(model, endpoint("live", model, TAGS), flywheel("wheel", model, "elsewhere", TAGS));
    var gone = new ArrayList<String>();
    for (var _ : List.of(1, 2, 3)) {
      gone.addAll(ACCOUNT.sweep(Map.of()).gone());
    }
    assertThat(gone).containsAll(arns);
    assertThat(comprehend().listEndpoints(_ -> {}).endpointPropertiesList()).isEmpty();
    assertThat(comprehend().listFlywheels(_ -> {}).flywheelSummaryList()).isEmpty();
    assertThat(comprehend().listDocumentClassifiers(_ -> {}).documentClassifierPropertiesList())
        .isEmpty();
  }

  @Test
  void aStrangersEndpointKeepsItsModelAndIsNamed() {
    var model = classifier("letters", TAGS);
    endpoint("theirs", model, THEIRS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(outcome(night, model)).isEqualTo("Withheld");
    assertThat(night.told(model).get("reason")).contains("theirs");
    assertThat(comprehend().listEndpoints(_ -> {}).endpointPropertiesList()).hasSize(1);
  }

  @Test
  void aStrangersFlywheelKeepsItsModelAndTheBucketOfItsDataLake() {
    var model = classifier("letters", TAGS);
    ACCOUNT.aws().s3(HERE).createBucket(request -> request.bucket("lake-of-theirs"));
    var bucket = "arn:aws:s3:::lake-of-theirs";
    ACCOUNT.tag(bucket, OURS);
    flywheel("theirs", model, "lake-of-theirs", THEIRS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(outcome(night, model)).isEqualTo("Withheld");
    assertThat(night.told(model).get("reason")).contains("theirs");
    assertThat(outcome(night, bucket)).isEqualTo("Withheld");
  }

  /// Its versions are named by ARNs of their own.
  @Test
  void aVersionOfAStrangersRecognizerKeepsItsKeyAndNoOther() {
    var used = ACCOUNT.key(OURS);
    var free = ACCOUNT.key(OURS);
    recognizer("places", used);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(outcome(night, used)).isEqualTo("Withheld");
    assertThat(night.told(used).get("reason")).contains("places");
    assertThat(outcome(night, free)).isNotEqualTo("Withheld");
  }

  @Test
  void aStrangersClassifierKeepsItsRole() {
    var role = ACCOUNT.role("reader", "comprehend");
    ACCOUNT.tag(role, OURS);
    classifier("theirs", role, THEIRS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(outcome(night, role)).isEqualTo("Withheld");
    assertThat(night.told(role).get("reason")).contains("theirs");
  }

  @Test
  void trainingIsStoppedFirst() {
    var model = classifier("letters", TAGS);
    status(model, "TRAINING");
    ACCOUNT.sweep(Map.of());
    ACCOUNT.sweep(Map.of());
    assertThat(ACCOUNT.emulator().asked()).contains("comprehend:StopTrainingDocumentClassifier");
    assertThat(comprehend().listDocumentClassifiers(_ -> {}).documentClassifierPropertiesList())
        .isEmpty();
  }

  @Test
  void anEndpointThatIsBeingChangedIsWaitedFor() {
    var endpoint = endpoint("live", classifier("letters", THEIRS), TAGS);
    status(endpoint, "UPDATING");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.told(endpoint).get("reason")).contains("UPDATING");
    assertThat(night.ended("Failed").toList()).isEmpty();
  }
}
