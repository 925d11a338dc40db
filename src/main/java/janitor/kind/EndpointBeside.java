package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The endpoint of a VPC that a service made there for a thing of its own, which carries no tag of
/// that thing's. It is not deleted beside it: the service does that, with the rights of who asks.
final class EndpointBeside {
  private static final String FACT = "endpoint of the VPC";

  private EndpointBeside() {}

  /// Notes the endpoint, which then goes with it.
  static void of(Resource.Builder resource, Place place, @Nullable String id) {
    if (id != null) {
      resource.fact(FACT, id).uses(place.arn("ec2", "vpc-endpoint/" + id));
    }
  }

  /// Those that go with some of the candidates.
  static Map<Arn, Ec2Part.Beside> all(Ec2 ec2, List<Resource> candidates) {
    return candidates.stream()
        .filter(EndpointBeside::isBeside)
        .collect(
            Collectors.toMap(
                one -> arn(ec2, one), one -> Ec2Part.Beside.member(one.arn()), (one, _) -> one));
  }

  /// Of what its service does not tell any more, that of whose endpoint an interface is left: its
  /// subnet could not go.
  static Set<Arn> left(Clients clients, Place place, List<Resource> absent) {
    var ec2 = new Ec2(place, clients);
    var endpoints =
        absent.stream()
            .filter(EndpointBeside::isBeside)
            .collect(Collectors.toMap(Resource::arn, one -> arn(ec2, one)));
    var left = Ec2Interfaces.withHolders(ec2, Set.copyOf(endpoints.values()), Set.of());
    return endpoints.keySet().stream()
        .filter(one -> left.contains(endpoints.get(one)))
        .collect(Collectors.toSet());
  }

  private static boolean isBeside(Resource one) {
    return one.facts().containsKey(FACT);
  }

  private static Arn arn(Ec2 ec2, Resource one) {
    return ec2.arn("vpc-endpoint", one.fact(FACT));
  }
}
