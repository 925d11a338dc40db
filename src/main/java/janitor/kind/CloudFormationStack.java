package janitor.kind;

import janitor.aws.Clients;
import janitor.aws.Faults;
import janitor.resource.Advice;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.ParentCheck;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import janitor.resource.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/// A stack whose deletion failed is asked for once more, for the rest of the night may have removed
/// what was in the way; after two failures within half a day it is refused, and the reasons named
/// (retaining what is stuck would only leave it behind). An Amplify app may announce its first
/// generation's stacks by name: `stack/<name>`.
///
/// One long file: what a stack lists, exports, keeps and refuses are answers that its deletion
/// reads together.
///
/// @param seesEnvironments whether a stack of Elastic Beanstalk's goes with its environment; else
///   it is only told of
/// @param workshop knows the workshop's tag
record CloudFormationStack(
    Clients clients, List<String> onlyIn, boolean seesEnvironments, FinalSnapshots workshop)
    implements ResourceKind, Whole, OwnTags, ParentCheck {
  static final String TYPE = "AWS::CloudFormation::Stack";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("cloudformation", "stack/")
          .actions(
              "cloudformation:DescribeStacks",
              "cloudformation:ListStackResources",
              "cloudformation:GetTemplate",
              "cloudformation:ListImports",
              "cloudformation:DescribeStackEvents",
              "cloudformation:UpdateTerminationProtection",
              "cloudformation:DeleteStack",
              "ec2:DescribeRegions",
              "lambda:GetFunction",
              IamAccount.ACTION)
          .createdBy(
              Creation.answering("cloudformation:CreateStack", "stackId"),
              Creation.answering("cloudformation:CreateChangeSet", "stackId").orFinding())
          .goesBesideStacks()
          .goesAfter(
              "AWS::Events::Rule",
              "AWS::Lambda::EventSourceMapping",
              "AWS::Pipes::Pipe",
              "AWS::Scheduler::Schedule",
              "AWS::Scheduler::ScheduleGroup")
          .because(
              "What still sets its functions off refills the bucket that is being emptied for "
                  + "it, and brings its log groups back.")
          .goesAfter("AWS::S3::AccessPoint")
          .because("S3 refuses to delete a bucket that has one.")
          // An app may name no more than the beginning of a stack's ARN, which is not enough to
          // find it by
          // later.
          .foundBy(AmplifyApp.TYPE, Beanstalk.ENVIRONMENT)
          .usesOf(TYPE, "AWS::IAM::Role")
          .usualWait(Duration.ofSeconds(10))
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  /// Anything but `Delete`: the transform AWS::LanguageExtensions lets a parameter say it.
  private static final Pattern RETAINS =
      Pattern.compile("DeletionPolicy[\"']?\\s*:\\s*+(?![\"']?Delete\\b)");

  private static final int TRIES = 2;
  private static final Duration NIGHT = Duration.ofHours(12);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// Without a name, DescribeStacks leaves out what is DELETE_COMPLETE.
  private List<Stack> stacks(Place place) {
    return place.once(
        "stacks",
        () ->
            clients.cloudFormation(place.region()).describeStacksPaginator().stacks().stream()
                .toList());
  }

  @Override
  public List<Resource> list(Place place) {
    return stacks(place).stream().collect(Items.each(stack -> resource(place, stack).build()));
  }

  private Resource.Builder resource(Place place, Stack stack) {
    var resource =
        Resource.of(TYPE, Arn.of(stack.stackId()), place.region())
            .name(stack.stackName())
            .createdAt(stack.creationTime())
            .tags(
                Tags.of(
                    stack.tags().stream()
                        .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))))
            .fact(Resource.STATUS, stack.stackStatusAsString());
    Answers.arn(stack.roleARN()).ifPresent(resource::uses);
    Answers.arn(stack.rootId()).or(() -> Answers.arn(stack.parentId())).ifPresent(resource::owner);
    if (Boolean.TRUE.equals(stack.enableTerminationProtection()) && stack.rootId() == null) {
      resource.protection("its termination protection is on");
    }
    environment(place, stack)
        .ifPresentOrElse(
            resource::owner, () -> StackOwners.guard(stack).ifPresent(resource::guard));
    return resource;
  }

  private Optional<Arn> environment(Place place, Stack stack) {
    return seesEnvironments
        ? Beanstalk.ofStack(clients, place, stack.stackName())
        : Optional.empty();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = new Spot(this, place).listed(arns);
    var there = listed.answer().stream().map(Resource::arn).collect(Collectors.toSet());
    var some =
        stacks(place).stream()
            .filter(stack -> Answers.arn(stack.stackId()).filter(there::contains).isPresent())
            .toList();
    return Reading.both(
        listed.map(_ -> List.of()),
        Reading.each(
            some,
            stack -> Arn.of(stack.stackId()),
            // A request that names nothing but a stack is invalid only where there is none.
            stack ->
                Answers.unless("ValidationError", "does not exist", () -> withMembers(place, stack))
                    .stream()
                    .toList()));
  }

  /// A root counts the members of its nested stacks as its own.
  private Resource withMembers(Place place, Stack root) {
    var resource = resource(place, root);
    if (root.rootId() != null) {
      return resource.fact("retains", "true").fact("stuck", "").build();
    }
    Answers.arn(root.roleARN())
        .filter(role -> !IamAccount.hasRole(clients, place, role))
        .ifPresent(role -> resource.guard(withoutRole(root, role)));
    var all = stacks(place);
    var tree =
        Stream.concat(
                Stream.of(root), all.stream().filter(one -> root.stackId().equals(one.rootId())))
            .map(
                one ->
                    new StackContents(
                        one, members(place, one.stackId()), template(place, one), all))
            .toList();
    if (StackOwners.guard(root).isEmpty()) {
      new MembersBeyondRights(clients, place, workshop).guard(tree).ifPresent(resource::guard);
    }
    tree.stream().flatMap(one -> one.called().stream()).forEach(resource::uses);
    var members = tree.stream().flatMap(one -> one.members().stream()).toList();
    return resource
        .size(1 + members.size())
        .fact("retains", Boolean.toString(tree.stream().anyMatch(one -> retains(one.template()))))
        .fact(
            "stuck",
            members.stream()
                .filter(member -> member.resourceStatus() == ResourceStatus.DELETE_FAILED)
                .filter(member -> member.physicalResourceId() != null)
                .map(member -> member.resourceType() + " " + member.physicalResourceId())
                .collect(Collectors.joining("\n")))
        .build();
  }

  /// Whether the template means to retain something, or may.
  static boolean retains(String template) {
    return RETAINS.matcher(template).find();
  }

  /// Said before CloudFormation refuses: only a person can help.
  private static String withoutRole(Stack stack, Arn role) {
    return "the service role of the stack is gone, and CloudFormation works with no other unless it"
        + " is told to: make "
        + role
        + " again, for CloudFormation to assume, or name another: aws cloudformation delete-stack"
        + " --stack-name "
        + stack.stackId()
        + " --region "
        + Arn.of(stack.stackId()).region()
        + " --role-arn ROLE";
  }

  private List<StackResourceSummary> members(Place place, String stack) {
    return place.once(
        "members of " + stack,
        () ->
            clients
                .cloudFormation(place.region())
                .listStackResourcesPaginator(request -> request.stackName(stack))
                .stackResourceSummaries()
                .stream()
                // What is to be retained is skipped while the stack goes, and is its member until
                // then.
                .filter(member -> member.resourceStatus() != ResourceStatus.DELETE_COMPLETE)
                .toList());
  }

  @Override
  public Reading<Map<Arn, List<Part>>> parts(Place place, Collection<Arn> stacks) {
    return Reading.each(
            stacks,
            stack ->
                // A request that names nothing but a stack is invalid only where there is none.
                Answers.unless(
                        "ValidationError", "does not exist", () -> members(place, stack.toString()))
                    .stream()
                    .map(members -> Map.entry(stack, members.stream().map(this::part).toList()))
                    .toList())
        .map(all -> all.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private Part part(StackResourceSummary member) {
    return new Part(
        member.resourceType(), Objects.requireNonNullElse(member.physicalResourceId(), ""));
  }

  @Override
  public List<Resource> living(Place place) {
    return list(place);
  }

  /// Without `AllRegions` DescribeRegions tells those that the account has enabled. Whoever
  /// disables one keeps what is in it, and nobody can ask there any more.
  @Override
  public List<String> regions(Place global) {
    return global.once(
        "regions",
        () ->
            clients.ec2(global.region()).describeRegions().regions().stream()
                .map(region -> Items.told(region.regionName()))
                .toList());
  }

  private String template(Place place, Stack stack) {
    return clients
        .cloudFormation(place.region())
        .getTemplate(request -> request.stackName(stack.stackId()))
        .templateBody();
  }

  /// A template that retains something is not helped along: its buckets are emptied, and its
  /// protections lifted, only once CloudFormation has tried to delete them, and so does not mean to
  /// retain them.
  @Override
  public boolean releases(Resource stack, Resource member) {
    return stack.fact("retains").equals("false")
        || stack.fact("stuck").lines().anyMatch(listed -> isListedAs(listed, member));
  }

  /// By its type, and its name, as a bucket; its id, as a pool; or its ARN, as a load balancer. The
  /// policy of a bucket is listed by the bucket's name too.
  private static boolean isListedAs(String listed, Resource member) {
    var type =
        listed.substring(0, listed.indexOf(' ')).replace(DynamoDbTable.GLOBAL, DynamoDbTable.TYPE);
    var id = listed.substring(listed.indexOf(' ') + 1);
    return type.equals(member.type()) && isCalled(id, member);
  }

  private static boolean isCalled(String id, Resource member) {
    return id.equals(member.name())
        || id.equals(member.arn().toString())
        || member.arn().resource().endsWith("/" + id);
  }

  /// The stacks that an Amplify app's backends consist of: they go before their app. One that an
  /// app names, and nothing says that it is the app's, is only told of.
  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var parents = new HashMap<Arn, Arn>();
    var named = new LinkedHashMap<Arn, Resource>();
    for (var parent : candidates) {
      for (var leaf : parent.leaves().stream().filter(this::claims).toList()) {
        list(place).stream()
            .filter(stack -> stack.arn().equals(leaf) || stack.arn().isBelow(leaf))
            .forEach(
                stack -> {
                  if (mayBelongTo(stack, parent.arn())) {
                    parents.putIfAbsent(stack.arn(), parent.arn());
                  } else {
                    named.putIfAbsent(stack.arn(), left(stack, parent));
                  }
                });
      }
    }
    named.keySet().removeAll(parents.keySet());
    var left = Reading.of(List.copyOf(named.values()));
    return Reading.both(
        Reading.both(left, backends(place, parents)), ofEnvironments(place, candidates));
  }

  /// The stacks with all that environments of Elastic Beanstalk consist of, whatever tags they
  /// carry: what is kept of one keeps its environment.
  private Reading<List<Resource>> ofEnvironments(Place place, List<Resource> candidates) {
    var environments =
        candidates.stream()
            .filter(one -> one.type().equals(Beanstalk.ENVIRONMENT))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (environments.isEmpty()) {
      return Reading.of(List.of());
    }
    var owners =
        list(place).stream()
            .filter(stack -> stack.owner().filter(environments::contains).isPresent())
            .collect(Collectors.toMap(Resource::arn, stack -> stack.owner().orElseThrow()));
    return read(place, owners.keySet())
        .blaming(stack -> List.of(Objects.requireNonNull(owners.get(stack))));
  }

  private static Resource left(Resource stack, Resource app) {
    return stack.guarded(
        app.label()
            + " names it as its backend, but neither its name nor a tag amplify:app-id says that it"
            + " is this app's and nobody else's: it is left. If it is the workshop's, tag it with"
            + " its next deployment, or by ./janitor tag, and it goes");
  }

  @Override
  public boolean mayBelongTo(Resource stack, Arn parent) {
    return AmplifyApp.isBackendOf(stack, parent);
  }

  private Reading<List<Resource>> backends(Place place, Map<Arn, Arn> parents) {
    return read(place, parents.keySet())
        .map(
            stacks ->
                stacks.stream()
                    .map(
                        stack -> {
                          var parent = Objects.requireNonNull(parents.get(stack.arn()));
                          return stack.toBuilder().uses(parent).parent(parent).build();
                        })
                    .toList())
        .blaming(stack -> List.of(Objects.requireNonNull(parents.get(stack))));
  }

  /// Whoever imports an export, and the stacks whose role is one of the candidates.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var arns = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    var uses = new ArrayList<Use>();
    for (var stack : stacks(place)) {
      var role = Answers.arn(stack.roleARN()).filter(arns::contains);
      role.ifPresent(used -> uses.add(use(stack, used)));
      if (arns.contains(Arn.of(stack.stackId()))) {
        stack.outputs().stream()
            .map(Output::exportName)
            .filter(Objects::nonNull)
            .flatMap(export -> importers(place, export).stream())
            .forEach(importer -> uses.add(use(importer, Arn.of(stack.stackId()))));
      }
    }
    return Reading.of(uses);
  }

  private static Use use(Stack user, Arn used) {
    return Use.by(Arn.of(user.stackId()), "stack " + user.stackName(), used);
  }

  private List<Stack> importers(Place place, String export) {
    // An export that nobody imports is a ValidationError.
    var names =
        Answers.unless(
                "ValidationError",
                () ->
                    clients
                        .cloudFormation(place.region())
                        .listImportsPaginator(request -> request.exportName(export))
                        .imports()
                        .stream()
                        .toList())
            .orElse(List.of());
    return stacks(place).stream().filter(stack -> names.contains(stack.stackName())).toList();
  }

  @Override
  public Deletion delete(Resource stack, Deadline deadline) {
    var status = stack.fact(Resource.STATUS);
    var id = stack.arn().toString();
    var cloudFormation = clients.cloudFormation(stack.region());
    if (status.equals("DELETE_IN_PROGRESS")) {
      return Deletion.ASKED;
    }
    if (status.endsWith("_IN_PROGRESS") && !status.matches("(CREATE|REVIEW)_IN_PROGRESS")) {
      return Deletion.atWork("CloudFormation", status, Duration.ofMinutes(1));
    }
    if (status.equals("DELETE_FAILED")) {
      var failures = failures(stack, deadline.at().minus(NIGHT));
      if (failures.tries() >= TRIES) {
        return new Deletion.Stuck(
            "CloudFormation failed to delete it: " + failures.reasons(),
            Faults.blocked(failures.reasons())
                .map(cause -> Advice.remedy(cause, stack.arn()))
                .orElse(
                    "Remove what is in the way, or delete the stack by hand and retain these"
                        + " members."));
      }
    }
    if (stack.protection().isPresent()) {
      cloudFormation.updateTerminationProtection(
          request -> request.stackName(id).enableTerminationProtection(false));
    }
    cloudFormation.deleteStack(request -> request.stackName(id));
    return Deletion.ASKED;
  }

  /// How often a deletion failed of late, and what each stuck member said the last time.
  private record Failures(int tries, String reasons) {}

  private Failures failures(Resource stack, Instant since) {
    var id = stack.arn().toString();
    // The newest hundred, newest first.
    var failed =
        clients
            .cloudFormation(stack.region())
            .describeStackEvents(request -> request.stackName(id))
            .stackEvents()
            .stream()
            .filter(event -> event.timestamp().isAfter(since))
            .filter(event -> event.resourceStatus() == ResourceStatus.DELETE_FAILED)
            .toList();
    var tries = failed.stream().filter(event -> id.equals(event.physicalResourceId())).count();
    // Where its service role is gone CloudFormation comes to no member, and says so of the stack.
    var isMembers = failed.stream().anyMatch(event -> !id.equals(event.physicalResourceId()));
    var reasons =
        failed.stream()
            .filter(event -> !isMembers || !id.equals(event.physicalResourceId()))
            .collect(
                Collectors.toMap(
                    StackEvent::logicalResourceId,
                    event -> Objects.requireNonNullElse(event.resourceStatusReason(), "no reason"),
                    (newest, _) -> newest))
            .entrySet()
            .stream()
            .map(member -> member.getKey() + " (" + member.getValue() + ")")
            .sorted()
            .collect(Collectors.joining(", "));
    return new Failures((int) tries, reasons);
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> stacks) {
    return Found.tags(new Spot(this, place).listed(stacks.stream().map(Resource::arn).toList()));
  }
}
