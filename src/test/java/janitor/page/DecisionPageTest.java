package janitor.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.PageHandler;
import janitor.fake.FakeDecisions;
import janitor.fake.FakeTime;
import janitor.resource.Arn;
import janitor.resource.Decision;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/// The page through the very handler that Lambda runs, save its table.
class DecisionPageTest {
  private static final String HOST = "abc.lambda-url.eu-central-1.on.aws";
  private static final Instant NOW = Instant.parse("2026-11-25T02:00:00Z");
  private static final Instant GOES = Instant.parse("2026-11-25T22:00:00Z");
  private static final Duration LINKED = Duration.ofHours(36);
  private static final String ADA = "ada@example.org";
  private static final String BOB = "bob@example.org";

  private final FakeDecisions decisions = new FakeDecisions();
  private final FakeTime time = new FakeTime(NOW);
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PageHandler handler =
      new PageHandler(decisions, time, new PrintStream(log, true, StandardCharsets.UTF_8));
  private final Token ada = Token.random(new SecureRandom());
  private final Token bob = Token.random(new SecureRandom());

  DecisionPageTest() {
    open("list", entries(4), Map.of(ada, ADA, bob, BOB));
  }

  private void open(String id, List<Entry> entries, Map<Token, String> links) {
    var expires = GOES.plus(LINKED);
    decisions.open(
        new Announced(
            id,
            new Announced.About("workshop=student-system", "student-system", "123456789012"),
            NOW,
            expires,
            entries),
        links.entrySet().stream()
            .map(entry -> new Invitation(entry.getKey().hash(), entry.getValue(), id, expires))
            .toList());
  }

  private static List<Entry> entries(int count) {
    return IntStream.range(0, count).mapToObj(i -> entry(i, "student-" + i)).toList();
  }

  private static Entry entry(int i, String name) {
    var holdsData = i % 2 == 0;
    return new Entry(
        arn(i),
        new Entry.Label(
            holdsData ? "DynamoDB" : "Lambda",
            holdsData ? "DynamoDB Table" : "Lambda Function",
            name,
            "eu-central-1",
            Optional.of(NOW.minus(Duration.ofDays(8))),
            ""),
        new Entry.Stake(holdsData, "cents a month"),
        GOES,
        "https://eu-central-1.console.aws.amazon.com/dynamodbv2/home",
        "aws resourcegroupstaggingapi tag-resources --tags 'janitor:keep=true'");
  }

  private static Arn arn(int i) {
    return Arn.of("arn:aws:dynamodb:eu-central-1:123456789012:table/student-" + i);
  }

