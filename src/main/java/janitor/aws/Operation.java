package janitor.aws;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Goes with an exception of the SDK, which does not tell to what operation it is the answer, nor
/// whose.
final class Operation extends Exception {
  private static final long serialVersionUID = 1;
  private static final Pattern OF_AWS =
      Pattern.compile("(^|\\.)(amazonaws\\.com(\\.cn)?|api\\.aws)$");

  /// Empty where nothing was sent.
  private final String host;

  Operation(String name, String host) {
    super(name, null, false, false);
    this.host = host;
  }

  static Optional<String> of(Throwable error) {
    return notedOn(error).map(Throwable::getMessage);
  }

  /// Whether something answered in AWS's stead: an emulator.
  static boolean isAnsweredByAnother(Throwable error) {
    return notedOn(error)
        .filter(noted -> !noted.host.isEmpty() && !OF_AWS.matcher(noted.host).find())
        .isPresent();
  }

  private static Optional<Operation> notedOn(Throwable error) {
    return Stream.of(error.getSuppressed())
        .filter(Operation.class::isInstance)
        .map(Operation.class::cast)
        .findFirst();
  }

  /// Hangs the operation on whatever the SDK throws.
  static final class Noting implements ExecutionInterceptor {
    @Override
    public void onExecutionFailure(Context.FailedExecution failed, ExecutionAttributes attributes) {
      failed
          .exception()
          .addSuppressed(
              new Operation(
                  attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
                  failed.httpRequest().map(SdkHttpRequest::host).orElse("")));
    }
  }
}
