package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.CloudControlRow;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Reach;
import janitor.resource.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The role may do what the code calls, nothing else, and deletes only what carries the tag,
/// wherever AWS can say so.
final class RightsTest {
  /// All that grants something switched on, and the longest texts that fit.
  private static final Map<String, String> MOST =
      Map.of(
          "DecisionPage", "true",
          "CreateTopic", "true",
          "Workshop", "w".repeat(256),
          "TagKey", "k".repeat(128),
          "ReportFrom", "janitor@example.org",
          "BypassGovernance", "true",
          "UntaggedNamePrefix", "workshop-",
          "FailureAlarmTopicArn", "arn:aws:sns:eu-central-1:123456789012:alarm");

  private static final Map<String, String> USUAL =
      Map.of("Workshop", "student-system", "ReportFrom", "janitor@example.org");

  private static final Map<String, String> USUAL_BUT_BYPASSING =
      Map.of(
          "Workshop", "student-system",
          "ReportFrom", "janitor@example.org",
          "BypassGovernance", "true");

  private static final Pattern READS =
      Pattern.compile("[a-z0-9-]+:(BatchGet|Get|List|Describe|GET|Query).*|tag:.*");

  /// What writes, but takes nothing away from anybody.
  private static final Set<String> OWN_POLICY = Set.of("own");

  private static List<ResourceKind> kinds() {
    try (var clients = Clients.ambient(new Calls())) {
      return Kinds.all(clients, Options.looking(Template.ACCOUNT));
    }
  }

  private static Set<String> declared() {
    var all = new TreeSet<>(SpineActions.ALL);
    kinds().forEach(kind -> all.addAll(kind.traits().actions()));
    return all;
  }

