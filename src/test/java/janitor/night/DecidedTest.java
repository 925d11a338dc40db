package janitor.night;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeFault;
import janitor.fake.FakeKind;
import janitor.fake.Thing;
import janitor.page.DecisionPage;
import janitor.page.Request;
import janitor.page.Response;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Arn;
import janitor.resource.Decision;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people decide on the page, and the nights that obey it.
class DecidedTest {
  private static final Duration A_WEEK = Duration.ofDays(7);
  private static final Pattern LINK =
      Pattern.compile("https://abc\\.lambda-url\\.eu-central-1\\.on\\.aws(/d/[A-Za-z0-9_-]{43})");

  private final Nights nights =
      new Nights()
          .set("JANITOR_PAGE_URL", "https://abc.lambda-url.eu-central-1.on.aws/")
          .set("JANITOR_REPORT_TO", "ada@example.org, bob@example.org");
  private final FakeAccount account = nights.account;
  private final DecisionPage page = new DecisionPage(nights.decisions, nights.time);

  private Thing due(String name) {
    return due(account.thing, name);
  }

  private Thing due(FakeKind kind, String name) {
    return account.due(kind, name);
  }

  /// The path that the last mail to somebody links to.
  private String link(String to) {
    var mail =
        nights.post.sent().reversed().stream()
            .filter(sent -> sent.to().equals(to))
            .findFirst()
            .orElseThrow()
            .mail();
    var inText = LINK.matcher(mail.text());
    var inHtml = LINK.matcher(mail.html());
    assertThat(inText.find()).isTrue();
    assertThat(inHtml.find()).isTrue();
    assertThat(inHtml.group()).isEqualTo(inText.group());
    return inText.group(1);
  }

  private Response ask(String method, String path, Map<String, String> headers, String body) {
    return page.answer(new Request(method, path, "", headers, body));
  }

  /// Somebody opens the link of the last mail, ticks these, and presses a button.
  private void decide(String who, String button, String... names) {
    var path = link(who);
    var rows =
        Jsoup.parse(ask("GET", path, Map.of(), "").page()).select("li").stream()
            .collect(
                Collectors.toMap(
                    row -> row.select("b").text(), row -> row.select("input").val(), (a, _) -> a));
    var ticked =
        Arrays.stream(names)
            .map(name -> "&r=" + Optional.ofNullable(rows.get(name)).orElseThrow())
            .collect(Collectors.joining());
    var answer =
        ask(
            "POST",
            path,
            Map.of(
                "sec-fetch-site",
                "same-origin",
                "content-type",
                "application/x-www-form-urlencoded"),
            "token=" + path.substring("/d/".length()) + "&do=" + button + ticked);
    assertThat(answer.status()).isEqualTo(303);
  }

  @Test
  void eachRecipientHasALinkOfTheirOwn() {
    due("thing");
    nights.scheduled();
    assertThat(link("ada@example.org")).isNotEqualTo(link("bob@example.org"));
    assertThat(nights.decisions.announcements()).hasSize(1);
    assertThat(nights.decisions.invitations().toString())
        .doesNotContain(link("ada@example.org").substring(3));
  }

  @Test
  void aMailThatAnnouncesNothingHasNoLink() {
    due("thing");
    nights.scheduled();
    nights.scheduled();
    assertThat(nights.post.sent().getLast().mail().text()).doesNotContainPattern(LINK);
    assertThat(nights.decisions.announcements()).hasSize(1);
  }

  /// As long as things may go by its mail, and a day longer: the night that takes them comes as
  /// late as the schedule has it, lasts half a day, and may be held up for a week.
  @ParameterizedTest
  @CsvSource({
    "cron(0 1 * * ? *), 1",
    "cron(0 1 ? * MON *), 7",
    "cron(0 1 1 * ? *), 31",
    "rate(21 days), 21",
    "'', 31",
  })
  void aLinkOutlivesTheNightThatItsMailAnnounces(String schedule, int days) {
    nights.set("JANITOR_SCHEDULE", schedule);
    var thing = due("thing");
    nights.scheduled();
    var path = link("ada@example.org");
    nights.time.step(Duration.ofDays(days - 1));
    nights.scheduled();
    assertThat(thing.isThere()).isFalse();
    nights.time.step(Duration.ofHours(36));
    assertThat(ask("GET", path, Map.of(), "").status()).isEqualTo(200);
    nights.time.step(Duration.ofDays(9));
    assertThat(ask("GET", path, Map.of(), "").status()).isEqualTo(404);
  }

