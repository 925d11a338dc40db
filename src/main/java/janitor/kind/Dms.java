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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/// Migrations: tasks on an instance, which bills by the hour whether a task runs or not, and
/// serverless ones, which bill while they are provisioned. What runs is stopped first; what a task
/// is on, or goes between, is kept by DMS until the task is gone.
///
/// The roles `dms-vpc-role` and the like are the account's, and stay.
final class Dms {
  static final String TASK = "AWS::DMS::ReplicationTask";
  static final String INSTANCE = "AWS::DMS::ReplicationInstance";
  static final String CONFIG = "AWS::DMS::ReplicationConfig";
  static final String ENDPOINT = "AWS::DMS::Endpoint";
  static final String SUBNET_GROUP = "AWS::DMS::ReplicationSubnetGroup";
  private static final String INSTANCE_PROFILE = "AWS::DMS::InstanceProfile";

  private static final String TAGS = "dms:ListTagsForResource";

  /// API reference, ReplicationTask: what is at work, and cannot be deleted.
  private static final Set<String> RUNNING = Set.of("running", "starting");

  /// User Guide, "DMS Serverless components", of a replication: what has not begun, or has ended.
  private static final Set<String> AT_REST = Set.of("created", "ready", "stopped", "failed");

  private final Clients clients;

