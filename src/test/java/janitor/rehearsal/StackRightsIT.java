package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// Stacks without a service role, and what the janitor's may not delete of them: such a one stays
/// whole, its bucket full and its protection on, where it would be torn down by half.
final class StackRightsIT {
  private static final String HERE = Emulator.REGION;
  private static final String BUCKET = "lab-bucket";
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  /// A function of the stack's own, which it makes with a role of its own.
  private static final String OWN_FUNCTION =
      """
      "Runs": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "runs",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}},
      "Provider": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "provider",
        "Runtime": "python3.12", "Handler": "index.handler", "Code": {"ZipFile": "x"},
        "Role": {"Fn::GetAtt": ["Runs", "Arn"]}}},
      """;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private String stack = "";

  @BeforeEach
  void groupAndRole() {
    var iam = ACCOUNT.aws().iam("us-east-1");
    iam.createGroup(request -> request.groupName("students"));
    iam.createUser(request -> request.userName("ada"));
    ACCOUNT.role("theirs", "lambda");
  }

  private static String bucket(String more) {
    return """
    {"Resources": {%s
      "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "%s"}}}}
    """
        .formatted(more, BUCKET);
  }

  private void made(String template, String... role) {
    stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(
                request -> {
                  request
                      .stackName("lab")
                      .templateBody(template)
                      .enableTerminationProtection(role.length == 0);
                  if (role.length > 0) {
                    request.roleARN(role[0]);
                  }
                })
            .stackId();
    ACCOUNT.tag(stack, OURS);
    ACCOUNT
        .aws()
        .s3(HERE)
        .putObject(
            request -> request.bucket(BUCKET).key("a"), RequestBody.fromString("what they made"));
  }

  private static Night sweep() {
    return ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", "all"));
  }

  /// Nothing of it went, nor was anything made ready to go.
  private void staysWhole(String... reason) {
    var night = sweep();
    for (var part : reason) {
      night.stays(stack, part);
    }
    assertThat(ACCOUNT.aws().s3(HERE).listObjectsV2(of -> of.bucket(BUCKET)).contents()).hasSize(1);
    assertThat(ACCOUNT.emulator().calls())
        .doesNotContainKeys(
            "cloudformation:DeleteStack", "cloudformation:UpdateTerminationProtection");
  }

  private void goes() {
    assertThat(sweep().gone()).contains(stack);
    assertThat(ACCOUNT.aws().s3(HERE).listBuckets().buckets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS::CloudFormation::Macro",
        "AWS::Config::ConfigurationRecorder",
        "AWS::SecurityHub::Hub",
        "Org::Svc::Type"
      })
  void ofATypeThatTheRoleMayNotDelete(String type) {
    made(bucket("\"Foreign\": {\"Type\": \"%s\"},".formatted(type)));
    staysWhole(type, "aws cloudformation delete-stack --stack-name " + stack + " --region " + HERE);
  }

  @Test
  void ofSuchAMemberOfANestedStack() {
    var s3 = ACCOUNT.aws().s3(HERE);
    s3.createBucket(request -> request.bucket("templates"));
    s3.putObject(
        request -> request.bucket("templates").key("t.json"),
        RequestBody.fromString("{\"Resources\": {\"Foreign\": {\"Type\": \"Org::Svc::Type\"}}}"));
    made(
        bucket(
            """
            "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {
              "TemplateURL": "https://templates.s3.%s.amazonaws.com/t.json"}},
            """
                .formatted(HERE)));
    staysWhole("Org::Svc::Type");
  }

  @Test
  void whatItsTemplateRetainsTakesNoRight() {
    made(bucket("\"Foreign\": {\"Type\": \"Org::Svc::Type\", \"DeletionPolicy\": \"Retain\"},"));
    ACCOUNT.aws().s3(HERE).deleteObject(request -> request.bucket(BUCKET).key("a"));
    goes();
  }

