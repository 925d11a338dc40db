package janitor.sweep;

import static janitor.fake.FakeAccount.KEY;
import static janitor.fake.FakeAccount.REGION;
import static janitor.fake.FakeAccount.WORKSHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.FakeTagIndex;
import janitor.fake.FakeTime;
import janitor.fake.Line;
import janitor.fake.Named;
import janitor.fake.Stopped;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.resource.Deadline;
import janitor.resource.Fault;
import janitor.sweep.Outcome.Failed;
import janitor.sweep.Outcome.Gone;
import janitor.sweep.Outcome.Requested;
import janitor.sweep.Outcome.Withheld;
import janitor.sweep.Outcome.WouldDelete;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SweeperTest {
  private final FakeTime time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
  private final FakeAccount account = new FakeAccount(time);
  private final FakeTagIndex index = new FakeTagIndex(account);
  private final Line line = new Line(account, index);

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

  private static String deleting(String name) {
    return "Delete arn:aws:fake:eu-central-1:123456789012:thing/" + name;
  }

  private Named<Outcome> sweep() {
    return Line.outcomes(line.sweep());
  }

  @Nested
  class Order {
    @Test
    void usersGoBeforeWhatTheyUse() {
      var bus = due("bus");
      var rule = due("a rule").uses(bus);
      due("mapping").uses(rule);
      assertThat(sweep().values()).allMatch(Gone.class::isInstance);
      assertThat(account.deletions()).containsExactly("mapping", "a rule", "bus");
    }

    @Test
    void whatACopyMayNeedGoesAfterAnotherLook() {
      account.thing.copiedBy(account.store);
      var key = due("key");
      var other = due("other key");
      account.due(account.store, "files").uses(key);
      due("rule").uses(other);
      var outcomes = sweep();
      assertThat(account.deletions()).containsExactlyInAnyOrder("files", "rule", "other key");
      assertThat(outcomes.get("key"))
          .isEqualTo(new Withheld("what Fake Store files left may need it", true));
      sweep();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void whatWaitsForAFailureWaits() {
      var bus = due("bus");
      due("rule").uses(bus);
      account.failAlways(deleting("rule"), Fault.Sort.BUSY);
      var outcomes = sweep();
      assertThat(account.deletions()).containsExactly("rule");
      assertThat(outcomes.get("bus"))
          .isEqualTo(new Withheld("it waits for Fake Thing rule, which is not gone yet", true));
    }

    @Test
    void whatWaitsForADeniedOneStaysForTonight() {
      var bus = due("bus");
      due("rule").uses(bus);
      account.failAlways(deleting("rule"), Fault.Sort.DENIED);
      assertThat(sweep().get("bus"))
          .isEqualTo(new Withheld("it waits for Fake Thing rule, which stays"));
    }

    @Test
    void aFailureStopsNobodyElse() {
      due("a");
      due("b");
      account.failAlways(deleting("a"), Fault.Sort.OTHER);
      assertThat(sweep().get("b")).isInstanceOf(Gone.class);
      assertThat(account.leftNames()).containsExactly("a");
    }

    @Test
    void everyResourceOfThePlanHasAnOutcome() {
      due("a");
      due("kept").tag(Rules.KEEP_TAG, "");
      account.due(account.note, "invisible");
      assertThat(sweep().names()).containsExactly("a", "kept");
    }
  }

  @Nested
  class LastLook {
    @Test
    void keptSinceTheScanIsNotDeleted() {
      var table = account.due(account.store, "table");
      var plan = line.plan();
      table.tag(Rules.KEEP_TAG, "");
      assertThat(Line.outcomes(line.sweep(plan)).get("table"))
          .isEqualTo(new Withheld("Fake Store table got the tag janitor:keep since the scan"));
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void anotherWorkshopsByNowIsNotDeleted() {
      var thing = due("thing");
      var plan = line.plan();
      thing.tag(FakeAccount.KEY, "other");
      assertThat(Line.outcomes(line.sweep(plan)).get("thing").reason()).contains("workshop=other");
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void untaggedSinceIsNotDeletedAndLookedAtAgain() {
      var thing = due("thing");
      var plan = line.plan();
      thing.untag(FakeAccount.KEY);
      var outcome = Line.outcomes(line.sweep(plan)).get("thing");
      assertThat(outcome).isInstanceOf(Withheld.class);
      assertThat(outcome.isPending()).isTrue();
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void datedSinceIsNotDeleted() {
      var thing = due("thing");
      var plan = line.plan();
      thing.tag(Rules.EXPIRES_AT_TAG, "2027-01-01");
      assertThat(Line.outcomes(line.sweep(plan)).get("thing").reason()).contains("2027-01-01");
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void theServiceIsAskedWhereTheIndexLags() {
      var table = account.due(account.store, "table");
      index.lag(table);
      table.tag(Rules.KEEP_TAG, "");
      assertThat(sweep().get("table")).isInstanceOf(Withheld.class);
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void nothingIsDeletedWhoseTagsCannotBeRead() {
      due("thing");
      account.due(account.store, "table");
      var plan = line.plan();
      account.failAlways("Index tags", Fault.Sort.TRANSIENT);
      account.failAlways("TagsNow", Fault.Sort.DENIED);
      var outcomes = Line.outcomes(line.sweep(plan));
      assertThat(outcomes.get("thing").reason()).contains("tags could not be read again");
      assertThat(outcomes.get("thing").isPending()).isTrue();
      assertThat(outcomes.get("table")).isInstanceOf(Failed.class);
      assertThat(account.deletions()).isEmpty();
    }

    private long readings() {
      return account.calls().stream().filter(call -> call.operation().equals("Index tags")).count();
    }

    @Test
    void oneReadingServesAllWavesOfTheMoment() {
      var bus = due("bus");
      due("rule").uses(bus);
      var plan = line.plan();
      var before = readings();
      line.sweep(plan);
      assertThat(account.deletions()).containsExactly("rule", "bus");
      assertThat(readings() - before).isEqualTo(1);
    }

    @Test
    void aReadingServesForSecondsOnly() {
      var bus = due("bus");
      var rule = due("rule").uses(bus);
      var plan = line.plan();
      account.beforeDelete(
          rule,
          () -> {
            bus.tag(Rules.KEEP_TAG, "");
            time.step(Recheck.FRESH.plusMillis(1));
          });
      assertThat(Line.outcomes(line.sweep(plan)).get("bus").reason())
          .contains("got the tag janitor:keep since the scan");
      assertThat(account.leftNames()).containsExactly("bus");
    }

    /// Eight requests to a service run at once, and to empty a bucket may take minutes.
    @Test
    void whatWaitedLongForOthersOfItsServiceIsReadAgain() {
      var things = IntStream.range(0, 9).mapToObj(i -> due("thing" + i)).toList();
      things.forEach(
          thing ->
              account.beforeDelete(
                  thing,
                  () -> {
                    if (account.deletions().size() == 1) {
                      things.forEach(one -> one.tag(Rules.KEEP_TAG, ""));
                      time.step(Request.RECENT.plusMillis(1));
                    }
                  }));
      var outcomes = sweep();
      assertThat(account.left()).isNotEmpty();
      assertThat(account.leftNames())
          .allSatisfy(
              name ->
                  assertThat(outcomes.get(name).reason())
                      .contains("got the tag janitor:keep since the scan"));
    }

    /// DynamoDB tells the tags of ten tables a second.
    @Test
    void aLargeWaveHasItsTagsReadOnce() {
      IntStream.range(0, 300).forEach(i -> account.due(account.store, "table" + i));
      var told = new AtomicInteger();
      account.beforeTags(
          some -> {
            awaitDeletions(told.getAndAdd(some));
            time.step(Duration.ofMillis(100).multipliedBy(some));
          });
      assertThat(sweep().values()).allMatch(Gone.class::isInstance);
      assertThat(told).hasValue(300);
    }

    /// The fake clock knows nothing of what goes on beside whoever steps it.
    private void awaitDeletions(int count) {
      for (int i = 0; i < 50 && account.deletions().size() < count; i++) {
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
    }

    @Test
    void onlyThatOneStaysWhoseTagsCannotBeRead() {
      var shut = account.due(account.store, "shut");
      account.due(account.store, "open");
      account.shut(shut, "TagsNow", new FakeFault(Fault.Sort.DENIED, "an explicit deny"));
      var outcomes = sweep();
      assertThat(outcomes.get("open")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("shut").reason())
          .contains("its tags could not be read again before deleting it")
          .contains("an explicit deny");
      assertThat(account.deletions()).containsExactly("open");
    }

    @Test
    void aListOfTagsServesForSecondsOnly() {
      var policy = account.due(account.role, "used");
      var role = account.due(account.role, "using").uses(policy);
      var plan = line.plan();
      account.beforeDelete(
          role,
          () -> {
            policy.tag(Rules.KEEP_TAG, "");
            time.step(Recheck.FRESH.plusMillis(1));
          });
      line.sweep(plan);
      assertThat(account.leftNames()).containsExactly("used");
    }

    @Test
    void aMemberKeptSinceSavesItsStack() {
      var stack = account.due(account.stack, "lab");
      var table = account.due(account.store, "table").in(stack);
      var plan = line.plan();
      table.tag(Rules.KEEP_TAG, "");
      assertThat(Line.outcomes(line.sweep(plan)).get("lab")).isInstanceOf(Withheld.class);
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void aParentKeptSinceSavesAChildThatWouldGoFirst() {
      var function = due("function");
      var schedule = account.due(account.note, "schedule").uses(function);
      function.leaves(schedule);
      var plan = line.plan();
      function.tag(Rules.KEEP_TAG, "");
      assertThat(Line.outcomes(line.sweep(plan)).get("schedule")).isInstanceOf(Withheld.class);
      assertThat(account.deletions()).isEmpty();
    }
  }

  @Nested
  class Faults {
    private Outcome ofThing(Fault.Sort sort) {
      due("thing");
      account.failNext("Delete", sort);
      return sweep().get("thing");
    }

    @Test
    void busyIsForTheNextRound() {
      assertThat(ofThing(Fault.Sort.BUSY).isPending()).isTrue();
    }

    @Test
    void dependencyIsForTheNextRound() {
      assertThat(ofThing(Fault.Sort.DEPENDENCY).isPending()).isTrue();
    }

    @Test
    void aBrokenNetworkIsForTheNextRound() {
      assertThat(ofThing(Fault.Sort.TRANSIENT).isPending()).isTrue();
    }

    @Test
    void deniedNamesTheActionToAllow() {
      var outcome = (Failed) ofThing(Fault.Sort.DENIED);
      assertThat(outcome.isPending()).isFalse();
      assertThat(outcome.remedy()).isEqualTo("Allow the janitor's role the action fake:Delete.");
    }

    @Test
    void protectedSaysWhatToDo() {
      var outcome = (Failed) ofThing(Fault.Sort.PROTECTED);
      assertThat(outcome.isPending()).isFalse();
      assertThat(outcome.remedy()).contains("LiftProtection");
    }

    @Test
    void whateverElseSaysWhatAwsSaid() {
      var outcome = (Failed) ofThing(Fault.Sort.OTHER);
      assertThat(outcome.reason()).contains("AWS says: OTHER said of Delete");
      assertThat(outcome.remedy()).isNotBlank();
    }

    @Test
    void goneIsSuccessWhenALookProvesIt() {
      var thing = due("thing");
      account.beforeDelete(thing, () -> account.vanish(thing));
      assertThat(sweep().get("thing")).isInstanceOf(Gone.class);
    }

    @Test
    void goneThatIsStillThereIsNotGone() {
      assertThat(ofThing(Fault.Sort.GONE)).isInstanceOf(Requested.class);
    }

    @Test
    void anErrorEndsTheSweep() {
      due("thing");
      account.beforeDelete(
          due("other"),
          () -> {
            throw new OutOfMemoryError("heap");
          });
      assertThatThrownBy(() -> sweep()).hasMessage("heap");
    }
  }

  @Nested
  class Proof {
    @Test
    void aDeletionThatTakesAWhileIsWaitedFor() {
      due("thing").takingLooks(3);
      assertThat(sweep().get("thing")).isInstanceOf(Gone.class);
      assertThat(account.deletions()).containsExactly("thing");
      assertThat(time.pauses()).hasSize(3);
    }

    @Test
    void whatWaitsForOneThatTakesAWhileLongerHasItsTurnLater() {
      var bus = due("bus");
      due("rule").uses(bus).takingLooks(6);
      var outcomes = sweep();
      assertThat(outcomes.get("rule")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("bus")).isInstanceOf(Gone.class);
      assertThat(account.deletions()).containsExactly("rule", "bus");
    }

    @Test
    void oneThatTakesLongerIsLeftToTheNextRound() {
      due("thing").takingLooks(50);
      assertThat(sweep().get("thing")).isInstanceOf(Requested.class);
    }

    @Test
    void oneThatUsuallyTakesLongIsNotWaitedForAtAll() {
      account.due(account.edge, "distribution").takingLooks(3);
      var sweep = line.sweep();
      assertThat(Line.outcomes(sweep).get("distribution")).isInstanceOf(Requested.class);
      assertThat(sweep.lookAgainIn()).isEqualTo(Duration.ofMinutes(15));
      assertThat(time.pauses()).isEmpty();
    }

    @Test
    void whatCannotBeLookedAtIsNotGone() {
      due("thing");
      account.failAlways("Remaining", Fault.Sort.TRANSIENT);
      assertThat(sweep().get("thing"))
          .isInstanceOf(Requested.class)
          .extracting(Outcome::reason)
          .asString()
          .contains("does not tell whether it is gone");
    }

    /// A role that may delete it and may not look: somebody has to change that.
    @Test
    void onlyThatOneIsNotProvenGoneThatCannotBeLookedFor() {
      var shut = due("shut");
      due("open");
      account.shut(shut, "Remaining", new FakeFault(Fault.Sort.DENIED, "an explicit deny"));
      var outcomes = sweep();
      assertThat(outcomes.get("open")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("shut").reason()).contains("does not tell whether it is gone");
    }

    @Test
    void whatNobodyExpectedCostsThatOneOnly() {
      var odd = due("odd");
      due("plain");
      account.beforeDelete(
          odd,
          () -> {
            throw new IllegalStateException("not a time: yesterday");
          });
      var outcomes = sweep();
      assertThat(outcomes.get("plain")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("odd"))
          .isInstanceOf(Failed.class)
          .extracting(Outcome::reason)
          .asString()
          .contains("not a time: yesterday", "SweeperTest.java");
    }

    @Test
    void whatMayNotBeLookedAtIsNotGoneAndIsAFailure() {
      due("thing");
      account.failAlways("Remaining", Fault.Sort.DENIED);
      assertThat(sweep().get("thing"))
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> {
                assertThat(failed.reason())
                    .contains("does not tell whether it is gone")
                    .contains("the janitor's role may not do fake:Delete");
                assertThat(failed.isPending()).isFalse();
              });
    }

    @Test
    void anEarlierRoundsRequestIsProvenThoughTheIndexForgotIt() {
      var thing = due("thing").takingLooks(50);
      var open = line.sweep().done();
      account.vanish(thing);
      var proven = line.sweeper().prove(open, account.home().look());
      assertThat(proven).extracting(Sweep.Done::outcome).containsExactly(new Gone(""));
    }

    @Test
    void anEarlierRoundsRequestThatIsStillThereIsStillAskedFor() {
      due("thing").takingLooks(50);
      var open = line.sweep().done();
      var proven = line.sweeper().prove(open, account.home().look());
      assertThat(proven.getFirst().outcome()).isInstanceOf(Requested.class);
    }

    @Test
    void whatIsAPartOfSomethingThatIsGoingIsNotLeftBehindYet() {
      var stack = account.due(account.stack, "lab").takingLooks(50);
      account.due(account.store, "table").in(stack).retained();
      var open = line.sweep().done();
      var proven = line.sweeper().prove(open, account.home().look());
      assertThat(proven).hasSize(2);
      assertThat(proven.toString()).doesNotContain("left it behind");
      assertThat(proven).allMatch(done -> done.outcome().isPending());
    }

    @Test
    void whatALateWriterBringsBackIsDeletedAgain() {
      var function = due("function");
      var log = account.untagged(account.log, "/aws/lambda/function").comingBack(1);
      function.leaves(log);
      assertThat(sweep().get("/aws/lambda/function")).isInstanceOf(Gone.class);
      assertThat(account.left()).isEmpty();
      assertThat(account.deletions())
          .containsExactly("function", "/aws/lambda/function", "/aws/lambda/function");
    }

    /// It has to be looked for then anyway.
    @Test
    void whatMayReappearIsLookedForOnceAndAtTheEnd() {
      due("function").leaves(account.untagged(account.log, "log"));
      assertThat(sweep().get("log")).isEqualTo(new Gone(""));
      assertThat(looksForLogs()).isOne();
    }

    @Test
    void whatWaitsForItDoesNotWaitForTheEnd() {
      var log = account.untagged(account.log, "log").uses(due("key"));
      due("function").leaves(log);
      var outcomes = sweep();
      assertThat(outcomes.get("log")).isEqualTo(new Gone(""));
      assertThat(outcomes.get("key")).isEqualTo(new Gone(""));
      assertThat(account.deletions()).containsExactly("function", "log", "key");
      assertThat(looksForLogs()).isEqualTo(2);
    }

    @Test
    void whatMayNotBeLookedForAtTheEndIsNotGone() {
      due("function").leaves(account.untagged(account.log, "log"));
      account.failAlways("Log Remaining", Fault.Sort.DENIED);
      assertThat(sweep().get("log")).isInstanceOf(Failed.class);
      assertThat(account.deletions()).containsExactly("function", "log");
    }

    @Test
    void whatThereIsNoTimeToLookForIsNotGone() {
      var log = account.untagged(account.log, "log");
      due("function").leaves(log);
      account.beforeDelete(log, () -> time.step(Duration.ofMinutes(14)));
      assertThat(sweep().get("log")).isEqualTo(new Requested("AWS is still deleting it"));
      assertThat(looksForLogs()).isZero();
    }

    private long looksForLogs() {
      return account.calls().stream()
          .filter(call -> call.operation().endsWith("Log Remaining"))
          .count();
    }
  }

  @Nested
  class Stacks {
    private final Thing stack = account.due(account.stack, "lab");

    @Test
    void membersGoWithTheirStackAndAreNotAskedForThemselves() {
      account.due(account.store, "table").in(stack);
      var outcomes = sweep();
      assertThat(outcomes.get("table")).isEqualTo(new Gone("with CloudFormation Stack lab"));
      assertThat(account.deletions()).containsExactly("lab");
      assertThat(account.left()).isEmpty();
    }

    @Test
    void bucketsAreEmptiedFirst() {
      account.due(account.store, "bucket").in(stack).full();
      assertThat(sweep().get("lab")).isInstanceOf(Gone.class);
      assertThat(account.releases()).containsExactly("bucket");
    }

    @Test
    void ofSomethingElseAreEmptiedToo() {
      var backend = account.untagged(account.stack, "backend");
      account.due(account.thing, "app").leaves(backend);
      account.untagged(account.store, "backend's bucket").in(backend).full();
      assertThat(sweep().get("backend's bucket"))
          .isEqualTo(new Gone("with CloudFormation Stack backend"));
      assertThat(account.releases()).containsExactly("backend's bucket");
      assertThat(account.left()).isEmpty();
    }

    @Test
    void ofSomethingElseStayForAKeptMember() {
      var backend = account.untagged(account.stack, "backend");
      account.due(account.thing, "app").leaves(backend);
      account.untagged(account.role, "kept role").in(backend).tag(Rules.KEEP_TAG, "");
      assertThat(sweep().get("backend").reason()).contains("its member Fake Role kept role stays");
      assertThat(account.leftNames()).containsExactly("backend", "kept role");
    }

    private void needing(int looks) {
      account.thing.neededBy(account.stack);
      account.role.neededBy(account.stack);
      account.due(account.thing, "function");
      account.due(account.role, "role");
      stack.takingLooks(looks);
    }

    @Test
    void whatTheirCustomResourcesMayNeedWaitsForTheirEnd() {
      needing(9);
      sweep();
      assertThat(account.deletions()).containsExactly("lab", "function", "role");
      assertThat(account.left()).isEmpty();
    }

    @Test
    void whatTheirCustomResourcesMayNeedWaitsForTheNextRoundIfNeedBe() {
      needing(99);
      var outcomes = sweep();
      assertThat(outcomes.get("lab")).isInstanceOf(Requested.class);
      for (var name : List.of("function", "role")) {
        assertThat(outcomes.get(name))
            .isEqualTo(
                new Withheld("CloudFormation Stack lab, which is not gone yet, may need it", true));
      }
      account.vanish(stack);
      sweep();
      assertThat(account.left()).isEmpty();
    }

    @Test
    void whatAStackItselfWaitsForDoesNotWaitForIt() {
      account.thing.neededBy(account.stack);
      var member = account.due(account.store, "member").in(stack);
      var log = account.due(account.log, "mapping").takingLooks(7);
      var function = account.due(account.thing, "function").uses(member);
      log.uses(function);
      assertThat(sweep().get("lab")).isInstanceOf(Gone.class);
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aStackThatStaysHoldsNoFunctionUp() {
      account.thing.neededBy(account.stack);
      account.due(account.thing, "function");
      account.failNext("Stack Delete", Fault.Sort.DENIED);
      assertThat(sweep().get("function")).isInstanceOf(Gone.class);
    }

    @Test
    void aStackOfAnotherRegionNeedsNoFunctionHere() {
      account.thing.neededBy(account.stack);
      account.vanish(stack);
      account.untagged(account.stack, "abroad", "eu-west-1").tag(KEY, WORKSHOP).takingLooks(9);
      account.due(account.thing, "function");
      line.in(REGION, "eu-west-1");
      assertThat(sweep().get("function")).isInstanceOf(Gone.class);
    }

    @Test
    void aMemberThatIsGoneAlreadyNeedsNoEmptying() {
      var bucket = account.due(account.store, "bucket").in(stack);
      account.failNext("Release", Fault.Sort.GONE);
      account.beforeDelete(stack, () -> account.vanish(bucket));
      assertThat(sweep().get("lab")).isInstanceOf(Gone.class);
      assertThat(account.deletions()).containsExactly("lab");
    }

    @Test
    void aMemberThatLostItsTagSinceTheScanKeepsIt() {
      var table = account.due(account.store, "table").in(stack);
      account.beforeTags(_ -> table.untag(KEY));
      assertThat(sweep().get("lab"))
          .isEqualTo(
              new Withheld("Fake Store table does not carry the workshop tag any more", true));
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void whatItLeftBehindIsSaid() {
      account.due(account.store, "table").in(stack).retained();
      assertThat(sweep().get("table").reason()).contains("left it behind");
      assertThat(account.leftNames()).containsExactly("table");
    }

    @Test
    void aPartOfAMemberThatWentWithItGoesAfterIt() {
      var member = account.due(account.thing, "function").in(stack);
      account.log.after(account.stack);
      stack.takingLooks(3);
      var part = account.untagged(account.log, "part");
      member.leaves(part);
      var outcomes = sweep();
      assertThat(outcomes.get("part")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("function")).isEqualTo(new Gone("with CloudFormation Stack lab"));
      assertThat(account.left()).isEmpty();
    }

    @Test
    void aPartOfAMemberThatWasLeftBehindAndKeptStays() {
      var member = account.due(account.thing, "function").in(stack).retained();
      account.log.after(account.stack);
      stack.takingLooks(3);
      var part = account.untagged(account.log, "part");
      member.leaves(part);
      account.beforeDelete(stack, () -> member.tag(Rules.KEEP_TAG, ""));
      assertThat(sweep().get("part")).isInstanceOf(Withheld.class);
      assertThat(account.leftNames()).containsExactly("function", "part");
    }

    @Test
    void membersOfAFailedStackStay() {
      account.due(account.store, "table").in(stack);
      account.failNext("Stack Delete", Fault.Sort.DENIED);
      var outcomes = sweep();
      assertThat(outcomes.get("lab")).isInstanceOf(Failed.class);
      assertThat(outcomes.get("table")).isInstanceOf(Withheld.class);
      assertThat(account.leftNames()).containsExactly("lab", "table");
    }
  }

  @Nested
  class PaceOfAnOperation {
    @Test
    void theFirstGoesAtOnce() {
      account.due(account.api, "one");
      sweep();
      assertThat(time.pauses()).isEmpty();
    }

    @Test
    void fromTheFirstThrottleOnItIsKept() {
      for (int i = 0; i < 4; i++) {
        account.due(account.api, "api" + i);
      }
      var begun = time.instant();
      assertThat(sweep().values()).allMatch(Gone.class::isInstance);
      assertThat(Duration.between(begun, time.instant()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(90));
    }

    /// Twenty of them take ten minutes, in which somebody may save the last.
    @Test
    void whatWasSavedWhileItWaitedForItsTurnStays() {
      var first = account.due(account.api, "a");
      account.due(account.api, "b");
      var last = account.due(account.api, "c");
      account.beforeDelete(first, () -> last.tag(Rules.KEEP_TAG, ""));
      var outcomes = sweep();
      assertThat(outcomes.get("b")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("c").reason()).contains("got the tag janitor:keep since the scan");
      assertThat(account.leftNames()).containsExactly("c");
    }

    @Test
    void othersGoOnMeanwhile() {
      for (int i = 0; i < 3; i++) {
        account.due(account.api, "api" + i);
      }
      var bus = due("bus");
      due("rule").uses(bus);
      var outcomes = sweep();
      assertThat(outcomes.get("rule")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("bus")).isInstanceOf(Gone.class);
    }

    @Test
    void whatWouldComeTooLateIsForTheNextRound() {
      for (int i = 0; i < 6; i++) {
        account.due(account.api, "api" + i);
      }
      var outcomes = Line.outcomes(line.with(Duration.ofSeconds(125)).sweep());
      assertThat(outcomes.values()).anyMatch(Gone.class::isInstance);
      assertThat(outcomes.values()).anyMatch(outcome -> outcome.isPending());
      assertThat(time.instant()).isBefore(Instant.parse("2026-11-30T01:02:05Z"));
    }

    @Test
    void theNextRoundKeepsItToo() {
      for (int i = 0; i < 6; i++) {
        account.due(account.api, "api" + i);
      }
      var sweeper = line.sweeper();
      var plan = line.plan();
      sweeper.sweep(plan, new Deadline(time.instant().plusSeconds(125), time));
      account.forgetCalls();
      sweeper.sweep(line.plan(), new Deadline(time.instant().plusSeconds(900), time));
      assertThat(account.left()).isEmpty();
      assertThat(account.deletions()).doesNotHaveDuplicates();
    }

    @Test
    void aStopInALaneStopsTheSweep() {
      account.due(account.api, "one");
      account.due(account.api, "two");
      var plan = line.plan();
      account.stopBeforeCall(6);
      assertThatThrownBy(() -> line.sweep(plan)).isInstanceOf(Stopped.class);
    }
  }

  @Nested
  class LastStretch {
    @Test
    void nothingNewStarts() {
      due("thing");
      var outcomes = Line.outcomes(line.with(Deadline.LAST_STRETCH).sweep());
      assertThat(outcomes.get("thing"))
          .isEqualTo(new Withheld("its turn had not come when the time was up", true));
      assertThat(account.deletions()).isEmpty();
    }

    @Test
    void laterWavesWaitForTheNextRound() {
      var bus = due("bus");
      var rule = due("rule").uses(bus);
      account.beforeDelete(rule, () -> time.step(Duration.ofMinutes(14)));
      var outcomes = sweep();
      assertThat(outcomes.get("rule")).isInstanceOf(Gone.class);
      assertThat(outcomes.get("bus").isPending()).isTrue();
      assertThat(account.deletions()).containsExactly("rule");
    }

    @Test
    void nobodyWaitsBeyondIt() {
      due("thing").takingLooks(50);
      var end = time.instant().plusSeconds(65);
      line.with(Duration.ofSeconds(65)).sweep();
      assertThat(time.instant()).isBefore(end.minus(Deadline.LAST_STRETCH).plusSeconds(1));
    }
  }

  @Nested
  class DryRun {
    @Test
    void touchesNothingAndSaysWhatWouldGo() {
      var stack = account.due(account.stack, "lab");
      account.due(account.store, "bucket").in(stack).full();
      var bus = due("bus");
      due("rule").uses(bus);
      line.dry();
      assertThat(sweep().values()).allMatch(WouldDelete.class::isInstance);
      assertThat(account.deletions()).isEmpty();
      assertThat(account.releases()).isEmpty();
    }

    @Test
    void readsTheTagsAgainAsTheRealOneDoes() {
      var table = account.due(account.store, "table");
      var plan = line.dry().plan();
      table.tag(Rules.KEEP_TAG, "");
      assertThat(Line.outcomes(line.sweep(plan)).get("table")).isInstanceOf(Withheld.class);
    }

    @Test
    void knowsTheSameWavesAsTheRealOne() {
      var bus = due("bus");
      due("rule").uses(bus);
      var dry = new Line(account, index).dry().sweep();
      var real = line.sweep();
      assertThat(dry.done())
          .extracting(Sweep.Done::arn, Sweep.Done::wave)
          .isEqualTo(
              real.done().stream()
                  .map(done -> org.assertj.core.groups.Tuple.tuple(done.arn(), done.wave()))
                  .toList());
    }
  }
}
