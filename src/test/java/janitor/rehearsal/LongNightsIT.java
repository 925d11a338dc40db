package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.LedgerTable;
import janitor.ledger.NightBook;
import janitor.ledger.TableLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/// Nights on the emulator that take several invocations, that meet an index which is late, or one
/// another.
class LongNightsIT {
  private static final String HERE = Emulator.REGION;
  private static final String GROUP = "workshop-janitor";
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final FastTime time = new FastTime(Instant.now());

  @BeforeEach
  void empty() {
    Rehearsal.makeLedger(ACCOUNT.emulator());
    ACCOUNT.aws().scheduler(HERE).createScheduleGroup(group -> group.name(GROUP));
    ACCOUNT
        .aws()
        .ses(HERE)
        .createEmailIdentity(identity -> identity.emailIdentity("janitor@example.org"));
  }

  private static String sweepNow(String id) {
    return "{\"id\":\"" + id + "\",\"detail\":{\"ttl\":\"0\"}}";
  }

  private Night invoked(String event) {
    var environment = new HashMap<>(Rehearsal.environment(ACCOUNT.emulator()));
    environment.put("JANITOR_SCHEDULE_GROUP", GROUP);
    environment.put(
        "JANITOR_INVOKER_ROLE_ARN", "arn:aws:iam::" + Emulator.ACCOUNT + ":role/invoker");
    return Night.of(ACCOUNT.emulator(), environment, time, event);
  }

  /// All invocations of a night.
  private List<Night> night(String event) {
    var all = new ArrayList<>(List.of(invoked(event)));
    for (var next = Successor.in(ACCOUNT.aws(), GROUP);
        next.isPresent();
        next = Successor.in(ACCOUNT.aws(), GROUP)) {
      assertThat(all).hasSizeLessThan(100);
      all.add(invoked(next.get().fire(time)));
    }
    return all;
  }

  private static List<?> mails() {
    return (List<?>) ACCOUNT.emulator().control("GET", "mails", Map.of());
  }

  private static String queue(String name) {
    return ACCOUNT
        .aws()
        .sqs(HERE)
        .createQueue(queue -> queue.queueName(name).tags(TAGS))
        .queueUrl();
  }

  private static String arn(String name) {
    return "arn:aws:sqs:" + HERE + ":" + Emulator.ACCOUNT + ":" + name;
  }

  private static List<String> queues() {
    return ACCOUNT.aws().sqs(HERE).listQueues().queueUrls();
  }

  /// A dataset has to be gone before its group can go, and each takes its time.
  private static void personalize() {
    var tags =
        software.amazon.awssdk.services.personalize.model.Tag.builder()
            .tagKey("workshop")
            .tagValue(Rehearsal.WORKSHOP)
            .build();
    var personalize = ACCOUNT.aws().personalize(HERE);
    var group =
        personalize
            .createDatasetGroup(builder -> builder.name("grades").tags(tags))
            .datasetGroupArn();
    var schema =
        personalize
            .createSchema(
                builder ->
                    builder
                        .name("grades")
                        .schema(
                            "{\"type\":\"record\",\"name\":\"Interactions\",\"namespace\":"
                                + "\"com.amazonaws.personalize.schema\",\"fields\":["
                                + "{\"name\":\"USER_ID\",\"type\":\"string\"},"
                                + "{\"name\":\"ITEM_ID\",\"type\":\"string\"},"
                                + "{\"name\":\"TIMESTAMP\",\"type\":\"long\"}],"
                                + "\"version\":\"1.0\"}"))
            .schemaArn();
    personalize.createDataset(
        builder ->
            builder
                .name("grades")
                .datasetGroupArn(group)
                .schemaArn(schema)
                .datasetType("INTERACTIONS")
                .tags(tags));
  }

