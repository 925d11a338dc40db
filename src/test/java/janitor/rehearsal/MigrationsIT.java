package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationEndpointTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/// DMS: what runs is stopped first, and what a stranger's task is on stays.
final class MigrationsIT {
  private static final Tag TAG = Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build();
  private static final List<Tag> NONE = List.of();

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static DatabaseMigrationClient dms() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, DatabaseMigrationClient.class, DatabaseMigrationClient::builder);
  }

  private static String group(String name, List<Tag> tags) {
    var subnets =
        ACCOUNT.aws().ec2(Emulator.REGION).describeSubnets().subnets().stream()
            .limit(2)
            .map(subnet -> subnet.subnetId())
            .toList();
    dms()
        .createReplicationSubnetGroup(
            request ->
                request
                    .replicationSubnetGroupIdentifier(name)
                    .replicationSubnetGroupDescription(name)
                    .subnetIds(subnets)
                    .tags(tags));
    return "arn:aws:dms:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":subgrp:" + name;
  }

  private static String endpoint(String name, List<Tag> tags) {
    return dms()
        .createEndpoint(
            request ->
                request
                    .endpointIdentifier(name)
                    .endpointType(ReplicationEndpointTypeValue.SOURCE)
                    .engineName("mysql")
                    .tags(tags))
        .endpoint()
        .endpointArn();
  }

  private static String instance(String name, String group, List<Tag> tags) {
    return dms()
        .createReplicationInstance(
            request ->
                request
                    .replicationInstanceIdentifier(name)
                    .replicationInstanceClass("dms.t3.medium")
                    .replicationSubnetGroupIdentifier(group)
                    .tags(tags))
        .replicationInstance()
        .replicationInstanceArn();
  }

  private static String task(
      String name, String instance, String source, String target, List<Tag> tags) {
    var arn =
        dms()
            .createReplicationTask(
                request ->
                    request
                        .replicationTaskIdentifier(name)
                        .replicationInstanceArn(instance)
                        .sourceEndpointArn(source)
                        .targetEndpointArn(target)
                        .migrationType(MigrationTypeValue.CDC)
                        .tableMappings("{}")
                        .replicationTaskSettings("{}")
                        .tags(tags))
            .replicationTask()
            .replicationTaskArn();
    dms()
        .startReplicationTask(
            request ->
                request.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
    return arn;
  }

  private static String config(String name, String source, String target, String group) {
    var arn = unstarted(name, source, target, group);
    dms()
        .startReplication(
            request -> request.replicationConfigArn(arn).startReplicationType("start-replication"));
    return arn;
  }

  private static String unstarted(String name, String source, String target, String group) {
    return dms()
        .createReplicationConfig(
            request ->
                request
                    .replicationConfigIdentifier(name)
                    .sourceEndpointArn(source)
                    .targetEndpointArn(target)
                    .replicationType(MigrationTypeValue.CDC)
                    .tableMappings("{}")
                    .computeConfig(of -> of.maxCapacityUnits(4).replicationSubnetGroupId(group))
                    .tags(TAG))
        .replicationConfig()
        .replicationConfigArn();
  }

  private static List<String> instances() {
    return dms().describeReplicationInstances(_ -> {}).replicationInstances().stream()
        .map(ReplicationInstance::replicationInstanceIdentifier)
        .toList();
  }

  @Test
  void whatRunsIsStoppedFirstAndAllOfItGoes() {
    var ours = List.of(TAG);
    var group = group("ours", ours);
    var source = endpoint("source", ours);
    var target = endpoint("target", ours);
    var instance = instance("ours", "ours", ours);
    var task = task("ours", instance, source, target, ours);
    var config = config("serverless", source, target, "ours");
    group("theirs", NONE);
    var theirs = instance("theirs", "theirs", NONE);
    task("theirs", theirs, endpoint("from", NONE), endpoint("to", NONE), NONE);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone())
        .containsExactlyInAnyOrder(group, source, target, instance, task, config);
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("dms:StopReplicationTask", 1L)
        .containsEntry("dms:StopReplication", 1L);
    assertThat(instances()).containsExactly("theirs");
    assertThat(dms().describeReplicationTasks(_ -> {}).replicationTasks())
        .singleElement()
        .satisfies(left -> assertThat(left.status()).isEqualTo("running"));
    System.out.println(
        "DMS: "
            + night.field("calls")
            + " calls in all for 6; of its own "
            + ACCOUNT.emulator().calls().entrySet().stream()
                .filter(call -> call.getKey().startsWith("dms:"))
                .toList());
  }

  /// DMS knows no replication of it.
  @Test
  void aConfigurationThatWasNeverStartedGoes() {
    var ours = List.of(TAG);
    var group = group("ours", ours);
    var source = endpoint("source", ours);
    var target = endpoint("target", ours);
    var config = unstarted("serverless", source, target, "ours");
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .containsExactlyInAnyOrder(group, source, target, config);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("dms:StopReplication");
  }

  /// DMS would say so only after our own tasks had been stopped and were gone.
  @Test
  void whatAStrangersTaskIsOnStays() {
    var ours = List.of(TAG);
    group("ours", ours);
    var instance = instance("ours", "ours", ours);
    var source = endpoint("source", ours);
    task("theirs", instance, source, endpoint("to", NONE), NONE);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(instance, "theirs");
    night.stays(source, "theirs");
    assertThat(instances()).containsExactly("ours");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("dms:StopReplicationTask");
  }
}
