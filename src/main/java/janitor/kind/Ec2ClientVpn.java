package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ClientVpnEndpoint;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.TargetNetwork;

/// By which people's machines get into a VPC. It bills by the hour for each subnet that it is
/// associated with, whether anybody is connected or not, and more for those who are.
///
/// "You must disassociate all target networks before you can delete a Client VPN endpoint"
/// (DeleteClientVpnEndpoint in the API reference), which takes AWS minutes; its network interfaces
/// go after that.
final class Ec2ClientVpn {
  static final String ENDPOINT = "AWS::EC2::ClientVpnEndpoint";

  /// How its network interfaces are described, one for each route into a subnet. AWS's pages do not
  /// say it; seen in what others wrote down of their accounts (anaudiyal/rackspace-k8s-webapi).
  static final String OF_ENDPOINT = "ClientVPN Endpoint resource";

  /// Scripts of others look for the id in it, which accounts do not show.
  static final Pattern NAMES_ENDPOINT =
      Pattern.compile(OF_ENDPOINT + ".*\\b(cvpn-endpoint-\\w+).*");

  private static final String CARDS = "network interfaces";
  private static final String WORD = "client-vpn-endpoint";
  private static final Duration MINUTES = Duration.ofSeconds(30);
  private static final Set<String> OFF = Set.of("disassociated", "association-failed");

