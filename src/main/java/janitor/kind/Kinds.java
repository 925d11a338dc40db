package janitor.kind;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.resource.Catalog;
import janitor.resource.Reach;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All that the janitor knows how to delete, by CloudFormation type. A new kind is one line here.
public final class Kinds {
  private Kinds() {}

  /// The types of all kinds. No client is made for that.
  public static Set<String> types() {
    return types(_ -> true);
  }

  /// The types of those with which data goes that nothing brings back.
  public static Set<String> typesWithData() {
    return types(kind -> kind.traits().is(Traits.Flag.HOLDS_DATA));
  }

  private static Set<String> types(Predicate<ResourceKind> which) {
    return said(kinds -> types(kinds.stream().filter(which)));
  }

  private static Set<String> types(Stream<ResourceKind> kinds) {
    return kinds.map(ResourceKind::type).collect(Collectors.toUnmodifiableSet());
  }

  /// The types that such a reach leaves alone.
  public static Set<String> typesBeyond(Reach reach) {
    try (var clients = Clients.ambient(new Calls())) {
      return types(catalog(clients, Options.looking("").within(reach)).beyond().stream());
    }
  }

  /// What there is within the reach; what is beyond it is known by name.
  public static Catalog catalog(Clients clients, Options options) {
    return switch (options.reach()) {
      case ALL -> new Catalog(all(clients, options));
      case SERVERLESS ->
          new Catalog(serverless(clients, options))
              .within(options.reach(), others(clients, options));
    };
  }

  /// All, whatever the reach. What is to be said of all kinds without asking AWS.
  public static <T> T said(Function<List<ResourceKind>, T> of) {
    try (var clients = Clients.ambient(new Calls())) {
      return of.apply(all(clients, Options.looking("")));
    }
  }

  public static List<ResourceKind> all(Clients clients, Options options) {
    return Stream.of(serverless(clients, options), others(clients, options))
        .flatMap(List::stream)
        .toList();
  }

  /// Servers, networks, databases and the like, and what Cloud Control deletes.
  private static List<ResourceKind> others(Clients clients, Options options) {
    return Stream.of(
            SageMaker.kinds(clients, options.finalSnapshots()),
            Ec2Compute.kinds(clients),
            AutoScaling.kinds(clients),
            LoadBalancers.kinds(clients),
            Ec2Network.kinds(clients),
            Ecs.kinds(clients),
            Ec2Gateways.kinds(clients),
            Ec2ClientVpn.kinds(clients),
            Ec2Fleets.kinds(clients),
            Ec2Capacity.kinds(clients),
            Eks.kinds(clients),
            Batch.kinds(clients),
            Emr.kinds(clients),
            Kinesis.kinds(clients),
            Flink.kinds(clients),
            Backups.kinds(clients, options.finalSnapshots()),
            Efs.kinds(clients),
            Fsx.kinds(clients, options.finalSnapshots()),
            List.of(FsxBackups.kind(clients)),
            Rds.kinds(clients, options.finalSnapshots()),
            OpenSearch.kinds(clients),
            Redshift.kinds(clients, options.finalSnapshots()),
            RedshiftServerless.kinds(clients, options.finalSnapshots()),
            ElastiCache.kinds(clients, options.finalSnapshots()),
            Bedrock.kinds(clients, options.finalSnapshots().clock().nightBegan()),
            BedrockAgents.kinds(clients, options.finalSnapshots()),
            Rekognition.kinds(clients),
            Comprehend.kinds(clients),
            Route53.kinds(clients),
            Route53Resolver.kinds(clients),
            Waf.kinds(clients),
            CodeBuild.kinds(clients),
            Kafka.kinds(clients),
            Dms.kinds(clients),
            Beanstalk.kinds(clients),
            AppRunner.kinds(clients),
            Athena.kinds(clients),
            NetworkFirewall.kinds(clients),
            MemoryDb.kinds(clients, options.finalSnapshots()),
            NeptuneGraph.kinds(clients, options.finalSnapshots()),
            Glue.kinds(clients),
            PrivateCa.kinds(clients),
            Dax.kinds(clients),
            Directories.kinds(clients),
            Kendra.kinds(clients, options.finalSnapshots()),
            Transfer.kinds(clients, options.finalSnapshots()),
            WorkSpaces.kinds(clients),
            Lightsail.kinds(clients, options.finalSnapshots()),
            CloudControl.kinds(clients, options.finalSnapshots().clock().nightBegan()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<ResourceKind> serverless(Clients clients, Options options) {
    return List.of(
        new DynamoDbTable(clients),
        new LambdaFunction(clients),
        new LambdaEventSourceMapping(clients),
        new LambdaLayerVersion(clients),
        new LogsLogGroup(clients),
        new S3Bucket(clients, options),
        new ApiGatewayRestApi(clients),
        new CognitoUserPool(clients),
        new EventsRule(clients),
        new EventsEventBus(clients),
        new IamRole(clients, options.finalSnapshots().clock().nightBegan()),
        new IamUser(clients),
        new IamManagedPolicy(clients),
        new IamInstanceProfile(clients),
        new SesEmailIdentity(clients),
        new CloudFormationStack(
            clients,
            options.stackRegions(),
            options.reach() == Reach.ALL,
            options.finalSnapshots()),
        new SqsQueue(clients),
        new SnsTopic(clients),
        new StepFunctionsStateMachine(clients),
        new StepFunctionsActivity(clients),
        new SecretsManagerSecret(clients),
        new SsmParameter(clients),
        new EcrRepository(clients),
        new KmsKey(clients),
        new CloudFrontDistribution(clients),
        new AcmCertificate(clients),
        new ApiGatewayV2Api(clients),
        new ApiGatewayUsagePlan(clients),
        new ApiGatewayApiKey(clients),
        new ApiGatewayDomainName(clients),
        new ApiGatewayVpcLink(clients),
        new ApiGatewayV2VpcLink(clients),
        new CognitoIdentityPool(clients),
        new S3AccessPoint(clients),
        new DynamoDbBackup(clients),
        new AppSyncGraphQLApi(clients),
        new AppSyncApi(clients),
        new AppSyncDomainName(clients),
        new AmplifyApp(clients),
        new EventsArchive(clients),
        new EventsApiDestination(clients),
        new EventsConnection(clients),
        new SchedulerScheduleGroup(clients),
        new SchedulerSchedule(clients),
        new PipesPipe(clients),
        new SesConfigurationSet(clients),
        new SesTemplate(clients),
        new SesContactList(clients),
        new CloudWatchAlarm(clients),
        new CloudWatchDashboard(clients),
        PersonalizePart.campaign(clients),
        PersonalizePart.recommender(clients),
        new PersonalizeSolution(clients),
        PersonalizePart.eventTracker(clients),
        PersonalizePart.filter(clients),
        PersonalizePart.metricAttribution(clients),
        new PersonalizeDataset(clients),
        new PersonalizeSchema(clients),
        new PersonalizeDatasetGroup(clients),
        PersonalizeJob.ofBatchInference(clients),
        PersonalizeJob.ofBatchSegment(clients),
        PersonalizeJob.ofImport(clients),
        PersonalizeJob.ofExport(clients));
  }
}
