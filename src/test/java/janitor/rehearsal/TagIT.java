package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.HomeAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A workshop that was clicked together without a tag, beside a production system with names like
/// its own: tagged by name, reviewed, taken back, tagged again, and swept.
class TagIT {
  private static final String[] NAMES = {
    "student-*",
    "student.example.*",
    "*.student.example.*",
    "student/*",
    "/student/*",
    "/workshop/student",
    // Whose name a person chose is nobody's until somebody says so.
    "/aws/api-gateway/student-*"
  };

  /// A name that would clear the screen, hide the line before and turn the rest around.
  private static final String HOSTILE = "student-\u001b[2J\u001b[1A\u202egnp.exe\u200b";

  /// What the pattern takes along and the reader of the plan takes out.
  private static final Set<String> NOT_OURS =
      Set.of("student-canteen", "student-canteen-menu", "api.student.example.net");

  @TempDir static Path folder;
  private static Emulator emulator;
  private static Map<String, Object> manifest;
  private static Path plan;
  private static Path reviewed;
  private static Map<String, Map<String, String>> before;
  private static Told asked;
  private static Map<String, Map<String, String>> afterNo;
  private static Told tagged;
  private static long tagCalls;
  private static Map<String, Map<String, String>> afterTag;
  private static Told again;
  private static Told untagged;
  private static Map<String, Map<String, String>> afterUntag;
  private static Night dry;
  private static Night swept;
  private static Map<String, Object> check;

  @BeforeAll
  static void fromUntaggedToGone() throws IOException {
    emulator = Emulator.start();
    var file = folder.resolve("manifest.json");
    emulator.run(
        "workshop.py",
        "seed",
        "--untagged",
        "--workshop",
        Rehearsal.WORKSHOP,
        "--region",
        Emulator.REGION,
        "--manifest",
        file.toString());
    manifest = JSON.std.mapFrom(Files.readString(file));
    seedWhatSpeaksAgainst();
    before = tags();

    plan = folder.resolve("plan.json");
    asked = run("n\n", words("tag", "--save", plan.toString()));
    afterNo = tags();

    reviewed = review(plan);
    emulator.forgetCalls();
    tagged = run("", "tag", "--from", reviewed.toString(), "--yes");
    tagCalls = calls("tag:TagResources");
    afterTag = tags();
    again = run("", "tag", "--from", reviewed.toString(), "--yes");

    untagged = run("y\n", "untag", "--from", reviewed.toString());
    afterUntag = tags();

    assertThat(run("y\n", "tag", "--from", reviewed.toString()).exit()).isZero();
    // What sweep-now.json takes, looked at first: its time to live is zero as well.
    dry = night("{\"detail\":{\"dryRun\":true,\"ttl\":\"0\"}}");
    swept = night(Files.readString(Path.of("events/sweep-now.json")));
    check = JSON.std.mapFrom(emulator.run("workshop.py", "check", "--manifest", file.toString()));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static void seedWhatSpeaksAgainst() {
    try (var aws = clients()) {
      var sns = aws.sns(Emulator.REGION);
      for (var name : List.of("student-of-the-pet-shop", "student-kept")) {
        sns.createTopic(request -> request.name(name));
      }
      aws.apiGateway(Emulator.REGION).createRestApi(request -> request.name(HOSTILE));
    }
    emulator.control(
        "POST",
        "tags",
        Map.of(
            topic("student-of-the-pet-shop"),
            Map.of("workshop", "pet-shop", "owner", "somebody"),
            topic("student-kept"),
            Map.of("janitor:keep", "true"),
            arn("dynamodb", "table/student-courses"),
            Map.of("workshop", Rehearsal.WORKSHOP, "course", "101"),
            arn("dynamodb", "table/student-attendance"),
            Map.of("course", "101")));
  }

  private static String topic(String name) {
    return arn("sns", name);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, Emulator.REGION, Emulator.ACCOUNT, resource);
  }

  private static Clients clients() {
    return new Clients(new Calls(), builder -> Night.at(emulator, builder));
  }

  private static String[] words(String... words) {
    var all = new ArrayList<>(List.of(words));
    for (var name : NAMES) {
      all.addAll(List.of("--name", name));
    }
    return all.toArray(String[]::new);
  }

  private static Told run(String answer, String... words) {
    return Told.by(emulator, answer, words);
  }

