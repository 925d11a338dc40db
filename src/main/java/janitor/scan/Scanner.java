package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Inventory;
import janitor.resource.Look;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Own;
import janitor.resource.Parallel;
import janitor.resource.ParentCheck;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import janitor.resource.Unread;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds what is of the workshop: by the tag index, by the lists of what the index never tells, and
/// by following what is found to what belongs to it. What it cannot read is in the inventory as
/// well.
public final class Scanner {

  private static final int GENERATIONS_OF_CHILDREN = 3;

  private static final String UNREAD = "it could not be read again";

  private final TagIndex index;
  private final List<ResourceKind> kinds;
  private final Fault.Classifier faults;
  private final Search search;

  /// What to look for, and where.
  ///
  /// @param untaggedNamePrefix opts in to what cannot be tagged, by name
  public record Search(
      Home home,
      List<String> regions,
      String tagKey,
      String workshop,
      Optional<String> untaggedNamePrefix,
      Own own) {}

  public Scanner(TagIndex index, List<ResourceKind> kinds, Fault.Classifier faults, Search search) {
    this.index = index;
    this.kinds = kinds;
    this.faults = faults;
    this.search = search;
  }

  /// Looks for everything.
  ///
  /// @param gone what went earlier tonight; the index may name it still
  public Inventory scan(Memory memory, Set<Arn> gone, Look look) {
    return new Round(memory, gone, look).run();
  }

  /// Looks only at what is still to go, and at what uses that by now; the rest is as it was.
  ///
  /// @param open what the last plan wanted gone
  /// @param gone what is gone since
  public Inventory again(Inventory before, Set<Arn> open, Set<Arn> gone, Look look) {
    return new Round(before.memory(), gone, look).again(before, open);
  }

  /// One scan. Every step adds to `found`; a step that fails adds to `unread` and the rest goes on.
  private final class Round {
    private final Memory memory;
    private final Set<Arn> gone;
    private final Look look;
    private final List<Place> places;
    private final Map<Arn, Resource> found = Collections.synchronizedMap(new TreeMap<>());
    private final Map<Arn, Resource> surroundings = new TreeMap<>();
    private final List<Unread> unread = Collections.synchronizedList(new ArrayList<>());
    private final Set<Arn> ghosts = Collections.synchronizedSet(new TreeSet<>());
    private final Map<Arn, String> doubts = new ConcurrentHashMap<>();
    private final Map<Arn, String> membersOfOwnStack = new HashMap<>();
    private final Membership membership;
    private final Set<Arn> asked = new LinkedHashSet<>();
    private final Set<Arn> searched = new LinkedHashSet<>();
    private final Set<Arn> derived = new LinkedHashSet<>();
    private final String global = search.home().globalRegion();

    Round(Memory memory, Set<Arn> gone, Look look) {
      this.memory = memory;
      this.gone = gone;
      this.look = look;
      this.places =
          Stream.concat(search.regions().stream(), Stream.of(global))
              .distinct()
              .map(look::at)
              .toList();
      this.membership = new Membership(kinds, look, search.regions(), global);
    }

    Inventory run() {
      var hits = Parallel.map(places, this::hits);
      readHits(merged(hits));
      listWhatIsNotIndexed();
      findMembers();
      findOwners();
      derive();
      remember();
      findOwners();
      findMembers();
      derive();
      findOwners();
      lookAtOwnStack();
      var uses = uses(List.copyOf(found.values()));
      found.replaceAll((_, resource) -> guarded(doubted(resource)));
      return inventory(uses);
    }

    Inventory again(Inventory before, Set<Arn> open) {
      var earlier = before.resources().stream().filter(one -> !gone.contains(one.arn())).toList();
      earlier.stream()
          .filter(one -> !open.contains(one.arn()))
          .forEach(one -> found.put(one.arn(), one));
      before.surroundings().forEach(one -> surroundings.put(one.arn(), one));
      ghosts.addAll(before.ghosts());
      var fresh =
          merged(
              Parallel.map(
                  List.copyOf(
                      earlier.stream()
                          .filter(one -> open.contains(one.arn()))
                          .collect(
                              Collectors.groupingBy(
                                  one -> Map.entry(one.region(), kindOf(one.arn()))))
                          .entrySet()),
                  group ->
                      group.getKey().getValue().stream()
                          .flatMap(kind -> again(kind, group.getKey().getKey(), group.getValue()))
                          .toList()));
      fresh.forEach(one -> found.put(one.arn(), one));
      dropPartsOfWhatWent(open);
      var uses = new ArrayList<>(uses(fresh));
      fresh.forEach(one -> found.computeIfPresent(one.arn(), (_, now) -> guarded(now)));
      before.uses().stream()
          .filter(use -> found.containsKey(use.used()) && !open.contains(use.used()))
          .forEach(uses::add);
      return inventory(uses);
    }

