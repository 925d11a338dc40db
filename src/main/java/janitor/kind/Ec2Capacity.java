package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.CapacityReservationType;
import software.amazon.awssdk.services.ec2.model.Host;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/// What is kept free for servers, and bills as they would, whether one runs there or not: capacity
/// reservations and dedicated hosts.
///
/// EC2 cancels a reservation under the servers that run in it, which then bill by themselves; but
/// what is stopped, or is yet to start there, could not start any more ("Cancel a Capacity
/// Reservation" in EC2's guide). So whoever runs in one, or is to, keeps it. What went is told of
/// for a while.
final class Ec2Capacity {
  static final String RESERVATION = "AWS::EC2::CapacityReservation";
  static final String HOST = "AWS::EC2::Host";

  static final String WORD = "capacity-reservation";

  /// What ends by itself, or never came about, bills no more.
  private static final Set<String> NO_MORE =
      Set.of("expired", "cancelled", "failed", "payment-failed", "unsupported", "unavailable");

  private static final Set<String> RELEASED = Set.of("released", "released-permanent-failure");

  /// "mac1.metal hosts must be allocated to your AWS account for at least 24 hour(s). You can
  /// release this host any time after 2024-02-20T18:17:04.915Z." Seen in wazuh/wazuh-qa #4929.
  private static final Pattern LATER = Pattern.compile("any time after (\\S+?)\\.?$");

  private static final Duration MINUTES = Duration.ofMinutes(5);

  private Ec2Capacity() {}

  static List<ResourceKind> kinds(Clients clients) {
    return Stream.of(reservation(), host())
        .<ResourceKind>map(row -> new Ec2Part(clients, row))
        .toList();
  }

  private static Ec2Part.Row reservation() {
    return new Ec2Part.Row(
        Ec2.traits(RESERVATION, WORD)
            .createdBy(
                Ec2.answering(
                    "CreateCapacityReservation", "capacityReservation.capacityReservationId"))
            .costs(CostClass.TENS_A_DAY)
            .actions(
                "ec2:DescribeCapacityReservations",
                Ec2Compute.INSTANCES,
                "ec2:CancelCapacityReservation")
            .build(),
        ec2 ->
            ec2
                .client()
                .describeCapacityReservationsPaginator(request -> request.maxResults(1000))
                .capacityReservations()
                .stream()
                .filter(one -> !NO_MORE.contains(String.valueOf(one.stateAsString())))
                .collect(Ec2Part.each(one -> reservation(ec2, one))),
        (client, one) -> {
          var answer =
              client.cancelCapacityReservation(
                  request -> request.capacityReservationId(Ec2.id(one)));
          return Boolean.FALSE.equals(answer.returnValue())
              ? new Deletion.Stuck(
                  "EC2 answered that it did not cancel it", "cancel it in EC2's console")
              : Deletion.ASKED;
        });
  }

  /// In which it runs, and in which it is to start: one that is stopped runs in none.
  static Stream<String> reservations(Instance instance) {
    return Stream.concat(
            Stream.ofNullable(instance.capacityReservationId()),
            Stream.ofNullable(instance.capacityReservationSpecification())
                .flatMap(how -> Stream.ofNullable(how.capacityReservationTarget()))
                .flatMap(target -> Stream.ofNullable(target.capacityReservationId())))
        .distinct();
  }

  /// How many servers run in it that are none of this account's: of somebody whom it is shared
  /// with, which no list shows here ("Work with shared Capacity Reservations" in EC2's guide).
  private static long usedByOthers(Ec2 ec2, CapacityReservation one) {
    if (one.totalInstanceCount() == null || one.availableInstanceCount() == null) {
      return 0;
    }
    var used = one.totalInstanceCount() - one.availableInstanceCount();
    return used <= 0
        ? 0
        : used
            - Ec2Compute.instances(ec2).stream()
                .filter(
                    server -> one.capacityReservationId().equals(server.capacityReservationId()))
                .count();
  }

