package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.amplify.model.App;
import software.amazon.awssdk.services.amplify.model.Branch;
import software.amazon.awssdk.services.amplify.model.DomainAssociation;
import software.amazon.awssdk.services.amplify.model.JobStatus;
import software.amazon.awssdk.services.amplify.model.JobSummary;
import software.amazon.awssdk.services.amplify.model.ListBackendEnvironmentsResponse;
import software.amazon.awssdk.services.amplify.model.NotFoundException;

/// Its backends are stacks of their own, without its tags: a branch tells the ARN of its stack, a
/// backend environment of the first generation only a name, and either is what anybody wrote there.
/// Those that are surely its own go before the app; its domains and running jobs are removed with
/// it, both in the background.
record AmplifyApp(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Amplify::App";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("amplify", "apps/", "/")
          .actions(
              "amplify:ListApps",
              "amplify:ListBranches",
              "amplify:ListBackendEnvironments",
              "amplify:ListDomainAssociations",
              "amplify:DeleteDomainAssociation",
              "amplify:ListJobs",
              "amplify:StopJob",
              "amplify:DeleteApp")
          .createdBy(Creation.answering("amplify:CreateApp", "app.appArn"))
          .usesOf(CloudFormationStack.TYPE)
          .takesRoles("amplify")
          .flags(Traits.Flag.LIST_PROVES)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  private static final String APP_ID_TAG = "amplify:app-id";

  private static final String JOBS = "jobs";

  private static final Set<JobStatus> RUNNING =
      Set.of(JobStatus.CREATED, JobStatus.PENDING, JobStatus.PROVISIONING, JobStatus.RUNNING);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "amplify apps",
        () ->
            clients
                .amplify(place.region())
                .listAppsPaginator(request -> request.maxResults(50))
                .apps()
                .stream()
                .collect(Items.each(app -> resource(place, app))));
  }

  private static Resource resource(Place place, App app) {
    var resource =
        Resource.of(TYPE, Arn.of(app.appArn()), place.region())
            .name(app.name())
            .createdAt(app.createTime())
            .fact("id", app.appId());
    Described.uses(
        resource,
        Stream.of(app.iamServiceRoleArn(), app.computeRoleArn()).flatMap(Stream::ofNullable));
    return LogsLogGroup.namedAfter(resource, place, Arn.of(app.appArn())).build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var apps = new Spot(this, place).listed(arns);
    return Found.enriched(apps, app -> withBackends(place, app), NotFoundException.class);
  }

  private Resource withBackends(Place place, Resource app) {
    var withBackends = app.toBuilder();
    var backends = backends(place, app);
    backends.stacks().forEach(withBackends::leaves);
    return withBackends.fact(JOBS, Boolean.toString(backends.hasJobs())).build();
  }

  /// What an app names as its backends.
  ///
  /// @param stacks as its branches tell them (free text), or its own environments by no more than
  ///   their name
  /// @param environments its own, with the stack of each
  /// @param shared the environments that its branches work with, which may be other apps'
  /// @param hasJobs whether a branch of it ever had one
  private record Backends(
      List<Arn> stacks, Map<Arn, Arn> environments, List<Arn> shared, boolean hasJobs) {}

  private Backends backends(Place place, Resource app) {
    return place.once(
        "backends of " + app.arn(),
        () -> {
          var environments = environments(place, app);
          var branches = branches(app);
          var stacks =
              branches.stream()
                  .flatMap(branch -> Stream.ofNullable(branch.backend()))
                  .flatMap(backend -> Answers.arn(backend.stackArn()).stream());
          return new Backends(
              Stream.concat(stacks, environments.values().stream()).toList(),
              environments,
              branches.stream()
                  .flatMap(branch -> Answers.arn(branch.backendEnvironmentArn()).stream())
                  .toList(),
              branches.stream().anyMatch(AmplifyApp::hasJobs));
        });
  }

  private Map<Arn, Arn> environments(Place place, Resource app) {
    return Found.pages(
            token ->
                clients
                    .amplify(place.region())
                    .listBackendEnvironments(
                        request -> request.appId(app.fact("id")).maxResults(50).nextToken(token)),
            ListBackendEnvironmentsResponse::backendEnvironments,
            ListBackendEnvironmentsResponse::nextToken)
        .stream()
        .filter(environment -> environment.stackName() != null)
        .collect(
            Collectors.toMap(
                environment -> Arn.of(environment.backendEnvironmentArn()),
                environment -> place.arn("cloudformation", "stack/" + environment.stackName())));
  }

  private List<Branch> branches(Resource app) {
    return clients
        .amplify(app.region())
        .listBranchesPaginator(request -> request.appId(app.fact("id")).maxResults(50))
        .branches()
        .stream()
        .toList();
  }

  /// The app that a stack is the backend of: only by what Amplify's own deployment writes. Its
  /// `backend_identifier_conversions.ts` makes up the name, and its `default_stack_factory` the
  /// tag. The first generation names a stack after the project and a random number, and tags it
  /// with nothing of the app's: such a stack is nobody's for certain.
  static boolean isBackendOf(Resource stack, Arn app) {
    var id = app.after("apps/");
    return stack.tags().match(APP_ID_TAG, id)
        || stack
            .name()
            .matches("amplify-" + Pattern.quote(id) + "-[A-Za-z0-9]{1,50}-branch-[0-9a-f]{10}");
  }

  private static boolean mayBeBackend(Resource resource) {
    return resource.type().equals(CloudFormationStack.TYPE)
        && (resource.name().startsWith("amplify-") || resource.tags().has(APP_ID_TAG));
  }

  /// Apps may share a backend, in a region: of the first generation by the environment that a
  /// branch works with, of the second by the stack that a branch names. Only each app itself tells,
  /// in two calls, so they are asked only where something that looks like a backend is to go.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var others =
        candidates.stream().filter(one -> !one.type().equals(CloudFormationStack.TYPE)).toList();
    return Reading.both(
        usesOfStacks(place, candidates),
        Described.usesOfEach(place, others, this, this::withBranches, NotFoundException.class));
  }

  /// A branch may have a role of its own.
  private Resource withBranches(Resource app) {
    var resource = app.toBuilder();
    Described.uses(
        resource,
        branches(app).stream().flatMap(branch -> Stream.ofNullable(branch.computeRoleArn())));
    return resource.build();
  }

  private Reading<List<Use>> usesOfStacks(Place place, List<Resource> candidates) {
    var stacks =
        candidates.stream()
            .filter(AmplifyApp::mayBeBackend)
            .filter(resource -> resource.region().equals(place.region()))
            .toList();
    if (stacks.isEmpty()) {
      return Reading.of(List.of());
    }
    var known =
        Reading.each(
            list(place),
            Resource::arn,
            app ->
                Found.unless(
                        NotFoundException.class,
                        () -> Optional.of(Map.entry(app, backends(place, app))))
                    .stream()
                    .toList());
    var environments = new HashMap<Arn, Arn>();
    known.answer().forEach(entry -> environments.putAll(entry.getValue().environments()));
    return known
        .map(
            apps ->
                apps.stream()
                    .flatMap(app -> uses(app.getKey(), app.getValue(), environments, stacks))
                    .toList())
        .blaming(_ -> stacks.stream().map(Resource::arn).toList());
  }

  private static Stream<Use> uses(
      Resource app, Backends backends, Map<Arn, Arn> environments, List<Resource> stacks) {
    var named =
        Stream.concat(
                backends.stacks().stream(),
                backends.shared().stream().flatMap(arn -> Stream.ofNullable(environments.get(arn))))
            .toList();
    return stacks.stream()
        .filter(stack -> !isBackendOf(stack, app.arn()))
        .filter(
            stack ->
                named.stream().anyMatch(arn -> stack.arn().equals(arn) || stack.arn().isBelow(arn)))
        .map(stack -> Use.by(app.arn(), "Amplify app " + app.name(), stack.arn()));
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
    if (!domains.isEmpty() && !domains(app).isEmpty()) {
      return new Deletion.Preparing("removing its domains", Duration.ofSeconds(30));
    }
    for (var branch : app.fact(JOBS).equals("true") ? branches(app) : List.<Branch>of()) {
      if (hasJobs(branch)) {
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
    amplify.deleteApp(request -> request.appId(id));
    return Deletion.ASKED;
  }

  private static boolean hasJobs(Branch branch) {
    return !branch.totalNumberOfJobs().equals("0");
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
}
