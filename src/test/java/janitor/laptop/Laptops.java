package janitor.laptop;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The laptop's program in this process.
public final class Laptops {
  private Laptops() {}

  /// Runs a command with nothing but pipes around it.
  public static int run(
      Map<String, String> environment,
      Function<Calls, Clients> clients,
      InputStream in,
      PrintStream out,
      PrintStream err,
      String... words) {
    return Laptop.run(
        new Session(
            List.of(words),
            environment,
            Optional.of(clients),
            new Session.Streams(in, out, err),
            Terminal.NONE,
            new Interruption()));
  }
}
