package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.Look;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Spread;
import janitor.resource.Whole;
import janitor.resource.Whole.Part;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who is a part of which stack, by what the stacks themselves list. Good for one look: what a
/// stack told once it is not asked again.
///
/// What is global, a role, may be a part of a stack of any region: those that are looked at are
/// asked first, then wherever else the account may have stacks.
public final class Membership {
  private final Catalog catalog;
  private final Optional<Whole> stacks;
  private final Look look;
  private final List<String> onlyIn;
  private final List<String> regions;
  private final Set<String> lookedAt;
  private final String global;
  private final Set<Arn> loose;
  private final Map<Arn, List<Part>> parts = new ConcurrentHashMap<>();
  private final Map<Arn, RuntimeException> failed = new ConcurrentHashMap<>();

  /// Over the kinds that there are.
  ///
  /// @param regions those that are looked at; with those that somebody named as the only ones with
  ///   stacks, no other is asked
  public Membership(Catalog catalog, Look look, Collection<String> regions, String global) {
    this(catalog, look, regions, global, new HashSet<>());
  }

  /// The same of a later look.
  ///
  /// @param loose what is global and no stack elsewhere owned at an earlier look, which this adds
  ///   to: who only looks again does not ask all regions once more
  Membership(
      Catalog catalog, Look look, Collection<String> regions, String global, Set<Arn> loose) {
    this.loose = loose;
    this.catalog = catalog;
    this.stacks =
        catalog.kinds().stream().filter(Whole.class::isInstance).map(Whole.class::cast).findFirst();
    this.look = look;
    this.onlyIn = stacks.map(Whole::onlyIn).orElse(List.of());
    this.regions =
        Stream.concat(regions.stream(), onlyIn.isEmpty() ? Stream.of(global) : onlyIn.stream())
            .distinct()
            .toList();
    this.global = global;
    this.lookedAt = Set.copyOf(regions);
  }

  /// Where else the account may have something: each of its regions, or those that somebody named,
  /// but for those that are looked at.
  List<String> elsewhere() {
    var all =
        onlyIn.isEmpty()
            ? stacks.map(kind -> kind.regions(look.at(global))).orElse(List.of())
            : onlyIn;
    return all.stream().filter(region -> !lookedAt.contains(region)).distinct().toList();
  }

  /// Whether somebody who named the only regions to be asked named this one.
  boolean mayAsk(String region) {
    return onlyIn.isEmpty() || regions.contains(region);
  }

  /// What the stacks list, with the stack of each.
  ///
  /// @return a stack that could not be listed, or lists what cannot be matched to a resource, is
  ///   unread
  public Reading<Map<Arn, Arn>> members(Collection<Arn> some) {
    list(some);
    var members = new LinkedHashMap<Arn, Arn>();
    var unread = new TreeMap<Arn, RuntimeException>();
    for (var stack : some) {
      Optional.ofNullable(failed.get(stack)).ifPresent(cause -> unread.put(stack, cause));
      for (var part : parts.getOrDefault(stack, List.of())) {
        try {
          var named = named(stack, part);
          named.forEach(arn -> members.put(arn, stack));
          elsewhere(stack, part, named).forEach(arn -> members.put(arn, stack));
        } catch (RuntimeException cause) {
          unread.put(stack, cause);
        }
      }
    }
    return new Reading<>(members, unread);
  }

  /// Whether the stack lists it among what no kind knows: by its ARN, or by the end of it.
  public boolean hasUnknown(Arn stack, Arn arn) {
    return parts.getOrDefault(stack, List.of()).stream()
        .filter(part -> catalog.madeBy(part.type()).isEmpty() && !part.physicalId().isEmpty())
        .map(Part::physicalId)
        .anyMatch(
            id ->
                arn.toString().equals(id)
                    || arn.resource().endsWith("/" + id)
                    || arn.resource().endsWith(":" + id)
                    || arn.resource().equals(id));
  }

  /// Whether the stack lists anything that no kind knows.
  public boolean hasUnknown(Arn stack) {
    return parts.getOrDefault(stack, List.of()).stream()
        .anyMatch(part -> catalog.madeBy(part.type()).isEmpty() && !part.physicalId().isEmpty());
  }

