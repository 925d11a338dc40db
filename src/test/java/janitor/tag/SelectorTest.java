package janitor.tag;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.FakeTagIndex;
import janitor.fake.FakeTime;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.tag.Selector.Selection;
import janitor.tag.Selector.Wish;
import janitor.tag.TagPlan.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private final FakeTime time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
  private final FakeAccount account = new FakeAccount(time);
  private final Selector selector =
      new Selector(
          account.catalog(), new FakeTagIndex(account), FakeFault.CLASSIFIER, account.home());

  private static Wish wish(String... names) {
    return new Wish(
        FakeAccount.KEY,
        FakeAccount.WORKSHOP,
        List.of(names).stream().map(Pattern::new).toList(),
        Set.of(),
        List.of(FakeAccount.REGION),
        Wish.Making.ANY);
  }

  private Selection select() {
    return selector.select(wish("our-*"));
  }

  private static List<String> chosen(Selection selection) {
    return selection.candidates().stream()
        .filter(Candidate::isChosen)
        .map(candidate -> candidate.resource().name())
        .toList();
  }

  private static Optional<String> objection(Selection selection, String name) {
    return selection.candidates().stream()
        .filter(candidate -> candidate.resource().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name))
        .objection();
  }

  @Test
  void onlyWhatTheNameMatchesIsShown() {
    account.untagged(account.thing, "our-api");
    account.untagged(account.role, "our-role");
    account.untagged(account.thing, "ours");
    account.untagged(account.thing, "not-our-api");
    account.untagged(account.thing, "our-other", "eu-west-1");
    assertThat(select().candidates())
        .extracting(candidate -> candidate.resource().name())
        .containsExactly("our-role", "our-api");
    assertThat(chosen(select())).containsExactly("our-role", "our-api");
  }

  @Test
  void aNameTagNamesAsWell() {
    var web = Arn.of("arn:aws:ecs:eu-central-1:123456789012:service/c/web");
    var service = Resource.of("AWS::ECS::Service", web, web.region()).name("web");
    assertThat(wish("our-*").names(service.tags(Tags.of(Map.of("Name", "our-shop"))).build()))
        .isTrue();
    assertThat(wish("our-*").names(service.tags(Tags.of(Map.of("Title", "our-shop"))).build()))
        .isFalse();
  }

  @Test
  void typesAndRegionsNarrow() {
    account.untagged(account.thing, "our-api");
    account.untagged(account.store, "our-table", "eu-west-1");
    var wish =
        new Wish(
            FakeAccount.KEY,
            FakeAccount.WORKSHOP,
            List.of(new Pattern("our-*")),
            Set.of(account.store.type()),
            List.of(FakeAccount.REGION, "eu-west-1"),
            Wish.Making.ANY);
    assertThat(chosen(selector.select(wish))).containsExactly("our-table");
  }

  @Test
  void whatSpeaksAgainstIsSaid() {
    account.due(account.thing, "our-tagged");
    account.untagged(account.thing, "our-kept").tag("janitor:keep", "");
    account.untagged(account.store, "our-foreign").tag(FakeAccount.KEY, "pets");
    account.untagged(account.role, "our-guarded").guarded("it belongs to AWS");
    var stack = account.untagged(account.stack, "our-stack");
    account.untagged(account.thing, "our-member").in(stack);
    account.untagged(account.note, "our-note");
    var selection = select();
    assertThat(objection(selection, "our-tagged")).contains("it carries the tag already");
    assertThat(objection(selection, "our-kept")).contains("it carries janitor:keep");
    assertThat(objection(selection, "our-foreign"))
        .contains("it is another workshop's: workshop=pets");
    assertThat(objection(selection, "our-guarded")).contains("it belongs to AWS");
    assertThat(objection(selection, "our-member"))
        .contains("it goes with CloudFormation Stack our-stack, which is to be tagged");
    assertThat(objection(selection, "our-note").orElseThrow())
        .startsWith("AWS cannot tag it, and nothing here leads to it")
        .endsWith("JANITOR_UNTAGGED_NAME_PREFIX");
    assertThat(chosen(selection)).containsExactly("our-stack");
  }

  @Test
  void aMemberOfAStackThatIsNotChosenIsNotOurs() {
    var stack = account.untagged(account.stack, "production");
    account.untagged(account.thing, "our-member").in(stack);
    var selection = select();
    assertThat(chosen(selection)).isEmpty();
    assertThat(objection(selection, "our-member"))
        .contains(
            "it goes with CloudFormation Stack production: if it is the workshop's, tag that");
  }

  @Test
  void whatAStackThatIsGoneLeftBehindIsTaggedItself() {
    var stack = account.untagged(account.stack, "our-stack");
    account.untagged(account.thing, "our-orphan").in(stack);
    account.vanish(stack);
    assertThat(chosen(select())).containsExactly("our-orphan");
  }

  /// No tag of CloudFormation's is on them.
  @Test
  void aStacksTableAndRoleAreNotTagged() {
    var stack = account.untagged(account.stack, "their-stack");
    account.untagged(account.store, "our-table").in(stack);
    account.untagged(account.role, "our-role").in(stack);
    var selection = select();
    assertThat(chosen(selection)).isEmpty();
    assertThat(objection(selection, "our-table").orElseThrow()).contains("their-stack");
    assertThat(objection(selection, "our-role").orElseThrow()).contains("their-stack");
  }

  @Test
  void aStackThatCannotBeLookedAtKeepsItsMembers() {
    account.untagged(account.thing, "our-member").in(account.untagged(account.stack, "stack"));
    account.failAlways(account.stack + " List", Fault.Sort.DENIED);
    var selection = select();
    assertThat(chosen(selection)).isEmpty();
    assertThat(objection(selection, "our-member").orElseThrow())
        .endsWith("which could not be looked at");
  }

  @Test
  void whatCannotBeTaggedIsFoundThroughItsParent() {
    var note = account.untagged(account.note, "our-note");
    account.untagged(account.thing, "our-api").leaves(note);
    var selection = select();
    assertThat(objection(selection, "our-note"))
        .contains("AWS cannot tag it; the janitor finds it through Fake Thing our-api");
    assertThat(selection.candidates())
        .filteredOn(Candidate::isChosen)
        .singleElement()
        .extracting(Candidate::children)
        .isEqualTo(List.of("Fake Note our-note"));
  }

  @Test
  void childrenOfChildrenAreShownWithWhatLeadsToThem() {
    var log = account.untagged(account.log, "/log");
    var note = account.untagged(account.note, "note").leaves(log);
    account.untagged(account.thing, "our-api").leaves(note);
    assertThat(select().candidates())
        .singleElement()
        .extracting(Candidate::children)
        .isEqualTo(List.of("Fake Log /log", "Fake Note note"));
  }

  @Test
  void aChildThatIsTaggedItselfIsNotShownTwice() {
    var log = account.untagged(account.log, "our-log");
    account.untagged(account.thing, "our-api").leaves(log);
    assertThat(select().candidates()).allMatch(candidate -> candidate.children().isEmpty());
    assertThat(chosen(select())).containsExactly("our-log", "our-api");
  }

  @Test
  void sinceLeavesOutTheOlderAndTheUnknown() {
    var since = time.instant().minus(Duration.ofDays(10));
    account.untagged(account.thing, "our-new").bornAt(since);
    account.untagged(account.thing, "our-old").bornAt(since.minusMillis(1));
    account.untagged(account.thing, "our-unknown").ofUnknownAge();
    account.untagged(account.thing, "our-changed").ofUnknownAge().modifiedAt(since.plusSeconds(9));
    account
        .untagged(account.thing, "our-untouched")
        .ofUnknownAge()
        .modifiedAt(since.minusSeconds(9));
    var wish =
        new Wish(
            FakeAccount.KEY,
            FakeAccount.WORKSHOP,
            List.of(new Pattern("our-*")),
            Set.of(),
            List.of(FakeAccount.REGION),
            new Wish.Making(Optional.of(since), Optional.empty()));
    var selection = selector.select(wish);
    assertThat(chosen(selection)).containsExactly("our-new");
    assertThat(objection(selection, "our-old").orElseThrow()).startsWith("it was made before");
    assertThat(objection(selection, "our-untouched").orElseThrow())
        .startsWith("it was made before");
    assertThat(objection(selection, "our-changed").orElseThrow()).contains("cannot be checked");
    assertThat(objection(selection, "our-unknown").orElseThrow()).contains("cannot be checked");
  }

  @Test
  void tagsThatCannotBeReadAreNotTakenForNone() {
    account.untagged(account.store, "our-table").tag("janitor:keep", "true");
    account.untagged(account.role, "our-role");
    account.failAlways(account.store + " TagsNow", Fault.Sort.DENIED);
    var selection = select();
    assertThat(chosen(selection)).containsExactly("our-role");
    assertThat(objection(selection, "our-table")).contains("its tags could not be read");
    assertThat(selection.unread())
        .singleElement()
        .satisfies(
            unread ->
                assertThat(unread.what())
                    .isEqualTo("the tags of AWS::Fake::Store in eu-central-1"));
  }

  @Test
  void oneKindThatCannotBeListedLeavesTheOthers() {
    account.untagged(account.thing, "our-api");
    account.failAlways(account.store + " List", Fault.Sort.DENIED);
    var selection = select();
    assertThat(chosen(selection)).containsExactly("our-api");
    assertThat(selection.unread()).hasSize(1);
  }

  private TagPlan plan(Resource... resources) {
    return new TagPlan(
        FakeAccount.KEY,
        FakeAccount.WORKSHOP,
        FakeAccount.ID,
        List.of(resources).stream().map(Entry::of).toList());
  }

  private Resource found(String name) {
    return select().candidates().stream()
        .map(Candidate::resource)
        .filter(resource -> resource.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Whoever edits a plan, or waits with it, gets past nothing.
  @Test
  void aPlanIsHeldAgainstWhatIsThereNow() {
    var gone = account.untagged(account.thing, "our-gone");
    var kept = account.untagged(account.store, "our-kept");
    account.untagged(account.thing, "our-api");
    account.untagged(account.role, "our-guarded").guarded("it belongs to AWS");
    var plan = plan(found("our-gone"), found("our-kept"), found("our-api"), found("our-guarded"));
    account.vanish(gone);
    kept.tag("janitor:keep", "");
    var selection = selector.review(plan);
    assertThat(chosen(selection)).containsExactly("our-api");
    assertThat(selection.missing()).extracting(Entry::name).containsExactly("our-gone");
    assertThat(objection(selection, "our-kept")).contains("it carries janitor:keep");
    assertThat(objection(selection, "our-guarded")).contains("it belongs to AWS");
  }

  /// The plan of last week's is another thing; a plan of old does not say when it was made.
  @Test
  void whatWasMadeAnewSinceThePlanIsLeftOut() {
    var born = time.instant().minus(Duration.ofDays(9));
    account.untagged(account.thing, "our-same").bornAt(born);
    account.untagged(account.thing, "our-ageless").ofUnknownAge();
    var again = account.untagged(account.thing, "our-again").bornAt(born);
    var dated = account.untagged(account.thing, "our-dated").ofUnknownAge();
    var undated = account.untagged(account.thing, "our-undated").bornAt(born);
    var old = account.untagged(account.thing, "our-old").bornAt(born);
    var entry = found("our-old");
    var entries = new ArrayList<Entry>();
    for (var name : List.of("our-same", "our-ageless", "our-again", "our-dated", "our-undated")) {
      entries.add(Entry.of(found(name)));
    }
    entries.add(
        new Entry(entry.arn(), entry.type(), entry.name(), entry.region(), Optional.empty()));
    var plan = new TagPlan(FakeAccount.KEY, FakeAccount.WORKSHOP, FakeAccount.ID, entries);
    again.bornAt(born.plusSeconds(1));
    dated.bornAt(born);
    undated.ofUnknownAge();
    old.bornAt(born.plusSeconds(1));
    var selection = selector.review(plan);
    assertThat(chosen(selection)).containsExactly("our-ageless", "our-old", "our-same");
    for (var name : List.of("our-again", "our-dated", "our-undated")) {
      assertThat(objection(selection, name))
          .as(name)
          .contains("it was made anew since the plan was saved");
    }
  }

  /// Of which the trail does not tell, but its service.
  @Test
  void whatWasMadeAfterUntilIsNotProposedForItsName() {
    var until = time.instant().minus(Duration.ofDays(2));
    account.untagged(account.thing, "our-new").bornAt(until.plusSeconds(1));
    account.untagged(account.thing, "our-old").bornAt(until);
    var made =
        Provenance.of(
            Person.of("me", new Person.Caller("arn:aws:iam::1:user/a", Optional.empty())),
            Optional.of(until),
            time.instant(),
            List.of());
    var selection =
        selector.select(
            new Wish(
                FakeAccount.KEY,
                FakeAccount.WORKSHOP,
                List.of(new Pattern("our-*")),
                Set.of(),
                List.of(FakeAccount.REGION),
                new Wish.Making(
                    Optional.of(time.instant().minus(Duration.ofDays(10))), Optional.of(made))));
    assertThat(chosen(selection)).containsExactly("our-old");
    assertThat(objection(selection, "our-new").orElseThrow()).endsWith("after --until");
  }

  @Test
  void whatOfAPlanCannotBeReadIsNotCalledMissing() {
    account.untagged(account.thing, "our-api");
    account.untagged(account.store, "our-table");
    var plan = plan(found("our-api"), found("our-table"));
    account.failAlways(account.thing + " Read", Fault.Sort.DENIED);
    var selection = selector.review(plan);
    assertThat(chosen(selection)).containsExactly("our-table");
    assertThat(selection.missing()).isEmpty();
    assertThat(selection.unread()).hasSize(1);
  }
}
