package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.ScalingGroup;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/// The network interfaces of a region: who holds which subnet, security group, route and gateway,
/// whatever service it is of. One list tells it of all.
///
/// An interface that a service made for itself (a load balancer, a NAT gateway, an endpoint) cannot
/// be deleted by anybody else, and goes minutes after what it was made for ("Requester-managed
/// network interfaces" in EC2's guide): its holder is told in its place.
final class Ec2Interfaces {
  static final String ACTION = "ec2:DescribeNetworkInterfaces";

  /// How services describe theirs. Sources: ELB's, VPC's and EKS's guides on finding an interface's
  /// owner by its description.
  private record Sign(Pattern description, String service, String resource) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              Pattern.compile("ELB ((app|net|gwy)/\\S+/\\S+)"),
              "elasticloadbalancing",
              "loadbalancer/"),
          new Sign(Pattern.compile("ELB (\\S+)"), "elasticloadbalancing", "loadbalancer/"),
          new Sign(Pattern.compile("Interface for NAT Gateway (nat-\\w+)"), "ec2", "natgateway/"),
          new Sign(
              Pattern.compile("VPC Endpoint (?:Interface )?(vpce-\\w+)"), "ec2", "vpc-endpoint/"),
          new Sign(
              Pattern.compile("Network Interface for Transit Gateway Attachment (tgw-attach-\\w+)"),
              "ec2",
              "transit-gateway-attachment/"),
          new Sign(Ec2ClientVpn.NAMES_ENDPOINT, "ec2", "client-vpn-endpoint/"),
          new Sign(
              Pattern.compile("AWS created network interface for directory (d-\\w+)"),
              "ds",
              "directory/"),
          new Sign(Pattern.compile("Amazon EKS (\\S+)"), "eks", "cluster/"),
          new Sign(
              Pattern.compile("EFS mount target for (fs-\\w+) \\(fsmt-\\w+\\)"),
              "elasticfilesystem",
              "file-system/"),
          new Sign(
              Pattern.compile(
                  "AWS Lambda VPC ENI-(.+?)(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?"),
              "lambda",
              "function:"));

  /// A resolver endpoint's, with an id for each of its addresses. It is made in the name of whoever
  /// makes the endpoint (CreateNetworkInterfacePermission is among the rights that it takes,
  /// awsdocs/ amazon-route53-docs #10), and nowhere is said whether EC2 calls it a service's: the
  /// form of its description is enough. Nothing goes by it that EC2 would not refuse, and without
  /// it the endpoint would wait for what waits for itself: its VPC, for the sake of its rules.
  private static final Sign OF_RESOLVER =
      new Sign(
          Pattern.compile("Route 53 Resolver: (rslvr-[a-z]+-[0-9a-z]+)(?::.*)?"),
          Route53Resolver.SERVICE,
          Route53Resolver.ENDPOINT_WORD);

  /// Of a task's: ECS alone knows which ("Task networking" in its guide).
  private static final Pattern OF_TASK = Pattern.compile("arn:[^:]+:ecs:[^:]+:\\d+:attachment/.+");

  private Ec2Interfaces() {}

  static List<NetworkInterface> all(Ec2 ec2) {
    return ec2.once(
        "network interfaces",
        () ->
            ec2
                .client()
                .describeNetworkInterfacesPaginator(request -> request.maxResults(1000))
                .networkInterfaces()
                .stream()
                .toList());
  }

  /// What the interface is a part of, by what it is attached to or how it is described; nothing
  /// where it stands for itself. A server goes with the group or the fleet that starts it, a node
  /// with its cluster.
  static Optional<Arn> holder(Ec2 ec2, NetworkInterface networkInterface) {
    var attachment = networkInterface.attachment();
    if (attachment != null && attachment.instanceId() != null) {
      return Ec2Compute.clusterOf(ec2, attachment.instanceId())
          .or(() -> AutoScaling.groupOf(ec2, attachment.instanceId()))
          .or(() -> Ec2Compute.fleetOf(ec2, attachment.instanceId()))
          .or(() -> Optional.of(ec2.arn("instance", attachment.instanceId())));
    }
    return ofService(ec2, networkInterface).or(() -> ofResolver(ec2, networkInterface));
  }

  private static Optional<Arn> ofResolver(Ec2 ec2, NetworkInterface networkInterface) {
    return named(ec2, OF_RESOLVER, description(networkInterface));
  }

  private static Optional<Arn> named(Ec2 ec2, Sign sign, String description) {
    var match = sign.description().matcher(description);
    return match.matches()
        ? Optional.of(ec2.place().arn(sign.service(), sign.resource() + match.group(1)))
        : Optional.empty();
  }

  private static Optional<Arn> ofService(Ec2 ec2, NetworkInterface networkInterface) {
    if (!isOfService(networkInterface)) {
      return Optional.empty();
    }
    var description = description(networkInterface);
    if (OF_TASK.matcher(description).matches()) {
      return new Ecs(ec2.place(), ec2.clients()).holderOf(networkInterface.networkInterfaceId());
    }
    return described(ec2, description)
        .or(
            () ->
                description.startsWith(Ec2ClientVpn.OF_ENDPOINT)
                    ? Ec2ClientVpn.holderOf(ec2, networkInterface)
                    : Optional.empty());
  }

  private static String description(NetworkInterface networkInterface) {
    return Objects.requireNonNullElse(networkInterface.description(), "");
  }

  /// What the description itself names.
  private static Optional<Arn> described(Ec2 ec2, String description) {
    return SIGNS.stream().flatMap(sign -> named(ec2, sign, description).stream()).findFirst();
  }

  /// What anybody makes (`InterfaceType` of CreateNetworkInterface and of RunInstances in EC2's API
  /// reference), and where AWS names no type. Each other is a service's (`interface-type` of
  /// DescribeNetworkInterfaces), also one that came about since this was written.
  private static final Set<String> OF_ANYBODY = Set.of("", "interface", "efa", "efa-only");

  /// Anybody can describe an interface as a load balancer's; only a service can have made it.
  static boolean isOfService(NetworkInterface networkInterface) {
    return Boolean.TRUE.equals(networkInterface.requesterManaged())
        || !OF_ANYBODY.contains(
            Objects.requireNonNullElse(networkInterface.interfaceTypeAsString(), ""));
  }

  /// Those of the asked that are there, or of which an interface is left: one that names them.
  /// Whose task or whose Client VPN another is says nothing of these, and takes calls to ECS and to
  /// EC2.
  static Set<Arn> withHolders(Ec2 ec2, Set<Arn> asked, Set<Arn> there) {
    var all = new HashSet<>(there);
    if (!there.containsAll(asked)) {
      all(ec2).stream()
          .flatMap(
              networkInterface ->
                  (isOfService(networkInterface)
                          ? described(ec2, description(networkInterface))
                          : Optional.<Arn>empty())
                      .or(() -> ofResolver(ec2, networkInterface)).stream())
          .filter(asked::contains)
          .forEach(all::add);
    }
    return all;
  }

  /// What each interface, or what it is a part of, needs: its subnet with the route table and the
  /// gateways behind it, its security groups, its address.
  static List<Use> uses(Ec2 ec2) {
    var uses = new ArrayList<Use>();
    for (var networkInterface : all(ec2)) {
      var holder = holder(ec2, networkInterface);
      var user =
          holder.orElseGet(
              () -> ec2.arn("network-interface", networkInterface.networkInterfaceId()));
      var reason = reason(networkInterface, holder);
      for (var used : needs(ec2, networkInterface)) {
        uses.add(new Use(user, reason, used));
      }
      for (var used : serversOnTheWay(ec2, networkInterface)) {
        uses.add(new Use(user, reason, used, Use.Bond.UNORDERED));
      }
      holder
          .filter(arn -> arn.names("ec2", "instance/") || startsServers(arn))
          .ifPresent(
              arn ->
                  uses.add(
                      new Use(
                          arn,
                          reason,
                          ec2.arn("network-interface", networkInterface.networkInterfaceId()))));
    }
    return uses;
  }

  static Optional<NetworkInterface> called(Ec2 ec2, String id) {
    return all(ec2).stream().filter(one -> id.equals(one.networkInterfaceId())).findFirst();
  }

  /// What is had by the interface, by whatever that is a part of. One that is not in the list is
  /// another account's, or came since: a stranger.
  static Use useBy(Ec2 ec2, String id, Arn used) {
    return called(ec2, id)
        .map(
            networkInterface -> {
              var holder = holder(ec2, networkInterface);
              return new Use(
                  holder.orElseGet(() -> ec2.arn("network-interface", id)),
                  reason(networkInterface, holder),
                  used);
            })
        .orElseGet(
            () ->
                new Use(
                    ec2.arn("network-interface", id),
                    "network interface " + id + ", which is not of the workshop, needs it",
                    used));
  }

  private static boolean startsServers(Arn arn) {
    return ScalingGroup.is(arn) || Ec2Fleets.is(arn);
  }

  private static String reason(NetworkInterface networkInterface, Optional<Arn> holder) {
    var description = Objects.requireNonNullElse(networkInterface.description(), "");
    return holder
        .map(arn -> words(arn) + ", which is not of the workshop, is in it or needs it")
        .orElseGet(
            () ->
                "network interface "
                    + networkInterface.networkInterfaceId()
                    + (description.isEmpty() ? "" : " (" + description + ")")
                    + ", which is not of the workshop, is in it or needs it");
  }

  private static String words(Arn arn) {
    if (ScalingGroup.is(arn)) {
      return "Auto Scaling group " + ScalingGroup.nameOf(arn);
    }
    return arn.resource().replaceFirst("[/:]", " ");
  }

  private static Set<Arn> needs(Ec2 ec2, NetworkInterface networkInterface) {
    var needs = new LinkedHashSet<Arn>();
    needs.add(ec2.arn("vpc", networkInterface.vpcId()));
    needs.add(ec2.arn("subnet", networkInterface.subnetId()));
    networkInterface.groups().stream()
        .map(GroupIdentifier::groupId)
        .forEach(group -> needs.add(ec2.arn("security-group", group)));
    var association = networkInterface.association();
    if (association != null && association.allocationId() != null) {
      needs.add(ec2.arn("elastic-ip", association.allocationId()));
    }
    tableOf(ec2, networkInterface)
        .ifPresent(
            table -> {
              needs.add(ec2.arn("route-table", table.routeTableId()));
              table.routes().forEach(route -> Ec2Routes.gateway(ec2, route).ifPresent(needs::add));
            });
    return needs;
  }

  /// Servers, or interfaces of theirs, to which a route leads, as to one that translates addresses.
  /// Nodes of a cluster route to each other in circles, so that any may go first.
  private static Set<Arn> serversOnTheWay(Ec2 ec2, NetworkInterface networkInterface) {
    return tableOf(ec2, networkInterface).stream()
        .flatMap(table -> table.routes().stream())
        .flatMap(route -> Ec2Routes.servers(ec2, route))
        .collect(Collectors.toSet());
  }

  private static Optional<RouteTable> tableOf(Ec2 ec2, NetworkInterface networkInterface) {
    var tables =
        Ec2Network.routeTables(ec2).stream()
            .filter(table -> networkInterface.vpcId().equals(table.vpcId()))
            .toList();
    return tables.stream()
        .filter(
            table ->
                table.associations().stream()
                    .map(RouteTableAssociation::subnetId)
                    .anyMatch(networkInterface.subnetId()::equals))
        .findFirst()
        .or(() -> tables.stream().filter(Ec2Network::isMain).findFirst());
  }

  /// The kind of interfaces that stand for themselves.
  static Resource.Builder resource(Ec2 ec2, NetworkInterface networkInterface) {
    var resource =
        ec2.resource(
            Ec2Network.INTERFACE,
            "network-interface",
            networkInterface.networkInterfaceId(),
            networkInterface.ownerId(),
            networkInterface.tagSet());
    if (isOfService(networkInterface) || ofResolver(ec2, networkInterface).isPresent()) {
      Ec2.guardManaged(resource, networkInterface.operator());
      var holder = holder(ec2, networkInterface);
      holder.ifPresent(resource::owner);
      if (holder.isEmpty()) {
        resource.guard(
            "a service of AWS made it and takes it away"
                + (networkInterface.description() == null
                    ? ""
                    : ": " + networkInterface.description()));
      }
    } else {
      goesWith(networkInterface)
          .ifPresentOrElse(
              server -> Ec2.goesWith(resource, ec2.arn("instance", server)),
              () -> Ec2.guardManaged(resource, networkInterface.operator()));
    }
    return resource;
  }

  /// The server that takes it along (`NetworkInterfaceAttachment` in EC2's API reference).
  private static Optional<String> goesWith(NetworkInterface networkInterface) {
    return Optional.ofNullable(networkInterface.attachment())
        .filter(attachment -> Boolean.TRUE.equals(attachment.deleteOnTermination()))
        .flatMap(attachment -> Optional.ofNullable(attachment.instanceId()));
  }

  /// Those that go with a server and carry a tag which may not want that, and those that do not go
  /// with it: nothing tells how old they are.
  static Map<Arn, Ec2Part.Beside> ofServers(Ec2 ec2, List<Resource> candidates) {
    var besides = new HashMap<Arn, Ec2Part.Beside>();
    for (var server : Ec2.of(ec2, candidates, Ec2Compute.INSTANCE)) {
      for (var networkInterface : all(ec2)) {
        var attachment = networkInterface.attachment();
        if (attachment == null || !Ec2.id(server).equals(attachment.instanceId())) {
          continue;
        }
        var id = networkInterface.networkInterfaceId();
        if (goesWith(networkInterface).isEmpty()) {
          besides.put(
              ec2.arn("network-interface", id),
              Ec2Part.Beside.told(
                  server.arn(),
                  "it was made apart from "
                      + server.label()
                      + ", to which it is attached: if it is of the workshop, tag it"));
        } else if (ec2.hasAWordBeside(id, server)) {
          besides.put(ec2.arn("network-interface", id), Ec2Part.Beside.member(server.arn()));
        }
      }
    }
    return besides;
  }

  /// What it needs itself, once it is known to be of the workshop: else its holder is told of in
  /// its place.
  static Resource withNeeds(Ec2 ec2, Resource resource) {
    var copy = resource.toBuilder();
    all(ec2).stream()
        .filter(
            networkInterface ->
                resource.arn().resource().endsWith("/" + networkInterface.networkInterfaceId()))
        .flatMap(networkInterface -> needs(ec2, networkInterface).stream())
        .forEach(copy::uses);
    return copy.build();
  }
}
