package janitor.report;

import janitor.resource.Arn;
import janitor.resource.Resource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Where a person sees a resource: its page in the console of its partition and region.
///
/// A type without a line here is shown its service's home, so a new kind needs none.
final class ConsoleLink {
  private ConsoleLink() {}

  private static final Map<String, String> DOMAINS =
      Map.of(
          "aws", "console.aws.amazon.com",
          "aws-us-gov", "console.amazonaws-us-gov.com",
          "aws-cn", "console.amazonaws.cn",
          "aws-eusc", "console.amazonaws-eusc.eu");

  /// Services whose console is not called as in an ARN.
  private static final Map<String, String> HOMES =
      Map.ofEntries(
          Map.entry("acm", "acm/home"),
          Map.entry("apigateway", "apigateway/main/apis"),
          Map.entry("cognito-identity", "cognito/v2/identity/identity-pools"),
          Map.entry("cognito-idp", "cognito/v2/idp/user-pools"),
          Map.entry("dynamodb", "dynamodbv2/home"),
          Map.entry("ecr", "ecr/private-registry/repositories"),
          Map.entry("logs", "cloudwatch/home"),
          Map.entry("pipes", "events/home"),
          Map.entry("s3", "s3/buckets"),
          Map.entry("sns", "sns/v3/home"),
          Map.entry("sqs", "sqs/v3/home"),
          Map.entry("ssm", "systems-manager/parameters"),
          Map.entry("states", "states/home"));

  private static final Map<String, Function<Resource, String>> PAGES =
      Map.ofEntries(
          page(
              "AWS::Amplify::App", one -> "amplify/apps/" + last(one) + "/overview?" + region(one)),
          page(
              "AWS::ApiGateway::RestApi",
              one -> "apigateway/main/apis/" + last(one) + "/resources?" + region(one)),
          page(
              "AWS::ApiGatewayV2::Api",
              one -> "apigateway/main/api-detail?api=" + last(one) + "&" + region(one)),
          page("AWS::AppSync::GraphQLApi", one -> "appsync/home?" + region(one) + "#/" + last(one)),
          page(
              "AWS::CertificateManager::Certificate",
              one -> "acm/home?" + region(one) + "#/certificates/" + last(one)),
          page(
              "AWS::CloudFormation::Stack",
              one ->
                  "cloudformation/home?" + region(one) + "#/stacks/stackinfo?stackId=" + arn(one)),
          page(
              "AWS::CloudFront::Distribution",
              one -> "cloudfront/v4/home#/distributions/" + last(one)),
          page(
              "AWS::CloudWatch::Alarm",
              one -> "cloudwatch/home?" + region(one) + "#alarmsV2:alarm/" + name(one)),
          page(
              "AWS::CloudWatch::CompositeAlarm",
              one -> "cloudwatch/home?" + region(one) + "#alarmsV2:alarm/" + name(one)),
          page(
              "AWS::CloudWatch::Dashboard",
              one -> "cloudwatch/home?" + region(one) + "#dashboards/dashboard/" + name(one)),
          page(
              "AWS::Cognito::IdentityPool",
              one -> "cognito/v2/identity/identity-pools/" + last(one) + "?" + region(one)),
          page(
              "AWS::Cognito::UserPool",
              one -> "cognito/v2/idp/user-pools/" + last(one) + "/users?" + region(one)),
          page(
              "AWS::DynamoDB::Table",
              one -> "dynamodbv2/home?" + region(one) + "#table?name=" + name(one)),
          page(
              "AWS::ECR::Repository",
              one ->
                  "ecr/repositories/private/"
                      + one.arn().account()
                      + "/"
                      + name(one)
                      + "?"
                      + region(one)),
          page(
              "AWS::Events::EventBus",
              one -> "events/home?" + region(one) + "#/eventbus/" + name(one)),
          page(
              "AWS::Events::Rule",
              one ->
                  "events/home?" + region(one) + "#/eventbus/" + bus(one) + "/rules/" + last(one)),
          page(
              "AWS::IAM::ManagedPolicy",
              one -> "iam/home#/policies/details/" + arn(one) + "?section=permissions"),
          page("AWS::IAM::Role", one -> "iam/home#/roles/details/" + last(one)),
          page("AWS::KMS::Key", one -> "kms/home?" + region(one) + "#/kms/keys/" + last(one)),
          page(
              "AWS::Lambda::Function",
              one -> "lambda/home?" + region(one) + "#/functions/" + name(one)),
          page(
              "AWS::Lambda::LayerVersion",
              one ->
                  "lambda/home?"
                      + region(one)
                      + "#/layers/"
                      + encoded(
                          one.arn()
                              .resource()
                              .replaceFirst("^layer:", "")
                              .replaceFirst(":.*", ""))),
          page(
              "AWS::Logs::LogGroup",
              one ->
                  "cloudwatch/home?"
                      + region(one)
                      + "#logsV2:log-groups/log-group/"
                      // The console's own way to hide a name from its router: encoded twice, with $
                      // for %.
                      + encoded(name(one)).replace("%", "$")),
          page("AWS::Pipes::Pipe", one -> "events/home?" + region(one) + "#/pipes/" + name(one)),
          page("AWS::S3::Bucket", one -> "s3/buckets/" + name(one) + "?" + region(one)),
          page(
              "AWS::SES::ConfigurationSet",
              one -> "ses/home?" + region(one) + "#/configuration-sets/" + name(one)),
          page(
              "AWS::SES::EmailIdentity",
              one -> "ses/home?" + region(one) + "#/identities/" + name(one)),
          page(
              "AWS::SNS::Topic",
              one -> "sns/v3/home?" + region(one) + "#/topic/" + arn(one).replace("%3A", ":")),
          page(
              "AWS::SSM::Parameter",
              one -> "systems-manager/parameters/" + name(one) + "/description?" + region(one)),
          page(
              "AWS::Scheduler::ScheduleGroup",
              one -> "scheduler/home?" + region(one) + "#schedule-groups/" + name(one)),
          page(
              "AWS::SecretsManager::Secret",
              one -> "secretsmanager/secret?name=" + name(one) + "&" + region(one)),
          page(
              "AWS::StepFunctions::StateMachine",
              one -> "states/home?" + region(one) + "#/statemachines/view/" + arn(one)));