  @Test
  void goWithARoleOfTheirOwn() {
    made(
        bucket("\"Foreign\": {\"Type\": \"Org::Svc::Type\"},"),
        ACCOUNT.role("maker", "cloudformation"));
    goes();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Policy|\"Groups\": [\"students\"]|group students",
        "Policy|\"Users\": [\"ada\"]|user ada",
        "Policy|\"Roles\": [\"theirs\"]|role theirs",
        "ManagedPolicy|\"Groups\": [\"students\"]|group students",
        "RolePolicy|\"RoleName\": \"theirs\"|role theirs"
      })
  void ofAPolicyOfWhomTheRoleMayNotChange(String type, String whose, String told) {
    made(
        bucket(
            """
            "Policy": {"Type": "AWS::IAM::%s", "Properties": {"PolicyName": "lab", %s,
              "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}}},
            """
                .formatted(type, whose)));
    staysWhole("AWS::IAM::" + type, told);
  }

  @Test
  void goWithAPolicyOfTheirOwnRole() {
    made(
        bucket(
            OWN_FUNCTION
                + """
                "Policy": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "lab",
                  "Roles": [{"Ref": "Runs"}], "PolicyDocument": {"Version": "2012-10-17",
                  "Statement": [
                    {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}}},
                """));
    tagged("runs");
    goes();
  }

  private static void tagged(String role) {
    ACCOUNT.tag("arn:aws:iam::" + Emulator.ACCOUNT + ":role/" + role, OURS);
    ACCOUNT.tag(function("provider"), OURS);
  }

  private static String function(String name) {
    return "arn:aws:lambda:" + HERE + ":" + Emulator.ACCOUNT + ":function:" + name;
  }

  private static String custom(String token) {
    return "\"Seed\": {\"Type\": \"Custom::Seed\", \"Properties\": {\"ServiceToken\": %s}},"
        .formatted(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"Fn::GetAtt\": [\"Provider\", \"Arn\"]}", "{\"Fn::Sub\": \"${Provider.Arn}\"}"})
  void goWithACustomResourceOfTheirOwnFunction(String token) {
    made(bucket(OWN_FUNCTION + custom(token)));
    tagged("runs");
    goes();
  }

  /// As people write it.
  @Test
  void goWithACustomResourceInYaml() {
    made(
        """
        Resources:
          Runs:
            Type: AWS::IAM::Role
            Properties:
              RoleName: runs
              AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}
          Provider:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: provider
              Runtime: python3.12
              Handler: index.handler
              Role: !GetAtt Runs.Arn
              Code:
                ZipFile: |
                  def handler(event, context):
                    return event
          Policy:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: lab
              Roles:
              - !Ref Runs # its own
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - { Effect: Allow, Action: 's3:ListAllMyBuckets', Resource: "*" }
          Seed:
            Type: Custom::Seed
            Properties:
              ServiceToken: !GetAtt Provider.Arn
          Bucket:
            Type: AWS::S3::Bucket
            Properties: {BucketName: lab-bucket}
        """);
    tagged("runs");
    goes();
  }

  @Test
  void goWithACustomResourceOfATaggedFunction() {
    ACCOUNT.function("seeds", ACCOUNT.role("seeding", "lambda"), OURS);
    made(bucket(custom("\"" + function("seeds") + "\"")));
    goes();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"arn:aws:lambda:eu-central-1:123456789012:function:theirs\"|does not carry the workshop's"
            + " tag",
        "\"arn:aws:lambda:eu-central-1:123456789012:function:gone\"|is gone",
        "\"arn:aws:lambda:us-west-1:123456789012:function:theirs\"|another region",
        "\"arn:aws:lambda:eu-central-1:210987654321:function:theirs\"|another account",
        "\"arn:aws:sns:eu-central-1:123456789012:seeds\"|topic",
        "{\"Fn::Base64\": \"somewhere\"}|cannot be told"
      })
  void ofACustomResourceThatNobodyAnswers(String token, String told) {
    ACCOUNT.function("theirs", ACCOUNT.role("seeding", "lambda"), Map.of());
    made(bucket(custom(token)));
    staysWhole("Custom::Seed", told);
  }
}
