package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.Thing;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What others do while a night is under way, which may take twelve hours: it goes on from one
/// invocation to the next as long as AWS is still deleting something.
final class MeanwhileTest {
  private static final String END = "{\"detail\":{\"ttl\":\"0\"}}";

  private final Nights nights = new Nights().continuing();
  private final FakeAccount account = nights.account;

  @BeforeEach
  void somethingTakesLong() {
    account.due(account.edge, "distribution").takingLooks(6);
  }

  /// All that is still to come of the night.
  private Report goOn(Report last) {
    var report = last;
    while (report.next().continuesAt().isPresent()) {
      report = nights.nextRound().orElseThrow();
    }
    return report;
  }

  private Report began(Report report) {
    assertThat(report.next().continuesAt()).isPresent();
    nights.time.step(Duration.ofMinutes(5));
    return report;
  }

  private Thing made(String name) {
    return account.due(account.store, name).bornAt(nights.time.instant());
  }

  /// The next class is built while the end of the last one takes its time.
  @Test
  void whatIsMadeAfterTheEndWasSaidByHandStays() {
    var old = account.due(account.store, "old");
    var first = began(nights.begin(END));
    var fresh = made("fresh");
    var last = goOn(first);
    assertThat(old.isThere()).isFalse();
    assertThat(fresh.isThere()).isTrue();
    assertThat(Nights.row(last, "fresh").reason())
        .isEqualTo("it was made after this night had begun");
  }

  @Test
  void whatHasNoDateAndIsMetAfterTheEndWasSaidByHandStays() {
    var first = began(nights.begin(END));
    var fresh = account.untagged(account.thing, "fresh");
    fresh.tag(FakeAccount.KEY, FakeAccount.WORKSHOP).ofUnknownAge();
    goOn(first);
    assertThat(fresh.isThere()).isTrue();
  }

  @Test
  void anEndThatWasSaidForOneWorkshopIsNoneOfAnother() {
    var first = began(nights.begin(END));
    var others = account.untagged(account.store, "others");
    others.tag(FakeAccount.KEY, "autumn");
    nights.set("JANITOR_WORKSHOP", "autumn");
    var last = goOn(first);
    assertThat(others.isThere()).isTrue();
    assertThat(last.gaps().unread().getFirst().error())
        .contains("was given another workshop or other regions while this night was under way");
  }

  /// Nor of a name that was mistyped: the janitor left for it, and said nothing of what there is.
  @Test
  void whatOneWorkshopCameToIsNotCountedForAnother() {
    nights.set("JANITOR_DELETER_ROLE_ARN", "arn:aws:iam::123456789012:role/deleter");
    account.due(account.store, "students");
    var first = began(nights.begin(END));
    nights.set("JANITOR_WORKSHOP", "studnets");
    goOn(first);
    for (int i = 0; i < 4; i++) {
      assertThat(goOn(nights.scheduled()).next().selfRemoval())
          .isEqualTo("it has not deleted anything yet");
    }
  }

  @Test
  void anEndThatWasSaidForSomeRegionsIsNoneOfOthers() {
    var far = account.untagged(account.store, "far", FakeAccount.FAR_REGION);
    far.tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
    var first = began(nights.begin(END));
    nights.set("JANITOR_REGIONS", FakeAccount.REGION + "," + FakeAccount.FAR_REGION);
    goOn(first);
    assertThat(far.isThere()).isTrue();
  }

  /// By the name it was found expired earlier tonight, and it is not what was found.
  @Test
  void whatIsMadeAnewInTheSameNightStays() {
    account.due(account.store, "courses");
    goOn(nights.scheduled());
    var first = began(nights.scheduled());
    assertThat(account.leftNames()).doesNotContain("courses");
    var fresh = made("courses");
    goOn(first);
    assertThat(fresh.isThere()).isTrue();
  }

  /// Of which AWS tells no date, deleted by a scheduled night that goes on.
  private Report deletedUndated(Thing courses) {
    nights.set("JANITOR_TTL", "3d");
    courses.ofUnknownAge();
    account.due(account.edge, "slow").ofUnknownAge().takingLooks(6);
    var last = nights.scheduled();
    for (int i = 0; i < 8 && courses.isThere(); i++) {
      goOn(last);
      last = nights.scheduled();
    }
    assertThat(account.leftNames()).containsExactly("slow");
    return began(last);
  }

