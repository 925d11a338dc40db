package janitor.kind;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.HomeAccount;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds of every kind: adding one edits no test, unless it lists children that cannot be
/// lost.
class KindsTest {
  private static final Path SOURCES = Path.of("src/main/java/janitor/kind");
  private static final Pattern TYPE = Pattern.compile("AWS::[A-Z][A-Za-z0-9]+::[A-Z][A-Za-z0-9]+");
  private static final Pattern ACTION = Pattern.compile("[a-z0-9-]+:[A-Za-z0-9]+");

  /// Kinds whose children are not lost when they could not be looked for, by the reason.
  private static final Map<String, String> FOUND_LATER =
      Map.ofEntries(
          Map.entry(DynamoDbTable.TYPE, "a replica is told of by its table, without a call"),
          Map.entry(EventsArchive.TYPE, "its bus cannot go before it"),
          Map.entry(IamInstanceProfile.TYPE, "its role cannot go before it"),
          Map.entry(KmsKey.TYPE, "a replica is told of by its key, without a call"),
          Map.entry(PersonalizePart.CAMPAIGN, "its solution cannot go before it"),
          Map.entry(PersonalizeDataset.TYPE, "its group cannot go before it"),
          Map.entry(PersonalizePart.EVENT_TRACKER, "its group cannot go before it"),
          Map.entry(PersonalizePart.FILTER, "its group cannot go before it"),
          Map.entry(PersonalizePart.METRIC_ATTRIBUTION, "its group cannot go before it"),
          Map.entry(PersonalizePart.RECOMMENDER, "its group cannot go before it"),
          Map.entry(PersonalizeSolution.TYPE, "its group cannot go before it"),
          Map.entry(S3AccessPoint.TYPE, "its bucket cannot go before it"));

  /// What `Ref` returns, by the page of each type in the CloudFormation user guide, and its ARN.
  static final Map<String, List<String>> SAMPLE_IDS = sampleIds();

  /// Their names do not hold all of their ARNs: the list is asked.
  static final Set<String> LISTED =
      Set.of(
          IamRole.TYPE,
          IamUser.TYPE,
          IamInstanceProfile.TYPE,
          AutoScaling.GROUP,
          AutoScalingLaunchConfiguration.TYPE,
          Ec2Network.ADDRESS,
          Ec2Compute.KEY_PAIR,
          Ec2Compute.PLACEMENT_GROUP,
          RdsProxies.PROXY,
          Beanstalk.ENVIRONMENT,
          RedshiftServerless.NAMESPACE,
          RedshiftServerless.WORKGROUP,
          RedshiftServerlessSnapshots.TYPE,
          EventsConnection.TYPE,
          EventsApiDestination.TYPE,
          Rekognition.PROJECT,
          SageMakerParts.APP,
          SageMakerParts.PROFILE,
          SageMakerParts.SPACE,
          SchedulerSchedule.TYPE,
          EksParts.NODEGROUP,
          EksParts.FARGATE_PROFILE,
          EksParts.ADDON,
          EksParts.CAPABILITY,
          Batch.DEFINITION,
          "AWS::Lightsail::Container",
          "AWS::Lightsail::Database",
          "AWS::Lightsail::DatabaseSnapshot",
          "AWS::Lightsail::Disk",
          "AWS::Lightsail::DiskSnapshot",
          "AWS::Lightsail::Instance",
          "AWS::Lightsail::InstanceSnapshot",
          "AWS::Lightsail::LoadBalancer",
          "AWS::Lightsail::StaticIp");

