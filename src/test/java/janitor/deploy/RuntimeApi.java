package janitor.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Lambda's Runtime API: what the runtime interface client asks for invocations, and answers to.
public final class RuntimeApi implements AutoCloseable {
  private static final String ROOT = "/2018-06-01/runtime/";

  private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final HttpServer server;

  private record Invocation(String id, String event, Instant deadline) {}

  /// What came back.
  ///
  /// @param error the type of the error; empty: it is a result
  public record Answer(String id, Optional<String> error, String body) {}

  public RuntimeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(ROOT, this::handle);
    server.start();
  }

  /// As `AWS_LAMBDA_RUNTIME_API` has it.
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public Answer invoke(String id, String event, Duration timeLeft, BooleanSupplier isAlive)
      throws InterruptedException {
    var deadline = Instant.now().plus(timeLeft);
    waiting.add(new Invocation(id, event, deadline));
    while (isAlive.getAsBoolean() && Instant.now().isBefore(deadline)) {
      var answer = answers.poll(200, TimeUnit.MILLISECONDS);
      if (answer != null) {
        return answer;
      }
    }
    throw new AssertionError("no answer to " + event + ": its log says why");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath().substring(ROOT.length());
      if (path.equals("invocation/next")) {
        next(exchange);
        return;
      }
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var error =
          Optional.ofNullable(
              exchange.getRequestHeaders().getFirst("Lambda-Runtime-Function-Error-Type"));
      answers.add(
          switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "response" -> new Answer(id(path), Optional.empty(), body);
            case "error" -> new Answer(id(path), error.or(() -> Optional.of("?")), body);
            default -> new Answer(path, Optional.of("unknown path"), body);
          });
      exchange.sendResponseHeaders(202, -1);
    }
  }

  private void next(HttpExchange exchange) throws IOException {
    try {
      var invocation = waiting.take();
      var headers = exchange.getResponseHeaders();
      headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
      headers.set(
          "Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadline().toEpochMilli()));
      headers.set(
          "Lambda-Runtime-Invoked-Function-Arn",
          "arn:aws:lambda:eu-central-1:123456789012:function:janitor");
      headers.set("Content-Type", "application/json");
      var event = invocation.event().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, event.length);
      exchange.getResponseBody().write(event);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static String id(String path) {
    return path.split("/", -1)[1];
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
