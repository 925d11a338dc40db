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
              "AWS::Amplify::App",
              resource -> "amplify/apps/" + last(resource) + "/overview?" + region(resource)),
          page(
              "AWS::ApiGateway::RestApi",
              resource ->
                  "apigateway/main/apis/" + last(resource) + "/resources?" + region(resource)),
          page(
              "AWS::ApiGatewayV2::Api",
              resource ->
                  "apigateway/main/api-detail?api=" + last(resource) + "&" + region(resource)),
          page(
              "AWS::AppSync::GraphQLApi",
              resource -> "appsync/home?" + region(resource) + "#/" + last(resource)),
          page(
              "AWS::CertificateManager::Certificate",
              resource -> "acm/home?" + region(resource) + "#/certificates/" + last(resource)),
          page(
              "AWS::CloudFormation::Stack",
              resource ->
                  "cloudformation/home?"
                      + region(resource)
                      + "#/stacks/stackinfo?stackId="
                      + arn(resource)),
          page(
              "AWS::CloudFront::Distribution",
              resource -> "cloudfront/v4/home#/distributions/" + last(resource)),
          page(
              "AWS::CloudWatch::Alarm",
              resource ->
                  "cloudwatch/home?" + region(resource) + "#alarmsV2:alarm/" + name(resource)),
          page(
              "AWS::CloudWatch::CompositeAlarm",
              resource ->
                  "cloudwatch/home?" + region(resource) + "#alarmsV2:alarm/" + name(resource)),
          page(
              "AWS::CloudWatch::Dashboard",
              resource ->
                  "cloudwatch/home?"
                      + region(resource)
                      + "#dashboards/dashboard/"
                      + name(resource)),
          page(
              "AWS::Cognito::IdentityPool",
              resource ->
                  "cognito/v2/identity/identity-pools/" + last(resource) + "?" + region(resource)),
          page(
              "AWS::Cognito::UserPool",
              resource ->
                  "cognito/v2/idp/user-pools/" + last(resource) + "/users?" + region(resource)),
          page(
              "AWS::DynamoDB::Table",
              resource -> "dynamodbv2/home?" + region(resource) + "#table?name=" + name(resource)),
          page(
              "AWS::ECR::Repository",
              resource ->
                  "ecr/repositories/private/"
                      + resource.arn().account()
                      + "/"
                      + name(resource)
                      + "?"
                      + region(resource)),
          page(
              "AWS::Events::EventBus",
              resource -> "events/home?" + region(resource) + "#/eventbus/" + name(resource)),
          page(
              "AWS::Events::Rule",
              resource ->
                  "events/home?"
                      + region(resource)
                      + "#/eventbus/"
                      + bus(resource)
                      + "/rules/"
                      + last(resource)),
          page(
              "AWS::IAM::ManagedPolicy",
              resource -> "iam/home#/policies/details/" + arn(resource) + "?section=permissions"),
          page("AWS::IAM::Role", resource -> "iam/home#/roles/details/" + last(resource)),
          page("AWS::IAM::User", resource -> "iam/home#/users/details/" + last(resource)),
          page(
              "AWS::KMS::Key",
              resource -> "kms/home?" + region(resource) + "#/kms/keys/" + last(resource)),
          page(
              "AWS::Lambda::Function",
              resource -> "lambda/home?" + region(resource) + "#/functions/" + name(resource)),
          page(
              "AWS::Lambda::LayerVersion",
              resource ->
                  "lambda/home?"
                      + region(resource)
                      + "#/layers/"
                      + encoded(
                          resource
                              .arn()
                              .resource()
                              .replaceFirst("^layer:", "")
                              .replaceFirst(":.*", ""))),
          page(
              "AWS::Logs::LogGroup",
              resource ->
                  "cloudwatch/home?"
                      + region(resource)
                      + "#logsV2:log-groups/log-group/"
                      // The console's own way to hide a name from its router: encoded twice, with $
                      // for %.
                      + encoded(name(resource)).replace("%", "$")),
          page(
              "AWS::Pipes::Pipe",
              resource -> "events/home?" + region(resource) + "#/pipes/" + name(resource)),
          page(
              "AWS::S3::Bucket",
              resource -> "s3/buckets/" + name(resource) + "?" + region(resource)),
          page(
              "AWS::SES::ConfigurationSet",
              resource ->
                  "ses/home?" + region(resource) + "#/configuration-sets/" + name(resource)),
          page(
              "AWS::SES::EmailIdentity",
              resource -> "ses/home?" + region(resource) + "#/identities/" + name(resource)),
          page(
              "AWS::SNS::Topic",
              resource ->
                  "sns/v3/home?"
                      + region(resource)
                      + "#/topic/"
                      + arn(resource).replace("%3A", ":")),
          page(
              "AWS::SSM::Parameter",
              resource ->
                  "systems-manager/parameters/"
                      + name(resource)
                      + "/description?"
                      + region(resource)),
          page(
              "AWS::Scheduler::ScheduleGroup",
              resource ->
                  "scheduler/home?" + region(resource) + "#schedule-groups/" + name(resource)),
          page(
              "AWS::SecretsManager::Secret",
              resource -> "secretsmanager/secret?name=" + name(resource) + "&" + region(resource)),
          page(
              "AWS::StepFunctions::StateMachine",
              resource ->
                  "states/home?" + region(resource) + "#/statemachines/view/" + arn(resource)));

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
