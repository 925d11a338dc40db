package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.amplify.model.Branch;
import software.amazon.awssdk.services.amplify.model.DomainAssociation;
import software.amazon.awssdk.services.amplify.model.JobStatus;
import software.amazon.awssdk.services.amplify.model.JobSummary;
import software.amazon.awssdk.services.amplify.model.ListBackendEnvironmentsResponse;
import software.amazon.awssdk.services.amplify.model.NotFoundException;

/// Its backends are stacks of their own, without its tags: a branch tells the ARN of its stack, a
/// backend environment of the first generation only a name. They go before the app; its domains and
/// running jobs are removed with it, both in the background.
final class AmplifyApp implements ResourceKind {
  static final String TYPE = "AWS::Amplify::App";

  private static final Set<JobStatus> RUNNING =
      Set.of(JobStatus.CREATED, JobStatus.PENDING, JobStatus.PROVISIONING, JobStatus.RUNNING);

  private final Clients clients;

  AmplifyApp(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of(
        "amplify:ListApps",
        "amplify:ListBranches",
        "amplify:ListBackendEnvironments",
        "amplify:ListDomainAssociations",
        "amplify:DeleteDomainAssociation",
        "amplify:ListJobs",
        "amplify:StopJob",
        "amplify:DeleteApp");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("amplify", "apps/") && !arn.after("apps/").contains("/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .amplify(place.region())
        .listAppsPaginator(request -> request.maxResults(50))
        .apps()
        .stream()
        .map(
            app ->
                Resource.of(TYPE, Arn.of(app.appArn()), place.region())
                    .name(app.name())
                    .createdAt(app.createTime())
                    .fact("id", app.appId())
                    .build())
        .toList();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var apps = list(place).stream().filter(app -> arns.contains(app.arn())).toList();
    return Found.enriched(apps, app -> withBackends(place, app), NotFoundException.class);
  }

  private Resource withBackends(Place place, Resource app) {
    var withBackends = app.toBuilder();
    var branches = branches(app);
    branches.stream()
        .flatMap(branch -> Stream.ofNullable(branch.backend()))
        .flatMap(backend -> Answers.arn(backend.stackArn()).stream())
        .forEach(withBackends::leaves);
    Found.pages(
            token ->
                clients
                    .amplify(place.region())
                    .listBackendEnvironments(
                        request -> request.appId(app.fact("id")).maxResults(50).nextToken(token)),
            ListBackendEnvironmentsResponse::backendEnvironments,
            ListBackendEnvironmentsResponse::nextToken)
        .stream()
        .flatMap(environment -> Stream.ofNullable(environment.stackName()))
        .map(name -> place.arn("cloudformation", "stack/" + name))
        .forEach(withBackends::leaves);
    return withBackends.build();
  }

  private List<Branch> branches(Resource app) {
    return clients
        .amplify(app.region())
        .listBranchesPaginator(request -> request.appId(app.fact("id")).maxResults(50))
        .branches()
        .stream()
        .toList();
  }

  @Override
  public Deletion delete(Resource app, Deadline deadline) {
    var amplify = clients.amplify(app.region());
    var id = app.fact("id");
    var domains = domains(app);
    domains.forEach(
        domain ->
            amplify.deleteDomainAssociation(
                request -> request.appId(id).domainName(domain.domainName())));
    for (var branch : branches(app)) {
      if (!branch.totalNumberOfJobs().equals("0")) {
        jobs(app, branch).stream()
            .filter(job -> RUNNING.contains(job.status()))
            .forEach(
                job ->
                    amplify.stopJob(
                        request ->
                            request.appId(id).branchName(branch.branchName()).jobId(job.jobId())));
        if (jobs(app, branch).stream().anyMatch(AmplifyApp::isUnderWay)) {
          return new Deletion.Preparing("stopping its jobs", Duration.ofSeconds(20));
        }
      }
    }
    if (!domains.isEmpty() && !domains(app).isEmpty()) {
      return new Deletion.Preparing("removing its domains", Duration.ofSeconds(30));
    }
    amplify.deleteApp(request -> request.appId(id));
    return Deletion.ASKED;
  }

  private List<DomainAssociation> domains(Resource app) {
    return clients
        .amplify(app.region())
        .listDomainAssociationsPaginator(request -> request.appId(app.fact("id")).maxResults(50))
        .domainAssociations()
        .stream()
        .toList();
  }

  private List<JobSummary> jobs(Resource app, Branch branch) {
    return clients
        .amplify(app.region())
        .listJobsPaginator(
            request -> request.appId(app.fact("id")).branchName(branch.branchName()).maxResults(50))
        .jobSummaries()
        .stream()
        .toList();
  }

  private static boolean isUnderWay(JobSummary job) {
    return RUNNING.contains(job.status()) || job.status() == JobStatus.CANCELLING;
  }

  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> apps) {
    return Found.among(list(place), apps);
  }
}
