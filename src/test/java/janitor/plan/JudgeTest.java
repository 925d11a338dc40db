package janitor.plan;

import static janitor.plan.Given.LONG_AGO;
import static janitor.plan.Given.NIGHT;
import static janitor.plan.Given.NOW;
import static janitor.plan.Given.arn;
import static janitor.plan.Given.resource;
import static janitor.plan.Given.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Verdict.AgeUnknown;
import janitor.plan.Verdict.Expired;
import janitor.plan.Verdict.Kept;
import janitor.plan.Verdict.Owned;
import janitor.plan.Verdict.Protected;
import janitor.plan.Verdict.TooYoung;
import janitor.plan.Verdict.Unannounced;
import janitor.plan.Verdict.Untouchable;
import janitor.resource.Note;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final Given given = new Given();

  private static Resource.Builder undated(Resource.Builder builder) {
    return builder.createdAt(null);
  }

  private static UnaryOperator<Resource.Builder> identified(String id) {
    return builder -> builder.createdAt(null).fact(Resource.RESOURCE_ID, id);
  }

  private static UnaryOperator<Resource.Builder> born(Duration ago) {
    return builder -> builder.createdAt(NOW.minus(ago));
  }

  @Nested
  class Age {
    @Test
    void olderThanTheTtlIsExpired() {
      given.due("a", born(Duration.ofDays(8)));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
      assertThat(given.verdict("a").dueAt()).contains(NOW.minus(DAY));
    }

    @Test
    void exactlyTheTtlIsExpired() {
      assertThat(given.due("a", born(Duration.ofDays(7))).verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void youngerThanTheTtlIsTooYoungAndSaysWhenItIsDue() {
      given.due("a", born(Duration.ofDays(6)));
      assertThat(given.verdict("a")).isInstanceOf(TooYoung.class);
      assertThat(given.verdict("a").dueAt()).contains(NOW.plus(DAY));
    }

    @Test
    void bornInTheFutureIsTooYoung() {
      assertThat(given.due("a", born(DAY.negated())).verdict("a")).isInstanceOf(TooYoung.class);
    }

    @Test
    void unknownAgeIsNotExpired() {
      assertThat(given.due("a", JudgeTest::undated).verdict("a")).isInstanceOf(AgeUnknown.class);
    }

    @Test
    void unknownAgeCountsFromWhenItWasFirstSeen() {
      given
          .due("old", JudgeTest::undated)
          .noting(
              Note.of(arn("old"))
                  .firstSeen(NOW.minus(DAY.multipliedBy(8)), resource("old", JudgeTest::undated)));
      given
          .due("new", JudgeTest::undated)
          .noting(
              Note.of(arn("new")).firstSeen(NOW.minus(DAY), resource("new", JudgeTest::undated)));
      assertThat(given.verdict("old")).isInstanceOf(Expired.class);
      assertThat(given.verdict("new")).isInstanceOf(TooYoung.class);
    }

    @Test
    void anEditDoesNotMakeYoungWhatWasSeenBefore() {
      given
          .due("a", builder -> builder.createdAt(null).modifiedAt(NOW.minus(DAY)))
          .noting(
              Note.of(arn("a"))
                  .firstSeen(NOW.minus(DAY.multipliedBy(8)), resource("a", JudgeTest::undated)));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void anOldModificationCountsThoughItWasJustMet() {
      given
          .due("a", builder -> builder.createdAt(null).modifiedAt(LONG_AGO))
          .noting(Note.of(arn("a")).firstSeen(NOW, resource("a", JudgeTest::undated)));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void anotherOfTheSameNameWasNotSeenBefore() {
      var earlier = resource("a", identified("1"));
      given
          .due("a", identified("2"))
          .noting(Note.of(arn("a")).firstSeen(NOW.minus(DAY.multipliedBy(8)), earlier));
      assertThat(given.verdict("a")).isInstanceOf(AgeUnknown.class);
    }

    @Test
    void whatWasSeenBeforeIdsWereNotedKeepsItsAge() {
      given
          .due("a", identified("1"))
          .noting(
              Note.of(arn("a"))
                  .firstSeen(NOW.minus(DAY.multipliedBy(8)), resource("a", JudgeTest::undated)));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void creationTimeBeatsFirstSeen() {
      given
          .due("a", born(DAY))
          .noting(Note.of(arn("a")).firstSeen(LONG_AGO, resource("a", JudgeTest::undated)));
      assertThat(given.verdict("a")).isInstanceOf(TooYoung.class);
    }

    @Test
    void aStacksBirthDatesItsUndatedMembers() {
      given.due("stack").due("member", builder -> builder.createdAt(null).owner(arn("stack")));
      assertThat(given.verdict("stack")).isInstanceOf(Expired.class);
    }
  }

  @Nested
  class OwnDate {
    @Test
    void expiresAtIsLaterThanTheTtl() {
      given.due("a", tagged(Rules.EXPIRES_AT_TAG, "2026-12-24"));
      assertThat(given.verdict("a")).isInstanceOf(TooYoung.class);
      assertThat(given.verdict("a").dueAt()).contains(Instant.parse("2026-12-25T00:00:00Z"));
    }

    @Test
    void expiresAtIsEarlierThanTheTtl() {
      given.due(
          "a",
          builder -> tagged(Rules.EXPIRES_AT_TAG, "2h").apply(builder).createdAt(NOW.minus(DAY)));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void rubbishKeeps() {
      given.due("a", tagged(Rules.EXPIRES_AT_TAG, "next week"));
      assertThat(given.verdict("a")).isInstanceOf(AgeUnknown.class);
      assertThat(given.verdict("a").reason()).contains("next week");
    }

    @Test
    void aHostileDateKeepsAndBreaksNothing() {
      given.due("a", tagged(Rules.EXPIRES_AT_TAG, "+999999999-12-31"));
      assertThat(given.verdict("a")).isInstanceOf(AgeUnknown.class);
    }

    @Test
    void aDurationAfterAnUnknownBirthKeeps() {
      given.due("a", builder -> tagged(Rules.EXPIRES_AT_TAG, "2d").apply(builder).createdAt(null));
      assertThat(given.verdict("a")).isInstanceOf(AgeUnknown.class);
    }

    @Test
    void holdsAtTheEndOfTheWorkshop() {
      given.due("a", tagged(Rules.EXPIRES_AT_TAG, "2026-12-24")).atTheEndOfTheWorkshop();
      assertThat(given.verdict("a")).isInstanceOf(TooYoung.class);
    }
  }

  @Nested
  class EndOfTheWorkshop {
    @Test
    void everythingTaggedIsDueEvenOfUnknownAge() {
      given.due("young", born(Duration.ofMinutes(1))).due("undated", JudgeTest::undated);
      given.announcing().atTheEndOfTheWorkshop();
      assertThat(given.verdict("young")).isInstanceOf(Expired.class);
      assertThat(given.verdict("undated")).isInstanceOf(Expired.class);
    }

    @Test
    void keepHolds() {
      given.due("a", tagged(Rules.KEEP_TAG, "")).atTheEndOfTheWorkshop();
      assertThat(given.verdict("a")).isInstanceOf(Kept.class);
    }

    @Test
    void aTtlOfZeroThatIsASettingIsNoWordOfTheHand() {
      given.due("undated", JudgeTest::undated).due("a").announcing().ttl(Duration.ZERO);
      assertThat(given.verdict("undated")).isInstanceOf(AgeUnknown.class);
      assertThat(given.verdict("a")).isInstanceOf(Unannounced.class);
    }
  }

  @Nested
  class Guards {
    @Test
    void keepTagWhateverItsValue() {
      assertThat(given.due("a", tagged(Rules.KEEP_TAG, "false")).verdict("a"))
          .isInstanceOf(Kept.class);
    }

    @Test
    void keepTagOfAnotherCaseIsNone() {
      assertThat(given.due("a", tagged("Janitor:Keep", "true")).verdict("a"))
          .isInstanceOf(Expired.class);
    }

    @Test
    void anotherWorkshopsIsUntouchable() {
      given.due(
          "a", builder -> builder.tags(Tags.of(Map.of("workshop", "students2"))).parent(arn("b")));
      assertThat(given.verdict("a")).isInstanceOf(Untouchable.class);
    }

    @Test
    void guardedIsUntouchable() {
      given
          .due("a", builder -> builder.guard("it is the account's default bus"))
          .atTheEndOfTheWorkshop();
      assertThat(given.verdict("a")).isEqualTo(new Untouchable("it is the account's default bus"));
    }

    @Test
    void whatAPersonDeletesIsUntouchableHoweverOld() {
      given
          .due("a", builder -> builder.fact(Resource.BY_HAND, "by you"))
          .due(
              "b",
              builder ->
                  builder
                      .fact(Resource.BY_HAND, "by you")
                      .tags(Tags.of(Map.of(Rules.KEEP_TAG, ""))))
          .atTheEndOfTheWorkshop();
      assertThat(given.verdict("a")).isEqualTo(new Untouchable("by you"));
      assertThat(given.verdict("b")).isInstanceOf(Kept.class);
    }

    @Test
    void onlyLeavesOtherKindsAlone() {
      given.due("a").dueOf("AWS::Fake::Store", "b").only("AWS::Fake::Store");
      assertThat(given.verdict("a")).isInstanceOf(Untouchable.class);
      assertThat(given.verdict("b")).isInstanceOf(Expired.class);
    }

    @Test
    void protectedStays() {
      given.due("a", builder -> builder.protection("its deletion protection is on"));
      assertThat(given.verdict("a")).isInstanceOf(Protected.class);
    }

    @Test
    void protectedAndYoungIsTooYoung() {
      given.due("a", builder -> builder.protection("on").createdAt(NOW));
      assertThat(given.verdict("a")).isInstanceOf(TooYoung.class);
    }

    @Test
    void protectionIsLiftedWhereTheSettingsSaySo() {
      var pool = resource("AWS::Cognito::UserPool", "pool", builder -> builder.protection("on"));
      given.with(pool).due("a", builder -> builder.protection("on"));
      assertThat(given.verdict("pool")).isInstanceOf(Expired.class);
      assertThat(given.lifting(LiftProtection.NONE).verdict("pool")).isInstanceOf(Protected.class);
      assertThat(given.lifting(LiftProtection.ALL).verdict("a")).isInstanceOf(Expired.class);
    }
  }

  @Nested
  class Announcements {
    @Test
    void whatNoMailNamedStays() {
      assertThat(given.due("a").announcing().verdict("a")).isInstanceOf(Unannounced.class);
    }

    @Test
    void whatAMailNamedLongEnoughAgoGoes() {
      given.due("a").announcing().announced("a", Duration.ofHours(20));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void whatAMailNamedJustNowWaits() {
      given.due("a").announcing().announced("a", Duration.ofHours(19));
      assertThat(given.verdict("a")).isInstanceOf(Unannounced.class);
      assertThat(given.verdict("a").dueAt()).contains(NOW.plus(Duration.ofHours(1)));
    }

    /// A ledger of before that was noted.
    @Test
    void whatAMailNamedWithoutADateGoesAsItDid() {
      var named =
          new Note.Announced(
              NOW.minus(DAY),
              new Note.Identity(Optional.of(LONG_AGO), Optional.empty()),
              Optional.empty(),
              Optional.empty(),
              NOW.minus(DAY));
      var blank = Note.of(arn("a"));
      given
          .due("a", tagged(Rules.EXPIRES_AT_TAG, "2026-01-01"))
          .announcing()
          .noting(
              new Note(
                  blank.arn(),
                  blank.seen(),
                  Optional.of(named),
                  blank.fate(),
                  blank.kin(),
                  blank.ghostToldAt()));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void aStackIsDatedByTheLastOfItsMembers() {
      given
          .due("stack")
          .due("a", builder -> dated("2026-12-05").apply(builder).owner(arn("stack")))
          .due("b", builder -> dated("2026-12-08").apply(builder).owner(arn("stack")))
          .due("c", builder -> dated("2026-12-06").apply(builder).owner(arn("stack")));
      assertThat(given.verdict("stack").dueAt()).contains(Instant.parse("2026-12-09T00:00:00Z"));
      assertThat(given.verdict("stack").reason()).contains("its member Fake Thing b stays");
    }

    private static UnaryOperator<Resource.Builder> dated(String date) {
      return tagged(Rules.EXPIRES_AT_TAG, date);
    }

    @Test
    void anotherOfTheSameNameIsAnnouncedAfresh() {
      var earlier = resource("a", builder -> builder.createdAt(LONG_AGO.minus(DAY)));
      given.due("a").announcing().noting(Note.of(arn("a")).announced(NOW.minus(DAY), earlier, NOW));
      assertThat(given.verdict("a")).isInstanceOf(Unannounced.class);
    }

    @Test
    void anotherIdIsAnnouncedAfresh() {
      var earlier = resource("a", identified("1"));
      var old = NOW.minus(DAY.multipliedBy(9));
      given
          .due("a", builder -> identified("2").apply(builder).modifiedAt(LONG_AGO))
          .announcing()
          .noting(
              Note.of(arn("a")).firstSeen(old, earlier).announced(NOW.minus(DAY), earlier, NOW));
      assertThat(given.verdict("a")).isInstanceOf(Unannounced.class);
      assertThat(given.verdict("a").reason()).contains("made anew");
    }

    /// To empty a bucket its policy is taken off, which dates it anew.
    @Test
    void whatTheJanitorItselfChangedIsTheSame() {
      var named = resource("a", builder -> builder.createdAt(null).modifiedAt(LONG_AGO));
      var note = Note.of(arn("a")).announced(NOW.minus(DAY), named, NOW.minus(DAY));
      var changed = named.toBuilder().modifiedAt(NOW.minusSeconds(60)).build();
      assertThat(note.isAnnouncementOf(named)).isTrue();
      assertThat(note.isAnnouncementOf(changed)).isFalse();
      assertThat(note.begun("n", "eu-central-1").isAnnouncementOf(changed)).isTrue();
    }

    @Test
    void aChildIsAnnouncedByItself() {
      given.due("parent").due("child", builder -> builder.parent(arn("parent"))).announcing();
      given.announced("parent", DAY);
      assertThat(given.verdict("parent")).isInstanceOf(Expired.class);
      assertThat(given.verdict("child")).isInstanceOf(Unannounced.class);
    }

    @Test
    void aMemberNoMailNamedWithholdsItsStack() {
      given.due("stack").due("member", builder -> builder.owner(arn("stack"))).announcing();
      given.announced("stack", DAY);
      assertThat(given.verdict("stack")).isInstanceOf(Unannounced.class);
      assertThat(given.announced("member", DAY).verdict("stack")).isInstanceOf(Expired.class);
    }

    /// An Auto Scaling group starts servers whenever it likes.
    @Test
    void whatItsOwnerMakesAnewIsToldWithTheOwner() {
      given
          .due("group")
          .due(
              "server",
              builder ->
                  builder
                      .createdAt(null)
                      .owner(arn("group"))
                      .fact(Resource.MADE_BY_OWNER, arn("group").toString()))
          .announcing();
      assertThat(given.verdict("group")).isInstanceOf(Unannounced.class);
      assertThat(given.announced("group", DAY).verdict("group")).isInstanceOf(Expired.class);
    }

    /// Who claims to be made by something that nobody found is announced as all others are.
    @Test
    void whatIsMadeByNobodyFoundIsAnnouncedItself() {
      given
          .due("server", builder -> builder.fact(Resource.MADE_BY_OWNER, arn("group").toString()))
          .announcing();
      assertThat(given.verdict("server")).isInstanceOf(Unannounced.class);
    }
  }

  @Nested
  class Doomed {
    @Test
    void whatTheJanitorEditedTonightStaysExpired() {
      given
          .due("a", builder -> builder.createdAt(null).modifiedAt(NOW))
          .noting(Note.of(arn("a")).doomed(NIGHT));
      assertThat(given.announcing().verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void butNotForAnotherNight() {
      given.due("a", born(DAY)).noting(Note.of(arn("a")).doomed("last night"));
      assertThat(given.verdict("a")).isInstanceOf(TooYoung.class);
    }

    @Test
    void whatIsProtectedMeanwhileStays() {
      given
          .due("a", builder -> builder.protection("its deletion protection is on"))
          .noting(Note.of(arn("a")).doomed(NIGHT));
      assertThat(given.announcing().verdict("a")).isInstanceOf(Protected.class);
    }

    @Test
    void unlessThatMayBeLifted() {
      given
          .due("a", builder -> builder.protection("its deletion protection is on"))
          .noting(Note.of(arn("a")).doomed(NIGHT));
      assertThat(given.lifting(LiftProtection.ALL).announcing().verdict("a"))
          .isInstanceOf(Expired.class);
    }

    @Test
    void keepHoldsAllTheSame() {
      given.due("a", tagged(Rules.KEEP_TAG, "")).noting(Note.of(arn("a")).doomed(NIGHT));
      assertThat(given.verdict("a")).isInstanceOf(Kept.class);
    }
  }

  @Nested
  class Stacks {
    private Given member(UnaryOperator<Resource.Builder> details) {
      return given
          .due("stack")
          .due("member", builder -> details.apply(builder.owner(arn("stack"))));
    }

    @Test
    void aDueStackGoesWithItsMembers() {
      member(builder -> builder);
      assertThat(given.verdict("stack")).isInstanceOf(Expired.class);
      assertThat(given.verdict("member")).isInstanceOf(Owned.class);
    }

    @Test
    void aKeptMemberKeepsItsStack() {
      assertThat(member(tagged(Rules.KEEP_TAG, "")).verdict("stack")).isInstanceOf(Kept.class);
    }

    @Test
    void aLaterExpiringMemberWithholdsItsStack() {
      assertThat(member(tagged(Rules.EXPIRES_AT_TAG, "2026-12-24")).verdict("stack"))
          .isInstanceOf(TooYoung.class);
    }

    @Test
    void aProtectedMemberWithholdsItsStack() {
      assertThat(member(builder -> builder.protection("on")).verdict("stack"))
          .isInstanceOf(Protected.class);
    }

    /// No stack lifts a protection.
    @Test
    void aMemberWhoseProtectionNobodyLiftsForItsStackWithholdsThat() {
      var stack = resource("AWS::CloudFormation::Stack", "lab", builder -> builder);
      var server = resource("server", builder -> builder.owner(stack.arn()).protection("on"));
      given.with(stack).with(server).lifting(LiftProtection.ALL);
      assertThat(given.verdict("lab")).isInstanceOf(Protected.class);
      assertThat(given.verdict("lab").reason()).contains("lift it by hand");
    }

    @Test
    void aMemberWhoseProtectionTheKindLiftsGoesWithItsStack() {
      var stack = resource("AWS::CloudFormation::Stack", "lab", builder -> builder);
      var pool = resource("pool", builder -> builder.owner(stack.arn()).liftable("on"));
      given.with(stack).with(pool).lifting(LiftProtection.ALL);
      assertThat(given.verdict("lab")).isInstanceOf(Expired.class);
      assertThat(given.lifting(LiftProtection.NONE).verdict("lab")).isInstanceOf(Protected.class);
    }

    @Test
    void aMemberThatAPersonDeletesElseGoesWithItsStack() {
      assertThat(member(builder -> builder.fact(Resource.BY_HAND, "by you")).verdict("stack"))
          .isInstanceOf(Expired.class);
    }

    @Test
    void aGuardedMemberWithholdsItsStack() {
      assertThat(member(builder -> builder.guard("never")).verdict("stack"))
          .isInstanceOf(Untouchable.class);
    }

    @Test
    void anotherWorkshopsMemberWithholdsItsStack() {
      assertThat(
              member(builder -> builder.tags(Tags.of(Map.of("workshop", "other"))))
                  .verdict("stack"))
          .isInstanceOf(Untouchable.class);
    }

    @Test
    void aMemberOfANestedStackWithholdsTheRoot() {
      given
          .due("root")
          .due("nested", builder -> builder.owner(arn("root")))
          .due("member", builder -> tagged(Rules.KEEP_TAG, "").apply(builder.owner(arn("nested"))));
      assertThat(given.verdict("root")).isInstanceOf(Kept.class);
      assertThat(given.verdict("nested")).isInstanceOf(Owned.class);
    }

    @Test
    void aMemberOfAStrangersStackStays() {
      given
          .due("member", builder -> builder.owner(arn("theirs")))
          .surroundedBy(
              resource("AWS::CloudFormation::Stack", "theirs", builder -> builder.tags(Tags.NONE)));
      assertThat(given.verdict("member")).isInstanceOf(Owned.class);
      assertThat(given.verdict("member").reason()).contains("theirs").contains("not tagged");
      assertThat(given.waves()).isEmpty();
    }

    /// It carries the tag, and its template or its members would not be read.
    @Test
    void aMemberOfTheWorkshopsUnreadStackIsNotCalledAStrangers() {
      given
          .due("member", builder -> builder.owner(arn("lab")))
          .surroundedBy(resource("AWS::CloudFormation::Stack", "lab", builder -> builder));
      assertThat(given.verdict("member")).isInstanceOf(Owned.class);
      assertThat(given.verdict("member").reason())
          .contains("lab")
          .contains("could not be looked at")
          .doesNotContain("not tagged");
    }

    @Test
    void ownersInACircleDeleteNothing() {
      given
          .due("a", builder -> builder.owner(arn("b")))
          .due("b", builder -> builder.owner(arn("a")));
      assertThat(given.waves()).isEmpty();
    }
  }

  @Nested
  class Children {
    private Given child(UnaryOperator<Resource.Builder> parent) {
      return given
          .due("parent", parent)
          .due("child", builder -> builder.tags(Tags.NONE).parent(arn("parent")));
    }

    @Test
    void goWithTheirParentHoweverYoungTheyAre() {
      given
          .due("parent")
          .due("child", builder -> builder.tags(Tags.NONE).parent(arn("parent")).createdAt(NOW));
      assertThat(given.verdict("child")).isInstanceOf(Expired.class);
    }

    @Test
    void stayWithTheirParent() {
      assertThat(child(tagged(Rules.KEEP_TAG, "")).verdict("child")).isInstanceOf(Kept.class);
    }

    @Test
    void ofTheUntouchableAreUntouchable() {
      assertThat(child(builder -> builder.guard("it is the janitor's own")).verdict("child"))
          .isInstanceOf(Untouchable.class);
    }

    @Test
    void stayWithAYoungParentEvenIfOldThemselves() {
      assertThat(child(born(DAY)).verdict("child")).isInstanceOf(TooYoung.class);
    }

    @Test
    void ofAnUndatedParentStay() {
      assertThat(child(JudgeTest::undated).verdict("child")).isInstanceOf(AgeUnknown.class);
    }

    @Test
    void aKeptChildStaysByItself() {
      given
          .due("parent")
          .due(
              "child",
              builder -> builder.tags(Tags.of(Map.of(Rules.KEEP_TAG, ""))).parent(arn("parent")));
      assertThat(given.verdict("child")).isInstanceOf(Kept.class);
      assertThat(given.verdict("parent")).isInstanceOf(Expired.class);
    }

    @Test
    void ofAStacksMemberGoWithTheStack() {
      given
          .due("stack")
          .due("function", builder -> builder.owner(arn("stack")))
          .due("log", builder -> builder.tags(Tags.NONE).parent(arn("function")));
      assertThat(given.verdict("log")).isInstanceOf(Expired.class);
      assertThat(given.waves()).hasSize(2);
    }

    @Test
    void ofAMemberOfAStackThatStaysStay() {
      given
          .due("stack", tagged(Rules.KEEP_TAG, ""))
          .due("function", builder -> builder.owner(arn("stack")))
          .due("log", builder -> builder.tags(Tags.NONE).parent(arn("function")));
      assertThat(given.waves()).isEmpty();
    }

    @Test
    void whatAGoneParentLeftIsDue() {
      given.due("child", builder -> builder.tags(Tags.NONE).parent(arn("gone")));
      assertThat(given.verdict("child")).isInstanceOf(Expired.class);
    }
  }

  /// What people decided on the page of an announcement.
  @Nested
  class Decided {
    private static final Duration WEEK = Duration.ofDays(7);

    private Given announced(String name) {
      return given.due(name).announcing().announced(name, Duration.ofDays(1));
    }

    @Test
    void keptItStays() {
      announced("a").decided("a", Duration.ofHours(5), Optional.empty());
      assertThat(given.verdict("a"))
          .isEqualTo(new Kept("kept on the page by ada@example.org, 29 Nov"));
    }

    @Test
    void keptItStaysWhenAllIsToGo() {
      announced("a").decided("a", Duration.ofHours(5), Optional.empty()).atTheEndOfTheWorkshop();
      assertThat(given.verdict("a")).isInstanceOf(Kept.class);
    }

    @Test
    void aWeekLongerItIsTooYoung() {
      announced("a").decided("a", Duration.ofHours(5), Optional.of(NOW.plus(WEEK)));
      assertThat(given.verdict("a"))
          .isEqualTo(
              new TooYoung(
                  Optional.of(NOW.plus(WEEK)),
                  "left until 7 Dec on the page by ada@example.org, 29 Nov"));
    }

    /// An old mail named it; nobody may be surprised a week later.
    @Test
    void afterItsWeekItIsNamedAnew() {
      given
          .due("a")
          .announcing()
          .announced("a", Duration.ofDays(9))
          .decided("a", Duration.ofDays(8), Optional.of(NOW.minus(DAY)));
      assertThat(given.verdict("a")).isInstanceOf(Unannounced.class);
      assertThat(given.verdict("a").reason())
          .isEqualTo("no mail has named it since somebody gave it more time on the page");
    }

    @Test
    void namedAnewItGoes() {
      given
          .due("a")
          .announcing()
          .announced("a", DAY)
          .decided("a", Duration.ofDays(8), Optional.of(NOW.minus(DAY)));
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }

    @Test
    void whoKeepsItLongestDecides() {
      announced("a")
          .decided("a", Duration.ofHours(5), Optional.empty())
          .decided("a", Duration.ofHours(4), Optional.of(NOW.plus(WEEK)));
      assertThat(given.verdict("a")).isInstanceOf(Kept.class);
    }

    @Test
    void aKeptMemberWithholdsItsStack() {
      given
          .due("stack")
          .due("member", builder -> builder.owner(arn("stack")))
          .decided("member", Duration.ofHours(5), Optional.empty());
      assertThat(given.verdict("stack")).isInstanceOf(Kept.class);
      assertThat(given.verdict("stack").reason())
          .contains("its member Fake Thing member stays: kept on the page by");
    }

    @Test
    void whatBelongsToSomethingKeptStaysWithIt() {
      given
          .due("a")
          .due("child", builder -> builder.parent(arn("a")).tags(Tags.NONE))
          .decided("a", Duration.ofHours(5), Optional.empty());
      assertThat(given.verdict("child")).isInstanceOf(Kept.class);
    }

    @Test
    void anotherResourceIsNotMeant() {
      announced("a").decided("b", Duration.ofHours(5), Optional.empty());
      assertThat(given.verdict("a")).isInstanceOf(Expired.class);
    }
  }
}
