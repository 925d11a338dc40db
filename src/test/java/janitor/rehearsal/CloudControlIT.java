package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.HomeAccount;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.cloudcontrol.model.DeleteResourceRequest;
import software.amazon.awssdk.services.cloudcontrol.model.GetResourceRequest;
import software.amazon.awssdk.services.cloudcontrol.model.ResourceNotFoundException;

/// What Cloud Control could lead astray: it answers "not found" to a wrong identifier, may have
/// another's model, and shows no tag of CloudFormation's.
class CloudControlIT {
  private static final String HERE = Emulator.REGION;
  private static final String TYPE = "AWS::Rekognition::Collection";
  private static final String ARN =
      "arn:aws:rekognition:" + HERE + ":" + Emulator.ACCOUNT + ":collection/lab";
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final List<String> asked = new ArrayList<>();

  private static void put(Map<String, Object> more) {
    var told = new HashMap<String, Object>();
    told.put("type", TYPE);
    told.put("region", HERE);
    told.put("arn", ARN);
    told.put("model", Map.of("CollectionId", "lab", "Arn", ARN));
    told.put("tags", OURS);
    told.putAll(more);
    ACCOUNT.emulator().control("POST", "cloud-control", told);
  }

  private Night night() {
    return night(_ -> {});
  }

  /// @param others are told of each of the janitor's requests before it is sent
  private Night night(Consumer<SdkRequest> others) {
    return ACCOUNT.sweep(
        Map.of(),
        request -> {
          if (request instanceof DeleteResourceRequest deletion) {
            asked.add(deletion.identifier());
          }
          others.accept(request);
        });
  }

  private static String told(Night night, String field) {
    return night
        .resources()
        .filter(resource -> ARN.equals(resource.get("arn")))
        .map(resource -> String.valueOf(resource.get(field)))
        .findFirst()
        .orElse("not told");
  }

  private static ResourceKind kind(Clients clients) {
    return new Catalog(Kinds.all(clients, Options.looking(Emulator.ACCOUNT)))
        .ofType(TYPE)
        .orElseThrow();
  }

  private static Place place() {
    return new HomeAccount("aws", Emulator.ACCOUNT).place(HERE);
  }

  private static Clients clients() {
    return new Clients(new Calls(), builder -> Night.at(ACCOUNT.emulator(), builder));
  }

  @Test
  void whatCarriesTheTagGoesAndIsProven() {
    put(Map.of());
    assertThat(told(night(), "outcome")).isEqualTo("Gone");
    assertThat(asked).containsOnly("lab");
  }

  /// The index knows it, and "not found" is the answer to a name that it does not have.
  @Test
  void aWrongIdentifierProvesNothing() {
    put(Map.of("identifier", "another"));
    var night = night();
    assertThat(night.count("gone")).isZero();
    assertThat(asked).isEmpty();
    assertThat(night.field("namedByIndexOnly").toString()).contains(ARN);
  }

  /// Nothing is missed that was never met: no proof without the identifier that read back the ARN.
  @Test
  void onlyWhatWasReadCanBeProvenGone() {
    try (var clients = clients()) {
      var kind = kind(clients);
      var unread = Resource.of(TYPE, Arn.of(ARN), HERE).name("lab").build();
      var proof = kind.remaining(place(), List.of(unread));
      assertThat(proof.unread()).containsOnlyKeys(Arn.of(ARN));
      put(Map.of());
      var read = kind.read(place(), Set.of(Arn.of(ARN))).whole().getFirst();
      assertThat(kind.remaining(place(), List.of(read)).whole()).containsExactly(Arn.of(ARN));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"CollectionId\":\"lab\",\"Arn\":\"arn:aws:rekognition:eu-central-1:123456789012:collection/other\"}|collection/other"
            + " by the name of lab",
        "{\"CollectionId\":\"lab\"}|has no Arn",
        "{\"CollectionId\":\"lab\",\"Arn\":17}|has no Arn",
        "<html>|no JSON object: <html>",
        "[1]|no JSON object: [1]"
      })
  void aModelThatIsNotItsOwnIsLeftAloneAndTold(String model, String seen) {
    put(Map.of("properties", model));
    var night = night();
    assertThat(asked).isEmpty();
    assertThat(night.field("unread").toString()).contains(ARN).contains(seen);
  }