    /// A part that no kind knows is there as long as its whole is.
    private void dropPartsOfWhatWent(Set<Arn> open) {
      if (unread.isEmpty()) {
        List.copyOf(found.values()).stream()
            .filter(one -> kindOf(one.arn()).isEmpty())
            .filter(one -> one.owner().filter(open::contains).isPresent())
            .filter(one -> one.owner().filter(found::containsKey).isEmpty())
            .forEach(one -> found.remove(one.arn()));
      }
    }

    private Stream<Resource> again(ResourceKind kind, String region, List<Resource> resources) {
      var before = resources.stream().collect(Collectors.toMap(Resource::arn, Function.identity()));
      var reading = reading(kind, look.at(region), before.keySet());
      var now =
          reading.answer().stream()
              .flatMap(
                  one ->
                      Optional.ofNullable(before.get(one.arn())).stream()
                          .map(then -> one.related(then)))
              // Its service may tell by now that it is not of the workshop any more.
              .filter(
                  one ->
                      one.parent().isPresent()
                          || one.owner().isPresent()
                          || isOurs(one.tags())
                          || isByName(kind, one));
      // What could not be read is not gone.
      var unread =
          reading.unread().keySet().stream()
              .map(arn -> Objects.requireNonNull(before.get(arn)))
              .map(one -> one.guarded(UNREAD));
      return Stream.concat(now, unread);
    }

    private Inventory inventory(List<Use> uses) {
      return new Inventory(
          List.copyOf(found.values()),
          List.copyOf(surroundings.values()),
          uses,
          unread,
          ghosts.stream().filter(arn -> !found.containsKey(arn)).toList(),
          memory);
    }

    /// One thing that the index named.
    private record Hit(Place place, Arn arn, Tags tags) {}

    private List<Hit> hits(Place place) {
      return hits(place, search.tagKey(), Set.of(search.workshop())).orElse(List.of());
    }

    private Optional<List<Hit>> hits(Place place, String key, Collection<String> values) {
      return attempt(
              "the tag index in " + place.region(),
              () -> Optional.of(index.tagged(place.region(), key, values)),
              Optional.<Map<Arn, Tags>>empty())
          .map(
              tagged ->
                  tagged.entrySet().stream()
                      .filter(entry -> isIn(place, entry.getKey()))
                      .map(entry -> new Hit(place, entry.getKey(), entry.getValue()))
                      .toList());
    }

    /// The global region's index tells of global things; of its own only if it was asked for.
    private boolean isIn(Place place, Arn arn) {
      var kind = kindOf(arn);
      if (kind.map(known -> known.traits().isGlobal()).orElse(false)) {
        return place.region().equals(global);
      }
      return search.regions().contains(place.region())
          || (kind.isEmpty() && arn.region().isEmpty() && place.region().equals(global));
    }

    private void readHits(List<Hit> hits) {
      var byKind = new LinkedHashMap<ResourceKind, List<Hit>>();
      var unknown = new ArrayList<Hit>();
      for (var hit : hits) {
        kindOf(hit.arn())
            .ifPresentOrElse(
                kind -> byKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(hit),
                () -> unknown.add(hit));
      }
      Parallel.map(
          List.copyOf(byKind.entrySet()),
          entry -> {
            entry.getValue().stream()
                .collect(Collectors.groupingBy(Hit::place))
                .forEach((place, some) -> readSome(entry.getKey(), place, some));
            return List.<Resource>of();
          });
      // Nobody can be asked whether it is there still.
      unknown.stream().filter(hit -> !gone.contains(hit.arn())).forEach(this::addUnknown);
    }

