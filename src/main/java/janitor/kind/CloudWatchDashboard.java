package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;

/// Dashboards have no region in their ARN: every region shows the account's.
record CloudWatchDashboard(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::CloudWatch::Dashboard";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("cloudwatch", "dashboard/")
          .physicalId(PhysicalId.afterGlobal("cloudwatch", "dashboard/"))
          .actions("cloudwatch:ListDashboards", "cloudwatch:DeleteDashboards")
          .createdBy(Creation.asking("monitoring:PutDashboard", "dashboardName").orFinding())
          .flags(Traits.Flag.GLOBAL)
          .costs(CostClass.DOLLARS_A_MONTH)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.cloudWatch(place.region()).listDashboardsPaginator().dashboardEntries().stream()
        .collect(
            Items.each(
                dashboard ->
                    Resource.of(
                            TYPE,
                            place.globalArn(
                                "cloudwatch", "dashboard/" + Items.told(dashboard.dashboardName())),
                            place.region())
                        .name(dashboard.dashboardName())
                        .modifiedAt(dashboard.lastModified())
                        .build()));
  }

  @Override
  public Deletion delete(Resource dashboard, Deadline deadline) {
    clients
        .cloudWatch(dashboard.region())
        .deleteDashboards(request -> request.dashboardNames(dashboard.name()));
    return Deletion.ASKED;
  }
}