  /// Right before, at the second reading.
  private Night changedRightBefore(Runnable change) {
    put(Map.of());
    var reads = new AtomicInteger();
    return night(
        request -> {
          if (request instanceof GetResourceRequest && reads.incrementAndGet() == 2) {
            change.run();
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "workshop, exams, carries workshop=exams by now",
    "Workshop, student-system, it is not found by its tag any more",
    "janitor:keep, '', got the tag janitor:keep since the scan"
  })
  void whatItsModelSaysRightBeforeCounts(String key, String value, String reason) {
    var tags = new HashMap<>(key.equals("janitor:keep") ? OURS : Map.<String, String>of());
    tags.put(key, value);
    var night = changedRightBefore(() -> put(Map.of("tags", tags)));
    assertThat(told(night, "outcome") + " " + told(night, "reason"))
        .startsWith("Withheld ")
        .contains(reason);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatBecomesAnotherRightBeforeIsLeftAlone() {
    var other = ARN.replace("lab", "other");
    var night = changedRightBefore(() -> put(Map.of("model", Map.of("Arn", other))));
    assertThat(told(night, "reason")).contains(other);
    assertThat(asked).isEmpty();
  }

  /// The index has the tag, the model has none or another: what it is the index cannot decide.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|Cloud Control shows no workshop on it",
        ",\"Tags\":[{\"Key\":\"workshop\",\"Value\":\"exams\"}]|Cloud Control shows workshop=exams"
            + " on it"
      })
  void whatDoesNotShowItsTagsStays(String tags, String seen) {
    put(Map.of("properties", "{\"CollectionId\":\"lab\",\"Arn\":\"" + ARN + "\"" + tags + "}"));
    var night = night();
    assertThat(told(night, "outcome")).isEqualTo("Withheld");
    assertThat(told(night, "reason")).contains(seen);
    assertThat(asked).isEmpty();
  }

  /// The model shows no tag of CloudFormation's; the index does. However a stack lists it, a stack
  /// that is there keeps what says to be of it.
  @Test
  void aStackThatIsThereKeepsWhatSaysToBeOfIt() {
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(
                request ->
                    request
                        .stackName("strangers")
                        .templateBody(
                            "{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::Queue\",\"Properties\":"
                                + "{\"QueueName\":\"strangers\"}}}}"))
            .stackId();
    var tags = new HashMap<>(OURS);
    tags.put("aws:cloudformation:stack-id", stack);
    put(Map.of("tags", tags));
    var night = night();
    assertThat(told(night, "outcome")).isEqualTo("Withheld");
    assertThat(told(night, "reason")).contains("strangers").contains("which is there");
    assertThat(asked).isEmpty();
  }

  /// The handler's code decides, and its words are told.
  @ParameterizedTest
  @ValueSource(strings = {"AccessDenied", "InvalidRequest", "GeneralServiceException"})
  void aHandlerThatRefusesIsTold(String code) {
    put(Map.of("failure", List.of(code, "data source faq-1 is of it")));
    var night = night();
    assertThat(told(night, "outcome")).isEqualTo("Failed");
    assertThat(told(night, "reason")).contains("data source faq-1 is of it");
  }

  /// It reads back by the same name: that the handler misses it proves nothing.
  @Test
  void aHandlerThatDoesNotFindWhatIsThereIsTold() {
    put(Map.of("failure", List.of("NotFound", "no such collection")));
    var night = night();
    assertThat(told(night, "outcome")).isEqualTo("Requested");
    assertThat(told(night, "reason"))
        .contains("no such collection")
        .doesNotContain("it is not there");
  }

  /// Somebody else is changing it; what a deletion came to two days ago is not tonight's.
  @Test
  void whatAnotherNightWasRefusedIsNotTonights() {
    put(
        Map.of(
            "requests",
            List.of(
                Map.of(
                    "status",
                    "FAILED",
                    "failure",
                    List.of("AccessDenied", "the role of Monday may not"),
                    "age",
                    172_800),
                Map.of("operation", "UPDATE", "status", "IN_PROGRESS", "looks", 1_000))));
    var night = night();
    assertThat(told(night, "outcome")).isEqualTo("Requested");
    assertThat(told(night, "reason"))
        .contains("AWS is at another change of it")
        .doesNotContain("Monday");
  }

  private static Clients clientsSeeing(Consumer<SdkRequest> requests) {
    return new Clients(
        new Calls(),
        builder -> {
          Night.at(ACCOUNT.emulator(), builder);
          new Meanwhile(requests).intercept(builder);
        });
  }

  /// A round that died may have asked already: AWS makes one deletion of all that are asked for by
  /// the token of the night, until that one is over.
  @Test
  void aDeletionIsAskedForByTheTokenOfTheNightUntilItIsOver() {
    put(Map.of("failure", List.of("ResourceConflict", "data source faq-1 is of it")));
    var tokens = new ArrayList<String>();
    var deadline = new Deadline(Instant.MAX, Instant::now);
    Consumer<SdkRequest> see =
        request -> {
          if (request instanceof DeleteResourceRequest deletion) {
            tokens.add(deletion.clientToken());
          }
        };
    try (var before = clientsSeeing(see);
        var after = clientsSeeing(see)) {
      var resource = kind(before).read(place(), Set.of(Arn.of(ARN))).whole().getFirst();
      assertThat(kind(before).delete(resource, deadline)).isEqualTo(Deletion.ASKED);
      assertThat(kind(after).delete(resource, deadline)).isEqualTo(Deletion.ASKED);
      assertThat(tokens).hasSize(2);
      assertThat(Set.copyOf(tokens)).hasSize(1);
      for (int look = 0; look < 2; look++) {
        kind(after).remaining(place(), List.of(resource));
      }
      assertThat(kind(after).delete(resource, deadline)).isEqualTo(Deletion.ASKED);
      assertThat(tokens).hasSize(4);
      assertThat(Set.copyOf(tokens)).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ResourceConflict", "NotStabilized", "Throttling", "NotFound"})
  void aHandlerThatFailsForNowProvesNothing(String code) {
    put(Map.of("failure", List.of(code, "data source faq-1 is of it")));
    assertThat(told(night(), "outcome")).isNotEqualTo("Gone");
    assertThat(asked).isNotEmpty();
  }

  /// A handler has one code for what is being changed and for what has something in it yet
  /// (terraform-provider-aws #4853): the words tell, and what is in the way is told as that.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Service contains registered instances; delete the instances before deleting the service"
            + "|something else still uses it",
        "data source faq-1 is of it|there is something in it yet"
      })
  void aHandlerThatFindsSomethingInTheWayIsToldAsThat(String words, String cause) {
    put(Map.of("failure", List.of("ResourceConflict", words)));
    var night = night();
    assertThat(told(night, "outcome")).isEqualTo("Failed");
    assertThat(told(night, "reason")).contains(words).contains(cause);
  }

  /// Whatever `LiftProtection` says: nobody wrote down how this one is lifted, and what serves a
  /// whole organization, or is paid for ahead, a person decides upon.
  @ParameterizedTest
  @CsvSource({
    "SMSVOICE::ProtectConfiguration, sms-voice, protect-configuration/lab,"
        + " DeletionProtectionEnabled, true, none",
    "SMSVOICE::ProtectConfiguration, sms-voice, protect-configuration/lab,"
        + " DeletionProtectionEnabled, true, all",
    "CloudTrail::Trail, cloudtrail, trail/lab, IsOrganizationTrail, true, all",
    "AccessAnalyzer::Analyzer, access-analyzer, analyzer/lab, Type,"
        + " ORGANIZATION_UNUSED_ACCESS, all",
    "MediaConvert::Queue, mediaconvert, queues/lab, PricingPlan, RESERVED, all"
  })
  void whatIsKeptByWhatItsModelSaysStays(
      String type, String service, String path, String property, String value, String lift) {
    var arn = "arn:aws:" + service + ":" + HERE + ":" + Emulator.ACCOUNT + ":" + path;
    var said = value.equals("true") ? (Object) true : value;
    put(
        Map.of(
            "type",
            "AWS::" + type,
            "arn",
            arn,
            "model",
            Map.of(
                "ProtectConfigurationId",
                "lab",
                "TrailName",
                "lab",
                "Name",
                "lab",
                "Arn",
                arn,
                property,
                said)));
    var night = ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", lift));
    assertThat(night.ended("Withheld").map(row -> row.get("reason")))
        .hasSize(1)
        .allMatch(reason -> reason.contains("its " + property + " is " + value));
  }

  /// A broker's ARN has its name as well: the model tells what a stack's id is of.
  @Test
  void whatAnIdSaysTooLittleOfIsReadByIt() {
    var type = "AWS::AmazonMQ::Broker";
    var arn = "arn:aws:mq:" + HERE + ":" + Emulator.ACCOUNT + ":broker:lab:b-1";
    put(Map.of("type", type, "arn", arn, "model", Map.of("Id", "b-1", "Arn", arn)));
    try (var clients = clients()) {
      var kind =
          new Catalog(Kinds.all(clients, Options.looking(Emulator.ACCOUNT)))
              .ofType(type)
              .orElseThrow();
      var names = kind.traits().naming().physicalId();
      assertThat(names.arns(new Spot(kind, place()), "b-1")).containsExactly(Arn.of(arn));
      assertThatThrownBy(() -> names.arns(new Spot(kind, place()), "b-2"))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThat(kind.list(place())).extracting(Resource::arn).containsExactly(Arn.of(arn));
    }
  }

  /// What its model names goes after it.
  @Test
  void whatStandsInTheModelIsUsed() {
    var role = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/lab";
    put(
        Map.of(
            "model",
            Map.of(
                "CollectionId",
                "lab",
                "Arn",
                ARN,
                "RoleArn",
                role,
                "Name",
                "lab",
                "Deep",
                List.of(Map.of("SubnetIds", List.of("subnet-0a1b2c3d"))))));
    try (var clients = clients()) {
      assertThat(kind(clients).read(place(), Set.of(Arn.of(ARN))).whole().getFirst().uses())
          .extracting(Arn::toString)
          .containsExactlyInAnyOrder(
              role, "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":subnet/subnet-0a1b2c3d");
    }
  }
}
