package janitor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.plan.Verdict;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The mails, as they are: `mvn test -Dtest=GoldenMailTest -Dgolden.update=true` writes them anew,
/// and the difference is looked at before it is committed.
final class GoldenMailTest {
  private static final Path GOLDEN = Path.of("src/test/resources/janitor/report/golden");

  private final ReportWriter writer = new ReportWriter(GoldenNights.STAKES);

  static Set<String> nights() {
    return GoldenNights.all().keySet();
  }

  private ReportWriter.Mail mail(String night) {
    return writer.write(Optional.ofNullable(GoldenNights.all().get(night)).orElseThrow());
  }

  /// The files of a night: text with its subject, HTML, and the list where there is one.
  private Map<String, String> files(String night) {
    var mail = mail(night);
    var files = new java.util.TreeMap<String, String>();
    files.put(night + ".txt", "Subject: " + mail.subject() + "\n\n" + mail.text());
    files.put(night + ".html", mail.html());
    mail.csv().ifPresent(csv -> files.put(night + ".csv", csv));
    return files;
  }

  @ParameterizedTest
  @MethodSource("nights")
  void mailIsAsItWas(String night) throws IOException {
    for (var file : files(night).entrySet()) {
      var path = GOLDEN.resolve(file.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(path, file.getValue(), UTF_8);
      }
      assertThat(file.getValue())
          .as("%s; after a wanted change: -Dgolden.update=true", file.getKey())
          .isEqualTo(Files.readString(path, UTF_8));
    }
  }

  @Test
  void noGoldenFileIsAnOrphan() throws IOException {
    var wanted = new TreeSet<String>();
    nights().forEach(night -> wanted.addAll(files(night).keySet()));
    try (var files = Files.list(GOLDEN)) {
      assertThat(files.map(file -> file.getFileName().toString())).hasSameElementsAs(wanted);
    }
  }

  @Test
  void everyOutcomeAndVerdictIsInSomeMail() {
    var rows =
        GoldenNights.all().values().stream().flatMap(report -> report.rows().stream()).toList();
    assertThat(rows.stream().map(row -> row.outcome().word())).containsAll(cases(Outcome.class));
    assertThat(rows.stream().map(row -> row.verdict().word())).containsAll(cases(Verdict.class));
    var texts =
        nights().stream()
            .map(night -> mail(night).text().toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.joining());
    var lists =
        nights().stream()
            .flatMap(night -> mail(night).csv().stream())
            .collect(Collectors.joining());
    rows.forEach(
        row -> {
          assertThat(texts).contains(Words.of(row.outcome()));
          assertThat(lists).contains(Words.of(row.outcome()), Words.of(row.verdict()));
        });
  }

  /// SES refuses all of the mail for one name that is longer (API v2, Attachment).
  @Test
  void aFilesNameIsNoLongerThanSesTakes() {
    var report = GoldenNights.all().values().iterator().next();
    var about = report.about();
    var named =
        new Report(
            new Report.About(
                "w".repeat(256), about.tagKey(), about.account(), about.regions(), about.reach()),
            report.course(),
            report.rows(),
            report.gaps(),
            report.telling(),
            report.next());
    assertThat(ReportWriter.fileName(named, "-postpone-all.txt").length()).isLessThan(256);
  }

  @Test
  void everyOutcomeAndVerdictHasWordsOfItsOwn() {
    var rows =
        GoldenNights.all().values().stream().flatMap(report -> report.rows().stream()).toList();
    assertThat(rows.stream().map(row -> Words.of(row.outcome())).distinct())
        .hasSize(cases(Outcome.class).size());
    assertThat(rows.stream().map(row -> Words.of(row.verdict())).distinct())
        .hasSize(cases(Verdict.class).size());
    assertThat(rows.stream().map(row -> Words.meaning(row.verdict())).distinct())
        .hasSize(cases(Verdict.class).size());
  }

