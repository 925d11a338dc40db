package janitor.laptop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `janitor completion`.
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    description = {
      "Prints what makes bash or zsh complete the words of this program.",
      "  source <(janitor completion)"
    })
final class CompletionCommand implements Runnable {
  private final Session session;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    var root = Objects.requireNonNull(spec).root();
    session.out().print(AutoComplete.bash(root.name(), root.commandLine()));
  }
}
