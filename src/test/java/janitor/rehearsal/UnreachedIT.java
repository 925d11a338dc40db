package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.sweep.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.SuppressionListReason;

/// SES takes a mail to whoever is on its suppression list, and sends nothing: what only they were
/// told of stays.
class UnreachedIT {
  private static final String TEACHER = "teacher@example.org";
  private static final String COLLEAGUE = "Colleague@example.org";
  private static final String RIGHT = "ses:GetSuppressedDestination";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final Map<String, String> environment = new HashMap<>();
  private Instant at = Instant.now();
  private int night;

  @BeforeEach
  void workshop() {
    var emulator = ACCOUNT.emulator();
    environment.putAll(Rehearsal.environment(emulator));
    ses().createEmailIdentity(request -> request.emailIdentity("example.org"));
    emulator.control("POST", "clock", Map.of("offsetSeconds", -864_000));
    ACCOUNT
        .aws()
        .sqs(Emulator.REGION)
        .createQueue(
            request -> request.queueName("due").tags(Map.of("workshop", Rehearsal.WORKSHOP)));
    emulator.control("POST", "clock", Map.of("offsetSeconds", 0));
    Rehearsal.makeLedger(emulator);
  }

  private static SesV2Client ses() {
    return ACCOUNT.aws().ses(Emulator.REGION);
  }

  private static void suppress(String address, SuppressionListReason reason) {
    ses().putSuppressedDestination(request -> request.emailAddress(address).reason(reason));
  }

  private static void bounced(String address) {
    suppress(address, SuppressionListReason.BOUNCE);
  }

  private Night night() {
    at = at.plus(Duration.ofDays(1));
    var time = new FastTime(at);
    return Night.of(
        ACCOUNT.emulator(),
        environment,
        time,
        "{\"source\":\"aws.scheduler\",\"id\":\"unreached-%d\",\"detail\":{}}".formatted(++night));
  }

  /// The invocation fails, which is what its on-failure queue hears.
  private void nightThatReachesNobody() {
    assertThatThrownBy(this::night)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nobody could be told");
  }

  private static boolean isThere() {
    return !ACCOUNT.aws().sqs(Emulator.REGION).listQueues().queueUrls().isEmpty();
  }

  @Test
  void whatAMailNamedThatBouncedStaysAndIsNamedAnewOnceSomebodyIsReached() {
    night();
    bounced(TEACHER);
    nightThatReachesNobody();
    nightThatReachesNobody();
    assertThat(isThere()).isTrue();
    ses().deleteSuppressedDestination(request -> request.emailAddress(TEACHER));
    ACCOUNT.mails();
    assertThat(night().gone()).isEmpty();
    assertThat(ACCOUNT.mails().get(TEACHER)).contains("will be deleted after");
    assertThat(night().gone()).hasSize(1);
  }