  private static Resource.Builder reservation(Ec2 ec2, CapacityReservation one) {
    var resource =
        ec2.resource(RESERVATION, WORD, one.capacityReservationId(), one.ownerId(), one.tags())
            .createdAt(one.createDate());
    if (one.reservationType() == CapacityReservationType.CAPACITY_BLOCK) {
      resource.guard(
          "it is a Capacity Block, which is paid for and which nobody can cancel: it ends "
              + (one.endDate() == null ? "by itself" : one.endDate()));
    } else if (one.commitmentInfo() != null && one.commitmentInfo().commitmentEndDate() != null) {
      resource.guard(
          "somebody committed to it, and AWS cancels none before the end of that: "
              + one.commitmentInfo().commitmentEndDate());
    } else if (one.capacityReservationFleetId() != null
        && !one.capacityReservationFleetId().isEmpty()) {
      resource.guard(
          "it is of the Capacity Reservation Fleet "
              + one.capacityReservationFleetId()
              + ", which is what has to be cancelled");
    } else {
      var others = usedByOthers(ec2, one);
      if (others > 0) {
        resource.guard(
            "somebody whom it is shared with uses "
                + others
                + " of its "
                + one.totalInstanceCount()
                + " places");
      }
    }
    return resource;
  }

  /// Released only when no server is on it, and a Mac no earlier than 24 hours after it was
  /// allocated ("Amazon EC2 Mac instances" in EC2's guide), nor while it is cleaned, which takes a
  /// Mac hours.
  private static Ec2Part.Row host() {
    return new Ec2Part.Row(
        Ec2.traits(HOST, "dedicated-host")
            .createdBy(
                Creation.answering("ec2:AllocateHosts", "hostIdSet.items"),
                Creation.answering("ec2:AllocateHosts", "AllocateHostsResponse.hostIdSet.item"))
            .costs(CostClass.TENS_A_DAY)
            .actions("ec2:DescribeHosts", "ec2:ReleaseHosts")
            .usualWait(Duration.ofSeconds(15))
            .build(),
        ec2 ->
            ec2.client().describeHostsPaginator(request -> request.maxResults(500)).hosts().stream()
                .filter(host -> !RELEASED.contains(String.valueOf(host.stateAsString())))
                .collect(Ec2Part.each(host -> host(ec2, host))),
        Ec2Capacity::release);
  }

  private static Resource.Builder host(Ec2 ec2, Host host) {
    var resource =
        ec2.resource(HOST, "dedicated-host", host.hostId(), host.ownerId(), host.tags())
            .createdAt(host.allocationTime())
            .fact(Resource.STATUS, String.valueOf(host.stateAsString()));
    if (host.hostReservationId() != null && !host.hostReservationId().isEmpty()) {
      resource.guard("it is reserved and paid for by " + host.hostReservationId());
    } else if (Boolean.TRUE.equals(host.memberOfServiceLinkedResourceGroup())) {
      resource.guard("License Manager allocates and releases it, for its host resource group");
    }
    return resource;
  }

  private static Deletion release(Ec2Client client, Resource host) {
    if (host.fact(Resource.STATUS).equals("pending")) {
      return new Deletion.Preparing("EC2 is cleaning the host", MINUTES);
    }
    var refused = client.releaseHosts(request -> request.hostIds(Ec2.id(host))).unsuccessful();
    var later = refused.stream().map(Ec2Capacity::laterThan).flatMap(List::stream).findFirst();
    if (later.isPresent()) {
      return new Deletion.Deferred(
          "AWS releases a host of this sort no earlier than " + later.get());
    }
    Ec2.check(refused);
    return Deletion.ASKED;
  }

  private static List<String> laterThan(UnsuccessfulItem item) {
    var text = item.error() == null ? null : item.error().message();
    return text == null
        ? List.of()
        : LATER.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