  private static Map<String, List<String>> sampleIds() {
    var here = "eu-central-1:123456789012:";
    var ids = new HashMap<String, List<String>>();
    ids.put(DynamoDbTable.TYPE, List.of("lab", "arn:aws:dynamodb:" + here + "table/lab"));
    ids.put(EcrRepository.TYPE, List.of("a/b", "arn:aws:ecr:" + here + "repository/a/b"));
    ids.put("AWS::Events::EventBus", List.of("bus", "arn:aws:events:" + here + "event-bus/bus"));
    ids.put("AWS::Events::Archive", List.of("arch", "arn:aws:events:" + here + "archive/arch"));
    ids.put(EventsRule.TYPE, List.of("bus|rule", "arn:aws:events:" + here + "rule/bus/rule"));
    ids.put(LambdaFunction.TYPE, List.of("f", "arn:aws:lambda:" + here + "function:f"));
    ids.put(
        "AWS::Lambda::EventSourceMapping",
        List.of("1-2", "arn:aws:lambda:" + here + "event-source-mapping:1-2"));
    ids.put("AWS::Logs::LogGroup", List.of("/a/b", "arn:aws:logs:" + here + "log-group:/a/b"));
    ids.put(
        LoadBalancers.CLASSIC,
        List.of("old", "arn:aws:elasticloadbalancing:" + here + "loadbalancer/old"));
    ids.put("AWS::Pipes::Pipe", List.of("p", "arn:aws:pipes:" + here + "pipe/p"));
    ids.put(S3AccessPoint.TYPE, List.of("ap", "arn:aws:s3:" + here + "accesspoint/ap"));
    ids.put(S3Bucket.TYPE, List.of("b", "arn:aws:s3:::b"));
    ids.put(
        SchedulerScheduleGroup.TYPE,
        List.of("g", "arn:aws:scheduler:" + here + "schedule-group/g"));
    ids.put(
        "AWS::SES::ConfigurationSet", List.of("c", "arn:aws:ses:" + here + "configuration-set/c"));
    ids.put("AWS::SES::ContactList", List.of("c", "arn:aws:ses:" + here + "contact-list/c"));
    ids.put("AWS::SES::EmailIdentity", List.of("e.org", "arn:aws:ses:" + here + "identity/e.org"));
    ids.put("AWS::SES::Template", List.of("t", "arn:aws:ses:" + here + "template/t"));
    ids.put(CognitoUserPool.TYPE, List.of("r_1", "arn:aws:cognito-idp:" + here + "userpool/r_1"));
    ids.put(
        "AWS::Cognito::IdentityPool",
        List.of("r:1", "arn:aws:cognito-identity:" + here + "identitypool/r:1"));
    ids.put("AWS::CloudWatch::Alarm", List.of("a", "arn:aws:cloudwatch:" + here + "alarm:a"));
    ids.put(
        "AWS::CloudWatch::Dashboard", List.of("d", "arn:aws:cloudwatch::123456789012:dashboard/d"));
    ids.put(
        "AWS::CloudFront::Distribution",
        List.of("E1", "arn:aws:cloudfront::123456789012:distribution/E1"));
    ids.put(
        "AWS::AppSync::DomainName",
        List.of("d.org", "arn:aws:appsync:" + here + "domainnames/d.org"));
    ids.put(RdsProxies.GLOBAL, List.of("g", "arn:aws:rds::123456789012:global-cluster:g"));
    ids.put(KmsKey.TYPE, List.of("1-2", "arn:aws:kms:" + here + "key/1-2"));
    for (var part :
        List.of(
            "VPC vpc vpc-1",
            "Subnet subnet subnet-1",
            "InternetGateway internet-gateway igw-1",
            "EgressOnlyInternetGateway egress-only-internet-gateway eigw-1",
            "RouteTable route-table rtb-1",
            "NetworkAcl network-acl acl-1",
            "SecurityGroup security-group sg-1",
            "NetworkInterface network-interface eni-1",
            "NatGateway natgateway nat-1",
            "VPCEndpoint vpc-endpoint vpce-1",
            "DHCPOptions dhcp-options dopt-1",
            "VPCPeeringConnection vpc-peering-connection pcx-1",
            "FlowLog vpc-flow-log fl-1",
            "CapacityReservation capacity-reservation cr-1",
            "ClientVpnEndpoint client-vpn-endpoint cvpn-endpoint-1",
            "EC2Fleet fleet fleet-1",
            "Host dedicated-host h-1",
            "SpotFleet spot-fleet-request sfr-1",
            "TransitGateway transit-gateway tgw-1",
            "TransitGatewayAttachment transit-gateway-attachment tgw-attach-1",
            "TransitGatewayRouteTable transit-gateway-route-table tgw-rtb-1",
            "VPNConnection vpn-connection vpn-1",
            "VPNGateway vpn-gateway vgw-1",
            "CustomerGateway customer-gateway cgw-1",
            "VPCEndpointService vpc-endpoint-service vpce-svc-1",
            "PrefixList prefix-list pl-1",
            "Instance instance i-1",
            "Volume volume vol-1",
            "Snapshot snapshot snap-1",
            "Image image ami-1",
            "LaunchTemplate launch-template lt-1")) {
      var words = part.split(" ", 3);
      ids.put(
          "AWS::EC2::" + words[0],
          List.of(words[2], "arn:aws:ec2:" + here + words[1] + "/" + words[2]));
    }
    for (var path :
        List.of(
            "ApiGateway::ApiKey apikeys",
            "ApiGateway::DomainName domainnames",
            "ApiGateway::RestApi restapis",
            "ApiGateway::UsagePlan usageplans",
            "ApiGateway::VpcLink vpclinks",
            "ApiGatewayV2::VpcLink vpclinks",
            "ApiGatewayV2::Api apis")) {
      var words = path.split(" ", 2);
      ids.put(
          "AWS::" + words[0], List.of("x", "arn:aws:apigateway:eu-central-1::/" + words[1] + "/x"));
    }
    ids.put(
        SqsQueue.TYPE,
        List.of(
            "https://sqs.eu-central-1.amazonaws.com/123456789012/q", "arn:aws:sqs:" + here + "q"));
    for (var word :
        List.of(
            "Endpoint endpoint",
            "EndpointConfig endpoint-config",
            "Domain domain",
            "MlflowTrackingServer mlflow-tracking-server",
            "Model model",
            "MonitoringSchedule monitoring-schedule",
            "NotebookInstance notebook-instance")) {
      var words = word.split(" ", 2);
      ids.put(
          "AWS::SageMaker::" + words[0],
          List.of("x", "arn:aws:sagemaker:" + here + words[1] + "/x"));
    }
    ids.put(Route53.ZONE, List.of("Z1", "arn:aws:route53:::hostedzone/Z1"));
    ids.put(Waf.WEB_ACL, List.of("w|1|REGIONAL", "arn:aws:wafv2:" + here + "regional/webacl/w/1"));
    ids.put(CodeBuild.PROJECT, List.of("p", "arn:aws:codebuild:" + here + "project/p"));
    for (var word :
        List.of(
            "ECS::Cluster ecs:cluster/",
            "ECS::CapacityProvider ecs:capacity-provider/",
            "EKS::Cluster eks:cluster/",
            "Batch::JobQueue batch:job-queue/",
            "Batch::ComputeEnvironment batch:compute-environment/",
            "EMR::Cluster elasticmapreduce:cluster/",
            "Backup::BackupPlan backup:backup-plan:",
            "Bedrock::Agent bedrock:agent/",
            "Bedrock::KnowledgeBase bedrock:knowledge-base/",
            "Backup::BackupVault backup:backup-vault:",
            "Route53Resolver::ResolverEndpoint route53resolver:resolver-endpoint/",
            "Route53Resolver::ResolverRule route53resolver:resolver-rule/",
            "EFS::AccessPoint elasticfilesystem:access-point/",
            "EFS::FileSystem elasticfilesystem:file-system/",
            "EFS::MountTarget elasticfilesystem:mount-target/",
            "FSx::Backup fsx:backup/",
            "FSx::FileSystem fsx:file-system/",
            "Kinesis::Stream kinesis:stream/",
            "KinesisAnalyticsV2::Application kinesisanalytics:application/",
            "OpenSearchService::Domain es:domain/",
            "OpenSearchServerless::Collection aoss:collection/",
            "DMS::ReplicationSubnetGroup dms:subgrp:",
            "RDS::OptionGroup rds:og:",
            "Athena::CapacityReservation athena:capacity-reservation/",
            "Glue::DevEndpoint glue:devEndpoint/",
            "Glue::Session glue:session/",
            "DAX::Cluster dax:cache/",
            "Kendra::Index kendra:index/",
            "DirectoryService::MicrosoftAD ds:directory/",
            "WorkSpaces::Directory workspaces:directory/",
            "WorkSpaces::Workspace workspaces:workspace/",
            "MemoryDB::Cluster memorydb:cluster/",
            "MemoryDB::Snapshot memorydb:snapshot/",
            "NeptuneGraph::Graph neptune-graph:graph/",
            "NeptuneGraph::PrivateGraphEndpoint neptune-graph:private-graph-endpoint/",
            "ElastiCache::ServerlessCache elasticache:serverlesscache:",
            "ElastiCache::ServerlessCacheSnapshot elasticache:serverlesscachesnapshot:",
            "ElastiCache::CacheCluster elasticache:cluster:",
            "ElastiCache::ParameterGroup elasticache:parametergroup:",
            "ElastiCache::ReplicationGroup elasticache:replicationgroup:",
            "ElastiCache::Snapshot elasticache:snapshot:",
            "ElastiCache::SubnetGroup elasticache:subnetgroup:",
            "ElastiCache::User elasticache:user:",
            "ElastiCache::UserGroup elasticache:usergroup:",
            "Redshift::Cluster redshift:cluster:",
            "Redshift::ClusterSubnetGroup redshift:subnetgroup:",
            "Redshift::ClusterParameterGroup redshift:parametergroup:")) {
      var words = word.split("[ :]", -1);
      var arn = words[3] + ":" + here + String.join(":", List.of(words).subList(4, words.length));
      ids.put("AWS::" + words[0] + "::" + words[2], List.of("x", "arn:aws:" + arn + "x"));
    }
    for (var word :
        List.of(
            "DBInstance db",
            "DBCluster cluster",
            "DBClusterSnapshot cluster-snapshot",
            "DBSnapshot snapshot",
            "DBSubnetGroup subgrp",
            "DBParameterGroup pg",
            "DBClusterParameterGroup cluster-pg")) {
      var words = word.split(" ", 2);
      var id = List.of("x", "arn:aws:rds:" + here + words[1] + ":x");
      ids.put("AWS::RDS::" + words[0], id);
      if (List.of("DBInstance", "DBCluster", "DBClusterSnapshot").contains(words[0])) {
        ids.put("AWS::DocDB::" + words[0], id);
        ids.put("AWS::Neptune::" + words[0], id);
      }
    }
    var service = "arn:aws:ecs:" + here + "service/c/s";
    ids.put(EcsServices.SERVICE, List.of(service + "|c", service));
    ids.put(
        EcsServices.TASK_SET,
        List.of("c|" + service + "|ecs-svc/1", "arn:aws:ecs:" + here + "task-set/c/s/ecs-svc/1"));
    ids.put("AWS::SSM::Parameter", List.of("/a/b", "arn:aws:ssm:" + here + "parameter/a/b"));
    return ids;
  }

