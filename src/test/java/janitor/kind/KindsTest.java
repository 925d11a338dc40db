package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds of every kind: adding one edits no test, unless it lists children that cannot be
/// lost.
class KindsTest {
  private static final Path SOURCES = Path.of("src/main/java/janitor/kind");
  private static final Pattern TYPE = Pattern.compile("AWS::[A-Z][A-Za-z0-9]+::[A-Z][A-Za-z0-9]+");
  private static final Pattern ACTION = Pattern.compile("[a-z0-9-]+:[A-Za-z0-9]+");

  /// Kinds whose children are not lost when they could not be looked for, by the reason.
  private static final Map<String, String> FOUND_LATER =
      Map.ofEntries(
          Map.entry(DynamoDbTable.TYPE, "a replica is told of by its table, without a call"),
          Map.entry(EventsArchive.TYPE, "its bus cannot go before it"),
          Map.entry(IamInstanceProfile.TYPE, "its role cannot go before it"),
          Map.entry(KmsKey.TYPE, "a replica is told of by its key, without a call"),
          Map.entry(PersonalizeCampaign.TYPE, "its solution cannot go before it"),
          Map.entry(PersonalizeDataset.TYPE, "its group cannot go before it"),
          Map.entry(PersonalizeEventTracker.TYPE, "its group cannot go before it"),
          Map.entry(PersonalizeFilter.TYPE, "its group cannot go before it"),
          Map.entry(PersonalizeMetricAttribution.TYPE, "its group cannot go before it"),
          Map.entry(PersonalizeRecommender.TYPE, "its group cannot go before it"),
          Map.entry(PersonalizeSolution.TYPE, "its group cannot go before it"),
          Map.entry(S3AccessPoint.TYPE, "its bucket cannot go before it"));

