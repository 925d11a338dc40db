package janitor.scan;

import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The step that finds who, of the workshop or not, uses what was found.
final class Users {
  /// Services of which only some of what takes roles is listed: of Glue no jobs and crawlers, of
  /// EMR no Studios, of Kendra no data sources, of Transfer no workflows, of OpenSearch no
  /// repositories of manual snapshots (they are told by the domain itself), of SageMaker no feature
  /// groups and labelling jobs, of Backup no restore testing. Of Cognito no groups of user pools,
  /// whose roles identity pools hand out by the rule `Token` (API reference of identity pools,
  /// RoleMapping; of user pools, GroupType, RoleArn); of EventBridge no global endpoints with their
  /// role to replicate events (CreateEndpoint, RoleArn); of Amplify no domains with theirs to
  /// follow branches (DomainAssociation, autoSubDomainIAMRole).
  private static final Set<String> LISTED_IN_PART =
      Set.of(
          "glue",
          "elasticmapreduce",
          "es",
          "opensearchservice",
          "sagemaker",
          "backup",
          "kendra",
          "transfer",
          "cognito-identity",
          "events",
          "amplify");

  /// What a cluster of EKS's lets its pods take a role by.
  private static final String PODS = "oidc.eks.";

  private final Means means;
  private final Findings findings;