  /// The types of what the stack lists that are known by name only.
  Set<String> typesBeyond(Arn stack) {
    return parts.getOrDefault(stack, List.of()).stream()
        .filter(part -> !part.physicalId().isEmpty())
        .map(Part::type)
        .filter(catalog::isBeyond)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// The living stack that lists each, of those that one does. Tags are not asked: most types carry
  /// none of CloudFormation's, and a tag may be older than the truth.
  ///
  /// It reads the lists of all living stacks of the regions in question: a call a stack and hundred
  /// members. DescribeStackResources would answer for one physical id, but "there is no such
  /// member" is also its answer to an id that the stack writes in another way, as a queue's URL may
  /// be.
  ///
  /// A stack is not asked for: it names its parent itself.
  ///
  /// @return unread: whose owner could not be told
  public Reading<Map<Arn, Resource>> owners(Collection<Resource> some) {
    var owners = new HashMap<Arn, Resource>();
    var unread = new TreeMap<Arn, RuntimeException>();
    if (stacks.isPresent()) {
      var byRegion = new TreeMap<String, Set<Resource>>();
      some.stream()
          .filter(resource -> catalog.ofType(resource.type()).isPresent())
          .filter(resource -> !(kind(resource.type()) instanceof Whole))
          .forEach(
              resource ->
                  places(resource)
                      .forEach(
                          region ->
                              byRegion
                                  .computeIfAbsent(region, _ -> new LinkedHashSet<>())
                                  .add(resource)));
      byRegion.forEach((region, here) -> owners(look.at(region), here, owners, unread));
      unread.keySet().removeAll(owners.keySet());
      ownersElsewhere(
          some.stream()
              .filter(resource -> catalog.ofType(resource.type()).isPresent())
              .filter(resource -> kind(resource.type()).traits().isGlobal())
              .filter(resource -> !owners.containsKey(resource.arn()))
              .filter(resource -> !loose.contains(resource.arn()))
              .collect(Collectors.toSet()),
          owners,
          unread);
    }
    return new Reading<>(owners, unread);
  }

  /// Of something global that no stack lists where one looks anyway, a stack elsewhere may be the
  /// owner. It costs a call a region, and only where there is such a thing that no earlier look of
  /// the same invocation has asked for: a stack there could only have imported it since.
  private void ownersElsewhere(
      Set<Resource> some, Map<Arn, Resource> owners, Map<Arn, RuntimeException> unread) {
    if (some.isEmpty() || !onlyIn.isEmpty()) {
      return;
    }
    List<String> everywhere;
    try {
      everywhere = stacks.orElseThrow().regions(look.at(global));
    } catch (RuntimeException cause) {
      some.forEach(resource -> unread.putIfAbsent(resource.arn(), cause));
      return;
    }
    Parallel.map(
            everywhere.stream().filter(region -> !regions.contains(region)).toList(),
            region -> {
              var here =
                  some.stream()
                      .filter(resource -> !places(resource).contains(region))
                      .collect(Collectors.toSet());
              var found = new HashMap<Arn, Resource>();
              var unknown = new HashMap<Arn, RuntimeException>();
              if (!here.isEmpty()) {
                owners(look.at(region), here, found, unknown);
              }
              return new Reading<>(found, unknown);
            })
        .forEach(
            reading -> {
              owners.putAll(reading.answer());
              reading.unread().forEach(unread::putIfAbsent);
            });
    unread.keySet().removeAll(owners.keySet());
    some.stream()
        .map(Resource::arn)
        .filter(arn -> !owners.containsKey(arn) && !unread.containsKey(arn))
        .forEach(loose::add);
  }

  /// Where a stack may own it: where it is, wherever one may own something global, where its tag
  /// says, and where it is or was besides.
  private Set<String> places(Resource resource) {
    var places = new LinkedHashSet<String>();
    if (kind(resource.type()).traits().isGlobal()) {
      places.addAll(regions);
    } else {
      places.add(resource.region());
    }
    Stream.concat(stackTag(resource).map(Arn::region).stream(), alsoIn(resource))
        .filter(this::mayAsk)
        .forEach(places::add);
    return places;
  }

  /// The regions besides its own where it is, or was used.
  static Stream<String> alsoIn(Resource resource) {
    return resource.facts().getOrDefault(Resource.ALSO_IN, "").lines();
  }

  /// The stack that a tag of CloudFormation's names, rightly or not.
  static Optional<Arn> stackTag(Resource resource) {
    return resource
        .tags()
        .value(Resource.STACK_ID_TAG)
        .filter(text -> text.matches("arn:[^:]+:cloudformation:[^:]+:[^:]*:stack/.+"))
        .map(Arn::of);
  }

  private void owners(
      Place place,
      Set<Resource> some,
      Map<Arn, Resource> owners,
      Map<Arn, RuntimeException> unread) {
    Map<Arn, Resource> living;
    try {
      living =
          stacks.orElseThrow().living(place).stream()
              .collect(Collectors.toMap(Resource::arn, Function.identity()));
    } catch (RuntimeException cause) {
      some.forEach(resource -> unread.put(resource.arn(), cause));
      return;
    }
    list(living.keySet());
    match(place.region(), some, living, owners, unread);
    // Whatever no other stack lists may be a member of one that would not be listed.
    living.keySet().stream()
        .filter(failed::containsKey)
        .sorted()
        .findFirst()
        .ifPresent(
            stack ->
                some.forEach(
                    resource ->
                        unread.putIfAbsent(
                            resource.arn(), Objects.requireNonNull(failed.get(stack)))));
  }

  /// Finds the owners among the stacks that were listed.
  private void match(
      String region,
      Set<Resource> some,
      Map<Arn, Resource> living,
      Map<Arn, Resource> owners,
      Map<Arn, RuntimeException> unread) {
    var types = some.stream().map(Resource::type).collect(Collectors.toSet());
    var listed = new HashMap<Arn, Resource>();
    var unmatched = new HashMap<String, RuntimeException>();
    var away = new HashMap<String, RuntimeException>();
    // A part of a stack here may be no more than one end of those that are elsewhere.
    var typesAway =
        some.stream()
            .filter(resource -> !resource.region().equals(region))
            .map(Resource::type)
            .collect(Collectors.toSet());
    living.forEach(
        (stack, resource) ->
            parts.getOrDefault(stack, List.of()).stream()
                .filter(part -> catalog.madeBy(part.type()).isPresent())
                .filter(part -> types.contains(kind(part.type()).type()))
                .forEach(
                    part -> {
                      var type = kind(part.type()).type();
                      var named = List.<Arn>of();
                      try {
                        named = named(stack, part);
                        named.forEach(arn -> listed.put(arn, resource));
                      } catch (RuntimeException cause) {
                        unmatched.put(type, cause);
                      }
                      if (typesAway.contains(type)) {
                        try {
                          elsewhere(stack, part, named).forEach(arn -> listed.put(arn, resource));
                        } catch (RuntimeException cause) {
                          away.put(type, cause);
                        }
                      }
                    }));
    for (var resource : some) {
      var owner = listed.get(resource.arn());
      if (owner != null) {
        owners.put(resource.arn(), owner);
      } else if (unmatched.containsKey(resource.type())) {
        unread.put(resource.arn(), Objects.requireNonNull(unmatched.get(resource.type())));
      } else if (away.containsKey(resource.type()) && !resource.region().equals(region)) {
        unread.put(resource.arn(), Objects.requireNonNull(away.get(resource.type())));
      }
    }
  }

  private List<Arn> elsewhere(Arn stack, Part part, List<Arn> named) {
    return catalog.madeBy(part.type()).orElse(null) instanceof Spread spread
        ? named.stream()
            .flatMap(arn -> spread.elsewhere(look.at(stack.region()), part.type(), arn).stream())
            .toList()
        : List.of();
  }

  /// Whether there is no such stack (any more).
  boolean isGone(Arn stack) {
    return stacks.isPresent()
        && stacks.get().living(look.at(stack.region())).stream()
            .noneMatch(living -> living.arn().equals(stack));
  }

  private void list(Collection<Arn> some) {
    some.stream()
        .filter(stack -> !parts.containsKey(stack))
        .collect(Collectors.groupingBy(Arn::region))
        .forEach(
            (region, missing) -> {
              try {
                var reading = stacks.orElseThrow().parts(look.at(region), missing);
                parts.putAll(reading.answer());
                failed.putAll(reading.unread());
              } catch (RuntimeException cause) {
                missing.forEach(stack -> failed.put(stack, cause));
              }
            });
  }

  private List<Arn> named(Arn stack, Part part) {
    if (catalog.madeBy(part.type()).isEmpty() || part.physicalId().isEmpty()) {
      return List.of();
    }
    var kind = kind(part.type());
    var place = look.at(kind.traits().isGlobal() ? global : stack.region());
    var arns = kind.traits().naming().physicalId().arns(new Spot(kind, place), part.physicalId());
    for (var arn : arns) {
      if (!kind.claims(arn)) {
        throw new IllegalStateException(
            "it lists a " + part.type() + " as " + part.physicalId() + ", which names none");
      }
      catalog
          .ambiguity(arn)
          .ifPresent(
              why -> {
                throw new IllegalStateException("it lists " + arn + ", and " + why);
              });
    }
    return arns;
  }

  private ResourceKind kind(String type) {
    return catalog.madeBy(type).orElseThrow();
  }
}