  private final List<ResourceKind> kinds =
      Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking("123456789012"));
  private final Map<String, ResourceKind> byType =
      kinds.stream().collect(Collectors.toMap(ResourceKind::type, Function.identity()));

  @Test
  void areNamedAsCloudFormationTypes() {
    assertThat(kinds).extracting(ResourceKind::type).allMatch(type -> TYPE.matcher(type).matches());
  }

  /// What no kind claims is reported and untouchable.
  @Test
  void noneClaimsTheSharedPoolsOfSes() {
    for (var pool : List.of("ses-default-dedicated-pool", "ses-shared-pool")) {
      var arn = new Arn("aws", "ses", "eu-central-1", "123456789012", "dedicated-ip-pool/" + pool);
      assertThat(kinds).noneMatch(kind -> kind.claims(arn));
    }
  }

  @Test
  void areListedOnce() {
    assertThat(kinds).extracting(ResourceKind::type).doesNotHaveDuplicates();
  }

  @Test
  void areAllListed() {
    var written =
        new ClassFileImporter()
            .importPackages("janitor.kind").stream()
                .filter(one -> one.isAssignableTo(ResourceKind.class) && !one.isInterface())
                .filter(one -> !one.getSimpleName().isEmpty())
                .filter(
                    one ->
                        one.getSource()
                            .map(from -> !from.getUri().toString().contains("test-classes"))
                            .orElse(true))
                .map(JavaClass::getName)
                .toList();
    assertThat(kinds.stream().map(kind -> kind.getClass().getName()).distinct())
        .containsExactlyInAnyOrderElementsOf(written);
  }

  /// `AWS::DynamoDB::Table` is in `DynamoDbTable`.
  @Test
  void areInFilesOfTheirName() {
    var alone =
        kinds.stream()
            .collect(Collectors.groupingBy(kind -> kind.getClass().getSimpleName()))
            .entrySet()
            .stream()
            .filter(entry -> entry.getValue().size() == 1);
    assertThat(alone)
        .allSatisfy(
            entry -> {
              var type = entry.getValue().getFirst().type();
              assertThat(entry.getKey())
                  .endsWithIgnoringCase(type.substring(type.lastIndexOf(':') + 1));
            });
  }

  /// `./janitor tag` looks for names, so each kind says what a person calls its things.
  @Test
  void nameWhatTheyList() {
    var classes = new ClassFileImporter().importPackages("janitor.kind");
    for (var kind : kinds) {
      assertThat(classes.get(kind.getClass()).getMethodCallsFromSelf())
          .as(kind.type() + " names its resources")
          .anyMatch(
              call ->
                  call.getTargetOwner().isEquivalentTo(Resource.Builder.class)
                      && call.getName().equals("name"));
    }
  }

  @Test
  void declareTheirActions() {
    for (var kind : kinds) {
      assertThat(kind.actions())
          .as(kind.type())
          .isNotEmpty()
          .allMatch(action -> ACTION.matcher(action).matches());
    }
  }

  @Test
  void goAfterKnownTypes() {
    for (var kind : kinds) {
      assertThat(byType.keySet()).as(kind.type() + " goes after").containsAll(kind.goesAfter());
      assertThat(kind.goesAfter()).as(kind.type()).doesNotContain(kind.type());
    }
  }

  @Test
  void areNeededByWhatGoesBeforeThem() {
    for (var kind : kinds) {
      assertThat(kind.goesAfter()).as(kind.type()).containsAll(kind.neededBy());
    }
    assertThat(kinds.stream().filter(kind -> kind.neededBy().contains(CloudFormationStack.TYPE)))
        .extracting(ResourceKind::type)
        .containsExactlyInAnyOrder(LambdaFunction.TYPE, IamRole.TYPE);
  }

  @Test
  void goInAnOrderWithoutCircles() {
    for (var kind : kinds) {
      assertThat(circle(kind.type(), new ArrayList<>(), new HashSet<>())).isEmpty();
    }
  }

  private List<String> circle(String type, List<String> path, Set<String> done) {
    if (path.contains(type)) {
      var circle = new ArrayList<>(path.subList(path.indexOf(type), path.size()));
      circle.add(type);
      return circle;
    }
    if (!done.add(type)) {
      return List.of();
    }
    path.add(type);
    var kind = Optional.ofNullable(byType.get(type));
    for (var earlier : kind.map(ResourceKind::goesAfter).orElse(Set.of())) {
      var circle = circle(earlier, path, done);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    path.removeLast();
    return List.of();
  }

  @Test
  void useKnownTypes() {
    for (var kind : kinds) {
      assertThat(byType.keySet()).as(kind.type() + " uses").containsAll(kind.usesOf());
    }
  }

  @Test
  void whatCannotBeTaggedIsNotIndexedEither() {
    // The scanner lists what is taggable and not indexed; this combination would be asked for
    // twice.
    assertThat(kinds)
        .filteredOn(kind -> !kind.isTaggable())
        .allMatch(
            kind ->
                kind.tagsNow(new janitor.resource.Place("aws", "1", "eu-west-1"), List.of())
                    .isEmpty());
  }

  /// What only a list tells is lost with its parent, should the list fail once; what a parent names
  /// ([Resource#leaves()]) is noted by that name.
  @Test
  void tellThroughWhatAloneTheyAreFound() {
    assertThat(
            kinds.stream()
                .filter(KindsTest::derivesByItself)
                .filter(kind -> kind.foundBy().isEmpty())
                .map(ResourceKind::type))
        .as("foundBy(), or else why a later night finds it all the same")
        .containsExactlyInAnyOrderElementsOf(FOUND_LATER.keySet());
    for (var kind : kinds) {
      assertThat(byType.keySet()).as(kind.type() + " is found by").containsAll(kind.foundBy());
    }
  }

  private static boolean derivesByItself(ResourceKind kind) {
    return Stream.of(kind.getClass().getDeclaredMethods())
        .anyMatch(method -> method.getName().equals("derive"));
  }

  @Test
  void waitAPositiveTime() {
    assertThat(kinds).allMatch(kind -> kind.usualWait().isPositive());
    assertThat(kinds)
        .allMatch(kind -> kind.pace().map(pace -> pace.interval().isPositive()).orElse(true));
    assertThat(kinds)
        .filteredOn(kind -> kind.pace().isPresent())
        .allMatch(kind -> ACTION.matcher(kind.pace().orElseThrow().of()).matches());
  }

  @Test
  void saveTheirSurpriseForTheirFirstLines() throws IOException {
    for (var kind : kinds) {
      var name = kind.getClass().getSimpleName();
      var lines = Files.readAllLines(SOURCES.resolve(name + ".java"));
      var declared = lines.indexOf("final class " + name + " implements ResourceKind {");
      assertThat(declared).as(name + " is a final, package-private kind").isPositive();
      assertThat(lines.get(declared - 1)).as(name + " has no comment").startsWith("/// ");
    }
  }

  @Test
  void leaveErrorsClockLogAndPatienceToOthers() throws IOException {
    var forbidden =
        Pattern.compile(
            "\\bcatch \\(|Thread\\.|Instant\\.now|Clock|System\\.|Logger|\\.sleep\\(|\\.waiter\\(");
    for (var kind : kinds) {
      var name = kind.getClass().getSimpleName();
      assertThat(
              Files.readAllLines(SOURCES.resolve(name + ".java")).stream()
                  .filter(line -> !line.strip().startsWith("//"))
                  .filter(line -> forbidden.matcher(line).find()))
          .as(name)
          .isEmpty();
    }
  }
}