  private Ec2ClientVpn() {}

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Ec2Part(clients, endpoint()));
  }

  private static List<ClientVpnEndpoint> endpoints(Ec2 ec2) {
    return ec2.once(
        "Client VPN endpoints",
        () ->
            ec2
                .client()
                .describeClientVpnEndpointsPaginator(request -> request.maxResults(1000))
                .clientVpnEndpoints()
                .stream()
                .filter(endpoint -> !state(endpoint).equals("deleted"))
                .toList());
  }

  private static String state(ClientVpnEndpoint endpoint) {
    return endpoint.status() == null
        ? ""
        : Objects.requireNonNullElse(endpoint.status().codeAsString(), "");
  }

  private static List<TargetNetwork> networks(Ec2Client client, String endpoint) {
    return client
        .describeClientVpnTargetNetworksPaginator(
            request -> request.clientVpnEndpointId(endpoint).maxResults(1000))
        .clientVpnTargetNetworks()
        .stream()
        .filter(network -> !isOff(network))
        .toList();
  }

  private static boolean isOff(TargetNetwork network) {
    return network.status() != null
        && OFF.contains(String.valueOf(network.status().codeAsString()));
  }

  private static List<TargetNetwork> networks(Ec2 ec2, ClientVpnEndpoint endpoint) {
    var id = endpoint.clientVpnEndpointId();
    return id == null
        ? List.of()
        : ec2.once("target networks of " + id, () -> networks(ec2.client(), id));
  }

  /// Whose interface it is, if its description does not say: the one that has its subnet with its
  /// groups; else the one of its VPC, for AWS takes interfaces away after it has forgotten their
  /// subnet. Nothing where it may be several's.
  static Optional<Arn> holderOf(Ec2 ec2, NetworkInterface card) {
    return only(endpoints(ec2).stream().filter(one -> isIn(ec2, one, card)))
        .or(() -> only(endpoints(ec2).stream().filter(one -> isInItsVpc(one, card))))
        .map(id -> ec2.arn(WORD, id));
  }

  private static Optional<String> only(Stream<ClientVpnEndpoint> endpoints) {
    var ids = endpoints.map(ClientVpnEndpoint::clientVpnEndpointId).toList();
    return ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty();
  }

  private static boolean isIn(Ec2 ec2, ClientVpnEndpoint endpoint, NetworkInterface card) {
    var groups = card.groups().stream().map(GroupIdentifier::groupId).collect(Collectors.toSet());
    return networks(ec2, endpoint).stream()
        .filter(network -> card.subnetId().equals(network.targetNetworkId()))
        .anyMatch(network -> groups.equals(Set.copyOf(network.securityGroups())));
  }

  private static boolean isInItsVpc(ClientVpnEndpoint endpoint, NetworkInterface card) {
    return card.vpcId() != null && card.vpcId().equals(endpoint.vpcId());
  }

  private static Ec2Part.Row endpoint() {
    return new Ec2Part.Row(
            Ec2.traits(ENDPOINT, WORD)
                .createdBy(Ec2.answering("CreateClientVpnEndpoint", "clientVpnEndpointId"))
                .costs(CostClass.DOLLARS_A_DAY)
                .actions(
                    "ec2:DescribeClientVpnEndpoints",
                    "ec2:DescribeClientVpnTargetNetworks",
                    Ec2Interfaces.ACTION,
                    "ec2:DisassociateClientVpnTargetNetwork",
                    "ec2:DeleteClientVpnEndpoint")
                .usesOf(
                    Ec2Network.VPC,
                    Ec2Network.SECURITY_GROUP,
                    Ec2Gateways.TRANSIT_GATEWAY,
                    AcmCertificate.TYPE,
                    LambdaFunction.TYPE,
                    LogsLogGroup.TYPE,
                    Directories.TYPE)
                .usualWait(MINUTES)
                .build(),
            ec2 ->
                endpoints(ec2).stream().collect(Ec2Part.each(endpoint -> endpoint(ec2, endpoint))),
            Ec2ClientVpn::delete)
        .enriching(Ec2ClientVpn::withNetworks);
  }

  private static Resource.Builder endpoint(Ec2 ec2, ClientVpnEndpoint endpoint) {
    var resource =
        ec2.resource(ENDPOINT, WORD, endpoint.clientVpnEndpointId(), null, endpoint.tags())
            .createdAt(createdAt(endpoint.creationTime()))
            .fact(Resource.STATUS, state(endpoint));
    ec2.uses(resource, "vpc", endpoint.vpcId());
    ec2.uses(resource, "security-group", endpoint.securityGroupIds());
    Described.uses(resource, Stream.ofNullable(endpoint.serverCertificateArn()));
    for (var how : endpoint.authenticationOptions()) {
      if (how.mutualAuthentication() != null) {
        Described.uses(
            resource, Stream.ofNullable(how.mutualAuthentication().clientRootCertificateChain()));
      }
    }
    Directories.joins(
        resource,
        ec2.place(),
        endpoint.authenticationOptions().stream()
            .flatMap(how -> Stream.ofNullable(how.activeDirectory()))
            .flatMap(active -> Stream.ofNullable(active.directoryId())));
    if (endpoint.clientConnectOptions() != null) {
      Described.uses(
          resource, Stream.ofNullable(endpoint.clientConnectOptions().lambdaFunctionArn()));
    }
    if (endpoint.connectionLogOptions() != null
        && endpoint.connectionLogOptions().cloudwatchLogGroup() != null) {
      resource.uses(
          ec2.place()
              .arn("logs", "log-group:" + endpoint.connectionLogOptions().cloudwatchLogGroup()));
    }
    return resource;
  }

  /// EC2 writes it as a text, with no zone or with UTC's.
  private static @Nullable Instant createdAt(@Nullable String time) {
    return Answers.instant(time == null || time.endsWith("Z") ? time : time + "Z").orElse(null);
  }

  private static Resource withNetworks(Ec2 ec2, Resource endpoint) {
    var copy = endpoint.toBuilder();
    var hasCards =
        Ec2Interfaces.all(ec2).stream()
            .flatMap(card -> Ec2Interfaces.holder(ec2, card).stream())
            .anyMatch(endpoint.arn()::equals);
    copy.fact(CARDS, hasCards ? "some" : "none");
    endpoints(ec2).stream()
        .filter(one -> Ec2.id(endpoint).equals(one.clientVpnEndpointId()))
        .flatMap(one -> networks(ec2, one).stream())
        .forEach(
            network -> {
              ec2.uses(copy, "subnet", network.targetNetworkId());
              ec2.uses(copy, "security-group", network.securityGroups());
            });
    return copy.build();
  }

  /// Who is connected is cut off with the last of its networks. Once it is gone itself, nothing
  /// would tell any more whose its interfaces were.
  private static Deletion delete(Ec2Client client, Resource endpoint) {
    if (endpoint.fact(Resource.STATUS).equals("deleting")) {
      return Deletion.ASKED;
    }
    var id = Ec2.id(endpoint);
    var left = networks(client, id);
    left.stream()
        .filter(
            network ->
                network.status() == null
                    || !"disassociating".equals(network.status().codeAsString()))
        .forEach(
            network ->
                Answers.beforehand(
                    () ->
                        client.disassociateClientVpnTargetNetwork(
                            request ->
                                request
                                    .clientVpnEndpointId(id)
                                    .associationId(network.associationId()))));
    if (!left.isEmpty()) {
      return new Deletion.Preparing("taking its subnets off it", MINUTES);
    }
    if (endpoint.fact(CARDS).equals("some")) {
      return new Deletion.Preparing("AWS is taking its network interfaces away", MINUTES);
    }
    return Ec2.asked(client.deleteClientVpnEndpoint(request -> request.clientVpnEndpointId(id)));
  }
}
