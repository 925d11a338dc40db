package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apprunner.AppRunnerClient;
import software.amazon.awssdk.services.apprunner.model.AutoScalingConfigurationStatus;
import software.amazon.awssdk.services.apprunner.model.AutoScalingConfigurationSummary;
import software.amazon.awssdk.services.apprunner.model.EncryptionConfiguration;
import software.amazon.awssdk.services.apprunner.model.NetworkConfiguration;
import software.amazon.awssdk.services.apprunner.model.ResourceNotFoundException;
import software.amazon.awssdk.services.apprunner.model.Service;
import software.amazon.awssdk.services.apprunner.model.ServiceStatus;
import software.amazon.awssdk.services.apprunner.model.ServiceSummary;
import software.amazon.awssdk.services.apprunner.model.SourceConfiguration;
import software.amazon.awssdk.services.apprunner.model.VpcIngressConnection;
import software.amazon.awssdk.services.apprunner.model.VpcIngressConnectionSummary;

/// A service of App Runner bills for its memory as long as it is there, asked or not. One that
/// stands behind connections from a VPC is deleted only after them (API reference, DeleteService),
/// whoever's they are.
///
/// For a while the list goes on showing what is deleted already, as `DELETED`.
final class AppRunner {
  static final String SERVICE = "AWS::AppRunner::Service";
  static final String INGRESS = "AWS::AppRunner::VpcIngressConnection";
  private static final String SCALING = "AWS::AppRunner::AutoScalingConfiguration";

  private static final String TAGS = "apprunner:ListTagsForResource";

  private final Clients clients;

  private AppRunner(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new AppRunner(clients);
    return List.of(
        new Described(service.service()),
        new Described(service.ingress()),
        new Described(service.scaling()));
  }

