package janitor.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import janitor.resource.Arn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

final class AwsTagIndexTest {
  private static final String NO_ARN = "arn:aws:workshops:of-a-new-form";

  /// Each region's index names what is global.
  @Test
  void whatHasNoArnIsOneThingInHoweverManyRegionsItIsTold() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          var body =
              ("{\"ResourceTagMappingList\":[{\"ResourceARN\":\""
                      + NO_ARN
                      + "\",\"Tags\":[{\"Key\":\"workshop\",\"Value\":\"lab\"}]}]}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    var found = new HashSet<Arn>();
    try (var clients =
        new Clients(
            new Calls(),
            builder ->
                builder
                    .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .credentialsProvider(AnonymousCredentialsProvider.create()))) {
      for (var region : List.of("eu-central-1", "us-east-1")) {
        found.addAll(new AwsTagIndex(clients).tagged(region, "workshop", List.of("lab")).keySet());
      }
    } finally {
      server.stop(0);
    }
    assertThat(found).hasSize(1);
    assertThat(found.iterator().next().resource()).isEqualTo(NO_ARN);
  }
}
