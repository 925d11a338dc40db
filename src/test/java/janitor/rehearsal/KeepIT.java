package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.Tag;

/// The commands in the mail of a real night, pasted into a real shell with the real AWS command
/// line, keep what they name: one resource for each way of tagging.
class KeepIT {
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
          + "\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:List*\","
          + "\"Resource\":\"*\"}]}";
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);

  /// Names that a shell would take apart, where the service takes such names.
  private static final String PARAMETER = "student/it.is_a-flag";

  private static Emulator emulator;
  private static Map<String, String> commands;
  private static Night night;

  @BeforeAll
  static void keepsWhatTheMailSays() {
    emulator = Emulator.start();
    emulator.control("POST", "clock", Map.of("offsetSeconds", -864_000));
    seed();
    emulator.control("POST", "clock", Map.of("offsetSeconds", 0));
    Rehearsal.makeLedger(emulator);
    var today = Instant.now();
    var time = new FastTime(today);
    // What nobody dates is due only when it is old since it was first seen.
    night(time, today.minus(Duration.ofDays(8)), "1");
    night(time, today, "2");
    commands = keepCommands();
    commands.forEach(
        (name, command) -> {
          if (!name.endsWith("goes")) {
            emulator.shell(command);
          }
        });
    night = night(time, today.plus(Duration.ofDays(1)), "3");
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static void seed() {
    try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
      aws.ses(Emulator.REGION)
          .createEmailIdentity(request -> request.emailIdentity("janitor@example.org"));
      for (var name : List.of("student-keeps", "student-goes")) {
        aws.sqs(Emulator.REGION).createQueue(request -> request.queueName(name).tags(TAGS));
      }
      aws.ssm(Emulator.REGION)
          .putParameter(
              request ->
                  request
                      .name("/" + PARAMETER)
                      .value("on")
                      .type("String")
                      .tags(
                          software.amazon.awssdk.services.ssm.model.Tag.builder()
                              .key("workshop")
                              .value(Rehearsal.WORKSHOP)
                              .build()));
      var iam = aws.iam("us-east-1");
      var tag = Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build();
      for (var name : List.of("-student,role=1", "student-role-goes")) {
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST).tags(tag));
      }
      iam.createPolicy(
          request ->
              request.policyName("student+policy").path("/a/b/").policyDocument(POLICY).tags(tag));
      iam.createInstanceProfile(
          request -> request.instanceProfileName("student@profile").tags(tag));
      aws.cloudFormation(Emulator.REGION)
          .createStack(
              request ->
                  request
                      .stackName("student-stack")
                      .templateBody(
                          "{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{"
                              + "\"TopicName\":\"student-topic-goes\"}}}}")
                      .tags(
                          software.amazon.awssdk.services.cloudformation.model.Tag.builder()
                              .key("workshop")
                              .value(Rehearsal.WORKSHOP)
                              .build()));
    }
  }

  private static Night night(FastTime time, Instant at, String id) {
    time.jumpTo(at);
    emulator.control("DELETE", "mails", Map.of());
    return Night.of(
        emulator,
        new HashMap<>(Rehearsal.environment(emulator)),
        time,
        "{\"source\":\"aws.scheduler\",\"id\":\"keep-" + id + "\",\"detail\":{}}");
  }

  /// From the text of the night's mail: by name, what stands below "Keep it".
  @SuppressWarnings("unchecked")
  private static Map<String, String> keepCommands() {
    var mails = (List<Map<String, Object>>) emulator.control("GET", "mails", Map.of());
    var lines = new ArrayList<>(String.valueOf(mails.getLast().get("text")).lines().toList());
    var found = new TreeMap<String, String>();
    var name = "";
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).startsWith("* ")) {
        name = lines.get(i).substring(2);
      } else if (lines.get(i).startsWith("  Keep it")) {
        found.put(name, lines.get(i + 1).strip());
      }
    }
    return found;
  }

  @Test
  void theMailHasACommandForEach() {
    assertThat(commands.keySet())
        .containsExactlyInAnyOrder(
            "student-keeps",
            "student-goes",
            "/" + PARAMETER,
            "-student,role=1",
            "student-role-goes",
            "student+policy",
            "student@profile",
            "student-stack",
            "student-topic-goes");
    assertThat(commands.values())
        .anyMatch(text -> text.startsWith("aws resourcegroupstaggingapi tag-resources "))
        .anyMatch(text -> text.startsWith("aws iam tag-role "))
        .anyMatch(text -> text.startsWith("aws iam tag-policy "))
        .anyMatch(text -> text.startsWith("aws iam tag-instance-profile "));
  }

  @Test
  void whatWasKeptSurvivesTheNextNight() {
    assertThat(
            night
                .ended("Withheld")
                .filter(row -> String.valueOf(row.get("reason")).contains("janitor:keep"))
                .map(row -> row.get("name")))
        .containsExactlyInAnyOrder(
            "student-keeps",
            "/" + PARAMETER,
            "-student,role=1",
            "student+policy",
            "student@profile");
    try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
      assertThat(aws.iam("us-east-1").listRoles().roles())
          .extracting(role -> role.roleName())
          .contains("-student,role=1")
          .doesNotContain("student-role-goes");
      assertThat(aws.sqs(Emulator.REGION).listQueues().queueUrls())
          .singleElement()
          .asString()
          .endsWith("/student-keeps");
    }
  }

  /// Its member's own command was left out.
  @Test
  void aStackStaysByItsProtectionAlone() {
    assertThat(commands.get("student-stack"))
        .startsWith("aws cloudformation update-termination-protection ");
    assertThat(
            night
                .ended("Withheld")
                .filter(row -> String.valueOf(row.get("reason")).contains("termination protection"))
                .map(row -> row.get("name")))
        .containsExactly("student-stack");
    try (var aws = new Clients(new Calls(), builder -> Night.at(emulator, builder))) {
      var stack =
          aws.cloudFormation(Emulator.REGION)
              .describeStacks(request -> request.stackName("student-stack"))
              .stacks()
              .getFirst();
      assertThat(stack.enableTerminationProtection()).isTrue();
      assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
    }
  }

  @Test
  void theRestGoes() {
    assertThat(night.ended("Gone").map(row -> row.get("name")))
        .containsExactlyInAnyOrder("student-goes", "student-role-goes");
  }
}
