package janitor.aws;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointParams;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/// What is asked in AWS's stead: an emulator, by `AWS_ENDPOINT_URL` or a profile's `endpoint_url`.
/// It does not take all that AWS takes.
final class StandIn {
  private StandIn() {}

  static boolean isAskedBy(SdkClient client) {
    return client
        .serviceClientConfiguration()
        .endpointOverride()
        .filter(StandIn::isOne)
        .isPresent();
  }

  private static boolean isOne(URI endpoint) {
    return Optional.ofNullable(endpoint.getHost()).filter(Endpoints::isOfAws).isEmpty();
  }

  /// Lets the SDK write JSON where it would write CBOR, as to Kinesis, which emulators do not read.
  /// A client that is made before reads it otherwise than it is written then.
  ///
  /// @return whether it wrote CBOR until now
  static synchronized boolean speaksPlainly() {
    if (!SdkSystemSetting.CBOR_ENABLED.getBooleanValueOrThrow()) {
      return false;
    }
    System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), "false");
    return true;
  }

  /// A bucket's name before the host leads nowhere where no name server knows of buckets, and with
  /// dots in it, or before `localhost`, it makes no host at all.
  static CompletableFuture<Endpoint> endpointOfBucket(S3EndpointParams asked) {
    var isOfAws = asked.endpoint() == null || !isOne(URI.create(asked.endpoint()));
    return S3EndpointProvider.defaultProvider()
        .resolveEndpoint(isOfAws ? asked : asked.toBuilder().forcePathStyle(true).build());
  }
}