    private void readSome(ResourceKind kind, Place place, List<Hit> hits) {
      var tags = new HashMap<Arn, Tags>();
      hits.forEach(hit -> tags.put(hit.arn(), hit.tags()));
      var reading = reading(kind, place, tags.keySet());
      addGhosts(tags.keySet(), reading);
      reading.answer().stream()
          .map(
              resource ->
                  resource.tags().all().isEmpty()
                      ? resource.with(tags.getOrDefault(resource.arn(), Tags.NONE))
                      : resource)
          // Its service knows better than the index, which may remember a tag that was taken off.
          .filter(resource -> isOurs(resource.tags()))
          .forEach(this::add);
    }

    /// What the index names and its service does not know is told, and not dropped: it is gone, or
    /// of a sort that the service's list leaves out. What went tonight is told as that.
    private void addGhosts(Set<Arn> named, Reading<List<Resource>> reading) {
      var there = reading.answer().stream().map(Resource::arn).collect(Collectors.toSet());
      named.stream()
          .filter(arn -> !there.contains(arn) && !reading.unread().containsKey(arn))
          .filter(arn -> !gone.contains(arn))
          .forEach(ghosts::add);
    }

    private boolean isOurs(Tags tags) {
      return tags.match(search.tagKey(), search.workshop());
    }

    /// Once they are gone, nothing could find what of that kind belongs to them.
    private void doubt(List<Resource> parents, ResourceKind children) {
      parents.stream()
          .filter(one -> children.traits().order().foundBy().contains(one.type()))
          .forEach(one -> doubt(one.arn(), children));
    }

    private void doubt(Arn parent, ResourceKind children) {
      doubts.put(parent, "whether a " + children.type() + " belongs to it could not be looked at");
    }

    private Resource doubted(Resource resource) {
      if (resource.guard().isPresent()) {
        return resource;
      }
      return Optional.ofNullable(doubts.get(resource.arn()))
          .map(resource::guarded)
          .orElse(resource);
    }

    /// What could not be read is noted, each by itself, or as one where nothing could: that is
    /// another thing than not being there.
    private Reading<List<Resource>> reading(ResourceKind kind, Place place, Collection<Arn> arns) {
      var what = kind.type() + " in " + place.region();
      try {
        return told(what, kind.read(place, arns));
      } catch (RuntimeException error) {
        unread.add(Unread.of(what, faults.classify(error)));
        return new Reading<>(
            List.of(),
            arns.stream().collect(Collectors.toMap(arn -> arn, _ -> error, (a, _) -> a)));
      }
    }

    private <T> Reading<T> told(String what, Reading<T> reading) {
      unread.addAll(Unread.all(what, reading, faults));
      return reading;
    }

    private void add(Resource resource) {
      found.putIfAbsent(resource.arn(), resource);
    }

    /// A tagged part of a tagged whole (a stage, a branch) goes with it; anything else is reported.
    private void addUnknown(Hit hit) {
      var whole = found.keySet().stream().filter(hit.arn()::isBelow).findFirst();
      var resource =
          Resource.of(typeOf(hit.arn()), hit.arn(), hit.place().region()).tags(hit.tags());
      add(
          whole
              .map(resource::owner)
              .orElseGet(() -> resource.guard("the janitor does not know this type of resource"))
              .build());
    }

    private void listWhatIsNotIndexed() {
      Parallel.map(
          places,
          place -> {
            for (var kind : kinds) {
              if (kind.traits().isGlobal() ? place.region().equals(global) : isConfigured(place)) {
                list(kind, place);
              }
            }
            return List.<Resource>of();
          });
    }

    private boolean isConfigured(Place place) {
      return search.regions().contains(place.region());
    }

    private void list(ResourceKind kind, Place place) {
      if (kind.traits().isTaggable()
          ? kind.traits().isIndexed()
          : search.untaggedNamePrefix().isEmpty()) {
        return;
      }
      attempt(
              kind.type() + " in " + place.region(),
              () ->
                  Optional.of(
                      told(kind.type() + " in " + place.region(), new Spot(kind, place).listing())),
              Optional.<Reading<List<Resource>>>empty())
          .stream()
          .flatMap(reading -> reading.answer().stream())
          .filter(resource -> isByName(kind, resource) || isOurs(resource.tags()))
          .forEach(this::add);
    }

    private boolean isByName(ResourceKind kind, Resource resource) {
      return !kind.traits().isTaggable()
          && search.untaggedNamePrefix().filter(resource.name()::startsWith).isPresent();
    }

