package janitor.laptop;

import janitor.settings.InputFile;
import janitor.settings.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `janitor run [EVENT.json|-]`.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    sortOptions = false,
    description =
        "One invocation with an event, as Lambda would make it, but by hand: if it deletes, it asks"
            + " first.")
final class RunCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "EVENT.json|-",
      description = "The event, as events/dry-run.json; - is standard input.")
  private Optional<String> event = Optional.empty();

  @Mixin private final NightFlags.Setting setting = new NightFlags.Setting();
  @Mixin private final NightFlags.Lift lift = new NightFlags.Lift();
  @Mixin private final NightFlags.Telling telling = new NightFlags.Telling();
  @Mixin private final NightFlags.Sure sure = new NightFlags.Sure();

  RunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    if (event.isEmpty() && session.terminal().isIn()) {
      throw new Refusal(
          "name an event, such as events/dry-run.json, or - for standard input; without one there"
              + " are janitor dry-run and janitor sweep");
    }
    var isIn = event.filter(text -> !text.equals("-")).isEmpty();
    var choices =
        Events.choices(
            isIn
                ? InputFile.text("the event", session.streams().in())
                : InputFile.text("the event", Path.of(event.orElseThrow())));
    var profiles = Profiles.of(setting.profile, session.environment());
    return new NightRun(
            session,
            lift.over(setting.over(session.environment(), profiles)),
            profiles,
            new NightRun.Order(choices, telling, Optional.empty(), Optional.empty(), sure.isSure))
        .run();
  }
}
