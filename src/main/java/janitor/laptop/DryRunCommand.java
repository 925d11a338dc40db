package janitor.laptop;

import janitor.kind.Kinds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `janitor dry-run`.
@Command(
    name = "dry-run",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    sortOptions = false,
    description = "Shows what would go in which order, and what stays and why. Touches nothing.")
final class DryRunCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final NightFlags.Setting setting = new NightFlags.Setting();
  @Mixin private final NightFlags.Choice choice = new NightFlags.Choice();
  @Mixin private final NightFlags.Lift lift = new NightFlags.Lift();

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "As if it were then: 2026-12-24, or 2026-12-24T18:00:00Z.")
  private Optional<String> asOf = Optional.empty();

  @Option(
      names = "--save",
      paramLabel = "FILE.json",
      description = "Saves what would go, to be reviewed and then swept with --from.")
  private Optional<Path> save = Optional.empty();

  @Mixin private final NightFlags.Telling telling = new NightFlags.Telling();

  DryRunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    var detail = choice.detail(Kinds.types());
    detail.put("dryRun", true);
    asOf.ifPresent(text -> detail.put("asOf", NightFlags.instant("--as-of", text)));
    var profiles = Profiles.of(setting.profile, session.environment());
    return new NightRun(
            session,
            lift.over(setting.over(session.environment(), profiles)),
            profiles,
            new NightRun.Order(Events.choices(detail), telling, Optional.empty(), save, false))
        .run();
  }
}