  /// The tags of everything, as the index and IAM tell them; what has none is left out.
  private static Map<String, Map<String, String>> tags() {
    var all = new TreeMap<String, Map<String, String>>();
    try (var aws = clients()) {
      for (var region : List.of(Emulator.REGION, "us-east-1")) {
        aws.tagging(region).getResourcesPaginator().resourceTagMappingList().stream()
            .filter(mapping -> mapping.hasTags() && !mapping.tags().isEmpty())
            .forEach(
                mapping ->
                    all.put(
                        mapping.resourceARN(),
                        mapping.tags().stream()
                            .collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value()))));
      }
      var home = new HomeAccount("aws", Emulator.ACCOUNT);
      Kinds.all(aws, Options.looking(Emulator.ACCOUNT)).stream()
          .filter(kind -> kind.type().equals("AWS::IAM::Role"))
          .flatMap(kind -> kind.list(home.place("us-east-1")).stream())
          .filter(role -> !role.tags().all().isEmpty())
          .forEach(role -> all.put(role.arn().toString(), Map.copyOf(role.tags().all())));
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, String>> resources(Path file) throws IOException {
    return (List<Map<String, String>>)
        JSON.std.mapFrom(Files.readString(file)).getOrDefault("resources", List.of());
  }

  /// What a reader does with the plan before it is carried out.
  private static Path review(Path plan) throws IOException {
    var map = JSON.std.mapFrom(Files.readString(plan));
    map.put(
        "resources",
        resources(plan).stream()
            .filter(resource -> !NOT_OURS.contains(resource.get("name")))
            .toList());
    return Files.writeString(folder.resolve("reviewed.json"), JSON.std.asString(map));
  }

  private static Set<String> arns(Path file) throws IOException {
    return resources(file).stream()
        .map(resource -> resource.get("arn"))
        .collect(Collectors.toSet());
  }

  @SuppressWarnings("unchecked")
  private static Stream<Map<String, Object>> seeded(String list) {
    return ((List<Map<String, Object>>) manifest.getOrDefault(list, List.of())).stream();
  }

  private static long calls(String operation) {
    return emulator.calls().getOrDefault(operation, 0L);
  }

  private static Night night(String event) {
    return Night.of(emulator, Told.environment(emulator), new FastTime(Instant.now()), event);
  }

  @Test
  void looksTouchNothing() {
    assertThat(asked.exit()).isZero();
    assertThat(asked.out()).endsWith("Nothing was tagged.\n");
    assertThat(asked.err()).isEmpty();
    assertThat(afterNo).isEqualTo(before);
  }

  /// All that carries the tag where the workshop is made with it.
  @Test
  void everyKindIsFoundByItsName() throws IOException {
    var found = arns(plan);
    assertThat(
            seeded("due")
                .filter(row -> !Boolean.TRUE.equals(row.get("child")))
                // It goes with its solution, and is no kind of its own.
                .filter(row -> !"AWS::Personalize::SolutionVersion".equals(row.get("type")))
                // Nobody can delete a job: it is reported, and goes with its dataset group.
                .filter(row -> !String.valueOf(row.get("type")).endsWith("Job"))
                // Tagged by hand before.
                .filter(row -> !"student-courses".equals(row.get("name")))
                .filter(row -> !found.contains(row.get("arn"))))
        .isEmpty();
  }

  @Test
  void productionIsNotEvenLookedAtTwice() throws IOException {
    var production = new HashSet<>(arns(plan));
    production.retainAll(
        seeded("bystanders")
            .filter(row -> "production".equals(row.get("sort")))
            .map(row -> String.valueOf(row.get("arn")))
            .toList());
    assertThat(production).isEmpty();
  }

  @Test
  void everyRowSaysWhatSpeaksAgainst() throws IOException {
    assertThat(notTagged("student-of-the-pet-shop"))
        .isEqualTo("it is another workshop's: workshop=pet-shop");
    assertThat(notTagged("student-kept")).isEqualTo("it carries janitor:keep");
    assertThat(notTagged("student-courses")).isEqualTo("it carries the tag already");
    assertThat(notTagged("student-records-writer"))
        .isEqualTo("it goes with CloudFormation Stack student-records, which is to be tagged");
    assertThat(notTagged("student-records-news"))
        .isEqualTo("it goes with CloudFormation Stack student-records, which is to be tagged");
    assertThat(notTagged("student-amplify-users"))
        .isEqualTo(
            "it goes with CloudFormation Stack amplify-studentweb-dev-141516: if it is the"
                + " workshop's, tag that");
    assertThat(arns(plan))
        .doesNotContain(topic("student-of-the-pet-shop"), topic("student-kept"))
        .noneMatch(arn -> arn.contains("records-writer"));
  }

  /// Layers, single schedules, schemas, archives, destinations and their connections, backups.
  @Test
  void whatCannotBeTaggedIsListedWithHowItIsFound() {
    assertThat(notTagged("student-common"))
        .isEqualTo("AWS cannot tag it; the janitor finds it through Lambda Function student-api");
    assertThat(notTagged("student-reminder")).contains("Lambda Function student-mailer");
    assertThat(notTagged("student-interactions", "AWS::Personalize::Schema"))
        .contains("AWS cannot tag it; the janitor finds it through Personalize Dataset");
    assertThat(notTagged("student-registry", "AWS::Events::ApiDestination"))
        .contains("Events Rule student-registered");
    assertThat(notTagged("student-registry", "AWS::Events::Connection"))
        .contains("Events Rule student-registered");
    assertThat(notTagged("student-archive")).contains("Events EventBus student-bus");
    assertThat(notTagged("student-students-before-term")).contains("Table student-students");
    assertThat(asked.out()).contains("with it goes Logs LogGroup /aws/lambda/student-api\n");
  }

