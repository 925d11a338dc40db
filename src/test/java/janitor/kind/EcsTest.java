package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.aws.Faults;
import janitor.resource.Arn;
import janitor.resource.Fault.Sort;
import janitor.resource.Reading;
import janitor.resource.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;

/// A 200 of ECS may say in its body that something is not there, or that nothing was done.
final class EcsTest {
  private static final Arn WEB = arn("web");
  private static final Arn JOB = arn("job");

  private static Arn arn(String name) {
    return Arn.of("arn:aws:ecs:eu-central-1:123456789012:service/c/" + name);
  }

  private static Reading<List<Resource>> told(List<Arn> things, Failure... failures) {
    return Ecs.told(
        List.of(WEB, JOB),
        things,
        one -> Resource.of(EcsServices.SERVICE, one, one.region()).build(),
        List.of(failures));
  }

  private static Failure failure(String arn, String reason) {
    return Failure.builder().arn(arn).reason(reason).detail("why").build();
  }

  @Test
  void whatIsMissingIsGone() {
    var reading = told(List.of(WEB), failure(JOB.toString(), "MISSING"));
    assertThat(reading.answer()).extracting(Resource::arn).containsExactly(WEB);
    assertThat(reading.unread()).isEmpty();
    assertThat(reading.nameless()).isEmpty();
  }

  @Test
  void anyOtherFailureIsNoProofOfThat() {
    var reading = told(List.of(WEB), failure(JOB.toString(), "ACCESS_DENIED"));
    assertThat(reading.unread()).containsOnlyKeys(JOB);
    assertThat(reading.answer()).hasSize(1);
  }

  @Test
  void whatAFailureIsOfMayBeAnyThatIsNotFound() {
    var reading =
        Bulk.each(2, List.of(WEB, JOB), _ -> told(List.of(WEB), Failure.builder().build()));
    assertThat(reading.unread()).containsOnlyKeys(JOB);
  }

  @Test
  void aCallThatFailsSaysNothingOfTheOthers() {
    var reading =
        Bulk.each(
            1,
            List.of(WEB, JOB),
            some -> {
              if (some.contains(WEB)) {
                throw Ecs.refusal("ServerException", "later");
              }
              return told(List.of(JOB));
            });
    assertThat(reading.unread()).containsOnlyKeys(WEB);
    assertThat(reading.answer()).extracting(Resource::arn).containsExactly(JOB);
  }

  @Test
  void aDefinitionThatWasNotDeletedIsARefusal() {
    EcsTasks.check(List.of());
    assertThatThrownBy(
            () ->
                EcsTasks.check(
                    List.of(
                        failure("x", "The specified task definition is still in ACTIVE status."))))
        .isInstanceOf(EcsException.class)
        .hasMessageContaining("still in ACTIVE");
    assertThat(sort("The specified task definition does not exist. Specify a valid account."))
        .isEqualTo(Sort.GONE);
  }

  private static Sort sort(String reason) {
    return new Faults().classify(Ecs.refusal("InvalidParameterException", reason)).of();
  }

  /// What AWS says of providers and clusters that hold each other.
  @Test
  void whatIsHeldWaits() {
    for (var text :
        List.of(
            "The capacity provider cannot be deleted because it is associated with cluster: c."
                + " Remove the capacity provider from the cluster and try again.",
            "Cannot delete capacity provider. Daemon services are still associated with this"
                + " capacity provider.",
            "The Cluster cannot be deleted while Cluster Scoped Capacity Providers are attached to"
                + " the cluster.")) {
      assertThat(new Faults().classify(Ecs.refusal("ClientException", text)).of())
          .as(text)
          .isEqualTo(Sort.DEPENDENCY);
    }
  }
}
