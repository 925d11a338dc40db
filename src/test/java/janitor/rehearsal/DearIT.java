package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.apprunner.model.ServiceStatus;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CapacityAssignment;
import software.amazon.awssdk.services.athena.model.CapacityReservationStatus;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Session;

/// What bills by the hour and is small: App Runner, capacity of Athena's, Glue's sessions.
final class DearIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> NOBODYS = Map.of();
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/nobody";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String arn(String service, String rest) {
    return "arn:aws:" + service + ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + rest;
  }

  // App Runner

  private static AppRunnerClient runner() {
    return ACCOUNT.aws().of(Emulator.REGION, AppRunnerClient.class, AppRunnerClient::builder);
  }

  private static String service(String name, Map<String, String> tags) {
    var arn =
        runner()
            .createService(
                request ->
                    request
                        .serviceName(name)
                        .sourceConfiguration(
                            source ->
                                source.imageRepository(
                                    image ->
                                        image
                                            .imageIdentifier("public.ecr.aws/x/y:1")
                                            .imageRepositoryType("ECR_PUBLIC"))))
            .service()
            .serviceArn();
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static List<String> running() {
    return runner().listServices(_ -> {}).serviceSummaryList().stream()
        .filter(one -> one.status() != ServiceStatus.DELETED)
        .map(one -> one.serviceName())
        .toList();
  }

  @Test
  void aServiceGoesOnceItsDeploymentIsOver() {
    var ours = service("ours", OURS);
    runner().startDeployment(request -> request.serviceArn(ours));
    service("theirs", NOBODYS);
    service("kept", KEPT);
    var group = "/aws/apprunner/ours/" + ours.substring(ours.lastIndexOf('/') + 1) + "/service";
    ACCOUNT.aws().logs(Emulator.REGION).createLogGroup(request -> request.logGroupName(group));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(ours, arn("logs", "log-group:" + group));
    assertThat(running()).containsExactlyInAnyOrder("theirs", "kept");
  }

  private static String ingress(String service) {
    return runner()
        .createVpcIngressConnection(
            request ->
                request
                    .serviceArn(service)
                    .vpcIngressConnectionName("door")
                    .ingressVpcConfiguration(of -> of.vpcId("vpc-1").vpcEndpointId("vpce-1")))
        .vpcIngressConnection()
        .vpcIngressConnectionArn();
  }

  @Test
  void aServiceGoesAfterTheConnectionsToIt() {
    var ours = service("ours", OURS);
    var door = ingress(ours);
    ACCOUNT.tag(door, OURS);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(ours, door);
  }

  /// App Runner would say so only when asked.
  @Test
  void aServiceThatAStrangersConnectionLeadsToStays() {
    var ours = service("ours", OURS);
    ingress(ours);
    ACCOUNT.sweep(Map.of()).stays(ours, "door");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("apprunner:DeleteService");
  }

  // Athena

  private static AthenaClient athena() {
    return ACCOUNT.aws().of(Emulator.REGION, AthenaClient.class, AthenaClient::builder);
  }

  private static String reservation(String name, Map<String, String> tags, String... groups) {
    athena().createCapacityReservation(request -> request.name(name).targetDpus(24));
    if (groups.length > 0) {
      athena()
          .putCapacityAssignmentConfiguration(
              request ->
                  request
                      .capacityReservationName(name)
                      .capacityAssignments(
                          CapacityAssignment.builder().workGroupNames(groups).build()));
    }
    var arn = arn("athena", "capacity-reservation/" + name);
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static CapacityReservationStatus status(String name) {
    return athena()
        .getCapacityReservation(request -> request.name(name))
        .capacityReservation()
        .status();
  }

  @Test
  void aReservationIsCancelledAndThenDeleted() {
    var ours = reservation("ours", OURS);
    var over = reservation("over", OURS);
    athena().cancelCapacityReservation(request -> request.name("over"));
    reservation("theirs", NOBODYS);
    reservation("kept", KEPT);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(ours, over);
    assertThat(status("theirs")).isEqualTo(CapacityReservationStatus.ACTIVE);
    assertThat(status("kept")).isEqualTo(CapacityReservationStatus.ACTIVE);
  }

  /// The queries of a workgroup that is not of the workshop would fail from then on.
  @Test
  void aReservationStaysForAStrangersWorkgroup() {
    var theirs = reservation("shared", OURS, "primary");
    athena().createWorkGroup(request -> request.name("lab"));
    ACCOUNT.tag(arn("athena", "workgroup/lab"), OURS);
    var ours = reservation("ours", OURS, "lab");
    var night = ACCOUNT.sweep(Map.of());
    night.stays(theirs, "the workgroup primary is assigned to it");
    assertThat(night.gone()).containsExactly(ours);
    assertThat(status("shared")).isEqualTo(CapacityReservationStatus.ACTIVE);
  }

  /// Every round would have cancelled it once more, and every night told that it does.
  @Test
  void aReservationThatFailedToGoNeedsAPerson() {
    var ours = reservation("ours", OURS);
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(ours, Map.of("givesUp", Map.of("why", "unsaid"))));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.told(ours)).containsEntry("outcome", "Failed");
    assertThat(night.told(ours).get("reason")).contains("it is FAILED");
  }

  // Glue

  private static GlueClient glue() {
    return ACCOUNT.aws().of(Emulator.REGION, GlueClient.class, GlueClient::builder);
  }

  private static String session(String id, Map<String, String> tags) {
    glue()
        .createSession(
            request -> request.id(id).role(ROLE).command(of -> of.name("glueetl")).tags(tags));
    return arn("glue", "session/" + id);
  }

  private static String endpoint(String name, Map<String, String> tags) {
    glue().createDevEndpoint(request -> request.endpointName(name).roleArn(ROLE).tags(tags));
    return arn("glue", "devEndpoint/" + name);
  }

  @Test
  void aSessionIsStoppedFirstAndAnEndpointGoes() {
    var open = session("open", OURS);
    var stopped = session("stopped", OURS);
    glue().stopSession(request -> request.id("stopped"));
    var endpoint = endpoint("ours", OURS);
    session("theirs", NOBODYS);
    session("kept", KEPT);
    endpoint("theirs", NOBODYS);
    endpoint("kept", KEPT);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(open, stopped, endpoint);
    assertThat(glue().listSessions(_ -> {}).sessions())
        .extracting(Session::id)
        .containsExactlyInAnyOrder("theirs", "kept");
    assertThat(glue().getDevEndpoints(_ -> {}).devEndpoints())
        .extracting(one -> one.endpointName())
        .containsExactlyInAnyOrder("theirs", "kept");
  }
}