  private static String notTagged(String name) {
    return notTagged(name, "");
  }

  /// The reason below the row of what is so called.
  private static String notTagged(String name, String type) {
    var lines = asked.out().lines().toList();
    for (int i = 0; i + 1 < lines.size(); i++) {
      var words = lines.get(i).strip().split(" +", -1);
      if (lines.get(i).startsWith("  A") && words[0].endsWith(type) && words[1].equals(name)) {
        return lines.get(i + 1).strip().replaceFirst("^not tagged: ", "");
      }
    }
    throw new AssertionError("no row for " + name + " in\n" + asked.out());
  }

  @Test
  void hostileNamesAreInert() {
    assertThat(asked.out()).contains("student-?[2J?[1A?gnp.exe?");
    assertThat(asked.out() + tagged.out() + untagged.out())
        .doesNotContainPattern("[\\p{C}&&[^\\n]]");
  }

  @Test
  void exactlyThePlanIsTagged() throws IOException {
    assertThat(tagged.exit()).as(tagged.err()).isZero();
    assertThat(tagged.out()).endsWith(arns(reviewed).size() + " tagged, 0 failed.\n");
    var expected = new TreeMap<>(before);
    for (var arn : arns(reviewed)) {
      expected.merge(
          arn,
          Map.of("workshop", Rehearsal.WORKSHOP),
          (old, tag) -> {
            var both = new HashMap<>(old);
            both.putAll(tag);
            return both;
          });
    }
    assertThat(afterTag).isEqualTo(expected);
  }

  @Test
  void twentyAtATime() throws IOException {
    var roles = resources(reviewed).stream().filter(TagIT::isRole).count();
    var global =
        resources(reviewed).stream()
            .filter(resource -> !isRole(resource) && "us-east-1".equals(resource.get("region")))
            .count();
    var regional = resources(reviewed).size() - roles - global;
    assertThat(tagCalls).isEqualTo((global + 19) / 20 + (regional + 19) / 20);
  }

  private static boolean isRole(Map<String, String> row) {
    return "AWS::IAM::Role".equals(row.get("type"));
  }

  @Test
  void secondTimeFindsNothingToDo() {
    assertThat(again.exit()).isZero();
    assertThat(again.out())
        .contains("it carries the tag already")
        .endsWith("There is nothing to tag.\n");
  }

  @Test
  void whatAPlanNamesAndIsNotTaggedIsAFailure() throws IOException {
    var edited = new TreeMap<>(JSON.std.mapFrom(Files.readString(reviewed)));
    edited.put(
        "resources",
        List.of(
            Map.of(
                "arn",
                topic("student-of-the-pet-shop"),
                "type",
                "AWS::SNS::Topic",
                "name",
                "student-of-the-pet-shop",
                "region",
                Emulator.REGION)));
    var file = folder.resolve("edited.json");
    Files.writeString(file, JSON.std.asString(edited));
    var told = run("", "tag", "--from", file.toString(), "--yes");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("1 of the plan is left out");
    assertThat(told.out()).endsWith("There is nothing to tag.\n");
  }

  @Test
  void untagTakesBackExactlyThat() throws IOException {
    assertThat(untagged.exit()).as(untagged.err()).isZero();
    assertThat(untagged.out()).endsWith(arns(reviewed).size() + " untagged, 0 failed.\n");
    assertThat(afterUntag).isEqualTo(before);
  }

  @Test
  void dryRunNamesWhatTheSweepThenTakes() {
    assertThat(dry.count("gone")).isZero();
    assertThat(arns(dry, "WouldDelete")).isEqualTo(arns(swept, "Gone"));
    assertThat(swept.ended("Failed")).isEmpty();
  }

  private static Set<String> arns(Night night, String outcome) {
    return night.ended(outcome).map(row -> row.get("arn")).collect(Collectors.toSet());
  }

  @Test
  void theWorkshopIsGone() {
    assertThat((List<?>) check.get("stillThere")).isEmpty();
    assertThat(arns(swept, "Gone")).hasSizeGreaterThan(79);
  }

  @Test
  void allElseIsUntouched() {
    assertThat((List<?>) check.get("lost")).isEmpty();
    var left = new TreeMap<>(tags());
    // A key waits a week for its end, with its tags.
    left.keySet().removeAll(arns(swept, "Gone"));
    assertThat(before).containsAllEntriesOf(left);
    assertThat(left).containsKeys(topic("student-of-the-pet-shop"), topic("student-kept"));
  }
}