  @Test
  void personalizeTakesInvocationsWithMinutesBetweenThemAndOneMail() {
    personalize();
    ACCOUNT.emulator().control("POST", "personalize", Map.of("pace", Map.of("reads", 60)));
    var began = time.instant();
    var all = night(sweepNow("long"));
    assertThat(all).hasSizeGreaterThan(3);
    var waits =
        all.stream()
            .filter(night -> night.continuesAt() != null)
            .map(
                night ->
                    Duration.between(
                        Instant.parse(String.valueOf(night.field("finishedAt"))),
                        Instant.parse(String.valueOf(night.continuesAt()))))
            .toList();
    assertThat(waits)
        .hasSize(all.size() - 1)
        .allSatisfy(
            wait -> assertThat(wait).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(31)));
    assertThat(Duration.between(began, time.instant())).isLessThan(Duration.ofHours(12));
    assertThat(all.getLast().ended("Gone").map(row -> row.get("type")))
        .containsExactlyInAnyOrder(
            "AWS::Personalize::Dataset",
            "AWS::Personalize::DatasetGroup",
            "AWS::Personalize::Schema");
    assertThat(ACCOUNT.aws().personalize(HERE).listDatasetGroups(_ -> {}).datasetGroups())
        .isEmpty();
    assertThat(mails()).hasSize(1);
  }

  @Test
  void whatTheIndexStillShowsThoughItIsGoneIsNoFailure() {
    ACCOUNT.aws().sqs(HERE).deleteQueue(queue -> queue.queueUrl(queueThatStaysInTheIndex("ghost")));
    queue("lab");
    var all = night(sweepNow("ghosts"));
    assertThat(all.getLast().count("failed")).isZero();
    assertThat(all.getLast().ended("Gone").map(row -> row.get("name"))).containsExactly("lab");
    assertThat((List<?>) all.getLast().field("unread")).isEmpty();
    // What this night deleted is a ghost by the next.
    ACCOUNT
        .emulator()
        .control("POST", "ghosts", Map.of("scans", 1_000_000, "regions", List.of(HERE)));
    queue("second");
    assertThat(night(sweepNow("more")).getLast().ended("Gone").map(row -> row.get("name")))
        .containsExactly("second");
    var last = night(sweepNow("last")).getLast();
    assertThat(last.resources()).isEmpty();
    assertThat(last.count("failed")).isZero();
  }

  /// An Amplify app's backend carries no tag of the workshop, and so does nothing that it leaves:
  /// the mail said that it is an ordinary resource from the next night on.
  @Test
  void whatABackendRetainsGoesOnALaterNightThoughNoTagShowsIt() {
    var bucket =
        "{\"Type\":\"AWS::S3::Bucket\",\"DeletionPolicy\":\"%s\",\"Properties\":"
            + "{\"BucketName\":\"%s\"}}";
    var template =
        "{\"Resources\":{\"Kept\":"
            + bucket.formatted("Retain", "kept")
            + ",\"Records\":"
            + bucket.formatted("Delete", "records")
            + "}}";
    var amplify = ACCOUNT.aws().amplify(HERE);
    var app = amplify.createApp(request -> request.name("web").tags(TAGS)).app().appId();
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(
                request ->
                    request
                        .stackName("amplify-" + app + "-main-branch-0a1b2c3d4e")
                        .templateBody(template))
            .stackId();
    amplify.createBranch(
        request ->
            request.appId(app).branchName("main").backend(backend -> backend.stackArn(stack)));
    var s3 = ACCOUNT.aws().s3(HERE);
    for (var name : List.of("kept", "records")) {
      s3.putObject(request -> request.bucket(name).key("one"), RequestBody.fromString("1"));
      ACCOUNT
          .emulator()
          .control(
              "POST",
              "tags",
              Map.of("arn:aws:s3:::" + name, Map.of("aws:cloudformation:stack-id", stack)));
    }
    var first = night(sweepNow("first")).getLast();
    assertThat(s3.listBuckets().buckets()).extracting(one -> one.name()).containsExactly("kept");
    assertThat(first.ended("Withheld").map(row -> row.get("reason")))
        .singleElement()
        .asString()
        .endsWith("from the next night on it is an ordinary resource");
    assertThat(night(sweepNow("second")).getLast().ended("Gone").map(row -> row.get("name")))
        .containsExactly("kept");
    assertThat(s3.listBuckets().buckets()).isEmpty();
  }

  private static String queueThatStaysInTheIndex(String name) {
    var url = queue(name);
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "ghosts",
            Map.of("arns", List.of(arn(name)), "scans", 1_000_000, "regions", List.of(HERE)));
    return url;
  }

  @Test
  void whatTheIndexForgetsForAWhileIsNotSaidToBeGone() {
    queue("lab");
    ACCOUNT.emulator().control("POST", "forget", Map.of("arns", List.of(arn("lab")), "scans", 1));
    var night = night(sweepNow("forgotten")).getLast();
    assertThat(night.ended("Gone")).isEmpty();
    assertThat(queues()).hasSize(1);
    assertThat(night(sweepNow("seen")).getLast().ended("Gone").map(row -> row.get("name")))
        .containsExactly("lab");
    assertThat(queues()).isEmpty();
  }

  private TableLedger ledger() {
    return new TableLedger(
        new LedgerTable(() -> ACCOUNT.aws().dynamoDb(HERE), Rehearsal.LEDGER, time), time);
  }

  @Test
  void aNightIsBegunOnce() {
    var ledger = ledger();
    var begun = book("first");
    var next = book("second");
    assertThat(ledger.begin(begun)).isTrue();
    ledger.write(begun.atRound(2));
    assertThat(ledger.begin(begun)).isFalse();
    assertThat(ledger.night()).contains(begun.atRound(2));
    assertThat(ledger.begin(next)).isTrue();
    assertThat(ledger.night()).contains(next);
  }

  @Test
  void whatIsWrittenOfANightIsReadAgain() {
    var ledger = ledger();
    var mailed =
        book("first").atRound(3).changed(time.instant()).mailed(time.instant(), "told", Set.of());
    for (var book : List.of(mailed.ended(time.instant()), book("second").after(mailed).untold())) {
      ledger.write(book);
      assertThat(ledger.night()).contains(book);
    }
  }

  private NightBook book(String night) {
    return NightBook.begun(
        night,
        time.instant(),
        new NightBook.Wish(Optional.empty(), Set.of(), true, Optional.empty()));
  }

  @Test
  void aNightThatBeginsWhileAnotherIsUnderWayDoesNothing() {
    personalize();
    queue("lab");
    ACCOUNT.emulator().control("POST", "personalize", Map.of("pace", Map.of("reads", 60)));
    invoked(sweepNow("first"));
    queue("made-meanwhile");
    var other = invoked(sweepNow("second"));
    assertThat(other.field("rounds")).isEqualTo(0);
    assertThat(other.resources()).isEmpty();
    assertThat(queues()).hasSize(1);
    assertThat(mails()).isEmpty();
    var next = Successor.in(ACCOUNT.aws(), GROUP).orElseThrow();
    assertThat(next.schedule().target().input()).contains("first");
    for (var one = Successor.in(ACCOUNT.aws(), GROUP);
        one.isPresent();
        one = Successor.in(ACCOUNT.aws(), GROUP)) {
      invoked(one.get().fire(time));
    }
    assertThat(mails()).hasSize(1);
    assertThat(ACCOUNT.aws().personalize(HERE).listDatasetGroups(_ -> {}).datasetGroups())
        .isEmpty();
  }
}
