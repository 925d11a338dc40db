package janitor.rehearsal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import janitor.PageHandler;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.aws.LedgerTable;
import janitor.page.DecisionTable;
import janitor.page.Decisions;
import janitor.resource.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The page on this machine: what Lambda does for a function URL, around the handler that Lambda
/// runs, over the ledger's table of an emulated account.
public final class PageServer implements AutoCloseable {
  private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/d/[\\w-]{43}");

  private final Clients aws;
  private final Decisions decisions;
  private final PageHandler handler;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private PageServer(Emulator emulator, Time time) throws IOException {
    this.aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    this.decisions =
        new DecisionTable(
            new LedgerTable(() -> aws.dynamoDb(Emulator.REGION), Rehearsal.LEDGER, time));
    this.handler = new PageHandler(decisions, time, System.err);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public static PageServer start(Emulator emulator, Time time) {
    try {
      return new PageServer(emulator, time);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// For the setting `JANITOR_PAGE_URL`.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /// The first link to such a page in a mail's text.
  public static Optional<String> link(String text) {
    return LINK.matcher(text).results().map(MatchResult::group).findFirst();
  }

  public Decisions decisions() {
    return decisions;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var output = new ByteArrayOutputStream();
      handler.handleRequest(
          new ByteArrayInputStream(JSON.std.asString(event(exchange)).getBytes(UTF_8)),
          output,
          new Night.LambdaContext(Night.REHEARSAL));
      var answer = JSON.std.mapFrom(output.toString(UTF_8));
      if (answer.get("headers") instanceof Map<?, ?> headers) {
        headers.forEach(
            (name, value) ->
                exchange.getResponseHeaders().set(String.valueOf(name), String.valueOf(value)));
      }
      var body = Base64.getDecoder().decode(String.valueOf(answer.get("body")));
      var status = Integer.parseInt(String.valueOf(answer.get("statusCode")));
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /// As Lambda makes one of a request: payload format 2.0.
  private static Map<String, Object> event(HttpExchange exchange) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    var event = new LinkedHashMap<String, Object>();
    event.put("version", "2.0");
    event.put("rawPath", exchange.getRequestURI().getRawPath());
    event.put(
        "rawQueryString", Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    event.put("headers", headers);
    event.put(
        "requestContext",
        Map.of(
            "domainName",
            headers.getOrDefault("host", ""),
            "http",
            Map.of("method", exchange.getRequestMethod())));
    event.put("body", new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
    event.put("isBase64Encoded", false);
    return event;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    aws.close();
  }
}
