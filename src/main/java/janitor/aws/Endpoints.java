package janitor.aws;

import janitor.resource.Fault.Cause;
import janitor.resource.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/// Whether a service whose name leads nowhere is in that region at all.
///
/// AWS gives a name to what a region offers, and to nothing else. But a single answer of a resolver
/// may get lost, and what is not offered can use nothing: so that it is not there is believed only
/// if a list of AWS's does not have it there either, if the name leads nowhere when asked once
/// more, and if the name of the tag index, which every region has, leads somewhere at this moment.
final class Endpoints {

  /// Put together when the first fault asks: most nights have none, and each starts.
  private static final class Names {

    /// The suffixes of all partitions' names, those of IPv6 (`api.aws`) as well.
    private static final String SUFFIX =
        Region.regions().stream()
            .map(PartitionMetadata::of)
            .flatMap(Endpoints::suffixes)
            .distinct()
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(", ")"));

    static final Pattern OF_AWS = Pattern.compile("(^|\\.)" + SUFFIX + "$");

    /// `dax.eu-west-1.amazonaws.com`, and what the resolver says behind it.
    static final Pattern HOST =
        Pattern.compile(
            "^(?<service>(api\\.)?[a-z][a-z0-9-]*)\\.(?<region>[a-z0-9-]+)\\.(?<suffix>"
                + SUFFIX
                + ")(?![a-z0-9.-])");
  }

  /// Where a service is not of which the SDK's list (AWS's `endpoints.json`) knows no region at
  /// all: the regions whose CloudFormation has no type of it, by the schemas of its registry of
  /// November 2026. In a region that is neither here nor there it may be.
  private static final Map<String, Set<String>> LACKING =
      Map.of(
          "bedrock-agent",
          Set.of(
              "af-south-1",
              "ap-east-1",
              "ap-east-2",
              "ap-southeast-3",
              "ap-southeast-4",
              "ap-southeast-5",
              "ap-southeast-6",
              "ap-southeast-7",
              "ca-west-1",
              "cn-north-1",
              "cn-northwest-1",
              "il-central-1",
              "me-central-1",
              "mx-central-1",
              "us-west-1"),
          "neptune-graph",
          Set.of(
              "ap-east-2",
              "ap-south-2",
              "ap-southeast-3",
              "ap-southeast-4",
              "ap-southeast-6",
              "ap-southeast-7",
              "cn-north-1",
              "cn-northwest-1",
              "eu-south-1",
              "eu-south-2",
              "mx-central-1",
              "us-gov-east-1",
              "us-gov-west-1"));

  private final Predicate<String> leadsSomewhere;

  Endpoints() {
    this(Endpoints::resolves);
  }

  /// With another resolver.
  Endpoints(Predicate<String> leadsSomewhere) {
    this.leadsSomewhere = leadsSomewhere;
  }

  private static Stream<String> suffixes(PartitionMetadata partition) {
    var overIpv6 = PartitionEndpointKey.builder().tags(EndpointTag.DUALSTACK).build();
    return Stream.of(partition.dnsSuffix(), partition.dnsSuffix(overIpv6)).filter(Objects::nonNull);
  }

  static boolean isOfAws(String host) {
    return Names.OF_AWS.matcher(host).find();
  }

  /// Why a request was not even sent, where that is for want of an address.
  Cause cause(RuntimeException unsent) {
    return Stream.<Throwable>iterate(unsent, Objects::nonNull, Throwable::getCause)
        .filter(UnknownHostException.class::isInstance)
        .findFirst()
        .map(unknown -> String.valueOf(unknown.getMessage()))
        .map(host -> isOffered(host) ? Cause.NO_ENDPOINT : Cause.NOT_OFFERED)
        .orElse(Cause.UNSAID);
  }

  /// Whether it may be there; of a name that is not of AWS's usual form nobody can say.
  ///
  /// @param unresolved the name of the host, and what the resolver said of it
  private boolean isOffered(String unresolved) {
    var name = Names.HOST.matcher(unresolved);
    return !name.find()
        || !Place.isRegion(name.group("region"))
        || isListed(name.group("service"), name.group("region"))
        || leadsSomewhere.test(absolute(name.group()))
        || !leadsSomewhere.test(
            absolute("tagging." + name.group("region") + "." + name.group("suffix")));
  }

  private static boolean isListed(String service, String region) {
    var regions = ServiceMetadata.of(service).regions();
    return regions.isEmpty()
        ? !LACKING.getOrDefault(service, Set.of()).contains(region)
        : regions.contains(Region.of(region));
  }

  /// With its root the JDK has not asked for it yet, and does not answer by what it remembers: a
  /// name that led nowhere it keeps for ten seconds, longer than the SDK tries again
  /// (`java.security`, `networkaddress.cache.negative.ttl`).
  private static String absolute(String host) {
    return host + ".";
  }

  private static boolean resolves(String host) {
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
