package janitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.resource.Arn;
import janitor.resource.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConsoleLinkTest {

  @ParameterizedTest
  @CsvSource({
    "AWS::DynamoDB::Table, arn:aws:dynamodb:eu-west-1:1:table/t, t,"
        + " https://eu-west-1.console.aws.amazon.com/dynamodbv2/home?region=eu-west-1#table?name=t",
    "AWS::Logs::LogGroup, arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f, /aws/lambda/f,"
        + " https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Ff",
    "AWS::Events::Rule, arn:aws:events:eu-west-1:1:rule/b/us/r, r,"
        + " https://eu-west-1.console.aws.amazon.com/events/home?region=eu-west-1#/eventbus/b%2Fus/rules/r",
    "AWS::Events::Rule, arn:aws:events:eu-west-1:1:rule/r, r,"
        + " https://eu-west-1.console.aws.amazon.com/events/home?region=eu-west-1#/eventbus/default/rules/r",
    "AWS::S3::Bucket, arn:aws-cn:s3:::b, b,"
        + " https://cn-north-1.console.amazonaws.cn/s3/buckets/b?region=cn-north-1",
    "AWS::SQS::Queue, arn:aws-us-gov:sqs:us-gov-west-1:1:q, q,"
        + " https://us-gov-west-1.console.amazonaws-us-gov.com/sqs/v3/home?region=us-gov-west-1",
    "AWS::SQS::Queue, arn:aws-eusc:sqs:eusc-de-east-1:1:q, q,"
        + " https://eusc-de-east-1.console.amazonaws-eusc.eu/sqs/v3/home?region=eusc-de-east-1",
    "AWS::New::Thing, arn:aws:new:eu-west-1:1:thing/t, t,"
        + " https://eu-west-1.console.aws.amazon.com/new/home?region=eu-west-1",
    "AWS::SQS::Queue, arn:aws-iso:sqs:us-iso-east-1:1:q, q, ''",
  })
  void linkLeadsToTheRightConsole(String type, String arn, String name, String link) {
    var region = Arn.of(arn).region().isEmpty() ? "cn-north-1" : Arn.of(arn).region();
    var resource = Resource.of(type, Arn.of(arn), region).name(name).build();
    assertThat(ConsoleLink.of(resource).orElse("")).isEqualTo(link);
  }
}
