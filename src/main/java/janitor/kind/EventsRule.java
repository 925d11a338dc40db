package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.PieceByPiece;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// Its targets go first, and RemoveTargets answers 200 even where it failed. Its ARN names its bus
/// unless that is the default one, and a partner's bus has slashes in its name. What AWS manages is
/// left alone: `Force` is never sent.
record EventsRule(Clients clients) implements ResourceKind, PieceByPiece {
  static final String TYPE = "AWS::Events::Rule";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("events", "rule/")
          .physicalId(PhysicalId.of(EventsRule::physical))
          .actions(
              "events:ListEventBuses",
              "events:ListRules",
              "events:ListTargetsByRule",
              "events:ListRuleNamesByTarget",
              "events:RemoveTargets",
              "events:DeleteRule")
          .createdBy(Creation.answering("events:PutRule", "ruleArn").orFinding())
          .goesBesideStacks()
          .usesOf(
              EventsEventBus.TYPE,
              Kinesis.STREAM,
              LogsLogGroup.TYPE,
              SnsTopic.TYPE,
              SqsQueue.TYPE,
              StepFunctionsStateMachine.TYPE)
          .takesRoles("events")
          .build();

  private static final int TARGETS_A_CALL = 10;

  /// What a rule names as its target alone, and as it is. A queue may be where goes what could not
  /// be delivered, a role what it is delivered with, and a state machine be named by a version or
  /// an alias of it: the target tells, and nobody asks for a rule by that (API reference,
  /// ListRuleNamesByTarget).
  private static final Set<String> NAMED_AS_TARGET =
      Set.of(EventsEventBus.TYPE, Kinesis.STREAM, LogsLogGroup.TYPE, SnsTopic.TYPE);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// The name, and before it the bus where that is not the default one: `bus|name`.
  private static Arn physical(Place place, String id) {
    return place.arn("events", "rule/" + id.replaceFirst("^default[|]", "").replace('|', '/'));
  }

  private static String busOf(Arn rule) {
    var path = rule.after("rule/");
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "default";
  }

  @Override
  public List<Resource> list(Place place) {
    return listing(place).whole();
  }

  @Override
  public Reading<List<Resource>> listing(Place place) {
    var buses = new Spot(new EventsEventBus(clients), place).listing();
    return Reading.ofPieces(
            buses.answer().stream().map(Resource::arn).toList(),
            bus -> listed(place, bus.after("event-bus/")))
        .beside(buses);
  }

  private List<Resource> rules(Place place, String bus) {
    return listed(place, bus).whole();
  }

  private Reading<List<Resource>> listed(Place place, String bus) {
    return place.once(
        "rules of " + bus,
        () ->
            Reading.ofList(
                () ->
                    Found.unless(
                            ResourceNotFoundException.class,
                            () -> Optional.of(rulesOfExisting(place, bus)))
                        .orElse(List.of())));
  }

  private List<Resource> rulesOfExisting(Place place, String bus) {
    return Found.pages(
            token ->
                clients
                    .eventBridge(place.region())
                    .listRules(request -> request.eventBusName(bus).limit(100).nextToken(token)),
            ListRulesResponse::rules,
            ListRulesResponse::nextToken)
        .stream()
        .collect(Items.each(rule -> resource(place, bus, rule)));
  }

  private static Resource resource(Place place, String bus, Rule rule) {
    var resource =
        Resource.of(TYPE, Arn.of(rule.arn()), place.region())
            .name(rule.name())
            .uses(place.arn("events", "event-bus/" + bus));
    Answers.arn(rule.roleArn()).ifPresent(resource::uses);
    if (rule.managedBy() != null) {
      resource.guard("AWS manages it, for " + rule.managedBy());
    }
    return resource.build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(
        arns,
        arn -> there(place, arn).map(rule -> withTargets(place, rule)),
        ResourceNotFoundException.class);
  }

  private Optional<Resource> there(Place place, Arn rule) {
    return Reading.among(listed(place, busOf(rule)), List.of(rule)).whole().stream().findFirst();
  }

