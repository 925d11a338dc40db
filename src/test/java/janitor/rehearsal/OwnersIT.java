package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two owners, one whom SES refuses, and a tag that is no address: each is told of theirs, nothing
/// is lost, and what was announced goes the night after.
class OwnersIT {
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static void queue(String name, String owner) {
    ACCOUNT
        .aws()
        .sqs(Emulator.REGION)
        .createQueue(
            request ->
                request
                    .queueName(name)
                    .tags(Map.of("workshop", Rehearsal.WORKSHOP, "owner", owner)));
  }

  private static Night night(FastTime time, Instant at, String id) {
    time.jumpTo(at);
    var environment = new HashMap<>(Rehearsal.environment(ACCOUNT.emulator()));
    environment.put("JANITOR_OWNER_TAG_KEY", "owner");
    environment.put("JANITOR_OWNER_DOMAINS", "example.org");
    return Night.of(
        ACCOUNT.emulator(),
        environment,
        time,
        "{\"source\":\"aws.scheduler\",\"id\":\"owners-" + id + "\",\"detail\":{}}");
  }

  @Test
  void twoOwnersGetTheirPartsAndWhatElseThereIsIsTold() {
    var emulator = ACCOUNT.emulator();
    ACCOUNT
        .aws()
        .ses(Emulator.REGION)
        .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
    emulator.control("POST", "clock", Map.of("offsetSeconds", -864_000));
    queue("anna-queue", "anna@example.org");
    queue("ben-queue", "ben@example.org");
    queue("carl-queue", "carl@example.org");
    queue("stranger-queue", "x@evil.net");
    emulator.control("POST", "clock", Map.of("offsetSeconds", 0));
    emulator.control("POST", "mail-refusals", Map.of("recipients", List.of("carl@example.org")));
    Rehearsal.makeLedger(emulator);
    var today = Instant.now();
    var time = new FastTime(today);
    // A queue's age is told by SQS; the first night announces.
    night(time, today, "1");
    var mails = ACCOUNT.mails();
    assertThat(mails.keySet())
        .containsExactlyInAnyOrder("anna@example.org", "ben@example.org", "teacher@example.org");
    assertThat(mails.getOrDefault("anna@example.org", ""))
        .contains("anna-queue")
        .doesNotContain("ben-queue", "carl-queue", "stranger-queue");
    assertThat(mails.getOrDefault("ben@example.org", ""))
        .contains("ben-queue")
        .doesNotContain("anna-queue", "carl-queue", "stranger-queue");
    assertThat(mails.getOrDefault("teacher@example.org", ""))
        .contains("anna-queue", "ben-queue", "carl-queue", "stranger-queue")
        .contains("COULD NOT BE TOLD (2)", "carl@example.org", "x@evil.net");
    assertThat(night(time, today.plus(Duration.ofDays(1)), "2").count("gone")).isEqualTo(4);
    assertThat(ACCOUNT.mails().keySet()).containsExactly("teacher@example.org");
  }
}
