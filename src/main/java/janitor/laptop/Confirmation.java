package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.terminal.ResultText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;

/// Says where something is about to be deleted, and has a person type that back.
final class Confirmation {
  static final String VARIABLE = "JANITOR_CONFIRM";

  private final Session session;
  private final Identity identity;
  private final Settings settings;
  private final Function<Calls, Clients> clients;

  Confirmation(
      Session session, Identity identity, Settings settings, Function<Calls, Clients> clients) {
    this.session = session;
    this.identity = identity;
    this.settings = settings;
    this.clients = clients;
  }

  /// Whether it may go on without a question.
  ///
  /// @throws Refusal if it may not, and nobody can be asked
  boolean isGiven(boolean isSure) {
    if (isSure) {
      return true;
    }
    if (session.terminal().canAsk()) {
      return false;
    }
    var account = identity.home().account();
    var said = Optional.ofNullable(session.environment().get(VARIABLE)).map(String::strip);
    if (said.isEmpty() || said.get().isEmpty()) {
      throw new Refusal(
          "nothing was deleted: nobody is at a terminal to confirm that this deletes in account "
              + account
              + ": say --yes, or set "
              + VARIABLE
              + "="
              + account);
    }
    if (!said.get().equals(account)) {
      throw new Refusal(
          "nothing was deleted: "
              + VARIABLE
              + " says "
              + Settings.quoting().apply(said.get())
              + ", but these credentials are of account "
              + account);
    }
    return true;
  }

  /// Where, and as whom.
  void introduce(Optional<String> alias) {
    session.tell(
        "Account   "
            + identity.home().account()
            + alias.map(name -> " (" + ResultText.plain(name) + ")").orElse(""));
    session.tell("Caller    " + ResultText.plain(identity.caller().arn()));
    session.tell("Regions   " + String.join(", ", settings.regions()));
    session.tell("Workshop  " + ResultText.plain(settings.tagKey() + "=" + settings.workshop()));
  }

  /// Asks.
  ///
  /// @param types of what would go, one for each
  /// @throws Refusal if the answer is not the account
  void ask(List<String> types, java.util.Set<String> withData) throws IOException {
    var alias = alias();
    introduce(alias);
    var data = types.stream().filter(withData::contains).toList();
    session.tell(
        "Goes      "
            + types.size()
            + (types.size() == 1 ? " resource" : " resources")
            + (data.isEmpty()
                ? ", none of a kind that holds data"
                : "; with their data " + data.size() + ": " + counted(data)));
    session.ask(
        "To delete "
            + (types.size() == 1 ? "it" : "them")
            + ", type the account's number"
            + (alias.isPresent() ? " or alias" : "")
            + ": ",
        session.err());
    var answer = session.answer();
    if (answer.isEmpty()) {
      session.err().println();
      throw new Refusal("nothing was deleted: nobody answered");
    }
    var account = identity.home().account();
    if (!answer.get().equals(account) && !answer.equals(alias)) {
      throw new Refusal("nothing was deleted: that is not the account's number");
    }
  }

  private static String counted(List<String> types) {
    Map<String, Long> counts =
        types.stream()
            .sorted()
            .collect(
                Collectors.groupingBy(
                    type -> type.replaceFirst("^AWS::", "").replace("::", " "),
                    java.util.LinkedHashMap::new,
                    Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /// What people call the account, where they may know.
  private Optional<String> alias() {
    try (var aws = clients.apply(new Calls())) {
      return aws
          .iam(identity.home().globalRegion())
          .listAccountAliases(request -> request.overrideConfiguration(Clients.ONE_ATTEMPT))
          .accountAliases()
          .stream()
          .findFirst();
    } catch (SdkException unknown) {
      // The right is one that a caller need not have: the number does as well.
      return Optional.empty();
    }
  }
}
