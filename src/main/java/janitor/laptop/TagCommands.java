package janitor.laptop;

import janitor.kind.Kinds;
import janitor.settings.Refusal;
import janitor.tag.TagCall;
import janitor.tag.TagPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `janitor tag` and `janitor untag`.
final class TagCommands {
  private TagCommands() {}

  /// `janitor tag`.
  @Command(
      name = "tag",
      mixinStandardHelpOptions = true,
      versionProvider = Laptop.Version.class,
      sortOptions = false,
      description = {
        "Says what is the workshop's: looks for names, and for what somebody made, shows what"
            + " speaks for and against each, asks, and tags. Never deletes."
      })
  static final class Tag implements Callable<Integer> {
    private final Session session;

    @Option(
        names = "--name",
        paramLabel = "'PATTERN'",
        description = "Names to look for, with * and ?, in quotes; may be repeated.")
    private List<String> names = new ArrayList<>();

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        split = ",",
        description = "Only these CloudFormation types; may be repeated.")
    private List<String> types = new ArrayList<>();

    @Option(
        names = "--since",
        paramLabel = "DATE",
        description =
            "Nothing that was made before: 2026-11-30 (a day of UTC), or"
                + " 2026-11-30T08:00:00+01:00.")
    private Optional<String> since = Optional.empty();

    @Option(
        names = "--made-by",
        paramLabel = "me|ARN|NAME",
        description =
            "With --since: what this user, session or role made, as the account's trail tells"
                + " (CloudTrail, 90 days). Together with --name either will do; what somebody else"
                + " made is left out.")
    private Optional<String> madeBy = Optional.empty();

    @Option(
        names = "--until",
        paramLabel = "DATE",
        description = "With --made-by: nothing that was made later; a day (of UTC) with all of it.")
    private Optional<String> until = Optional.empty();

    @Option(
        names = "--save",
        paramLabel = "FILE.json",
        description = "Saves what it would tag, to be reviewed, tagged with --from, and untagged.")
    private Optional<Path> save = Optional.empty();

    @Option(
        names = "--from",
        paramLabel = "FILE.json",
        description = "Tags exactly what --save wrote there.")
    private Optional<Path> from = Optional.empty();

    @Option(
        names = "--plan",
        hidden = true,
        description = "Elsewhere a picture of what goes; what it saved here is --save.")
    private Optional<String> plan = Optional.empty();

    @Option(names = "--yes", description = "Tags without asking.")
    private boolean isSure;

    @Mixin private final NightFlags.Setting setting = new NightFlags.Setting();

    Tag(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException, TagPlan.Unusable {
      plan.ifPresent(
          file -> {
            throw new Refusal(
                "--plan draws a picture of what goes; to save what is to be tagged say --save "
                    + file);
          });
      return TagCommands.run(
          session,
          setting,
          new TagCall.Words(
              false,
              new TagCall.WordsOfSearch(names, types, setting.regions),
              new TagCall.WordsOfMaking(since, madeBy, until),
              isSure,
              save,
              from));
    }
  }

  /// `janitor untag`.
  @Command(
      name = "untag",
      mixinStandardHelpOptions = true,
      versionProvider = Laptop.Version.class,
      sortOptions = false,
      description = "Takes the tags off again that tag --from FILE set.")
  static final class Untag implements Callable<Integer> {
    private final Session session;

    @Option(
        names = "--from",
        paramLabel = "FILE.json",
        description = "The file that tag --save wrote.")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--yes", description = "Takes them off without asking.")
    private boolean isSure;

    @Mixin private final NightFlags.Setting setting = new NightFlags.Setting();

    Untag(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() throws IOException, TagPlan.Unusable {
      return TagCommands.run(
          session,
          setting,
          new TagCall.Words(
              true,
              new TagCall.WordsOfSearch(List.of(), List.of(), setting.regions),
              TagCall.WordsOfMaking.NONE,
              isSure,
              Optional.empty(),
              from));
    }
  }

  private static int run(Session session, NightFlags.Setting setting, TagCall.Words words)
      throws IOException, TagPlan.Unusable {
    var call = TagCall.of(Kinds.types(), words);
    var profiles = Profiles.of(setting.profile, session.environment());
    return new TagRun(session, call).run(setting.over(session.environment(), profiles), profiles);
  }
}
