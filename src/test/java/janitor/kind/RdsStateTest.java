package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Deletion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RdsStateTest {
  @ParameterizedTest
  @ValueSource(strings = {"backing-up", "modifying", "starting", "upgrading"})
  void whatPassesByItselfIsWaitedFor(String status) {
    assertThat(RdsState.hindrance(status, () -> {})).get().isInstanceOf(Deletion.Preparing.class);
  }

  /// Night after night it would be waited for, and cost.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage-full",
        "incompatible-parameters",
        "incompatible-option-group",
        "inaccessible-encryption-credentials",
        "insufficient-capacity",
        "of-a-later-year"
      })
  void whatDoesNotIsToldByItsName(String status) {
    assertThat(RdsState.hindrance(status, () -> {}))
        .get()
        .isInstanceOfSatisfying(
            Deletion.Refused.class, stays -> assertThat(stays.toString()).contains(status));
  }
}
