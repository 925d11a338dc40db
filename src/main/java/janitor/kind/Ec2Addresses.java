package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/// Elastic IP addresses, which bill by the hour, used or not.
///
/// Releasing one takes it off whatever has it in a default VPC, and nowhere else ("[Default VPC]
/// Releasing an Elastic IP address automatically disassociates it", ReleaseAddress in EC2's API
/// reference): so what has it is looked at right before. As long as a NAT gateway has it, AWS
/// answers as if it were somebody else's.
final class Ec2Addresses {
  private static final String WORD = "elastic-ip";

  private Ec2Addresses() {}

  static Ec2Part.Row address(Clients clients) {
    return new Ec2Part.Row(
            Ec2.traits(Ec2Network.ADDRESS, WORD)
                .createdBy(Ec2.answering("AllocateAddress", "allocationId"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .physicalId((spot, id) -> called(new Ec2(spot.place(), clients), id))
                .actions("ec2:DescribeAddresses", "ec2:ReleaseAddress")
                .usesOf(Ec2Network.ADDRESS)
                .foundBy(Ec2Network.NAT_GATEWAY, LoadBalancers.BALANCER, Ec2Compute.INSTANCE)
                .build(),
            ec2 ->
                all(ec2).stream()
                    .filter(address -> address.allocationId() != null)
                    .collect(Ec2Part.each(address -> resource(ec2, address))),
            Ec2Addresses::release)
        .linking(Ec2Addresses::uses)
        .besides(Ec2Addresses::ofCandidates);
  }

  private static List<Address> all(Ec2 ec2) {
    return ec2.once("addresses", () -> ec2.client().describeAddresses().addresses());
  }

  private static Resource.Builder resource(Ec2 ec2, Address address) {
    var resource =
        ec2.resource(Ec2Network.ADDRESS, WORD, address.allocationId(), null, address.tags())
            .name(address.publicIp());
    given(address.serviceManagedAsString())
        .ifPresent(service -> resource.guard("AWS's " + service + " manages it"));
    return resource;
  }

  private static List<Arn> called(Ec2 ec2, String id) {
    return all(ec2).stream()
        .filter(address -> id.equals(address.publicIp()) || id.equals(address.allocationId()))
        .map(address -> ec2.arn(WORD, address.allocationId()))
        .toList();
  }

  /// An interface tells of the address of its first private one, and of no other's; each address
  /// tells which interface has it.
  private static List<Use> uses(Ec2 ec2) {
    return all(ec2).stream()
        .filter(address -> address.allocationId() != null)
        .flatMap(address -> use(ec2, address).stream())
        .toList();
  }

  private static Optional<Use> use(Ec2 ec2, Address address) {
    var used = ec2.arn(WORD, address.allocationId());
    return given(address.networkInterfaceId())
        .map(id -> Ec2Interfaces.useBy(ec2, id, used))
        .or(
            () ->
                given(address.instanceId())
                    .map(
                        id ->
                            new Use(
                                ec2.arn("instance", id),
                                "instance " + id + ", which is not of the workshop, has it",
                                used)));
  }

  /// Somebody may have given it to something since the scan.
  private static Deletion release(Ec2Client client, Resource address) {
    var id = Ec2.id(address);
    client.describeAddresses(request -> request.allocationIds(id)).addresses().stream()
        .flatMap(now -> holder(now).stream())
        .findFirst()
        .ifPresent(
            holder -> {
              throw Ec2.refusal(
                  "InvalidIPAddress.InUse", "Address " + address.name() + " is of " + holder + ".");
            });
    return Ec2.asked(client.releaseAddress(request -> request.allocationId(id)));
  }

  private static Optional<String> holder(Address address) {
    return Stream.of(address.instanceId(), address.networkInterfaceId(), address.associationId())
        .flatMap(id -> given(id).stream())
        .findFirst();
  }

  /// One that a NAT gateway, a load balancer or a server has and that carries no tag of its own is
  /// told, and stays. A person gave it to them: a load balancer names an allocation id only where
  /// it was made with one (`LoadBalancerAddress` in ELB's API reference). No answer of AWS's says
  /// since when the account has it (`Address` in EC2's), and others may let in whoever comes from
  /// there.
  private static Map<Arn, Ec2Part.Beside> ofCandidates(Ec2 ec2, List<Resource> candidates) {
    var besides = new HashMap<Arn, Ec2Part.Beside>();
    for (var type : List.of(Ec2Network.NAT_GATEWAY, LoadBalancers.BALANCER)) {
      for (var gateway : Ec2.of(ec2, candidates, type)) {
        gateway.uses().stream()
            .filter(used -> used.names("ec2", WORD + "/"))
            .forEach(address -> besides.put(address, left(gateway)));
      }
    }
    for (var server : Ec2.of(ec2, candidates, Ec2Compute.INSTANCE)) {
      all(ec2).stream()
          .filter(address -> address.allocationId() != null && isOf(ec2, address, Ec2.id(server)))
          .forEach(address -> besides.put(ec2.arn(WORD, address.allocationId()), left(server)));
    }
    return besides;
  }

  private static Ec2Part.Beside left(Resource by) {
    return Ec2Part.Beside.told(
        by.arn(),
        by.label()
            + " leaves it, it bills on, and nothing tells whether it was there before: release it,"
            + " or tag it for the next night");
  }

  private static boolean isOf(Ec2 ec2, Address address, String server) {
    return server.equals(address.instanceId())
        || given(address.networkInterfaceId()).stream()
            .flatMap(id -> Ec2Interfaces.called(ec2, id).stream())
            .map(NetworkInterface::attachment)
            .filter(Objects::nonNull)
            .anyMatch(attachment -> server.equals(attachment.instanceId()));
  }

  /// AWS leaves out what there is not, or tells it as empty.
  private static Optional<String> given(@Nullable String text) {
    return Optional.ofNullable(text).filter(one -> !one.isBlank());
  }
}
