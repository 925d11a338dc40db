package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ListInferenceComponentsRequest;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;

/// Endpoints of SageMaker that serve by inference components, and those that scale by themselves.
final class EndpointsIT {
  private static final String HERE = Emulator.REGION;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private SageMakerClient learning;

  @BeforeEach
  void serve() {
    learning = ACCOUNT.aws().of(HERE, SageMakerClient.class, SageMakerClient::builder);
    learning.createModel(
        request ->
            request
                .modelName("words")
                .executionRoleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs"));
  }

  private String endpoint(String name) {
    var arn = bare(name);
    learning.createInferenceComponent(
        request ->
            request
                .inferenceComponentName("of-" + name)
                .endpointName(name)
                .variantName("all")
                .specification(what -> what.modelName("words")));
    return arn;
  }

  private String bare(String name) {
    learning.createEndpointConfig(
        request ->
            request
                .endpointConfigName(name)
                .productionVariants(
                    ProductionVariant.builder()
                        .variantName("all")
                        .instanceType("ml.m5.large")
                        .initialInstanceCount(1)
                        .build()));
    return learning
        .createEndpoint(request -> request.endpointName(name).endpointConfigName(name))
        .endpointArn();
  }

  private String component(String name) {
    return learning
        .describeInferenceComponent(request -> request.inferenceComponentName("of-" + name))
        .inferenceComponentArn();
  }

  @Test
  void oneGoesAfterItsInferenceComponentsAndAStrangersStays() {
    var ours = endpoint("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP));
    endpoint("theirs");
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(learning.listEndpoints(_ -> {}).endpoints())
        .extracting(EndpointSummary::endpointName)
        .containsExactly("theirs");
    assertThat(learning.listInferenceComponents(_ -> {}).inferenceComponents())
        .singleElement()
        .satisfies(left -> assertThat(left.endpointName()).isEqualTo("theirs"));
  }

  /// For ever it was said to delete them.
  @Test
  void whyAComponentDoesNotGoIsTold() {
    var ours = endpoint("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP));
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(component("ours"), Map.of("givesUp", Map.of("why", "A copy is in use."))));
    assertThat(ACCOUNT.sweep(Map.of()).told(ours).get("reason"))
        .contains("deleting its inference components first")
        .contains("of-ours is Failed: A copy is in use.");
  }

  @ParameterizedTest
  @CsvSource({"janitor:keep,''", "workshop,another", "janitor:expires-at,30d"})
  void aComponentThatIsKeptOrAnotherWorkshopsOrHasADateKeepsIt(String key, String value) {
    var ours = endpoint("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP));
    ACCOUNT.tag(component("ours"), Map.of(key, value));
    ACCOUNT.sweep(Map.of()).stays(ours, "its inference component of-ours, which would go with it");
    assertThat(ACCOUNT.emulator().calls())
        .doesNotContainKeys("sagemaker:DeleteInferenceComponent", "sagemaker:DeleteEndpoint");
  }

  /// A date that is past, or the endpoint's own, keeps nothing; nor does another owner's name.
  @ParameterizedTest
  @CsvSource({
    "janitor:expires-at,2026-01-02,2026-01-02",
    "janitor:expires-at,2026-01-03,2026-01-02",
    "owner,ada@example.org,bob@example.org"
  })
  void aComponentWithoutAWordAgainstItGoesWithItsEndpoint(String key, String its, String other) {
    var ours = endpoint("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP, key, other));
    ACCOUNT.tag(component("ours"), Map.of("workshop", Rehearsal.WORKSHOP, key, its));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
  }

  /// Kept after the scan.
  @Test
  void aComponentThatIsKeptMeanwhileKeepsIt() {
    var ours = endpoint("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP));
    var component = component("ours");
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof ListInferenceComponentsRequest list
                  && list.endpointNameEquals() != null) {
                ACCOUNT.tag(component, Map.of("janitor:keep", ""));
              }
            });
    assertThat(night.gone()).isEmpty();
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("sagemaker:DeleteEndpoint");
  }

  /// As in regions that have endpoints and no inference components
  /// (hashicorp/terraform-provider-aws #27258, aws-controllers-k8s/sagemaker-controller #269).
  @Test
  void whereThereAreNoInferenceComponentsEndpointsGoWithoutAndAStrangersKeepsItsConfiguration() {
    var ours = bare("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP));
    bare("theirs");
    var shared =
        learning
            .describeEndpointConfig(request -> request.endpointConfigName("theirs"))
            .endpointConfigArn();
    ACCOUNT.tag(shared, Map.of("workshop", Rehearsal.WORKSHOP));
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "ListInferenceComponents"),
            "UnknownOperationException",
            400,
            "The requested operation is not recognized by the service.");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(ours);
    night.stays(shared, "used by SageMaker Endpoint theirs");
    assertThat((List<?>) night.field("unread")).isEmpty();
  }

  /// What was said once, of components that are there, is not believed.
  @Test
  void aComponentThatIsKeptKeepsItWhereSageMakerOnceKnowsOfNone() {
    var ours = endpoint("ours");
    ACCOUNT.tag(ours, Map.of("workshop", Rehearsal.WORKSHOP));
    ACCOUNT.tag(component("ours"), Map.of("janitor:keep", ""));
    ACCOUNT
        .emulator()
        .fault(
            Map.of("operation", "ListInferenceComponents", "error", "UnknownOperationException"));
    ACCOUNT.sweep(Map.of()).stays(ours, "its inference component of-ours");
  }
}
