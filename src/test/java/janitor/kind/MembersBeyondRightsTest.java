package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/// What withholds a stack, as far as no service is asked.
final class MembersBeyondRightsTest {
  private static final String LAB = "arn:aws:cloudformation:eu-west-1:123456789012:stack/lab/1";
  private static final String NESTED = LAB.replace("lab/1", "lab-Nested/2");
  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:provides";

  private static StackResourceSummary member(String type, String logicalId, String id) {
    return StackResourceSummary.builder()
        .resourceType(type)
        .logicalResourceId(logicalId)
        .physicalResourceId(id)
        .build();
  }

  private static StackResourceSummary member(String type) {
    return member(type, type.replace("::", ""), "id");
  }

  private static StackContents stack(String id, String template, StackResourceSummary... members) {
    var stack =
        Stack.builder()
            .stackId(id)
            .stackName(id.split("/", -1)[1])
            .parameters(
                Parameter.builder().parameterKey("Given").parameterValue("students").build())
            .outputs(Output.builder().outputKey("Provider").outputValue(ARN).build())
            .build();
    return new StackContents(stack, List.of(members), template, List.of(stack));
  }

  private static Optional<String> guard(StackContents... tree) {
    try (var clients = Clients.ambient(new Calls())) {
      return new MembersBeyondRights(
              clients, new Place("aws", "123456789012", "eu-west-1"), FinalSnapshots.NONE)
          .guard(List.of(tree));
    }
  }

  /// Of SAM's, the CDK's and both of Amplify's, what their transforms and generators make.
  @Test
  void ordinaryStacksGo() {
    var types =
        """
        AWS::ApiGateway::Account AWS::ApiGateway::ApiKey AWS::ApiGateway::Authorizer
        AWS::ApiGateway::BasePathMapping AWS::ApiGateway::Deployment AWS::ApiGateway::DomainName
        AWS::ApiGateway::GatewayResponse AWS::ApiGateway::Method AWS::ApiGateway::Model
        AWS::ApiGateway::RequestValidator AWS::ApiGateway::Resource AWS::ApiGateway::RestApi
        AWS::ApiGateway::Stage AWS::ApiGateway::UsagePlan AWS::ApiGateway::UsagePlanKey
        AWS::ApiGatewayV2::Api AWS::ApiGatewayV2::Authorizer AWS::ApiGatewayV2::Deployment
        AWS::ApiGatewayV2::Integration AWS::ApiGatewayV2::Route AWS::ApiGatewayV2::Stage
        AWS::AppSync::ApiKey AWS::AppSync::DataSource AWS::AppSync::FunctionConfiguration
        AWS::AppSync::GraphQLApi AWS::AppSync::GraphQLSchema AWS::AppSync::Resolver
        AWS::ApplicationAutoScaling::ScalableTarget AWS::ApplicationAutoScaling::ScalingPolicy
        AWS::AutoScaling::AutoScalingGroup AWS::AutoScaling::LaunchConfiguration
        AWS::CDK::Metadata AWS::CertificateManager::Certificate
        AWS::CloudFormation::Stack AWS::CloudFormation::WaitCondition
        AWS::CloudFormation::WaitConditionHandle AWS::CloudFront::CachePolicy
        AWS::CloudFront::CloudFrontOriginAccessIdentity AWS::CloudFront::Distribution
        AWS::CloudFront::Function AWS::CloudFront::OriginAccessControl
        AWS::CloudFront::ResponseHeadersPolicy AWS::CloudWatch::Alarm AWS::CloudWatch::Dashboard
        AWS::CodeBuild::Project AWS::Cognito::IdentityPool
        AWS::Cognito::IdentityPoolRoleAttachment AWS::Cognito::UserPool
        AWS::Cognito::UserPoolClient AWS::Cognito::UserPoolDomain AWS::Cognito::UserPoolGroup
        AWS::Cognito::UserPoolIdentityProvider AWS::Cognito::UserPoolResourceServer
        AWS::DynamoDB::GlobalTable AWS::DynamoDB::Table AWS::EC2::EIP AWS::EC2::FlowLog
        AWS::EC2::Instance AWS::EC2::InternetGateway AWS::EC2::KeyPair AWS::EC2::LaunchTemplate
        AWS::EC2::NatGateway AWS::EC2::Route AWS::EC2::RouteTable AWS::EC2::SecurityGroup
        AWS::EC2::SecurityGroupEgress AWS::EC2::SecurityGroupIngress AWS::EC2::Subnet
        AWS::EC2::SubnetRouteTableAssociation AWS::EC2::VPC AWS::EC2::VPCEndpoint
        AWS::EC2::VPCGatewayAttachment AWS::EC2::Volume AWS::ECR::Repository AWS::ECS::Cluster
        AWS::ECS::ClusterCapacityProviderAssociations AWS::ECS::Service AWS::ECS::TaskDefinition
        AWS::EFS::FileSystem AWS::EFS::MountTarget AWS::EKS::Cluster AWS::EKS::Nodegroup
        AWS::EMR::Step AWS::ElastiCache::ReplicationGroup AWS::ElastiCache::SubnetGroup
        AWS::ElasticLoadBalancingV2::Listener AWS::ElasticLoadBalancingV2::ListenerRule
        AWS::ElasticLoadBalancingV2::LoadBalancer AWS::ElasticLoadBalancingV2::TargetGroup
        AWS::Events::Connection AWS::Events::EventBus AWS::Events::EventBusPolicy
        AWS::Events::Rule AWS::Glue::Crawler AWS::Glue::Database AWS::Glue::Job
        AWS::IAM::InstanceProfile AWS::IAM::Role AWS::KMS::Alias AWS::KMS::Key
        AWS::Kinesis::Stream AWS::KinesisFirehose::DeliveryStream AWS::Lambda::Alias
        AWS::Lambda::EventInvokeConfig AWS::Lambda::EventSourceMapping AWS::Lambda::Function
        AWS::Lambda::LayerVersion AWS::Lambda::LayerVersionPermission AWS::Lambda::Permission
        AWS::Lambda::Url AWS::Lambda::Version AWS::Logs::LogGroup AWS::Logs::MetricFilter
        AWS::Logs::ResourcePolicy AWS::Logs::SubscriptionFilter AWS::Pipes::Pipe
        AWS::RDS::DBCluster AWS::RDS::DBInstance AWS::RDS::DBParameterGroup
        AWS::RDS::DBSubnetGroup AWS::Route53::HostedZone AWS::Route53::RecordSet
        AWS::Route53::RecordSetGroup AWS::S3::Bucket AWS::S3::BucketPolicy AWS::SNS::Subscription
        AWS::SNS::Topic AWS::SNS::TopicPolicy AWS::SQS::Queue AWS::SQS::QueuePolicy
        AWS::SSM::Parameter AWS::SageMaker::NotebookInstance AWS::Scheduler::Schedule
        AWS::Scheduler::ScheduleGroup AWS::SecretsManager::RotationSchedule
        AWS::SecretsManager::Secret AWS::ServiceDiscovery::PrivateDnsNamespace
        AWS::ServiceDiscovery::Service AWS::StepFunctions::StateMachine AWS::WAFv2::WebACL
        AWS::WAFv2::WebACLAssociation
        """;
    var members =
        Stream.of(types.split("\\s+"))
            .map(MembersBeyondRightsTest::member)
            .toArray(StackResourceSummary[]::new);
    assertThat(guard(stack(LAB, "Resources:\n", members))).isEmpty();
  }

