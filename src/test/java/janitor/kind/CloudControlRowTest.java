package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.HomeAccount;
import janitor.resource.Place;
import janitor.resource.ResourceKind;
import janitor.resource.ReviewedTable;
import janitor.resource.Spot;
import janitor.resource.Traits;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every row, whatever its things are called: an ARN leads to an identifier, and that back to the
/// same ARN; nothing beside it is claimed.
final class CloudControlRowTest {
  private static final Pattern WORD = Pattern.compile("\\$\\{[A-Za-z]+}");
  private static final Place PLACE = new HomeAccount("aws", "123456789012").place("eu-central-1");
  private static final List<ResourceKind> KINDS =
      Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking("123456789012"));

  private final Random random = new Random(25);

  static List<CloudControlRow> rows() {
    return CloudControlRow.all();
  }

  private Arn some(CloudControlRow row) {
    return Arn.of(filled(row.name().pattern()));
  }

  private String filled(String pattern) {
    var text =
        pattern
            .replace("${Partition}", "aws")
            .replace("${Region}", PLACE.region())
            .replace("${Account}", PLACE.account());
    return WORD.matcher(text).replaceAll(_ -> word());
  }

  private String word() {
    var letters = "abcXYZ0189-_.+ =";
    return random
        .ints(1 + random.nextInt(30), 0, letters.length())
        .mapToObj(at -> String.valueOf(letters.charAt(at)))
        .reduce("w", String::concat);
  }

  /// Whether no word of its ARN is left out of its identifier but those of the place.
  private static boolean saysAll(CloudControlRow.Name name) {
    return name.identifier().equals("ARN")
        || WORD.matcher(name.pattern())
            .results()
            .map(MatchResult::group)
            .filter(word -> !Set.of("${Partition}", "${Region}", "${Account}").contains(word))
            .allMatch(name.identifier()::contains);
  }

  /// Of those whose identifier says too little, the model tells the ARN.
  @Test
  void allButThreeIdentifiersLeadBack() {
    assertThat(rows())
        .filteredOn(row -> !saysAll(row.name()))
        .extracting(CloudControlRow::type)
        .containsExactlyInAnyOrder(
            "AWS::AmazonMQ::Broker",
            "AWS::KinesisVideo::SignalingChannel",
            "AWS::KinesisVideo::Stream");
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anArnLeadsToAnIdentifierAndBack(CloudControlRow row) {
    for (int i = 0; i < 200; i++) {
      var arn = some(row);
      assertThat(row.name().claims(arn)).as(arn.toString()).isTrue();
      var identifier = row.name().identifierOf(arn);
      if (saysAll(row.name())) {
        assertThat(row.name().arnOf(PLACE, identifier)).as(identifier).contains(arn);
      } else {
        assertThat(row.name().arnOf(PLACE, identifier)).as(identifier).isEmpty();
      }
      assertThat(CloudControlRow.all().stream().filter(other -> other.name().claims(arn)))
          .as(arn + " is claimed once")
          .containsExactly(row);
    }
  }

  /// A part below it, another account's form, another service's: none of them is it.
  @ParameterizedTest
  @MethodSource("rows")
  void whatOnlyLooksLikeOneIsNone(CloudControlRow row) {
    var arn = some(row).toString();
    for (var alike :
        List.of(
            arn + "/part",
            arn + ":1",
            arn.replaceFirst("arn:aws:([a-z0-9-]+):", "arn:aws:$1x:"),
            arn.replace(PLACE.account(), "aws"),
            arn.replace(PLACE.account(), ""))) {
      assertThat(row.name().claims(Arn.of(alike))).as(alike).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\t${Other}\tArn\tTags\t-\t-"
            + "\tNOTHING\t-\t5\ta:DeleteB\ta:GetB\t-",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tName\tArn\tTags\t-\t-"
            + "\tNOTHING\t-\t5\ta:DeleteB\ta:GetB\t-",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\t-\tDEAR"
            + "\t-\t5\ta:DeleteB\ta:GetB\t-",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\t-"
            + "\tNOTHING\t-\tsoon\ta:DeleteB\ta:GetB\t-",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\t-"
            + "\tNOTHING\t-\t5\tdelete it\ta:GetB\t-",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\t-"
            + "\tNOTHING\t-\t5\ta:DeleteB\ta:GetB\tkeys",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN"
      })
  void aRowThatIsNotAsTheHeadSaysIsRefusedByName(String line) {
    assertThatThrownBy(() -> CloudControlRow.of(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AWS::A::B");
  }

  /// A kind by hand always wins: then its row goes.
  @ParameterizedTest
  @MethodSource("rows")
  void aKindByHandHasNoRow(CloudControlRow row) {
    var arn = some(row);
    assertThat(KINDS)
        .filteredOn(kind -> !kind.traits().is(Traits.Flag.GENERIC))
        .noneMatch(kind -> kind.type().equals(row.type()) || kind.claims(arn))
        .noneMatch(kind -> kind.traits().naming().aliases().contains(row.type()));
  }

  @Test
  void noTypeHasTwoRows() {
    assertThat(rows()).extracting(CloudControlRow::type).doesNotHaveDuplicates();
  }

  /// What AWS has shown, type by type.
  @ParameterizedTest
  @MethodSource("seen")
  void whatAwsWroteIsOfItsRowOrOfNone(String arn, String type) {
    assertThat(rows())
        .filteredOn(row -> row.name().claims(Arn.of(arn)))
        .extracting(CloudControlRow::type)
        .isEqualTo(type.equals("-") ? List.of() : List.of(type));
  }

  static Stream<Arguments> seen() {
    return ReviewedTable.rows(CloudControlRowTest.class, "seen-arns.tsv")
        .map(line -> Arguments.of((Object[]) line.split("\t", 2)));
  }

  /// Every type of a service that has rows, whatever its things are called.
  @ParameterizedTest
  @MethodSource("neighbours")
  void aNeighboursArnIsOfNoRow(String type, String pattern) {
    for (int i = 0; i < 20; i++) {
      var arn = Arn.of(filled(pattern));
      assertThat(rows())
          .filteredOn(row -> row.name().claims(arn))
          .as(arn.toString())
          .allMatch(row -> row.type().equals(type))
          .hasSizeLessThan(2);
    }
  }

  static Stream<Arguments> neighbours() {
    return ReviewedTable.rows(CloudControlRowTest.class, "neighbours.tsv")
        .map(line -> Arguments.of((Object[]) line.split("\t", 2)));
  }

  /// The names of a list of a stack, by the user guide of CloudFormation: `Ref` of these types.
  @ParameterizedTest
  @CsvSource({
    "AWS::EMRContainers::VirtualCluster, 0a1b,"
        + " arn:aws:emr-containers:eu-central-1:123456789012:/virtualclusters/0a1b",
    "AWS::KinesisFirehose::DeliveryStream, s,"
        + " arn:aws:firehose:eu-central-1:123456789012:deliverystream/s",
    "AWS::XRay::Group, arn:aws:xray:eu-central-1:123456789012:group/g/1,"
        + " arn:aws:xray:eu-central-1:123456789012:group/g/1",
    "AWS::QuickSight::Dashboard, 123456789012|d,"
        + " arn:aws:quicksight:eu-central-1:123456789012:dashboard/d"
  })
  void whatAStackListsLeadsToItsArn(String type, String id, String arn) {
    var kind = new Catalog(KINDS).ofType(type).orElseThrow();
    assertThat(kind.traits().naming().physicalId().arns(new Spot(kind, PLACE), id))
        .containsExactly(Arn.of(arn));
  }

  /// It would be nobody's, and the stranger's stack would lose it.
  @Test
  void aNameOfAnotherFormIsNotTakenForNone() {
    var kind = new Catalog(KINDS).ofType("AWS::QuickSight::Dashboard").orElseThrow();
    assertThatThrownBy(
            () -> kind.traits().naming().physicalId().arns(new Spot(kind, PLACE), "d|1|2"))
        .isInstanceOf(RuntimeException.class);
  }
}
