package janitor.report;

import janitor.aws.Clients;
import janitor.report.MailTransport.Drop;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;
import software.amazon.awssdk.services.sesv2.model.SuppressedDestination;

/// The addresses that SES sends nothing to, though it takes mails to them: an account's own list in
/// a region, where hard bounces and complaints put them (SES, Developer Guide, "Using the Amazon
/// SES account-level suppression list").
///
/// The list holds only for the reasons that are chosen, and where none are, not at all. The
/// configuration set of the sender's identity chooses where it has options of its own, even none
/// ("Using configuration set-level suppression to override your account-level suppression list");
/// otherwise the account does.
///
/// One call an address; what is chosen is asked only once an address is on the list. SES's own list
/// for all accounts cannot be asked: it overrides nothing here, and who is on that one bounces.
final class SesSuppressions {
  private final Clients clients;
  private final String region;
  private final Optional<String> identity;
  private final SesIdentities identities;

  /// @param identity ARN of the sender's identity where it is another account's
  SesSuppressions(Clients clients, String region, Optional<String> identity) {
    this.clients = clients;
    this.region = region;
    this.identity = identity;
    this.identities = new SesIdentities(clients, region);
  }

  /// Why SES would take mails to the address and send none; empty: it would send them.
  ///
  /// @throws RuntimeException whatever AWS says but that it is not on the list
  Optional<Drop> of(String from, String to) {
    return onList(to).filter(entry -> isFor(entry, from)).map(this::drop);
  }

  /// AWS does not say whether case counts: what has capitals is asked for without them as well.
  private Optional<SuppressedDestination> onList(String address) {
    return Stream.of(address, address.toLowerCase(Locale.ROOT))
        .distinct()
        .flatMap(one -> entry(one).stream())
        .findFirst();
  }

  private Optional<SuppressedDestination> entry(String address) {
    try {
      return Optional.of(
          ses()
              .getSuppressedDestination(request -> request.emailAddress(address))
              .suppressedDestination());
    } catch (NotFoundException notOnTheList) {
      return Optional.empty();
    }
  }

  /// What another account's identity chooses cannot be asked: it is taken to choose all.
  private boolean isFor(SuppressedDestination entry, String from) {
    return identity.isPresent() || chosen(from).contains(entry.reasonAsString());
  }

  private List<String> chosen(String from) {
    return configurationSet(from).flatMap(this::chosenBySet).orElseGet(this::chosenByAccount);
  }

  private Optional<List<String>> chosenBySet(String name) {
    var options =
        ses()
            .getConfigurationSet(request -> request.configurationSetName(name))
            .suppressionOptions();
    return Optional.ofNullable(options)
        .filter(some -> some.hasSuppressedReasons())
        .map(some -> some.suppressedReasonsAsStrings());
  }

  /// An answer without any is not known, and is taken for all.
  private List<String> chosenByAccount() {
    var attributes = ses().getAccount(request -> {}).suppressionAttributes();
    return attributes != null && attributes.hasSuppressedReasons()
        ? attributes.suppressedReasonsAsStrings()
        : List.of("BOUNCE", "COMPLAINT");
  }

  private Optional<String> configurationSet(String from) {
    return SesIdentities.of(from).stream()
        .flatMap(name -> identities.named(name).stream())
        .findFirst()
        .flatMap(found -> Optional.ofNullable(found.configurationSetName()));
  }

  private Drop drop(SuppressedDestination entry) {
    var why =
        switch (entry.reasonAsString()) {
          case "BOUNCE" -> "a mail to it bounced";
          case "COMPLAINT" -> "somebody there reported a mail as spam";
          case String other -> other;
        };
    return new Drop(
        "SES takes mails to it and sends none: it is on this account's suppression list in "
            + region
            + " since "
            + Words.minute(entry.lastUpdateTime())
            + " UTC, as "
            + why,
        "Correct the address, or, once its mailbox takes mails again: aws sesv2"
            + " delete-suppressed-destination --region "
            + region
            + " --email-address "
            + TagCommand.quoted(entry.emailAddress()));
  }

  private SesV2Client ses() {
    return clients.ses(region);
  }
}
