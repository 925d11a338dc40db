package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/// What others of a type that Cloud Control lists use of the workshop's, and what stands around
/// what it deletes: parts and logs of it, and what goes by hand since its models show no tags.
class CloudControlUsesIT {
  private static final String HERE = Emulator.REGION;
  private static final String DATA = "AWS::Translate::ParallelData";
  private static final String OF =
      "arn:aws:translate:" + HERE + ":" + Emulator.ACCOUNT + ":parallel-data/theirs";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static void put(String type, String arn, Map<String, Object> model, String answered) {
    var told = new HashMap<String, Object>();
    told.put("type", type);
    told.put("region", HERE);
    told.put("arn", arn);
    told.put("model", model);
    told.put("tags", Map.of());
    if (!answered.isEmpty()) {
      told.put("properties", answered);
    }
    ACCOUNT.emulator().control("POST", "cloud-control", told);
  }

  private static String key() {
    return ACCOUNT.key(Map.of("workshop", Rehearsal.WORKSHOP));
  }

  private static String outcome(Night night, String arn) {
    return night.told(arn).getOrDefault("outcome", "");
  }

  /// A service may list versions of a thing beside it, by ARNs that have the version behind them.
  @Test
  void aVersionOfAStrangersKeepsItsKeyAndNoOther() {
    var used = key();
    var free = key();
    var version = OF + "/version/v1";
    put(
        DATA,
        version,
        Map.of("Arn", version, "EncryptionKey", Map.of("Type", "KMS", "Id", used)),
        "");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(outcome(night, used)).isEqualTo("Withheld");
    assertThat(night.told(used).get("reason")).contains("theirs");
    assertThat(outcome(night, free)).isNotEqualTo("Withheld");
  }

  /// One that could not be read may use any.
  @Test
  void aVersionThatCannotBeReadKeepsAllKeys() {
    var free = key();
    var version = OF + "/version/v1";
    put(DATA, version, Map.of("Arn", version), "<html>");
    assertThat(outcome(ACCOUNT.sweep(Map.of()), free)).isEqualTo("Withheld");
  }

  /// Whom a key is lent to its own policy says: what another account shares with this one, and does
  /// not let be read, says nothing of the keys of this one.
  @Test
  void whatAnotherAccountSharesAndCannotBeReadKeepsNothing() {
    var free = key();
    var shared = OF.replace(Emulator.ACCOUNT, "210987654321");
    put(DATA, shared, Map.of("Arn", shared), "<html>");
    assertThat(outcome(ACCOUNT.sweep(Map.of()), free)).isNotEqualTo("Withheld");
  }

  /// PCS deletes no cluster before its compute node groups, which nobody wrote a kind for.
  @Test
  void aTaggedPartThatNobodyKnowsKeepsWhatCloudControlWouldDelete() {
    var cluster = "arn:aws:pcs:" + HERE + ":" + Emulator.ACCOUNT + ":cluster/pcs_lab";
    var group = cluster + "/computenodegroup/pcs_nodes";
    var ours = Map.of("workshop", Rehearsal.WORKSHOP);
    for (var one :
        Map.of("AWS::PCS::Cluster", cluster, "AWS::PCS::ComputeNodeGroup", group).entrySet()) {
      ACCOUNT
          .emulator()
          .control(
              "POST",
              "cloud-control",
              Map.of(
                  "type", one.getKey(),
                  "region", HERE,
                  "arn", one.getValue(),
                  "model", Map.of("Arn", one.getValue()),
                  "tags", ours));
    }
    var night = ACCOUNT.sweep(Map.of());
    assertThat(outcome(night, cluster)).isEqualTo("Withheld");
    assertThat(outcome(night, group)).isEqualTo("Withheld");
    assertThat(night.told(group).get("reason")).contains("delete it by hand");
  }

  /// Cloud Control shows no tag of it: SageMaker is asked.
  @Test
  void aScheduleThatMonitorsGoes() {
    var arn =
        ACCOUNT
            .aws()
            .of(HERE, SageMakerClient.class, SageMakerClient::builder)
            .createMonitoringSchedule(
                request ->
                    request
                        .monitoringScheduleName("drift")
                        .tags(
                            software.amazon.awssdk.services.sagemaker.model.Tag.builder()
                                .key("workshop")
                                .value(Rehearsal.WORKSHOP)
                                .build())
                        .monitoringScheduleConfig(
                            how -> how.scheduleConfig(at -> at.scheduleExpression("NOW"))))
            .monitoringScheduleArn();
    assertThat(outcome(ACCOUNT.sweep(Map.of()), arn)).isEqualTo("Gone");
  }

  /// App Runner lists the latest revisions alone, unless it is asked for all.
  @Test
  void everyRevisionOfAnAutoScalingConfigurationGoes() {
    var runner = ACCOUNT.aws().of(HERE, AppRunnerClient.class, AppRunnerClient::builder);
    for (var _ : List.of(1, 2)) {
      runner.createAutoScalingConfiguration(
          request ->
              request
                  .autoScalingConfigurationName("lab")
                  .tags(
                      software.amazon.awssdk.services.apprunner.model.Tag.builder()
                          .key("workshop")
                          .value(Rehearsal.WORKSHOP)
                          .build()));
    }
    assertThat(ACCOUNT.sweep(Map.of()).ended("Gone")).hasSize(2);
  }

  /// AWS names the group after the environment, and it carries no tag; its namesake of Lambda's is
  /// a function's.
  @Test
  void theLogsOfWhatCloudControlDeletesGoWithIt() {
    var logs = ACCOUNT.aws().of(HERE, CloudWatchLogsClient.class, CloudWatchLogsClient::builder);
    for (var name : List.of("airflow-lab-Task", "airflow-lab-2-Task", "/aws/lambda/lab")) {
      logs.createLogGroup(request -> request.logGroupName(name));
    }
    var environment = "arn:aws:airflow:" + HERE + ":" + Emulator.ACCOUNT + ":environment/lab";
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "cloud-control",
            Map.of(
                "type",
                "AWS::MWAA::Environment",
                "region",
                HERE,
                "arn",
                environment,
                "model",
                Map.of("Arn", environment, "Name", "lab"),
                "tags",
                Map.of("workshop", Rehearsal.WORKSHOP)));
    assertThat(outcome(ACCOUNT.sweep(Map.of()), environment)).isEqualTo("Gone");
    assertThat(logs.describeLogGroups().logGroups())
        .extracting(group -> group.logGroupName())
        .containsExactlyInAnyOrder("airflow-lab-2-Task", "/aws/lambda/lab");
  }
}
