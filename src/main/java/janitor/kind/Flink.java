package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationConfigurationDescription;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationDetail;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.Tag;

/// An application of Managed Service for Apache Flink, once Kinesis Data Analytics, which bills
/// while it runs.
///
/// Its deletion halts it, and takes its snapshots along (API reference, DeleteApplication); it
/// wants to hear when the application was made, so that no other one of the name goes.
final class Flink {
  static final String APPLICATION = "AWS::KinesisAnalyticsV2::Application";

  private static final Duration MINUTES = Duration.ofMinutes(1);

  private static final Set<String> AT_REST = Set.of("READY", "RUNNING", "ROLLED_BACK");

  private final Clients clients;

  private Flink(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Described(new Flink(clients).application()));
  }

  private KinesisAnalyticsV2Client at(String region) {
    return clients.of(region, KinesisAnalyticsV2Client.class, KinesisAnalyticsV2Client::builder);
  }

  private static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless("ResourceNotFoundException", ask);
  }

  private Described.Row application() {
    return new Described.Row(
        Traits.of(APPLICATION)
            .named("kinesisanalytics", "application/")
            .aliases("AWS::KinesisAnalytics::Application")
            .physicalId(PhysicalId.after("kinesisanalytics", "application/"))
            .createdBy(Creation.asking("kinesisanalytics:CreateApplication", "applicationName"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                "kinesisanalytics:ListApplications",
                "kinesisanalytics:DescribeApplication",
                "kinesisanalytics:ListTagsForResource",
                "kinesisanalytics:DeleteApplication")
            .usesOf(Ec2Network.SUBNET, Ec2Network.SECURITY_GROUP, KmsKey.TYPE)
            .takesRoles("kinesisanalytics")
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region()).listApplicationsPaginator(request -> request.limit(50)).stream()
                .flatMap(page -> page.applicationSummaries().stream())
                .collect(
                    Items.each(
                        one ->
                            Resource.of(
                                    APPLICATION,
                                    Arn.of(Items.told(one.applicationARN())),
                                    place.region())
                                .name(one.applicationName())
                                .build())),
        (place, one) ->
            there(
                () ->
                    application(
                        place,
                        one,
                        at(place.region())
                            .describeApplication(request -> request.applicationName(one.name()))
                            .applicationDetail())),
        (place, one) ->
            there(
                () ->
                    Tags.of(
                        at(place.region())
                            .listTagsForResource(
                                request -> request.resourceARN(one.arn().toString()))
                            .tags()
                            .stream()
                            .collect(Tags.byKey(Tag::key, Tag::value)))),
        this::delete);
  }

  private static Resource application(Place place, Resource one, ApplicationDetail told) {
    var resource =
        one.toBuilder()
            .createdAt(told.createTimestamp())
            .fact(Resource.STATUS, String.valueOf(told.applicationStatusAsString()));
    Described.uses(resource, Stream.ofNullable(told.serviceExecutionRole()));
    Optional.ofNullable(told.applicationConfigurationDescription())
        .ifPresent(how -> uses(resource, place, how));
    return LogsLogGroup.writtenBy(
            resource,
            one.arn(),
            told.cloudWatchLoggingOptionDescriptions().stream()
                .flatMap(log -> Answers.arn(log.logStreamARN()).stream())
                .map(stream -> stream.sibling(stream.resource().replaceFirst(":log-stream:.*", "")))
                .distinct()
                .toList())
        .build();
  }

  private static void uses(
      Resource.Builder resource, Place place, ApplicationConfigurationDescription how) {
    how.vpcConfigurationDescriptions()
        .forEach(
            vpc ->
                Described.standsIn(
                    resource, place, vpc.subnetIds().stream(), vpc.securityGroupIds().stream()));
    Optional.ofNullable(how.applicationEncryptionConfigurationDescription())
        .ifPresent(encryption -> KmsKey.encrypt(resource, place, encryption.keyId()));
  }

  private Deletion delete(Resource application) {
    var status = application.fact(Resource.STATUS);
    if (status.equals("DELETING")) {
      return Deletion.ASKED;
    }
    if (!AT_REST.contains(status)) {
      return Deletion.atWork("the service", status, MINUTES);
    }
    var madeAt = application.createdAt().orElseThrow(() -> unknown(application));
    at(application.region())
        .deleteApplication(
            request -> request.applicationName(application.name()).createTimestamp(madeAt));
    return Deletion.ASKED;
  }

  private static IllegalStateException unknown(Resource application) {
    return new IllegalStateException(application.arn() + " was read without its creation time");
  }
}
