package janitor.aws;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/// Counts every request that leaves for AWS, retries included.
public final class Calls implements ExecutionInterceptor {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Runnable> onAnswer = new AtomicReference<>();

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    var call =
        attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME)
            + ":"
            + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    counts.computeIfAbsent(call, _ -> new LongAdder()).increment();
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
    var then = onAnswer.getAndSet(null);
    if (then != null) {
      then.run();
    }
  }

  /// Done once, when AWS has answered the next request.
  public void onAnswer(Runnable then) {
    onAnswer.set(then);
  }

  public long count() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /// Calls by `<service>:<operation>`.
  public Map<String, Long> byOperation() {
    var all = new TreeMap<String, Long>();
    counts.forEach((call, count) -> all.put(call, count.sum()));
    return all;
  }
}