    /// Who owns what was found, by the lists of the stacks that are there. A stack that is gone
    /// owns nothing any more; a tag that names a stack which does not list the resource proves
    /// nothing.
    private void findOwners() {
      findNamedOwners();
      var loose =
          List.copyOf(found.values()).stream()
              .filter(resource -> resource.owner().isEmpty() && asked.add(resource.arn()))
              .toList();
      if (loose.isEmpty()) {
        return;
      }
      var owners = membership.owners(loose);
      owners
          .answer()
          .forEach(
              (arn, stack) -> {
                if (!stack.arn().equals(arn)) {
                  if (!found.containsKey(stack.arn())) {
                    surroundings.put(stack.arn(), stack);
                  }
                  found.computeIfPresent(
                      arn, (_, resource) -> resource.ownedBy(Optional.of(stack.arn())));
                }
              });
      unread.addAll(Unread.all("which stack owns what was found", owners, faults));
      owners.unread().keySet().forEach(this::leaveToItsStack);
      loose.stream()
          .filter(resource -> !owners.answer().containsKey(resource.arn()))
          .filter(resource -> !owners.unread().containsKey(resource.arn()))
          .forEach(this::noteWhoLeftIt);
    }

    /// Where no list could be read, the hint counts, and where there is none it may be any stack's.
    private void leaveToItsStack(Arn arn) {
      doubts.putIfAbsent(
          arn,
          "whether a stack owns it could not be looked at; StackRegions names the regions that may"
              + " have stacks");
      found.computeIfPresent(
          arn,
          (_, resource) ->
              Membership.stackTag(resource)
                  .map(stack -> resource.ownedBy(Optional.of(stack)))
                  .orElse(resource));
    }

    private void noteWhoLeftIt(Resource resource) {
      Membership.stackTag(resource)
          .or(() -> memory.of(resource.arn()).memberOf())
          .ifPresent(
              stack ->
                  attempt(
                          "whether " + stack + " is there",
                          () -> Optional.of(membership.isGone(stack)),
                          Optional.<Boolean>empty())
                      .ifPresentOrElse(
                          isGone -> noteWhoLeftIt(resource.arn(), stack, isGone),
                          () -> leaveToItsStack(resource.arn())));
    }

    private void noteWhoLeftIt(Arn arn, Arn stack, boolean isGone) {
      if (isGone) {
        found.computeIfPresent(
            arn,
            (_, resource) -> resource.toBuilder().fact(Resource.LEFT_BY, stack.resource()).build());
      }
    }

    /// Owners that the resources themselves name: the root of a nested stack.
    private void findNamedOwners() {
      while (true) {
        var unknown =
            List.copyOf(found.values()).stream()
                .flatMap(one -> one.owner().stream())
                .filter(owner -> !found.containsKey(owner) && !surroundings.containsKey(owner))
                .filter(asked::add)
                .collect(Collectors.groupingBy(Arn::region));
        if (unknown.isEmpty()) {
          return;
        }
        unknown.forEach(
            (region, owners) ->
                owners.stream()
                    .collect(Collectors.groupingBy(this::kindOf))
                    .forEach((kind, some) -> kind.ifPresent(one -> lookUp(one, region, some))));
      }
    }

    private void lookUp(ResourceKind kind, String region, List<Arn> owners) {
      var read = reading(kind, look.at(region), owners);
      var there = read.answer();
      for (var owner : there) {
        if (owner.owner().filter(found::containsKey).isPresent()) {
          add(owner);
        } else {
          surroundings.put(owner.arn(), owner);
        }
      }
      var missing = new LinkedHashSet<>(owners);
      missing.removeAll(read.unread().keySet());
      there.forEach(owner -> missing.remove(owner.arn()));
      found.replaceAll(
          (_, one) ->
              one.owner()
                  .filter(missing::contains)
                  .map(
                      owner ->
                          one.ownedBy(Optional.empty()).toBuilder()
                              .fact(Resource.LEFT_BY, owner.resource())
                              .build())
                  .orElse(one));
    }

