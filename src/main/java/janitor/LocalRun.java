package janitor;

import janitor.aws.Clients;
import janitor.ledger.MemoryLedger;
import janitor.report.Report;
import janitor.report.ResultWriter;
import janitor.resource.Time;
import janitor.settings.Refusal;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.terminal.PlanPicture;
import janitor.terminal.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/// One night from a laptop: `./janitor run EVENT.json`. The result goes to standard output, all
/// else to standard error.
public final class LocalRun {
  /// Nobody stops a laptop; this only ends what would go on for ever.
  private static final Duration LONGEST = Duration.ofHours(12);

  private LocalRun() {}

  public static void main(String[] args) throws IOException {
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err)
      throws IOException {
    if (args.length != 1 && !(args.length == 3 && args[1].equals("--plan"))) {
      err.println("usage: ./janitor run EVENT.json [--plan FILE.svg]");
      return Exit.REFUSED;
    }
    var picture = new PlanPicture();
    var drawing = args.length == 3 ? Optional.of(Path.of(args[2])) : Optional.<Path>empty();
    if (drawing.filter(PlanPicture::isNoPlace).isPresent()) {
      err.println(
          "the plan cannot be written to " + args[2] + ": name a file in a folder that is there");
      return Exit.REFUSED;
    }
    try (var progress = Progress.on(err);
        var event = Files.newInputStream(Path.of(args[0]))) {
      var wiring =
          new Wiring(
              environment,
              Time.system(),
              Clients::ambient,
              Journal.all(progress, picture),
              new MemoryLedger());
      var report = wiring.night(event, LONGEST, Optional.empty());
      out.println(new ResultWriter().write(report));
      if (drawing.isPresent()) {
        // A night that found itself to be another's has no plan.
        Files.writeString(drawing.get(), picture.svg().orElse(""));
      }
      return isClean(report) ? Exit.OK : Exit.FAILED;
    } catch (NoSuchFileException missing) {
      err.println(
          "there is no file " + missing.getFile() + ": name one, such as events/dry-run.json");
      return Exit.REFUSED;
    } catch (Refusal refusal) {
      err.println(refusal.getMessage());
      return Exit.REFUSED;
    } catch (SdkException unreachable) {
      err.println("AWS could not be asked: " + unreachable.getMessage());
      return Exit.FAILED;
    }
  }

  /// Whether nothing failed, nothing was refused, and whoever was to be told was told.
  static boolean isClean(Report report) {
    return report.count(Outcome.Failed.class) == 0
        && report.gaps().unread().isEmpty()
        && report.gaps().refusal().isEmpty()
        && !report.isMailFailed();
  }
}
