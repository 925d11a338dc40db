package janitor.kind;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// What AWS answers where the SDK has no type for it: error codes without a class, ARNs and times
/// as text.
final class Answers {
  /// Lambda writes `2026-01-31T12:00:00.000+0000`, which is not quite ISO 8601.
  private static final DateTimeFormatter LAMBDA_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX]")
          .toFormatter();

  private static final Pattern NOT_THERE =
      Pattern.compile("NotFound|\\.Unknown$|NotAttached$|DoesNotExist");

  private Answers() {}

  /// Asks, and takes the one error code that means "there is none" for an empty answer.
  static <T> Optional<T> unless(String code, Supplier<T> ask) {
    return unless(Set.of(code), ask);
  }

  /// The same where several codes mean that.
  static <T> Optional<T> unless(Set<String> codes, Supplier<T> ask) {
    return unless(codes, "", ask);
  }

  /// The same where the code means several things.
  ///
  /// @param text what the message must hold as well
  static <T> Optional<T> unless(String code, String text, Supplier<T> ask) {
    return unless(Set.of(code), text, ask);
  }

  private static <T> Optional<T> unless(Set<String> codes, String text, Supplier<T> ask) {
    try {
      return Optional.of(ask.get());
    } catch (AwsServiceException error) {
      if (Optional.ofNullable(error.awsErrorDetails())
          .filter(details -> codes.contains(String.valueOf(details.errorCode())))
          .filter(details -> String.valueOf(details.errorMessage()).contains(text))
          .isPresent()) {
        return Optional.empty();
      }
      throw error;
    }
  }

  /// Takes a step before a deletion. That something is not there which is only to be taken off says
  /// nothing about the thing itself, which would read as gone.
  static void beforehand(Runnable step) {
    try {
      step.run();
    } catch (AwsServiceException error) {
      var code = Optional.ofNullable(error.awsErrorDetails()).map(AwsErrorDetails::errorCode);
      if (code.filter(text -> NOT_THERE.matcher(text).find()).isEmpty()) {
        throw error;
      }
    }
  }

  /// The ARN in a text that may be missing, or name something else: a Kafka topic, a URL.
  static Optional<Arn> arn(@Nullable String text) {
    return Found.unless(
        IllegalArgumentException.class, () -> Optional.ofNullable(text).map(Arn::of));
  }

  /// A time of Lambda's; empty where it cannot be read, for then nothing is known of the age.
  static Optional<Instant> instant(@Nullable String text) {
    return Found.unless(
        DateTimeParseException.class,
        () -> Optional.ofNullable(text).map(time -> LAMBDA_TIME.parse(time, Instant::from)));
  }

  /// What stands in JSON where one may stand for a list of one, as in policies.
  static Stream<?> each(@Nullable Object oneOrList) {
    return oneOrList instanceof List<?> all ? all.stream() : Stream.ofNullable(oneOrList);
  }

  /// A JSON object in a text; empty where it holds none.
  static Optional<Map<String, Object>> object(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.std.mapFrom(text));
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }
}
