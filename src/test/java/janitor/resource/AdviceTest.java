package janitor.resource;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Faults;
import janitor.resource.Fault.Cause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

class AdviceTest {
  private static final Arn BUCKET = Arn.of("arn:aws:s3:::lab-bucket");
  private static final Arn STACK =
      Arn.of("arn:aws:cloudformation:eu-west-1:111122223333:stack/lab/1");

  private static Fault said(String end) {
    return new Faults()
        .classify(
            S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage(
                            "User: arn:aws:sts::111122223333:assumed-role/janitor/x is not"
                                + " authorized to perform: s3:DeleteBucket on resource:"
                                + " \"arn:aws:s3:::lab-bucket/key\" "
                                + end)
                        .build())
                .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "because no identity-based policy allows the s3:DeleteBucket action"
            + "|Allow the janitor's role the action s3:DeleteBucket.|true",
        "with an explicit deny in an identity-based policy|Take the Deny out|false",
        "with an explicit deny in a resource-based policy"
            + "|root user, whom no bucket policy can shut out: aws s3api delete-bucket-policy"
            + " --bucket lab-bucket|false",
        "with an explicit deny in a service control policy|Ask who manages the organisation|false",
        "with an explicit deny in a resource control policy|Ask who manages the organisation|false",
        "because no permissions boundary allows the s3:DeleteBucket action"
            + "|Let the permissions boundary of the janitor's role allow s3:DeleteBucket|false",
        "with an explicit deny in a session policy|in a session whose policy allows|false",
        "because no VPC endpoint policy allows the s3:DeleteBucket action"
            + "|Let the policy of the VPC endpoint allow s3:DeleteBucket|false"
      })
  void whoHasToChangeWhatIsInTheEndOfTheSentence(String end, String remedy, boolean grants) {
    var fault = said(end);
    assertThat(Advice.remedy(fault, BUCKET)).contains(remedy);
    assertThat(fault.missing().isPresent()).as("a right of the role helps").isEqualTo(grants);
    assertThat(Unread.of("the bucket", fault).missing().isPresent()).isEqualTo(grants);
  }

  @Test
  void aBucketInAStackIsNamedByItself() {
    assertThat(Advice.remedy(said("with an explicit deny in a resource-based policy"), STACK))
        .endsWith("--bucket lab-bucket");
  }

  @Test
  void aNameThatAShellWouldReadIsNoPartOfACommand() {
    var hostile = Arn.of("arn:aws:cloudfront::1:distribution/E1;rm -rf ~");
    assertThat(Advice.remedy(fault(Cause.DISTRIBUTION_TENANTS), hostile)).endsWith("=ID");
    assertThat(Advice.remedy(fault(Cause.MFA), Arn.of("arn:aws:s3:::$(reboot)")))
        .contains("--bucket BUCKET ");
  }

  @ParameterizedTest
  @EnumSource
  void everyCauseHasItsOwnWords(Cause cause) {
    var all = new EnumMap<Cause, String>(Cause.class);
    for (var one : Cause.values()) {
      all.put(one, Advice.cause(fault(one)));
    }
    assertThat(all.values()).doesNotHaveDuplicates();
    assertThat(Advice.remedy(fault(cause), STACK)).isNotBlank();
  }

  @Test
  void commandsNameWhatTheyAreFor() {
    var remedies =
        Map.of(
            Cause.STACK_ROLE,
            "aws cloudformation delete-stack --stack-name "
                + STACK
                + " --region eu-west-1"
                + " --role-arn ROLE",
            Cause.MFA,
            "aws s3api put-bucket-versioning --bucket BUCKET",
            Cause.SMS_ROLE,
            "trusted by cognito-idp.amazonaws.com",
            Cause.PRICING_PLAN,
            "only a person can",
            Cause.YOUNG_REPLICA,
            "24 hours after");
    remedies.forEach(
        (cause, words) -> assertThat(Advice.remedy(fault(cause), STACK)).contains(words));
  }

  private static Fault fault(Cause cause) {
    return new Fault(Fault.Sort.BLOCKED, "words", Optional.empty(), cause, Optional.empty());
  }
}