  private AppRunnerClient at(String region) {
    return clients.of(region, AppRunnerClient.class, AppRunnerClient::builder);
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(place.region())
                .listTagsForResource(request -> request.resourceArn(one.arn().toString()))
                .tags()
                .stream()
                .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value())));
  }

  private static Deletion atWork(String status) {
    return Deletion.atWork("App Runner", status, FinalSnapshots.MINUTES);
  }

  private Described.Row service() {
    return new Described.Row(
        Traits.of(SERVICE)
            .named("apprunner", "service/")
            .createdBy(Creation.answering("apprunner:CreateService", "service.serviceArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "apprunner:ListServices",
                "apprunner:DescribeService",
                TAGS,
                "apprunner:DeleteService")
            .usesOf(KmsKey.TYPE, SCALING)
            .usesOf(EcrRepository.TYPE, SecretsManagerSecret.TYPE, SsmParameter.TYPE)
            .takesRoles("tasks.apprunner", "build.apprunner")
            .usualWait(FinalSnapshots.MINUTES)
            .build(),
        place ->
            at(place.region()).listServicesPaginator(_ -> {}).stream()
                .flatMap(page -> page.serviceSummaryList().stream())
                .filter(service -> service == null || service.status() != ServiceStatus.DELETED)
                .collect(Items.each(service -> service(place, service))),
        this::described,
        this::tags,
        this::delete);
  }

  private static Resource service(Place place, ServiceSummary service) {
    var name = Items.told(service.serviceName());
    var arn = Arn.of(Items.told(service.serviceArn()));
    var resource =
        Resource.of(SERVICE, arn, place.region())
            .name(name)
            .fact(Described.NAME, name)
            .fact(Resource.STATUS, String.valueOf(service.statusAsString()))
            .createdAt(service.createdAt());
    return LogsLogGroup.namedAfter(resource, place, arn).build();
  }

  private Optional<Resource> described(Place place, Resource one) {
    return Found.unless(
        ResourceNotFoundException.class,
        () -> Optional.of(using(place, one, now(place.region(), one))));
  }

  private Service now(String region, Resource one) {
    return at(region)
        .describeService(request -> request.serviceArn(one.arn().toString()))
        .service();
  }

  private static Resource using(Place place, Resource one, Service told) {
    var resource = one.toBuilder();
    var source = Optional.ofNullable(told.sourceConfiguration());
    Described.uses(
        resource,
        Stream.of(
                source
                    .map(SourceConfiguration::authenticationConfiguration)
                    .flatMap(by -> Optional.ofNullable(by.accessRoleArn())),
                Optional.ofNullable(told.instanceConfiguration())
                    .flatMap(of -> Optional.ofNullable(of.instanceRoleArn())),
                Optional.ofNullable(told.encryptionConfiguration())
                    .map(EncryptionConfiguration::kmsKey),
                Optional.ofNullable(told.networkConfiguration())
                    .map(NetworkConfiguration::egressConfiguration)
                    .flatMap(of -> Optional.ofNullable(of.vpcConnectorArn())),
                Optional.ofNullable(told.autoScalingConfigurationSummary())
                    .flatMap(of -> Optional.ofNullable(of.autoScalingConfigurationArn())))
            .flatMap(Optional::stream));
    var needs = new ContainerNeeds(resource, place);
    var image = source.flatMap(from -> Optional.ofNullable(from.imageRepository()));
    image.ifPresent(of -> needs.image(of.imageIdentifier()));
    image
        .flatMap(of -> Optional.ofNullable(of.imageConfiguration()))
        .ifPresent(how -> needs.confided(how.runtimeEnvironmentSecrets().values().stream()));
    source
        .flatMap(from -> Optional.ofNullable(from.codeRepository()))
        .flatMap(of -> Optional.ofNullable(of.codeConfiguration()))
        .flatMap(of -> Optional.ofNullable(of.codeConfigurationValues()))
        .ifPresent(how -> needs.confided(how.runtimeEnvironmentSecrets().values().stream()));
    return resource.build();
  }

  /// As it is now: a deployment may have begun since the scan, and it is asked again once that is
  /// over.
  private Deletion delete(Resource service) {
    var status = now(service.region(), service).status();
    if (status == ServiceStatus.OPERATION_IN_PROGRESS) {
      return atWork(status.toString());
    }
    if (status != ServiceStatus.DELETED) {
      at(service.region()).deleteService(request -> request.serviceArn(service.arn().toString()));
    }
    return Deletion.ASKED;
  }

  private Described.Row ingress() {
    return new Described.Row(
            Traits.of(INGRESS)
                .named("apprunner", "vpcingressconnection/")
                .createdBy(
                    Creation.answering(
                        "apprunner:CreateVpcIngressConnection",
                        "vpcIngressConnection.vpcIngressConnectionArn"))
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "apprunner:ListVpcIngressConnections",
                    "apprunner:DescribeVpcIngressConnection",
                    TAGS,
                    "apprunner:DeleteVpcIngressConnection")
                .usesOf(SERVICE)
                .usualWait(FinalSnapshots.MINUTES)
                .build(),
            place ->
                at(place.region()).listVpcIngressConnectionsPaginator(_ -> {}).stream()
                    .flatMap(page -> page.vpcIngressConnectionSummaryList().stream())
                    .collect(Items.each(connection -> ingress(place, connection))),
            (place, one) ->
                Found.unless(
                    ResourceNotFoundException.class,
                    () -> {
                      var told = connection(place.region(), one);
                      return Optional.of(
                          one.toBuilder()
                              .createdAt(told.createdAt())
                              .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
                              .build());
                    }),
            this::tags,
            this::deleteIngress)
        // What it stands before, the list tells.
        .needing((_, one) -> Optional.of(one));
  }

  private static Resource ingress(Place place, VpcIngressConnectionSummary connection) {
    var arn = Arn.of(Items.told(connection.vpcIngressConnectionArn()));
    var name = arn.resource().split("/", -1)[1];
    return Resource.of(INGRESS, arn, place.region())
        .name(name)
        .fact(Described.NAME, name)
        .uses(Arn.of(Items.told(connection.serviceArn())))
        .build();
  }

  private VpcIngressConnection connection(String region, Resource one) {
    return at(region)
        .describeVpcIngressConnection(
            request -> request.vpcIngressConnectionArn(one.arn().toString()))
        .vpcIngressConnection();
  }

  private Deletion deleteIngress(Resource one) {
    var status = connection(one.region(), one).status();
    return switch (status) {
      case PENDING_CREATION, PENDING_UPDATE -> atWork(status.toString());
      case PENDING_DELETION, DELETED -> Deletion.ASKED;
      case null, default -> {
        at(one.region())
            .deleteVpcIngressConnection(
                request -> request.vpcIngressConnectionArn(one.arn().toString()));
        yield Deletion.ASKED;
      }
    };
  }

  /// How far services scale. App Runner deletes none that one of them has, nor the account's
  /// default (API reference, DeleteAutoScalingConfiguration), and lists a deleted one for a while,
  /// as `INACTIVE`.
  ///
  /// Cloud Control does not show its tags: neither does DescribeAutoScalingConfiguration, all that
  /// its handler reads with.
  private Described.Row scaling() {
    return new Described.Row(
        Traits.of(SCALING)
            .named("apprunner", "autoscalingconfiguration/")
            .createdBy(
                Creation.answering(
                    "apprunner:CreateAutoScalingConfiguration",
                    "autoScalingConfiguration.autoScalingConfigurationArn"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "apprunner:ListAutoScalingConfigurations",
                TAGS,
                "apprunner:DeleteAutoScalingConfiguration")
            .build(),
        place ->
            at(place.region())
                .listAutoScalingConfigurationsPaginator(request -> request.latestOnly(false))
                .stream()
                .flatMap(page -> page.autoScalingConfigurationSummaryList().stream())
                .filter(
                    one -> one == null || one.status() != AutoScalingConfigurationStatus.INACTIVE)
                .collect(Items.each(one -> scaling(place, one))),
        this::tags,
        Described.asking(
            one ->
                at(one.region())
                    .deleteAutoScalingConfiguration(
                        request -> request.autoScalingConfigurationArn(one.arn().toString()))));
  }

  private static Resource scaling(Place place, AutoScalingConfigurationSummary one) {
    var name = Items.told(one.autoScalingConfigurationName());
    var resource =
        Resource.of(SCALING, Arn.of(Items.told(one.autoScalingConfigurationArn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(one.createdAt());
    if (Boolean.TRUE.equals(one.isDefault())) {
      resource.guard("new services scale by it: make another one the default first");
    }
    return resource.build();
  }
}
