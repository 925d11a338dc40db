package janitor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.ledger.MemoryLedger;
import janitor.report.JsonLog;
import janitor.report.ResultWriter;
import janitor.resource.Time;
import janitor.sweep.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The Lambda function: an event in, the night's result out.
public final class JanitorHandler implements RequestStreamHandler {
  private final Wiring wiring;

  /// As Lambda makes it.
  public JanitorHandler() {
    this(
        System.getenv(),
        Time.system(),
        Clients::ambient,
        new JsonLog(
            System.out,
            Time.system(),
            System.getenv().getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "janitor")));
  }

  /// With everything that it works with handed in.
  public JanitorHandler(
      Map<String, String> environment,
      Time time,
      Function<Calls, Clients> clients,
      Journal journal) {
    this.wiring = new Wiring(Map.copyOf(environment), time, clients, journal, new MemoryLedger());
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    var report =
        wiring.night(
            input,
            Duration.ofMillis(context.getRemainingTimeInMillis()),
            Optional.of(context.getInvokedFunctionArn()));
    output.write(new ResultWriter().write(report).getBytes(StandardCharsets.UTF_8));
    if (report.isMailFailed()) {
      // Nobody was told: the invocation has to fail, so that its on-failure destination tells.
      throw new IllegalStateException("nobody could be told of " + report.course().night());
    }
  }
}