  /// It was told as gone, by which nobody knew that there is something again which may cost.
  @Test
  void whatHasNoDateAndIsThereAgainIsToldAndBeginsAnew() {
    nights.set("JANITOR_DELETER_ROLE_ARN", "arn:aws:iam::123456789012:role/deleter");
    var first = deletedUndated(account.due(account.store, "courses"));
    var fresh = made("courses").ofUnknownAge();
    var last = goOn(first);
    var row = Nights.row(last, "courses");
    assertThat(fresh.isThere()).isTrue();
    assertThat(row.outcome()).isInstanceOf(Outcome.Withheld.class);
    assertThat(row.reason()).contains("gone earlier tonight").contains("there again");
    assertThat(last.next().selfRemoval()).isEqualTo("something of the workshop is left");
    var next = goOn(nights.scheduled());
    assertThat(Nights.row(next, "courses").verdict()).isInstanceOf(Verdict.TooYoung.class);
    assertThat(fresh.isThere()).isTrue();
    for (int i = 0; i < 6 && fresh.isThere(); i++) {
      goOn(nights.scheduled());
    }
    assertThat(fresh.isThere()).isFalse();
  }

  /// Every look of the night is as sure of it, in whichever invocation.
  @Test
  void whatIsThereAgainStaysThroughAllRoundsOfItsNight() {
    var first = deletedUndated(account.due(account.store, "courses"));
    var fresh = made("courses").ofUnknownAge();
    account.failNext("Role List", Fault.Sort.THROTTLED, Fault.Sort.THROTTLED);
    goOn(first);
    assertThat(fresh.isThere()).isTrue();
  }

  @Test
  void whatTheIndexAloneRemembersIsGone() {
    var courses = account.due(account.store, "courses");
    nights.index.remember(courses);
    var last = goOn(deletedUndated(courses));
    assertThat(Nights.row(last, "courses").outcome()).isInstanceOf(Outcome.Gone.class);
  }

  /// A service may show for an hour what it deleted; what proved it gone then proves it still.
  @Test
  void whatItsServiceShowsAsDeletedIsGone() {
    var courses = account.due(account.store, "courses").shownAsDeleted();
    nights.index.remember(courses);
    var last = goOn(deletedUndated(courses));
    assertThat(Nights.row(last, "courses").outcome()).isInstanceOf(Outcome.Gone.class);
  }

  /// As `sam local generate-event` makes one, and the console's template.
  @Test
  void aNightThatComesAgainWithTheSameIdIsAnother() {
    var sample =
        "{\"id\":\"cdc73f9d-aea9-11e3-9d5a-835b769c0d9c\",\"detail-type\":\"Scheduled Event\","
            + "\"source\":\"aws.events\",\"time\":\"1970-01-01T00:00:00Z\",\"detail\":{}}";
    account.due(account.store, "courses");
    goOn(nights.scheduled());
    nights.time.step(Duration.ofDays(1));
    account.failAlways("Store Delete", Fault.Sort.DENIED);
    goOn(nights.begin(sample));
    account.failNoMore();
    nights.time.step(Duration.ofHours(5));
    var fresh = made("courses");
    goOn(nights.scheduled());
    nights.time.step(Duration.ofHours(5));
    var last = goOn(nights.begin(sample));
    assertThat(fresh.isThere()).isTrue();
    assertThat(Nights.row(last, "courses").verdict()).isInstanceOf(Verdict.TooYoung.class);
  }

  /// Nothing is left where it looks, and something where it does no more, of which the index there
  /// says nothing.
  @Test
  void theJanitorStaysWhileSomethingIsLeftInARegionThatItWasTakenOff() {
    nights.set("JANITOR_REGIONS", FakeAccount.REGION + "," + FakeAccount.FAR_REGION);
    nights.set("JANITOR_DELETER_ROLE_ARN", "arn:aws:iam::123456789012:role/deleter");
    var far =
        account
            .untagged(account.store, "far", FakeAccount.FAR_REGION)
            .tag(FakeAccount.KEY, FakeAccount.WORKSHOP)
            .bornAt(nights.time.instant());
    for (int i = 0; i < 3; i++) {
      goOn(nights.scheduled());
    }
    assertThat(account.leftNames()).containsExactly("far");
    nights.set("JANITOR_REGIONS", FakeAccount.REGION);
    assertThat(goOn(nights.scheduled()).next().selfRemoval())
        .isEqualTo("something of the workshop is left");
    nights.index.forgetAfter(far, 0, 100);
    for (int i = 0; i < 5; i++) {
      assertThat(goOn(nights.scheduled()).next().selfRemoval())
          .contains("was left in " + FakeAccount.FAR_REGION);
    }
    nights.set("JANITOR_REGIONS", FakeAccount.REGION + "," + FakeAccount.FAR_REGION);
    account.vanish(account.left().stream().findFirst().orElseThrow());
    assertThat(goOn(nights.scheduled()).next().farewell()).isPresent();
  }
}
