package janitor.aws;

import janitor.resource.Deadline;
import janitor.resource.Fault;
import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/// Lets calls go at the rates that AWS takes, so that three hundred questions asked at once are all
/// answered. Whoever asks knows nothing of it, and waits.
///
/// A throttled call is asked again without a charge on the SDK's budget for retries (500 tokens,
/// five a retry: a hundred throttles and every later call fails for good), for as long as one call
/// may take. The clients are synchronous: a call, its retries included, stays on its thread.
final class Pacer implements ExecutionInterceptor {

  /// How long one call is asked again; the client's own timeout comes a little later.
  static final Duration LONGEST = Duration.ofSeconds(100);

  private static final int ATTEMPTS = 8;

  private static final long JITTER_MILLIS = 200;

  /// What is left of the last stretch to end in.
  private static final Duration RESERVE = Duration.ofSeconds(15);

  /// With these the night ends: its ledger, the round that goes on, its mail. They are made in the
  /// last stretch, and wait there for their turn as well.
  static final Set<String> LAST_WORDS =
      Set.of(
          "DynamoDb:Query",
          "DynamoDb:GetItem",
          "DynamoDb:PutItem",
          "DynamoDb:UpdateItem",
          "DynamoDb:DeleteItem",
          "DynamoDb:BatchWriteItem",
          "Scheduler:CreateSchedule",
          "Scheduler:UpdateSchedule",
          "SesV2:SendEmail");

  private static final ThreadLocal<Turn> TURN = new ThreadLocal<>();

  private final Time time;
  private final Fault.Classifier faults = new Faults();
  private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

  private volatile Instant end = Instant.MAX;
  private volatile Instant lastEnd = Instant.MAX;

  /// The call that a thread is at.
  ///
  /// @param end when it is waited for no longer
  /// @param host that is asked; empty before it is
  private record Turn(List<Lane> lanes, Instant beganAt, Instant end, String host) {
    Turn asking(String host) {
      return new Turn(lanes, beganAt, end, host);
    }
  }

  Pacer(Time time) {
    this.time = time;
  }

  /// In the last stretch no turn is waited for, but of what ends the night.
  void endsIn(Duration left) {
    var stop = time.instant().plus(left);
    end = stop.minus(Deadline.LAST_STRETCH);
    lastEnd = stop.minus(RESERVE);
  }

  /// Before the timeout of the call begins to run.
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    begin(
        attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
        attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
        String.valueOf(attributes.getAttribute(AwsExecutionAttribute.AWS_REGION)));
  }

  void begin(String service, String operation, String region) {
    var lanes = lanes(service, operation, " in " + region);
    var waitsUntil = LAST_WORDS.contains(service + ":" + operation) ? lastEnd : end;
    for (var lane : lanes) {
      if (!lane.await(waitsUntil)) {
        throw SdkClientException.create(
            "its turn to be asked for had not come when the time was up: AWS takes only so many"
                + " such calls a second");
      }
    }
    TURN.set(new Turn(lanes, time.instant(), waitsUntil, ""));
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    var turn = TURN.get();
    if (turn != null) {
      TURN.set(turn.asking(context.httpRequest().host()));
    }
  }

  private List<Lane> lanes(String service, String operation, String region) {
    var documented =
        Rates.of(service, operation)
            .map(rate -> lane(rate.name() + region, Optional.of(rate)))
            .toList();
    return documented.isEmpty()
        ? List.of(lane(service + ":" + operation + region, Optional.empty()))
        : documented;
  }

  private Lane lane(String key, Optional<Rates.Rate> rate) {
    return lanes.computeIfAbsent(key, _ -> new Lane(rate, time));
  }

  /// For a client of its own: AWS's usual strategy, but for throttles.
  RetryStrategy retries() {
    return new Retries(
        AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build());
  }

  private final class Retries implements RetryStrategy {
    private final RetryStrategy others;

    Retries(RetryStrategy others) {
      this.others = others;
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
      return others.acquireInitialToken(request);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
      var turn = TURN.get();
      if (turn != null && isGap(turn.host(), request.failure())) {
        throw new TokenAcquisitionFailedException(
            "an emulator without that", request.token(), request.failure());
      }
      if (turn == null || !isThrottle(request.failure())) {
        return others.refreshRetryToken(request);
      }
      var delay = delay(turn, request.suggestedDelay());
      var at = time.instant().plus(delay);
      if (at.isAfter(turn.beganAt().plus(LONGEST)) || at.isAfter(turn.end())) {
        throw new TokenAcquisitionFailedException(
            "throttled for too long", request.token(), request.failure());
      }
      return RefreshRetryTokenResponse.create(request.token(), delay);
    }

    private static Duration delay(Turn turn, Optional<Duration> suggested) {
      var turnIn =
          turn.lanes().stream().map(Lane::again).max(Duration::compareTo).orElse(Duration.ZERO);
      var jitter = Duration.ofMillis(ThreadLocalRandom.current().nextLong(JITTER_MILLIS));
      var least = suggested.orElse(Duration.ZERO);
      return (turnIn.compareTo(least) < 0 ? least : turnIn).plus(jitter);
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
      return others.recordSuccess(request);
    }

    @Override
    public int maxAttempts() {
      return others.maxAttempts();
    }

    @Override
    public boolean useClientDefaults() {
      return false;
    }

    @Override
    public Builder<?, ?> toBuilder() {
      return others.toBuilder();
    }
  }

  /// What an emulator lacks it lacks however often it is asked, and a dry run asks it hundreds of
  /// such things.
  private static boolean isGap(String host, Throwable failure) {
    return !host.isEmpty()
        && !Endpoints.isOfAws(host)
        && failure instanceof AwsServiceException answer
        && Causes.isGap(
            answer.statusCode(),
            Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse(""));
  }

  private boolean isThrottle(Throwable failure) {
    return failure instanceof RuntimeException error
        && faults.classify(error).of() == Fault.Sort.THROTTLED;
  }
}
