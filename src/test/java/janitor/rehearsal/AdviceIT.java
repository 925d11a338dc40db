package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What AWS says only a person can put right, from its answer to the report; and what the report
/// advises, done.
class AdviceIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAGS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static Night night() {
    return ACCOUNT.sweep(Map.of());
  }

  private static String role(String name) {
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(
            request ->
                request
                    .roleName(name)
                    .assumeRolePolicyDocument(
                        """
                        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                          "Principal": {"Service": "cloudformation.amazonaws.com"},
                          "Action": "sts:AssumeRole"}]}
                        """))
        .role()
        .arn();
  }

  @Test
  void aStackWhoseRoleIsGoneGoesByTheCommandThatTheReportGives() {
    var aws = ACCOUNT.aws();
    var gone = role("maker");
    var stack =
        aws.cloudFormation(HERE)
            .createStack(
                request ->
                    request
                        .stackName("lab")
                        .roleARN(gone)
                        .templateBody(
                            """
                            {"Resources": {"Topic": {"Type": "AWS::SNS::Topic",
                              "Properties": {"TopicName": "of-lab"}}}}
                            """))
            .stackId();
    ACCOUNT.tag(stack, TAGS);
    aws.iam("us-east-1").deleteRole(request -> request.roleName("maker"));
    var told = night().resources().toList();
    // Before anything is asked for: so it stands in the announcement as well.
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("cloudformation:DeleteStack");
    assertThat(told)
        .filteredOn(row -> stack.equals(row.get("arn")))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.toString())
                    .contains("the service role of the stack is gone")
                    .contains(
                        "aws cloudformation delete-stack --stack-name "
                            + stack
                            + " --region "
                            + HERE
                            + " --role-arn ROLE"));
    var other = role("other");
    aws.cloudFormation(HERE).deleteStack(request -> request.stackName(stack).roleARN(other));
    assertThat(aws.sns(HERE).listTopics().topics()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DeleteQueue | AccessDenied | 403 | User: x is not authorized to perform: sqs:DeleteQueue"
            + " on resource: y with an explicit deny in a service control policy"
            + " | a service control policy of the organisation denies sqs:DeleteQueue"
            + " | Ask who manages the organisation",
        "DeleteQueue | AccessDenied | 403 | User: x is not authorized to perform: sqs:DeleteQueue"
            + " on resource: y because no identity-based policy allows the sqs:DeleteQueue action"
            + " | no policy of the janitor's role allows sqs:DeleteQueue"
            + " | Allow the janitor's role the action sqs:DeleteQueue",
        "DeleteQueue | AccessDenied | 403 | User: x is not authorized to perform: sqs:DeleteQueue"
            + " on resource: y with an explicit deny in a resource-based policy"
            + " | its own policy denies everybody, or the janitor"
            + " | Change its own policy",
      })
  void whoDeniesDecidesWhatHelps(
      String operation, String error, int status, String said, String cause, String remedy) {
    ACCOUNT.aws().sqs(HERE).createQueue(request -> request.queueName("shut").tags(TAGS));
    ACCOUNT.emulator().refuse(Map.of("operation", operation, "about", "shut"), error, status, said);
    assertThat(night().resources().toList())
        .singleElement()
        .satisfies(row -> assertThat(row.toString()).contains(cause).contains(remedy));
  }
}
