package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.s3control.model.Tag;

/// What goes with a thing of the workshop says to keep it itself, and AWS's tag index does not know
/// that yet: somebody tagged it shortly before the night.
final class KeptChildrenIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEEP = Map.of("janitor:keep", "");

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static void isUnknownToTheIndex(String arn) {
    var told = new HashMap<String, Object>();
    told.put("arns", List.of(arn));
    told.put("scans", null);
    ACCOUNT.emulator().control("POST", "forget", told);
  }

  private static String profile() {
    var role = ACCOUNT.role("server", "ec2");
    ACCOUNT.tag(role, OURS);
    var iam = ACCOUNT.aws().iam("us-east-1");
    var arn =
        iam.createInstanceProfile(request -> request.instanceProfileName("theirs"))
            .instanceProfile()
            .arn();
    iam.addRoleToInstanceProfile(
        request -> request.instanceProfileName("theirs").roleName("server"));
    return arn;
  }

  private static String mapping() {
    var queues = ACCOUNT.aws().sqs(Emulator.REGION);
    queues.createQueue(request -> request.queueName("theirs"));
    ACCOUNT.function("marks", ACCOUNT.role("marks", "lambda"), OURS);
    var uuid =
        ACCOUNT
            .aws()
            .lambda(Emulator.REGION)
            .createEventSourceMapping(
                request ->
                    request
                        .functionName("marks")
                        .eventSourceArn(
                            "arn:aws:sqs:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":theirs"))
            .uuid();
    return "arn:aws:lambda:"
        + Emulator.REGION
        + ":"
        + Emulator.ACCOUNT
        + ":event-source-mapping:"
        + uuid;
  }

  private static String accessPoint() {
    ACCOUNT
        .aws()
        .s3(Emulator.REGION)
        .createBucket(
            request ->
                request
                    .bucket("student-photos")
                    .createBucketConfiguration(where -> where.locationConstraint(Emulator.REGION)));
    ACCOUNT.tag("arn:aws:s3:::student-photos", OURS);
    return ACCOUNT
        .aws()
        .s3Control(Emulator.REGION)
        .createAccessPoint(
            request ->
                request
                    .accountId(Emulator.ACCOUNT)
                    .name("theirs")
                    .bucket("student-photos")
                    .tags(Tag.builder().key("course").value("101").build()))
        .accessPointArn();
  }

  private static void staysByItsOwnTag(String arn) {
    ACCOUNT.tag(arn, KEEP);
    isUnknownToTheIndex(arn);
    ACCOUNT.sweep(Map.of()).stays(arn, "janitor:keep");
  }

  @Test
  void anInstanceProfileStays() {
    staysByItsOwnTag(profile());
    assertThat(ACCOUNT.aws().iam("us-east-1").listInstanceProfiles().instanceProfiles()).hasSize(1);
  }

  @Test
  void anEventSourceMappingStays() {
    staysByItsOwnTag(mapping());
  }

  @Test
  void anAccessPointStays() {
    staysByItsOwnTag(accessPoint());
  }

  /// Made by the function that logs into it, and tagged by whoever wants to read it later.
  @Test
  void aLogGroupStays() {
    ACCOUNT.function("marks", ACCOUNT.role("marks", "lambda"), OURS);
    ACCOUNT
        .aws()
        .logs(Emulator.REGION)
        .createLogGroup(request -> request.logGroupName("/aws/lambda/marks"));
    staysByItsOwnTag(
        "arn:aws:logs:"
            + Emulator.REGION
            + ":"
            + Emulator.ACCOUNT
            + ":log-group:/aws/lambda/marks");
  }

  /// The scan saw no tag; right before its turn the profile's own service is asked again.
  @Test
  void whatIsTaggedAfterTheScanStays() {
    var arn = profile();
    isUnknownToTheIndex(arn);
    var asked = new AtomicInteger();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof GetInstanceProfileRequest && asked.incrementAndGet() == 2) {
                ACCOUNT.tag(arn, KEEP);
              }
            });
    night.stays(arn, "got the tag janitor:keep since the scan");
  }

  @Test
  void withoutATagTheyGo() {
    var profile = profile();
    var mapping = mapping();
    var point = accessPoint();
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(profile, mapping, point);
  }
}
