package janitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls are the cost, and they are exact: a change that needs more of them fails here, and says so
/// by raising a figure. One that saves some lowers it. `docs/benchmarks.md` shows where they go.
final class CallsIT {
  private static final int RESOURCES = 43;

  /// Sixty-six list what costs dollars a day, of which the tag index may have missed one: as many
  /// for fifty workshops as for one. What goes with something else is asked for its own tags, when
  /// it is found and right before it goes.
  private static final int ONE_WORKSHOP = 280;

  private static final int BESIDE_THREE_ALIKE = 319;

  private static final int COPIES = 5;
  private static final int SEVERAL_WORKSHOPS = 769;

  /// Of every kind.
  private static final int ALL_RESOURCES = 115;

  /// Where a role or a key is to go, whatever may work with it is asked, a stranger's as well: its
  /// APIs, topics, buckets, buses and tables one by one. Where a queue or a topic is, so is each
  /// function, where it hands on what it did; and where a function is, each user pool.
  private static final int OF_ALL_KINDS = 659;

  private static final int OF_ALL_KINDS_BESIDE_THREE_ALIKE = 888;

  @Test
  void oneWorkshopTakesNoMoreThanItDid() {
    assertThat(callsFor("first", RESOURCES)).isLessThanOrEqualTo(ONE_WORKSHOP);
  }

  @Test
  void systemsThatAreAlikeBesideItCostNoMoreThanTheyDid() {
    assertThat(callsFor("first", RESOURCES, "--alike", "3"))
        .isLessThanOrEqualTo(BESIDE_THREE_ALIKE);
  }

  @Test
  void severalWorkshopsTakeNoMoreThanTheyDid() {
    assertThat(callsFor("first", COPIES * RESOURCES, "--copies", Integer.toString(COPIES)))
        .isLessThanOrEqualTo(SEVERAL_WORKSHOPS);
  }

  @Test
  void oneWorkshopOfAllKindsTakesNoMoreThanItDid() {
    assertThat(callsFor("all", ALL_RESOURCES)).isLessThanOrEqualTo(OF_ALL_KINDS);
  }

  @Test
  void oneOfAllKindsBesideSystemsThatAreAlikeTakesNoMoreThanItDid() {
    assertThat(callsFor("all", ALL_RESOURCES, "--alike", "3"))
        .isLessThanOrEqualTo(OF_ALL_KINDS_BESIDE_THREE_ALIKE);
  }

  /// @param resources how many it must delete with them, and prove gone
  private static long callsFor(String kinds, int resources, String... more) {
    var seeding = new ArrayList<>(List.of("--kinds", kinds, "--classes", "due"));
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
