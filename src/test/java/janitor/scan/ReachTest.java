package janitor.scan;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeTagIndex;
import janitor.fake.FakeTime;
import janitor.fake.Line;
import janitor.fake.Thing;
import janitor.resource.Note;
import janitor.resource.Resource;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is beyond the reach is known by name: it is told and stays, and nobody is asked of it.
class ReachTest {
  private final FakeAccount account =
      new FakeAccount(new FakeTime(Instant.parse("2026-11-30T01:00:00Z")));
  private final Line line = new Line(account, new FakeTagIndex(account));

  @BeforeEach
  void reach() {
    account.beyond(account.machine, account.role);
  }

  private Resource found(Thing thing) {
    return line.found().get(thing.name());
  }

  @Test
  void aTaggedOneIsToldByItsTypeAndStays() {
    var machine = account.due(account.machine, "server");
    var thing = account.due(account.thing, "thing");
    assertThat(line.found().get(machine.arn().resource()))
        .satisfies(
            server -> {
              assertThat(server.type()).isEqualTo(account.machine.type());
              assertThat(server.guard())
                  .contains(account.machine.type() + " is beyond Reach=serverless");
            });
    assertThat(found(thing).guard()).isEmpty();
    assertThat(account.calls()).noneMatch(call -> call.toString().startsWith("Machine"));
  }

  /// CloudFormation would take it along.
  @Test
  void aStackThatListsOneStays() {
    var stack = account.due(account.stack, "lab");
    account.untagged(account.machine, "server").in(stack);
    assertThat(found(stack).guard().orElseThrow())
        .contains(account.machine.type() + " is beyond Reach=serverless");
  }

  @Test
  void aServiceOfWhichAllIsBeyondIsBeyond() {
    var catalog = account.catalog();
    assertThat(catalog.isBeyond(account.machine.type())).isTrue();
    assertThat(catalog.isBeyond(account.thing.type())).isFalse();
    assertThat(catalog.isBeyond("AWS::Other::Thing")).isFalse();
  }

  @Test
  void aStackThatListsNoneGoes() {
    var stack = account.due(account.stack, "lab");
    account.untagged(account.thing, "thing").in(stack);
    assertThat(found(stack).guard()).isEmpty();
  }

  /// Roles are not asked what they use.
  @Test
  void whatOneMayUseStays() {
    var policy = account.due(account.policy, "policy");
    assertThat(found(policy).guard().orElseThrow())
        .contains("with Reach=serverless it could not be checked what else uses it");
  }

  /// A queue may be a server's, an image a cluster's: where all that may be used stayed, nothing
  /// would go.
  @Test
  void whatShowsWhoNeedsItGoes() {
    account.machine.using(account.store);
    var store = account.due(account.store, "store");
    assertThat(found(store).guard()).isEmpty();
  }

  /// It may have been reached once.
  @Test
  void aRememberedOneIsTold() {
    var thing = account.due(account.thing, "thing");
    var machine = account.untagged(account.machine, "server");
    account.vanish(thing);
    line.remembering(Note.of(machine.arn()).childOf(thing.arn()));
    assertThat(line.scan().resources())
        .filteredOn(resource -> resource.arn().equals(machine.arn()))
        .singleElement()
        .satisfies(
            server ->
                assertThat(server.guard().orElseThrow()).contains("is beyond Reach=serverless"));
    assertThat(line.scan(Set.of(machine.arn())).byArn()).doesNotContainKey(machine.arn());
  }
}
