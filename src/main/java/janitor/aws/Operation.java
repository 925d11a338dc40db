package janitor.aws;

import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/// Goes with an exception of the SDK, which does not tell to what operation it is the answer.
final class Operation extends Exception {
  private static final long serialVersionUID = 1;

  Operation(String name) {
    super(name, null, false, false);
  }

  static Optional<String> of(Throwable error) {
    return Stream.of(error.getSuppressed())
        .filter(Operation.class::isInstance)
        .map(Throwable::getMessage)
        .findFirst();
  }

  /// Hangs the operation on whatever the SDK throws.
  static final class Noting implements ExecutionInterceptor {
    @Override
    public void onExecutionFailure(Context.FailedExecution failed, ExecutionAttributes attributes) {
      failed
          .exception()
          .addSuppressed(
              new Operation(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME)));
    }
  }
}
