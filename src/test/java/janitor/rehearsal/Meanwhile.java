package janitor.rehearsal;

import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// What others do in the account while a night runs.
///
/// @param others are told of each request before it is sent
record Meanwhile(Consumer<SdkRequest> others) implements ExecutionInterceptor {

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    others.accept(context.request());
  }

  void intercept(AwsClientBuilder<?, ?> aws) {
    aws.overrideConfiguration(
        aws.overrideConfiguration().toBuilder().addExecutionInterceptor(this).build());
  }
}
