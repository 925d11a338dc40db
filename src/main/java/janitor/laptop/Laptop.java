package janitor.laptop;

import static java.nio.charset.StandardCharsets.UTF_8;

import janitor.settings.Nearest;
import janitor.settings.Refusal;
import janitor.settings.Settings;
import janitor.tag.Listing;
import janitor.tag.TagPlan;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import software.amazon.awssdk.core.exception.SdkException;

/// The program on a laptop: `janitor COMMAND`.
@Command(
    name = "janitor",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Finds what a workshop left in an AWS account, and deletes it in safe order.",
    footer = {
      "",
      "Exit codes: 0 done; 1 something failed or could not be looked at; 2 the call, a setting or"
          + " the credentials are wrong, and nothing was touched; 130 and 143 after Ctrl-C and"
          + " SIGTERM."
    })
public final class Laptop implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  private Laptop() {}

  public static void main(String[] args) {
    var environment = Map.copyOf(System.getenv());
    System.exit(
        run(
            new Session(
                List.of(args),
                environment,
                Optional.empty(),
                new Session.Streams(System.in, System.out, System.err),
                Terminal.of(environment),
                new Interruption())));
  }

  /// Runs the words of a session.
  ///
  /// @return its exit code
  static int run(Session session) {
    return commandLine(session).execute(session.words().toArray(String[]::new));
  }

  static CommandLine commandLine(Session session) {
    var terminal = session.terminal();
    var line = new CommandLine(new Laptop());
    line.addSubcommand(new DryRunCommand(session));
    line.addSubcommand(new SweepCommand(session));
    line.addSubcommand(new RunCommand(session));
    line.addSubcommand(new ReportCommand(session));
    line.addSubcommand(new TagCommands.Tag(session));
    line.addSubcommand(new TagCommands.Untag(session));
    line.addSubcommand(new KindsCommand(session));
    line.addSubcommand(new CompletionCommand(session));
    line.addSubcommand(new CommandLine.HelpCommand());
    line.setOut(new PrintWriter(session.out(), true, UTF_8));
    line.setErr(new PrintWriter(session.err(), true, UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.isOut() && terminal.isColoured() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(Math.clamp(terminal.columns(), 55, 120));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((wrong, _) -> misused(wrong, session));
    line.setExecutionExceptionHandler((failed, _, _) -> failed(failed, session));
    return line;
  }

  /// Without a command.
  @Override
  public void run() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "say what to do");
  }

  private static int misused(ParameterException wrong, Session session) {
    session.tell(
        Listing.clean(said(wrong))
            + suggestion(wrong).map(near -> ": did you mean " + near + "?").orElse("")
            + " (see "
            + wrong.getCommandLine().getCommandSpec().qualifiedName()
            + " --help)");
    return Exit.REFUSED;
  }

  private static String said(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      var word = unmatched.getUnmatched().getFirst();
      var isCommand = wrong.getCommandLine().getParent() == null;
      return (word.startsWith("-")
              ? "unknown option "
              : isCommand ? "there is no command " : "unknown word ")
          + Settings.quoting().apply(word);
    }
    return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
  }

  private static Optional<String> suggestion(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      var spec = unmatched.getCommandLine().getCommandSpec();
      var word = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
      return Nearest.of(
          word, word.startsWith("-") ? spec.optionsMap().keySet() : spec.subcommands().keySet());
    }
    return Optional.empty();
  }

  private static int failed(Exception failed, Session session) throws Exception {
    var said =
        switch (failed) {
          case Refusal refusal -> String.valueOf(refusal.getMessage());
          case TagPlan.Unusable unusable -> String.valueOf(unusable.getMessage());
          case InvalidPathException noName -> "\"" + noName.getInput() + "\" is no name for a file";
          case SdkException unreachable -> "AWS could not be asked: " + unreachable.getMessage();
          default -> throw failed;
        };
    session.tell(Listing.clean(said));
    return failed instanceof SdkException ? Exit.FAILED : Exit.REFUSED;
  }

  /// As the script that starts it knows.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"janitor " + System.getProperty("janitor.version", "(unknown version)")};
    }
  }
}
