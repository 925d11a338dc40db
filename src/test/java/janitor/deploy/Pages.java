package janitor.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `./janitor docs`: writes anew the parts of the pages that are made from the code and the
/// template. `PagesTest` fails where one is not as it would be written.
public final class Pages {
  private Pages() {}

  static List<Page> all() {
    var kinds = new KindsPage();
    var rights = new RightsPage(RightsPage.everything());
    return List.of(
        new Page(Path.of("README.md"), Map.of("services", kinds.services())),
        new Page(
            Path.of("template.yaml"),
            Map.of("rows", RowRights.deletes(), "row-reads", RowRights.reads())),
        new Page(Path.of("docs/kinds.md"), Map.of("kinds", kinds.kinds())),
        new Page(
            Path.of("docs/rights.md"),
            Map.of(
                "tagged",
                rights.tagged(),
                "untagged",
                rights.untagged(),
                "own",
                rights.own(),
                "page",
                rights.page(),
                "reading",
                rights.reading(),
                "stack-members",
                rights.stackMembers(),
                "not-given",
                rights.notGiven())),
        new Page(
            Path.of("docs/settings.md"),
            Map.of(
                "settings", SettingsPage.settings(),
                "from-the-stack", SettingsPage.fromTheStack())));
  }

  /// Rewrites the pages.
  public static void main(String[] args) throws IOException {
    for (var page : all()) {
      var old = Files.readString(page.file());
      var renewed = page.renewed(old);
      if (!renewed.equals(old)) {
        Files.writeString(page.file(), renewed);
        System.err.println("written: " + page.file());
      }
    }
  }
}
