package janitor.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.report.GoldenNights;
import janitor.report.Report;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultTextTest {
  private static Report night(String name) {
    return Objects.requireNonNull(GoldenNights.all().get(name), name);
  }

  private static List<String> lines(String night, int columns) {
    return new ResultText(night(night), GoldenNights.STAKES, columns).lines();
  }

  private static String text(String night) {
    return String.join("\n", lines(night, 120));
  }

  @Test
  void aDryRunSaysWhatWouldGoLevelByLevelAndMarksData() {
    assertThat(text("dry-run")).startsWith("Would go").contains("would go (");
    assertThat(lines("dry-run", 120))
        .anyMatch(line -> line.contains("DynamoDB Table") && line.endsWith("  data"))
        .noneMatch(line -> line.contains("Lambda Function") && line.endsWith("data"));
  }

  @Test
  void whatFailedIsToldWithWhatToDo() {
    var failures = night("failures");
    var text = text("failures").replaceAll("\\s+", " ");
    assertThat(failures.rows()).isNotEmpty();
    failures
        .rows()
        .forEach(row -> assertThat(text).contains(ResultText.plain(row.resource().name())));
    failures
        .ended(janitor.sweep.Outcome.Failed.class)
        .forEach(
            row ->
                assertThat(text).contains(ResultText.plain(row.reason()).replaceAll("\\s+", " ")));
    failures
        .gaps()
        .unread()
        .forEach(unread -> assertThat(text).contains(ResultText.plain(unread.error())));
  }

  @Test
  void aWorkshopThatNothingCarriesGetsTheValuesThatThereAre() {
    var night = night("nothing-tagged");
    assertThat(night.gaps().tagValues()).isNotEmpty();
    assertThat(text("nothing-tagged"))
        .contains("Nothing carries " + night.about().tagKey() + "=" + night.about().workshop())
        .contains("The tag workshop has these values there: ")
        .contains(night.gaps().tagValues());
  }

  @Test
  void whyNothingWentIsSaid() {
    assertThat(text("refusal").replaceAll("\\s+", " "))
        .contains(night("refusal").gaps().refusal().orElseThrow());
  }

  /// A word that is longer than the terminal is kept whole: it is to be copied.
  @ParameterizedTest
  @ValueSource(ints = {40, 80})
  void narrowTerminalsAreNotOverrun(int columns) {
    for (var night : GoldenNights.all().keySet()) {
      assertThat(lines(night, columns))
          .as(night)
          .allMatch(
              line -> line.length() <= columns || !line.strip().contains(" "),
              "fits into " + columns);
    }
  }

  @Test
  void hostileNamesAreInert() {
    assertThat(text("hostile-names").replace("\n", "")).doesNotContainPattern("\\p{C}");
    assertThat(lines("hostile-names", 40)).noneMatch(line -> line.matches(".*\\p{C}.*"));
  }
}
