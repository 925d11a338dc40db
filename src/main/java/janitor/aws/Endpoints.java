package janitor.aws;

import janitor.resource.Fault.Cause;
import janitor.resource.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/// Whether a service whose name leads nowhere is in that region at all.
///
/// AWS gives a name to what a region offers, and to nothing else. That it is not there is believed
/// only if the SDK's own list (AWS's `endpoints.json`) does not have it there either, and if the
/// name of the tag index, which every region has, leads somewhere at this moment: else it may be
/// the network, and then nothing is known.
final class Endpoints {
  private static final String SUFFIX = "(amazonaws\\.com(\\.cn)?|api\\.aws)";

  private static final Pattern OF_AWS = Pattern.compile("(^|\\.)" + SUFFIX + "$");

  /// `dax.eu-west-1.amazonaws.com`, and what the resolver says behind it.
  private static final Pattern HOST =
      Pattern.compile(
          "^(?<service>(api\\.)?[a-z][a-z0-9-]*)\\.(?<region>[a-z0-9-]+)\\.(?<suffix>"
              + SUFFIX
              + ")\\b");

  private final Predicate<String> leadsSomewhere;

  Endpoints() {
    this(Endpoints::resolves);
  }

  /// With another resolver.
  Endpoints(Predicate<String> leadsSomewhere) {
    this.leadsSomewhere = leadsSomewhere;
  }

  static boolean isOfAws(String host) {
    return OF_AWS.matcher(host).find();
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
  /// @param host that did not resolve
  private boolean isOffered(String host) {
    var name = HOST.matcher(host);
    return !name.find()
        || !Place.isRegion(name.group("region"))
        || ServiceMetadata.of(name.group("service"))
            .regions()
            .contains(Region.of(name.group("region")))
        || !leadsSomewhere.test("tagging." + name.group("region") + "." + name.group("suffix"));
  }

  private static boolean resolves(String host) {
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