  private static final Pattern PLAIN = Pattern.compile("[a-z0-9-]+");

  static Optional<String> of(Resource resource) {
    var page = PAGES.get(resource.type());
    return page == null
        ? home(resource.arn(), resource.region())
        : host(resource.arn(), resource.region()).map(host -> host + page.apply(resource));
  }

  /// The home of the service that an ARN names.
  static Optional<String> home(Arn arn, String region) {
    if (!PLAIN.matcher(arn.service()).matches()) {
      return Optional.empty();
    }
    var home = HOMES.getOrDefault(arn.service(), arn.service() + "/home");
    return host(arn, region).map(host -> host + home + "?region=" + region);
  }

  private static Optional<String> host(Arn arn, String region) {
    return Optional.ofNullable(DOMAINS.get(arn.partition()))
        .filter(_ -> PLAIN.matcher(region).matches())
        .map(domain -> "https://" + region + "." + domain + "/");
  }

  private static Map.Entry<String, Function<Resource, String>> page(
      String type, Function<Resource, String> path) {
    return Map.entry(type, path);
  }

  private static String region(Resource resource) {
    return "region=" + resource.region();
  }

  private static String name(Resource resource) {
    return encoded(resource.name());
  }

  private static String arn(Resource resource) {
    return encoded(resource.arn().toString());
  }

  /// What follows the last slash of the ARN: most services' id.
  private static String last(Resource resource) {
    var text = resource.arn().resource();
    return encoded(text.substring(text.lastIndexOf('/') + 1));
  }

  private static String bus(Resource rule) {
    var parts = rule.arn().resource().split("/", -1);
    return parts.length < 3
        ? "default"
        : encoded(String.join("/", java.util.Arrays.copyOfRange(parts, 1, parts.length - 1)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
