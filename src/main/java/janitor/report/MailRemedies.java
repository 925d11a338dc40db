package janitor.report;

import janitor.resource.Fault;
import java.util.List;
import java.util.regex.Pattern;

/// What helps where SES does not take a mail: its answers name an exception and seldom the way out
/// (SES, API Reference V2, SendEmail, "Errors").
final class MailRemedies {
  private record Remedy(Pattern answer, String text) {}

  private static final List<Remedy> ALL =
      List.of(
          new Remedy(
              Pattern.compile("^MessageRejected: .*not verified"),
              "Have SES verify what it names, in the region that it names; in its sandbox each"
                  + " recipient has to be verified as well as the sender, until AWS gives the"
                  + " account production access (aws sesv2 get-account: ProductionAccessEnabled)."),
          new Remedy(
              Pattern.compile("^SendingPausedException: "),
              "Sending is switched off for the account in this region, or for the sender's"
                  + " configuration set: aws sesv2 put-account-sending-attributes"
                  + " --sending-enabled."),
          new Remedy(
              Pattern.compile("^AccountSuspendedException: "),
              "AWS has stopped this account's mails: SES's console, \"Account dashboard\", has the"
                  + " case."),
          new Remedy(
              Pattern.compile("^MailFromDomainNotVerifiedException: "),
              "The MX record of the sender's MAIL FROM domain is missing: SES's console shows it"
                  + " with the sender's identity."));

  private MailRemedies() {}

  /// Empty where its answer says all that is known.
  static String of(Fault fault) {
    return ALL.stream()
        .filter(remedy -> remedy.answer().matcher(fault.message()).find())
        .map(Remedy::text)
        .findFirst()
        .orElse("");
  }
}