  private static Set<String> cases(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("nights")
  void htmlIsWellFormedAndInert(String night) {
    var html = mail(night).html();
    var parser = Parser.htmlParser().setTrackErrors(20);
    var document = parser.parseInput(html, "");
    assertThat(parser.getErrors()).isEmpty();
    assertThat(document.select("script, img, iframe, object, embed, form, input, link, base, svg"))
        .isEmpty();
    assertThat(document.select("meta[http-equiv], [src], [background], [srcset]")).isEmpty();
    document
        .getAllElements()
        .forEach(
            element ->
                element
                    .attributes()
                    .forEach(attribute -> assertThat(attribute.getKey()).doesNotStartWith("on")));
    assertThat(html).doesNotContain("url(", "@import");
    document
        .select("a[href]")
        .forEach(
            link ->
                assertThat(link.attr("href"))
                    .matches(
                        "https://[a-z0-9-]+\\.console\\.(aws\\.amazon\\.com|amazonaws-us-gov\\.com|amazonaws\\.cn)/.*"));
  }

  @ParameterizedTest
  @MethodSource("nights")
  void htmlCanBeReadAloud(String night) {
    var document = Jsoup.parse(mail(night).html());
    assertThat(document.select("html").attr("lang")).isEqualTo("en");
    assertThat(document.title()).isNotBlank();
    assertThat(document.select("h1")).hasSize(1);
    assertThat(document.select("meta[name=color-scheme]").attr("content")).isEqualTo("light dark");
    document
        .select("table:not([role=presentation])")
        .forEach(table -> assertThat(table.select("th[scope]")).isNotEmpty());
    assertThat(document.select("th:not([scope])")).isEmpty();
    document.select("a").forEach(link -> assertThat(link.text()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("nights")
  void htmlIsNotClippedByMailClients(String night) {
    assertThat(mail(night).html().getBytes(UTF_8).length).isLessThan(100_000);
  }

  /// What cannot be brought back has to be read without opening a list.
  @Test
  void whatHoldsDataIsNamedInTheMailItself() {
    for (var night : java.util.List.of("announcement-3", "announcement-132", "announcement-4000")) {
      var report = Optional.ofNullable(GoldenNights.all().get(night)).orElseThrow();
      var data =
          report
              .toAnnounce()
              .filter(GoldenNights.STAKES::holdsData)
              .map(row -> row.resource().name())
              .toList();
      var html = Jsoup.parse(mail(night).html()).text();
      var text = mail(night).text();
      assertThat(data).filteredOn(html::contains).hasSize(Math.min(200, data.size()));
      assertThat(data).filteredOn(text::contains).hasSize(Math.min(200, data.size()));
    }
  }

  @ParameterizedTest
  @MethodSource("nights")
  void subjectIsOneShortLine(String night) {
    var subject = mail(night).subject();
    assertThat(subject).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]");
    assertThat(subject.length()).isLessThanOrEqualTo(200);
    assertThat(subject).matches("\\[(Decide by .* UTC|Action required|For information)\\] .*");
  }

  @Test
  void strangersTextIsInertInEveryForm() {
    var mail = mail("hostile-names");
    var document = Jsoup.parse(mail.html());
    assertThat(visible(document)).contains("<script>alert(1)</script>", "{{subject}}", "${7*7}");
    for (var form : new String[] {mail.subject(), mail.text(), document.text()}) {
      assertThat(form).doesNotContainPattern("[\\u202a-\\u202e\\u2066-\\u2069\\u200b\\u2028\\r]");
    }
    assertThat(mail.text().lines().filter(line -> line.startsWith("Bcc:"))).isEmpty();
    assertThat(mail.text().lines().filter(line -> line.strip().equals("."))).isEmpty();
  }

  private static String visible(Document document) {
    return document.body().wholeText();
  }

  @ParameterizedTest
  @MethodSource("nights")
  void listHoldsEveryRowAndNoFormula(String night) {
    var report = Optional.ofNullable(GoldenNights.all().get(night)).orElseThrow();
    var csv = mail(night).csv();
    if (csv.isEmpty()) {
      assertThat(report.rows()).isEmpty();
      return;
    }
    var lines = csv.get().split("\r\n", -1);
    assertThat(lines).hasSize(report.rows().size() + report.gaps().unread().size() + 2);
    assertThat(
            Arrays.stream(lines)
                .flatMap(line -> Arrays.stream(line.split("\",\"", -1)))
                .flatMap(cell -> Arrays.stream(cell.split(";", -1))))
        .noneMatch(cell -> cell.matches("^\"?\\s*[=+@|%-].*"));
  }
}
