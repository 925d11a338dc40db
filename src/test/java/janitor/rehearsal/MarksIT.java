package janitor.rehearsal;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetStagesRequest;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.lambda.model.Runtime;

/// Whose something is, by AWS's own marks and by nobody's free text; and what goes first where one
/// thing needs another to its very end.
class MarksIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String TOPIC = "{\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\"}}}";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static Night night() {
    return night(_ -> {});
  }

  private static Night night(Consumer<SdkRequest> others) {
    var night = ACCOUNT.sweep(Map.of(), others);
    assertThat((List<?>) night.field("unread")).isEmpty();
    return night;
  }

  private static Map<String, String> outcomes(Night night) {
    return night
        .resources()
        .collect(
            toMap(
                row -> String.valueOf(row.get("name")), row -> String.valueOf(row.get("outcome"))));
  }

  private static String reason(Night night, String name) {
    return night
        .resources()
        .filter(resource -> name.equals(resource.get("name")))
        .map(resource -> String.valueOf(resource.get("reason")))
        .findFirst()
        .orElseThrow();
  }

  private static String stack(String name, String template, Tag... tags) {
    return ACCOUNT
        .aws()
        .cloudFormation(HERE)
        .createStack(request -> request.stackName(name).templateBody(template).tags(tags))
        .stackId();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static List<String> stacks() {
    return ACCOUNT.aws().cloudFormation(HERE).describeStacksPaginator().stacks().stream()
        .map(Stack::stackName)
        .toList();
  }

  @Nested
  class Backends {
    private static final String GEN_ONE = "amplify-web-dev-141516";

    private static String app(String name, Map<String, String> tags) {
      return ACCOUNT
          .aws()
          .amplify(HERE)
          .createApp(request -> request.name(name).tags(tags))
          .app()
          .appId();
    }

    private static void branch(String app, @Nullable String stack, @Nullable String environment) {
      ACCOUNT
          .aws()
          .amplify(HERE)
          .createBranch(
              request -> {
                request.appId(app).branchName("main");
                Optional.ofNullable(stack)
                    .ifPresent(arn -> request.backend(backend -> backend.stackArn(arn)));
                Optional.ofNullable(environment).ifPresent(request::backendEnvironmentArn);
              });
    }

    private static String environment(String app, String stack) {
      return ACCOUNT
          .aws()
          .amplify(HERE)
          .createBackendEnvironment(
              request -> request.appId(app).environmentName("dev").stackName(stack))
          .backendEnvironment()
          .backendEnvironmentArn();
    }

    private static String nameFor(String app) {
      return "amplify-" + app + "-main-branch-0a1b2c3d4e";
    }

    private static void isLeft(Night night, String stack, String app) {
      assertThat(stacks()).contains(stack);
      assertThat(outcomes(night)).containsEntry(stack, "Withheld").containsEntry(app, "Gone");
      assertThat(reason(night, stack))
          .contains("Amplify App " + app + " names it as its backend")
          .contains("If it is the workshop's, tag it");
      // Told, and not remembered as the app's: no later night takes it for left behind.
      assertThat(outcomes(night())).doesNotContainKey(stack);
      assertThat(stacks()).contains(stack);
    }

    @Test
    void aBranchMayNameAnybodysStack() {
      var theirs = stack("canteen", TOPIC);
      branch(app("web", TAGS), theirs, null);
      isLeft(night(), "canteen", "web");
    }

    @Test
    void anotherAppsBackendIsNotOurs() {
      var other = app("theirs", Map.of());
      var stack = stack(nameFor(other), TOPIC);
      branch(app("web", TAGS), stack, null);
      isLeft(night(), nameFor(other), "web");
    }

    /// Its name is made of what a person called the project, and of the time.
    @Test
    void theFirstGenerationsStackIsNobodysForCertain() {
      stack(GEN_ONE, TOPIC);
      environment(app("web", TAGS), GEN_ONE);
      isLeft(night(), GEN_ONE, "web");
    }

    @Test
    void aFirstGenerationsStackGoesOnceItIsTagged() {
      stack(GEN_ONE, TOPIC, tag("workshop", Rehearsal.WORKSHOP));
      environment(app("web", TAGS), GEN_ONE);
      assertThat(outcomes(night())).containsEntry(GEN_ONE, "Gone").containsEntry("web", "Gone");
      assertThat(stacks()).isEmpty();
    }

    @Test
    void theStackThatHoldsTheAppsIdGoesBeforeItsApp() {
      var app = app("web", TAGS);
      branch(app, stack(nameFor(app), TOPIC), null);
      assertThat(outcomes(night()))
          .containsEntry(nameFor(app), "Gone")
          .containsEntry("web", "Gone");
      assertThat(stacks()).isEmpty();
    }

    @Test
    void theStackThatAmplifyTaggedWithTheAppsIdGoes() {
      var app = app("web", TAGS);
      branch(app, stack("amplify-long-name", TOPIC, tag("amplify:app-id", app)), null);
      assertThat(outcomes(night())).containsEntry("amplify-long-name", "Gone");
      assertThat(stacks()).isEmpty();
    }

    @Test
    void aBackendThatAnAppThatStaysNamesTooStays() {
      var app = app("web", TAGS);
      var stack = stack(nameFor(app), TOPIC);
      branch(app, stack, null);
      branch(app("theirs", Map.of()), stack, null);
      var night = night();
      assertThat(reason(night, nameFor(app))).contains("it is still used by Amplify app theirs");
      assertThat(stacks()).contains(nameFor(app));
    }

    /// "Reuse backends across apps": the other app's branch works with our environment.
    @Test
    void aSharedBackendOfTheFirstGenerationStaysThoughItIsTagged() {
      stack(GEN_ONE, TOPIC, tag("workshop", Rehearsal.WORKSHOP));
      var environment = environment(app("web", TAGS), GEN_ONE);
      branch(app("theirs", Map.of()), null, environment);
      assertThat(reason(night(), GEN_ONE)).contains("it is still used by Amplify app theirs");
      assertThat(stacks()).contains(GEN_ONE);
    }

    @Test
    void aSharedBackendGoesWhenAllItsAppsGo() {
      var app = app("web", TAGS);
      var stack = stack(nameFor(app), TOPIC);
      branch(app, stack, null);
      branch(app("admin", TAGS), stack, null);
      assertThat(outcomes(night()))
          .containsEntry(nameFor(app), "Gone")
          .containsEntry("web", "Gone")
          .containsEntry("admin", "Gone");
      assertThat(stacks()).isEmpty();
    }
  }

  @Nested
  class Logs {
    private static final String CHOSEN = "/company/audit";

    private static void api(String name) {
      var gateway = ACCOUNT.aws().apiGatewayV2(HERE);
      var api =
          gateway.createApi(
              request -> request.name(name).protocolType(ProtocolType.HTTP).tags(TAGS));
      gateway.createStage(
          request ->
              request
                  .apiId(api.apiId())
                  .stageName("live")
                  .accessLogSettings(
                      logs ->
                          logs.destinationArn(
                                  "arn:aws:logs:"
                                      + HERE
                                      + ":"
                                      + Emulator.ACCOUNT
                                      + ":log-group:"
                                      + CHOSEN)
                              .format("$context.requestId")));
    }

    private static void group(Map<String, String> tags) {
      ACCOUNT.aws().logs(HERE).createLogGroup(request -> request.logGroupName(CHOSEN).tags(tags));
    }

    private static boolean isThere() {
      return !ACCOUNT.aws().logs(HERE).describeLogGroups().logGroups().isEmpty();
    }

    /// Nobody else logs into it that the janitor could see; a person chose its name all the same.
    @Test
    void aGroupWhoseNameAPersonChoseIsLeftAndToldOf() {
      group(Map.of("team", "audit"));
      api("web");
      var night = night();
      assertThat(outcomes(night)).containsEntry("web", "Gone").containsEntry(CHOSEN, "Withheld");
      assertThat(reason(night, CHOSEN))
          .contains("ApiGatewayV2 Api web logs into it")
          .contains("Tag it as the workshop's");
      assertThat(outcomes(night())).isEmpty();
      assertThat(isThere()).isTrue();
    }

    @Test
    void aGroupWhoseNameAPersonChoseGoesIfItIsTagged() {
      group(TAGS);
      api("web");
      assertThat(outcomes(night())).containsEntry(CHOSEN, "Gone");
      assertThat(isThere()).isFalse();
    }

    /// Strangers' APIs are not asked any more: what they log into does not go.
    @Test
    void noStrangersApiIsAskedForItsLogs() {
      group(Map.of());
      api("web");
      var theirs =
          ACCOUNT
              .aws()
              .apiGatewayV2(HERE)
              .createApi(request -> request.name("theirs").protocolType(ProtocolType.HTTP))
              .apiId();
      var asked = Collections.synchronizedList(new ArrayList<String>());
      night(
          request -> {
            if (request instanceof GetStagesRequest stages) {
              asked.add(stages.apiId());
            }
          });
      assertThat(asked).isNotEmpty().doesNotContain(theirs);
    }
  }

  /// The functions in a VPC: Lambda removes their network interfaces later, with their role.
  @Nested
  class Interfaces {
    private static final software.amazon.awssdk.services.iam.model.Tag WORKSHOP =
        software.amazon.awssdk.services.iam.model.Tag.builder()
            .key("workshop")
            .value(Rehearsal.WORKSHOP)
            .build();
    private static final String TRUST =
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            + "{\"Service\":\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";

    private static String role(String name) {
      return ACCOUNT
          .aws()
          .iam("us-east-1")
          .createRole(
              request ->
                  request.roleName(name).assumeRolePolicyDocument(TRUST).tags(List.of(WORKSHOP)))
          .role()
          .arn();
    }

    private static void function(String name, String role, Map<String, String> tags) {
      ACCOUNT
          .aws()
          .lambda(HERE)
          .createFunction(
              request ->
                  request
                      .functionName(name)
                      .role(role)
                      .tags(tags)
                      .runtime(Runtime.PYTHON3_12)
                      .handler("index.handler")
                      .vpcConfig(
                          vpc -> vpc.subnetIds("subnet-1", "subnet-2").securityGroupIds("sg-1"))
                      .code(code -> code.zipFile(SdkBytes.fromUtf8String("x"))));
    }

    private static List<String> interfaces() {
      return ACCOUNT
          .aws()
          .ec2(HERE)
          .describeNetworkInterfaces(
              request ->
                  request.filters(Filter.builder().name("interface-type").values("lambda").build()))
          .networkInterfaces()
          .stream()
          .map(NetworkInterface::description)
          .toList();
    }

    @Test
    void areGoneBeforeTheRole() {
      function("lab", role("runs"), TAGS);
      assertThat(interfaces()).hasSize(2);
      var night =
          night(
              request -> {
                if (request instanceof DeleteRoleRequest) {
                  assertThat(interfaces()).isEmpty();
                }
              });
      assertThat(outcomes(night)).containsEntry("lab", "Gone").containsEntry("runs", "Gone");
      assertThat(interfaces()).isEmpty();
    }

    /// They are described by the name of whoever came first, and all who share them need them.
    @Test
    void ofSeveralFunctionsAreGoneBeforeAnyOfTheirRoles() {
      function("lab", role("runs"), TAGS);
      function("later", role("runs-too"), TAGS);
      var night =
          night(
              request -> {
                if (request instanceof DeleteRoleRequest) {
                  assertThat(interfaces()).isEmpty();
                }
              });
      assertThat(outcomes(night)).containsEntry("runs", "Gone").containsEntry("runs-too", "Gone");
    }

    /// A function that stays goes on using them, and removes them with its own role one day.
    @Test
    void thatAFunctionThatStaysUsesHoldNoRole() {
      function("theirs", "arn:aws:iam::" + Emulator.ACCOUNT + ":role/" + theirRole(), Map.of());
      function("lab", role("runs"), TAGS);
      assertThat(outcomes(night())).containsEntry("lab", "Gone").containsEntry("runs", "Gone");
      assertThat(interfaces()).hasSize(2);
    }

    private static String theirRole() {
      return ACCOUNT
          .aws()
          .iam("us-east-1")
          .createRole(request -> request.roleName("theirs").assumeRolePolicyDocument(TRUST))
          .role()
          .roleName();
    }
  }

  @Nested
  class Providers {
    private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/provides";
    private static final String PROVIDER =
        """
        {"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"FunctionName":"provides",
         "Runtime":"python3.12","Handler":"index.handler","Role":"%s","Code":{"ZipFile":"x"}}}},
         "Outputs":{"Arn":{"Value":{"Fn::GetAtt":["F","Arn"]},"Export":{"Name":"provider"}}}}
        """
            .formatted(ROLE);
    private final List<String> deleted = Collections.synchronizedList(new ArrayList<>());

    private void made(String token) {
      ACCOUNT
          .aws()
          .iam("us-east-1")
          .createRole(request -> request.roleName("provides").assumeRolePolicyDocument("{}"));
      var provider = stack("a-provider", PROVIDER, tag("workshop", Rehearsal.WORKSHOP));
      ACCOUNT
          .emulator()
          .control(
              "POST",
              "tags",
              Map.of(
                  "arn:aws:lambda:" + HERE + ":" + Emulator.ACCOUNT + ":function:provides",
                  Map.of("workshop", Rehearsal.WORKSHOP, "aws:cloudformation:stack-id", provider)));
      stack(
          "b-user",
          """
          {"Parameters":{"Token":{"Type":"String",
            "Default":"arn:aws:lambda:eu-central-1:123456789012:function:provides"}},
           "Resources":{"C":{"Type":"Custom::C","Properties":{"ServiceToken":%s}}}}
          """
              .formatted(token),
          tag("workshop", Rehearsal.WORKSHOP));
    }

    /// The provider's stack is not even asked for before its user's is over.
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "literally|\"arn:aws:lambda:eu-central-1:123456789012:function:provides\"",
          "by a version|\"arn:aws:lambda:eu-central-1:123456789012:function:provides:7\"",
          "by a parameter|{\"Ref\":\"Token\"}",
          "by parts|{\"Fn::Sub\":\"arn:${AWS::Partition}:lambda:${AWS::Region}:123456789012:function:provides\"}"
        })
    void goAfterTheStacksThatCallThem(String how, String token) {
      made(token);
      var night =
          night(
              request -> {
                if (request instanceof DeleteStackRequest delete) {
                  if (delete.stackName().contains("a-provider")) {
                    assertThat(stacks()).as(how).doesNotContain("b-user");
                  }
                  deleted.add(delete.stackName().replaceFirst(".*stack/([^/]+)/.*", "$1"));
                }
              });
      assertThat(deleted).containsExactly("b-user", "a-provider");
      assertThat(outcomes(night))
          .containsEntry("a-provider", "Gone")
          .containsEntry("b-user", "Gone");
      assertThat(stacks()).isEmpty();
    }
  }
}
