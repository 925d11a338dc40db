package janitor.report;

import janitor.aws.Clients;
import janitor.resource.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.sesv2.SesV2Client;

/// Whether SES would send mails of this account at all. It sends none while sending is switched
/// off, none from whom it has not verified, and in its sandbox, in which each account begins in
/// each region, to verified ones alone (SES, API Reference V2, GetAccount: SendingEnabled,
/// ProductionAccessEnabled; GetEmailIdentity: VerifiedForSendingStatus). Its mailbox simulator is
/// sent to from there, too (Developer Guide, "Request production access").
final class SesAccount {
  private static final String SIMULATOR = "@simulator.amazonses.com";

  private final Clients clients;
  private final String region;
  private final Optional<String> identity;
  private final SesIdentities identities;

  /// @param identity ARN of the sender's identity where it is another account's, which cannot be
  ///   asked whether it is verified
  SesAccount(Clients clients, String region, Optional<String> identity) {
    this.clients = clients;
    this.region = region;
    this.identity = identity;
    this.identities = new SesIdentities(clients, region);
  }

  /// What keeps mails from being sent.
  ///
  /// @throws RuntimeException whatever AWS says but that it does not know an identity
  List<Unread> obstacles(String from, List<String> to) {
    var obstacles = new ArrayList<Unread>();
    var account = ses().getAccount(request -> {});
    if (Boolean.FALSE.equals(account.sendingEnabled())) {
      obstacles.add(
          Unread.of(
              "all who get mails",
              "sending is switched off for this account in " + region,
              "Switch it on: aws sesv2 put-account-sending-attributes --region "
                  + region
                  + " --sending-enabled"));
    }
    if (identity.isEmpty()) {
      unverified(from, "the sender " + from, "SES has not verified it in " + region)
          .ifPresent(obstacles::add);
    }
    if (Boolean.FALSE.equals(account.productionAccessEnabled())) {
      to.stream()
          .filter(one -> !one.toLowerCase(Locale.ROOT).endsWith(SIMULATOR))
          .flatMap(
              one ->
                  unverified(
                      one,
                      "the recipient " + one,
                      "the account is in SES's sandbox in "
                          + region
                          + ", which sends to verified addresses only, and this is none")
                      .stream())
          .forEach(obstacles::add);
    }
    return obstacles;
  }

  /// Verified is what is itself, or its domain, or one above that.
  private Optional<Unread> unverified(String address, String whom, String why) {
    var known = new ArrayList<String>();
    for (var name : SesIdentities.of(address)) {
      var found = identities.named(name);
      if (found.filter(one -> Boolean.TRUE.equals(one.verifiedForSendingStatus())).isPresent()) {
        return Optional.empty();
      }
      found.ifPresent(_ -> known.add(name));
    }
    return Optional.of(
        Unread.of(whom, why, known.isEmpty() ? verify(address) : await(known.getFirst())));
  }

  private String verify(String address) {
    return "Have it verified, and follow the link in SES's mail to it: aws sesv2"
        + " create-email-identity --region "
        + region
        + " --email-identity "
        + TagCommand.quoted(address);
  }

  /// To ask for it a second time is refused.
  private String await(String name) {
    return name.contains("@")
        ? "SES waits for it. Follow the link in SES's mail to it; the identity's page in SES's"
            + " console sends another."
        : "SES waits for the domain "
            + name
            + ": publish the DNS records that the identity's page in SES's console shows.";
  }

  private SesV2Client ses() {
    return clients.ses(region);
  }
}
