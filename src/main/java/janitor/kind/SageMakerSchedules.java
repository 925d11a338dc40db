package janitor.kind;

import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.MonitoringJobDefinition;
import software.amazon.awssdk.services.sagemaker.model.MonitoringScheduleSummary;

/// Starts a processing job every hour or day, and holds the endpoint that it watches. Deleting it
/// stops it as well (API reference, DeleteMonitoringSchedule).
///
/// Cloud Control does not show its tags: its schema has no word of tagging, and neither has
/// DescribeMonitoringSchedule, all that its handler reads with.
final class SageMakerSchedules {
  static final String SCHEDULE = "AWS::SageMaker::MonitoringSchedule";
  private static final String WORD = "monitoring-schedule/";

  private final SageMaker service;

  SageMakerSchedules(SageMaker service) {
    this.service = service;
  }

  Stream<Described.Row> rows() {
    return Stream.of(schedule());
  }

  private Described.Row schedule() {
    return new Described.Row(
        Traits.of(SCHEDULE)
            .named("sagemaker", WORD)
            .physicalId(PhysicalId.after("sagemaker", WORD))
            .createdBy(
                Creation.answering("sagemaker:CreateMonitoringSchedule", "monitoringScheduleArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "sagemaker:ListMonitoringSchedules",
                "sagemaker:DescribeMonitoringSchedule",
                SageMaker.TAGS,
                "sagemaker:DeleteMonitoringSchedule")
            .usesOf(KmsKey.TYPE)
            .takesRoles("sagemaker")
            .usualWait(Duration.ofSeconds(10))
            .build(),
        this::schedules,
        this::using,
        service::tags,
        this::delete);
  }

  private List<Resource> schedules(Place place) {
    return service
        .at(place.region())
        .listMonitoringSchedulesPaginator(request -> request.maxResults(100))
        .monitoringScheduleSummaries()
        .stream()
        .collect(Items.each(one -> schedule(place, one)));
  }

  private static Resource schedule(Place place, MonitoringScheduleSummary one) {
    return SageMaker.resource(
            SCHEDULE,
            place,
            Items.told(one.monitoringScheduleArn()),
            Items.told(one.monitoringScheduleName()))
        .createdAt(one.creationTime())
        .build();
  }

  /// What its jobs work with, where no definition of its own has that: such a one is told, and not
  /// looked into.
  private Optional<Resource> using(Place place, Resource one) {
    return SageMaker.there(
            () ->
                service
                    .at(place.region())
                    .describeMonitoringSchedule(
                        request -> request.monitoringScheduleName(one.name())))
        .map(
            told ->
                Optional.ofNullable(told.monitoringScheduleConfig())
                    .flatMap(of -> Optional.ofNullable(of.monitoringJobDefinition()))
                    .map(job -> using(place, one, job))
                    .orElse(one));
  }

  private static Resource using(Place place, Resource one, MonitoringJobDefinition job) {
    var resource = one.toBuilder();
    Described.uses(resource, Stream.ofNullable(job.roleArn()));
    Optional.ofNullable(job.monitoringOutputConfig())
        .ifPresent(to -> KmsKey.encrypt(resource, place, to.kmsKeyId()));
    Optional.ofNullable(job.monitoringResources())
        .flatMap(of -> Optional.ofNullable(of.clusterConfig()))
        .ifPresent(of -> KmsKey.encrypt(resource, place, of.volumeKmsKeyId()));
    Optional.ofNullable(job.networkConfig())
        .flatMap(of -> Optional.ofNullable(of.vpcConfig()))
        .ifPresent(
            in ->
                Described.standsIn(
                    resource, place, in.subnets().stream(), in.securityGroupIds().stream()));
    return resource.build();
  }

  private Deletion delete(Resource one) {
    service
        .at(one.region())
        .deleteMonitoringSchedule(request -> request.monitoringScheduleName(one.name()));
    return Deletion.ASKED;
  }
}
