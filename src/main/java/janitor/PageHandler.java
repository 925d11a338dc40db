package janitor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import janitor.aws.LedgerTable;
import janitor.page.DecisionPage;
import janitor.page.DecisionTable;
import janitor.page.Decisions;
import janitor.page.Request;
import janitor.page.Response;
import janitor.resource.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The function behind the link of the mail. It has one client, of the ledger's table, and never
/// writes down what it was asked: the address holds the token.
public final class PageHandler implements RequestStreamHandler {
  private static final Map<String, String> PLAIN =
      Map.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-store");

  private final DecisionPage page;
  private final PrintStream log;

  /// As Lambda makes it.
  public PageHandler() {
    this(table(System.getenv()), Time.system(), System.out);
  }

  /// With everything that it works with handed in.
  public PageHandler(Decisions decisions, Time time, PrintStream log) {
    this.page = new DecisionPage(decisions, time);
    this.log = log;
  }

  private static Decisions table(Map<String, String> environment) {
    var client =
        DynamoDbClient.builder()
            .httpClientBuilder(
                ApacheHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(2))
                    .socketTimeout(Duration.ofSeconds(5)))
            .overrideConfiguration(all -> all.apiCallTimeout(Duration.ofSeconds(10)))
            .build();
    return new DecisionTable(
        new LedgerTable(
            () -> client,
            Objects.requireNonNull(
                environment.get("JANITOR_LEDGER_TABLE"), "JANITOR_LEDGER_TABLE is not set"),
            Time.system()));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    output.write(answer(Request.of(input)).json().getBytes(StandardCharsets.UTF_8));
  }

  private Response answer(Optional<Request> request) {
    if (request.isEmpty()) {
      return plain(400, "This is no request.");
    }
    try {
      return page.answer(request.get());
    } catch (SdkException unreachable) {
      // Its message may quote what was asked; its code, such as AccessDeniedException, does not.
      log.println("{\"level\":\"ERROR\",\"error\":\"" + code(unreachable) + "\"}");
      return plain(
          503,
          "What was decided could not be read or written just now. Open the link again and look"
              + " what it says.");
    }
  }

  private static String code(SdkException error) {
    return Optional.of(error)
        .filter(AwsServiceException.class::isInstance)
        .map(AwsServiceException.class::cast)
        .flatMap(exception -> Optional.ofNullable(exception.awsErrorDetails()))
        .map(awsError -> awsError.errorCode().replaceAll("\\W", ""))
        .orElse(error.getClass().getSimpleName());
  }

  private static Response plain(int status, String sentence) {
    return Response.of(status, PLAIN, sentence);
  }
}