  private static Set<String> granted(Template template) {
    return template.functionRights().stream()
        .filter(Predicate.not(Template.Statement::isForStackMembers))
        .flatMap(statement -> statement.actions().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Template.Statement> deleting(Template template) {
    return template.functionRights().stream()
        .filter(Predicate.not(Template.Statement::isForStackMembers))
        .filter(statement -> !OWN_POLICY.contains(statement.policy().name()))
        .filter(
            statement ->
                statement.actions().stream().anyMatch(action -> !READS.matcher(action).matches()))
        .toList();
  }

  @Test
  void whatIsGrantedIsWhatIsDeclared() {
    assertThat(granted(Template.with(MOST))).containsExactlyElementsOf(declared());
  }

  @Test
  void noActionIsAPattern() {
    assertThat(granted(Template.with(MOST))).noneMatch(action -> action.contains("*"));
  }

  @Test
  void nothingMayCreateALogGroup() {
    assertThat(
            Template.with(MOST).policies().stream()
                .flatMap(Template.Policy::statements)
                .flatMap(statement -> statement.actions().stream()))
        .isNotEmpty()
        .doesNotContain("logs:CreateLogGroup", "logs:*", "*");
    assertThat(Template.with(MOST).properties("JanitorRole").toString())
        .doesNotContain("AWSLambdaBasicExecutionRole");
  }

  @Test
  void whatDeletesIsConditionedOrNarrowed() {
    var deleting = deleting(Template.with(USUAL));
    assertThat(deleting).hasSizeGreaterThan(20);
    for (var statement : deleting) {
      if (statement.actions().equals(List.of("cloudformation:DeleteResource"))) {
        // Cloud Control does nothing that the caller may not do at the service itself.
        continue;
      }
      if (statement.actions().equals(List.of("ecs:DeregisterTaskDefinition"))) {
        // It knows no resource: the service authorization reference lists neither ARN nor key.
        continue;
      }
      if (statement
          .resources()
          .equals(
              List.of(
                  "arn:aws:fsx:*:123456789012:backup/*",
                  "arn:aws:neptune-graph:*:123456789012:graph-snapshot/*",
                  "arn:aws:redshift-serverless:*:123456789012:snapshot/*"))) {
        // A deletion of FSx's is asked for on the backup that it makes, which has but the tags of
        // the request; and so has what is kept of a graph or of a namespace of Redshift's.
        assertThat(statement.conditions())
            .as(statement.sid() + ": the tag of what it makes")
            .containsEntry("StringEquals aws:RequestTag/workshop", "student-system");
        continue;
      }
      if (statement.sid().startsWith("LastCopies")) {
        // Making one is narrowed by nothing but its tags: the service authorization reference.
        assertThat(List.of("lightsail:CreateRelationalDatabaseSnapshot", "lightsail:TagResource"))
            .as(statement.sid() + ": nothing that deletes")
            .containsAll(statement.actions());
        assertThat(statement.conditions())
            .as(statement.sid() + ": a date on which it goes")
            .containsEntry("Null aws:RequestTag/janitor:expires-at", "false");
        continue;
      }
      if (statement.sid().equals("LinkServices")) {
        // A delivery of logs knows no resource (service authorization reference), and the others of
        // these act on no more than what a service made for a thing that the janitor may delete.
        assertThat(statement.conditions())
            .as(statement.sid() + ": only what a service asks on its behalf")
            .containsEntry("Bool aws:ViaAWSService", "true");
        continue;
      }
      var tagIfAny = "StringEqualsIfExists aws:ResourceTag/workshop";
      if (statement.policy().name().equals("UntaggedRights")
          || "student-system".equals(statement.conditions().get(tagIfAny))) {
        assertThat(statement.resources())
            .as(statement.sid() + ": which resources")
            .doesNotContain("*")
            .allMatch(arn -> arn.startsWith("arn:aws:"));
      } else {
        assertThat(statement.conditions())
            .as(statement.sid() + ": the tag")
            .containsEntry("StringEquals aws:ResourceTag/workshop", "student-system");
      }
    }
  }

  @Test
  void anEmptyNamePrefixGrantsNothing() {
    var off = Template.with(USUAL).functionRights().toString();
    var on = Template.with(withPrefix("workshop-")).functionRights().toString();
    assertThat(on.length()).isGreaterThanOrEqualTo(off.length());
    // A prefix that is empty and stands before a wildcard would be a wildcard.
    assertThat(
            Template.with(withPrefix("PREFIX")).functionRights().stream()
                .filter(statement -> statement.json().toString().contains("PREFIX"))
                .map(Template.Statement::sid))
        .noneMatch(sid -> off.contains("Sid=" + sid + ","));
  }

  private static Map<String, String> withPrefix(String prefix) {
    var all = new LinkedHashMap<>(USUAL);
    all.put("UntaggedNamePrefix", prefix);
    return all;
  }

  @Test
  void governanceIsBypassedOnlyWhenAsked() {
    assertThat(granted(Template.with(USUAL))).doesNotContain("s3:BypassGovernanceRetention");
    assertThat(granted(Template.with(MOST))).contains("s3:BypassGovernanceRetention");
  }

  @Test
  void withoutASenderNoMailMayBeSent() {
    assertThat(granted(Template.with(Map.of("Workshop", "student-system"))))
        .doesNotContain("ses:SendEmail", "ses:SendRawEmail", "ses:GetSuppressedDestination");
  }

  private static Map<String, String> serverless() {
    var all = new LinkedHashMap<>(MOST);
    all.put("Reach", "serverless");
    return all;
  }

  /// Nothing of what is beyond the reach, and all of what is within.
  @Test
  void whatIsGrantedIsWhatIsReached() {
    var beyond = Kinds.typesBeyond(Reach.SERVERLESS);
    var reached = new TreeSet<>(SpineActions.ALL);
    kinds().stream()
        .filter(kind -> !beyond.contains(kind.type()))
        .forEach(kind -> reached.addAll(kind.traits().actions()));
    assertThat(granted(Template.with(serverless()))).containsExactlyElementsOf(reached);
  }

  /// What CloudFormation may delete of a stack that lists nothing beyond the reach is the same.
  @Test
  void stacksWithinTheReachGoAsEver() {
    try (var clients = Clients.ambient(new Calls())) {
      var options = Options.looking(Template.ACCOUNT).within(Reach.SERVERLESS);
      var catalog = Kinds.catalog(clients, options);
      var rights = Template.with(serverless()).functionRights();
      var refused =
          DeleteHandlers.missing(rights).entrySet().stream()
              .filter(missing -> DeleteHandlers.whyNot(missing.getKey()).isEmpty())
              .flatMap(
                  missing ->
                      missing.getValue().stream()
                          .filter(type -> !catalog.isBeyond(type))
                          .map(type -> missing.getKey() + " for " + type));
      assertThat(refused).isEmpty();
    }
  }

  /// A policy that is not made is not attached, nor deleted with the stack.
  @Test
  void policiesBeyondTheReachAreNotMade() {
    var template = Template.with(serverless());
    var made =
        template.policies().stream()
            .filter(policy -> policy.type().equals("AWS::IAM::ManagedPolicy"))
            .map(policy -> "arn:aws:iam::123456789012:policy/" + policy.name())
            .toList();
    assertThat(made).isNotEmpty();
    assertThat(
            Template.texts(
                template.resolved(template.properties("JanitorRole").get("ManagedPolicyArns"))))
        .containsExactlyInAnyOrderElementsOf(made);
    assertThat(
            template.policies().stream()
                .filter(policy -> policy.name().equals("DeleterRights"))
                .flatMap(Template.Policy::statements)
                .filter(statement -> statement.actions().contains("iam:DeletePolicy"))
                .flatMap(statement -> statement.resources().stream()))
        .containsExactlyInAnyOrderElementsOf(made);
  }

  private static Template.Statement own(Map<String, String> more, String sid) {
    var all = new LinkedHashMap<>(USUAL);
    all.putAll(more);
    return Template.with(all).functionRights().stream()
        .filter(statement -> statement.sid().equals(sid))
        .findFirst()
        .orElseThrow();
  }

  /// And nothing is asked of any other.
  @Test
  void onlyTheTopicThatItTellsThrough() {
    assertThat(Template.with(USUAL).functionRights().stream().map(Template.Statement::sid))
        .doesNotContain("ReportTopic");
    assertThat(own(Map.of("CreateTopic", "true"), "ReportTopic").resources())
        .containsExactly("arn:aws:sns:eu-central-1:123456789012:ReportTopic");
    var others = "arn:aws:sns:eu-west-1:999988887777:told";
    assertThat(own(Map.of("ReportTopicArn", others), "ReportTopic").resources())
        .containsExactly(others);
  }

  @Test
  void eventsAreItsOwnAndCanBeSwitchedOff() {
    var events = own(Map.of(), "Events");
    assertThat(events.actions()).containsExactly("events:PutEvents");
    assertThat(events.resources())
        .containsExactly("arn:aws:events:eu-central-1:123456789012:event-bus/default");
    assertThat(events.conditions())
        .containsExactly(Map.entry("StringEquals events:source", "workshop-janitor"));
    var off = new LinkedHashMap<>(USUAL);
    off.put("PublishEvents", "false");
    assertThat(granted(Template.with(off))).doesNotContain("events:PutEvents");
  }

  @Test
  void mailGoesFromTheIdentityAndTheRegionThatAreSet() {
    var identity = "arn:aws:ses:eu-west-1:999988887777:identity/example.org";
    assertThat(own(Map.of("ReportFromArn", identity), "Mail").resources())
        .containsExactly(
            "arn:aws:ses:eu-west-1:123456789012:identity/*",
            "arn:aws:ses:eu-west-1:123456789012:configuration-set/*",
            identity);
    assertThat(own(Map.of("ReportRegion", "us-east-1"), "Mail").resources())
        .containsExactly(
            "arn:aws:ses:us-east-1:123456789012:identity/*",
            "arn:aws:ses:us-east-1:123456789012:configuration-set/*");
    assertThat(own(Map.of(), "Mail").resources())
        .containsExactly(
            "arn:aws:ses:eu-central-1:123456789012:identity/*",
            "arn:aws:ses:eu-central-1:123456789012:configuration-set/*");
    assertThat(own(Map.of("ReportFromArn", identity), "Mail").conditions())
        .containsEntry("StringEquals ses:FromAddress", "janitor@example.org");
  }

  @Test
  void onlyItsOwnStackAndOnlyWithTheDeleterRole() {
    var lastAct =
        Template.with(USUAL).functionRights().stream()
            .filter(statement -> statement.sid().equals("LastAct"))
            .findFirst()
            .orElseThrow();
    assertThat(lastAct.resources())
        .containsExactly(
            "arn:aws:cloudformation:eu-central-1:123456789012:stack/workshop-janitor/1");
    assertThat(lastAct.conditions())
        .containsEntry(
            "StringEquals cloudformation:RoleArn", "arn:aws:iam::123456789012:role/DeleterRole");
  }

  @Test
  void whoDoesNotRemoveItselfMayNot() {
    var stays = new LinkedHashMap<>(USUAL);
    stays.put("SelfRemove", "false");
    assertThat(Template.with(stays).functionRights().stream().map(Template.Statement::sid))
        .isNotEmpty()
        .doesNotContain("LastAct", "LastActRole");
    assertThat(Template.with(stays).policies().stream().map(Template.Policy::name))
        .doesNotContain("DeleterRights");
  }

  /// Else the stack would end in DELETE_FAILED.
  @Test
  void whoDeletesTheStackMayDeleteAllOfItsPolicies() {
    var template = Template.with(USUAL);
    assertThat(
            template.policies().stream()
                .filter(policy -> policy.name().equals("DeleterRights"))
                .flatMap(Template.Policy::statements)
                .filter(statement -> statement.actions().contains("iam:DeletePolicy"))
                .flatMap(statement -> statement.resources().stream()))
        .containsExactlyInAnyOrderElementsOf(
            template.policies().stream()
                .filter(policy -> policy.type().equals("AWS::IAM::ManagedPolicy"))
                .map(Template.Policy::name)
                .map(name -> "arn:aws:iam::123456789012:policy/" + name)
                .toList());
  }

  @Test
  void aRoleIsPassedToNamedServicesOnly() {
    assertThat(
            Template.with(MOST).functionRights().stream()
                .filter(statement -> statement.actions().contains("iam:PassRole")))
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(statement -> statement.isConditionedOn("iam:PassedToService"));
  }

  /// The page can keep, and nothing else: it writes decisions, and reads no more than what they are
  /// about.
  @Test
  void thePageMayOnlyDecide() {
    var page =
        Template.with(MOST).policies().stream()
            .filter(policy -> policy.resource().equals("PageRole"))
            .flatMap(Template.Policy::statements)
            .toList();
    assertThat(page.stream().flatMap(statement -> statement.actions().stream()))
        .containsExactlyInAnyOrder(
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:BatchWriteItem");
    assertThat(page.stream().filter(statement -> !statement.sid().equals("PageLog")))
        .allSatisfy(
            statement ->
                assertThat(statement.resources())
                    .containsExactly("arn:aws:dynamodb:eu-central-1:123456789012:table/Ledger"))
        .allSatisfy(
            statement ->
                assertThat(statement.conditions())
                    .containsEntry("Null dynamodb:LeadingKeys", "false")
                    .containsEntry(
                        statement.actions().contains("dynamodb:BatchWriteItem")
                            ? "ForAllValues:StringEquals dynamodb:LeadingKeys"
                            : "ForAllValues:StringLike dynamodb:LeadingKeys",
                        statement.actions().contains("dynamodb:BatchWriteItem")
                            ? "decision"
                            : "decision*"))
        .hasSize(2);
    var properties = Template.with(MOST).properties("Page");
    assertThat(properties)
        .containsEntry("ReservedConcurrentExecutions", 2)
        .containsEntry("Role", Map.of("Fn::GetAtt", "PageRole.Arn"));
  }

  @Test
  void stackMembersAreForCloudFormationAlone() {
    assertThat(
            Template.with(MOST).policies().stream()
                .filter(policy -> policy.name().equals("StackMemberRights"))
                .flatMap(Template.Policy::statements))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(statement.conditions())
                    .containsEntry(
                        "ForAnyValue:StringEquals aws:CalledVia", "cloudformation.amazonaws.com"));
  }

  /// CloudFormation deletes a member with the janitor's rights: what the handler asks for is given,
  /// or named with the reason.
  @Test
  void whatHandlersOfMembersAskForIsGivenOrNamed() {
    var missing = DeleteHandlers.missing(RightsPage.everything());
    assertThat(missing)
        .allSatisfy(
            (permission, types) ->
                assertThat(DeleteHandlers.whyNot(permission))
                    .as(permission + " for " + types)
                    .isPresent());
    assertThat(missing).containsKeys(DeleteHandlers.NOT_GIVEN.keySet().toArray(String[]::new));
  }

  /// Cloud Control deletes a loose one with the same handler, and whether `aws:CalledVia` then
  /// names CloudFormation is nowhere said: what is given to stacks' members alone does not count.
  @Test
  void whatHandlersOfTheTableAskForIsGivenOrNamed() {
    var rights =
        RightsPage.everything().stream()
            .filter(statement -> !statement.policy().name().equals("StackMemberRights"))
            .toList();
    var rows =
        CloudControlRow.all().stream().map(CloudControlRow::type).collect(Collectors.toSet());
    var missing =
        DeleteHandlers.all().stream()
            .filter(handler -> rows.contains(handler.type()))
            .flatMap(
                handler ->
                    handler.permissions().stream()
                        .filter(permission -> !DeleteHandlers.isAllowed(rights, permission))
                        .filter(permission -> DeleteHandlers.whyNot(permission).isEmpty())
                        .map(permission -> handler.type() + " " + permission));
    assertThat(missing).isEmpty();
  }

  /// What a stack without a service role may list, for it to go: any other type withholds it.
  @Test
  void whatGoesWithAStackIsWhatTheRoleMayDelete() throws IOException {
    var file = Path.of("src/main/resources/janitor/kind/stack-members.tsv");
    var rights = RightsPage.everything();
    var lines =
        Stream.concat(
                Stream.of(
                    "# Types that CloudFormation deletes in the janitor's name: RightsTest makes"
                        + " it."),
                DeleteHandlers.all().stream()
                    .filter(DeleteHandlers.Handler::isMember)
                    .filter(handler -> DeleteHandlers.goes(rights, handler))
                    .map(DeleteHandlers.Handler::type))
            .toList();
    if (Boolean.getBoolean("golden.update")) {
      Files.write(file, lines);
    }
    assertThat(Files.readAllLines(file))
        .as("after a wanted change: -Dgolden.update=true")
        .containsExactlyElementsOf(lines);
  }

  /// Persons', what the whole account signs in by, and what would read a secret.
  @Test
  void whatTheTableHasAndDoesNotGoIsThis() {
    var rights = RightsPage.everything();
    assertThat(
            DeleteHandlers.all().stream()
                .filter(DeleteHandlers.Handler::isMember)
                .filter(handler -> !DeleteHandlers.goes(rights, handler))
                .map(DeleteHandlers.Handler::type))
        .containsExactly(
            "AWS::ElasticLoadBalancingV2::ListenerCertificate",
            "AWS::IAM::AccessKey",
            "AWS::IAM::Group",
            "AWS::IAM::GroupPolicy",
            "AWS::IAM::OIDCProvider",
            "AWS::IAM::SAMLProvider",
            "AWS::IAM::ServerCertificate",
            "AWS::IAM::ServiceLinkedRole",
            "AWS::IAM::User",
            "AWS::IAM::UserPolicy",
            "AWS::IAM::UserToGroupAddition",
            "AWS::IAM::VirtualMFADevice");
  }

  /// And nothing is given that no handler asks for.
  @Test
  void whatStackMembersMayIsWhatHandlersAskFor() {
    var asked = new TreeSet<String>();
    DeleteHandlers.all().forEach(handler -> asked.addAll(handler.permissions()));
    assertThat(
            RightsPage.everything().stream()
                .filter(statement -> statement.policy().name().equals("StackMemberRights"))
                .flatMap(statement -> statement.actions().stream())
                .filter(
                    action ->
                        asked.stream().noneMatch(text -> DeleteHandlers.covers(action, text))))
        .isEmpty();
  }

  /// A line that CloudFormation knows no type for is a kind's whose name is ours, not a
  /// misspelling.
  @Test
  void everyKindsHandlerIsInTheTable() {
    var types = kinds().stream().map(ResourceKind::type).toList();
    assertThat(DeleteHandlers.all().stream().map(DeleteHandlers.Handler::type))
        .as("after a new line: .ci/tools python src/test/policy/handlers.py")
        .containsAll(types)
        .doesNotHaveDuplicates();
    assertThat(types)
        .containsAll(
            DeleteHandlers.all().stream()
                .filter(Predicate.not(DeleteHandlers.Handler::isMember))
                .map(DeleteHandlers.Handler::type)
                .toList());
  }

  /// CloudFormation uses a stack's own role, whoever asks: only the deleter role is ever handed to
  /// it, and only for the janitor's own stack.
  @Test
  void onlyTheDeleterRoleIsHandedToCloudFormation() {
    assertThat(
            RightsPage.everything().stream()
                .filter(
                    statement ->
                        statement
                            .conditions()
                            .getOrDefault("StringEquals iam:PassedToService", "")
                            .toString()
                            .contains("cloudformation")))
        .allSatisfy(
            statement ->
                assertThat(statement.resources())
                    .containsExactly("arn:aws:iam::123456789012:role/DeleterRole"))
        .hasSize(1);
  }

  @Test
  void policiesFitWithTheLongestTag() {
    var sizes = new LinkedHashMap<String, Integer>();
    var template = Template.with(MOST);
    template.policies().stream()
        .filter(policy -> policy.type().equals("AWS::IAM::ManagedPolicy"))
        .forEach(policy -> sizes.put(policy.name(), policy.size()));
    assertThat(sizes).hasSizeLessThanOrEqualTo(10);
    assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThan(6144));
    var inline =
        template.policies().stream()
            .filter(policy -> !policy.type().equals("AWS::IAM::ManagedPolicy"))
            .collect(
                Collectors.groupingBy(
                    policy ->
                        List.of("own", "CustomResourceRights", "RowReads").contains(policy.name())
                            ? "function"
                            : policy.name(),
                    Collectors.summingInt(Template.Policy::size)));
    assertThat(inline).allSatisfy((name, size) -> assertThat(size).as(name).isLessThan(10_240));
    System.out.println("policy sizes with the longest tag: " + sizes + ", inline " + inline);
  }

  /// What `src/test/policy/simulate.mjs` puts to a real policy evaluator.
  @Test
  void policiesAreWrittenForTheSimulation() throws IOException {
    var template = Template.with(USUAL_BUT_BYPASSING);
    var role =
        Map.of(
            "tagKey",
            "workshop",
            "workshop",
            "student-system",
            "account",
            Template.ACCOUNT,
            "statements",
            template.functionRights().stream()
                .map(
                    statement ->
                        Map.of("policy", statement.policy().name(), "json", statement.json()))
                .toList());
    var file = Path.of("target", "rights.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, JSON.std.asString(role));
    assertThat(file).isNotEmptyFile();
  }
}