  /// EventBridge refuses to delete a bus while a schema discoverer's rule is on it; an archive's
  /// goes with the archive.
  private static boolean isDiscoverers(Resource rule) {
    return rule.guard().filter(why -> why.contains("schemas.")).isPresent();
  }

  private static String user(Resource rule) {
    return "rule "
        + rule.name()
        + (isDiscoverers(rule)
            ? " of a schema discoverer, which has to go first: aws schemas list-discoverers, then"
                + " aws schemas delete-discoverer --discoverer-id ID"
            : "");
  }

  private Resource withTargets(Place place, Resource rule) {
    if (rule.guard().isPresent()) {
      return rule;
    }
    var targets = targets(place, rule);
    var resource = rule.toBuilder();
    used(targets).forEach(resource::uses);
    var ids = targets.stream().map(Target::id).collect(Collectors.joining("\n"));
    return resource.fact("targets", ids).build();
  }

  private List<Target> targets(Place place, Resource rule) {
    return Found.pages(
        token ->
            clients
                .eventBridge(place.region())
                .listTargetsByRule(
                    request ->
                        request
                            .eventBusName(busOf(rule.arn()))
                            .rule(rule.name())
                            .limit(100)
                            .nextToken(token)),
        ListTargetsByRuleResponse::targets,
        ListTargetsByRuleResponse::nextToken);
  }

  /// Where its events go, or where those that could not be delivered do, and with which roles.
  private static Stream<Arn> used(List<Target> targets) {
    return targets.stream()
        .flatMap(
            target ->
                Stream.concat(
                    Stream.of(target.arn(), target.roleArn()),
                    Stream.ofNullable(target.deadLetterConfig()).map(queue -> queue.arn())))
        .flatMap(text -> Answers.arn(text).stream())
        .map(SchedulerSchedule::unqualified);
  }

  /// A rule that is not among the candidates, with what its targets are and not the bus that it is
  /// on.
  private Resource sending(Place place, Resource rule) {
    var resource = Resource.of(TYPE, rule.arn(), rule.region()).name(rule.name());
    rule.uses().stream()
        .filter(used -> !used.names("events", "event-bus/"))
        .forEach(resource::uses);
    used(targets(place, rule)).forEach(resource::uses);
    return resource.build();
  }

  /// What goes into a function's own group goes there by the function.
  private static boolean mayBeTarget(Resource one) {
    return !one.arn().names("logs", "log-group:/aws/lambda/");
  }

