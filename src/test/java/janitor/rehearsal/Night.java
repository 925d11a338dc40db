package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.jr.ob.JSON;
import janitor.JanitorHandler;
import janitor.aws.Clients;
import janitor.resource.Time;
import janitor.sweep.Journal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;

/// One invocation of the handler against an emulator, and its result.
public record Night(Map<String, Object> result) {

  /// The function that a rehearsal's nights run as.
  public static final String REHEARSAL =
      "arn:aws:lambda:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":function:janitor-rehearsal";

  /// The end of the workshop, said by hand, now.
  public static Night sweepNow(Emulator emulator, Map<String, String> environment) {
    return of(
        emulator,
        environment,
        new FastTime(Instant.now()),
        "{\"detail\":{\"ttl\":\"0\"}}",
        REHEARSAL);
  }

  /// The end of the workshop, said by hand, now.
  static Night sweepNow(Emulator emulator, Map<String, String> environment, Meanwhile meanwhile) {
    return of(
        environment,
        new FastTime(Instant.now()),
        _ -> {},
        "{\"detail\":{\"ttl\":\"0\"}}",
        REHEARSAL,
        aws -> {
          at(emulator, aws);
          meanwhile.intercept(aws);
        });
  }

  /// Sends the event through the handler as Lambda would, out of the package if there is one.
  static Night of(Emulator emulator, Map<String, String> environment, FastTime time, String event) {
    return of(emulator, environment, time, event, REHEARSAL);
  }

  /// Sends the event through the handler as Lambda would, as that function, out of the package if
  /// there is one.
  public static Night of(
      Emulator emulator,
      Map<String, String> environment,
      FastTime time,
      String event,
      String functionArn) {
    return Packaged.named()
        .map(
            janitor ->
                answered(
                    janitor.answer(
                        emulator, environment, time, event, new LambdaContext(functionArn))))
        .orElseGet(() -> of(emulator, environment, time, _ -> {}, event, functionArn));
  }

  /// Sends the event through the handler as Lambda would.
  public static Night of(
      Emulator emulator,
      Map<String, String> environment,
      FastTime time,
      Journal journal,
      String event) {
    return of(emulator, environment, time, journal, event, REHEARSAL);
  }

  /// Sends the event through the handler as Lambda would, as that function.
  public static Night of(
      Emulator emulator,
      Map<String, String> environment,
      FastTime time,
      Journal journal,
      String event,
      String functionArn) {
    return of(environment, time, journal, event, functionArn, aws -> at(emulator, aws));
  }

  /// Sends the event through the handler as Lambda would, as that function.
  ///
  /// @param clients what is set up in each of its clients: at least where the emulator is
  public static Night of(
      Map<String, String> environment,
      Time time,
      Journal journal,
      String event,
      String functionArn,
      Consumer<AwsClientBuilder<?, ?>> clients) {
    var handler =
        new JanitorHandler(environment, time, calls -> new Clients(calls, clients), journal);
    var output = new ByteArrayOutputStream();
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
          output,
          new LambdaContext(functionArn));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return answered(output.toString(StandardCharsets.UTF_8));
  }

  private static Night answered(String json) {
    try {
      return new Night(JSON.std.mapFrom(json));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  /// Points a client at the emulator.
  public static void at(Emulator emulator, AwsClientBuilder<?, ?> aws) {
    aws.endpointOverride(emulator.endpoint())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("rehearsal", "rehearsal")));
  }

  @SuppressWarnings("unchecked")
  public Stream<Map<String, String>> resources() {
    return ((List<Map<String, String>>) field("resources")).stream();
  }

  /// What it told of one.
  Map<String, String> told(String arn) {
    return resources()
        .filter(resource -> arn.equals(resource.get("arn")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(arn + " is not told of"));
  }

  /// Asserts that it was withheld, for a reason that says so.
  void stays(String arn, String why) {
    assertThat(told(arn)).containsEntry("outcome", "Withheld");
    assertThat(told(arn).get("reason")).contains(why);
  }

  List<String> gone() {
    return ended("Gone").map(row -> String.valueOf(row.get("arn"))).toList();
  }

  public Stream<Map<String, String>> ended(String outcome) {
    return resources().filter(resource -> outcome.equals(resource.get("outcome")));
  }

  @SuppressWarnings("unchecked")
  public int count(String outcome) {
    return ((Map<String, Integer>) field("counts")).getOrDefault(outcome, 0);
  }

  public Object field(String name) {
    var value = result.get(name);
    if (value == null) {
      throw new IllegalStateException("the result has no " + name);
    }
    return value;
  }

  public @Nullable String continuesAt() {
    return (String) result.get("continuesAt");
  }

  record LambdaContext(String functionArn) implements Context {
    @Override
    public String getAwsRequestId() {
      return "00000000-0000-0000-0000-000000000000";
    }

    @Override
    public String getLogGroupName() {
      return "/janitor/rehearsal";
    }

    @Override
    public String getLogStreamName() {
      return "rehearsal";
    }

    @Override
    public String getFunctionName() {
      return functionArn.substring(functionArn.lastIndexOf(':') + 1);
    }

    @Override
    public String getFunctionVersion() {
      return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
      return functionArn;
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
      return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
      return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
      return 900_000;
    }

    @Override
    public int getMemoryLimitInMB() {
      return 1024;
    }

    @Override
    public LambdaLogger getLogger() {
      throw new UnsupportedOperationException("the janitor logs to standard output");
    }
  }
}
