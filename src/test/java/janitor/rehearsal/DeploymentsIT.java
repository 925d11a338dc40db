package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.BlueGreenDeployment;

/// RDS's blue/green deployments, and what becomes of their two sides.
final class DeploymentsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final Map<String, String> NO_SNAPSHOT = Map.of("JANITOR_FINAL_SNAPSHOT", "none");

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static RdsClient rds() {
    return ACCOUNT.aws().of(Emulator.REGION, RdsClient.class, RdsClient::builder);
  }

  private static String database(String name, Map<String, String> tags) {
    var arn =
        rds()
            .createDBInstance(
                request ->
                    request
                        .dbInstanceIdentifier(name)
                        .dbInstanceClass("db.t3.medium")
                        .engine("mysql")
                        .masterUsername("root")
                        .masterUserPassword("password1")
                        .allocatedStorage(20))
            .dbInstance()
            .dbInstanceArn();
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  /// Its green side has the tags that the blue one has now.
  private static BlueGreenDeployment deployment(String blue, Map<String, String> tags) {
    var made =
        rds()
            .createBlueGreenDeployment(
                request ->
                    request
                        .blueGreenDeploymentName(blue.substring(blue.lastIndexOf(':') + 1))
                        .source(blue))
            .blueGreenDeployment();
    ACCOUNT.tag(arn(made), tags);
    return made;
  }

  private static String arn(BlueGreenDeployment deployment) {
    return "arn:aws:rds:%s:%s:deployment:%s"
        .formatted(Emulator.REGION, Emulator.ACCOUNT, deployment.blueGreenDeploymentIdentifier());
  }

  private static List<String> databases() {
    return rds().describeDBInstances().dbInstances().stream()
        .map(one -> Objects.requireNonNull(one.dbInstanceArn()))
        .toList();
  }

  private static List<String> deployments() {
    return rds().describeBlueGreenDeployments(_ -> {}).blueGreenDeployments().stream()
        .map(DeploymentsIT::arn)
        .toList();
  }

  private static void told(BlueGreenDeployment deployment, String status) {
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(arn(deployment), Map.of("told", Map.of("status", status))));
  }

  @Test
  void aDeploymentGoesAndThenBothSidesAsAnyDatabase() {
    var blue = database("blue", OURS);
    var ours = deployment(blue, OURS);
    var theirs = deployment(database("theirs", Map.of()), Map.of());
    assertThat(ACCOUNT.sweep(NO_SNAPSHOT).gone())
        .containsExactlyInAnyOrder(arn(ours), blue, ours.target());
    assertThat(deployments()).containsExactly(arn(theirs));
    assertThat(databases()).containsExactlyInAnyOrder(theirs.source(), theirs.target());
  }

  @Test
  void aStrangersSourceIsLeftAloneAndSoIsTheDeploymentThatNothingWouldFindTheGreenSideOf() {
    var ours = deployment(database("theirs", Map.of()), OURS);
    var night = ACCOUNT.sweep(NO_SNAPSHOT);
    night.stays(arn(ours), "does not carry the workshop's tag");
    assertThat(night.gone()).isEmpty();
    assertThat(databases()).containsExactlyInAnyOrder(ours.source(), ours.target());
  }

  @Test
  void aSideThatIsKeptIsKeptWithoutItsDeployment() {
    var blue = database("blue", OURS);
    var ours = deployment(blue, OURS);
    ACCOUNT.tag(blue, KEPT);
    ACCOUNT.sweep(NO_SNAPSHOT);
    assertThat(databases()).containsExactly(blue);
    assertThat(deployments()).doesNotContain(arn(ours));
  }

  @Test
  void aGreenSideThatIsKeptOutlivesItsDeployment() {
    var ours = deployment(database("blue", OURS), OURS);
    ACCOUNT.tag(ours.target(), KEPT);
    ACCOUNT.sweep(NO_SNAPSHOT);
    assertThat(databases()).containsExactly(ours.target());
  }

  @Test
  void aDeploymentOfOthersOrAKeptOneKeepsBothSides() {
    var theirs = deployment(database("blue", OURS), Map.of());
    var kept = deployment(database("sky", OURS), KEPT);
    var night = ACCOUNT.sweep(NO_SNAPSHOT);
    night.stays(theirs.source(), "used by RDS Deployment");
    night.stays(kept.target(), "it waits for RDS Deployment");
    assertThat(night.gone()).isEmpty();
    assertThat(databases()).hasSize(4);
  }

  @Test
  void afterTheSwitchoverItHoldsNothing() {
    var ours = deployment(database("theirs", Map.of()), OURS);
    rds()
        .switchoverBlueGreenDeployment(
            request -> request.blueGreenDeploymentIdentifier(ours.blueGreenDeploymentIdentifier()));
    assertThat(ACCOUNT.sweep(NO_SNAPSHOT).gone()).containsExactly(arn(ours));
    assertThat(databases()).hasSize(2);
  }

  @Test
  void aSwitchoverIsWaitedFor() {
    var ours = deployment(database("blue", OURS), OURS);
    told(ours, "SWITCHOVER_IN_PROGRESS");
    var night = ACCOUNT.sweep(NO_SNAPSHOT);
    assertThat(night.told(arn(ours)).get("reason")).contains("SWITCHOVER_IN_PROGRESS");
    assertThat(night.gone()).isEmpty();
    assertThat(databases()).hasSize(2);
  }

  /// A stack that lists the deployment, which moto's templates know no type of.
  private static String stackWith(BlueGreenDeployment deployment) {
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(Emulator.REGION)
            .createStack(
                request ->
                    request
                        .stackName("sides")
                        .templateBody("{\"Resources\":{\"Queue\":{\"Type\":\"AWS::SQS::Queue\"}}}"))
            .stackId();
    var member =
        Map.of(
            "logicalId", "Sides",
            "type", "AWS::RDS::Deployment",
            "physicalId", arn(deployment));
    ACCOUNT
        .emulator()
        .control("POST", "stacks", Map.of("stackId", stack, "members", List.of(member)));
    ACCOUNT.tag(stack, OURS);
    return stack;
  }

  /// Of which CloudFormation would take the green side along.
  @Test
  void theGreenSideOfAStacksDeploymentIsLetGoOfBeforeTheStackGoes() {
    var ours = deployment(database("blue", OURS), OURS);
    ACCOUNT.tag(ours.target(), KEPT);
    var stack = stackWith(ours);
    var night = ACCOUNT.sweep(NO_SNAPSHOT);
    assertThat(night.gone()).contains(stack, ours.source());
    assertThat(deployments()).isEmpty();
    assertThat(databases()).containsExactly(ours.target());
  }

  @Test
  void aStackWhoseDeploymentIsSwitchedOverLeavesBothSides() {
    var ours = deployment(database("theirs", Map.of()), OURS);
    rds()
        .switchoverBlueGreenDeployment(
            request -> request.blueGreenDeploymentIdentifier(ours.blueGreenDeploymentIdentifier()));
    var stack = stackWith(ours);
    assertThat(ACCOUNT.sweep(NO_SNAPSHOT).gone()).contains(stack);
    assertThat(deployments()).isEmpty();
    assertThat(databases()).hasSize(2);
  }
}
