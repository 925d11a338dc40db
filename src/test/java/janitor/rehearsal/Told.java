package janitor.rehearsal;

import janitor.aws.Clients;
import janitor.laptop.Laptops;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkRequest;

/// One `./janitor tag` or `./janitor untag` against an emulator, and what it told.
record Told(int exit, String out, String err) {

  /// Runs it.
  ///
  /// @param answer what is typed; empty: standard input is closed
  static Told by(Emulator emulator, String answer, String... words) {
    return by(emulator, new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), words);
  }

  /// The same beside others, who are told of each of its requests before it is sent.
  static Told beside(Consumer<SdkRequest> others, Emulator emulator, String... words) {
    var meanwhile = new Meanwhile(others);
    return by(
        emulator,
        InputStream.nullInputStream(),
        builder -> {
          Night.at(emulator, builder);
          meanwhile.intercept(builder);
        },
        words);
  }

  /// The same of somebody who types what comes out of a stream.
  static Told by(Emulator emulator, InputStream typed, String... words) {
    return by(emulator, typed, builder -> Night.at(emulator, builder), words);
  }

  private static Told by(
      Emulator emulator,
      InputStream typed,
      Consumer<AwsClientBuilder<?, ?>> each,
      String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var exit =
        Laptops.run(
            environment(emulator),
            calls -> new Clients(calls, each),
            typed,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            words);
    return new Told(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// As on a laptop: no ledger, no mail.
  static Map<String, String> environment(Emulator emulator) {
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    return environment;
  }
}
