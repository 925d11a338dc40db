package janitor.kind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.HomeAccount;
import janitor.resource.OwnTags;
import janitor.resource.Pace;
import janitor.resource.Place;
import janitor.resource.ResourceKind;
import janitor.resource.Revocable;
import janitor.resource.Spot;
import janitor.resource.Traits.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every kind says of itself without asking AWS, and which kinds claim which ARN, as they are:
/// `mvn test -Dtest=TraitsTest -Dgolden.update=true` writes them anew, and the difference is looked
/// at before it is committed.
final class TraitsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/janitor/kind");

  /// One of each kind, as AWS writes it.
  private static final List<String> BY_HAND =
      """
      arn:aws:acm:eu-central-1:123456789012:certificate/1-2
      arn:aws:amplify:eu-central-1:123456789012:apps/d1
      arn:aws:apigateway:eu-central-1::/apikeys/k1
      arn:aws:apigateway:eu-central-1::/apis/a1
      arn:aws:apigateway:eu-central-1::/domainnames/d.org
      arn:aws:apigateway:eu-central-1::/restapis/r1
      arn:aws:apigateway:eu-central-1::/usageplans/u1
      arn:aws:apigateway:eu-central-1::/vpclinks/v1
      arn:aws:appsync:eu-central-1:123456789012:apis/a1
      arn:aws:appsync:eu-central-1:123456789012:domainnames/d.org
      arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:1-2:autoScalingGroupName/web
      arn:aws:autoscaling:eu-central-1:123456789012:launchConfiguration:1-2:launchConfigurationName/old
      arn:aws:backup:eu-central-1:123456789012:backup-plan:1-2
      arn:aws:backup:eu-central-1:123456789012:backup-vault:v
      arn:aws:backup:eu-central-1:123456789012:recovery-point:1-2
      arn:aws:batch:eu-central-1:123456789012:compute-environment/e
      arn:aws:batch:eu-central-1:123456789012:job-definition/d:1
      arn:aws:batch:eu-central-1:123456789012:job-queue/q
      arn:aws:cloudformation:eu-central-1:123456789012:stack/lab/1-2
      arn:aws:cloudfront::123456789012:distribution/E1
      arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a
      arn:aws:cloudwatch::123456789012:dashboard/d
      arn:aws:cognito-identity:eu-central-1:123456789012:identitypool/eu-central-1:1-2
      arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_1
      arn:aws:dynamodb:eu-central-1:123456789012:table/lab
      arn:aws:dynamodb:eu-central-1:123456789012:table/lab/backup/01-2
      arn:aws:ec2:eu-central-1:123456789012:dhcp-options/dopt-1
      arn:aws:ec2:eu-central-1:123456789012:egress-only-internet-gateway/eigw-1
      arn:aws:ec2:eu-central-1:123456789012:elastic-ip/eipalloc-1
      arn:aws:ec2:eu-central-1:123456789012:instance/i-1
      arn:aws:ec2:eu-central-1:123456789012:internet-gateway/igw-1
      arn:aws:ec2:eu-central-1:123456789012:key-pair/key-1
      arn:aws:ec2:eu-central-1:123456789012:launch-template/lt-1
      arn:aws:ec2:eu-central-1:123456789012:natgateway/nat-1
      arn:aws:ec2:eu-central-1:123456789012:network-acl/acl-1
      arn:aws:ec2:eu-central-1:123456789012:network-interface/eni-1
      arn:aws:ec2:eu-central-1:123456789012:placement-group/near
      arn:aws:ec2:eu-central-1:123456789012:route-table/rtb-1
      arn:aws:ec2:eu-central-1:123456789012:security-group/sg-1
      arn:aws:ec2:eu-central-1:123456789012:subnet/subnet-1
      arn:aws:ec2:eu-central-1:123456789012:volume/vol-1
      arn:aws:ec2:eu-central-1:123456789012:vpc-endpoint/vpce-1
      arn:aws:ec2:eu-central-1:123456789012:vpc-flow-log/fl-1
      arn:aws:ec2:eu-central-1:123456789012:vpc-peering-connection/pcx-1
      arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1
      arn:aws:ec2:eu-central-1:123456789012:customer-gateway/cgw-1
      arn:aws:ec2:eu-central-1:123456789012:prefix-list/pl-1
      arn:aws:ec2:eu-central-1:123456789012:capacity-reservation/cr-1
      arn:aws:ec2:eu-central-1:123456789012:client-vpn-endpoint/cvpn-endpoint-1
      arn:aws:ec2:eu-central-1:123456789012:dedicated-host/h-1
      arn:aws:ec2:eu-central-1:123456789012:fleet/fleet-1
      arn:aws:ec2:eu-central-1:123456789012:spot-fleet-request/sfr-1
      arn:aws:ec2:eu-central-1:123456789012:transit-gateway-attachment/tgw-attach-1
      arn:aws:ec2:eu-central-1:123456789012:transit-gateway-route-table/tgw-rtb-1
      arn:aws:ec2:eu-central-1:123456789012:transit-gateway/tgw-1
      arn:aws:ec2:eu-central-1:123456789012:vpc-endpoint-service/vpce-svc-1
      arn:aws:ec2:eu-central-1:123456789012:vpn-connection/vpn-1
      arn:aws:ec2:eu-central-1:123456789012:vpn-gateway/vgw-1
      arn:aws:ec2:eu-central-1::image/ami-1
      arn:aws:ec2:eu-central-1::snapshot/snap-1
      arn:aws:ecr:eu-central-1:123456789012:repository/a/b
      arn:aws:ecs:eu-central-1:123456789012:capacity-provider/p
      arn:aws:ecs:eu-central-1:123456789012:cluster/c
      arn:aws:ecs:eu-central-1:123456789012:service/c/s
      arn:aws:ecs:eu-central-1:123456789012:task/c/0a1b
      arn:aws:ecs:eu-central-1:123456789012:task-definition/f:1
      arn:aws:ecs:eu-central-1:123456789012:task-set/c/s/ecs-svc/1
      arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/front/1
      arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/old
      arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/1
      arn:aws:eks:eu-central-1:123456789012:addon/c/a/1-2
      arn:aws:eks:eu-central-1:123456789012:capability/c/ack/k/1-2
      arn:aws:eks:eu-central-1:123456789012:cluster/c
      arn:aws:eks:eu-central-1:123456789012:fargateprofile/c/p/1-2
      arn:aws:eks:eu-central-1:123456789012:nodegroup/c/n/1-2
      arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-1
      arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-1
      arn:aws:elasticfilesystem:eu-central-1:123456789012:mount-target/fsmt-1
      arn:aws:elasticmapreduce:eu-central-1:123456789012:cluster/j-1
      arn:aws:events:eu-central-1:123456789012:api-destination/d/1-2
      arn:aws:events:eu-central-1:123456789012:archive/a
      arn:aws:events:eu-central-1:123456789012:connection/c/1-2
      arn:aws:events:eu-central-1:123456789012:event-bus/b
      arn:aws:events:eu-central-1:123456789012:event-bus/default
      arn:aws:events:eu-central-1:123456789012:rule/bus/rule
      arn:aws:events:eu-central-1:123456789012:rule/rule
      arn:aws:fsx:eu-central-1:123456789012:backup/backup-1
      arn:aws:fsx:eu-central-1:123456789012:file-system/fs-1
      arn:aws:fsx:eu-central-1:123456789012:storage-virtual-machine/fs-1/svm-1
      arn:aws:fsx:eu-central-1:123456789012:volume/fs-1/fsvol-1
      arn:aws:iam::123456789012:instance-profile/p
      arn:aws:iam::123456789012:policy/p
      arn:aws:iam::aws:policy/AdministratorAccess
      arn:aws:iam::123456789012:role/r
      arn:aws:iam::123456789012:role/aws-service-role/x.amazonaws.com/r
      arn:aws:iam::123456789012:role/service-role/r
      arn:aws:iam::123456789012:user/u
      arn:aws:kinesis:eu-central-1:123456789012:stream/s
      arn:aws:kinesis:eu-central-1:123456789012:stream/s/consumer/c:1
      arn:aws:kinesisanalytics:eu-central-1:123456789012:application/a
      arn:aws:kms:eu-central-1:123456789012:key/1-2
      arn:aws:kms:eu-central-1:123456789012:alias/lab
      arn:aws:lambda:eu-central-1:123456789012:event-source-mapping:1-2
      arn:aws:lambda:eu-central-1:123456789012:function:f
      arn:aws:lambda:eu-central-1:123456789012:layer:l
      arn:aws:lambda:eu-central-1:123456789012:layer:l:3
      arn:aws:logs:eu-central-1:123456789012:log-group:/a/b
      arn:aws:personalize:eu-central-1:123456789012:batch-inference-job/j
      arn:aws:personalize:eu-central-1:123456789012:batch-segment-job/j
      arn:aws:personalize:eu-central-1:123456789012:campaign/c
      arn:aws:personalize:eu-central-1:123456789012:dataset/g/INTERACTIONS
      arn:aws:personalize:eu-central-1:123456789012:dataset-export-job/j
      arn:aws:personalize:eu-central-1:123456789012:dataset-group/g
      arn:aws:personalize:eu-central-1:123456789012:dataset-import-job/j
      arn:aws:personalize:eu-central-1:123456789012:event-tracker/1-2
      arn:aws:personalize:eu-central-1:123456789012:filter/f
      arn:aws:personalize:eu-central-1:123456789012:metric-attribution/m
      arn:aws:personalize:eu-central-1:123456789012:recommender/r
      arn:aws:personalize:eu-central-1:123456789012:schema/s
      arn:aws:personalize:eu-central-1:123456789012:solution/s
      arn:aws:pipes:eu-central-1:123456789012:pipe/p
      arn:aws:aoss:eu-central-1:123456789012:collection/c
      arn:aws:es:eu-central-1:123456789012:domain/d
      arn:aws:dms:eu-central-1:123456789012:endpoint:E
      arn:aws:dms:eu-central-1:123456789012:rep:R
      arn:aws:dms:eu-central-1:123456789012:replication-config:C
      arn:aws:dms:eu-central-1:123456789012:subgrp:g
      arn:aws:dms:eu-central-1:123456789012:task:T
      arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/0a
      arn:aws:codebuild:eu-central-1:123456789012:fleet/f:0a
      arn:aws:sagemaker:eu-central-1:123456789012:processing-job/j
      arn:aws:sagemaker:eu-central-1:123456789012:training-job/j
      arn:aws:sagemaker:eu-central-1:123456789012:transform-job/j
      arn:aws:apprunner:eu-central-1:123456789012:service/s/0a
      arn:aws:apprunner:eu-central-1:123456789012:vpcingressconnection/c/0a
      arn:aws:athena:eu-central-1:123456789012:capacity-reservation/c
      arn:aws:dax:eu-central-1:123456789012:cache/c
      arn:aws:kendra:eu-central-1:123456789012:index/0a-1b
      arn:aws:transfer:eu-central-1:123456789012:server/s-0a
      arn:aws:ds:eu-central-1:123456789012:directory/d-0123456789
      arn:aws:lightsail:eu-central-1:123456789012:ContainerService/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:Disk/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:DiskSnapshot/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:Instance/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:InstanceSnapshot/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:LoadBalancer/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:RelationalDatabase/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:RelationalDatabaseSnapshot/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:lightsail:eu-central-1:123456789012:StaticIp/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a
      arn:aws:workspaces:eu-central-1:123456789012:directory/d-0123456789
      arn:aws:workspaces:eu-central-1:123456789012:workspace/ws-012345678
      arn:aws:elasticache:eu-central-1:123456789012:serverlesscache:c
      arn:aws:elasticache:eu-central-1:123456789012:serverlesscachesnapshot:s
      arn:aws:elasticbeanstalk:eu-central-1:123456789012:environment/a/e
      arn:aws:glue:eu-central-1:123456789012:devEndpoint/e
      arn:aws:glue:eu-central-1:123456789012:session/s
      arn:aws:memorydb:eu-central-1:123456789012:cluster/c
      arn:aws:memorydb:eu-central-1:123456789012:snapshot/s
      arn:aws:redshift-serverless:eu-central-1:123456789012:workgroup/0a-1b
      arn:aws:redshift-serverless:eu-central-1:123456789012:namespace/0a-1b
      arn:aws:redshift-serverless:eu-central-1:123456789012:snapshot/0a-1b
      arn:aws:neptune-graph:eu-central-1:123456789012:graph/g-0123456789
      arn:aws:neptune-graph:eu-central-1:123456789012:graph-snapshot/gs-0123456789
      arn:aws:neptune-graph:eu-central-1:123456789012:private-graph-endpoint/g-0123456789_vpc-0a
      arn:aws:network-firewall:eu-central-1:123456789012:firewall/f
      arn:aws:network-firewall:eu-central-1:123456789012:firewall-policy/p
      arn:aws:network-firewall:eu-central-1:123456789012:stateful-rulegroup/r
      arn:aws:kafka:eu-central-1:123456789012:cluster/c/0a-1
      arn:aws:kafka:eu-central-1:123456789012:replicator/r/0a-1
      arn:aws:rds:eu-central-1:123456789012:db-proxy:prx-0a
      arn:aws:rds:eu-central-1:123456789012:og:o
      arn:aws:rds::123456789012:global-cluster:g
      arn:aws:elasticache:eu-central-1:123456789012:cluster:c
      arn:aws:elasticache:eu-central-1:123456789012:parametergroup:p
      arn:aws:elasticache:eu-central-1:123456789012:replicationgroup:g
      arn:aws:elasticache:eu-central-1:123456789012:snapshot:s
      arn:aws:elasticache:eu-central-1:123456789012:subnetgroup:g
      arn:aws:elasticache:eu-central-1:123456789012:user:u
      arn:aws:elasticache:eu-central-1:123456789012:usergroup:g
      arn:aws:redshift:eu-central-1:123456789012:cluster:c
      arn:aws:redshift:eu-central-1:123456789012:parametergroup:p
      arn:aws:redshift:eu-central-1:123456789012:snapshot:c/s
      arn:aws:redshift:eu-central-1:123456789012:subnetgroup:g
      arn:aws:rds:eu-central-1:123456789012:cluster:c
      arn:aws:rds:eu-central-1:123456789012:cluster-pg:p
      arn:aws:rds:eu-central-1:123456789012:cluster-snapshot:s
      arn:aws:rds:eu-central-1:123456789012:db:d
      arn:aws:rds:eu-central-1:123456789012:pg:p
      arn:aws:rds:eu-central-1:123456789012:snapshot:s
      arn:aws:rds:eu-central-1:123456789012:subgrp:g
      arn:aws:s3:::bucket
      arn:aws:s3:eu-central-1:123456789012:accesspoint/ap
      arn:aws:sagemaker:eu-central-1:123456789012:endpoint/e
      arn:aws:sagemaker:eu-central-1:123456789012:endpoint-config/e
      arn:aws:sagemaker:eu-central-1:123456789012:model/m
      arn:aws:sagemaker:eu-central-1:123456789012:monitoring-schedule/s
      arn:aws:apprunner:eu-central-1:123456789012:autoscalingconfiguration/a/1/0a1b
      arn:aws:sagemaker:eu-central-1:123456789012:notebook-instance/n
      arn:aws:sagemaker:eu-central-1:123456789012:domain/d-1
      arn:aws:sagemaker:eu-central-1:123456789012:user-profile/d-1/ada
      arn:aws:sagemaker:eu-central-1:123456789012:space/d-1/lab
      arn:aws:sagemaker:eu-central-1:123456789012:app/d-1/lab/JupyterLab/default
      arn:aws:sagemaker:eu-central-1:123456789012:mlflow-tracking-server/m
      arn:aws:sagemaker:eu-central-1:123456789012:cluster/c1
      arn:aws:bedrock:eu-central-1:123456789012:agent/AGENT00001
      arn:aws:bedrock:eu-central-1:123456789012:knowledge-base/BASE000001
      arn:aws:bedrock:eu-central-1:123456789012:custom-model-deployment/d1
      arn:aws:rds:eu-central-1:123456789012:deployment:bgd-1
      arn:aws:bedrock:eu-central-1:123456789012:custom-model/amazon.titan-text-express-v1:0:8k/c1
      arn:aws:bedrock:eu-central-1:123456789012:imported-model/i1
      arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/p1
      arn:aws:comprehend:eu-central-1:123456789012:document-classifier-endpoint/e
      arn:aws:comprehend:eu-central-1:123456789012:entity-recognizer-endpoint/e
      arn:aws:comprehend:eu-central-1:123456789012:flywheel/f
      arn:aws:comprehend:eu-central-1:123456789012:document-classifier/c
      arn:aws:comprehend:eu-central-1:123456789012:document-classifier/c/version/v
      arn:aws:comprehend:eu-central-1:123456789012:entity-recognizer/r
      arn:aws:rekognition:eu-central-1:123456789012:project/p/1
      arn:aws:rekognition:eu-central-1:123456789012:project/p/version/v/1
      arn:aws:rekognition:eu-central-1:123456789012:project/p/dataset/train/1
      arn:aws:route53:::hostedzone/Z1
      arn:aws:route53resolver:eu-central-1:123456789012:resolver-rule/rslvr-rr-1
      arn:aws:route53resolver:eu-central-1:123456789012:resolver-endpoint/rslvr-out-1
      arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/w/1
      arn:aws:codebuild:eu-central-1:123456789012:project/p
      arn:aws:scheduler:eu-central-1:123456789012:schedule/g/s
      arn:aws:scheduler:eu-central-1:123456789012:schedule-group/g
      arn:aws:secretsmanager:eu-central-1:123456789012:secret:s-AbCdEf
      arn:aws:ses:eu-central-1:123456789012:configuration-set/c
      arn:aws:ses:eu-central-1:123456789012:contact-list/c
      arn:aws:ses:eu-central-1:123456789012:identity/e.org
      arn:aws:ses:eu-central-1:123456789012:email-identity/e.org
      arn:aws:ses:eu-central-1:123456789012:template/t
      arn:aws:sns:eu-central-1:123456789012:topic
      arn:aws:sqs:eu-central-1:123456789012:queue
      arn:aws:ssm:eu-central-1:123456789012:parameter/a/b
      arn:aws:states:eu-central-1:123456789012:activity:a
      arn:aws:states:eu-central-1:123456789012:stateMachine:m
      """
          .lines()
          .toList();

  private static final List<String> SAMPLES =
      Stream.concat(BY_HAND.stream(), CloudControlRow.all().stream().map(TraitsTest::sample))
          .toList();

  private static String sample(CloudControlRow row) {
    return row.name()
        .pattern()
        .replace("${Partition}", "aws")
        .replace("${Region}", "eu-central-1")
        .replace("${Account}", "123456789012")
        .replaceAll("\\$\\{[A-Za-z]+}", "x-1");
  }

  private final Place place = new HomeAccount("aws", "123456789012").place("eu-central-1");
  private final List<ResourceKind> kinds =
      Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking("123456789012"));

  @Test
  void traitsAreAsTheyWere() throws IOException {
    asItWas("traits.txt", kinds.stream().map(this::traits).collect(Collectors.joining("\n")));
  }

  @Test
  void claimsAreAsTheyWere() throws IOException {
    asItWas(
        "claims.txt",
        grid().stream()
            .map(arn -> arn + " " + claimants(arn) + "\n")
            .collect(Collectors.joining()));
  }

  /// Without this the grid would say nothing of a new kind.
  @Test
  void everyKindHasASample() {
    assertThat(kinds)
        .allMatch(
            kind -> SAMPLES.stream().map(Arn::of).anyMatch(kind::claims), "claims one of SAMPLES");
  }

  /// Two that claim an ARN are a fault, but where AWS gives two types ARNs of one form: there one
  /// of them says that the other reads those of both.
  @Test
  void noTwoClaimTheSameArnButThoseThatAwsNamesAlike() {
    var catalog = new Catalog(kinds);
    assertThat(grid()).allSatisfy(arn -> assertThat(catalog.ambiguity(arn)).isEmpty());
    assertThat(grid().stream().map(this::claimants).filter(types -> types.size() > 1).distinct())
        .containsExactlyInAnyOrder(
            List.of("AWS::ApiGateway::VpcLink", "AWS::ApiGatewayV2::VpcLink"),
            List.of("AWS::AppSync::GraphQLApi", "AWS::AppSync::Api"),
            List.of("AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"),
            List.of(
                "AWS::RDS::DBClusterSnapshot",
                "AWS::DocDB::DBClusterSnapshot",
                "AWS::Neptune::DBClusterSnapshot"),
            List.of("AWS::RDS::DBInstance", "AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance"));
  }

  private void asItWas(String file, String text) throws IOException {
    var path = GOLDEN.resolve(file);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(path, text, UTF_8);
    }
    assertThat(text)
        .as("%s; after a wanted change: -Dgolden.update=true", file)
        .isEqualTo(Files.readString(path, UTF_8));
  }

  private String traits(ResourceKind kind) {
    return Stream.of(
            kind.type(),
            "  actions " + sorted(kind.traits().actions()),
            "  goes after"
                + kind.traits().order().reasons().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .map(pair -> "\n    " + pair.getKey() + ": " + pair.getValue())
                    .collect(Collectors.joining()),
            "  needed by " + sorted(kind.traits().order().neededBy()),
            "  found by " + sorted(kind.traits().order().foundBy()),
            "  uses of " + sorted(kind.traits().order().usesOf()),
            "  works as " + sorted(kind.traits().order().worksAs()),
            "  kept of " + sorted(kind.traits().order().keptOf()),
            "  usual wait " + kind.traits().patience().usualWait(),
            "  pace " + kind.traits().patience().pace().map(TraitsTest::text).orElse("-"),
            "  global " + kind.traits().isGlobal(),
            "  indexed " + kind.traits().isIndexed(),
            "  taggable " + kind.traits().isTaggable(),
            "  own tags " + (kind instanceof OwnTags),
            "  may reappear " + kind.traits().is(Flag.REAPPEARS),
            "  goes on by itself " + (kind instanceof Revocable),
            "  costs " + kind.traits().cost().words(),
            "  holds data " + kind.traits().is(Flag.HOLDS_DATA),
            "  aliases " + sorted(kind.traits().naming().aliases()),
            "  physical id " + physicalId(kind),
            "  created by " + created(kind))
        .map(line -> line.stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  private static String created(ResourceKind kind) {
    return kind.traits().creations().stream()
        .map(
            creation ->
                creation.source()
                    + ":"
                    + String.join("|", creation.events())
                    + " "
                    + creation.path()
                    + (creation.isAlwaysNew() ? "" : " or finds"))
        .collect(Collectors.joining(", "));
  }

  private static String text(Pace pace) {
    return pace.of() + " " + pace.interval();
  }

  private static String sorted(Collection<String> words) {
    return words.stream().sorted().collect(Collectors.joining(" "));
  }

  private String physicalId(ResourceKind kind) {
    if (KindsTest.LISTED.contains(kind.type())) {
      return "(listed)";
    }
    var sample = KindsTest.SAMPLE_IDS.get(kind.type());
    return sample == null
        ? "(its ARN)"
        : sample.getFirst()
            + " "
            + kind.traits().naming().physicalId().arns(new Spot(kind, place), sample.getFirst());
  }

  /// Every sample and what is near it: below it, in no region, of no account, of a longer and of a
  /// shorter name, in another service.
  private static Set<Arn> grid() {
    var grid = new LinkedHashSet<Arn>();
    for (var sample : SAMPLES.stream().map(Arn::of).toList()) {
      grid.add(sample);
      var resource = sample.resource();
      for (var near :
          List.of(
              resource + "/below",
              resource + ":below",
              resource + "/backup/1",
              "/" + resource,
              "x" + resource,
              resource.replaceFirst("[^/:]+$", ""),
              resource.replaceFirst("^[^/:]+[/:]", "unknown/"))) {
        grid.add(sample.sibling(near));
      }
      for (var region : List.of("", "eu-central-1")) {
        grid.add(new Arn("aws", sample.service(), region, sample.account(), resource));
        grid.add(new Arn("aws", sample.service(), region, "", resource));
        grid.add(new Arn("aws-cn", sample.service(), region, sample.account(), resource));
        grid.add(new Arn("aws", sample.service() + "x", region, sample.account(), resource));
      }
    }
    return grid;
  }

  private List<String> claimants(Arn arn) {
    return kinds.stream().filter(kind -> kind.claims(arn)).map(ResourceKind::type).toList();
  }
}
