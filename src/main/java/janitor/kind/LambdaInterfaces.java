package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/// The Hyperplane network interfaces by which functions reach into a VPC. Lambda removes them up to
/// twenty minutes after the last function that uses them, in the name of the function's role: if
/// that goes first they stay for ever, and hold their subnets and security groups (Lambda's guide,
/// "Giving Lambda functions access to resources in an Amazon VPC"; awslabs/aws-support-tools #174).
///
/// Functions with the same subnet and security groups share one, which is described by the name of
/// the first. So a gone function is done with when no interface of its subnets and groups is left,
/// nor one with its name, save what a function that is still there works with.
final class LambdaInterfaces {
  private static final String SUBNETS = "subnets";
  private static final String GROUPS = "security groups";
  private static final String DESCRIBED = "AWS Lambda VPC ENI-";
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private static final Filter BY_LAMBDA =
      Filter.builder().name("interface-type").values("lambda").build();

  private LambdaInterfaces() {}

  /// What of a function is needed when it is gone.
  static void noted(Resource.Builder resource, FunctionConfiguration function) {
    vpc(function)
        .ifPresent(
            vpc ->
                resource
                    .fact(
                        Resource.LINGERS,
                        "Lambda is still removing its network interfaces ("
                            + DESCRIBED
                            + function.functionName()
                            + "…), for which it needs the function's role and up to 20 minutes")
                    .fact(Resource.LINGERS_WITH, function.role())
                    .fact(SUBNETS, String.join("\n", vpc.subnetIds()))
                    .fact(GROUPS, String.join("\n", vpc.securityGroupIds())));
  }

  /// A function that was taken out of its VPC tells empty lists.
  private static Optional<VpcConfigResponse> vpc(FunctionConfiguration function) {
    return Optional.ofNullable(function.vpcConfig())
        .filter(VpcConfigResponse::hasSubnetIds)
        .filter(vpc -> !vpc.subnetIds().isEmpty());
  }

  /// Those of the gone functions that Lambda is not done with.
  ///
  /// @param functions lists what is there
  static Reading<Set<Arn>> lingering(
      List<Resource> gone,
      Place place,
      Clients clients,
      Function<Place, List<FunctionConfiguration>> functions) {
    return Reading.each(
            gone,
            Resource::arn,
            function ->
                interfaces(place, clients).stream()
                        .filter(networkInterface -> isOf(function, networkInterface))
                        .anyMatch(
                            networkInterface ->
                                functions.apply(place).stream()
                                    .noneMatch(user -> uses(user, networkInterface)))
                    ? List.of(function.arn())
                    : List.<Arn>of())
        .map(Set::copyOf);
  }

  /// All of Lambda's in the region: one call, whoever's they are.
  private static List<NetworkInterface> interfaces(Place place, Clients clients) {
    return place.once(
        "network interfaces of Lambda",
        () ->
            clients
                .ec2(place.region())
                .describeNetworkInterfacesPaginator(
                    request -> request.filters(BY_LAMBDA).maxResults(1000))
                .networkInterfaces()
                .stream()
                .toList());
  }

  private static boolean isOf(Resource function, NetworkInterface networkInterface) {
    return (function.fact(SUBNETS).lines().anyMatch(networkInterface.subnetId()::equals)
            && groups(networkInterface)
                .equals(function.fact(GROUPS).lines().collect(Collectors.toSet())))
        || Objects.requireNonNullElse(networkInterface.description(), "")
            .matches(Pattern.quote(DESCRIBED + function.name()) + "(-" + UUID + ")?");
  }

  private static boolean uses(FunctionConfiguration function, NetworkInterface networkInterface) {
    return vpc(function)
        .filter(vpc -> vpc.subnetIds().contains(networkInterface.subnetId()))
        .filter(vpc -> Set.copyOf(vpc.securityGroupIds()).equals(groups(networkInterface)))
        .isPresent();
  }

  private static Set<String> groups(NetworkInterface networkInterface) {
    return networkInterface.groups().stream()
        .map(GroupIdentifier::groupId)
        .collect(Collectors.toSet());
  }
}