  Users(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  /// Where it could not be looked who uses a thing, that stays.
  List<Use> of(List<Resource> candidates) {
    var uses = new ArrayList<Use>();
    for (var spot : means.spots().all()) {
      var order = spot.kind().traits().order();
      if (candidates.stream().anyMatch(order::mayUse)) {
        uses.addAll(of(spot, order, candidates));
      }
    }
    uses.addAll(whereLastUsed(candidates));
    keepWhatIsUsedBeyond();
    keepWhatIsUsedUnseen();
    return uses.stream()
        .flatMap(use -> use.bond() == Use.Bond.NAMED ? lookedFor(use) : Stream.of(use))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /// Nothing where the user is gone. One that no kind knows is there for all that is known, but for
  /// the members of a stack, whose own may be of any type. Two of one type may name each other.
  private Stream<Use> lookedFor(Use use) {
    var kind = means.kindOf(use.user());
    var used = findings.of(use.used());
    if (findings.isGone(use.user())
        || (kind.isEmpty() && used.flatMap(Resource::owner).isPresent())
        || (!findings.has(use.user()) && kind.filter(one -> isGone(one, use, used)).isPresent())) {
      return Stream.of();
    }
    return Stream.of(
        kind.map(ResourceKind::type).equals(used.map(Resource::type))
            ? use.unordered()
            : use.ordered());
  }

  private boolean isGone(ResourceKind kind, Use use, Optional<Resource> used) {
    var region = use.user().region();
    var place =
        means
            .spots()
            .of(
                kind,
                region.isEmpty()
                    ? used.map(Resource::region).orElse(means.search().home().globalRegion())
                    : region)
            .place();
    return means
        .attempts()
        .askWhatIs(
            "whether " + use.user() + " is there", () -> kind.read(place, Set.of(use.user())))
        .filter(there -> there.answer().isEmpty())
        .filter(there -> there.unread().isEmpty() && there.nameless().isEmpty())
        .isPresent();
  }

  /// A role is global, and IAM tells in which region it was used last (API reference of IAM,
  /// RoleLastUsed): that is asked as well, though nothing else is looked at there. IAM remembers it
  /// for 400 days. Where nobody may ask, a role stays that was used there lately, and no other: for
  /// good, it would.
  private List<Use> whereLastUsed(List<Resource> candidates) {
    var global = candidates.stream().filter(one -> one.arn().region().isEmpty()).toList();
    var uses = new ArrayList<Use>();
    global.stream()
        .flatMap(Membership::alsoIn)
        .distinct()
        .map(means.spots()::at)
        .filter(place -> !means.spots().isAskedFor(place))
        .forEach(
            place -> {
              if (means.membership().mayAsk(place.region())) {
                uses.addAll(lastUsedIn(place, global));
              } else {
                keepWhatWasUsedLately(place);
              }
            });
    return uses;
  }

  private void keepWhatWasUsedLately(Place place) {
    findings.changeAll(
        resource ->
            resource.guard().isEmpty()
                    && resource.facts().containsKey(Resource.USED_LATELY)
                    && Membership.alsoIn(resource).anyMatch(place.region()::equals)
                ? resource.guarded(
                    "it was used on "
                        + resource.fact(Resource.USED_LATELY)
                        + " in "
                        + place.region()
                        + ", where nobody may ask what works with it")
                : resource);
  }

  private List<Use> lastUsedIn(Place place, List<Resource> candidates) {
    var roles =
        candidates.stream()
            .filter(one -> Membership.alsoIn(one).anyMatch(place.region()::equals))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    // A server there names the profile that holds the role.
    var global =
        candidates.stream()
            .filter(one -> roles.contains(one.arn()) || !Collections.disjoint(one.uses(), roles))
            .toList();
    var forbidden = new AtomicReference<RuntimeException>();
    var uses =
        means.spots().catalog().kinds().stream()
            .filter(kind -> !kind.traits().isGlobal())
            .filter(kind -> global.stream().anyMatch(kind.traits().order()::mayUse))
            .flatMap(kind -> allowed(new Spot(kind, place), global, forbidden).stream())
            .toList();
    Optional.ofNullable(forbidden.get())
        .ifPresent(
            denial -> {
              means
                  .attempts()
                  .confirm(
                      "what works in "
                          + place.region()
                          + " with roles that were used there last (StackRegions names the regions"
                          + " that are asked)",
                      () -> {
                        throw denial;
                      });
              keepWhatWasUsedLately(place);
            });
    return uses;
  }

  /// @param forbidden takes what AWS said where it may not be asked
  private List<Use> allowed(
      Spot spot, List<Resource> candidates, AtomicReference<RuntimeException> forbidden) {
    if (forbidden.get() != null) {
      return List.of();
    }
    return of(
        spot,
        spot.kind().traits().order(),
        candidates,
        () -> {
          try {
            var reading = spot.kind().uses(spot.place(), candidates);
            var denial =
                reading.unread().values().stream().filter(means.attempts()::isDenied).findFirst();
            denial.ifPresent(forbidden::set);
            return denial.isPresent() ? Reading.of(reading.answer()) : reading;
          } catch (RuntimeException error) {
            if (!means.attempts().isDenied(error)) {
              throw error;
            }
            forbidden.set(error);
            return Reading.of(List.of());
          }
        });
  }

  /// What is beyond the reach is not asked what it uses: a key stays, and a role that a service
  /// beyond it may take. A role for functions is for those within. Nothing else stays for that: of
  /// nearly every type something beyond may use one (ECS runs images, names buckets and calls
  /// functions), and a workshop without servers would never go.
  private void keepWhatIsUsedBeyond() {
    var catalog = means.spots().catalog();
    var orders = catalog.beyond().stream().map(kind -> kind.traits().order()).toList();
    var within =
        catalog.kinds().stream()
            .flatMap(kind -> kind.traits().order().worksAs().stream())
            .collect(Collectors.toSet());
    findings.changeAll(
        resource ->
            resource.guard().isEmpty()
                    && means
                        .kindOf(resource.arn())
                        .filter(kind -> kind.traits().is(Traits.Flag.NEEDED_UNSEEN))
                        .isPresent()
                    && orders.stream().anyMatch(order -> order.mayUse(resource, within))
                ? resource.guarded(
                    "with Reach="
                        + catalog.reach().word()
                        + " it could not be checked what else uses it")
                : resource);
  }

  /// Of what a service may take of which no kind is asked with what it works (S3 for replication,
  /// CloudWatch Logs for subscriptions), or another account, or somebody's pipeline by an identity
  /// provider, only its use shows that they do: that stays until it has been left alone for a
  /// while.
  private void keepWhatIsUsedUnseen() {
    var catalog = means.spots().catalog();
    var seen =
        Stream.of(catalog.kinds(), catalog.beyond())
            .flatMap(List::stream)
            // One type of a service does not tell of its others: a stranger's servers of Transfer.
            .filter(kind -> !kind.traits().is(Traits.Flag.GENERIC))
            .flatMap(kind -> kind.traits().order().worksAs().stream())
            .filter(service -> !LISTED_IN_PART.contains(service))
            .collect(Collectors.toSet());
    findings.changeAll(
        resource -> {
          var day = resource.facts().get(Resource.USED_LATELY);
          return day == null || resource.guard().isPresent()
              ? resource
              : (resource.owner().isPresent() ? taken(resource) : unseen(resource, seen))
                  .map(
                      those ->
                          resource.guarded(
                              "it was used on " + day + ", and it cannot be checked " + those))
                  .orElse(resource);
        });
  }

  /// Of a type that only Cloud Control lists, what is in one region uses nothing of another's. More
  /// of these answer nothing at all, for good, than of those whose kinds are written by hand.
  private static boolean isWithin(Spot spot, Resource resource) {
    var traits = spot.kind().traits();
    return !traits.is(Traits.Flag.GENERIC)
        || traits.isGlobal()
        || resource.arn().region().isEmpty()
        || resource.region().equals(spot.place().region());
  }

  /// A stack's own work with each other until it goes, the pods of its cluster as well; another
  /// account or a pipeline is none of it.
  private static Optional<String> taken(Resource member) {
    var home = member.arn().account();
    return joined(
            takers(member)
                .filter(taker -> !taker.startsWith(PODS))
                .filter(taker -> !taker.equals("account " + home))
                .filter(taker -> !taker.contains(":" + home + ":")))
        .map(those -> "whether " + those + " works with it");
  }

  private static Stream<String> takers(Resource role) {
    return role.facts().getOrDefault(Resource.TAKEN_BY, "").lines();
  }

  /// What cannot be checked, for people; of a stack the stacks are asked.
  private static Optional<String> unseen(Resource resource, Set<String> seen) {
    var takers = joined(takers(resource));
    var trusts = resource.facts().get(Resource.TRUSTS);
    var services =
        trusts == null
            ? Optional.of("all services")
            : joined(
                trusts
                    .lines()
                    .filter(
                        service -> !service.equals("cloudformation") && !seen.contains(service)));
    return services
        .map(those -> "what of " + those + " works with it")
        .or(() -> takers.map(those -> "whether " + those + " works with it"));
  }

  private static Optional<String> joined(Stream<String> names) {
    return Optional.of(names.collect(Collectors.joining(", "))).filter(text -> !text.isEmpty());
  }

  private List<Use> of(Spot spot, Traits.Order order, List<Resource> candidates) {
    return of(spot, order, candidates, () -> spot.kind().uses(spot.place(), candidates));
  }

  private List<Use> of(
      Spot spot,
      Traits.Order order,
      List<Resource> candidates,
      Supplier<Reading<List<Use>>> question) {
    var seen =
        means.attempts().askWhatIs("what uses the workshop's resources: " + spot.label(), question);
    var asked = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    findings.changeAll(
        resource ->
            asked.contains(resource.arn())
                    && seen.map(reading -> reading.unread().containsKey(resource.arn()))
                        .orElseGet(() -> order.mayUse(resource) && isWithin(spot, resource))
                ? resource.guarded(
                    "it could not be checked what else uses it: nothing was told of "
                        + spot.label())
                : resource);
    return seen.map(reading -> reading.answer()).orElse(List.of());
  }
}