  /// A bus stays for its rules; the one that AWS manages goes with the archive that it was made
  /// for. A role stays for the rules, and those of their targets, that work with it; and whatever a
  /// rule sends events to stays for it, but for functions: a rule that the console makes as their
  /// trigger carries no tag, and would keep them for good.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var buses =
        candidates.stream()
            .filter(
                resource ->
                    resource.type().equals(EventsEventBus.TYPE) && resource.guard().isEmpty())
            .map(Resource::arn)
            .toList();
    Reading<List<Use>> ofBuses =
        Reading.each(
            buses,
            bus ->
                rules(place, bus.after("event-bus/")).stream()
                    .filter(rule -> rule.guard().isEmpty() || isDiscoverers(rule))
                    .map(rule -> Use.by(rule.arn(), user(rule), bus))
                    .toList());
    var known =
        candidates.stream()
            .filter(one -> one.type().equals(TYPE) && one.guard().isEmpty())
            .map(Resource::arn)
            .collect(Collectors.toSet());
    var due = candidates.stream().filter(EventsRule::mayBeTarget).toList();
    return Reading.both(
        ofBuses, Described.uses(place, due, traits().order(), () -> strangers(place, known, due)));
  }

  /// Each of their rules is asked for its targets, or each bus for the rules of what is due: there
  /// may be a thousand rules of others, or as many topics of the workshop's.
  private Reading<List<Resource>> strangers(Place place, Set<Arn> known, List<Resource> due) {
    var listed = new Spot(this, place).listing();
    var theirs =
        listed.answer().stream()
            .filter(rule -> rule.guard().isEmpty() && !known.contains(rule.arn()))
            .toList();
    var used =
        due.stream()
            .filter(traits().order()::mayUse)
            .filter(one -> one.region().equals(place.region()) || one.arn().region().isEmpty())
            .toList();
    var targets = used.stream().map(Resource::arn).toList();
    var isByTarget = used.stream().allMatch(one -> NAMED_AS_TARGET.contains(one.type()));
    var buses = theirs.stream().map(rule -> busOf(rule.arn())).distinct().toList();
    var calls = targets.stream().mapToInt(one -> texts(one).size()).sum() * buses.size();
    return (isByTarget && calls < theirs.size()
            ? named(place, theirs, buses, targets)
            : Found.enriched(theirs, rule -> sending(place, rule), ResourceNotFoundException.class))
        .beside(listed);
  }

  /// Their rules, with which of the targets they send to.
  private Reading<List<Resource>> named(
      Place place, List<Resource> theirs, List<String> buses, List<Arn> targets) {
    return Reading.<Map.Entry<String, Arn>>each(
            targets,
            target ->
                buses.stream()
                    .flatMap(bus -> rulesTo(place, bus, target))
                    .map(path -> Map.entry(path, target))
                    .toList())
        .map(
            found ->
                theirs.stream()
                    .map(
                        rule -> {
                          var sending =
                              Resource.of(TYPE, rule.arn(), rule.region()).name(rule.name());
                          found.stream()
                              .filter(one -> one.getKey().equals(rule.arn().after("rule/")))
                              .forEach(one -> sending.uses(one.getValue()));
                          return sending.build();
                        })
                    .toList());
  }

  /// As their ARNs have them. A bus may be gone by now, and its rules with it.
  private Stream<String> rulesTo(Place place, String bus, Arn target) {
    return texts(target).stream()
        .flatMap(
            text ->
                Found.unless(
                    ResourceNotFoundException.class,
                    () -> Optional.of(namesByTarget(place, bus, text)))
                    .stream())
        .flatMap(List::stream)
        .map(name -> bus.equals("default") ? name : bus + "/" + name);
  }

  private List<String> namesByTarget(Place place, String bus, String target) {
    return Found.pages(
        token ->
            clients
                .eventBridge(place.region())
                .listRuleNamesByTarget(
                    request -> request.eventBusName(bus).targetArn(target).nextToken(token)),
        ListRuleNamesByTargetResponse::ruleNames,
        ListRuleNamesByTargetResponse::nextToken);
  }

  /// As a rule may name it. CloudFormation's `GetAtt` of a log group ends in `:*`, and rules are
  /// made with that as well (aws-samples/serverless-patterns #221).
  private static List<String> texts(Arn target) {
    return target.service().equals("logs")
        ? List.of(target.toString(), target + ":*")
        : List.of(target.toString());
  }

  @Override
  public Deletion delete(Resource rule, Deadline deadline) {
    var events = clients.eventBridge(rule.region());
    var bus = busOf(rule.arn());
    var ids = rule.fact("targets").lines().gather(Gatherers.windowFixed(TARGETS_A_CALL)).toList();
    for (var some : ids) {
      var answer =
          events.removeTargets(request -> request.eventBusName(bus).rule(rule.name()).ids(some));
      if (answer.failedEntryCount() > 0) {
        var first = answer.failedEntries().getFirst();
        return new Deletion.Preparing(
            "EventBridge keeps "
                + answer.failedEntryCount()
                + " of its targets for now: "
                + first.errorCode()
                + ": "
                + first.errorMessage(),
            Duration.ofSeconds(10));
      }
    }
    events.deleteRule(request -> request.eventBusName(bus).name(rule.name()));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> rules) {
    return Reading.each(
            rules.stream().map(Resource::arn).toList(),
            rule -> there(place, rule).map(Resource::arn).stream().toList())
        .map(Set::copyOf);
  }
}
