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
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/// The template, deployed as a stack beside a workshop, and its nights, begun and continued by what
/// its schedules send, until the stack is gone or has had its chance.
final class LastNights implements AutoCloseable {
  static final String NAME = "workshop-janitor";
  private static final int MOST_NIGHTS = 16;
  private static final int MOST_ROUNDS = 60;

  private final Emulator emulator = Emulator.start();
  private final Clients aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
  private final FastTime time = new FastTime(Instant.EPOCH);
  private final List<Night> nights = new ArrayList<>();
  private final Map<String, Object> deployed;
  private final Map<String, Object> left;
  private int continued;

  /// @param kinds of the workshop, as the seed calls them
  /// @param parameters `Name=value`, besides those that must be
  LastNights(String kinds, String... parameters) throws IOException {
    Path file = Files.createTempFile("manifest", ".json");
    emulator.run(
        "workshop.py",
        "seed",
        "--workshop",
        Rehearsal.WORKSHOP,
        "--region",
        Emulator.REGION,
        "--classes",
        "due",
        "--kinds",
        kinds,
        "--manifest",
        file.toString());
    aws.ses(Emulator.REGION)
        .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
    emulator.control("POST", "clock", Map.of("offsetSeconds", -Duration.ofDays(8).toSeconds()));
    deployed = JSON.std.mapFrom(emulator.run("deploy_template.py", deployment(parameters)));
    emulator.control("POST", "clock", Map.of("offsetSeconds", 0));
    var today = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int night = 0; night < MOST_NIGHTS && isThere(); night++) {
      time.jumpTo(today.plus(Duration.ofDays(night - 8L)));
      nights.add(night(night));
    }
    left = JSON.std.mapFrom(emulator.run("workshop.py", "check", "--manifest", file.toString()));
    Files.delete(file);
  }

  private static String[] deployment(String... parameters) {
    var words = new ArrayList<>(List.of("--region", Emulator.REGION, "--stack", NAME));
    Stream.concat(
            Stream.of(
                "Workshop=" + Rehearsal.WORKSHOP,
                "ReportFrom=janitor@example.org",
                "ReportTo=teacher@example.org"),
            Stream.of(parameters))
        .forEach(text -> words.addAll(List.of("--parameter", text)));
    return words.toArray(String[]::new);
  }

  /// What Scheduler does at night: it fills in its words, and later it fires what a round left.
  private Night night(int night) {
    var sent =
        String.valueOf(deployed.get("nightly"))
            .replace("<aws.scheduler.scheduled-time>", time.instant().toString());
    var last = invoked(sent);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      var next = continuation();
      if (next.isEmpty()) {
        return last;
      }
      continued++;
      assertThat(next.get().schedule().target().arn()).isEqualTo(deployed.get("functionArn"));
      last = invoked(next.get().fire(time));
    }
    throw new AssertionError("night " + night + " does not end");
  }

  private Night invoked(String event) {
    var environment = new HashMap<>(emulator.environment());
    Template.map(deployed.get("environment"))
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    return Night.of(
        emulator, environment, time, event, String.valueOf(deployed.get("functionArn")));
  }

  private Optional<Successor> continuation() {
    return isThere() ? Successor.in(aws, member("Schedules")) : Optional.empty();
  }

  /// How often a schedule continued a night.
  int continued() {
    return continued;
  }

  /// What the seed finds of its workshop.
  Map<String, Object> left() {
    return left;
  }

  Set<String> members() {
    return Template.map(deployed.get("members")).keySet();
  }

  String member(String logicalId) {
    return String.valueOf(Template.map(deployed.get("members")).get(logicalId));
  }

  private boolean isThere() {
    return !stack().stackStatusAsString().startsWith("DELETE");
  }

  /// Each look brings its end nearer in the emulator.
  Stack stack() {
    return aws.cloudFormation(Emulator.REGION)
        .describeStacks(request -> request.stackName(String.valueOf(deployed.get("stackId"))))
        .stacks()
        .getFirst();
  }

  /// How the deletion of the stack and of each of its members ended.
  Map<String, String> ends() {
    assertThat(Stream.generate(this::stack).limit(10).map(Stack::stackStatusAsString))
        .contains("DELETE_COMPLETE");
    var ends = new HashMap<String, String>();
    aws
        .cloudFormation(Emulator.REGION)
        .describeStackEventsPaginator(request -> request.stackName(stack().stackId()))
        .stackEvents()
        .stream()
        .filter(event -> event.resourceStatusAsString().matches("DELETE_(COMPLETE|SKIPPED|FAILED)"))
        .forEach(
            (StackEvent event) ->
                ends.put(event.logicalResourceId(), event.resourceStatusAsString()));
    return ends;
  }

  /// All go but the role that deletes them, and its rights.
  Map<String, String> expectedEnds() {
    var expected = new HashMap<String, String>(Map.of(NAME, "DELETE_COMPLETE"));
    members()
        .forEach(
            name ->
                expected.put(
                    name, name.startsWith("Deleter") ? "DELETE_SKIPPED" : "DELETE_COMPLETE"));
    return expected;
  }

  List<String> ownRoles() {
    return aws.iam("us-east-1").listRolesPaginator().roles().stream()
        .map(Role::roleName)
        .filter(role -> role.startsWith(NAME))
        .toList();
  }

  List<String> functions() {
    return aws.lambda(Emulator.REGION).listFunctionsPaginator().functions().stream()
        .map(FunctionConfiguration::functionName)
        .toList();
  }

  List<String> logGroups() {
    return aws.logs(Emulator.REGION).describeLogGroupsPaginator().logGroups().stream()
        .map(LogGroup::logGroupName)
        .toList();
  }

  @SuppressWarnings("unchecked")
  List<Map<String, Object>> mails() {
    return (List<Map<String, Object>>) emulator.control("GET", "mails", Map.of());
  }

  void shell(String command) {
    emulator.shell(command);
  }

  @Override
  public void close() {
    aws.close();
    emulator.close();
  }
}