  @Test
  void withoutAPageThereIsNoLink() {
    nights.set("JANITOR_PAGE_URL", "");
    due("thing");
    nights.scheduled();
    assertThat(nights.post.sent().getLast().mail().text()).doesNotContain("open the page", "/d/");
    assertThat(nights.decisions.announcements()).isEmpty();
  }

  @Test
  void whatIsKeptStaysAndTheOthersGo() {
    var kept = due("kept");
    due("gone");
    nights.scheduled();
    decide("ada@example.org", "keep", "kept");
    var report = nights.scheduled();
    assertThat(account.leftNames()).containsExactly("kept");
    assertThat(Nights.row(report, "kept").verdict())
        .isEqualTo(new Verdict.Kept("kept on the page by ada@example.org, 1 Dec"));
    assertThat(nights.post.sent().getLast().mail().text())
        .contains(
            "1 resource: kept on the page: kept on the page by ada@example.org, 1 Dec. kept.");
    for (int i = 0; i < 20; i++) {
      nights.scheduled();
    }
    assertThat(kept.isThere()).isTrue();
  }

  @Test
  void aWeekLongerIsNamedAnewAndGoesThen() {
    var thing = due("thing");
    nights.scheduled();
    decide("ada@example.org", "week", "thing");
    var mails = nights.post.sent().size();
    Report report = nights.scheduled();
    assertThat(Nights.row(report, "thing").verdict()).isInstanceOf(Verdict.TooYoung.class);
    var nightsUntilNamed = 1;
    while (nights.post.sent().size() == mails) {
      nights.scheduled();
      nightsUntilNamed++;
    }
    assertThat(nightsUntilNamed).isBetween(4, 6);
    assertThat(link("ada@example.org")).isNotEmpty();
    var nightsUntilGone = nightsUntilNamed;
    while (thing.isThere()) {
      nights.scheduled();
      nightsUntilGone++;
    }
    assertThat(nightsUntilGone).isBetween(8, 9);
    // Nothing is left of it.
    assertThat(nights.decisions.all()).isEmpty();
  }

  /// The others were told its new date.
  @Test
  void takingBackOnALaterListDoesNotBringItsDateForward() {
    var thing = due("thing");
    nights.scheduled();
    decide("ada@example.org", "week", "thing");
    var mails = nights.post.sent().size();
    var passed = 0;
    while (nights.post.sent().size() == mails) {
      nights.scheduled();
      passed++;
    }
    decide("ada@example.org", "back", "thing");
    decide("ada@example.org", "keep", "thing");
    decide("ada@example.org", "back", "thing");
    while (thing.isThere()) {
      nights.scheduled();
      passed++;
    }
    assertThat(passed).isBetween(8, 9);
  }