  @Test
  void whatWasNeverMadeIsNotDeleted() {
    var never =
        StackResourceSummary.builder().resourceType("Org::Svc::Type").logicalResourceId("T");
    assertThat(guard(stack(LAB, "Resources:\n", never.build()))).isEmpty();
  }

  @Test
  void whatIsNestedInWhatIsRetainedStays() {
    var foreign = stack(NESTED, "Resources:\n", member("Org::Svc::Type"));
    var nested = member("AWS::CloudFormation::Stack", "Nested", NESTED);
    var template = "Resources:\n  Nested:\n    Type: AWS::CloudFormation::Stack\n";
    assertThat(guard(stack(LAB, template, nested), foreign)).isPresent();
    assertThat(guard(stack(LAB, template + "    DeletionPolicy: Retain\n", nested), foreign))
        .isEmpty();
  }

  /// Whose a policy is, as far as a template may tell it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Groups: [!Ref Given]",
        "Groups: [students]",
        "Groups:\n      - Fn::Sub: ${Given}",
        "Groups: !If [IsOne, [students], !Ref AWS::NoValue]",
        "Groups:\n      - !If [IsOne, students, !Ref AWS::NoValue]",
        "Groups: [!Select [1, !Split ['/', 'group/students']]]",
        "Groups: [!Ref Group]"
      })
  void ofAGroup(String property) {
    assertThat(guard(policy(property)).orElseThrow())
        .contains("AWS::IAM::Policy (of group students)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Roles: [!Ref Role]", "Roles: [!Ref Role]\n      Users: !Ref AWS::NoValue"})
  void ofTheStacksOwnRole(String property) {
    assertThat(guard(policy(property))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Roles: [!ImportValue elsewhere]", "Roles: {a: b}", "Roles: [!Ref Unknown]"})
  void ofNobodyKnowsWhom(String property) {
    assertThat(guard(policy(property)).orElseThrow()).contains("cannot be told from the template");
  }

  private static StackContents policy(String property) {
    return stack(
        LAB,
        "Resources:\n  P:\n    Type: AWS::IAM::Policy\n    Properties:\n      " + property + "\n",
        member("AWS::IAM::Policy", "P", "lab-P-1"),
        member("AWS::IAM::Role", "Role", "lab-role"),
        member("AWS::SSM::Parameter", "Group", "students"));
  }

  /// By a nested stack's output, which a parameter hands to another.
  @Test
  void providersMayBeNested() {
    var nested = stack(NESTED, "Resources:\n");
    var root =
        stack(
            LAB,
            """
            {"Resources": {"C": {"Type": "Custom::C", "Properties": {
              "ServiceToken": {"Fn::GetAtt": ["Nested", "Outputs.Provider"]}}}}}
            """,
            member("Custom::C", "C", "c"),
            member("AWS::CloudFormation::Stack", "Nested", NESTED));
    assertThat(root.property(root.members().getFirst(), "ServiceToken", List.of(root, nested)))
        .contains(List.of(ARN));
  }
}
