package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.SpotInstanceType;

/// What has to be done to a server before it goes.
class ServersIT {
  private static final String HERE = Emulator.REGION;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
  }

  private String instance() {
    var image = ec2.describeImages(request -> request.owners("amazon")).images().getFirst();
    return ec2.runInstances(
            request ->
                request
                    .imageId(image.imageId())
                    .minCount(1)
                    .maxCount(1)
                    .instanceType(InstanceType.T3_MEDIUM))
        .instances()
        .getFirst()
        .instanceId();
  }

  private static String arn(String account, String resource) {
    return "arn:aws:ec2:" + HERE + ":" + account + ":" + resource;
  }

  private static void tag(String arn) {
    ACCOUNT.tag(arn, Map.of("workshop", Rehearsal.WORKSHOP));
  }

  private static void told(String arn, Map<String, Object> members) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of("told", members)));
  }

  private static void goes(String arn, String liftProtection) {
    tag(arn);
    var night = ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", liftProtection));
    assertThat(night.gone()).contains(arn);
    assertThat(night.count("failed")).isZero();
  }

  @Test
  void anInstanceThatMayNeitherBeTerminatedNorStopped() {
    var id = instance();
    ec2.modifyInstanceAttribute(
        request -> request.instanceId(id).disableApiTermination(to -> to.value(true)));
    ec2.modifyInstanceAttribute(
        request -> request.instanceId(id).disableApiStop(to -> to.value(true)));
    goes(arn(Emulator.ACCOUNT, "instance/" + id), "all");
  }

  @Test
  void anImageThatMayNotBeDeregistered() {
    var id = ec2.createImage(request -> request.instanceId(instance()).name("golden")).imageId();
    var arn = arn("", "image/" + id);
    told(arn, Map.of("DeregistrationProtection", "enabled-without-cooldown"));
    goes(arn, "all");
  }

  /// Else EC2 would start another in its place.
  @Test
  void thePersistentRequestOfASpotInstance() {
    var request =
        ec2.requestSpotInstances(
                asked ->
                    asked
                        .type(SpotInstanceType.PERSISTENT)
                        .spotPrice("1")
                        .launchSpecification(
                            machine ->
                                machine
                                    .imageId(
                                        ec2.describeImages(builder -> builder.owners("amazon"))
                                            .images()
                                            .getFirst()
                                            .imageId())
                                    .instanceType(InstanceType.T3_MEDIUM)))
            .spotInstanceRequests()
            .getFirst()
            .spotInstanceRequestId();
    var arn = arn(Emulator.ACCOUNT, "instance/" + instance());
    told(arn, Map.of("SpotInstanceRequestId", request));
    goes(arn, "none");
    assertThat(
            ec2.describeSpotInstanceRequests().spotInstanceRequests().stream()
                .filter(
                    spotInstanceRequest ->
                        spotInstanceRequest.spotInstanceRequestId().equals(request))
                .filter(
                    spotInstanceRequest ->
                        !spotInstanceRequest.stateAsString().startsWith("cancelled")))
        .isEmpty();
  }
}