  @Test
  void takenBackItGoesAsAnnounced() {
    due("thing");
    nights.scheduled();
    decide("ada@example.org", "keep", "thing");
    decide("ada@example.org", "back", "thing");
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  @Test
  void whatTwoKeepStaysUntilBothTookItBack() {
    var thing = due("thing");
    nights.scheduled();
    decide("ada@example.org", "keep", "thing");
    decide("bob@example.org", "keep", "thing");
    decide("ada@example.org", "back", "thing");
    nights.scheduled();
    assertThat(thing.isThere()).isTrue();
  }

  @Test
  void whatIsDecidedInTheMiddleOfASweepIsObeyed() {
    var bus = due("bus");
    var rule = due("rule").uses(bus);
    nights.scheduled();
    account.beforeDelete(rule, () -> decide("ada@example.org", "keep", "bus"));
    var report = nights.scheduled();
    assertThat(account.leftNames()).containsExactly("bus");
    assertThat(Nights.row(report, "bus").outcome())
        .isEqualTo(
            new Outcome.Withheld("Fake Thing bus was kept on the page by ada@example.org, 2 Dec"));
  }

  @Test
  void aMemberKeptInTheMiddleOfASweepKeepsItsStack() {
    var stack = account.due(account.stack, "stack");
    var member = due("member").in(stack);
    var rule = due("rule").uses(member);
    nights.scheduled();
    account.beforeDelete(rule, () -> decide("ada@example.org", "keep", "member"));
    nights.scheduled();
    assertThat(stack.isThere()).isTrue();
    assertThat(member.isThere()).isTrue();
  }

  @Test
  void whatCannotBeReadRightBeforeDeletesNothing() {
    due("thing");
    nights.scheduled();
    var reads = nights.decisions.reads();
    // The scan's own reading is the first.
    nights.decisions.beforeAll(
        () -> {
          if (nights.decisions.reads() == reads + 1) {
            nights.decisions.failing(new FakeFault(Fault.Sort.OTHER, "no answer"));
          } else if (nights.decisions.reads() > reads + 1) {
            nights.decisions.working();
          }
        });
    var report = nights.scheduled();
    assertThat(account.leftNames()).containsExactly("thing");
    assertThat(Nights.row(report, "thing").outcome().reason())
        .contains("what was decided on the page could not be read");
  }

  @Test
  void decisionsGoWithWhatTheySpeakOf() {
    var kept = due("kept");
    nights.scheduled();
    decide("ada@example.org", "keep", "kept");
    nights.scheduled();
    assertThat(nights.decisions.all()).hasSize(1);
    account.vanish(kept);
    nights.scheduled();
    assertThat(nights.decisions.all()).isEmpty();
    // Made anew under the same name it is another one.
    account.due(account.thing, "kept");
    nights.scheduled();
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// The tag index is behind, or somebody takes the tag off for a day.
  @Test
  void whatIsKeptStaysThoughTheIndexDidNotNameItForANight() {
    var kept = due("kept");
    nights.scheduled();
    decide("ada@example.org", "keep", "kept");
    nights.scheduled();
    nights.index.forget(kept, 1);
    for (int i = 0; i < 3; i++) {
      nights.scheduled();
    }
    assertThat(kept.isThere()).isTrue();
    assertThat(nights.decisions.all()).hasSize(1);
  }

  private void lookEverywhere() {
    nights.set("JANITOR_REGIONS", FakeAccount.REGION + "," + FakeAccount.FAR_REGION);
  }

  private void staysThoughNobodyLookedThere(Thing far) {
    nights.scheduled();
    decide("ada@example.org", "keep", "far");
    nights.set("JANITOR_REGIONS", FakeAccount.REGION);
    nights.scheduled();
    nights.scheduled();
    lookEverywhere();
    for (int i = 0; i < 3; i++) {
      assertThat(Nights.row(nights.scheduled(), "far").verdict()).isInstanceOf(Verdict.Kept.class);
    }
    assertThat(far.isThere()).isTrue();
  }

  /// Where nobody looked, nothing is known to be gone.
  @Test
  void whatIsKeptStaysThoughItsRegionWasNotLookedAtForSomeNights() {
    lookEverywhere();
    var far = account.untagged(account.thing, "far", FakeAccount.FAR_REGION);
    far.tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
    staysThoughNobodyLookedThere(far);
  }

  /// A bucket's ARN tells no region.
  @Test
  void whatIsKeptStaysThoughItsArnTellsNoRegionAndNobodyLookedThere() {
    lookEverywhere();
    var like = account.untagged(account.thing, "like", FakeAccount.FAR_REGION).arn();
    var far =
        account.put(
            account.thing,
            new Arn(like.partition(), like.service(), "", like.account(), like.resource() + "-far"),
            "far",
            FakeAccount.FAR_REGION);
    far.tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
    staysThoughNobodyLookedThere(far);
  }

  @Test
  void whatIsKeptAndGoneIsForgottenWhereverItWas() {
    lookEverywhere();
    var far = account.untagged(account.thing, "far", FakeAccount.FAR_REGION);
    far.tag(FakeAccount.KEY, FakeAccount.WORKSHOP);
    var everywhere = due(account.role, "everywhere");
    nights.scheduled();
    decide("ada@example.org", "keep", "far", "everywhere");
    account.vanish(far);
    account.vanish(everywhere);
    nights.scheduled();
    assertThat(nights.decisions.all()).isEmpty();
  }

  @Test
  void whatIsKeptStaysThoughTheJanitorLookedForAnotherTagForSomeNights() {
    var kept = due("kept");
    nights.scheduled();
    decide("ada@example.org", "keep", "kept");
    nights.set("JANITOR_TAG_KEY", "event");
    for (int i = 0; i < 3; i++) {
      nights.scheduled();
    }
    nights.set("JANITOR_TAG_KEY", FakeAccount.KEY);
    for (int i = 0; i < 3; i++) {
      assertThat(Nights.row(nights.scheduled(), "kept").verdict()).isInstanceOf(Verdict.Kept.class);
    }
    assertThat(kept.isThere()).isTrue();
  }

  /// Somebody misspells it, and mends that after a weekend.
  @Test
  void whatIsKeptStaysThoughTheJanitorLookedForAnotherWorkshopForSomeNights() {
    var kept = due("kept");
    nights.scheduled();
    decide("ada@example.org", "keep", "kept");
    nights.set("JANITOR_WORKSHOP", "mistyped");
    for (int i = 0; i < 3; i++) {
      nights.scheduled();
    }
    nights.set("JANITOR_WORKSHOP", FakeAccount.WORKSHOP);
    for (int i = 0; i < 3; i++) {
      assertThat(Nights.row(nights.scheduled(), "kept").verdict()).isInstanceOf(Verdict.Kept.class);
    }
    assertThat(kept.isThere()).isTrue();
  }

  /// Nobody decides any more; what was decided is not undone by a switch.
  @Test
  void whatIsKeptStaysWhenThePageIsSwitchedOff() {
    due("kept");
    nights.scheduled();
    decide("ada@example.org", "keep", "kept");
    nights.set("JANITOR_PAGE_URL", "");
    nights.scheduled();
    assertThat(account.leftNames()).containsExactly("kept");
  }

  @Test
  void aPageThatCannotBeOpenedHoldsUpNoMail() {
    due("thing");
    nights.decisions.failingToOpen(new FakeFault(Fault.Sort.OTHER, "no answer"));
    var report = nights.scheduled();
    assertThat(report.telling().told().orElseThrow().accepted()).isTrue();
    assertThat(report.telling().told().orElseThrow().reason())
        .isEqualTo("the page could not be opened: no answer");
    assertThat(nights.post.sent()).hasSize(2);
    assertThat(nights.post.sent().getFirst().mail().text())
        .contains("the page could not be opened: no answer");
  }

  @Test
  void tenThousandDecisionsAreRead() {
    var thing = due("thing");
    nights.scheduled();
    nights.decisions.write(
        java.util.stream.IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    new Decision(
                        thing.arn(),
                        Optional.of(Instant.EPOCH.plus(Duration.ofDays(i))),
                        "p" + i + "@example.org",
                        Instant.EPOCH,
                        new Decision.Source("list", "workshop=students", "eu-central-1")))
            .toList());
    nights.scheduled();
    assertThat(account.left()).isEmpty();
  }

  /// It would go unannounced the very night.
  @Test
  void whatIsTakenBackAfterItsDateIsNamedAnewAWeekLater() {
    due("thing");
    nights.scheduled();
    decide("ada@example.org", "keep", "thing");
    nights.scheduled();
    nights.scheduled();
    decide("ada@example.org", "back", "thing");
    var since = nights.time.instant();
    var mails = nights.post.sent().size();
    for (var night = 0; night < 12 && account.leftNames().contains("thing"); night++) {
      nights.scheduled();
    }
    assertThat(account.leftNames()).doesNotContain("thing");
    assertThat(Duration.between(since, nights.time.instant())).isGreaterThanOrEqualTo(A_WEEK);
    assertThat(
            nights.post.sent().stream()
                .skip(mails)
                .filter(sent -> sent.mail().text().contains("will be deleted after")))
        .isNotEmpty();
  }
}
