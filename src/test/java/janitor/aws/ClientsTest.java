package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sqs.model.SqsException;

final class ClientsTest {
  private static final int REGIONS = 40;
  private static final int CALLS = 6;

  /// Lambda lets a function have 1,024 threads, whatever the regions of the account.
  @Test
  void threadsDoNotGrowWithRegionsAndCalls() throws IOException {
    var asked = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(400, -1);
          exchange.close();
        });
    server.start();
    var before = Thread.getAllStackTraces().keySet();
    try (var clients = at(server)) {
      IntStream.range(0, REGIONS)
          .forEach(
              region -> {
                for (int call = 0; call < CALLS; call++) {
                  assertThrows(
                      SqsException.class, () -> clients.sqs("region-" + region).listQueues());
                }
              });
      assertThat(asked).hasValue(REGIONS * CALLS);
      assertThat(since(before)).hasSizeBetween(1, 2);
    } finally {
      server.stop(0);
    }
  }

  /// A function that stays warm makes clients for every round.
  @Test
  void nothingRunsOnAfterTheyAreClosed() throws IOException, InterruptedException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(400, -1);
          exchange.close();
        });
    server.start();
    var before = Thread.getAllStackTraces().keySet();
    try (var clients = at(server)) {
      assertThrows(SqsException.class, () -> clients.sqs("eu-central-1").listQueues());
    } finally {
      server.stop(0);
    }
    for (var thread : since(before)) {
      thread.join(5_000);
    }
    assertThat(since(before)).isEmpty();
  }

  private static Set<Thread> since(Set<Thread> before) {
    var now = Thread.getAllStackTraces().keySet();
    now.removeAll(before);
    // One for the whole process, whoever made the first HTTP client.
    now.removeIf(thread -> thread.getName().equals("idle-connection-reaper"));
    return now;
  }

  private static Clients at(HttpServer server) {
    return new Clients(
        new Calls(),
        builder ->
            builder
                .endpointOverride(
                    URI.create("http://127.0.0.1:%d".formatted(server.getAddress().getPort())))
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))));
  }
}