  private final List<ResourceKind> kinds =
      Kinds.all(new Clients(new Calls(), _ -> {}), Options.looking("123456789012"));
  private final Map<String, ResourceKind> byType =
      kinds.stream().collect(Collectors.toMap(ResourceKind::type, Function.identity()));

  /// What a stack lists and what a look finds are matched by it: one that leads astray would let a
  /// kept member go.
  @Test
  void knowTheirPhysicalIds() {
    var place = new HomeAccount("aws", "123456789012").place("eu-central-1");
    for (var sample : SAMPLE_IDS.entrySet()) {
      var kind = Objects.requireNonNull(byType.get(sample.getKey()), sample.getKey());
      var arns =
          kind.traits()
              .naming()
              .physicalId()
              .arns(new Spot(kind, place), sample.getValue().getFirst());
      assertThat(arns)
          .as(sample.getKey())
          .extracting(Arn::toString)
          .containsExactly(sample.getValue().getLast());
      assertThat(arns).as(sample.getKey()).allMatch(kind::claims);
    }
    assertThat(kinds)
        .filteredOn(kind -> !SAMPLE_IDS.containsKey(kind.type()) && !LISTED.contains(kind.type()))
        // CloudControlRowTest knows theirs.
        .filteredOn(kind -> !kind.traits().is(Traits.Flag.GENERIC))
        .allMatch(kind -> kind.traits().naming().physicalId().equals(PhysicalId.ARN));
  }

