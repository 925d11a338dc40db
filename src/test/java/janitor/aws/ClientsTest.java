package janitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
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

  private static HttpServer answering(int status, Consumer<HttpExchange> asked) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          asked.accept(exchange);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /// Before `localhost`, and with dots or not, a bucket's name leads to no emulator.
  @Test
  void anEmulatorIsAskedForABucketByItsPath() throws IOException {
    var paths = new ArrayList<String>();
    var server = answering(200, exchange -> paths.add(exchange.getRequestURI().getPath()));
    try (var clients =
        new Clients(
            new Calls(),
            builder ->
                builder
                    .endpointOverride(
                        URI.create("http://localhost:" + server.getAddress().getPort()))
                    .credentialsProvider(AnonymousCredentialsProvider.create()))) {
      for (var bucket : List.of("photos", "photos.of_students.org")) {
        clients.s3("eu-central-1").headBucket(request -> request.bucket(bucket));
      }
    } finally {
      server.stop(0);
    }
    assertThat(paths).containsExactly("/photos", "/photos.of_students.org");
  }

  /// What it lacks it lacks for good; AWS has a code for every answer.
  @ParameterizedTest
  @ValueSource(ints = {404, 500, 501})
  void whatAnEmulatorLacksIsAskedForOnce(int status) throws IOException {
    var asked = new AtomicInteger();
    var server = answering(status, _ -> asked.incrementAndGet());
    try (var clients = at(server)) {
      assertThrows(SqsException.class, () -> clients.sqs("eu-central-1").listQueues());
    } finally {
      server.stop(0);
    }
    assertThat(asked).hasValue(1);
  }

  /// Kinesis is written to in CBOR, which emulators do not read.
  @Test
  void anEmulatorIsWrittenToInJson() throws IOException {
    var types = new ArrayList<String>();
    var server =
        answering(
            400, exchange -> types.add(exchange.getRequestHeaders().getFirst("Content-Type")));
    var url = "aws.endpointUrl";
    var cbor = SdkSystemSetting.CBOR_ENABLED.property();
    System.setProperty(url, "http://127.0.0.1:" + server.getAddress().getPort());
    try (var clients = Clients.ambient(new Calls(), AnonymousCredentialsProvider.create())) {
      assertThrows(
          KinesisException.class,
          () ->
              clients
                  .of("eu-central-1", KinesisClient.class, KinesisClient::builder)
                  .listStreams());
    } finally {
      System.clearProperty(url);
      System.clearProperty(cbor);
      server.stop(0);
    }
    assertThat(types).containsExactly("application/x-amz-json-1.1");
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
