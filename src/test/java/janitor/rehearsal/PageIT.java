package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.page.Announced;
import janitor.page.Entry;
import janitor.page.Invitation;
import janitor.page.Token;
import janitor.resource.Arn;
import janitor.resource.Decision;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The page over a table as AWS has it, between two nights.
final class PageIT {
  private static final Instant AT = Instant.parse("2026-11-25T01:00:00Z");
  private static final PageNights NIGHTS =
      new PageNights(List.of("student-courses", "student-exams"), List.of("student-jobs"));

  @AfterAll
  static void end() {
    NIGHTS.close();
  }

  private static Arn arn(int i) {
    return Arn.of("arn:aws:dynamodb:eu-central-1:123456789012:table/other-" + i);
  }

  /// Names that do not pack well: the list needs more items than one.
  private static Entry entry(int i, SecureRandom random) {
    var name = Token.random(random).secret().repeat(4);
    return new Entry(
        arn(i),
        new Entry.Label("DynamoDB", "DynamoDB Table", name, "eu-central-1", Optional.of(AT), ""),
        new Entry.Stake(true, "cents a month"),
        AT.plus(Duration.ofDays(1)),
        "",
        "aws " + name);
  }

  @Test
  void aListOfFourThousandComesBackWhole() {
    var random = new SecureRandom();
    var token = Token.random(random);
    var until = AT.plus(Duration.ofDays(3));
    var announcement =
        new Announced(
            "long",
            new Announced.About("workshop=student-system", "student-system", "123456789012"),
            AT,
            until,
            IntStream.range(0, 4_000).mapToObj(i -> entry(i, random)).toList());
    var invitation = new Invitation(token.hash(), "ada@example.org", "long", until);
    NIGHTS.page.decisions().open(announcement, List.of(invitation));
    assertThat(NIGHTS.page.decisions().invitation(token.hash())).contains(invitation);
    assertThat(NIGHTS.page.decisions().announcement("long")).contains(announcement);
    assertThat(NIGHTS.page.decisions().announcement("other")).isEmpty();
  }

  @Test
  void decisionsAreEachPersonsOwn() {
    var decisions =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    new Decision(
                        arn(i / 2),
                        i % 3 == 0 ? Optional.empty() : Optional.of(AT.plus(Duration.ofDays(7))),
                        i % 2 == 0 ? "ada@example.org" : "bob@example.org",
                        AT.plusMillis(i),
                        new Decision.Source(
                            i % 5 == 0 ? "list" : "later", "workshop=students", "eu-central-1")))
            .toList();
    NIGHTS.page.decisions().write(decisions);
    assertThat(NIGHTS.page.decisions().all()).containsAll(decisions);
    NIGHTS.page.decisions().remove(decisions);
    assertThat(NIGHTS.page.decisions().all()).doesNotContainAnyElementsOf(decisions);
  }

  @Test
  void whatIsKeptByTheMailsLinkStaysAndTheOthersGo() throws IOException, InterruptedException {
    NIGHTS.night();
    var link = NIGHTS.link();
    try (var http = HttpClient.newHttpClient()) {
      var shown =
          http.send(
              HttpRequest.newBuilder(URI.create(link)).build(),
              HttpResponse.BodyHandlers.ofString());
      var rows = Jsoup.parse(shown.body()).select("li");
      assertThat(rows.select("b").eachText())
          .containsExactly("student-courses", "student-exams", "student-jobs");
      var decided =
          http.send(
              HttpRequest.newBuilder(URI.create(link))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header("Origin", NIGHTS.page.url().replaceFirst("/$", ""))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "token="
                              + link.substring(link.lastIndexOf('/') + 1)
                              + "&r="
                              + rows.getFirst().select("input").val()
                              + "&do=keep"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(decided.statusCode()).isEqualTo(303);
    }
    var swept = NIGHTS.night();
    // Whoever reads the log or the table learns no link.
    assertThat(NIGHTS.written())
        .contains("student-courses", "kept on the page by ada@example.org")
        .doesNotContain(link.substring(link.lastIndexOf('/') + 1));
    assertThat(swept.ended("Gone").map(row -> row.get("name")).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("student-exams", "student-jobs");
    assertThat(swept.resources().filter(resource -> "student-courses".equals(resource.get("name"))))
        .singleElement()
        .satisfies(
            row -> assertThat(row.get("reason")).startsWith("kept on the page by ada@example.org"));
  }
}
