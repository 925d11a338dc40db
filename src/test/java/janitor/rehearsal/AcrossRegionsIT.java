package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.model.Region;

/// Buckets of a Multi-Region Access Point, without which S3 lets none of them go.
final class AcrossRegionsIT {
  private static final String HERE = Emulator.REGION;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static S3Client s3() {
    return ACCOUNT.aws().s3(HERE);
  }

  private static String bucket(String name) {
    s3().createBucket(
            request ->
                request.bucket(name).createBucketConfiguration(of -> of.locationConstraint(HERE)));
    filled(name);
    var arn = "arn:aws:s3:::" + name;
    ACCOUNT.tag(arn, Map.of("workshop", Rehearsal.WORKSHOP));
    return arn;
  }

  private static void filled(String name) {
    s3().putObject(request -> request.bucket(name).key("work"), RequestBody.fromString("theirs"));
  }

  private static boolean isFull(String name) {
    return !s3().listObjectsV2(request -> request.bucket(name)).contents().isEmpty();
  }

  private static void point(String name, String... buckets) {
    ACCOUNT
        .aws()
        .s3Control("us-west-2")
        .createMultiRegionAccessPoint(
            request ->
                request
                    .accountId(Emulator.ACCOUNT)
                    .clientToken(name)
                    .details(
                        of ->
                            of.name(name)
                                .regions(
                                    Stream.of(buckets)
                                        .map(bucket -> Region.builder().bucket(bucket).build())
                                        .toList())));
  }

  @Test
  void isNotEmptiedForNothing() {
    var within = bucket("lab-within");
    var beside = bucket("lab-beside");
    point("lab-across", "lab-within");
    var night = ACCOUNT.sweep(Map.of());
    night.stays(within, "Multi-Region Access Point lab-across");
    assertThat(isFull("lab-within")).isTrue();
    assertThat(night.gone()).containsExactly(beside);
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
  }

  @Test
  void isNotEmptiedForAStackThatCouldNotGo() {
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(
                request ->
                    request
                        .stackName("lab")
                        .templateBody(
                            """
                            {"Resources": {"B": {"Type": "AWS::S3::Bucket",
                             "Properties": {"BucketName": "lab-member"}}}}\
                            """))
            .stackId();
    ACCOUNT.tag(stack, Map.of("workshop", Rehearsal.WORKSHOP));
    filled("lab-member");
    point("lab-across", "lab-member");
    ACCOUNT.sweep(Map.of()).stays(stack, "Multi-Region Access Point lab-across");
    assertThat(isFull("lab-member")).isTrue();
  }
}