  private Dms(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Dms(clients);
    return Stream.of(
            service.task(),
            service.instance(),
            service.config(),
            service.endpoint(),
            service.subnetGroup())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private DatabaseMigrationClient at(String region) {
    return clients.of(region, DatabaseMigrationClient.class, DatabaseMigrationClient::builder);
  }

  private static Traits.Builder traits(String type, String word) {
    return Traits.of(type).named("dms", word + ":").flags(Traits.Flag.LIST_PROVES);
  }

  /// Its ARN is no more than an id.
  private static Resource.Builder resource(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name));
  }

  private Optional<Tags> tags(Place place, Resource resource) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(place.region())
                .listTagsForResource(request -> request.resourceArn(resource.arn().toString()))
                .tagList()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private static Filter of(String name, Resource resource) {
    return Filter.builder().name(name).values(resource.arn().toString()).build();
  }

  private static Deletion stopping() {
    return new Deletion.Preparing("stopping it first", FinalSnapshots.MINUTES);
  }

  // What runs

  private Described.Row task() {
    return new Described.Row(
        traits(TASK, "task")
            .createdBy(
                Creation.answering(
                    "dms:CreateReplicationTask", "replicationTask.replicationTaskArn"))
            .actions(
                "dms:DescribeReplicationTasks",
                TAGS,
                "dms:StopReplicationTask",
                "dms:DeleteReplicationTask")
            .usesOf(INSTANCE, ENDPOINT)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region())
                .describeReplicationTasksPaginator(request -> request.withoutSettings(true))
                .stream()
                .flatMap(page -> page.replicationTasks().stream())
                .collect(Items.each(task -> task(place, task))),
        this::tags,
        this::deleteTask);
  }

  private static Resource task(Place place, ReplicationTask task) {
    var resource =
        resource(place, TASK, task.replicationTaskArn(), task.replicationTaskIdentifier())
            .createdAt(task.replicationTaskCreationDate());
    Described.uses(
        resource,
        Stream.of(
                task.replicationInstanceArn(),
                task.targetReplicationInstanceArn(),
                task.sourceEndpointArn(),
                task.targetEndpointArn())
            .flatMap(Stream::ofNullable));
    return resource.build();
  }

  /// As it is now: it may have been started since the scan, and is asked again once it has stopped.
  private Deletion deleteTask(Resource task) {
    var dms = at(task.region());
    var status =
        dms
            .describeReplicationTasks(
                request -> request.filters(of("replication-task-arn", task)).withoutSettings(true))
            .replicationTasks()
            .stream()
            .map(now -> String.valueOf(now.status()))
            .findFirst()
            .orElse("deleting");
    if (RUNNING.contains(status)) {
      dms.stopReplicationTask(request -> request.replicationTaskArn(task.arn().toString()));
      return stopping();
    }
    if (status.equals("stopping")) {
      return stopping();
    }
    if (!status.equals("deleting")) {
      dms.deleteReplicationTask(request -> request.replicationTaskArn(task.arn().toString()));
    }
    return Deletion.ASKED;
  }

  private Described.Row config() {
    return new Described.Row(
        traits(CONFIG, "replication-config")
            .createdBy(
                Creation.answering(
                    "dms:CreateReplicationConfig", "replicationConfig.replicationConfigArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions(
                "dms:DescribeReplicationConfigs",
                "dms:DescribeReplications",
                TAGS,
                "dms:StopReplication",
                "dms:DeleteReplicationConfig")
            .usesOf(ENDPOINT, SUBNET_GROUP, KmsKey.TYPE)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region()).describeReplicationConfigsPaginator(_ -> {}).stream()
                .flatMap(page -> page.replicationConfigs().stream())
                .collect(Items.each(config -> config(place, config))),
        this::tags,
        this::deleteConfig);
  }

  private static Resource config(Place place, ReplicationConfig config) {
    var resource =
        resource(place, CONFIG, config.replicationConfigArn(), config.replicationConfigIdentifier())
            .createdAt(config.replicationConfigCreateTime());
    Described.uses(
        resource,
        Stream.of(config.sourceEndpointArn(), config.targetEndpointArn())
            .flatMap(Stream::ofNullable));
    Stream.ofNullable(config.computeConfig()).forEach(of -> standsIn(resource, place, of));
    return resource.build();
  }

  private static void standsIn(Resource.Builder resource, Place place, ComputeConfig of) {
    subnetGroup(resource, place, of.replicationSubnetGroupId());
    KmsKey.encrypt(resource, place, of.kmsKeyId());
    Described.standsIn(resource, place, Stream.of(), of.vpcSecurityGroupIds().stream());
  }

  private static void subnetGroup(Resource.Builder resource, Place place, @Nullable String name) {
    Stream.ofNullable(name)
        .filter(text -> !text.isEmpty())
        .forEach(text -> resource.uses(place.arn("dms", "subgrp:" + text)));
  }

  private Deletion deleteConfig(Resource config) {
    var dms = at(config.region());
    // Of one that was never started there is no replication.
    var status =
        Found.unless(
                ResourceNotFoundException.class,
                () ->
                    dms
                        .describeReplications(
                            request -> request.filters(of("replication-config-arn", config)))
                        .replications()
                        .stream()
                        .map(now -> String.valueOf(now.status()))
                        .findFirst())
            .orElse("created");
    if (status.equals("deleting")) {
      return Deletion.ASKED;
    }
    if (AT_REST.contains(status)) {
      dms.deleteReplicationConfig(request -> request.replicationConfigArn(config.arn().toString()));
      return Deletion.ASKED;
    }
    if (!status.equals("stopping")) {
      dms.stopReplication(request -> request.replicationConfigArn(config.arn().toString()));
    }
    return stopping();
  }

  // What it runs on, and between what

  private Described.Row instance() {
    return new Described.Row(
        traits(INSTANCE, "rep")
            .createdBy(
                Creation.answering(
                    "dms:CreateReplicationInstance", "replicationInstance.replicationInstanceArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("dms:DescribeReplicationInstances", TAGS, "dms:DeleteReplicationInstance")
            .goesAfter(TASK)
            .because("DMS keeps an instance until the last task on it is gone.")
            .usesOf(SUBNET_GROUP, KmsKey.TYPE)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region()).describeReplicationInstancesPaginator(_ -> {}).stream()
                .flatMap(page -> page.replicationInstances().stream())
                .collect(Items.each(instance -> instance(place, instance))),
        this::tags,
        instance -> {
          if (!instance.fact(Resource.STATUS).equals("deleting")) {
            at(instance.region())
                .deleteReplicationInstance(
                    request -> request.replicationInstanceArn(instance.arn().toString()));
          }
          return Deletion.ASKED;
        });
  }

  private static Resource instance(Place place, ReplicationInstance instance) {
    var resource =
        resource(
                place,
                INSTANCE,
                instance.replicationInstanceArn(),
                instance.replicationInstanceIdentifier())
            .createdAt(instance.instanceCreateTime())
            .fact(Resource.STATUS, String.valueOf(instance.replicationInstanceStatus()));
    if (instance.replicationSubnetGroup() != null) {
      subnetGroup(
          resource, place, instance.replicationSubnetGroup().replicationSubnetGroupIdentifier());
    }
    KmsKey.encrypt(resource, place, instance.kmsKeyId());
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        instance.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()));
    return resource.build();
  }

  private Described.Row endpoint() {
    return new Described.Row(
        traits(ENDPOINT, "endpoint")
            .createdBy(Creation.answering("dms:CreateEndpoint", "endpoint.endpointArn"))
            .actions("dms:DescribeEndpoints", TAGS, "dms:DeleteEndpoint")
            .goesAfter(TASK, CONFIG)
            .because("DMS keeps an endpoint until the last task that goes there is gone.")
            .usesOf(KmsKey.TYPE)
            .takesRoles("dms")
            .build(),
        place ->
            at(place.region()).describeEndpointsPaginator(_ -> {}).stream()
                .flatMap(page -> page.endpoints().stream())
                .collect(Items.each(endpoint -> endpoint(place, endpoint))),
        this::tags,
        Described.asking(
            endpoint ->
                at(endpoint.region())
                    .deleteEndpoint(request -> request.endpointArn(endpoint.arn().toString()))));
  }

  private static Resource endpoint(Place place, Endpoint endpoint) {
    var resource = resource(place, ENDPOINT, endpoint.endpointArn(), endpoint.endpointIdentifier());
    KmsKey.encrypt(resource, place, endpoint.kmsKeyId());
    KmsKey.encrypt(resource, place, keys(endpoint));
    Described.uses(resource, roles(endpoint));
    return resource.build();
  }

  /// Its own, and those of its settings: each engine has its own, of which most name a role with
  /// which DMS reads or writes there, and one with which it reads the secret
  /// (`ServiceAccessRoleArn`, `SecretsManagerAccessRoleArn` and
  /// `SecretsManagerOracleAsmAccessRoleArn` in DMS's API reference). An engine that is new tomorrow
  /// calls its own alike.
  private static Stream<String> roles(SdkPojo settings) {
    return settings.sdkFields().stream()
        .flatMap(
            field ->
                switch (field.getValueOrDefault(settings)) {
                  case SdkPojo inner -> roles(inner);
                  case String text when field.memberName().endsWith("AccessRoleArn") ->
                      Stream.of(text);
                  case null, default -> Stream.of();
                });
  }

  /// Of what it connects with, and of what it writes into S3.
  private static Stream<String> keys(Endpoint endpoint) {
    return Stream.of(
            Optional.ofNullable(endpoint.docDbSettings()).map(of -> of.kmsKeyId()),
            Optional.ofNullable(endpoint.mongoDbSettings()).map(of -> of.kmsKeyId()),
            Optional.ofNullable(endpoint.redshiftSettings())
                .map(of -> of.serverSideEncryptionKmsKeyId()),
            Optional.ofNullable(endpoint.s3Settings()).map(of -> of.serverSideEncryptionKmsKeyId()))
        .flatMap(Optional::stream);
  }

  private Described.Row subnetGroup() {
    return new Described.Row(
        traits(SUBNET_GROUP, "subgrp")
            .physicalId(PhysicalId.after("dms", "subgrp:"))
            .createdBy(
                Creation.asking(
                    "dms:CreateReplicationSubnetGroup", "replicationSubnetGroupIdentifier"))
            .actions(
                "dms:DescribeReplicationSubnetGroups", TAGS, "dms:DeleteReplicationSubnetGroup")
            // Its profiles too: ekristen/aws-nuke #1028.
            .goesAfter(INSTANCE, CONFIG, INSTANCE_PROFILE)
            .because("DMS keeps a group until the last instance in it is gone.")
            .build(),
        place ->
            at(place.region()).describeReplicationSubnetGroupsPaginator(_ -> {}).stream()
                .flatMap(page -> page.replicationSubnetGroups().stream())
                .collect(
                    Items.each(
                        group -> {
                          var name = Items.told(group.replicationSubnetGroupIdentifier());
                          var resource =
                              resource(
                                  place,
                                  SUBNET_GROUP,
                                  place.arn("dms", "subgrp:" + name).toString(),
                                  name);
                          Described.standsIn(
                              resource,
                              place,
                              group.subnets().stream().map(subnet -> subnet.subnetIdentifier()),
                              Stream.of());
                          return resource.build();
                        })),
        this::tags,
        Described.asking(
            group ->
                at(group.region())
                    .deleteReplicationSubnetGroup(
                        request -> request.replicationSubnetGroupIdentifier(group.name()))));
  }
}
