package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// With `DecisionPage=true` the stack has a second function, with an address, a role and a log
/// group: they go with it.
final class LastActOfThePageIT {
  @Test
  void thePageGoesWithTheStack() throws IOException {
    try (var nights = new LastNights("first", "DecisionPage=true")) {
      assertThat(nights.mails().toString())
          .containsPattern("https://[a-z0-9]+\\.lambda-url\\S+/d/");
      assertThat(nights.members()).contains("Page", "PageUrl", "PageRole", "PageLog");
      assertThat(nights.ends()).isEqualTo(nights.expectedEnds());
      assertThat(nights.functions()).doesNotContain(nights.member("Page"));
      assertThat(nights.logGroups()).doesNotContain(nights.member("PageLog"));
      assertThat(nights.ownRoles()).containsExactly(nights.member("DeleterRole"));
    }
  }
}
