package janitor.kind;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.fake.BucketServer;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Reach;
import janitor.resource.Resource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/// A bucket of a [BucketServer], as the janitor's own kind and clients empty it: for soak tests and
/// benchmarks, which are in other packages.
public final class Emptied implements AutoCloseable {
  private static final String REGION = "eu-central-1";
  private static final Resource BUCKET =
      Resource.of(S3Bucket.TYPE, Arn.of("arn:aws:s3:::" + BucketServer.NAME), REGION)
          .name(BucketServer.NAME)
          .build();

  private final Clients clients;

  public Emptied(URI endpoint) {
    clients =
        new Clients(
            new Calls(),
            aws ->
                aws.endpointOverride(endpoint)
                    .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))));
  }

  /// The janitor's own client.
  public S3Client s3() {
    return clients.s3(REGION);
  }

  /// Empties the bucket and leaves it there.
  public Deletion empty() {
    var clock = InstantSource.system();
    return new S3Bucket(
            clients,
            new Options(
                "123456789012", List.of(), false, 100_000_000, FinalSnapshots.NONE, Reach.ALL))
        .release(BUCKET, new Deadline(clock.instant().plus(Duration.ofHours(1)), clock));
  }

  @Override
  public void close() {
    clients.close();
  }
}