  /// What a browser sees.
  private record Seen(int status, Map<String, String> headers, String body) {
    Document page() {
      return Jsoup.parse(body);
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private Seen ask(
      String method, String path, String query, Map<String, String> headers, String body) {
    var event = new LinkedHashMap<String, Object>();
    event.put("version", "2.0");
    event.put("rawPath", path);
    event.put("rawQueryString", query);
    event.put("headers", headers);
    event.put("requestContext", Map.of("domainName", HOST, "http", Map.of("method", method)));
    event.put("body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
    event.put("isBase64Encoded", true);
    try {
      return send(JSON.std.asString(event));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Seen send(String event) {
    try {
      var output = new ByteArrayOutputStream();
      handler.handleRequest(
          new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, noContext());
      var answer = JSON.std.mapFrom(output.toString(StandardCharsets.UTF_8));
      var headers = new LinkedHashMap<String, String>();
      if (answer.get("headers") instanceof Map<?, ?> some) {
        some.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
      }
      var bytes = Base64.getDecoder().decode(String.valueOf(answer.get("body")));
      if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
        bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
      }
      assertThat(output.size()).isLessThan(6_000_000);
      return new Seen(
          Integer.parseInt(String.valueOf(answer.get("statusCode"))),
          headers,
          new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// The page asks nothing of it.
  @SuppressWarnings("NullAway")
  private static com.amazonaws.services.lambda.runtime.Context noContext() {
    return null;
  }

  private Seen get(String path) {
    return ask("GET", path, "", Map.of("host", HOST), "");
  }

  private Seen get(Token token) {
    return get("/d/" + token.secret());
  }

  private static Map<String, String> fromHere() {
    return Map.of(
        "host", HOST,
        "origin", "null",
        "sec-fetch-site", "same-origin",
        "content-type", "application/x-www-form-urlencoded");
  }

  private static Map<String, String> fromHere(String name, @Nullable String value) {
    var headers = new LinkedHashMap<>(fromHere());
    if (value == null) {
      headers.remove(name);
    } else {
      headers.put(name, value);
    }
    return headers;
  }

  private Seen post(Token token, String fields) {
    return post(token, fromHere(), fields);
  }

  private Seen post(Token token, Map<String, String> headers, String fields) {
    return ask(
        "POST", "/d/" + token.secret(), "", headers, "token=" + token.secret() + "&" + fields);
  }

  private void assertNothingDecided() {
    assertThat(decisions.all()).isEmpty();
  }

  @Test
  void showsWhatWasAnnouncedDataFirst() {
    var seen = get(ada);
    assertThat(seen.status()).isEqualTo(200);
    var page = seen.page();
    assertThat(page.select("h2").eachText()).containsExactly("Data goes with these", "The rest");
    assertThat(page.select("li b").eachText())
        .containsExactly("student-0", "student-2", "student-1", "student-3");
    assertThat(page.select("li").getFirst().text())
        .contains("DynamoDB Table, eu-central-1")
        .contains("Goes after Wed 25 Nov, 22:00")
        .contains("8 days old")
        .contains("costs cents a month");
    assertThat(page.select("code").eachText()).allMatch(text -> text.contains("janitor:keep=true"));
    assertThat(page.text()).contains("You decide as ada@example.org");
  }

  @Test
  void keepsWhatIsTicked() {
    var answer = post(ada, "r=0&r=3&do=keep");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("location")).isEqualTo("/d/" + ada.secret() + "#decided");
    assertThat(decisions.all())
        .containsExactly(
            new Decision(
                arn(0),
                Optional.empty(),
                ADA,
                NOW,
                new Decision.Source("list", "workshop=student-system", "eu-central-1")),
            new Decision(
                arn(3),
                Optional.empty(),
                ADA,
                NOW,
                new Decision.Source("list", "workshop=student-system", "eu-central-1")));
    var page = get(ada).page();
    assertThat(page.select("li.stays b").eachText()).containsExactly("student-0", "student-3");
    assertThat(page.select("li.stays .state").eachText()).containsOnly("kept by you, 25 Nov");
    assertThat(page.select("li").eachText().stream().filter(row -> row.contains("Would go after")))
        .hasSize(2);
    assertThat(page.select("#decided").text())
        .isEqualTo("2 are kept; 2 go on the first night after their date.");
    assertThat(get(bob).page().select(".state").eachText())
        .containsOnly("kept by ada@example.org, 25 Nov");
  }

  @Test
  void leavesItAWeekLonger() {
    post(ada, "r=1&do=week");
    assertThat(decisions.all())
        .containsExactly(
            new Decision(
                arn(1),
                Optional.of(GOES.plus(Duration.ofDays(7))),
                ADA,
                NOW,
                new Decision.Source("list", "workshop=student-system", "eu-central-1")));
    assertThat(get(ada).page().select("#decided").text())
        .isEqualTo(
            "Nothing is kept, 1 stays a week longer; 3 go on the first night after their date.");
  }

  @Test
  void aWeekInTheNightIsAWeekFromThen() {
    time.step(Duration.ofHours(24));
    post(ada, "r=1&do=week");
    assertThat(decisions.all().getFirst().until())
        .contains(NOW.plus(Duration.ofHours(24)).plus(Duration.ofDays(7)));
  }

  @Test
  void aHeadingStandsForAllBelowIt() {
    post(ada, "g=0&do=keep");
    assertThat(decisions.all()).extracting(Decision::arn).containsExactly(arn(0), arn(2));
  }

  @Test
  void takesBackOnesOwnAtOnceUntilItsDateAndAWeekFromThenAfterIt() {
    post(ada, "r=0&r=1&do=keep");
    post(bob, "r=0&do=keep");
    assertThat(post(ada, "r=0&do=back").status()).isEqualTo(303);
    // What Bob keeps is Bob's.
    assertThat(decisions.all())
        .extracting(Decision::arn, Decision::by)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(arn(1), ADA),
            org.assertj.core.groups.Tuple.tuple(arn(0), BOB));
    time.step(Duration.between(NOW, GOES));
    assertThat(post(ada, "r=1&do=back").status()).isEqualTo(303);
    assertThat(decisions.all())
        .containsExactlyInAnyOrder(
            new Decision(
                arn(1),
                Optional.of(GOES.plus(Duration.ofDays(7))),
                ADA,
                GOES,
                new Decision.Source("list", "workshop=student-system", "eu-central-1")),
            new Decision(
                arn(0),
                Optional.empty(),
                BOB,
                NOW,
                new Decision.Source("list", "workshop=student-system", "eu-central-1")));
    // Once more, later: a week that runs is not made longer.
    time.step(Duration.ofHours(1));
    post(ada, "r=1&do=back");
    assertThat(decisions.all())
        .extracting(Decision::until)
        .contains(Optional.of(GOES.plus(Duration.ofDays(7))));
  }

  @Test
  void aWeekLongerLeavesAloneWhatOneKeeps() {
    post(ada, "r=0&do=keep");
    post(ada, "r=0&r=1&do=week");
    assertThat(decisions.all())
        .extracting(Decision::arn, Decision::until)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(arn(0), Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                arn(1), Optional.of(GOES.plus(Duration.ofDays(7)))));
    post(bob, "r=0&do=week");
    assertThat(decisions.all()).hasSize(3);
    post(ada, "r=1&do=keep");
    assertThat(decisions.all()).filteredOn(one -> one.until().isEmpty()).hasSize(2);
  }

  @Test
  void whatIsDecidedInTheNightCounts() {
    time.step(Duration.between(NOW, GOES).plus(Duration.ofHours(30)));
    assertThat(post(ada, "r=2&do=keep").status()).isEqualTo(303);
    assertThat(decisions.all()).hasSize(1);
  }

  /// Whoever could send again what was sent before could keep, and nothing else. The night may have
  /// taken it hours ago; what somebody kept before stays.
  @Test
  void whatIsDecidedAfterItsDateMayHaveGoneAlready() {
    post(ada, "r=0&do=keep");
    time.step(Duration.between(NOW, GOES).plus(Duration.ofHours(10)));
    post(ada, "r=1&do=keep");
    post(ada, "r=2&do=week");
    var page = get(ada).page();
    assertThat(page.select("#decided").text()).isEqualTo("1 is kept; 3 may have gone already.");
    assertThat(page.select("li").eachText())
        .allMatch(row -> row.contains("student-0") != row.contains("May have gone already"));
    assertThat(page.select("li.stays")).hasSize(1);
    assertThat(page.text()).contains("Was to go after").contains("kept by you");
  }

  @Test
  void beforeItsDateNothingHasGone() {
    time.step(Duration.between(NOW, GOES).minusSeconds(1));
    assertThat(get(ada).page().text()).doesNotContain("gone already").contains("Goes after");
  }

  @Test
  void aReplayBringsNothingForward() {
    post(ada, "r=0&do=keep");
    post(ada, "r=0&do=back");
    post(ada, "r=0&do=keep");
    time.step(Duration.between(NOW, GOES));
    // A week, and a mail before it goes.
    assertThat(post(ada, "r=0&do=back").status()).isEqualTo(303);
    var week =
        new Decision(
            arn(0),
            Optional.of(GOES.plus(Duration.ofDays(7))),
            ADA,
            GOES,
            new Decision.Source("list", "workshop=student-system", "eu-central-1"));
    assertThat(decisions.all()).containsExactly(week);
    post(ada, "r=0&do=week");
    assertThat(decisions.all()).containsExactly(week);
    time.step(LINKED);
    assertThat(post(ada, "r=1&do=keep").status()).isEqualTo(404);
    assertThat(decisions.all()).containsExactly(week);
  }

  @Test
  void theSameTwiceChangesNothing() {
    post(ada, "r=0&do=keep");
    time.step(Duration.ofMinutes(5));
    assertThat(post(ada, "r=0&do=keep").status()).isEqualTo(303);
    assertThat(decisions.all())
        .containsExactly(
            new Decision(
                arn(0),
                Optional.empty(),
                ADA,
                NOW,
                new Decision.Source("list", "workshop=student-system", "eu-central-1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void readingChangesNothing(String method) {
    for (var query : List.of("", "do=keep&r=0", "p=2", "p=0", "token=" + ada.secret())) {
      var seen =
          ask(
              method,
              "/d/" + ada.secret(),
              query,
              fromHere(),
              "token=" + ada.secret() + "&do=keep&r=0");
      assertThat(seen.status()).isEqualTo(200);
      assertThat(seen.body().isEmpty()).isEqualTo(method.equals("HEAD"));
    }
    assertNothingDecided();
  }

  @Test
  void otherMethodsAreRefused() {
    var seen = ask("DELETE", "/d/" + ada.secret(), "", fromHere(), "");
    assertThat(seen.status()).isEqualTo(405);
    assertThat(seen.header("allow")).isEqualTo("GET, HEAD, POST");
  }

  @Test
  void withoutAValidLinkThereIsOnePlainPage() {
    var used = Token.random(new SecureRandom());
    open("used", entries(1), Map.of(used, ADA));
    var random = new SecureRandom();
    var seen =
        Stream.of(
                "/",
                "/d/",
                "/d/x",
                "/d/" + Token.random(random).secret(),
                "/d/" + ada.secret() + "/",
                "/d/" + ada.secret().substring(1),
                "/d/" + "A".repeat(100_000),
                "/favicon.ico",
                "/robots.txt")
            .map(this::get)
            .toList();
    decisions.forgetLists();
    var isUsedUp = get(used);
    time.step(Duration.between(NOW, GOES.plus(LINKED)));
    open("again", entries(1), Map.of());
    var isExpired = get(ada);
    assertThat(Stream.concat(seen.stream(), Stream.of(isUsedUp, isExpired)).distinct())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.status()).isEqualTo(404);
              assertThat(one.body()).doesNotContain("student");
            });
  }

  @Test
  void anExpiredLinkDecidesNothing() {
    time.step(Duration.between(NOW, GOES.plus(LINKED)));
    assertThat(post(ada, "r=0&do=keep")).isEqualTo(get("/d/x"));
    assertNothingDecided();
  }

  @Test
  void guessingFindsNothing() {
    var random = new SecureRandom();
    for (int i = 0; i < 2_000; i++) {
      assertThat(get(Token.random(random)).status()).isEqualTo(404);
    }
    // One bit beside is as far as any other.
    for (int i = 0; i < ada.secret().length(); i++) {
      var near = new StringBuilder(ada.secret());
      near.setCharAt(i, near.charAt(i) == 'A' ? 'E' : 'A');
      if (!near.toString().equals(ada.secret())) {
        assertThat(get("/d/" + near).status()).isEqualTo(404);
      }
    }
  }

  @Test
  void onlyTheHashOfATokenIsKept() {
    assertThat(decisions.invitations().toString()).doesNotContain(ada.secret());
    assertThat(ada.toString()).doesNotContain(ada.secret());
  }

  @Test
  void anotherRecipientsTokenInTheFormIsRefused() {
    var seen =
        ask("POST", "/d/" + ada.secret(), "", fromHere(), "token=" + bob.secret() + "&r=0&do=keep");
    assertThat(seen.status()).isEqualTo(400);
    assertNothingDecided();
  }

  @ParameterizedTest
  @CsvSource({
    "origin, https://evil.example",
    "origin, http://abc.lambda-url.eu-central-1.on.aws",
    "origin, https://abc.lambda-url.eu-central-1.on.aws.evil.example",
    "origin, https://abc.lambda-url.eu-central-1.on.aws:8443",
    "sec-fetch-site, cross-site",
    "sec-fetch-site, same-site",
    "sec-fetch-site, none",
    "sec-fetch-site, ''",
    "sec-fetch-site,",
  })
  void aForgedOriginIsRefused(String name, @Nullable String value) {
    assertThat(post(ada, fromHere(name, value), "r=0&do=keep").status()).isEqualTo(403);
    assertNothingDecided();
  }

  @Test
  void aBrowserThatNamesTheOriginIsHeard() {
    var headers = fromHere("origin", "https://" + HOST);
    headers.remove("sec-fetch-site");
    assertThat(post(ada, headers, "r=0&do=keep").status()).isEqualTo(303);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=0",
        "do=keep",
        "do=",
        "do=delete&r=0",
        "do=keep&do=back&r=0",
        "r=4&do=keep",
        "r=-1&do=keep",
        "r=0&r=99999999999&do=keep",
        "r=0&r=x&do=keep",
        "r=00&do=keep",
        "g=2&do=keep",
        "r=0&do=keep&arn=arn:aws:s3:::other",
        "r=0&do=keep&token=again",
        "r=%zz&do=keep",
        "r=0&do=keep&%",
        "r=%00&do=keep",
        "r=0&do=keep\u0000",
        "r=0&do=käse"
      })
  void aMalformedFormChangesNothing(String fields) {
    assertThat(post(ada, fields).status()).isEqualTo(400);
    assertNothingDecided();
  }

  @Test
  void anotherTypeOfBodyIsNoForm() {
    assertThat(post(ada, fromHere("content-type", "application/json"), "r=0&do=keep").status())
        .isEqualTo(400);
    assertThat(post(ada, fromHere("content-type", null), "r=0&do=keep").status()).isEqualTo(400);
    assertNothingDecided();
  }

  @Test
  void anOversizeBodyIsRefusedUnread() {
    var seen = post(ada, "do=keep" + "&r=0".repeat(300_000));
    assertThat(seen.status()).isEqualTo(413);
    assertNothingDecided();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        "{\"requestContext\":7,\"headers\":[]}",
        "{\"body\":\"%%%\",\"isBase64Encoded\":true}",
        "{\"headers\":{\"host\":null},\"rawPath\":{}}"
      })
  void whatIsNoRequestIsAnswered(String event) {
    assertThat(send(event).status()).isBetween(400, 499);
  }

  /// Any header, any path, any body, any nesting: nothing changes, nothing leaks, no 5xx.
  @Test
  void tenThousandMalformedRequestsChangeNothing() throws IOException {
    var random = new Random(26);
    var words =
        List.of(
            "GET",
            "POST",
            "HEAD",
            "PUT",
            "/d/" + ada.secret(),
            "/d/",
            "/d/%00",
            "r",
            "g",
            "do",
            "keep",
            "week",
            "null",
            "same-origin",
            "https://" + HOST,
            "%",
            "=",
            "&",
            "\u0000",
            "<script>",
            "-1",
            "99",
            "token",
            "application/x-www-form-urlencoded",
            "../../etc",
            "é",
            "\ud800");
    for (int i = 0; i < 10_000; i++) {
      var event = new LinkedHashMap<String, Object>();
      event.put("rawPath", word(random, words));
      event.put("rawQueryString", word(random, words));
      event.put("requestContext", Map.of("http", Map.of("method", word(random, words))));
      var headers = new LinkedHashMap<String, Object>(fromHere());
      headers.put(random.nextBoolean() ? "origin" : "sec-fetch-site", word(random, words));
      event.put("headers", headers);
      event.put(
          "body",
          IntStream.range(0, random.nextInt(6))
              .mapToObj(_ -> word(random, words))
              .reduce(
                  "token=" + (random.nextBoolean() ? "x" : ada.secret() + "x") + "&",
                  String::concat));
      event.put("isBase64Encoded", random.nextInt(10) == 0);
      var text = JSON.std.asString(event);
      // Some are cut off.
      var seen = send(random.nextInt(10) == 0 ? text.substring(0, text.length() / 2) : text);
      assertThat(seen.status()).isLessThan(500);
      if (seen.status() != 200) {
        assertThat(seen.body()).doesNotContain("student").doesNotContain(ada.secret());
      }
    }
    assertNothingDecided();
    assertThat(log.size()).isZero();
  }

  private static String word(Random random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  @Test
  void namesRunNothing() {
    var evil = Token.random(new SecureRandom());
    var names =
        List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'; alert(1); '",
            "</style><script>alert(1)</script>",
            "{{token}}{{{script}}}",
            "javascript:alert(1)");
    open(
        "evil",
        names.stream()
            .map(
                name ->
                    new Entry(
                        arn(0),
                        new Entry.Label(name, name, name, name, Optional.empty(), name),
                        new Entry.Stake(true, name),
                        GOES,
                        "javascript:alert(1)//" + name,
                        name))
            .toList(),
        Map.of(evil, "<b>" + ADA));
    decisions.write(
        List.of(
            new Decision(
                arn(0),
                Optional.empty(),
                "<i>eve@example.org",
                NOW,
                new Decision.Source("evil", "workshop=student-system", "eu-central-1"))));
    var seen = get(evil);
    var page = seen.page();
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("img, i, style ~ script")).isEmpty();
    assertThat(page.select("a[href]")).isEmpty();
    assertThat(
            page.getAllElements().stream()
                .flatMap(element -> element.attributes().asList().stream())
                .map(one -> one.getKey()))
        .noneMatch(name -> name.startsWith("on"));
    assertThat(page.select("li b").eachText()).containsAll(names);
  }

