package janitor.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES = List.of("JANITOR_TTL", "JANITOR_TAG_KEY", "--region");

  @Test
  void oneSlipIsForgiven() {
    assertThat(Nearest.of("JANITOR_TLL", NAMES)).contains("JANITOR_TTL");
    assertThat(Nearest.of("JANITOR_TAGKEY", NAMES)).contains("JANITOR_TAG_KEY");
    assertThat(Nearest.of("janitor_ttl", NAMES)).contains("JANITOR_TTL");
    assertThat(Nearest.of("--regoin", NAMES)).contains("--region");
  }

  @Test
  void whatResemblesNothingIsNotGuessed() {
    assertThat(Nearest.of("JANITOR_SOMETHING_ELSE", NAMES)).isEmpty();
    assertThat(Nearest.of("", NAMES)).isEmpty();
    assertThat(Nearest.of("x", List.of())).isEmpty();
  }
}
