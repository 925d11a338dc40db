package janitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls are the cost, and they are exact: a change that needs more of them fails here, and says so
/// by raising a figure. One that saves some lowers it. `docs/benchmarks.md` shows where they go.
final class CallsIT {
  private static final int RESOURCES = 43;

  private static final int ONE_WORKSHOP = 144;
  private static final int BESIDE_THREE_ALIKE = 147;

  private static final int COPIES = 5;
  private static final int SEVERAL_WORKSHOPS = 514;

  @Test
  void oneWorkshopTakesNoMoreThanItDid() {
    assertThat(callsFor(RESOURCES)).isLessThanOrEqualTo(ONE_WORKSHOP);
  }

  @Test
  void systemsThatAreAlikeBesideItCostNoMoreThanTheyDid() {
    assertThat(callsFor(RESOURCES, "--alike", "3")).isLessThanOrEqualTo(BESIDE_THREE_ALIKE);
  }

  @Test
  void severalWorkshopsTakeNoMoreThanTheyDid() {
    assertThat(callsFor(COPIES * RESOURCES, "--copies", Integer.toString(COPIES)))
        .isLessThanOrEqualTo(SEVERAL_WORKSHOPS);
  }

  /// @param resources how many it must delete with them, and prove gone
  private static long callsFor(int resources, String... more) {
    var seeding = new ArrayList<>(List.of("--kinds", "first", "--classes", "due"));
    seeding.addAll(List.of(more));
    try (var account = new Account(seeding.toArray(String[]::new))) {
      var swept = account.sweep();
      assertThat(swept.gone()).as("%s", swept.night().result()).isEqualTo(resources);
      assertThat(account.check())
          .containsEntry("stillThere", List.of())
          .containsEntry("lost", List.of());
      return swept.total();
    }
  }
}
