package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How kinds read what AWS tells in its own way.
class AnswersTest {

  /// A page of a list: what it holds, and the token of the next.
  private record Page(List<String> items, String next) {}

  private final List<String> asked = new ArrayList<>();

  private List<String> all(Map<String, Page> pages) {
    return Found.pages(
        token -> {
          asked.add(String.valueOf(token));
          return Objects.requireNonNull(pages.get(String.valueOf(token)));
        },
        Page::items,
        Page::next);
  }

  @Test
  void lambdasTimeIsNotQuiteIso() {
    assertThat(Answers.instant("2026-01-31T12:00:00.000+0000"))
        .contains(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(Answers.instant("2026-01-31T12:00:00.5+01:00"))
        .contains(Instant.parse("2026-01-31T11:00:00.5Z"));
  }

  @Test
  void aTimeThatCannotBeReadIsNone() {
    assertThat(Answers.instant("yesterday")).isEmpty();
    assertThat(Answers.instant(null)).isEmpty();
  }

  @Test
  void whatIsNoArnIsNone() {
    assertThat(Answers.arn("https://registry.example.org")).isEmpty();
    assertThat(Answers.arn(null)).isEmpty();
  }

  @Test
  void everyPageIsReadThoughOneIsEmpty() {
    var pages =
        Map.of(
            "null", new Page(List.of("a"), "1"),
            "1", new Page(List.of(), "2"),
            "2", new Page(List.of("b"), ""));
    assertThat(all(pages)).containsExactly("a", "b");
  }

  @Test
  void aTokenThatComesAgainEndsTheList() {
    var pages = Map.of("null", new Page(List.of("a"), "1"), "1", new Page(List.of("b"), "1"));
    assertThat(all(pages)).containsExactly("a", "b");
    assertThat(asked).containsExactly("null", "1");
  }

  @Test
  void onlyTheExceptionThatMeansNoneIsTakenForNone() {
    var errors =
        new ArrayDeque<RuntimeException>(
            List.of(new IllegalStateException("gone"), new IllegalArgumentException("other")));
    assertThat(Found.<String>unless(IllegalStateException.class, () -> fail(errors))).isEmpty();
    assertThatThrownBy(() -> Found.<String>unless(IllegalStateException.class, () -> fail(errors)))
        .hasMessage("other");
  }

  private static Optional<String> fail(ArrayDeque<RuntimeException> errors) {
    throw errors.remove();
  }
}