  @Test
  void areNamedAsCloudFormationTypes() {
    assertThat(kinds).extracting(ResourceKind::type).allMatch(type -> TYPE.matcher(type).matches());
  }

  /// What no kind claims is reported and untouchable.
  @Test
  void noneClaimsTheSharedPoolsOfSes() {
    for (var pool : List.of("ses-default-dedicated-pool", "ses-shared-pool")) {
      var arn = new Arn("aws", "ses", "eu-central-1", "123456789012", "dedicated-ip-pool/" + pool);
      assertThat(kinds).noneMatch(kind -> kind.claims(arn));
    }
  }

  @Test
  void areListedOnce() {
    assertThat(kinds).extracting(ResourceKind::type).doesNotHaveDuplicates();
  }

  @Test
  void areAllListed() {
    var written =
        new ClassFileImporter()
            .importPackages("janitor.kind").stream()
                .filter(type -> type.isAssignableTo(ResourceKind.class) && !type.isInterface())
                .filter(type -> !type.getSimpleName().isEmpty())
                .filter(
                    type ->
                        type.getSource()
                            .map(from -> !from.getUri().toString().contains("test-classes"))
                            .orElse(true))
                .map(JavaClass::getName)
                .toList();
    assertThat(kinds.stream().map(kind -> kind.getClass().getName()).distinct())
        .containsExactlyInAnyOrderElementsOf(written);
  }

