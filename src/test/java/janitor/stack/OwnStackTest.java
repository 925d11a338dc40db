package janitor.stack;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeStacks;
import janitor.fake.FakeTime;
import janitor.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnStackTest {
  private static final String STACK =
      "arn:aws:cloudformation:eu-central-1:123456789012:stack/janitor/00000000";

  private final FakeStacks stacks =
      new FakeStacks(new FakeAccount(new FakeTime(Instant.parse("2026-11-30T01:00:00Z"))));

  private OwnStack with(Optional<String> deleter) {
    return new OwnStack(
        stacks, new OwnStack.Terms(Optional.of(STACK), deleter, true, Duration.ofDays(7)));
  }

  /// A long stack's name is cut in those of its roles: what the stack holds decides, no name does.
  @Test
  void theRoleOfTheStackStays() {
    var role = "arn:aws:iam::123456789012:role/jani-DeleterRole-1X";
    stacks.make(Arn.of(role));
    assertThat(with(Optional.of(role)).farewell().stays()).contains(Arn.of(role));
  }

  @Test
  void aRoleThatWasHandedInIsNobodysToClearAway() {
    var role = "arn:aws:iam::123456789012:role/janitor-DeleterRole-of-the-school";
    assertThat(with(Optional.of(role)).farewell().stays()).isEmpty();
    assertThat(with(Optional.empty()).farewell().stays()).isEmpty();
  }
}
