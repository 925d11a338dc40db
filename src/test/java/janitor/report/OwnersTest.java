package janitor.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeTime;
import janitor.resource.Fault;
import janitor.resource.Unread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who owns a thing is told of it, and nobody else is.
final class OwnersTest {
  private static final Path GOLDEN = Path.of("src/test/resources/janitor/report/owners");
  private static final Owners OWNERS =
      new Owners("owner", Set.of("example.org", "lab.example.org"));
  private static final List<String> TO = List.of("teacher@example.org");

  private final Map<String, ReportWriter.Mail> sent = new LinkedHashMap<>();
  private final List<String> refusing = new ArrayList<>();
  private final List<String> dropping = new ArrayList<>();

  private Told tell(Report report) {
    var mailer =
        new Mailer(
            new MailTransport() {
              @Override
              public Optional<Drop> drop(String from, String to) {
                return dropping.contains(to)
                    ? Optional.of(new Drop("it bounced", "take it off"))
                    : Optional.empty();
              }

              @Override
              public List<Unread> obstacles(String from, List<String> to) {
                return List.of();
              }

              @Override
              public String send(ReportWriter.Mail mail, String from, String to) {
                if (refusing.contains(to)) {
                  throw new IllegalArgumentException("no such address");
                }
                sent.put(to, mail);
                return "id-" + to;
              }
            },
            error -> new Fault(Fault.Sort.OTHER, error.getMessage() + "", Optional.empty()),
            new ReportWriter(GoldenNights.STAKES),
            new Mailer.Terms(
                Optional.of("janitor@example.org"), TO, MailOn.CHANGES, Optional.of(OWNERS)),
            new FakeTime(GoldenNights.NOW),
            Optional.empty());
    return mailer.tell(report);
  }

  private ReportWriter.Mail mailTo(String who) {
    return Optional.ofNullable(sent.get(who)).orElseThrow();
  }

  @Test
  void eachOwnerGetsTheirPartAndNobodyElses() {
    assertThat(tell(GoldenNights.owned()).accepted()).isTrue();
    assertThat(sent.keySet())
        .containsExactly("anna@example.org", "ben@lab.example.org", "teacher@example.org");
    var anna = mailTo("anna@example.org");
    // A layer has no tags: it goes with the function.
    assertThat(anna.subject()).contains("3 resources will be deleted");
    assertThat(anna.text()).contains("anna-records", "anna-api", "anna-commons");
    for (var form : List.of(anna.text(), anna.html(), anna.csv().orElseThrow())) {
      assertThat(form).doesNotContain("ben-", "nobodys-");
    }
    var ben = mailTo("ben@lab.example.org");
    assertThat(ben.subject()).contains("1 resource will be deleted");
    // What is kept is not announced.
    for (var form : List.of(ben.text(), ben.html(), ben.csv().orElseThrow())) {
      assertThat(form).contains("ben-uploads").doesNotContain("anna", "nobodys-", "ben-kept");
    }
    assertThat(mailTo("teacher@example.org").text())
        .contains("anna-records", "ben-uploads", "nobodys-uploads")
        .doesNotContain("These are yours");
  }

  @Test
  void aRefusedOwnerLosesNobodyElsesMailAndIsTold() {
    refusing.add("anna@example.org");
    var told = tell(GoldenNights.owned());
    assertThat(told.accepted()).isTrue();
    assertThat(told.to()).containsExactly("teacher@example.org", "ben@lab.example.org");
    assertThat(sent.keySet()).containsExactly("ben@lab.example.org", "teacher@example.org");
    assertThat(mailTo("teacher@example.org").text())
        .contains("COULD NOT BE TOLD (1)", "anna@example.org: no such address");
    assertThat(mailTo("ben@lab.example.org").text()).doesNotContain("anna");
  }

  /// What only its owner was told of is not announced: nobody who looks after it was.
  @Test
  void onlyTheRecipientsMailAnnounces() {
    refusing.addAll(TO);
    var told = tell(GoldenNights.owned());
    assertThat(told.accepted()).isFalse();
    assertThat(told.failed()).isTrue();
    assertThat(sent).hasSize(2);
  }

