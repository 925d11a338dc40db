package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/// Dashboards have no region in their ARN: every region shows the account's.
final class CloudWatchDashboard implements ResourceKind {
  static final String TYPE = "AWS::CloudWatch::Dashboard";

  private final Clients clients;

  CloudWatchDashboard(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("cloudwatch:ListDashboards", "cloudwatch:DeleteDashboards");
  }

  @Override
  public boolean isGlobal() {
    return true;
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("cloudwatch", "dashboard/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.afterGlobal("cloudwatch", "dashboard/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.cloudWatch(place.region()).listDashboardsPaginator().dashboardEntries().stream()
        .map(
            dashboard ->
                Resource.of(
                        TYPE,
                        place.globalArn("cloudwatch", "dashboard/" + dashboard.dashboardName()),
                        place.region())
                    .name(dashboard.dashboardName())
                    .modifiedAt(dashboard.lastModified())
                    .build())
        .toList();
  }

  @Override
  public Deletion delete(Resource dashboard, Deadline deadline) {
    clients
        .cloudWatch(dashboard.region())
        .deleteDashboards(request -> request.dashboardNames(dashboard.name()));
    return Deletion.ASKED;
  }
}
