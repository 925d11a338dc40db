package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.FastTime;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A student without SES: the stack makes a topic and subscribes them. Nothing goes before they
/// have confirmed and were told; then the night after deletes.
final class ByTopicIT {
  private static final int QUEUES = 12;
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Emulator EMULATOR = Emulator.start();
  private static final Clients AWS =
      new Clients(new Calls(), builder -> Night.at(EMULATOR, builder));
  private static final FastTime TIME = new FastTime(Instant.EPOCH);

  @TempDir static Path folder;

  private static Instant today = Instant.EPOCH;
  private static Map<String, Object> deployed = Map.of();
  private static final List<Integer> LEFT = new ArrayList<>();
  private static List<Map<String, Object>> messages = List.of();
  private static List<Map<String, Object>> events = List.of();
  private static Night swept = new Night(Map.of());

  @BeforeAll
  static void nights() throws IOException {
    today = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    EMULATOR.control("POST", "clock", Map.of("offsetSeconds", -Duration.ofDays(10).toSeconds()));
    for (int i = 1; i <= QUEUES; i++) {
      var name = "student-%02d".formatted(i);
      AWS.sqs(Emulator.REGION).createQueue(request -> request.queueName(name).tags(TAGS));
    }
    deployed =
        JSON.std.mapFrom(
            EMULATOR.run(
                "deploy_template.py",
                "--region",
                Emulator.REGION,
                "--stack",
                "workshop-janitor",
                "--parameter",
                "Workshop=" + Rehearsal.WORKSHOP,
                "--parameter",
                "ReportTo=student@example.org, tutor@example.org",
                "--parameter",
                "CreateTopic=true"));
    EMULATOR.control("POST", "clock", Map.of("offsetSeconds", 0));
    // As a tagged stack tags it: the janitor must not take its own voice away.
    EMULATOR.control("POST", "tags", Map.of(topic(), TAGS));
    for (int night = 0; night < 2; night++) {
      var at = night;
      assertThatThrownBy(() -> night(at)).isInstanceOf(IllegalStateException.class);
      LEFT.add(queues());
    }
    EMULATOR.control("POST", "confirmations", Map.of("endpoints", List.of("tutor@example.org")));
    night(2);
    LEFT.add(queues());
    messages = list("messages");
    // The whole list lies where the message says.
    EMULATOR.shell("cd '" + folder + "' && " + command());
    swept = night(3);
    LEFT.add(queues());
    events = list("events");
  }

  @AfterAll
  static void end() {
    AWS.close();
    EMULATOR.close();
  }

  private static String topic() {
    return String.valueOf(Template.map(deployed.get("members")).get("ReportTopic"));
  }

  private static int queues() {
    return (int)
        AWS
            .sqs(Emulator.REGION)
            .listQueuesPaginator(request -> request.queueNamePrefix("student-"))
            .queueUrls()
            .stream()
            .count();
  }

  private static Night night(int night) {
    TIME.jumpTo(today.plus(Duration.ofDays(night)));
    var environment = new HashMap<>(EMULATOR.environment());
    Template.map(deployed.get("environment"))
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    return Night.of(
        EMULATOR,
        environment,
        TIME,
        String.valueOf(deployed.get("nightly"))
            .replace("<aws.scheduler.scheduled-time>", TIME.instant().toString()),
        String.valueOf(deployed.get("functionArn")));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(String what) {
    return (List<Map<String, Object>>) EMULATOR.control("GET", what, Map.of());
  }

  private static String text() {
    return String.valueOf(messages.getFirst().get("text"));
  }

  private static String command() {
    return text()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("aws dynamodb get-item"))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> details(String type) {
    return events.stream()
        .filter(event -> type.equals(event.get("detail-type")))
        .map(event -> String.valueOf(event.get("detail")));
  }

  @Test
  void nothingGoesBeforeSomebodyHasConfirmedAndWasTold() {
    assertThat(LEFT).containsExactly(QUEUES, QUEUES, QUEUES, 0);
  }

  @Test
  void whoConfirmedIsToldAndNobodyElse() {
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst()).containsEntry("to", "tutor@example.org");
    assertThat(String.valueOf(messages.getFirst().get("subject")))
        .startsWith("[Decide by ")
        .contains(QUEUES + " resources will be deleted");
    assertThat(text()).contains("WILL BE DELETED (" + QUEUES + ")", "And 2 more, in the list.");
  }

  @Test
  void theListHasEveryResourceAndTheCommandThatKeepsIt() throws IOException {
    var csv = Files.readString(folder.resolve("janitor.csv"));
    for (int i = 1; i <= QUEUES; i++) {
      assertThat(csv).contains(":student-%02d\"".formatted(i));
    }
    assertThat(csv).contains("janitor:keep=true");
  }

  @Test
  void itsOwnTopicStays() {
    var row =
        swept
            .resources()
            .filter(resource -> topic().equals(resource.get("arn")))
            .findFirst()
            .orElseThrow();
    assertThat(row).containsEntry("outcome", "Withheld");
    assertThat(AWS.sns(Emulator.REGION).listTopics().topics())
        .extracting(topic -> topic.topicArn())
        .contains(topic());
  }

  @Test
  void everyNightAndAnnouncementIsAnEvent() {
    assertThat(details("Workshop Janitor Night")).hasSize(4);
    assertThat(details("Workshop Janitor Announcement"))
        .hasSize(3)
        .allMatch(text -> text.contains("decideBy"));
  }
}
