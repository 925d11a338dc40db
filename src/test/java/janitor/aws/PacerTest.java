package janitor.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import janitor.fake.FakeTime;
import janitor.resource.Parallel;
import janitor.resource.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.services.kms.model.KmsException;

/// Over the SDK's own client, against a server that throttles.
class PacerTest {
  private static final String REGION = "eu-central-1";

  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server = server();
  private volatile int throttles;
  private volatile Optional<Lane> rate = Optional.empty();
  private volatile String code = "ThrottlingException";

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @BeforeEach
  void begin() {
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          var isRefused =
              asked.incrementAndGet() <= throttles
                  || rate.filter(lane -> !lane.await(Instant.MIN)).isPresent();
          var body =
              (isRefused ? "{\"__type\":\"" + code + "\",\"message\":\"Rate exceeded\"}" : "{}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(isRefused ? 400 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void end() {
    server.stop(0);
  }

  private Clients clients() {
    var at = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new Clients(
        new Calls(),
        builder ->
            builder
                .endpointOverride(at)
                .credentialsProvider(AnonymousCredentialsProvider.create()));
  }

  /// The SDK's own budget ends after a hundred: five of five hundred tokens a retry.
  @Test
  void throttlesCostNoBudget() {
    var time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
    var pacer = new Pacer(time);
    var retries = pacer.retries();
    for (int i = 0; i < 300; i++) {
      pacer.begin("KMS", "ListKeys", REGION);
      var token = retries.acquireInitialToken(AcquireInitialTokenRequest.create("all")).token();
      time.pause(refused(retries, token, "ThrottlingException", 400));
    }
    pacer.begin("KMS", "ListKeys", REGION);
    var token = retries.acquireInitialToken(AcquireInitialTokenRequest.create("all")).token();
    assertThat(refused(retries, token, "InternalFailure", 500)).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void oneCallIsNotAskedForEver() {
    var time = new FakeTime(Instant.parse("2026-11-30T01:00:00Z"));
    var pacer = new Pacer(time);
    var retries = pacer.retries();
    pacer.begin("KMS", "ListKeys", REGION);
    var token = retries.acquireInitialToken(AcquireInitialTokenRequest.create("all")).token();
    assertThatThrownBy(
            () -> {
              while (true) {
                time.pause(refused(retries, token, "ThrottlingException", 400));
              }
            })
        .isInstanceOf(TokenAcquisitionFailedException.class);
    assertThat(time.instant()).isBefore(Instant.parse("2026-11-30T01:01:41Z"));
  }

  private static Duration refused(
      RetryStrategy retries, RetryToken token, String code, int status) {
    var failure =
        KmsException.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("no").build())
            .build();
    return retries
        .refreshRetryToken(
            RefreshRetryTokenRequest.builder()
                .token(token)
                .failure(failure)
                .suggestedDelay(Duration.ZERO)
                .build())
        .delay();
  }

  /// All at once, against a rate that nobody told of.
  @Test
  void whatIsThrottledIsAnsweredInTheEnd() {
    rate =
        Optional.of(
            new Lane(
                Optional.of(new Rates.Rate("fifty", Set.of(), Set.of(), 50, 10)), Time.system()));
    try (var aws = clients()) {
      var answers =
          Parallel.map(
              IntStream.range(0, 60).boxed().toList(),
              _ -> aws.kms(REGION).listKeys().keys().size());
      assertThat(answers).hasSize(60);
    }
    assertThat(asked.get()).isGreaterThan(60);
  }

  @Test
  void otherRefusalsAreNotAskedAgain() {
    throttles = 1;
    code = "AccessDeniedException";
    try (var aws = clients()) {
      assertThatThrownBy(() -> aws.kms(REGION).listKeys()).isInstanceOf(KmsException.class);
    }
    assertThat(asked.get()).isEqualTo(1);
  }

  /// A retry that would come after the end is none, and the fault stays what it is.
  @Test
  void inTheLastStretchNothingIsWaitedFor() {
    throttles = 1;
    try (var aws = clients()) {
      aws.endIn(Duration.ofSeconds(60));
      assertThatThrownBy(() -> aws.kms(REGION).listKeys())
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("Rate exceeded");
      assertThatThrownBy(
              () ->
                  Parallel.map(
                      IntStream.range(0, 20).boxed().toList(),
                      _ -> aws.dynamoDb(REGION).listTagsOfResource(r -> r.resourceArn("x"))))
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("when the time was up");
    }
  }

  /// Else one throttle of the ledger or of the mail in the last minute would cost the night's end.
  @Test
  void theNightsLastWordsAreWaitedForInTheLastStretch() {
    throttles = 2;
    try (var aws = clients()) {
      aws.endIn(Duration.ofSeconds(60));
      aws.dynamoDb(REGION).putItem(request -> request.tableName("ledger").item(Map.of()));
      aws.dynamoDb(REGION).putItem(request -> request.tableName("ledger").item(Map.of()));
    }
    assertThat(asked.get()).isEqualTo(4);
  }

  @Test
  void soIsItsMail() {
    throttles = 1;
    try (var aws = clients()) {
      aws.endIn(Duration.ofSeconds(60));
      aws.ses(REGION).sendEmail(request -> request.fromEmailAddress("janitor@example.org"));
    }
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void theNightsLastWordsEndBeforeTheFunctionDoes() {
    throttles = Integer.MAX_VALUE;
    try (var aws = clients()) {
      aws.endIn(Duration.ofSeconds(17));
      var began = Instant.now();
      assertThatThrownBy(
              () ->
                  aws.dynamoDb(REGION)
                      .putItem(request -> request.tableName("ledger").item(Map.of())))
          .hasMessageContaining("Rate exceeded");
      assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }
  }
}