    /// What a stack lists goes, and withholds, with it, whatever tags it carries; a nested stack
    /// lists in its turn.
    private void findMembers() {
      while (true) {
        var stacks =
            List.copyOf(found.values()).stream()
                .filter(one -> one.arn().names("cloudformation", "stack/"))
                // Nothing goes of a stranger's that is only told of.
                .filter(one -> one.guard().isEmpty() || isOurs(one.tags()))
                .map(Resource::arn)
                .filter(searched::add)
                .toList();
        if (stacks.isEmpty()) {
          return;
        }
        var members = membership.members(stacks);
        unread.addAll(Unread.all("the members of the workshop's stacks", members, faults));
        members
            .unread()
            .keySet()
            .forEach(stack -> doubts.put(stack, "not all of its members could be looked at"));
        members
            .answer()
            .forEach(
                (arn, stack) ->
                    found.computeIfPresent(
                        arn, (_, resource) -> resource.ownedBy(Optional.of(stack))));
        readMembers(members.answer());
        stacks.forEach(this::ownUnknown);
        findUnknownMembers(stacks);
      }
    }

    /// Reads the members that were not found by their tag.
    private void readMembers(Map<Arn, Arn> members) {
      members.keySet().stream()
          .filter(arn -> !found.containsKey(arn) && !gone.contains(arn))
          .collect(
              Collectors.groupingBy(
                  arn -> Map.entry(kindOf(arn).orElseThrow(), placeOf(arn, members))))
          .forEach(
              (spot, arns) -> {
                var reading = reading(spot.getKey(), spot.getValue(), arns);
                reading
                    .unread()
                    .keySet()
                    .forEach(
                        arn ->
                            doubts.put(
                                Objects.requireNonNull(members.get(arn)),
                                "its member " + arn + " could not be looked at"));
                tagged(reading.answer()).stream()
                    .map(member -> member.ownedBy(Optional.ofNullable(members.get(member.arn()))))
                    .forEach(this::add);
              });
    }

    private Place placeOf(Arn arn, Map<Arn, Arn> members) {
      if (kindOf(arn).filter(kind -> kind.traits().isGlobal()).isPresent()) {
        return look.at(global);
      }
      return look.at(
          arn.region().isEmpty()
              ? Objects.requireNonNull(members.get(arn)).region()
              : arn.region());
    }

    /// What was found by its tag and no kind knows may be listed, too, and then withholds the
    /// stack.
    private void ownUnknown(Arn stack) {
      found.replaceAll(
          (arn, resource) ->
              resource.owner().isEmpty()
                      && kindOf(arn).isEmpty()
                      && membership.hasUnknown(stack, arn)
                  ? resource.ownedBy(Optional.of(stack))
                  : resource);
    }

    /// Of what no kind knows, the index alone tells the tags: one of them may say to keep it. Not
    /// every type carries CloudFormation's, so that whatever has a tag which keeps is looked at,
    /// too.
    private void findUnknownMembers(List<Arn> stacks) {
      var some = stacks.stream().filter(membership::hasUnknown).map(Arn::toString).toList();
      if (some.isEmpty()) {
        return;
      }
      var regions = new LinkedHashSet<String>();
      stacks.stream().map(Arn::region).forEach(regions::add);
      regions.add(global);
      for (var region : regions) {
        var place = look.at(region);
        for (var hits :
            List.of(
                hits(place, Resource.STACK_ID_TAG, some),
                hits(place, Tags.KEEP, Set.of()),
                hits(place, Tags.EXPIRES_AT, Set.of()),
                hits(place, search.tagKey(), Set.of()))) {
          if (hits.isEmpty()) {
            some.forEach(stack -> doubts.put(Arn.of(stack), "its members could not be looked for"));
          }
          hits.orElse(List.of()).stream()
              .filter(hit -> kindOf(hit.arn()).isEmpty() && !gone.contains(hit.arn()))
              .forEach(hit -> stacks.forEach(stack -> addUnknownMember(stack, hit)));
        }
      }
    }

    private void addUnknownMember(Arn stack, Hit hit) {
      var region = hit.arn().region();
      if ((region.isEmpty() || region.equals(stack.region()))
          && membership.hasUnknown(stack, hit.arn())) {
        addUnknown(hit);
        found.computeIfPresent(
            hit.arn(), (_, one) -> one.ownedBy(one.owner().or(() -> Optional.of(stack))));
      }
    }

    /// What belongs to what was found; a stack among it brings its members along.
    private void derive() {
      for (int i = 0; i < GENERATIONS_OF_CHILDREN; i++) {
        var candidates =
            List.copyOf(found.values()).stream().filter(one -> derived.add(one.arn())).toList();
        if (candidates.isEmpty()) {
          return;
        }
        var children =
            Parallel.map(
                    places,
                    place ->
                        kinds.stream().flatMap(kind -> derive(kind, place, candidates)).toList())
                .stream()
                .flatMap(List::stream)
                .filter(child -> !found.containsKey(child.arn()))
                .toList();
        tagged(children).forEach(this::add);
        findMembers();
      }
    }

