package janitor.bench;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// The least that a Java function can be that asks AWS for something: a client, and a call.
public final class EmptyHandler implements RequestStreamHandler {
  private final DynamoDbClient dynamoDb =
      DynamoDbClient.builder().httpClientBuilder(ApacheHttpClient.builder()).build();

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context) {
    dynamoDb.listTables();
  }
}
