package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.FastTime;
import janitor.rehearsal.Night;
import janitor.rehearsal.Rehearsal;
import janitor.rehearsal.Successor;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.iam.model.Role;

/// The template, deployed as a stack beside a workshop, and its nights, begun and continued by what
/// its schedules send, until the workshop is gone and the stack as well.
final class LastActIT {
  private static final String NAME = "workshop-janitor";
  private static final int MOST_NIGHTS = 16;
  private static final int MOST_ROUNDS = 60;

  private static final Emulator EMULATOR = Emulator.start();
  private static final Clients AWS =
      new Clients(new Calls(), builder -> Night.at(EMULATOR, builder));
  private static final FastTime TIME = new FastTime(Instant.EPOCH);

  private static Map<String, Object> deployed = Map.of();
  private static Map<String, Object> manifest = Map.of();
  private static final List<Night> NIGHTS = new ArrayList<>();
  private static int continued;

  @BeforeAll
  static void untilNothingIsLeft() throws IOException {
    Path file = Files.createTempFile("manifest", ".json");
    EMULATOR.run(
        "workshop.py",
        "seed",
        "--workshop",
        Rehearsal.WORKSHOP,
        "--region",
        Emulator.REGION,
        "--classes",
        "due",
        "--manifest",
        file.toString());
    manifest = JSON.std.mapFrom(Files.readString(file));
    AWS.ses(Emulator.REGION)
        .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
    EMULATOR.control("POST", "clock", Map.of("offsetSeconds", -Duration.ofDays(8).toSeconds()));
    deployed =
        JSON.std.mapFrom(
            EMULATOR.run(
                "deploy_template.py",
                "--region",
                Emulator.REGION,
                "--stack",
                NAME,
                "--parameter",
                "Workshop=" + Rehearsal.WORKSHOP,
                "--parameter",
                "ReportFrom=janitor@example.org",
                "--parameter",
                "ReportTo=teacher@example.org"));
    EMULATOR.control("POST", "clock", Map.of("offsetSeconds", 0));
    var today = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int night = 0; night < MOST_NIGHTS && isThere(); night++) {
      TIME.jumpTo(today.plus(Duration.ofDays(night - 8L)));
      NIGHTS.add(night(night));
    }
    manifest =
        JSON.std.mapFrom(EMULATOR.run("workshop.py", "check", "--manifest", file.toString()));
  }

  @AfterAll
  static void end() {
    AWS.close();
    EMULATOR.close();
  }

  /// What Scheduler does at night: it fills in its words, and later it fires what a round left.
  private static Night night(int night) {
    var sent =
        String.valueOf(deployed.get("nightly"))
            .replace("<aws.scheduler.scheduled-time>", TIME.instant().toString());
    var last = invoked(sent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      var next = continuation();
      if (next.isEmpty()) {
        return last;
      }
      continued++;
      assertThat(next.get().schedule().target().arn()).isEqualTo(deployed.get("functionArn"));
      last = invoked(next.get().fire(TIME));
    }
    throw new AssertionError("night " + night + " does not end");
  }

  private static Night invoked(String event) {
    var environment = new HashMap<>(EMULATOR.environment());
    Template.map(deployed.get("environment"))
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    return Night.of(
        EMULATOR, environment, TIME, event, String.valueOf(deployed.get("functionArn")));
  }

  private static Optional<Successor> continuation() {
    return isThere() ? Successor.in(AWS, member("Schedules")) : Optional.empty();
  }

  private static String member(String logicalId) {
    return String.valueOf(Template.map(deployed.get("members")).get(logicalId));
  }

  private static boolean isThere() {
    return !stack().stackStatusAsString().startsWith("DELETE");
  }

  private static Stack stack() {
    return AWS.cloudFormation(Emulator.REGION)
        .describeStacks(request -> request.stackName(String.valueOf(deployed.get("stackId"))))
        .stacks()
        .getFirst();
  }

  private static Stream<String> ownRoles() {
    return AWS.iam("us-east-1").listRolesPaginator().roles().stream()
        .map(Role::roleName)
        .filter(role -> role.startsWith(NAME));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> mails() {
    return (List<Map<String, Object>>) EMULATOR.control("GET", "mails", Map.of());
  }

  @Test
  void theWorkshopIsGone() {
    assertThat(manifest).containsEntry("stillThere", List.of()).containsEntry("lost", List.of());
  }

  @Test
  void theStackIsDeletedWithAllItsMembersButTheRoleThatDeletesThem() {
    // Each look brings the end nearer in the emulator.
    assertThat(Stream.generate(LastActIT::stack).limit(10).map(Stack::stackStatusAsString))
        .contains("DELETE_COMPLETE");
    var ends = new HashMap<String, String>();
    AWS
        .cloudFormation(Emulator.REGION)
        .describeStackEventsPaginator(request -> request.stackName(stack().stackId()))
        .stackEvents()
        .stream()
        .filter(event -> event.resourceStatusAsString().matches("DELETE_(COMPLETE|SKIPPED|FAILED)"))
        .forEach(
            (StackEvent event) ->
                ends.put(event.logicalResourceId(), event.resourceStatusAsString()));
    var expected = new HashMap<String, String>(Map.of(NAME, "DELETE_COMPLETE"));
    Template.map(deployed.get("members"))
        .keySet()
        .forEach(
            name ->
                expected.put(
                    name, name.startsWith("Deleter") ? "DELETE_SKIPPED" : "DELETE_COMPLETE"));
    assertThat(ends).isEqualTo(expected);
  }

  @Test
  void whatItNeedsMoreThanOneInvocationForItsSchedulesContinue() {
    assertThat(continued).isPositive();
  }

  @Test
  void theLastMailSaysWhatStaysAndItsCommandRemovesIt() {
    var role = member("DeleterRole");
    var text = String.valueOf(mails().getLast().get("text"));
    assertThat(text).contains(role);
    assertThat(ownRoles()).containsExactly(role);
    var commands =
        text.lines()
            .map(String::strip)
            .filter(line -> line.contains("aws iam delete-role "))
            .toList();
    assertThat(commands).isNotEmpty();
    commands.forEach(EMULATOR::shell);
    assertThat(ownRoles()).isEmpty();
  }
}
