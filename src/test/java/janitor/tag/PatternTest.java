package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "**", "?*", "*?*?*", "ab*", "*a", "??????", "a?b*"})
  void whatWouldTakeTooMuchAlongIsRefused(String text) {
    assertThat(new Pattern(text).problem().orElseThrow())
        .contains("would take too much along")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"student*", "abc", "*abc*", "a*b*c", "/student/*"})
  void threeCharactersWillDo(String text) {
    assertThat(new Pattern(text).problem()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "student-*, student-api, true",
    "student-*, student-, true",
    "student-*, students-api, false",
    "student-*, Student-api, false",
    "student-*, my-student-api, false",
    "*-dev, api-dev, true",
    "*-dev, api-dev2, false",
    "stage-?, stage-1, true",
    "stage-?, stage-12, false",
    "stage-?, stage-, false",
    "a.c-*, abc-x, false",
    "'[abc]*', a, false",
    "'(x|y)+*', '(x|y)+z', true",
    "'\\Qabc\\E', '\\Qabc\\E', true",
    "'x\\E.*', xyz, false"
  })
  void onlyStarAndQuestionMarkStandForAnything(String pattern, String name, boolean isMatch) {
    assertThat(new Pattern(pattern).matches(name)).isEqualTo(isMatch);
  }

  @Test
  void aLineBreakOrAnythingElseIsOneCharacter() {
    assertThat(new Pattern("abc*").matches("abc\nd")).isTrue();
    assertThat(new Pattern("abc?").matches("abc😀")).isTrue();
  }
}
