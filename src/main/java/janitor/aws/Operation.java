package janitor.aws;

import java.util.Optional;
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

  /// Empty where nothing was sent.
  private final String host;

  Operation(String name, String host) {
    super(name, null, false, false);
    this.host = host;
  }

  static Optional<String> of(Throwable error) {
    return notedOn(error).map(Throwable::getMessage);
  }

  /// Whether it was AWS that answered, as far as is known, and no emulator in its stead.
  static boolean isAnsweredByAws(Throwable error) {
    return notedOn(error)
        .map(noted -> noted.host.isEmpty() || Endpoints.isOfAws(noted.host))
        .orElse(true);
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
