package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordsTest {

  @Test
  void aLongNameKeepsItsBeginningAndItsEnd() {
    assertThat(Words.brief("student-" + "x".repeat(240) + "-attendance"))
        .hasSize(64)
        .startsWith("student-x")
        .contains("x…x")
        .endsWith("x-attendance");
    assertThat(Words.brief("a".repeat(64))).isEqualTo("a".repeat(64));
    assertThat(Words.brief("😀".repeat(70))).isEqualTo("😀".repeat(43) + "…" + "😀".repeat(20));
  }
}