  /// As other emulators than this one.
  @Test
  void whereThereIsNoSuchListNobodyIsOnIt() {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "GetSuppressedDestination"),
            "UnknownOperationException",
            404,
            "Not yet implemented");
    night();
    assertThat(night().gone()).hasSize(1);
  }

  @Test
  void whatNobodyIsToldOfIsNotAnnounced() {
    bounced(TEACHER);
    nightThatReachesNobody();
    nightThatReachesNobody();
    nightThatReachesNobody();
    assertThat(ACCOUNT.mails()).isEmpty();
    assertThat(isThere()).isTrue();
  }

  @Test
  void whatAMistypedAddressWasToldIsToldTheRightOneFirst() {
    environment.put("JANITOR_REPORT_TO", "teecher@example.org");
    night();
    bounced("teecher@example.org");
    environment.put("JANITOR_REPORT_TO", TEACHER);
    ACCOUNT.mails();
    assertThat(night().gone()).isEmpty();
    assertThat(ACCOUNT.mails().get(TEACHER)).contains("will be deleted after");
    assertThat(night().gone()).hasSize(1);
  }

  @Test
  void whoIsReachedIsToldWhoIsNot() {
    environment.put("JANITOR_REPORT_TO", TEACHER + "," + COLLEAGUE);
    bounced(COLLEAGUE);
    night();
    var mails = ACCOUNT.mails();
    assertThat(mails.keySet()).containsExactly(TEACHER);
    assertThat(mails.get(TEACHER))
        .contains(
            "COULD NOT BE TOLD (1)",
            COLLEAGUE,
            "aws sesv2 delete-suppressed-destination --region " + Emulator.REGION)
        .contains("--email-address 'colleague@example.org'");
    assertThat(night().gone()).hasSize(1);
  }

  /// The mail goes out, and asks for the right; what it names is announced once it is known that
  /// mails arrive.
  @Test
  void whereTheListMayNotBeReadNothingGoesAndTheMailSaysSo() {
    var emulator = ACCOUNT.emulator();
    emulator.control("POST", "rights", Map.of("deny", List.of(RIGHT)));
    nightThatReachesNobody();
    assertThat(ACCOUNT.mails().get(TEACHER)).contains("COULD NOT BE TOLD (1)", RIGHT);
    nightThatReachesNobody();
    assertThat(isThere()).isTrue();
    emulator.control("POST", "rights", Map.of("deny", List.of()));
    night();
    assertThat(night().gone()).hasSize(1);
  }

  @Test
  void theListHoldsForTheReasonsOnlyThatTheAccountChose() {
    ses()
        .putAccountSuppressionAttributes(
            request -> request.suppressedReasons(SuppressionListReason.BOUNCE));
    suppress(TEACHER, SuppressionListReason.COMPLAINT);
    night();
    assertThat(ACCOUNT.mails().keySet()).containsExactly(TEACHER);
    assertThat(night().gone()).hasSize(1);
  }

  @Test
  void theSendersConfigurationSetChoosesByItself() {
    ses().createConfigurationSet(request -> request.configurationSetName("c"));
    ses()
        .putEmailIdentityConfigurationSetAttributes(
            request -> request.emailIdentity("example.org").configurationSetName("c"));
    ses()
        .putAccountSuppressionAttributes(
            request -> request.suppressedReasons(List.<SuppressionListReason>of()));
    ses()
        .putConfigurationSetSuppressionOptions(
            request ->
                request.configurationSetName("c").suppressedReasons(SuppressionListReason.BOUNCE));
    bounced(TEACHER);
    nightThatReachesNobody();
    ses()
        .putAccountSuppressionAttributes(
            request -> request.suppressedReasons(SuppressionListReason.BOUNCE));
    ses()
        .putConfigurationSetSuppressionOptions(
            request ->
                request
                    .configurationSetName("c")
                    .suppressedReasons(List.<SuppressionListReason>of()));
    night();
    assertThat(night().gone()).hasSize(1);
  }

  @Test
  void whereSendingIsPausedNothingIsAnnounced() {
    ses().putAccountSendingAttributes(request -> request.sendingEnabled(false));
    nightThatReachesNobody();
    assertThat(saidWhy()).contains("SendingPausedException", "put-account-sending-attributes");
    assertThat(isThere()).isTrue();
    ses().putAccountSendingAttributes(request -> request.sendingEnabled(true));
    night();
    assertThat(night().gone()).hasSize(1);
  }

  /// As in SES's sandbox.
  @Test
  void whereARecipientIsNotVerifiedNothingIsAnnounced() {
    refuse(TEACHER);
    nightThatReachesNobody();
    assertThat(saidWhy()).contains("MessageRejected", TEACHER, "sandbox");
    assertThat(isThere()).isTrue();
    refuse();
    night();
    assertThat(night().gone()).hasSize(1);
  }

  private static void refuse(String... recipients) {
    ACCOUNT.emulator().control("POST", "mail-refusals", Map.of("recipients", List.of(recipients)));
  }

  @Test
  void whereTheSenderIsVerifiedNoMoreNothingIsAnnounced() {
    ses().deleteEmailIdentity(request -> request.emailIdentity("example.org"));
    nightThatReachesNobody();
    assertThat(saidWhy()).contains("MessageRejected", "janitor@example.org", "verify");
    assertThat(isThere()).isTrue();
    ses().createEmailIdentity(request -> request.emailIdentity("example.org"));
    night();
    assertThat(night().gone()).hasSize(1);
  }

  /// Whoever just deployed it looks here first.
  private List<String> dryRun() {
    var run =
        Night.of(
            ACCOUNT.emulator(), environment, new FastTime(at), "{\"detail\":{\"dryRun\":true}}");
    return run.result().get("untold") instanceof List<?> untold
        ? untold.stream().map(String::valueOf).toList()
        : List.of();
  }

  private static void account(boolean isInSandbox, String... unverified) {
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "mail-account",
            Map.of("sandbox", isInSandbox, "unverified", List.of(unverified)));
  }

  @Test
  void aDryRunSaysWhomSesWouldSendNothing() {
    account(true);
    assertThat(dryRun()).isEmpty();
    environment.put(
        "JANITOR_REPORT_TO", "Teacher@Lab.example.org,head@example.com,who@example.net");
    account(true, "head@example.com");
    ses().createEmailIdentity(request -> request.emailIdentity("head@example.com"));
    assertThat(dryRun())
        .hasSize(2)
        .anySatisfy(
            one ->
                assertThat(one)
                    .contains("the recipient head@example.com", "sandbox", "Follow the link"))
        .anySatisfy(
            one ->
                assertThat(one)
                    .contains("the recipient who@example.net", "sandbox")
                    .contains(
                        "aws sesv2 create-email-identity --region "
                            + Emulator.REGION
                            + " --email-identity 'who@example.net'"));
    account(false, "head@example.com");
    assertThat(dryRun()).isEmpty();
  }

  @Test
  void aDryRunSaysThatTheSenderIsNotVerified() {
    account(false, "example.org");
    assertThat(dryRun())
        .singleElement()
        .asString()
        .contains("the sender janitor@example.org", "has not verified");
    ses().deleteEmailIdentity(request -> request.emailIdentity("example.org"));
    assertThat(dryRun())
        .singleElement()
        .asString()
        .contains("aws sesv2 create-email-identity", "--email-identity 'janitor@example.org'");
    ses().putAccountSendingAttributes(request -> request.sendingEnabled(false));
    assertThat(dryRun())
        .hasSize(2)
        .anySatisfy(one -> assertThat(one).contains("put-account-sending-attributes"));
  }

  @Test
  void aDryRunSaysWhoIsSuppressedAndThatSesMayNotBeAsked() {
    bounced(TEACHER);
    assertThat(dryRun()).singleElement().asString().contains(TEACHER, "bounced");
    ACCOUNT.emulator().control("POST", "rights", Map.of("deny", List.of("ses:GetAccount")));
    assertThat(dryRun()).anySatisfy(one -> assertThat(one).contains("ses:GetAccount"));
  }

  /// As other emulators than this one.
  @Test
  void whereSesCannotBeAskedADryRunSaysNothing() {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "GetAccount"),
            "UnknownOperationException",
            404,
            "Not yet implemented");
    assertThat(dryRun()).isEmpty();
  }

  /// What a night that reaches nobody writes into its log.
  private String saidWhy() {
    at = at.plus(Duration.ofDays(1));
    var said = new ArrayList<String>();
    assertThatThrownBy(
            () ->
                Night.of(
                    ACCOUNT.emulator(),
                    environment,
                    new FastTime(at),
                    event -> {
                      if (event instanceof Journal.Mailed mailed) {
                        said.add(mailed.reason());
                      }
                    },
                    "{\"source\":\"aws.scheduler\",\"id\":\"unreached-%d\",\"detail\":{}}"
                        .formatted(++night)))
        .isInstanceOf(IllegalStateException.class);
    return String.join("; ", said);
  }
}
