package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The step that finds what the tag index names, and reads it: the index may remember what is gone,
/// and tags that were taken off.
final class IndexHits {
  private static final String THERE_AGAIN =
      "it was gone earlier tonight and is there again: somebody made it anew, for all that AWS"
          + " tells, so it stays tonight, and its age counts from now on";

  private final Means means;
  private final Findings findings;

  IndexHits(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  /// One thing that the index named.
  record Hit(Place place, Arn arn, Tags tags) {}

  void find() {
    read(
        Parallel.map(
                means.spots().places(),
                place -> {
                  var hits = asked(place, () -> ours(place));
                  place.name(hits.stream().flatMap(List::stream).map(Hit::arn).toList());
                  return hits.orElse(List.of());
                })
            .stream()
            .flatMap(List::stream)
            .toList(),
        hit -> isLookedFor(hit.place(), hit.arn()),
        Stream::of);
  }

  /// All that the index of the place has of the workshop's, asked once a look.
  private List<Hit> ours(Place place) {
    var search = means.search();
    return place.once(
        "the tag index",
        () ->
            hits(
                place,
                means.index().tagged(place.region(), search.tagKey(), Set.of(search.workshop()))));
  }

  private static List<Hit> hits(Place place, Map<Arn, Tags> tagged) {
    return tagged.entrySet().stream()
        .map(entry -> new Hit(place, entry.getKey(), entry.getValue()))
        .toList();
  }

  /// What the index of a region that is not looked at has of the workshop's in that region; what is
  /// global was found already. The ARN of a bucket names no region, and is in one.
  List<Hit> within(Place place) {
    return ours(place).stream()
        .filter(hit -> isIn(place.region(), hit.arn()))
        .filter(hit -> !isOf(place, hit.arn()))
        .toList();
  }

  private boolean isIn(String region, Arn arn) {
    return arn.region().isEmpty()
        ? means.kindOf(arn).filter(kind -> !kind.traits().isGlobal()).isPresent()
        : arn.region().equals(region);
  }

  /// What of these is there by its own service, as what stays; what no kind reads, as it is named.
  List<Resource> told(List<Hit> elsewhere) {
    read(elsewhere, _ -> true, this::staying);
    return elsewhere.stream().flatMap(hit -> findings.of(hit.arn()).stream()).toList();
  }

  /// A secret's replica goes with the secret, wherever that is. What somebody keeps needs no other
  /// reason to stay, and does not hold the janitor.
  private Stream<Resource> staying(Resource elsewhere) {
    if (elsewhere.owner().filter(findings::has).isPresent()) {
      return Stream.empty();
    }
    return Stream.of(
        elsewhere.tags().has(Tags.KEEP)
            ? elsewhere
            : elsewhere.guarded(Elsewhere.why(elsewhere.region())));
  }

  /// What the index of the place names by one of the values; empty where it could not be asked.
  Optional<List<Hit>> tagged(Place place, String key, Collection<String> values) {
    return asked(place, () -> hits(place, means.index().tagged(place.region(), key, values)));
  }

  private Optional<List<Hit>> asked(Place place, Supplier<List<Hit>> question) {
    return means
        .attempts()
        .ask("the tag index in " + place.region(), question)
        .map(hits -> hits.stream().filter(hit -> isOf(place, hit.arn())).toList());
  }

  /// The global region's index tells of global things; of its own only if it was asked for.
  private boolean isOf(Place place, Arn arn) {
    var spots = means.spots();
    if (means.kindOf(arn).isPresent()) {
      return isLookedFor(place, arn) || (servesAll(arn) && spots.isGlobal(place));
    }
    return spots.isAskedFor(place) || (isGlobal(arn) && spots.isGlobal(place));
  }

  private boolean isLookedFor(Place place, Arn arn) {
    return means
        .kindOf(arn)
        .filter(kind -> means.spots().isLookedFor(new Spot(kind, place)))
        .isPresent();
  }

  /// A web ACL of CloudFront's protects what is global, and is in us-east-1 like one for that
  /// region alone (API reference of AWS WAF, CreateWebACL, Scope).
  private static boolean servesAll(Arn arn) {
    return arn.names("wafv2", "global/webacl/");
  }

  /// Lightsail has a region in the ARNs of its distributions and domains, which are in us-east-1
  /// whatever they serve (API reference, CreateDistribution and CreateDomain).
  private static boolean isGlobal(Arn arn) {
    return arn.region().isEmpty()
        || arn.names("lightsail", "Distribution/")
        || arn.names("lightsail", "Domain/");
  }

  /// Reads what a kind knows and may be looked at; the rest is told as it is named.
  ///
  /// @param as what becomes of one that is there
  private void read(
      List<Hit> hits, Predicate<Hit> isLookedAt, Function<Resource, Stream<Resource>> as) {
    var byKind = new LinkedHashMap<ResourceKind, List<Hit>>();
    var unknown = new ArrayList<Hit>();
    for (var hit : hits) {
      means
          .kindOf(hit.arn())
          .filter(_ -> isLookedAt.test(hit))
          .ifPresentOrElse(
              kind -> byKind.computeIfAbsent(kind, _ -> new ArrayList<>()).add(hit),
              () -> unknown.add(hit));
    }
    Parallel.map(
        List.copyOf(byKind.entrySet()),
        entry -> {
          entry.getValue().stream()
              .collect(Collectors.groupingBy(Hit::place))
              .forEach((place, some) -> read(new Spot(entry.getKey(), place), some, as));
          return List.<Resource>of();
        });
    // Nobody can be asked whether it is there still.
    unknown.stream().filter(hit -> !findings.isGone(hit.arn())).forEach(this::addUnknown);
  }

  private void read(Spot spot, List<Hit> hits, Function<Resource, Stream<Resource>> as) {
    var tags = new HashMap<Arn, Tags>();
    hits.forEach(hit -> tags.put(hit.arn(), hit.tags()));
    var reading = means.attempts().read(spot, tags.keySet());
    addGhosts(tags.keySet(), reading);
    var there =
        reading.answer().stream()
            .map(one -> told(spot.kind(), one, tags.getOrDefault(one.arn(), Tags.NONE)))
            .flatMap(resource -> ours(spot.kind(), resource, tags).stream())
            .collect(Collectors.partitioningBy(one -> isMaybeAnother(spot.kind(), one)));
    Stream.concat(
            there.getOrDefault(false, List.of()).stream().flatMap(as),
            again(spot, there.getOrDefault(true, List.of())))
        .forEach(findings::add);
  }

  /// Those that what had proven them gone finds there now. A service may show for a while what it
  /// deleted, and then its kind looks more closely when it proves.
  private Stream<Resource> again(Spot spot, List<Resource> some) {
    if (some.isEmpty()) {
      return Stream.of();
    }
    var there =
        means.attempts().askOfEach(spot.label(), () -> spot.kind().remaining(spot.place(), some));
    return some.stream()
        .filter(
            one ->
                there
                    .filter(
                        now ->
                            !now.answer().contains(one.arn())
                                && !now.unread().containsKey(one.arn()))
                    .isEmpty())
        .map(
            one -> one.guarded(THERE_AGAIN).toBuilder().fact(Resource.THERE_AGAIN, "true").build());
  }

  /// What was seen to go tonight and is there again was made anew, or the proof was wrong. Where
  /// its service tells no date, nobody knows, and it stays tonight.
  private boolean isMaybeAnother(ResourceKind kind, Resource resource) {
    return findings.isGone(resource.arn())
        && resource.createdAt().isEmpty()
        && !kind.traits().is(Traits.Flag.REAPPEARS);
  }

  /// Its service knows better than the index, which may remember a tag that was taken off. A model
  /// is no such service: a type may show its tags under conditions that nobody wrote down.
  private Optional<Resource> ours(ResourceKind kind, Resource resource, Map<Arn, Tags> index) {
    if (means.isOurs(resource.tags())) {
      return Optional.of(resource);
    }
    if (!kind.traits().is(Traits.Flag.GENERIC)) {
      return Optional.empty();
    }
    var key = means.search().tagKey();
    var shown = resource.tags().value(key).map(value -> key + "=" + value).orElse("no " + key);
    return Optional.of(
        resource
            .with(index.getOrDefault(resource.arn(), Tags.NONE))
            .guarded(
                "the tag index has it as the workshop's, but Cloud Control shows "
                    + shown
                    + " on it"));
  }

  /// A tag of AWS's own, which names a stack, the index tells where a model leaves it out.
  private static Resource told(ResourceKind kind, Resource resource, Tags index) {
    if (kind.traits().is(Traits.Flag.GENERIC)) {
      return resource.with(resource.tags().withThoseOfAws(index));
    }
    return resource.tags().all().isEmpty() ? resource.with(index) : resource;
  }

  /// What the index names and its service does not know is told, and not dropped: it is gone, or of
  /// a sort that the service's list leaves out. What went tonight is told as that.
  private void addGhosts(Set<Arn> named, Reading<List<Resource>> reading) {
    var there = reading.answer().stream().map(Resource::arn).collect(Collectors.toSet());
    findings.addGhosts(
        named.stream()
            .filter(arn -> !there.contains(arn) && !reading.unread().containsKey(arn))
            .filter(arn -> !findings.isGone(arn))
            .toList());
  }

  /// A tagged part of a tagged whole (a stage, a branch) goes with it; anything else is reported.
  /// Of a whole that Cloud Control deletes nobody has looked what goes with it: PCS for one deletes
  /// no cluster before its compute node groups (API reference, DeleteCluster).
  void addUnknown(Hit hit) {
    var whole = findings.matching(resource -> hit.arn().isBelow(resource.arn())).findFirst();
    var known = means.kindOf(hit.arn()).map(ResourceKind::type);
    var why =
        known.isPresent()
            ? "it is in "
                + hit.place().region()
                + ", whatever it serves: name that among Regions, too, and it goes"
            : means.whyUnknown(hit.arn());
    var type =
        known
            .or(() -> means.spots().catalog().typeBeyond(hit.arn()))
            .orElseGet(() -> typeOf(hit.arn()));
    var resource = Resource.of(type, hit.arn(), hit.place().region()).tags(hit.tags());
    whole.map(Resource::arn).ifPresent(resource::owner);
    if (whole.isEmpty()) {
      resource.guard(why);
    } else if (whole.filter(means::isGeneric).isPresent()) {
      resource.guard(why + ": delete it by hand, and what it is a part of goes");
    }
    findings.add(resource.build());
  }

  /// A readable type for what no kind claims: service and the first word of the resource part.
  private static String typeOf(Arn arn) {
    var words = arn.resource().split("[/:]", -1);
    var word = words.length > 1 && words[0].isEmpty() ? words[1] : words[0];
    return arn.service() + (words.length > 1 ? ":" + word : "");
  }
}
