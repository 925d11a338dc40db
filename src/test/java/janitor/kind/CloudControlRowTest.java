package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.resource.Arn;
import janitor.resource.Home;
import janitor.resource.Place;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every row, whatever its things are called: an ARN leads to an identifier, and that back to the
/// same ARN; nothing beside it is claimed.
final class CloudControlRowTest {
  private static final Pattern WORD = Pattern.compile("\\$\\{[A-Za-z]+}");
  private static final Place PLACE = new Home("aws", "123456789012").place("eu-central-1");
  private final Random random = new Random(25);

  static List<CloudControlRow> rows() {
    return CloudControlRow.all();
  }

  private Arn some(CloudControlRow row) {
    var text =
        row.name()
            .pattern()
            .replace("${Partition}", "aws")
            .replace("${Region}", PLACE.region())
            .replace("${Account}", PLACE.account());
    return Arn.of(WORD.matcher(text).replaceAll(_ -> word()));
  }

  private String word() {
    var letters = "abcXYZ0189-_.+ =";
    return random
        .ints(1 + random.nextInt(30), 0, letters.length())
        .mapToObj(at -> String.valueOf(letters.charAt(at)))
        .reduce("w", String::concat);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anArnLeadsToAnIdentifierAndBack(CloudControlRow row) {
    for (int i = 0; i < 200; i++) {
      var arn = some(row);
      assertThat(row.name().claims(arn)).as(arn.toString()).isTrue();
      var identifier = row.name().identifierOf(arn);
      row.name()
          .arnOf(PLACE, identifier)
          .ifPresent(back -> assertThat(back).as(identifier).isEqualTo(arn));
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
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\t${Other}\tArn\tTags\t-"
            + "\tNOTHING\t-\t5\ta:DeleteB\ta:GetB",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tName\tArn\tTags\t-\tNOTHING"
            + "\t-\t5\ta:DeleteB\ta:GetB",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\tDEAR\t-"
            + "\t5\ta:DeleteB\ta:GetB",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\tNOTHING"
            + "\t-\tsoon\ta:DeleteB\ta:GetB",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN\tArn\tTags\t-\tNOTHING"
            + "\t-\t5\tdelete it\ta:GetB",
        "AWS::A::B\tarn:${Partition}:a:${Region}:${Account}:b/${Name}\tARN"
      })
  void aRowThatIsNotAsTheHeadSaysIsRefusedByName(String line) {
    assertThatThrownBy(() -> CloudControlRow.of(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AWS::A::B");
  }

  @Test
  void aKindByHandHasNoRow() {
    assertThat(CloudControlRow.all())
        .extracting(CloudControlRow::type)
        .doesNotHaveDuplicates()
        .doesNotContain("AWS::Lambda::Function", "AWS::DynamoDB::Table");
  }
}