  @Test
  void allPagesAreTheBrowsersAlone() {
    for (var seen : List.of(get(ada), get("/"), post(ada, "r=0&do=keep"), post(ada, "do=x"))) {
      assertThat(seen.header("content-security-policy"))
          .matches(
              "default-src 'none'; style-src 'sha256-[^ ]+'; script-src 'sha256-[^ ]+';"
                  + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
      assertThat(seen.header("cache-control")).isEqualTo("no-store");
      assertThat(seen.header("referrer-policy")).isEqualTo("no-referrer");
      assertThat(seen.header("x-robots-tag")).contains("noindex");
      assertThat(seen.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(seen.headers()).doesNotContainKey("set-cookie");
    }
  }

  @Test
  void styleAndScriptAreThoseThatThePolicyNames() {
    var seen = get(ada);
    for (var name : List.of("style", "script")) {
      var text = seen.page().select(name).getFirst().data();
      assertThat(seen.header("content-security-policy"))
          .contains(
              name
                  + "-src 'sha256-"
                  + Base64.getEncoder().encodeToString(Token.sha256(text))
                  + "'");
    }
    assertThat(seen.page().select("[style], link, img, iframe, [src]")).isEmpty();
  }

  @Test
  void theLogHoldsNoToken() {
    get(ada);
    post(ada, "r=0&do=keep");
    assertThat(log.size()).isZero();
    decisions.failing(SdkClientException.create("no route to " + ada.secret()));
    var seen = get(ada);
    assertThat(seen.status()).isEqualTo(503);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("SdkClientException")
        .doesNotContain(ada.secret());
    assertThat(seen.body()).doesNotContain(ada.secret());
  }

  @Test
  void manyWhoDecideAtOnceAllStay() throws InterruptedException {
    var people = IntStream.range(0, 8).mapToObj(_ -> Token.random(new SecureRandom())).toList();
    var links = new LinkedHashMap<Token, String>();
    people.forEach(token -> links.put(token, "p" + people.indexOf(token) + "@example.org"));
    open("crowd", entries(40), links);
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var token : people) {
        pool.execute(
            () -> {
              for (int row = 0; row < 40; row++) {
                post(token, "r=" + row + "&do=keep");
              }
            });
      }
      pool.shutdown();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(decisions.all()).hasSize(8 * 40);
  }

  @Test
  void fourThousandRowsTakeLessThanASecond() {
    var big = Token.random(new SecureRandom());
    open("big", entries(4_000), Map.of(big, ADA));
    Map<String, String> browser = Map.of("host", HOST, "accept-encoding", "gzip, deflate, br");
    ask("GET", "/d/" + big.secret(), "", browser, "");
    var begun = System.nanoTime();
    var seen = ask("GET", "/d/" + big.secret(), "", browser, "");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    assertThat(seen.page().select("li")).hasSize(4_000);
    // Whoever cannot unpack is answered as well.
    assertThat(get(big).status()).isEqualTo(200);
  }

  /// More than Lambda answers, with the longest names: send() holds each answer against its limit.
  @Test
  void theLongestPageFitsIntoAnAnswer() {
    var big = Token.random(new SecureRandom());
    open(
        "big",
        IntStream.range(0, PageWriter.ROWS_A_PAGE)
            .mapToObj(i -> entry(i, "student-" + "&".repeat(100) + i))
            .toList(),
        Map.of(big, ADA));
    for (var headers : List.of(Map.of("host", HOST), Map.of("accept-encoding", "gzip"))) {
      var seen = ask("GET", "/d/" + big.secret(), "", headers, "");
      assertThat(seen.header("content-encoding")).isEqualTo("gzip");
      assertThat(seen.page().select("li")).hasSize(PageWriter.ROWS_A_PAGE);
    }
  }

  @Test
  void aLongerListIsTurnedOver() {
    var big = Token.random(new SecureRandom());
    open("big", entries(PageWriter.ROWS_A_PAGE + 3), Map.of(big, ADA));
    Map<String, String> browser = Map.of("host", HOST, "accept-encoding", "gzip");
    var first = ask("GET", "/d/" + big.secret(), "", browser, "").page();
    var second = ask("GET", "/d/" + big.secret(), "p=2", browser, "").page();
    assertThat(first.select("li").size() + second.select("li").size())
        .isEqualTo(PageWriter.ROWS_A_PAGE + 3);
    assertThat(first.select("nav a").attr("href")).isEqualTo("/d/" + big.secret() + "?p=2");
    assertThat(post(big, "r=" + (PageWriter.ROWS_A_PAGE + 2) + "&do=keep").status()).isEqualTo(303);
  }

  @Test
  void everyBoxHasALabelAndEveryButtonAWord() {
    var page = get(ada).page();
    page.select("li input")
        .forEach(box -> assertThat(page.select("label[for=" + box.id() + "]")).hasSize(1));
    assertThat(page.select("button").eachText())
        .containsExactly("Keep", "A week longer", "Take back");
    assertThat(page.select("html").attr("lang")).isEqualTo("en");
    assertThat(Arrays.asList("1", "0"))
        .doesNotContain(page.select("meta[name=viewport]").attr("content"));
    assertThat(URLEncoder.encode(ada.secret(), StandardCharsets.UTF_8)).isEqualTo(ada.secret());
  }
}
