package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Until the workshop is gone, and the stack as well.
final class LastActIT {
  @SuppressWarnings("NullAway.Init")
  private static LastNights nights;

  @BeforeAll
  static void untilNothingIsLeft() throws IOException {
    nights = new LastNights("all");
  }

  @AfterAll
  static void end() {
    nights.close();
  }

  @Test
  void theWorkshopIsGone() {
    assertThat(nights.left())
        .containsEntry("stillThere", List.of())
        .containsEntry("lost", List.of());
  }

  @Test
  void theStackIsDeletedWithAllItsMembersButTheRoleThatDeletesThem() {
    assertThat(nights.ends()).isEqualTo(nights.expectedEnds());
  }

  @Test
  void whatItNeedsMoreThanOneInvocationForItsSchedulesContinue() {
    assertThat(nights.continued()).isPositive();
  }

  @Test
  void theLastMailSaysWhatStaysAndItsCommandRemovesIt() {
    var role = nights.member("DeleterRole");
    var text = String.valueOf(nights.mails().getLast().get("text"));
    assertThat(text).contains(role);
    assertThat(nights.ownRoles()).containsExactly(role);
    var commands =
        text.lines()
            .map(String::strip)
            .filter(line -> line.contains("aws iam delete-role "))
            .toList();
    assertThat(commands).isNotEmpty();
    commands.forEach(nights::shell);
    assertThat(nights.ownRoles()).isEmpty();
  }
}
