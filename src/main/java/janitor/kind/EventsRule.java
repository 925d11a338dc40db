package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// Its targets go first, and RemoveTargets answers 200 even where it failed. Its ARN names its bus
/// unless that is the default one, and a partner's bus has slashes in its name. What AWS manages is
/// left alone: `Force` is never sent.
final class EventsRule implements ResourceKind {
  static final String TYPE = "AWS::Events::Rule";

  private static final int TARGETS_A_CALL = 10;

  private final Clients clients;

  EventsRule(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of(
        "events:ListEventBuses",
        "events:ListRules",
        "events:ListTargetsByRule",
        "events:RemoveTargets",
        "events:DeleteRule");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("events", "rule/");
  }

  private static String busOf(Arn rule) {
    var path = rule.after("rule/");
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "default";
  }

  @Override
  public List<Resource> list(Place place) {
    var buses = new EventsEventBus(clients).list(place).stream().map(Resource::name).toList();
    return Parallel.map(buses, bus -> rules(place, bus)).stream().flatMap(List::stream).toList();
  }

  private List<Resource> rules(Place place, String bus) {
    return place.once(
        "rules of " + bus,
        () ->
            Found.unless(
                    ResourceNotFoundException.class, () -> Optional.of(rulesOfExisting(place, bus)))
                .orElse(List.of()));
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
        .map(rule -> resource(place, bus, rule))
        .toList();
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
  public List<Resource> read(Place place, Collection<Arn> arns) {
    var there = there(place, arns).stream().toList();
    return Parallel.map(there, rule -> withTargets(place, rule)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private List<Resource> there(Place place, Collection<Arn> arns) {
    var buses = arns.stream().map(EventsRule::busOf).collect(Collectors.toSet());
    return buses.stream()
        .flatMap(bus -> rules(place, bus).stream())
        .filter(rule -> arns.contains(rule.arn()))
        .toList();
  }

  private Optional<Resource> withTargets(Place place, Resource rule) {
    if (rule.guard().isPresent()) {
      return Optional.of(rule);
    }
    return Found.unless(
        ResourceNotFoundException.class,
        () -> {
          var targets =
              Found.pages(
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
          var resource = rule.toBuilder();
          targets.forEach(target -> Answers.arn(target.arn()).ifPresent(resource::uses));
          var ids = targets.stream().map(Target::id).collect(Collectors.joining("\n"));
          return Optional.of(resource.fact("targets", ids).build());
        });
  }

  @Override
  public Set<String> usesOf() {
    return Set.of(EventsEventBus.TYPE);
  }

  /// A bus stays for its rules; the one that AWS manages goes with the archive that it was made
  /// for.
  @Override
  public List<Use> uses(Place place, List<Resource> candidates) {
    return candidates.stream()
        .filter(one -> one.type().equals(EventsEventBus.TYPE) && one.guard().isEmpty())
        .flatMap(
            bus ->
                rules(place, bus.name()).stream()
                    .filter(rule -> rule.guard().isEmpty())
                    .map(rule -> Use.by(rule.arn(), "rule " + rule.name(), bus.arn())))
        .toList();
  }

  @Override
  public Deletion delete(Resource rule, Deadline deadline) {
    var events = clients.eventBridge(rule.region());
    var bus = busOf(rule.arn());
    var ids = rule.fact("targets").lines().toList();
    for (int at = 0; at < ids.size(); at += TARGETS_A_CALL) {
      var some = ids.subList(at, Math.min(ids.size(), at + TARGETS_A_CALL));
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
  public Set<Arn> remaining(Place place, List<Resource> rules) {
    return there(place, rules.stream().map(Resource::arn).toList()).stream()
        .map(Resource::arn)
        .collect(Collectors.toSet());
  }
}