  /// `AWS::DynamoDB::Table` is in `DynamoDbTable`.
  @Test
  void areInFilesOfTheirName() {
    var alone =
        kinds.stream()
            .collect(Collectors.groupingBy(kind -> kind.getClass().getSimpleName()))
            .entrySet()
            .stream()
            .filter(entry -> entry.getValue().size() == 1);
    assertThat(alone)
        .allSatisfy(
            entry -> {
              var type = entry.getValue().getFirst().type();
              assertThat(entry.getKey())
                  .endsWithIgnoringCase(type.substring(type.lastIndexOf(':') + 1));
            });
  }

  /// `./janitor tag` looks for names, so each kind says what a person calls its things.
  @Test
  void nameWhatTheyList() {
    var classes = new ClassFileImporter().importPackages("janitor.kind");
    for (var kind : kinds) {
      assertThat(classes.get(kind.getClass()).getMethodCallsFromSelf())
          .as(kind.type() + " names its resources")
          .anyMatch(
              call ->
                  call.getTargetOwner().isEquivalentTo(Resource.Builder.class)
                      && call.getName().equals("name"));
    }
  }

  @Test
  void declareTheirActions() {
    for (var kind : kinds) {
      assertThat(kind.traits().actions())
          .as(kind.type())
          .isNotEmpty()
          .allMatch(action -> ACTION.matcher(action).matches());
    }
  }

  @Test
  void goAfterKnownTypes() {
    for (var kind : kinds) {
      assertThat(byType.keySet())
          .as(kind.type() + " goes after")
          .containsAll(kind.traits().order().goesAfter());
      assertThat(kind.traits().order().goesAfter()).as(kind.type()).doesNotContain(kind.type());
    }
  }

  @Test
  void areNeededByCopiesOfWhatUsesThem() {
    for (var kind : kinds) {
      for (var type : kind.traits().order().copiedBy()) {
        // A stack may have members of any kind.
        assertThat(byType.get(type))
            .as(kind.type() + " " + type)
            .matches(
                other ->
                    other.type().equals(CloudFormationStack.TYPE)
                        || other.traits().order().usesOf().contains(kind.type()));
      }
    }
  }

  @Test
  void areNeededByWhatGoesBeforeThem() {
    for (var kind : kinds) {
      assertThat(kind.traits().order().goesAfter())
          .as(kind.type())
          .containsAll(kind.traits().order().neededBy());
    }
    assertThat(
            kinds.stream()
                .filter(
                    kind -> kind.traits().order().neededBy().contains(CloudFormationStack.TYPE)))
        .extracting(ResourceKind::type)
        .containsExactlyInAnyOrder(LambdaFunction.TYPE, IamRole.TYPE);
  }

  @Test
  void goInAnOrderWithoutCircles() {
    for (var kind : kinds) {
      assertThat(circle(kind.type(), new ArrayList<>(), new HashSet<>())).isEmpty();
    }
  }

