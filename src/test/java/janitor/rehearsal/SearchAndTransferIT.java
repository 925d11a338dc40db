package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kendra.KendraClient;
import software.amazon.awssdk.services.kendra.model.DataSourceType;
import software.amazon.awssdk.services.transfer.TransferClient;
import software.amazon.awssdk.services.transfer.model.EndpointType;
import software.amazon.awssdk.services.transfer.model.IdentityProviderType;
import software.amazon.awssdk.services.transfer.model.ListedServer;

/// Kendra's indexes and the servers of the Transfer Family, which bill by the hour and take along
/// what is in them.
final class SearchAndTransferIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/any";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static KendraClient kendra() {
    return ACCOUNT.aws().of(Emulator.REGION, KendraClient.class, KendraClient::builder);
  }

  private static TransferClient transfer() {
    return ACCOUNT.aws().of(Emulator.REGION, TransferClient.class, TransferClient::builder);
  }

  private static String arn(String what) {
    return "arn:aws:"
        + what.replaceFirst(" ", ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":");
  }

  private static String tagged(String arn, Map<String, String> tags) {
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  // Kendra

  private static String index(String name, String role, Map<String, String> tags) {
    var id = kendra().createIndex(request -> request.name(name).roleArn(role)).id();
    return tagged(arn("kendra index/" + id), tags);
  }

  private static String source(String index, Map<String, String> tags) {
    var id =
        kendra()
            .createDataSource(
                request ->
                    request
                        .indexId(index.replaceFirst("^.*/", ""))
                        .name("site")
                        .type(DataSourceType.WEBCRAWLER))
            .id();
    return tagged(index + "/data-source/" + id, tags);
  }

  @Test
  void anIndexGoesWithWhatIsInIt() {
    var ours = index("ours", ROLE, OURS);
    source(ours, Map.of());
    source(ours, OURS);
    var theirs = index("theirs", ROLE, Map.of());
    var kept = index("kept", ROLE, KEPT);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(ours).doesNotContain(theirs, kept);
    assertThat(kendra().listIndices(_ -> {}).indexConfigurationSummaryItems())
        .extracting(one -> one.name())
        .containsExactlyInAnyOrder("theirs", "kept");
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"janitor:keep=", "workshop=another", "janitor:expires-at=2999-01-01"})
  void anIndexStaysForADataSourceThatIsToStay(String tag) {
    var ours = index("ours", ROLE, OURS);
    var word = tag.split("=", 2);
    source(ours, Map.of(word[0], word[1]));
    ACCOUNT.sweep(Map.of()).stays(ours, "its data source site, which would go with it, carries");
  }

  @Test
  void anIndexThatIsBeingMadeIsWaitedFor() {
    var ours = index("ours", ROLE, OURS);
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(ours, Map.of("told", Map.of("Status", "CREATING"))));
    assertThat(ACCOUNT.sweep(Map.of()).told(ours))
        .containsEntry("outcome", "Requested")
        .extractingByKey("reason")
        .asString()
        .startsWith("Kendra is at work on it: CREATING");
  }

  /// Nothing shows there that the index of somebody else reads with it.
  @Test
  void theRoleOfAStrangersIndexStays() {
    var role = tagged(ACCOUNT.role("reads", "kendra"), OURS);
    index("theirs", role, Map.of());
    ACCOUNT.sweep(Map.of()).stays(role, "theirs");
  }

  // Transfer

  private static String server(Map<String, String> tags) {
    var id = transfer().createServer(request -> request.loggingRole(ROLE)).serverId();
    return tagged(arn("transfer server/" + id), tags);
  }

  private static void user(String server, String role, Map<String, String> tags) {
    var id = server.replaceFirst("^.*/", "");
    transfer().createUser(request -> request.serverId(id).userName("ann").role(role));
    tagged(arn("transfer user/" + id + "/ann"), tags);
  }

  @Test
  void aServerGoesWithItsUsers() {
    var ours = server(OURS);
    user(ours, ROLE, Map.of());
    var theirs = server(Map.of());
    var kept = server(KEPT);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(ours);
    assertThat(transfer().listServers(_ -> {}).servers())
        .extracting(ListedServer::arn)
        .containsExactlyInAnyOrder(theirs, kept);
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
  }

  @Test
  void aServerStaysForAUserWhoIsToStay() {
    var ours = server(OURS);
    user(ours, ROLE, Map.of("janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(ours, "its user ann, who would go with it, carries");
  }

  @Test
  void theRoleOfAStrangersUserStays() {
    var role = tagged(ACCOUNT.role("puts", "transfer"), OURS);
    user(server(Map.of()), role, Map.of());
    ACCOUNT.sweep(Map.of()).stays(role, "it is still used by");
  }

  @Test
  void theFunctionThatLogsPeopleIntoAStrangersServerStays() {
    var function = ACCOUNT.function("logs-in", ACCOUNT.role("runs", "lambda"), OURS);
    transfer()
        .createServer(
            request ->
                request
                    .identityProviderType(IdentityProviderType.AWS_LAMBDA)
                    .identityProviderDetails(by -> by.function(function)));
    ACCOUNT.sweep(Map.of()).stays(function, "it is still used by");
  }

  /// Its endpoint there carries no tag, and goes with it.
  @Test
  void aServerInAVpcGoesBeforeIt() {
    var ec2 = ACCOUNT.aws().of(Emulator.REGION, Ec2Client.class, Ec2Client::builder);
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    var subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.0.0.0/24"))
            .subnet()
            .subnetId();
    var network = List.of(arn("ec2 vpc/" + vpc), arn("ec2 subnet/" + subnet));
    network.forEach(one -> tagged(one, OURS));
    var id =
        transfer()
            .createServer(
                request ->
                    request
                        .endpointType(EndpointType.VPC)
                        .endpointDetails(in -> in.vpcId(vpc).subnetIds(subnet)))
            .serverId();
    var ours = tagged(arn("transfer server/" + id), OURS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.told(network.get(0))).containsEntry("outcome", "Gone");
    assertThat(night.gone()).contains(ours).containsAll(network);
    assertThat(ec2.describeVpcEndpoints(_ -> {}).vpcEndpoints()).isEmpty();
  }
}
