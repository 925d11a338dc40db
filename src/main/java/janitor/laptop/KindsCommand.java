package janitor.laptop;

import janitor.kind.Road;
import janitor.settings.Nearest;
import janitor.settings.Refusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `janitor kinds`.
@Command(
    name = "kinds",
    mixinStandardHelpOptions = true,
    versionProvider = Laptop.Version.class,
    description = {
      "Lists the types that are deleted, by a kind by hand or by a row for Cloud Control, and those"
          + " that are told. Asks nothing of AWS."
    })
final class KindsCommand implements Runnable {
  private final Session session;

  @Option(
      names = "--explain",
      paramLabel = "TYPE",
      description = "How one type is reached, or why not: AWS::MWAA::Environment.")
  private @Nullable String type;

  KindsCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    var out = session.out();
    if (type != null) {
      if (!type.matches("AWS::[A-Za-z0-9]+::[A-Za-z0-9]+")) {
        throw new Refusal(type + " is no type of CloudFormation's, as AWS::MWAA::Environment is");
      }
      if (!Road.isKnown(type)) {
        throw new Refusal(
            "the janitor knows no type "
                + type
                + Nearest.of(type, Road.all().stream().map(Road::type).toList())
                    .map(near -> ": did you mean " + near + "?")
                    .orElse(": if AWS has it, a tagged one is told, and not deleted"));
      }
      out.println(type + ": " + Road.of(type).text());
      return;
    }
    var roads = Road.all();
    roads.forEach(road -> out.println(word(road.how()) + "  " + road.type()));
    out.println(
        Arrays.stream(Road.How.values())
            .map(
                how ->
                    roads.stream().filter(road -> road.how() == how).count()
                        + " "
                        + word(how).strip())
            .collect(Collectors.joining(", ")));
  }

  private static String word(Road.How how) {
    return "%-7s".formatted(how.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