  private List<String> circle(String type, List<String> path, Set<String> done) {
    if (path.contains(type)) {
      var circle = new ArrayList<>(path.subList(path.indexOf(type), path.size()));
      circle.add(type);
      return circle;
    }
    if (!done.add(type)) {
      return List.of();
    }
    path.add(type);
    var kind = Optional.ofNullable(byType.get(type));
    for (var earlier : kind.map(known -> known.traits().order().goesAfter()).orElse(Set.of())) {
      var circle = circle(earlier, path, done);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    path.removeLast();
    return List.of();
  }

  @Test
  void useKnownTypes() {
    for (var kind : kinds) {
      assertThat(byType.keySet())
          .as(kind.type() + " uses")
          .containsAll(kind.traits().order().usesOf());
      assertThat(byType.keySet())
          .as(kind.type() + " is kept of")
          .containsAll(kind.traits().order().keptOf());
    }
  }

  @Test
  void whatCannotBeTaggedIsNotIndexedEither() {
    // The scanner lists what is taggable and not indexed; this combination would be asked for
    // twice.
    assertThat(kinds)
        .filteredOn(kind -> !kind.traits().isTaggable())
        .noneMatch(kind -> kind instanceof OwnTags);
  }

  /// What only a list tells is lost with its parent, should the list fail once; what a parent names
  /// ([Resource#leaves()]) is noted by that name.
  @Test
  void tellThroughWhatAloneTheyAreFound() {
    assertThat(
            kinds.stream()
                .filter(KindsTest::derivesByItself)
                .filter(kind -> kind.traits().order().foundBy().isEmpty())
                .map(ResourceKind::type))
        .as("foundBy(), or else why a later night finds it all the same")
        .containsExactlyInAnyOrderElementsOf(FOUND_LATER.keySet());
    for (var kind : kinds) {
      assertThat(byType.keySet())
          .as(kind.type() + " is found by")
          .containsAll(kind.traits().order().foundBy());
    }
  }

  private static boolean derivesByItself(ResourceKind kind) {
    if (kind instanceof Addressed addressed) {
      return addressed.row().derive().isPresent();
    }
    if (kind instanceof Ec2Part part) {
      return part.row().beside().isPresent();
    }
    return Stream.of(kind.getClass().getDeclaredMethods())
        .anyMatch(method -> method.getName().equals("derive"));
  }

  @Test
  void waitAPositiveTime() {
    assertThat(kinds).allMatch(kind -> kind.traits().patience().usualWait().isPositive());
    assertThat(kinds)
        .allMatch(
            kind ->
                kind.traits()
                    .patience()
                    .pace()
                    .map(pace -> pace.interval().isPositive())
                    .orElse(true));
    assertThat(kinds)
        .filteredOn(kind -> kind.traits().patience().pace().isPresent())
        .allMatch(
            kind -> ACTION.matcher(kind.traits().patience().pace().orElseThrow().of()).matches());
  }

  @Test
  void saveTheirSurpriseForTheirFirstLines() throws IOException {
    for (var kind : kinds) {
      var name = kind.getClass().getSimpleName();
      var lines = Files.readAllLines(SOURCES.resolve(name + ".java"));
      var declaration = Pattern.compile("record " + name + "\\(.*");
      var declared =
          IntStream.range(0, lines.size())
              .filter(at -> declaration.matcher(lines.get(at)).matches())
              .findFirst()
              .orElse(-1);
      assertThat(declared).as(name + " is a package-private record").isPositive();
      assertThat(kind.getClass().isRecord()).as(name + " is a record").isTrue();
      assertThat(lines.get(declared - 1)).as(name + " has no comment").startsWith("/// ");
    }
  }

  @Test
  void leaveErrorsClockLogAndPatienceToOthers() throws IOException {
    var forbidden =
        Pattern.compile(
            "\\bcatch \\(|Thread\\.|Instant\\.now|Clock|System\\.|Logger|\\.sleep\\(|\\.waiter\\(");
    for (var kind : kinds) {
      var name = kind.getClass().getSimpleName();
      assertThat(
              Files.readAllLines(SOURCES.resolve(name + ".java")).stream()
                  .filter(line -> !line.strip().startsWith("//"))
                  .filter(line -> forbidden.matcher(line).find()))
          .as(name)
          .isEmpty();
    }
  }
}
