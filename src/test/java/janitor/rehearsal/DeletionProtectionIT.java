package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.opensearchserverless.OpenSearchServerlessClient;

/// Protections that AWS tells of and the SDK does not know yet.
class DeletionProtectionIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String group(String name) {
    var scaling = ACCOUNT.aws().of(HERE, AutoScalingClient.class, AutoScalingClient::builder);
    var ec2 = ACCOUNT.aws().ec2(HERE);
    var image =
        ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
    scaling.createLaunchConfiguration(
        request -> request.launchConfigurationName(name).imageId(image).instanceType("t3.medium"));
    scaling.createAutoScalingGroup(
        request ->
            request
                .autoScalingGroupName(name)
                .minSize(0)
                .maxSize(1)
                .desiredCapacity(0)
                .availabilityZones(HERE + "a")
                .launchConfigurationName(name));
    return scaling
        .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
        .autoScalingGroups()
        .getFirst()
        .autoScalingGroupARN();
  }

  private static OpenSearchServerlessClient stores() {
    return ACCOUNT
        .aws()
        .of(HERE, OpenSearchServerlessClient.class, OpenSearchServerlessClient::builder);
  }

  private static String collection(String name) {
    stores()
        .createSecurityPolicy(
            request ->
                request
                    .name(name)
                    .type("encryption")
                    .policy(
                        "{\"Rules\":[{\"ResourceType\":\"collection\",\"Resource\":[\"collection/"
                            + name
                            + "\"]}],\"AWSOwnedKey\":true,\"KmsARN\":\"auto\"}"));
    return stores()
        .createCollection(request -> request.name(name).type("SEARCH"))
        .createCollectionDetail()
        .arn();
  }

  private static void protect(String arn, String how) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of("protected", how)));
  }

  private static Night night() {
    return ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", "all"));
  }

  /// A stack of a queue and one more member.
  private static String stackWith(String type, String id) {
    var queue =
        ACCOUNT.aws().sqs(HERE).createQueue(request -> request.queueName("notes")).queueUrl();
    var stack =
        ACCOUNT.stack(
            "lab",
            "{\"Resources\":{\"Topic\":{\"Type\":\"AWS::SNS::Topic\"}}}",
            List.of(
                Map.of("logicalId", "Queue", "type", "AWS::SQS::Queue", "physicalId", queue),
                Map.of("logicalId", "It", "type", type, "physicalId", id)));
    ACCOUNT.tag(stack, TAG);
    return stack;
  }

  private static int queues() {
    return ACCOUNT.aws().sqs(HERE).listQueues().queueUrls().size();
  }

  @ParameterizedTest
  @CsvSource({"prevent-force-deletion", "prevent-all-deletion", "prevent-something-new"})
  void aProtectedGroupStaysAndNobodyAsksForIt(String how) {
    var held = group("held");
    var free = group("free");
    ACCOUNT.tag(held, TAG);
    ACCOUNT.tag(free, TAG);
    protect(held, how);
    var night = night();
    night.stays(held, "deletion protection is " + how);
    assertThat(night.gone()).contains(free).doesNotContain(held);
    assertThat(night.count("failed")).isZero();
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void aProtectedGroupKeepsItsStackWhole() {
    var group = group("held");
    protect(group, "prevent-all-deletion");
    var stack = stackWith("AWS::AutoScaling::AutoScalingGroup", "held");
    night().stays(stack, "deletion protection is prevent-all-deletion");
    assertThat(queues()).isOne();
  }

  @Test
  void aProtectedCollectionStays() {
    var held = collection("held");
    var free = collection("free");
    ACCOUNT.tag(held, TAG);
    ACCOUNT.tag(free, TAG);
    protect(held, "ENABLED");
    var night = night();
    night.stays(held, "deletion protection is ENABLED");
    assertThat(night.gone()).contains(free).doesNotContain(held);
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void aProtectedCollectionKeepsItsStackWhole() {
    var collection = collection("held");
    protect(collection, "ENABLED");
    var stack =
        stackWith(
            "AWS::OpenSearchServerless::Collection",
            collection.substring(collection.lastIndexOf('/') + 1));
    night().stays(stack, "deletion protection is ENABLED");
    assertThat(queues()).isOne();
  }
}
