package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.model.Tag;

/// More than ten things are announced: the files that come with the mail, run by a real shell with
/// the real AWS command line, postpone all of them and then keep all of them.
class KeepAllIT {
  private static final int QUEUES = 23;
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
          + "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);

  @TempDir static Path folder;

  private static Emulator emulator;
  private static Night postponed;
  private static Night kept;
  private static Map<String, Object> announcement;

  @BeforeAll
  static void postponesAllAndThenKeepsAll() throws IOException {
    emulator = Emulator.start();
    emulator.control("POST", "clock", Map.of("offsetSeconds", -864_000));
    seed();
    emulator.control("POST", "clock", Map.of("offsetSeconds", 0));
    Rehearsal.makeLedger(emulator);
    var today = Instant.now();
    var time = new FastTime(today);
    night(time, today.minus(Duration.ofDays(8)), "1");
    night(time, today, "2");
    announcement = lastMail();
    run("-postpone-all.txt");
    postponed = night(time, today.plus(Duration.ofDays(1)), "3");
    run("-keep-all.txt");
    kept = night(time, today.plus(Duration.ofDays(12)), "4");
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static void seed() {
    try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
      aws.ses(Emulator.REGION)
          .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
      for (int i = 1; i <= QUEUES; i++) {
        var name = "student-%02d".formatted(i);
        aws.sqs(Emulator.REGION).createQueue(request -> request.queueName(name).tags(TAGS));
      }
      aws.iam("us-east-1")
          .createRole(
              request ->
                  request
                      .roleName("-student,role=1")
                      .assumeRolePolicyDocument(TRUST)
                      .tags(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build()));
    }
  }

  private static Night night(FastTime time, Instant at, String id) {
    time.jumpTo(at);
    return Night.of(
        emulator,
        new HashMap<>(Rehearsal.environment(emulator)),
        time,
        "{\"source\":\"aws.scheduler\",\"id\":\"keep-all-" + id + "\",\"detail\":{}}");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> lastMail() {
    return ((List<Map<String, Object>>) emulator.control("GET", "mails", Map.of())).getLast();
  }

  @SuppressWarnings("unchecked")
  private static void run(String end) throws IOException {
    var file =
        ((List<Map<String, Object>>) announcement.getOrDefault("attachments", List.of()))
            .stream()
                .filter(row -> String.valueOf(row.get("name")).endsWith(end))
                .findFirst()
                .orElseThrow();
    var path = folder.resolve(String.valueOf(file.get("name")));
    Files.writeString(path, String.valueOf(file.get("text")));
    // The mail says how to run it, from where the file lies.
    assertThat(String.valueOf(announcement.get("text")))
        .contains("    sh " + path.getFileName() + "\n");
    emulator.shell("cd '" + folder + "' && sh " + path.getFileName());
  }

  @Test
  void theMailSaysByWhenToDecideAndWhereToWriteToBeTakenOff() {
    assertThat(String.valueOf(announcement.get("subject")))
        .matches(
            "\\[Decide by \\d+ \\w+( \\d{4})?, \\d\\d:\\d\\d UTC\\] student-system: 24 resources"
                + " will be deleted in "
                + Emulator.ACCOUNT);
    assertThat(announcement.get("headers"))
        .isEqualTo(Map.of("List-Unsubscribe", "<mailto:janitor@example.org?subject=unsubscribe>"));
  }

  @Test
  void whatWasPostponedIsThereTheNightAfter() {
    assertThat(postponed.ended("Gone").toList()).isEmpty();
    assertThat(postponed.ended("Withheld").toList())
        .hasSize(QUEUES + 1)
        .allSatisfy(row -> assertThat(row.get("reason")).contains("janitor:expires-at"));
  }

  @Test
  void whatWasKeptStays() {
    assertThat(kept.ended("Gone").toList()).isEmpty();
    assertThat(kept.ended("Withheld").toList())
        .hasSize(QUEUES + 1)
        .allSatisfy(row -> assertThat(row.get("reason")).contains("janitor:keep"));
  }
}
