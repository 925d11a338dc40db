package janitor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NightBookTest {
  private static NightBook of(Optional<String> aim) {
    return NightBook.begun(
        "night",
        Instant.parse("2026-11-28T01:00:00Z"),
        new NightBook.Wish(Optional.empty(), Set.of(), true, aim));
  }

  private static NightBook of(String tag, String... regions) {
    return of(Optional.of(NightBook.aim(tag, List.of(regions))));
  }

  @Test
  void itIsOfItsWorkshopWhateverTheRegions() {
    assertThat(of("workshop=a", "eu-central-1", "us-east-1").isOfAnother("workshop=a")).isFalse();
    assertThat(of("workshop=a", "eu-central-1").isOfAnother("workshop=b")).isTrue();
    assertThat(of(Optional.empty()).isOfAnother("workshop=b")).isFalse();
  }

  /// A value of a tag may have spaces.
  @Test
  void aWorkshopWhoseNameGoesOnIsAnother() {
    assertThat(of("workshop=a in b", "eu-central-1").isOfAnother("workshop=a")).isTrue();
    assertThat(of("workshop=a in b", "eu-central-1").isOfAnother("workshop=a in b")).isFalse();
    assertThat(of("workshop=a", "eu-central-1").isOfAnother("workshop=a in b")).isTrue();
  }
}
