package janitor.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// Shows an answer as AWS wrote it, for what it says and the SDK leaves out: a model that is older
/// than the service drops each member that it does not know.
public final class Verbatim implements ExecutionInterceptor {
  private static final ExecutionAttribute<Consumer<byte[]>> READER =
      new ExecutionAttribute<>("JanitorVerbatim");

  /// For a request whose answer is to be read so as well: each page of it, and each attempt.
  ///
  /// @param reader takes the body of an answer that is no refusal. What it throws is the call's
  ///   fault: what cannot be read was not read
  public static Consumer<AwsRequestOverrideConfiguration.Builder> readBy(Consumer<byte[]> reader) {
    return request -> request.putExecutionAttribute(READER, reader);
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    var reader = attributes.getAttribute(READER);
    if (reader == null || !context.httpResponse().isSuccessful()) {
      return context.responseBody();
    }
    return context
        .responseBody()
        .map(
            body -> {
              var bytes = whole(body);
              reader.accept(bytes);
              return new ByteArrayInputStream(bytes);
            });
  }

  private static byte[] whole(InputStream body) {
    try (body) {
      return body.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
