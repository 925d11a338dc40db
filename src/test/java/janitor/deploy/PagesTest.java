package janitor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The pages say what the code and the template say, and their links lead somewhere.
final class PagesTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^\\s*```.*?^\\s*```");

  @TestFactory
  List<DynamicTest> pagesAreAsTheCodeMakesThem() {
    return Pages.all().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.file().toString(),
                    () -> {
                      var text = Files.readString(page.file());
                      assertThat(text)
                          .as("%s; after a wanted change: ./janitor docs", page.file())
                          .isEqualTo(page.renewed(text));
                    }))
        .toList();
  }

  /// Every statement of the role is on the page: without it, the page would be another.
  @TestFactory
  List<DynamicTest> aMissingStatementIsNoticed() {
    var all = RightsPage.everything();
    var page = whole(new RightsPage(all));
    return all.stream()
        .map(
            without ->
                DynamicTest.dynamicTest(
                    without.policy().name() + " " + without.sid(),
                    () ->
                        assertThat(
                                whole(
                                    new RightsPage(
                                        all.stream()
                                            .filter(statement -> !statement.equals(without))
                                            .toList())))
                            .isNotEqualTo(page)))
        .toList();
  }

  private static String whole(RightsPage page) {
    return page.tagged() + page.untagged() + page.own() + page.reading() + page.stackMembers();
  }

  @Test
  void whatTheTagDoesNotNarrowSaysWhy() {
    var reasons = Template.reasons();
    assertThat(
            RightsPage.everything().stream()
                .filter(Predicate.not(Template.Statement::isTagged))
                .map(Template.Statement::sid))
        .hasSizeGreaterThan(20)
        .allSatisfy(sid -> assertThat(reasons.get(sid)).as("comment above " + sid).isNotEmpty());
  }

  /// For its reader: what it is, start, deploy, decide. All else has a page of its own.
  @Test
  void theReadmeStaysShort() throws IOException {
    assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThan(200);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (var page : pages()) {
      for (var link : links(Files.readString(page))) {
        if (link.startsWith("https://")) {
          continue;
        }
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        assertThat(target).as(page + " links to " + link).exists();
        if (parts.length == 2) {
          assertThat(anchors(target)).as(page + " links to " + link).contains(parts[1]);
        }
      }
    }
  }

  private static List<Path> pages() throws IOException {
    try (var docs = Files.list(Path.of("docs"));
        var emulator = Files.list(Path.of("src/test/emulator"))) {
      return Stream.of(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), docs, emulator)
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          .toList();
    }
  }

  private static List<String> links(String text) {
    return LINK.matcher(FENCED.matcher(text).replaceAll(""))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  /// As GitHub makes them: lower case, punctuation dropped, blanks as dashes.
  private static Set<String> anchors(Path page) throws IOException {
    return Pattern.compile("(?m)^#+ (.*)$")
        .matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
        .results()
        .map((MatchResult match) -> match.group(1))
        .map(
            title ->
                title
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
