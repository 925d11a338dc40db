package janitor.scan;

import static janitor.fake.FakeAccount.KEY;
import static janitor.fake.FakeAccount.REGION;
import static janitor.fake.FakeAccount.WORKSHOP;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.FakeKind;
import janitor.fake.FakeTagIndex;
import janitor.fake.FakeTime;
import janitor.fake.Line;
import janitor.fake.Thing;
import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Inventory;
import janitor.resource.Note;
import janitor.resource.OwnParts;
import janitor.resource.Resource;
import janitor.resource.Unread;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ScannerTest {
  private final FakeTime time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
  private final FakeAccount account = new FakeAccount(time);
  private final FakeTagIndex index = new FakeTagIndex(account);
  private final Line line = new Line(account, index);

  private Thing due(String name) {
    return account.due(account.thing, name);
  }

  private Resource found(Thing thing) {
    return line.found().get(thing.name());
  }

  private void isNotFound(Thing thing) {
    assertThat(line.found().names()).doesNotContain(thing.name());
  }

  @Nested
  class ByTag {
    @Test
    void whatCarriesTheTag() {
      var thing = due("thing");
      assertThat(found(thing).tags().match(KEY, WORKSHOP)).isTrue();
      assertThat(found(thing).createdAt()).isPresent();
    }

    @Test
    void keyAndValueAreTakenExactly() {
      account.untagged(account.thing, "no tag");
      account.untagged(account.thing, "key's case").tag("Workshop", WORKSHOP);
      account.untagged(account.thing, "value's case").tag(KEY, "Students");
      account.untagged(account.thing, "longer value").tag(KEY, WORKSHOP + "2");
      account.untagged(account.thing, "other value").tag(KEY, "teachers");
      assertThat(line.found().names()).isEmpty();
    }

    /// The index takes them exactly by itself; in a list the janitor compares.
    @Test
    void keyAndValueAreTakenExactlyInAListToo() {
      account.untagged(account.role, "key's case").tag("Workshop", WORKSHOP);
      account.untagged(account.role, "value's case").tag(KEY, WORKSHOP.toUpperCase(Locale.ROOT));
      account.untagged(account.role, "longer value").tag(KEY, WORKSHOP + "2");
      account.untagged(account.role, "shorter value").tag(KEY, WORKSHOP.substring(1));
      account.untagged(account.role, "other value").tag(KEY, "teachers");
      assertThat(line.found().names()).isEmpty();
    }

    @Test
    void whatTheIndexDoesNotHaveIsListed() {
      var role = account.due(account.role, "role");
      account.untagged(account.role, "their role");
      assertThat(line.found().names()).containsExactly("role");
      assertThat(found(role).region()).isEqualTo(FakeAccount.GLOBAL_REGION);
    }

    @Test
    void anItemThatNobodyUnderstandsIsToldAndHidesNoOther() {
      account.due(account.role, "role");
      account.addOddItem(account.role);
      var inventory = line.scan();
      assertThat(inventory.resources()).extracting(Resource::name).containsExactly("role");
      assertThat(inventory.unread())
          .extracting(Unread::error)
          .singleElement()
          .asString()
          .contains("an item says nothing");
    }

    @Test
    void globalThingsAreSeenThroughTheGlobalRegionOnly() {
      account.due(account.policy, "policy");
      assertThat(line.scan().resources()).hasSize(1);
      assertThat(line.in(REGION, "us-east-1").scan().resources()).hasSize(1);
    }

    @Test
    void regionalThingsSeenOnlyThroughTheGlobalRegionsIndexAreBystanders() {
      account.untagged(account.thing, "elsewhere", "us-east-1").tag(KEY, WORKSHOP);
      assertThat(line.found().names()).isEmpty();
      assertThat(line.in(REGION, "us-east-1").found().names()).containsExactly("elsewhere");
    }

    @Test
    void theGlobalRegionMayBeTheOnlyOne() {
      var stack = account.untagged(account.stack, "lab", "us-east-1").tag(KEY, WORKSHOP);
      account.untagged(account.thing, "member", "us-east-1").in(stack);
      assertThat(line.in("us-east-1").found().names()).containsExactly("lab", "member");
    }

    @Test
    void aGhostIsNotThere() {
      var ghost = due("ghost");
      index.remember(ghost);
      account.vanish(ghost);
      isNotFound(ghost);
    }

    @Test
    void ofEveryKindAGhostIsTold() {
      for (var kind : account.kinds()) {
        if (kind.traits().isTaggable() && kind.traits().isIndexed()) {
          var ghost = account.due((FakeKind) kind, "ghost");
          index.remember(ghost);
          account.vanish(ghost);
          assertThat(line.scan().ghosts()).as(kind.type()).contains(ghost.arn());
          assertThat(line.scan(Set.of(ghost.arn())).ghosts()).doesNotContain(ghost.arn());
        }
      }
    }

    @Test
    void whatCannotBeReadIsNoGhost() {
      var thing = due("thing");
      account.failAlways("Thing Read", Fault.Sort.DENIED);
      assertThat(line.scan().ghosts()).doesNotContain(thing.arn());
    }

    @Test
    void aTagThatOnlyTheIndexRemembersIsNone() {
      var stack = account.due(account.stack, "lab");
      index.lag(stack);
      stack.untag(KEY);
      isNotFound(stack);
    }

    /// Of a type that nobody knows there is nobody to ask either.
    @Test
    void anUnknownTypeThatWentTonightIsNotThereThoughTheIndexRemembersIt() {
      var arm = Arn.of("arn:aws:robots:eu-central-1:123456789012:arm/r2");
      account.stranger(arm);
      assertThat(line.scan(Set.of(arm)).resources()).isEmpty();
    }

    @Test
    void anUnknownTypeIsReportedAndUntouchable() {
      account.stranger(Arn.of("arn:aws:robots:eu-central-1:123456789012:arm/r2"));
      var arm = line.scan().resources().getFirst();
      assertThat(arm.type()).isEqualTo("robots:arm");
      assertThat(arm.guard()).contains("the janitor does not know this type of resource");
    }

    @Test
    void whatIsInOneRegionForAllIsReportedThoughThatIsNotAskedFor() {
      var site = Arn.of("arn:aws:lightsail:us-east-1:123456789012:Distribution/site");
      account.stranger(site, FakeAccount.GLOBAL_REGION);
      account.stranger(
          Arn.of("arn:aws:robots:us-east-1:123456789012:arm/r2"), FakeAccount.GLOBAL_REGION);
      assertThat(line.scan().resources()).extracting(Resource::arn).containsExactly(site);
    }

    @Test
    void aTaggedPartOfAWholeGoesWithIt() {
      var api = account.due(account.api, "api");
      account.stranger(api.arn().sibling("api/api/parts/prod"));
      var stage = line.found().get("api/api/parts/prod");
      assertThat(stage.owner()).contains(api.arn());
      assertThat(stage.guard()).isEmpty();
    }

    @Test
    void anotherAccountsIsUntouchable() {
      var shared = new Arn("aws", "fake", REGION, "999999999999", "thing/shared");
      account.put(account.thing, shared, "shared", REGION).tag(KEY, WORKSHOP);
      assertThat(line.found().get("shared").guard())
          .contains("it is of another account, 999999999999");
    }

    @Test
    void aPolicyThatAwsManagesIsUntouchable() {
      var managed = new Arn("aws", "fake", "", "aws", "policy/ReadOnlyAccess");
      account
          .put(account.policy, managed, "ReadOnlyAccess", FakeAccount.GLOBAL_REGION)
          .tag(KEY, WORKSHOP);
      assertThat(line.found().get("ReadOnlyAccess").guard())
          .contains("it is of another account, aws");
    }

    @Test
    void whatAnotherServiceOwnsIsUntouchable() {
      due("secret").tag("aws:secretsmanager:owningService", "events");
      assertThat(line.found().get("secret").guard()).isPresent();
    }
  }

  /// Which of them was listed first must not decide over a deletion, nor may it end the night.
  @Nested
  class ClaimedByTwoKinds {
    @Test
    void whatTheIndexNamesStays() {
      account.twin(account.thing);
      due("thing");
      due("other").tag("part", "of it");
      account.due(account.store, "store");
      assertThat(line.found().get("thing/thing").guard())
          .contains("it may be of more than one type: AWS::Fake::Thing and AWS::Fake::ThingTwin");
      line.sweep();
      assertThat(account.leftNames()).containsExactly("other", "thing");
    }

    @Test
    void whatIsListedStays() {
      account.twin(account.role);
      account.due(account.role, "role");
      account.due(account.store, "store");
      line.sweep();
      assertThat(account.leftNames()).containsExactly("role");
    }

    @Test
    void aPartOfAWholeStaysToo() {
      account.twin(account.log);
      var thing = due("thing");
      account.put(account.log, thing.arn().sibling("log/x"), "x", REGION).tag(KEY, WORKSHOP);
      line.sweep();
      assertThat(account.leftNames()).containsExactly("x");
    }

    @Test
    void aStackThatListsOneStays() {
      var lab = account.due(account.stack, "lab");
      account.twin(account.thing);
      account.untagged(account.thing, "member").in(lab);
      account.due(account.stack, "other");
      line.sweep();
      assertThat(account.leftNames()).containsExactly("lab", "member");
      assertThat(line.scan().unread()).extracting(Unread::arns).contains(List.of(lab.arn()));
    }
  }

  @Nested
  class Owners {
    @Test
    void aTaggedMemberOfAnUntaggedStackIsOwnedByIt() {
      var stack = account.untagged(account.stack, "theirs");
      var thing = due("thing").in(stack);
      var inventory = line.scan();
      assertThat(inventory.surrounding(stack.arn())).isPresent();
      assertThat(inventory.resources()).extracting(Resource::arn).containsExactly(thing.arn());
      assertThat(found(thing).owner()).contains(stack.arn());
    }

    @Test
    void aGoneStackOwnsNothingAndIsNamed() {
      var stack = account.untagged(account.stack, "gone");
      var thing = due("thing").in(stack);
      account.vanish(stack);
      assertThat(found(thing).owner()).isEmpty();
      assertThat(found(thing).facts()).containsEntry(Resource.LEFT_BY, "stack/gone");
    }

    @Test
    void aStackThatCannotBeLookedUpStillOwns() {
      var stack = account.untagged(account.stack, "theirs");
      var thing = due("thing").in(stack);
      account.failAlways("Stack List", Fault.Sort.DENIED);
      var inventory = line.scan();
      assertThat(inventory.unread()).isNotEmpty();
      assertThat(inventory.byArn().get(thing.arn()))
          .extracting(resource -> java.util.Objects.requireNonNull(resource).owner())
          .isEqualTo(Optional.of(stack.arn()));
    }

    /// CloudFormation puts no tag of its own on tables, queues, roles and keys.
    @Test
    void aTaggedMemberWithoutAStackIdIsOwnedAllTheSame() {
      var stack = account.untagged(account.stack, "theirs");
      var table = account.due(account.store, "table").in(stack);
      var role = account.due(account.role, "role").in(stack);
      assertThat(table.tags().has(Resource.STACK_ID_TAG)).isFalse();
      assertThat(found(table).owner()).contains(stack.arn());
      assertThat(found(role).owner()).contains(stack.arn());
    }

    @Test
    void aTagThatNamesALivingStackWhichDoesNotListItProvesNothing() {
      var lab = account.due(account.stack, "lab");
      var stale = account.untagged(account.vault, "stale").marked(lab);
      var ours = due("ours").marked(lab);
      assertThat(line.found().names()).doesNotContain(stale.name());
      assertThat(found(ours).owner()).isEmpty();
      assertThat(found(ours).facts()).doesNotContainKey(Resource.LEFT_BY);
    }

    @Test
    void aRoleMayBelongToAStackOfAnyRegionThatIsLookedAt() {
      var stack = account.untagged(account.stack, "global", FakeAccount.GLOBAL_REGION);
      var role = account.due(account.role, "role").in(stack);
      assertThat(found(role).owner()).contains(stack.arn());
    }

    /// A stack of a region that is not looked at made it, and it was used there.
    @Test
    void aRoleMayBelongToAStackOfTheRegionWhereItWasUsed() {
      var stack = account.untagged(account.stack, "far", "eu-north-1");
      var role = account.due(account.role, "role").in(stack).usedIn("eu-north-1");
      assertThat(found(role).owner()).contains(stack.arn());
      assertThat(found(account.due(account.role, "loose").usedIn("eu-north-1")).owner()).isEmpty();
    }

    @Test
    void aRoleMayBelongToAStackOfAnyRegionOfTheAccount() {
      var stack = account.untagged(account.stack, "far", FakeAccount.FAR_REGION);
      account.due(account.role, "role").in(stack);
      account.due(account.role, "loose");
      var found = line.found();
      assertThat(found.get("role").owner()).contains(stack.arn());
      assertThat(found.get("loose").owner()).isEmpty();
    }

    /// A night takes several full looks where something goes with its members. A stack of the
    /// regions that are looked at anyway is seen by each.
    @Test
    void oneInvocationAsksTheOtherRegionsOnceWhoseARoleIs() {
      account.due(account.role, "loose");
      var owned = account.due(account.role, "owned");
      var far = account.untagged(account.stack, "far", FakeAccount.FAR_REGION);
      owned.in(far);
      var lists = account.stack + " List " + FakeAccount.FAR_REGION;
      assertThat(line.looks(() -> {})).hasSize(2);
      assertThat(count(lists)).as("it is asked again whose the owned one is").isEqualTo(2);
      account.forgetCalls();
      account.vanish(owned);
      assertThat(line.looks(() -> {})).hasSize(2);
      assertThat(count(lists)).isEqualTo(1);
    }

    private long count(String call) {
      return account.calls().stream().filter(one -> one.toString().startsWith(call)).count();
    }

    @Test
    void whatCouldNotBeAskedElsewhereIsAskedAgain() {
      account.due(account.role, "loose");
      account.failNext(account.stack + " List " + FakeAccount.FAR_REGION, Fault.Sort.THROTTLED);
      var looks = line.looks(() -> {});
      assertThat(looks.getFirst().unread()).isNotEmpty();
      assertThat(looks.getLast().unread()).isEmpty();
    }

    @Test
    void aStackHereThatComesToOwnARoleIsSeenByTheNextLook() {
      var role = account.due(account.role, "role");
      var scans = line.looks(() -> role.in(account.untagged(account.stack, "late")));
      assertThat(scans.getFirst().byArn().get(role.arn())).matches(one -> one.owner().isEmpty());
      assertThat(scans.getLast().byArn().get(role.arn())).matches(one -> one.owner().isPresent());
    }

    /// An organisation may forbid to ask elsewhere, in us-east-1 as well.
    @Test
    void whereStacksAreInSomeRegionsOnlyNoOtherIsAsked() {
      account.saysStacksAreIn(REGION);
      account.failAlways("Stack Regions", Fault.Sort.DENIED);
      account.failAlways("Stack List " + FakeAccount.GLOBAL_REGION, Fault.Sort.DENIED);
      var role = account.due(account.role, "role").usedIn("eu-north-1");
      assertThat(found(role).guard()).isEmpty();
      assertThat(line.scan().unread()).isEmpty();
      assertThat(account.calls())
          .noneMatch(call -> call.toString().contains("Stack List eu-north-1"));
    }

    @Test
    void whereNobodyMayAskWhichRegionsThereAreARoleStays() {
      var role = account.due(account.role, "role");
      account.failAlways("Stack Regions", Fault.Sort.DENIED);
      assertThat(found(role).guard().orElse("")).contains("StackRegions");
      assertThat(line.scan().unread()).isNotEmpty();
    }

    /// A stack lists a global table once, in its own region.
    @Test
    void theOtherEndOfAMemberIsOwnedAllTheSame() {
      var stack = account.untagged(account.stack, "far", "eu-north-1");
      var there = account.untagged(account.store, "table", "eu-north-1").in(stack);
      var here = account.due(account.store, "table").alsoAs(there);
      assertThat(found(here).owner()).contains(stack.arn());
    }

    @Test
    void theOtherEndOfAMemberIsAMember() {
      var stack = account.due(account.stack, "lab");
      var there =
          account.untagged(account.store, "far table", "eu-north-1").tag(Rules.KEEP_TAG, "");
      account.untagged(account.store, "table").in(stack).alsoAs(there);
      assertThat(found(there).owner()).contains(stack.arn());
      assertThat(found(there).tags().has(Rules.KEEP_TAG)).isTrue();
    }

    /// It costs no more than what may be such an end.
    @Test
    void whoseOtherEndCannotBeLookedForIsGuardedAlone() {
      var stack = account.untagged(account.stack, "far", "eu-north-1");
      var there = account.untagged(account.store, "table", "eu-north-1").in(stack);
      var loose = account.due(account.store, "loose");
      var here = account.due(account.store, "table").alsoAs(there);
      account.failAlways("Store Elsewhere", Fault.Sort.DENIED);
      assertThat(found(here).guard())
          .contains(
              "whether a stack owns it could not be looked at; StackRegions names the regions that"
                  + " may have stacks");
      assertThat(found(loose).guard()).isEmpty();
    }

    @Test
    void membersWithoutTheTagAreFound() {
      var stack = account.due(account.stack, "lab");
      var member = account.untagged(account.store, "member").in(stack);
      var role = account.untagged(account.role, "role").in(stack);
      assertThat(found(member).owner()).contains(stack.arn());
      assertThat(found(role).owner()).contains(stack.arn());
    }

    @Test
    void nestedStacksMembersAreFound() {
      var root = account.due(account.stack, "root");
      var nested = account.untagged(account.stack, "nested").in(root);
      var member = account.untagged(account.store, "member").in(nested).tag(Rules.KEEP_TAG, "");
      assertThat(found(nested).owner()).contains(root.arn());
      assertThat(found(member).owner()).contains(nested.arn());
    }

    @Test
    void nestedStacksUnindexedMembersAreFound() {
      var root = account.due(account.stack, "root");
      var nested = account.untagged(account.stack, "nested").in(root);
      var role = account.untagged(account.role, "role").in(nested).tag(Rules.KEEP_TAG, "");
      assertThat(found(role).owner()).contains(nested.arn());
    }

    @Test
    void aTaggedMemberOfAnUntaggedNestedStackBelongsToTheRoot() {
      var root = account.due(account.stack, "root");
      var nested = account.untagged(account.stack, "nested").in(root);
      due("member").in(nested);
      assertThat(line.found().names()).containsExactly("member", "nested", "root");
    }
  }

  @Nested
  class Children {
    private final Thing log = account.untagged(account.log, "log");
    private final Thing function = due("function").leaves(log);

    @Test
    void areDerivedFromWhatLeavesThem() {
      assertThat(found(log).parent()).contains(function.arn());
    }

    @Test
    void ofNobodyAreNotFound() {
      account.untagged(account.log, "their log");
      assertThat(line.found().names()).containsExactly("function", "log");
    }

    @Test
    void haveChildrenToo() {
      var filter = account.untagged(account.note, "filter");
      log.leaves(filter);
      assertThat(found(filter).parent()).contains(log.arn());
    }

    @Test
    void bringTheirOwnTags() {
      log.tag(Rules.KEEP_TAG, "");
      assertThat(found(log).tags().has(Rules.KEEP_TAG)).isTrue();
    }

    @Test
    void whoseTagsCannotBeReadAreUntouchable() {
      account.failAlways("Index tags ", Fault.Sort.TRANSIENT);
      assertThat(found(log).guard()).contains("its tags could not be read");
    }

    @Test
    void ofAGoneParentAreRemembered() {
      account.vanish(function);
      isNotFound(log);
      line.remembering(Note.of(log.arn()).childOf(function.arn()));
      assertThat(found(log).parent()).contains(function.arn());
    }

    @Test
    void ofAParentThatWasMadeAnewStay() {
      function.untag(KEY);
      line.remembering(Note.of(log.arn()).childOf(function.arn()));
      isNotFound(log);
    }

    @Test
    void ofAParentThatAwsIsStillDeletingWait() {
      function.untag(KEY).status("DELETING");
      line.remembering(Note.of(log.arn()).childOf(function.arn()));
      assertThat(found(log).guard().orElseThrow()).contains("which AWS is deleting");
    }

    @Test
    void ofAParentThatCannotBeDeletedAndLostItsTagStay() {
      function.untag(KEY).status("DELETE_FAILED");
      line.remembering(Note.of(log.arn()).childOf(function.arn()));
      isNotFound(log);
    }

    @Test
    void ofAParentThatCannotBeLookedForStay() {
      account.vanish(function);
      account.failAlways("Thing Read", Fault.Sort.DENIED);
      line.remembering(Note.of(log.arn()).childOf(function.arn()));
      isNotFound(log);
      assertThat(line.scan().unread()).isNotEmpty();
    }

    @Test
    void ofARegionNoLongerLookedAtStay() {
      account.vanish(function);
      line.remembering(Note.of(log.arn()).childOf(function.arn())).in("eu-west-1");
      isNotFound(log);
    }
  }

  @Nested
  class DerivedStacks {
    private final Thing backend = account.untagged(account.stack, "backend");
    private final Thing app = due("app").leaves(backend);

    @Test
    void areFoundWithTheirMembers() {
      var bucket = account.untagged(account.store, "bucket").in(backend);
      var role = account.untagged(account.role, "role").in(backend);
      assertThat(found(backend).parent()).contains(app.arn());
      assertThat(found(bucket).owner()).contains(backend.arn());
      assertThat(found(role).owner()).contains(backend.arn());
    }

    @Test
    void areFoundWithTheMembersOfTheirNestedStacks() {
      var nested = account.untagged(account.stack, "nested").in(backend);
      var role = account.untagged(account.role, "role").in(nested);
      assertThat(found(nested).owner()).contains(backend.arn());
      assertThat(found(role).owner()).contains(nested.arn());
    }

    @Test
    void areFoundWithWhatTheirMembersLeaveBehind() {
      var log = account.untagged(account.log, "log");
      var function = account.untagged(account.thing, "function").in(backend).leaves(log);
      assertThat(found(log).parent()).contains(function.arn());
    }

    @Test
    void areRememberedWithTheirMembers() {
      var log = account.untagged(account.log, "log");
      var bucket = account.untagged(account.store, "bucket").in(backend).leaves(log);
      account.vanish(app);
      line.remembering(Note.of(backend.arn()).childOf(app.arn()));
      assertThat(found(bucket).owner()).contains(backend.arn());
      assertThat(found(log).parent()).contains(bucket.arn());
    }

    @Test
    void areGuardedWhereTheirMembersCannotBeLookedFor() {
      account.failAlways("Stack Parts", Fault.Sort.THROTTLED);
      assertThat(found(backend).guard().orElseThrow())
          .contains("not all of its members could be looked at");
    }
  }

  @Nested
  class ByName {
    @Test
    void untaggablesAreLeftAloneWithoutAPrefix() {
      account.untagged(account.note, "students-layer");
      assertThat(line.found().names()).isEmpty();
    }

    @Test
    void aPrefixOptsInToUntaggablesOnly() {
      account.untagged(account.note, "students-layer");
      account.untagged(account.note, "other-layer");
      account.untagged(account.thing, "students-table");
      assertThat(line.prefixed("students-").found().names()).containsExactly("students-layer");
    }
  }

  @Nested
  class WhatCannotBeRead {
    private Inventory scanFailing(String what) {
      due("thing");
      account.due(account.store, "store");
      account.due(account.role, "role");
      account.failAlways(what, Fault.Sort.DENIED);
      return line.scan();
    }

    @Test
    void oneKindsFailureCostsNoOtherKind() {
      var inventory = scanFailing("Thing Read");
      assertThat(inventory.unread())
          .containsExactly(
              new Unread(
                  "AWS::Fake::Thing in eu-central-1",
                  List.of(),
                  "DENIED said of Thing Read",
                  false,
                  Optional.of("fake:Delete")));
      assertThat(inventory.resources())
          .extracting(Resource::name)
          .containsExactlyInAnyOrder("store", "role");
    }

    @Test
    void aBrokenIndexStillLeavesTheLists() {
      var inventory = scanFailing("Index tagged eu-central-1");
      assertThat(inventory.unread())
          .extracting(Unread::what)
          .contains("the tag index in eu-central-1");
      assertThat(inventory.resources()).extracting(Resource::name).containsExactly("role");
    }

    @Test
    void whatCouldOnlyBeFoundThroughItKeepsIt() {
      account.log.foundBy(account.thing);
      var function = due("function").leaves(account.untagged(account.log, "log"));
      var store = account.due(account.store, "store");
      account.failAlways("Log Read", Fault.Sort.DENIED);
      assertThat(found(function).guard().orElseThrow())
          .contains("AWS::Fake::Log belongs to it could not be looked at");
      assertThat(found(store).guard()).isEmpty();
    }

    private static FakeFault refused() {
      return new FakeFault(Fault.Sort.DENIED, "an explicit deny in a resource-based policy");
    }

    @Test
    void oneThingsFaultIsOneThingsFault() {
      var shut = due("shut");
      account.shut(shut, "Read", refused());
      due("open");
      var inventory = line.scan();
      assertThat(inventory.resources()).extracting(Resource::name).containsExactly("open");
      assertThat(inventory.unread())
          .containsExactly(
              new Unread(
                  "AWS::Fake::Thing in eu-central-1",
                  List.of(shut.arn()),
                  "an explicit deny in a resource-based policy",
                  false,
                  Optional.empty()));
    }

    /// One answer without what it should hold ends no night.
    @Test
    void whatNobodyExpectedIsTold() {
      account.shut(due("odd"), "Read", new NullPointerException("no domainNameArn"));
      due("plain");
      var inventory = line.scan();
      assertThat(inventory.resources()).extracting(Resource::name).containsExactly("plain");
      assertThat(inventory.unread())
          .singleElement()
          .satisfies(
              unread ->
                  assertThat(unread.error())
                      .startsWith("java.lang.NullPointerException: no domainNameArn, at ")
                      .contains("ScannerTest.java:"));
    }

    @Test
    void whatAwsSaysOfManyIsToldOnce() {
      var shut = List.of(due("one"), due("other"));
      shut.forEach(
          thing ->
              account.shut(
                  thing,
                  "Read",
                  new FakeFault(Fault.Sort.DENIED, "not authorized on resource " + thing.arn())));
      account.shut(due("third"), "Read", new FakeFault(Fault.Sort.THROTTLED, "slow down"));
      assertThat(line.scan().unread())
          .extracting(Unread::arns)
          .containsExactly(
              shut.stream().map(Thing::arn).toList(),
              List.of(Arn.of("arn:aws:fake:eu-central-1:123456789012:thing/third")));
    }

    @Test
    void anUnreadMemberGuardsItsStackOnly() {
      var stack = account.due(account.stack, "lab");
      var other = account.due(account.stack, "other");
      account.due(account.store, "fine").in(other);
      account.shut(account.due(account.store, "shut").in(stack), "Read", refused());
      assertThat(found(stack).guard().orElseThrow()).contains("store/shut could not be looked at");
      assertThat(found(other).guard()).isEmpty();
    }

    /// Unread, it may be there still, and then goes with its members.
    @Test
    void anUnreadOwnerIsNotGone() {
      var stack = account.untagged(account.stack, "theirs");
      var member = account.due(account.store, "member").in(stack);
      account.shut(stack, "Read", refused());
      assertThat(found(member).owner()).contains(stack.arn());
    }

    @Test
    void whatItCannotBeSeenThatUsesIsGuardedAlone() {
      var seen = account.due(account.policy, "seen");
      var unseen = account.due(account.policy, "unseen");
      account.shut(unseen, "Uses", refused());
      assertThat(found(seen).guard()).isEmpty();
      assertThat(found(unseen).guard())
          .contains(
              "it could not be checked what else uses it: nothing was told of AWS::Fake::Role in"
                  + " us-east-1");
    }

    /// A region without a service has nothing of it that could use a thing, and lists nothing.
    @Test
    void whatTheRegionDoesNotOfferUsesNothing() {
      var policy = account.due(account.policy, "policy");
      account.failAlways("Uses", notOffered());
      assertThat(found(policy).guard()).isEmpty();
      assertThat(line.scan().unread()).isEmpty();
    }

    /// SageMaker serves models where it knows no inference components.
    @Test
    void whatIsListedIsThereThoughSomethingAboutItIsNotOffered() {
      var policy = account.due(account.policy, "policy");
      account.shut(policy, "Uses", new FakeFault(notOffered()));
      assertThat(found(policy).guard().orElseThrow()).contains("could not be checked");
      assertThat(line.scan().unread()).isNotEmpty();
    }

    @Test
    void ofAResourceThatIsThereItIsNoAnswer() {
      var thing = due("thing");
      account.shut(thing, "Read", new FakeFault(notOffered()));
      assertThat(line.scan().unread()).extracting(Unread::arns).contains(List.of(thing.arn()));
    }

    private static Fault notOffered() {
      return new Fault(
          Fault.Sort.OTHER,
          "Unknown operation",
          Optional.empty(),
          Fault.Cause.NOT_OFFERED,
          Optional.empty());
    }

    @Test
    void aChildThatCannotBeReadKeepsItsParentOnly() {
      var log = account.untagged(account.log, "log");
      var function = due("function").leaves(log);
      var other = due("other").leaves(account.untagged(account.log, "other log"));
      account.shut(log, "Read", refused());
      assertThat(found(function).guard().orElseThrow())
          .contains("AWS::Fake::Log belongs to it could not be looked at");
      assertThat(found(other).guard()).isEmpty();
      assertThat(line.found().names()).contains("other log");
    }

    @Test
    void anotherLookKeepsInMindWhatItCannotReadAgain() {
      var shut = due("shut");
      due("open");
      var before = line.scan();
      account.shut(shut, "Read", new FakeFault(Fault.Sort.THROTTLED, "slow down"));
      var again = line.again(before);
      assertThat(again.resources())
          .extracting(Resource::name)
          .containsExactlyInAnyOrder("open", "shut");
      assertThat(again.resources())
          .filteredOn(resource -> resource.guard().isPresent())
          .extracting(Resource::arn)
          .containsExactly(shut.arn());
      account.failAlways("Thing Read", Fault.Sort.THROTTLED);
      assertThat(line.again(before).resources())
          .hasSize(2)
          .allMatch(resource -> resource.guard().isPresent());
    }

    /// As EC2's list names an image otherwise than the index does.
    @Test
    void whatIsUnreadByAnotherNameIsThereAllTheSame() {
      var shut = due("shut");
      due("open");
      var before = line.scan();
      account.shut(shut, "Read", new FakeFault(Fault.Sort.THROTTLED, "slow down"));
      account.misname(shut, Arn.of("arn:aws:fake:eu-central-1::thing/shut"));
      assertThat(line.scan().ghosts()).doesNotContain(shut.arn());
      assertThat(line.scan().unread())
          .extracting(Unread::arns)
          .containsExactly(List.of(shut.arn()));
      assertThat(line.again(before).resources())
          .filteredOn(resource -> resource.guard().isPresent())
          .extracting(Resource::arn)
          .containsExactly(shut.arn());
    }

    private Optional<String> guardOfStackFailing(String what) {
      var stack = account.due(account.stack, "lab");
      account.untagged(account.store, "kept bucket").in(stack).tag(Rules.KEEP_TAG, "");
      account.untagged(account.role, "kept role").in(stack).tag(Rules.KEEP_TAG, "");
      account.failAlways(what, Fault.Sort.THROTTLED);
      return found(stack).guard();
    }

    @Test
    void aMemberGuardsItsStack() {
      assertThat(guardOfStackFailing("Store Read").orElseThrow())
          .contains("could not be looked at");
    }

    @Test
    void aMemberThatCannotBeMatchedGuardsItsStackOnly() {
      var other = account.due(account.stack, "other");
      assertThat(guardOfStackFailing("Role List"))
          .contains("not all of its members could be looked at");
      assertThat(found(other).guard()).isEmpty();
    }

    @Test
    void theListOfMembersGuardsTheStack() {
      assertThat(guardOfStackFailing("Stack Parts"))
          .contains("not all of its members could be looked at");
    }

    @Test
    void aListThatHoldsWhatNoKindCanMatchGuardsTheStack() {
      var stack = account.due(account.stack, "lab");
      account.untagged(account.thing, "x").in(stack).listedAs("arn:aws:other:::x");
      assertThat(found(stack).guard()).contains("not all of its members could be looked at");
    }

    /// Found by its own tag, it may say that it is to be kept, and no tag of CloudFormation's is on
    /// it.
    @Test
    void aTaggedMemberOfATypeThatNoKindKnowsWithholdsItsStack() {
      var stack = account.due(account.stack, "lab");
      var stream =
          account.stranger(
              Arn.of("arn:aws:kinesis:" + REGION + ":" + FakeAccount.ID + ":stream/marks"));
      stream.untag(Resource.STACK_ID_TAG).in(stack).listedAs("marks").untag(Resource.STACK_ID_TAG);
      assertThat(found(stream).owner()).contains(stack.arn());
    }

    /// Nothing but a tag of the janitor's is on it, which somebody put there by hand.
    @Test
    void aMemberOfATypeThatNoKindKnowsIsFoundByWhatKeepsIt() {
      for (var tag : List.of(Rules.KEEP_TAG, Rules.EXPIRES_AT_TAG, KEY)) {
        var stack = account.due(account.stack, "lab of " + tag);
        var stream =
            account
                .stranger(
                    Arn.of("arn:aws:kinesis:" + REGION + ":" + FakeAccount.ID + ":stream/" + tag))
                .untag(KEY)
                .in(stack)
                .listedAs(tag)
                .untag(Resource.STACK_ID_TAG)
                .tag(tag, "other");
        assertThat(found(stream).owner()).as(tag).contains(stack.arn());
      }
      account
          .stranger(Arn.of("arn:aws:kinesis:" + REGION + ":" + FakeAccount.ID + ":stream/theirs"))
          .untag(KEY)
          .tag(Rules.KEEP_TAG, "");
      assertThat(line.found().names()).noneMatch(name -> name.contains("theirs"));
    }

    /// Whatever no other stack lists may be its member, however few things are asked for.
    @Test
    void aStackThatWillNotBeListedMayOwnWhateverNoOtherDoes() {
      var loose = due("loose");
      var listed = account.due(account.store, "listed");
      listed.in(account.untagged(account.stack, "their stack"));
      var lab = account.due(account.stack, "lab");
      for (int i = 0; i < 5; i++) {
        account.untagged(account.stack, "stack " + i);
      }
      assertThat(found(loose).guard()).isEmpty();
      account.shut(
          account.untagged(account.stack, "shut"),
          "Parts",
          new FakeFault(Fault.Sort.DENIED, "not authorized to perform ListStackResources"));
      assertThat(found(loose).guard())
          .contains(
              "whether a stack owns it could not be looked at; StackRegions names the regions that"
                  + " may have stacks");
      assertThat(found(listed).owner()).isPresent();
      assertThat(found(lab).guard()).isEmpty();
      assertThat(line.scan().unread())
          .extracting(Unread::error)
          .anyMatch(error -> error.contains("ListStackResources"));
    }

    @Test
    void theOwnStackUnlistedGuardsWhatMayBeItsOwn() {
      var own = account.untagged(account.stack, "janitor");
      var queue = account.due(account.store, "queue").in(own);
      line.owning(
          new OwnParts(
              Optional.of(own.arn().toString()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              new OwnParts.Telling(Optional.empty(), Optional.empty())));
      assertThat(found(queue).guard()).contains("it is the janitor's own");
      account.failAlways("Stack Parts", Fault.Sort.DENIED);
      assertThat(found(queue).guard()).isPresent();
    }

    @Test
    void whatMayBeUsedElsewhereIsGuarded() {
      account.due(account.policy, "policy");
      var inventory = scanFailing("Role Uses");
      assertThat(inventory.resources())
          .filteredOn(resource -> resource.guard().isPresent())
          .extracting(Resource::name)
          .containsExactly("policy");
    }
  }

  @Nested
  class Uses {
    @Test
    void survivorsAreNamed() {
      var policy = account.due(account.policy, "policy");
      account.untagged(account.role, "their role").uses(policy);
      assertThat(line.scan().uses())
          .singleElement()
          .satisfies(use -> assertThat(use.used()).isEqualTo(policy.arn()));
    }
  }

  @Nested
  class ItsOwn {
    private Optional<String> guard(OwnParts own, Thing thing) {
      return line.owning(own).found().get(thing.name()).guard();
    }

    private OwnParts stack(Thing stack) {
      return new OwnParts(
          Optional.of(stack.arn().toString()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          new OwnParts.Telling(Optional.empty(), Optional.empty()));
    }

    @Test
    void stackAndMembers() {
      var stack = account.due(account.stack, "janitor");
      var member = due("member").in(stack);
      var other = due("other");
      assertThat(guard(stack(stack), stack)).contains("it is the janitor's own");
      assertThat(guard(stack(stack), member)).contains("it is the janitor's own");
      assertThat(guard(stack(stack), other)).isEmpty();
    }

    @Test
    void function() {
      var function = due("function");
      var own =
          new OwnParts(
              Optional.empty(),
              Optional.of(function.arn().toString()),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              new OwnParts.Telling(Optional.empty(), Optional.empty()));
      assertThat(guard(own, function)).isPresent();
    }

    @Test
    void ledger() {
      var own =
          new OwnParts(
              Optional.empty(),
              Optional.empty(),
              Optional.of("janitor-ledger"),
              Optional.empty(),
              List.of(),
              new OwnParts.Telling(Optional.empty(), Optional.empty()));
      assertThat(own.guard(table("janitor-ledger"))).contains("it is the janitor's own");
      assertThat(own.guard(table("another-janitor-ledger"))).isEmpty();
    }

    private Resource table(String name) {
      var arn = new Arn("aws", "dynamodb", REGION, FakeAccount.ID, "table/" + name);
      return Resource.of("AWS::DynamoDB::Table", arn, REGION).name(name).build();
    }

    /// Without it nobody would be told, whoever tagged it.
    @Test
    void topicAndWhatElseItsSettingsName() {
      var topic = new Arn("aws", "sns", REGION, FakeAccount.ID, "told");
      var identity = new Arn("aws", "ses", REGION, FakeAccount.ID, "identity/elsewhere.org");
      var own =
          new OwnParts(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(identity.toString()),
              new OwnParts.Telling(Optional.of(topic.toString()), Optional.empty()));
      var reason =
          own.guard(Resource.of("AWS::SNS::Topic", topic, REGION).name("told").build())
              .orElseThrow();
      assertThat(reason).contains("tells people");
      assertThat(OwnParts.isReason(reason)).isTrue();
      var other = new Arn("aws", "sns", REGION, FakeAccount.ID, "told2");
      assertThat(own.guard(Resource.of("AWS::SNS::Topic", other, REGION).name("told").build()))
          .isEmpty();
      assertThat(
              own.guard(
                  Resource.of("AWS::SES::EmailIdentity", identity, REGION)
                      .name("elsewhere.org")
                      .build()))
          .contains("it is the janitor's own");
    }

    @Test
    void senderAndItsDomain() {
      var own =
          new OwnParts(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              new OwnParts.Telling(Optional.empty(), Optional.of("J@mail.Example.org")));
      for (var name : new String[] {"j@mail.example.org", "mail.example.org", "example.org"}) {
        assertThat(own.guard(identity(name))).as(name).isPresent();
      }
      for (var name : new String[] {"k@mail.example.org", "ample.org", "other.org"}) {
        assertThat(own.guard(identity(name))).as(name).isEmpty();
      }
    }

    private Resource identity(String name) {
      var arn = new Arn("aws", "ses", REGION, FakeAccount.ID, "identity/" + name);
      return Resource.of("AWS::SES::EmailIdentity", arn, REGION).name(name).build();
    }
  }
}
