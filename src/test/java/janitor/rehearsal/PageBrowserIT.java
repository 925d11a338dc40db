package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A real browser opens the mail's link and clicks, and the next night obeys. `mvn verify
/// -Pbrowser` runs it; with `-Djanitor.pictures=docs/pictures` it takes the pictures as well.
@Tag("browser")
final class PageBrowserIT {
  private static final String NONE =
      "Skipped: no chromedriver on the PATH (Debian: apt-get install chromium chromium-driver)";

  @BeforeAll
  static void saysWhereThereIsNone() {
    if (!Browser.isHere()) {
      System.err.println(NONE);
    }
  }

  @Test
  void theNextNightDeletesWhatNobodyKept() throws IOException {
    assumeTrue(Browser.isHere(), NONE);
    try (var nights =
            new PageNights(
                List.of("student-courses", "student-exams", "student-grades"),
                List.of("student-mails", "student-jobs"));
        var browser = Browser.start()) {
      nights.night();
      browser.open(nights.link());
      assertThat(browser.told("document.querySelectorAll('li').length")).isEqualTo("5");

      browser.look(1200, 900, false);
      // With the keyboard alone, then with the mouse.
      browser.type(box(browser, "student-courses"), " ");
      browser.click("label[for=" + id(browser, "student-mails") + "]");
      browser.click(box(browser, "student-exams"));
      assertThat(browser.told("document.querySelectorAll('li input:checked').length"))
          .isEqualTo("3");
      browser.send("button[value=keep]");
      browser.click(box(browser, "student-jobs"));
      browser.send("button[value=week]");
      browser.click(box(browser, "student-exams"));
      browser.send("button[value=back]");

      assertThat(browser.told("document.querySelector('#decided').textContent"))
          .isEqualTo(
              "2 are kept, 1 stays a week longer; 2 go on the first night after their date.");
      pictures(browser);
      // The policy lets the page's own style and script run, and nothing had to be refused.
      assertThat(browser.told("document.querySelector('#tools input') !== null")).isEqualTo("true");
      assertThat(browser.told("getComputedStyle(document.querySelector('ul')).listStyleType"))
          .isEqualTo("none");
      assertThat(browser.complaints().toString()).doesNotContain("Content Security Policy");

      // Less than is searched for is shown, and ticked by one click.
      browser.type("#tools input", "exams");
      assertThat(browser.told("document.querySelector('#tools button').textContent"))
          .isEqualTo("Tick the 1 found");
      browser.click("#tools button");
      assertThat(browser.told("document.querySelectorAll('li input:checked').length"))
          .isEqualTo("1");

      var swept = nights.night();
      assertThat(swept.ended("Gone").map(row -> row.get("name")).collect(Collectors.toSet()))
          .containsExactlyInAnyOrder("student-exams", "student-grades");
      assertThat(swept.ended("Withheld").map(row -> row.get("name")).collect(Collectors.toSet()))
          .contains("student-courses", "student-mails", "student-jobs");
    }
  }

  private static String id(Browser browser, String name) {
    return browser.told(
        "[...document.querySelectorAll('li')].find(row => row.querySelector('b').textContent === '"
            + name
            + "').querySelector('input').id");
  }

  private static String box(Browser browser, String name) {
    return "input[name=r][value='%s']".formatted(id(browser, name).substring(1));
  }

  private static void pictures(Browser browser) throws IOException {
    var folder = Browser.pictures().orElse(Path.of("target", "pictures"));
    Files.createDirectories(folder);
    for (boolean isDark : new boolean[] {false, true}) {
      var light = isDark ? "-dark" : "";
      browser.told("window.scrollTo(0, 0)");
      browser.look(1000, 900, isDark);
      Files.write(folder.resolve("page-desk" + light + ".png"), browser.picture());
      browser.look(390, 844, isDark);
      // Nothing is wider than a phone.
      assertThat(browser.told("document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo("true");
      Files.write(folder.resolve("page-phone" + light + ".png"), browser.picture());
    }
  }
}