    private Stream<Resource> derive(ResourceKind kind, Place place, List<Resource> candidates) {
      if (kind.traits().isGlobal() ? !place.region().equals(global) : !isConfigured(place)) {
        return Stream.of();
      }
      var near =
          kind.traits().isGlobal()
              ? candidates
              : candidates.stream()
                  .filter(
                      one ->
                          one.region().equals(place.region())
                              || kindOf(one.arn())
                                  .map(known -> known.traits().isGlobal())
                                  .orElse(false))
                  .toList();
      var what = "what belongs to the workshop's " + kind.type() + " in " + place.region();
      return attempt(
          what,
          () -> Optional.of(told(what, kind.derive(place, near))),
          Optional.<Reading<List<Resource>>>empty())
          .map(
              reading -> {
                reading.unread().keySet().forEach(parent -> doubt(parent, kind));
                return reading.answer();
              })
          .orElseGet(
              () -> {
                doubt(near, kind);
                return List.of();
              })
          .stream();
    }

    /// Children were found without the index: ask it for their tags, for one may carry a keep tag.
    private List<Resource> tagged(List<Resource> children) {
      var result = new ArrayList<Resource>();
      children.stream()
          .collect(Collectors.groupingBy(Resource::region))
          .forEach(
              (region, some) -> {
                var asked = some.stream().filter(this::hasTagsToRead).map(Resource::arn).toList();
                var tags =
                    asked.isEmpty()
                        ? Optional.of(Map.<Arn, Tags>of())
                        : attempt(
                            "the tags of what belongs to the workshop in " + region,
                            () -> Optional.of(index.tags(region, asked)),
                            Optional.<Map<Arn, Tags>>empty());
                some.forEach(
                    child ->
                        result.add(
                            tags.map(
                                    known ->
                                        known.containsKey(child.arn())
                                            ? child.with(known.getOrDefault(child.arn(), Tags.NONE))
                                            : child)
                                .orElseGet(() -> child.guarded("its tags could not be read"))));
              });
      return result;
    }

    private boolean hasTagsToRead(Resource child) {
      return child.tags().all().isEmpty()
          && kindOf(child.arn())
              .map(kind -> kind.traits().isTaggable() && kind.traits().isIndexed())
              .orElse(false);
    }

    /// What an earlier night wrote down as the child of something that is gone by now.
    private void remember() {
      memory.notes().values().stream()
          .filter(note -> note.parent().isPresent() && !found.containsKey(note.arn()))
          .filter(note -> note.parent().filter(found::containsKey).isEmpty())
          .collect(Collectors.groupingBy(note -> kindOf(note.arn())))
          .forEach((kind, notes) -> kind.ifPresent(one -> remember(one, notes)));
    }

    private void remember(ResourceKind kind, List<Note> notes) {
      notes.stream()
          .collect(
              Collectors.groupingBy(
                  note -> kind.traits().isGlobal() ? global : regionOf(note.arn(), note.parent())))
          .forEach(
              (region, some) -> {
                if (!kind.traits().isGlobal() && !search.regions().contains(region)) {
                  return;
                }
                var place = look.at(region);
                var parents = some.stream().collect(Collectors.toMap(Note::arn, Note::parent));
                var there = reading(kind, place, parents.keySet()).answer();
                var children =
                    there.stream()
                        .flatMap(
                            child ->
                                parents.getOrDefault(child.arn(), Optional.empty()).stream()
                                    .filter(parent -> mayBelongTo(kind, child, parent))
                                    .filter(parent -> isGone(parent, region))
                                    .map(parent -> leftBy(parent, child)))
                        .toList();
                tagged(children).forEach(this::add);
              });
    }

    /// A member that its stack did not take along is announced anew, for it may hold data.
    private static Resource leftBy(Arn parent, Resource child) {
      var left = child.childOf(parent);
      return parent.names("cloudformation", "stack/")
          ? left.toBuilder().fact(Resource.LEFT_BY, parent.resource()).build()
          : left;
    }

