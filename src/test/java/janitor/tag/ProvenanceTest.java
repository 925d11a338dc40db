package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.HomeAccount;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.settings.Refusal;
import janitor.tag.Provenance.Side;
import janitor.tag.Provenance.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What an event proves, and what it does not.
final class ProvenanceTest {
  private static final String ACCOUNT = "123456789012";
  private static final String REGION = "eu-central-1";
  private static final String ALICE = "arn:aws:iam::123456789012:user/alice";
  private static final String BOB = "arn:aws:iam::123456789012:user/bob";
  private static final String ADMIN = "arn:aws:iam::123456789012:role/Admin";
  private static final String CAROL = "arn:aws:sts::123456789012:assumed-role/Admin/carol";
  private static final Instant NOON = Instant.parse("2026-11-14T12:00:00Z");

  private final List<ResourceKind> kinds =
      Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking(ACCOUNT));
  private final List<Creation> creations =
      kinds.stream().flatMap(kind -> kind.traits().creations().stream()).toList();
  private final List<TrailEvent> events = new ArrayList<>();
  private Optional<Instant> until = Optional.empty();
  private Instant readAt = NOON.plus(Duration.ofDays(5));
  private int number;

  private static Map<String, Object> identity(String arn) {
    return arn.contains(":assumed-role/")
        ? Map.of("arn", arn, "sessionContext", Map.of("sessionIssuer", Map.of("arn", ADMIN)))
        : Map.of("arn", arn);
  }

  private Map<String, Object> told(String by, String source, String name, Instant at) {
    var told = new HashMap<String, Object>();
    told.put("eventType", "AwsApiCall");
    told.put("eventID", "e" + number++);
    told.put("eventTime", at.toString());
    told.put("eventName", name);
    told.put("eventSource", source + ".amazonaws.com");
    told.put("awsRegion", REGION);
    told.put("recipientAccountId", ACCOUNT);
    told.put("userIdentity", identity(by));
    return told;
  }

  private Optional<TrailEvent> read(Map<String, Object> told) {
    try {
      return TrailEvent.of(JSON.std.asString(told), ACCOUNT, REGION, creations);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void called(Map<String, Object> told) {
    events.addAll(read(told).stream().toList());
  }

  private void madeTable(String by, String name, Instant at) {
    var told = told(by, "dynamodb", "CreateTable", at);
    told.put(
        "responseElements",
        Map.of("tableDescription", Map.of("tableArn", arn("dynamodb", "table/" + name))));
    called(told);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, REGION, ACCOUNT, resource);
  }

  private static Resource.Builder resource(String type, String arn, String name) {
    return Resource.of(type, Arn.of(arn), REGION).name(name);
  }

  private static Resource.Builder table(String name) {
    return resource("AWS::DynamoDB::Table", arn("dynamodb", "table/" + name), name);
  }

  private Word word(Resource.Builder resource, boolean isNamed) {
    return word(Person.of("me", asking(ALICE)), resource.build(), isNamed);
  }

  private Word word(Person person, Resource resource, boolean isNamed) {
    var kind =
        kinds.stream()
            .filter(each -> each.type().equals(resource.type()))
            .findFirst()
            .orElseThrow();
    return Provenance.of(person, until, readAt, events)
        .of(new Spot(kind, new HomeAccount("aws", ACCOUNT).place(REGION)), resource, isNamed);
  }

  @Test
  void whatIMadeIsProposedWhateverItIsCalled() {
    madeTable(ALICE, "xyz", NOON);
    assertThat(word(table("xyz").createdAt(NOON.plusSeconds(2)), false))
        .isEqualTo(new Word(Side.PROPOSED, "made by you on 2026-11-14"));
  }

  @Test
  void whatAnotherMadeIsNotProposedForItsName() {
    madeTable(BOB, "student-canteen", NOON);
    var table = table("student-canteen").createdAt(NOON);
    assertThat(word(table, true))
        .isEqualTo(new Word(Side.NOT_PROPOSED, "made by bob on 2026-11-14, not by you"));
    assertThat(word(table, false)).isEqualTo(new Word(Side.ANOTHERS, "made by bob on 2026-11-14"));
  }

  @Test
  void aNameOfWhichTheTrailTellsNothingGoesOn() {
    assertThat(word(table("student-old").createdAt(NOON), true).side()).isEqualTo(Side.PROPOSED);
    assertThat(word(table("other").createdAt(NOON), false).side()).isEqualTo(Side.UNKNOWN);
  }

  /// Deleted since, and made again by somebody of whom the trail does not tell.
  @Test
  void aCallOfAnotherTimeProvesNothing() {
    madeTable(ALICE, "again", NOON);
    for (var apart : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
      var word = word(table("again").createdAt(NOON.plus(apart)), false);
      assertThat(word.side()).isEqualTo(Side.NOT_PROPOSED);
      assertThat(word.text())
          .isEqualTo(
              "you called CreateTable for it on 2026-11-14, which need not have made it: if it is"
                  + " yours, name it with --name");
    }
  }

  @Test
  void whatWasMadeAgainIsItsLastMakers() {
    madeTable(ALICE, "again", NOON);
    madeTable(BOB, "again", NOON.plus(Duration.ofDays(1)));
    var then = table("again").createdAt(NOON.plus(Duration.ofDays(1)));
    assertThat(word(then, true).side()).isEqualTo(Side.NOT_PROPOSED);
    // A minute apart, nobody can tell.
    events.clear();
    madeTable(ALICE, "again", NOON);
    madeTable(BOB, "again", NOON.plusSeconds(60));
    assertThat(word(table("again").createdAt(NOON.plusSeconds(60)), true).side())
        .isEqualTo(Side.NOT_PROPOSED);
  }

  /// A call that changes what is there succeeds as well: only a name makes it mine.
  @Test
  void aCallThatMayHaveFoundItProvesNothing() {
    var topic = told(ALICE, "sns", "CreateTopic", NOON);
    topic.put("responseElements", Map.of("topicArn", arn("sns", "news")));
    called(topic);
    var news = resource("AWS::SNS::Topic", arn("sns", "news"), "news");
    assertThat(word(news, false).side()).isEqualTo(Side.NOT_PROPOSED);
    assertThat(word(news, true).side()).isEqualTo(Side.PROPOSED);
    // Bob may have made it, or I: then not even its name helps.
    topic.put("userIdentity", identity(BOB));
    topic.put("eventID", "bobs");
    called(topic);
    assertThat(word(news, true).side()).isEqualTo(Side.NOT_PROPOSED);
  }

  /// A queue tells when it was made, so that the same call proves it.
  @Test
  void aDateProvesWhatTheCallAloneDoesNot() {
    var queue = told(ALICE, "sqs", "CreateQueue", NOON);
    queue.put("responseElements", Map.of("queueUrl", "https://sqs.x/123456789012/jobs"));
    called(queue);
    var jobs = resource("AWS::SQS::Queue", arn("sqs", "jobs"), "jobs");
    assertThat(word(jobs.createdAt(NOON.plusSeconds(1)), false).side()).isEqualTo(Side.PROPOSED);
    assertThat(word(jobs.createdAt(NOON.minus(Duration.ofDays(9))), false).side())
        .isEqualTo(Side.NOT_PROPOSED);
  }

  /// A secret's event has only the name that was asked for; its ARN has six letters more.
  @Test
  void aBareNameProvesNothingWithoutADate() {
    var secret = told(ALICE, "secretsmanager", "CreateSecret", NOON);
    secret.put("requestParameters", Map.of("name", "key"));
    called(secret);
    var key =
        resource("AWS::SecretsManager::Secret", arn("secretsmanager", "secret:key-AbCdEf"), "key");
    assertThat(word(key, false).side()).isEqualTo(Side.NOT_PROPOSED);
    assertThat(word(key.createdAt(NOON), false).side()).isEqualTo(Side.PROPOSED);
  }

  @Test
  void whatFailedOrIsElsewhereOrOfNobodyIsNoEvent() {
    var changes = new ArrayList<Map.Entry<String, Object>>();
    changes.add(Map.entry("errorCode", "ResourceInUseException"));
    changes.add(Map.entry("awsRegion", "eu-west-1"));
    changes.add(Map.entry("recipientAccountId", "210987654321"));
    changes.add(Map.entry("userIdentity", Map.of()));
    changes.add(Map.entry("eventType", "AwsServiceEvent"));
    assertThat(read(told(ALICE, "dynamodb", "CreateTable", NOON))).isPresent();
    for (var change : changes) {
      var told = told(ALICE, "dynamodb", "CreateTable", NOON);
      told.put(change.getKey(), change.getValue());
      assertThat(read(told)).as(change.toString()).isEmpty();
    }
    assertThat(TrailEvent.of("no JSON", ACCOUNT, REGION, creations)).isEmpty();
  }

  /// `CreateApi` is an operation of AppSync and of API Gateway.
  @Test
  void anEventOfAnotherServiceIsNone() {
    var api = told(ALICE, "appsync", "CreateApi", NOON);
    api.put("responseElements", Map.of("apiId", "a1", "api", Map.of("apiArn", "x")));
    called(api);
    assertThat(
            word(
                    resource(
                        "AWS::ApiGatewayV2::Api", "arn:aws:apigateway:eu-central-1::/apis/a1", "a"),
                    false)
                .side())
        .isEqualTo(Side.UNKNOWN);
  }

  /// `RunInstances` makes several, and says so in a list.
  @Test
  void aCallMayMakeSeveral() {
    var run = told(ALICE, "ec2", "RunInstances", NOON);
    run.put(
        "responseElements",
        Map.of(
            "instancesSet",
            Map.of("items", List.of(Map.of("instanceId", "i-1"), Map.of("instanceId", "i-2")))));
    called(run);
    for (var id : List.of("i-1", "i-2")) {
      var instance = resource("AWS::EC2::Instance", arn("ec2", "instance/" + id), id);
      assertThat(word(instance.createdAt(NOON), false).side()).isEqualTo(Side.PROPOSED);
    }
    var other = resource("AWS::EC2::Instance", arn("ec2", "instance/i-3"), "i-3");
    assertThat(word(other.createdAt(NOON), false).side()).isEqualTo(Side.UNKNOWN);
  }

  /// EC2 writes the answers of its newer operations with the answer's name around them.
  @Test
  void whatEc2MadeIsFoundInBothFormsOfItsEvents() {
    var vpc = told(ALICE, "ec2", "CreateVpc", NOON);
    vpc.put("responseElements", Map.of("vpc", Map.of("vpcId", "vpc-1")));
    called(vpc);
    var gateway = told(ALICE, "ec2", "CreateNatGateway", NOON);
    gateway.put(
        "responseElements",
        Map.of("CreateNatGatewayResponse", Map.of("natGateway", Map.of("natGatewayId", "nat-1"))));
    called(gateway);
    var log = told(ALICE, "ec2", "CreateFlowLogs", NOON);
    log.put(
        "responseElements",
        Map.of("CreateFlowLogsResponse", Map.of("flowLogIdSet", Map.of("item", "fl-1"))));
    called(log);
    for (var builder :
        List.of(
            resource("AWS::EC2::VPC", arn("ec2", "vpc/vpc-1"), "lab"),
            resource("AWS::EC2::NatGateway", arn("ec2", "natgateway/nat-1"), "nat-1"),
            resource("AWS::EC2::FlowLog", arn("ec2", "vpc-flow-log/fl-1"), "fl-1"))) {
      assertThat(word(builder, false).side())
          .as(builder.build().toString())
          .isEqualTo(Side.PROPOSED);
    }
  }

  /// CloudFormation, Beanstalk and the like call with the rights, and under the name, of who called
  /// them.
  @Test
  void whatAServiceMadeInMyNameIsNotProposed() {
    var table = told(ALICE, "dynamodb", "CreateTable", NOON);
    table.put("userIdentity", Map.of("arn", ALICE, "invokedBy", "cloudformation.amazonaws.com"));
    table.put(
        "responseElements",
        Map.of("tableDescription", Map.of("tableArn", arn("dynamodb", "table/left"))));
    called(table);
    var left = table("left").createdAt(NOON);
    assertThat(word(left, false))
        .isEqualTo(
            new Word(
                Side.NOT_PROPOSED,
                "you called CreateTable for it on 2026-11-14 through cloudformation.amazonaws.com,"
                    + " which may need it: if it is yours, name it with --name"));
    assertThat(word(left, true).side()).isEqualTo(Side.PROPOSED);
    // Bob's, whoever he called it through.
    assertThat(word(Person.of("me", asking(BOB)), left.build(), true).side())
        .isEqualTo(Side.NOT_PROPOSED);
    events.clear();
    for (var console : List.of("AWS Internal", "signin.amazonaws.com")) {
      table.put("userIdentity", Map.of("arn", ALICE, "invokedBy", console));
      called(table);
      assertThat(word(left, false).side()).as(console).isEqualTo(Side.PROPOSED);
    }
  }

  /// Another may have deleted it and made it anew, and the trail does not tell yet.
  @Test
  void ofTheLastMinutesTheTrailIsNotWhole() {
    madeTable(ALICE, "again", NOON);
    var again = table("again").createdAt(NOON.plus(Duration.ofMinutes(5)));
    assertThat(word(again, false).side()).isEqualTo(Side.PROPOSED);
    readAt = NOON.plus(Duration.ofMinutes(10));
    assertThat(word(again, false).side()).isEqualTo(Side.NOT_PROPOSED);
    assertThat(word(table("again").createdAt(NOON.plusSeconds(20)), false).side())
        .isEqualTo(Side.PROPOSED);

    var function = told(ALICE, "lambda", "CreateFunction20150331", NOON);
    function.put("requestParameters", Map.of("functionName", "f"));
    called(function);
    var changed = resource("AWS::Lambda::Function", arn("lambda", "function:f"), "f");
    changed.modifiedAt(NOON.plus(Duration.ofMinutes(5)));
    assertThat(word(changed, false).side()).isEqualTo(Side.NOT_PROPOSED);
    readAt = NOON.plus(Duration.ofHours(1));
    assertThat(word(changed, false).side()).isEqualTo(Side.PROPOSED);
  }

  /// An event without an ARN has a maker all the same, who is nobody that is asked for.
  @Test
  void whomTheTrailDoesNotNameIsSomebodyElse() {
    for (var identity :
        List.<Map<String, Object>>of(
            Map.of("type", "AWSAccount", "principalId", "AIDAOTHER", "accountId", "210987654321"),
            Map.of("type", "IdentityCenterUser", "onBehalfOf", Map.of("userId", "94482488")),
            Map.of("type", "AWSService", "invokedBy", "backup.amazonaws.com"),
            Map.of("type", "Unknown"))) {
      events.clear();
      var told = told(ALICE, "dynamodb", "CreateTable", NOON);
      told.put("userIdentity", identity);
      told.put(
          "responseElements",
          Map.of("tableDescription", Map.of("tableArn", arn("dynamodb", "table/student-x"))));
      called(told);
      var table = table("student-x").createdAt(NOON).build();
      for (var who : List.of("me", "alice", "AIDAOTHER", "backup.amazonaws.com")) {
        assertThat(word(Person.of(who, asking(ALICE)), table, true).side())
            .as(who + " " + identity)
            .isEqualTo(Side.NOT_PROPOSED);
      }
    }
  }

  @Test
  void aNamesakeOfAnotherAccountIsSomebodyElse() {
    madeTable("arn:aws:iam::210987654321:user/alice", "t", NOON);
    var table = table("t").createdAt(NOON).build();
    for (var who : List.of("me", "alice", ALICE)) {
      assertThat(word(Person.of(who, asking(ALICE)), table, false).side()).isEqualTo(Side.ANOTHERS);
    }
  }

  @Test
  void rootIsFoundAsItself() {
    var root = "arn:aws:iam::123456789012:root";
    madeTable(root, "t", NOON);
    var table = table("t").createdAt(NOON).build();
    assertThat(word(Person.of("me", asking(root)), table, false).text()).startsWith("made by you");
    assertThat(word(Person.of("root", asking(ALICE)), table, false).text())
        .startsWith("made by root");
    assertThat(word(Person.of("me", asking(ALICE)), table, false).side()).isEqualTo(Side.ANOTHERS);
  }

  /// People share a role; what tells them apart is the session.
  @Test
  void sessionsOfOneRoleAreSeveralPeople() {
    var role = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123/";
    madeTable(role + "carol@example.com", "hers", NOON);
    madeTable(role + "dave@example.com", "his", NOON);
    var hers = table("hers").createdAt(NOON).build();
    var his = table("his").createdAt(NOON).build();
    for (var who : List.of("me", "carol@example.com")) {
      var carol = Person.of(who, asking(role + "carol@example.com"));
      assertThat(word(carol, hers, false).side()).isEqualTo(Side.PROPOSED);
      assertThat(word(carol, his, true).side()).isEqualTo(Side.NOT_PROPOSED);
    }
    assertThatThrownBy(() -> word(Person.of("Admin", asking(ALICE)), hers, false))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(
            role + "carol@example.com",
            role + "dave@example.com",
            "all sessions of a role: " + ADMIN);
    assertThat(word(Person.of(ADMIN, asking(ALICE)), his, false).side()).isEqualTo(Side.PROPOSED);
  }

  @Test
  void untilEndsIt() {
    until = Optional.of(NOON.minusSeconds(1));
    madeTable(ALICE, "late", NOON);
    assertThat(word(table("late").createdAt(NOON), false).side()).isEqualTo(Side.UNKNOWN);
    assertThat(word(table("late").createdAt(NOON), true).text())
        .isEqualTo("made by you on 2026-11-14, after --until");
  }

  @Test
  void aSessionIsFoundByItsArnItsNameAndItsRole() {
    madeTable(CAROL, "t", NOON);
    var table = table("t").createdAt(NOON).build();
    for (var word : List.of(CAROL, "carol", ADMIN, "Admin")) {
      assertThat(word(Person.of(word, asking(ALICE)), table, false))
          .as(word)
          .isEqualTo(new Word(Side.PROPOSED, "made by Admin/carol on 2026-11-14"));
    }
    for (var word : List.of("me", "dave", "arol", "arn:aws:iam::123456789012:role/Adm")) {
      assertThat(word(Person.of(word, asking(ALICE)), table, false).side())
          .as(word)
          .isEqualTo(Side.ANOTHERS);
    }
  }

  @Test
  void aNameThatSeveralBearIsRefused() {
    madeTable(CAROL, "t", NOON);
    madeTable("arn:aws:iam::123456789012:user/teachers/carol", "u", NOON);
    assertThatThrownBy(
            () -> Provenance.of(Person.of("carol", asking(ALICE)), until, readAt, events))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(CAROL, "user/teachers/carol", "say which");
  }

  @Test
  void theConsoleIsTold() {
    var told = told(ALICE, "dynamodb", "CreateTable", NOON);
    told.put("sessionCredentialFromConsole", "true");
    told.put(
        "responseElements",
        Map.of("tableDescription", Map.of("tableArn", arn("dynamodb", "table/t"))));
    called(told);
    assertThat(word(table("t").createdAt(NOON), false).text())
        .isEqualTo("made by you on 2026-11-14 in the console");
  }

  private static Person.Caller asking(String arn) {
    return new Person.Caller(arn, Optional.of("AIDAALICE"));
  }

  /// She was deleted, and another was given her name.
  @Test
  void whoWasMadeAnewUnderTheNameIsSomebodyElse() {
    var told = told(ALICE, "dynamodb", "CreateTable", NOON);
    told.put(
        "responseElements",
        Map.of("tableDescription", Map.of("tableArn", arn("dynamodb", "table/t"))));
    var table = table("t").createdAt(NOON).build();
    for (var who : List.of("me", "alice", ALICE)) {
      events.clear();
      told.put("userIdentity", Map.of("arn", ALICE, "principalId", "AIDABEFORE"));
      called(told);
      assertThat(word(Person.of(who, asking(ALICE)), table, true).side())
          .as(who)
          .isEqualTo(Side.NOT_PROPOSED);
      events.clear();
      told.put("userIdentity", Map.of("arn", ALICE, "principalId", "AIDAALICE"));
      called(told);
      assertThat(word(Person.of(who, asking(ALICE)), table, false).side())
          .as(who)
          .isEqualTo(Side.PROPOSED);
    }
  }

  /// Made anew under its name by a call that is on no list here (SES's older API has some).
  @Test
  void aNameThatMakesTheWholeArnProvesNothingWithoutADate() {
    var identity = told(ALICE, "ses", "CreateEmailIdentity", NOON);
    identity.put("requestParameters", Map.of("emailIdentity", "example.com"));
    called(identity);
    var group = told(ALICE, "rds", "CreateDBParameterGroup", NOON);
    group.put("requestParameters", Map.of("dBParameterGroupName", "lab"));
    called(group);
    var domain = told(ALICE, "apigateway", "CreateDomainName", NOON);
    domain.put("requestParameters", Map.of("domainName", "api.example.com"));
    domain.put("responseElements", Map.of("domainName", "api.example.com"));
    called(domain);
    for (var builder :
        List.of(
            resource("AWS::SES::EmailIdentity", arn("ses", "identity/example.com"), "example.com"),
            resource("AWS::RDS::DBParameterGroup", arn("rds", "pg:lab"), "lab"),
            resource(
                "AWS::ApiGateway::DomainName",
                "arn:aws:apigateway:eu-central-1::/domainnames/api.example.com",
                "api.example.com"))) {
      var word = word(builder, false);
      assertThat(word.text()).contains("which need not have made it");
      assertThat(word.side()).isEqualTo(Side.NOT_PROPOSED);
      assertThat(word(builder, true).side()).isEqualTo(Side.PROPOSED);
    }
  }

  /// Last changed when it was made, it is the one that was made then.
  @Test
  void aNameIsProvedByALastChangeAtTheTimeOfTheCall() {
    var function = told(ALICE, "lambda", "CreateFunction20150331", NOON);
    function.put("requestParameters", Map.of("functionName", "f"));
    called(function);
    var f = resource("AWS::Lambda::Function", arn("lambda", "function:f"), "f");
    assertThat(word(f.modifiedAt(NOON.plusSeconds(1)), false).side()).isEqualTo(Side.PROPOSED);
    assertThat(word(f.modifiedAt(NOON.plus(Duration.ofDays(1))), false).side())
        .isEqualTo(Side.NOT_PROPOSED);
  }

  @Test
  void whatRdsCopiesOrRestoresIsMade() {
    var copy = told(ALICE, "rds", "CopyDBParameterGroup", NOON);
    copy.put("requestParameters", Map.of("targetDBParameterGroupIdentifier", "lab"));
    called(copy);
    var clusters = told(ALICE, "rds", "CopyDBClusterParameterGroup", NOON);
    clusters.put("requestParameters", Map.of("targetDBClusterParameterGroupIdentifier", "lab"));
    called(clusters);
    var restore = told(ALICE, "rds", "RestoreDBInstanceToPointInTime", NOON);
    restore.put(
        "requestParameters",
        Map.of("sourceDBInstanceIdentifier", "old", "targetDBInstanceIdentifier", "lab"));
    called(restore);
    var cluster = told(ALICE, "rds", "RestoreDBClusterToPointInTime", NOON);
    cluster.put(
        "requestParameters",
        Map.of("sourceDBClusterIdentifier", "old", "dBClusterIdentifier", "lab"));
    called(cluster);
    for (var builder :
        List.of(
            resource("AWS::RDS::DBParameterGroup", arn("rds", "pg:lab"), "lab"),
            resource("AWS::RDS::DBClusterParameterGroup", arn("rds", "cluster-pg:lab"), "lab"),
            resource("AWS::RDS::DBInstance", arn("rds", "db:lab"), "lab").createdAt(NOON),
            resource("AWS::RDS::DBCluster", arn("rds", "cluster:lab"), "lab").createdAt(NOON))) {
      assertThat(word(Person.of("me", asking(BOB)), builder.build(), false).side())
          .as(builder.build().toString())
          .isEqualTo(Side.ANOTHERS);
    }
  }

  /// Whose call it was is not certain, when it was is.
  @Test
  void untilHoldsForACallThatMayHaveFoundIt() {
    until = Optional.of(NOON.minusSeconds(1));
    var topic = told(ALICE, "sns", "CreateTopic", NOON);
    topic.put("responseElements", Map.of("topicArn", arn("sns", "news")));
    called(topic);
    var news = resource("AWS::SNS::Topic", arn("sns", "news"), "news");
    assertThat(word(news, true).side()).isEqualTo(Side.NOT_PROPOSED);
    assertThat(word(news, true).text()).endsWith(", after --until");
  }
}