  @Test
  void aNightThatAnnouncesNothingTellsNoOwner() {
    tell(Optional.ofNullable(GoldenNights.all().get("failures")).orElseThrow());
    assertThat(sent.keySet()).containsExactlyElementsOf(TO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.org",
        "A.b+c_d-e'f@EXAMPLE.org",
        "a1@lab.example.org",
      })
  void anAddressOfAnAllowedDomainIsAnOwner(String tag) {
    assertThat(tell(GoldenNights.ownedBy(tag)).untold()).isEmpty();
    assertThat(sent).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anna",
        "anna@",
        "@example.org",
        "anna@evil.net",
        "anna@example.org.evil.net",
        "anna@evilexample.org",
        "anna@deep.lab.example.org",
        "anna@example.org,ben@example.org",
        "anna@example.org ben@example.org",
        "anna@example.org;ben@example.org",
        "Anna <anna@example.org>",
        "anna@example.org (Anna)",
        "\"anna\"@example.org",
        "anna@evil.net@example.org",
        "anna%evil.net@example.org",
        "evil.net!anna@example.org",
        "anna@example.org\r\nBcc: everybody@example.org",
        "anna@example.org\n",
        "anna@example.org\u2028x",
        " anna@example.org",
        ".anna@example.org",
        "anna..b@example.org",
        "änna@example.org",
        "anna@exаmple.org",
        "anna@[10.0.0.1]",
        "mailto:anna@example.org",
        "${jndi:ldap://evil.example/a}@example.org",
      })
  void anythingElseIsNotAndIsTold(String tag) {
    var told = tell(GoldenNights.ownedBy(tag));
    assertThat(sent.keySet()).containsExactlyElementsOf(TO);
    assertThat(told.accepted()).isTrue();
    assertThat(told.untold()).hasSize(1);
    assertThat(told.untold().getFirst().remedy()).contains("example.org or lab.example.org");
    var text = mailTo("teacher@example.org").text();
    assertThat(text).contains("COULD NOT BE TOLD (1)", "records").doesNotContain("\r");
    assertThat(text.lines().filter(line -> line.startsWith("Bcc:"))).isEmpty();
  }

  @Test
  void aValueOfTwoThousandCharactersIsCut() {
    tell(GoldenNights.ownedBy("x".repeat(1_988) + "@example.org"));
    assertThat(sent.keySet()).containsExactlyElementsOf(TO);
    assertThat(mailTo("teacher@example.org").text()).doesNotContain("x".repeat(100));
    assertThat(OWNERS.address("x".repeat(65) + "@example.org")).isEmpty();
  }

  @Test
  void anEmptyTagIsNone() {
    assertThat(tell(GoldenNights.ownedBy(" ")).untold()).isEmpty();
    assertThat(sent).hasSize(1);
  }

  @Test
  void whoGetsAllOfItGetsNoPart() {
    tell(GoldenNights.ownedBy("Teacher@example.org"));
    assertThat(sent.keySet()).containsExactlyElementsOf(TO);
    assertThat(mailTo("teacher@example.org").text()).doesNotContain("These are yours");
  }

  @Test
  void fiftyOwnersANightAreTold() {
    var rows = new ArrayList<Report.Row>();
    for (int i = 0; i < 60; i++) {
      rows.addAll(GoldenNights.ownedBy("owner%02d@example.org".formatted(i)).rows());
    }
    var night = GoldenNights.owned();
    var told =
        tell(
            new Report(
                night.about(), night.course(), rows, night.gaps(), night.telling(), night.next()));
    assertThat(sent).hasSize(51);
    assertThat(told.untold()).hasSize(1);
    assertThat(mailTo("teacher@example.org").text()).contains("10 more owners", "no more than 50");
  }

  @Test
  void theOwnersPartIsAsItWas() throws IOException {
    tell(GoldenNights.owned());
    var mail = mailTo("anna@example.org");
    var files =
        Map.of(
            "anna.txt", "Subject: " + mail.subject() + "\n\n" + mail.text(),
            "anna.html", mail.html(),
            "anna.csv", mail.csv().orElseThrow());
    for (var file : files.entrySet()) {
      var path = GOLDEN.resolve(file.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(GOLDEN);
        Files.writeString(path, file.getValue(), UTF_8);
      }
      assertThat(file.getValue())
          .as("%s; after a wanted change: -Dgolden.update=true", path)
          .isEqualTo(Files.readString(path, UTF_8));
    }
  }

  @Test
  void theRecipientsAreToldOfAnOwnerWhomMailsDoNotReach() {
    dropping.add("anna@example.org");
    var told = tell(GoldenNights.owned());
    assertThat(told.accepted()).isTrue();
    assertThat(sent.keySet()).containsExactly("ben@lab.example.org", "teacher@example.org");
    assertThat(mailTo("teacher@example.org").text())
        .contains("The owner anna@example.org", "it bounced", "take it off");
  }
}
