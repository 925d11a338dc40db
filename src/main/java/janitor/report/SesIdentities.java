package janitor.report;

import janitor.aws.Clients;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sesv2.model.GetEmailIdentityResponse;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;

/// What SES knows of those who send and get mails, in one region. What an identity says holds for
/// all addresses below it (SES, Developer Guide, "Verified identities").
final class SesIdentities {
  private final Clients clients;
  private final String region;

  SesIdentities(Clients clients, String region) {
    this.clients = clients;
    this.region = region;
  }

  /// Those that may stand for an address, the nearest first: itself, its domain, and those above.
  static List<String> of(String address) {
    var domain = address.substring(address.indexOf('@') + 1);
    return Stream.concat(
            Stream.of(address),
            Stream.iterate(
                domain, name -> name.contains("."), name -> name.substring(name.indexOf('.') + 1)))
        .toList();
  }

  /// One call; empty where SES has no such identity.
  ///
  /// @throws RuntimeException whatever else AWS says
  Optional<GetEmailIdentityResponse> named(String name) {
    try {
      return Optional.of(
          clients.ses(region).getEmailIdentity(request -> request.emailIdentity(name)));
    } catch (NotFoundException none) {
      return Optional.empty();
    }
  }
}
