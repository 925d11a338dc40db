package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kafka.KafkaClient;
import software.amazon.awssdk.services.kafka.model.Cluster;
import software.amazon.awssdk.services.kafka.model.ClusterState;
import software.amazon.awssdk.services.kafka.model.KafkaCluster;
import software.amazon.awssdk.services.kafka.model.VpcConfig;

/// MSK: what goes in its version only, and what stays.
final class KafkaIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static KafkaClient kafka() {
    return ACCOUNT.aws().of(Emulator.REGION, KafkaClient.class, KafkaClient::builder);
  }

  private static String cluster(String name, Map<String, String> tags) {
    return kafka()
        .createClusterV2(
            request ->
                request
                    .clusterName(name)
                    .tags(tags)
                    .provisioned(
                        of ->
                            of.kafkaVersion("3.6.0")
                                .numberOfBrokerNodes(2)
                                .brokerNodeGroupInfo(
                                    brokers ->
                                        brokers
                                            .instanceType("kafka.t3.small")
                                            .clientSubnets("subnet-1"))))
        .clusterArn();
  }

  private static String replicator(Map<String, String> tags, String... clusters) {
    return kafka()
        .createReplicator(
            request ->
                request
                    .replicatorName("copies")
                    .tags(tags)
                    .serviceExecutionRoleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/r")
                    .replicationInfoList(List.of())
                    .kafkaClusters(
                        List.of(clusters).stream()
                            .map(
                                arn ->
                                    KafkaCluster.builder()
                                        .amazonMskCluster(of -> of.mskClusterArn(arn))
                                        .vpcConfig(vpc -> vpc.subnetIds("subnet-1"))
                                        .build())
                            .toList()))
        .replicatorArn();
  }

  private static List<String> clusters() {
    return kafka().listClustersV2(_ -> {}).clusterInfoList().stream()
        .map(Cluster::clusterName)
        .toList();
  }

  @Test
  void whatIsOursGoesAndTheOthersStay() {
    var ours = cluster("ours", OURS);
    var serverless =
        kafka()
            .createClusterV2(
                request ->
                    request
                        .clusterName("sometimes")
                        .tags(OURS)
                        .serverless(
                            of -> of.vpcConfigs(VpcConfig.builder().subnetIds("subnet-1").build())))
            .clusterArn();
    var copies = replicator(OURS, ours, serverless);
    cluster("theirs", Map.of());
    cluster("others", Map.of("workshop", "another"));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(ours, serverless, copies);
    assertThat(clusters()).containsExactlyInAnyOrder("theirs", "others");
    assertThat(night.result()).containsKey("calls");
    System.out.println(
        "MSK: "
            + night.field("calls")
            + " calls in all; of its own "
            + ACCOUNT.emulator().calls().entrySet().stream()
                .filter(call -> call.getKey().startsWith("kafka:"))
                .toList());
  }

  /// It may be asked only in the version that it has, and not at all while it heals.
  @Test
  void whatHealsIsAskedOnceItIsWell() {
    var arn = cluster("ours", OURS);
    kafka().rebootBroker(request -> request.clusterArn(arn).brokerIds("1"));
    var gone = ACCOUNT.sweep(Map.of()).gone();
    if (gone.isEmpty()) {
      gone = ACCOUNT.sweep(Map.of()).gone();
    }
    assertThat(gone).containsExactly(arn);
    assertThat(clusters()).isEmpty();
  }

  /// Its copies would fail from then on, and nobody would have told whoever's it is.
  @Test
  void aClusterThatAStrangersReplicatorCopiesFromStays() {
    var arn = cluster("ours", OURS);
    replicator(Map.of(), arn, cluster("theirs", Map.of()));
    ACCOUNT.sweep(Map.of()).stays(arn, "copies");
    assertThat(clusters()).contains("ours");
    assertThat(kafka().listClustersV2(_ -> {}).clusterInfoList())
        .allMatch(cluster -> cluster.state() == ClusterState.ACTIVE);
  }
}