    private static boolean mayBelongTo(ResourceKind kind, Resource child, Arn parent) {
      return !(kind instanceof ParentCheck check) || check.mayBelongTo(child, parent);
    }

    private static String regionOf(Arn arn, Optional<Arn> parent) {
      return arn.region().isEmpty() ? parent.map(Arn::region).orElse("") : arn.region();
    }

    /// Made anew since, a parent that is not of the workshop keeps its child.
    private boolean isGone(Arn parent, String region) {
      return kindOf(parent)
          .map(
              one ->
                  reading(one, look.at(one.traits().isGlobal() ? global : region), Set.of(parent)))
          .filter(reading -> reading.answer().isEmpty() && reading.unread().isEmpty())
          .isPresent();
    }

    private List<Use> uses(List<Resource> candidates) {
      var uses = new ArrayList<Use>();
      var types = candidates.stream().map(Resource::type).collect(Collectors.toSet());
      for (var kind : kinds) {
        if (Collections.disjoint(kind.traits().order().usesOf(), types)) {
          continue;
        }
        for (var place : places) {
          if (kind.traits().isGlobal() ? !place.region().equals(global) : !isConfigured(place)) {
            continue;
          }
          var what = "what uses the workshop's resources: " + kind.type() + " in " + place.region();
          var seen =
              attempt(
                  what,
                  () -> Optional.of(told(what, kind.uses(place, candidates))),
                  Optional.<Reading<List<Use>>>empty());
          seen.ifPresent(reading -> uses.addAll(reading.answer()));
          found.replaceAll(
              (arn, one) ->
                  seen.map(reading -> reading.unread().containsKey(arn))
                          .orElseGet(() -> kind.traits().order().usesOf().contains(one.type()))
                      ? one.guarded("it could not be checked what else uses it")
                      : one);
        }
      }
      return uses;
    }

    /// What the janitor's own stack lists is the janitor's; where it cannot be listed, whatever no
    /// other stack lists may be.
    private void lookAtOwnStack() {
      search
          .own()
          .stack()
          .map(Arn::of)
          .ifPresent(
              stack -> {
                var members = membership.members(Set.of(stack));
                members.answer().keySet().forEach(arn -> membersOfOwnStack.put(arn, Own.ITS_OWN));
                unread.addAll(Unread.all("the janitor's own stack", members, faults));
                if (!members.unread().isEmpty()) {
                  found.values().stream()
                      .filter(resource -> resource.owner().isEmpty())
                      .forEach(
                          resource ->
                              membersOfOwnStack.putIfAbsent(
                                  resource.arn(),
                                  "whether it is the janitor's own could not be looked at"));
                }
              });
    }

    private Resource guarded(Resource resource) {
      if (resource.guard().isPresent()) {
        return resource;
      }
      var arn = resource.arn();
      if (!arn.account().isEmpty() && !arn.account().equals(search.home().account())) {
        return resource.guarded("it is of another account, " + arn.account());
      }
      return search
          .own()
          .guard(resource)
          .or(() -> Optional.ofNullable(membersOfOwnStack.get(resource.arn())))
          .or(() -> keeper(resource.tags()))
          .map(resource::guarded)
          .orElse(resource);
    }

    /// Other services' system tags: whoever set them deletes the thing.
    private static Optional<String> keeper(Tags tags) {
      return tags.all().keySet().stream()
          .filter(key -> key.startsWith("aws:"))
          .filter(key -> !key.startsWith("aws:cloudformation:") && !key.equals("aws:createdBy"))
          .findFirst()
          .map(key -> "it belongs to another AWS service: it carries " + key);
    }

    private Optional<ResourceKind> kindOf(Arn arn) {
      return kinds.stream().filter(kind -> kind.claims(arn)).findFirst();
    }

    private <T> T attempt(String what, Supplier<T> step, T otherwise) {
      try {
        return step.get();
      } catch (RuntimeException error) {
        unread.add(Unread.of(what, faults.classify(error)));
        return otherwise;
      }
    }
  }

  private static <T> List<T> merged(List<List<T>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  /// A readable type for what no kind claims: service and the first word of the resource part.
  private static String typeOf(Arn arn) {
    var words = arn.resource().split("[/:]", -1);
    var word = words.length > 1 && words[0].isEmpty() ? words[1] : words[0];
    return arn.service() + (words.length > 1 ? ":" + word : "");
  }
}
