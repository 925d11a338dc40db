package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;

/// One kind of EC2's, of which all have the same shape: a describe tells everything of the region
/// with its tags, an id names it, a call with that id deletes it. The rows are in [Ec2Network] and
/// [Ec2Compute].
///
/// What uses what is read off everything that the lists show, whoever's it is: a stranger in a VPC
/// keeps the VPC, and what the stranger needs of it.
///
/// @param row what sets this kind apart from the others
record Ec2Part(Clients clients, Row row) implements ResourceKind, OwnTags {

  /// @param traits what is true of it without asking AWS
  /// @param list everything of it in a region
  /// @param enrich adds what only a call of its own tells
  /// @param links what of other kinds uses it, or what it uses, beyond what the list says
  /// @param beside which of it candidates lead to, beyond what they would leave behind; if any
  /// @param delete asks AWS to delete it
  record Row(
      Traits traits,
      Function<Ec2, List<Resource>> list,
      BiFunction<Ec2, Resource, Resource> enrich,
      Function<Ec2, List<Use>> links,
      Optional<BiFunction<Ec2, List<Resource>, Map<Arn, Beside>>> beside,
      BiFunction<Ec2Client, Resource, Deletion> delete) {

    Row(
        Traits traits,
        Function<Ec2, List<Resource>> list,
        BiFunction<Ec2Client, Resource, Deletion> delete) {
      this(traits, list, (_, resource) -> resource, _ -> List.of(), Optional.empty(), delete);
    }

    Row enriching(BiFunction<Ec2, Resource, Resource> enrich) {
      return new Row(traits, list, enrich, links, beside, delete);
    }

    Row linking(Function<Ec2, List<Use>> links) {
      return new Row(traits, list, enrich, links, beside, delete);
    }

    /// What was named before has the word where both lead to one.
    Row besides(BiFunction<Ec2, List<Resource>, Map<Arn, Beside>> more) {
      BiFunction<Ec2, List<Resource>, Map<Arn, Beside>> both =
          (ec2, candidates) -> {
            var all = new HashMap<>(more.apply(ec2, candidates));
            beside.ifPresent(before -> all.putAll(before.apply(ec2, candidates)));
            return all;
          };
      return new Row(traits, list, enrich, links, Optional.of(both), delete);
    }
  }

  /// Why something is looked at that carries no tag of the workshop's and that nothing leaves: its
  /// own tags may keep what it goes with, or people are to hear of it.
  ///
  /// @param of the candidate that leads to it
  /// @param guard why it is told, and stays; one without goes with the candidate
  record Beside(Arn of, Optional<String> guard) {
    /// It goes with the candidate, and has a word in that.
    static Beside member(Arn of) {
      return new Beside(of, Optional.empty());
    }

    /// It may be older than the workshop.
    static Beside told(Arn of, String guard) {
      return new Beside(of, Optional.of(guard));
    }

    private Resource on(Resource resource) {
      return guard
          .map(why -> resource.guard().isPresent() ? resource : resource.guarded(why))
          .orElseGet(() -> resource.ownedBy(Optional.of(of)));
    }
  }

  @Override
  public Traits traits() {
    return row.traits();
  }

  private Ec2 at(Place place) {
    return new Ec2(place, clients);
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(type(), () -> row.list().apply(at(place)));
  }

  /// The items of a list as resources, named as people name them.
  static <T> Collector<T, ?, List<Resource>> each(Function<T, Resource.Builder> resource) {
    return Items.each(
        item -> {
          var one = resource.apply(item).build();
          return one.toBuilder().name(Ec2.nameOf(one)).build();
        });
  }

  /// By whatever form of ARN it was asked for.
  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    if (arns.isEmpty()) {
      return Reading.of(List.of());
    }
    var asked = new HashSet<>(arns);
    var listing = new Spot(this, place).listing();
    // By the form that was asked for before anything else is asked: what is unread is so by that.
    var named =
        listing.answer().stream()
            .flatMap(
                resource ->
                    at(place).forms(resource).stream()
                        .filter(asked::contains)
                        .map(arn -> resource.toBuilder(arn).build()))
            .toList();
    var found =
        Reading.each(
            named, Resource::arn, resource -> List.of(row.enrich().apply(at(place), resource)));
    return Reading.among(Reading.both(found, listing.map(_ -> List.of())), arns);
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var left = OwnTags.super.derive(place, candidates);
    var besides = row.beside().map(leads -> leads.apply(at(place), candidates)).orElse(Map.of());
    return besides.isEmpty()
        ? left
        : Reading.both(
            left,
            read(place, besides.keySet())
                .map(all -> all.stream().map(one -> beside(besides, one.arn()).on(one)).toList())
                .blaming(child -> List.of(beside(besides, child).of())));
  }

  private static Beside beside(Map<Arn, Beside> besides, Arn arn) {
    return Objects.requireNonNull(besides.get(arn), "a kind reads what it is asked to");
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var wanted = new HashMap<Arn, Set<Arn>>();
    var known = new HashMap<Arn, Arn>();
    for (var resource : candidates) {
      var isWanted =
          traits().order().mayUse(resource)
              && (resource.region().equals(place.region()) || resource.arn().region().isEmpty());
      for (var form : at(place).forms(resource)) {
        known.put(form, resource.arn());
        if (isWanted) {
          wanted.computeIfAbsent(form, _ -> new LinkedHashSet<>()).add(resource.arn());
        }
      }
    }
    if (wanted.isEmpty()) {
      return Reading.of(List.of());
    }
    return Reading.of(
        Stream.concat(
                list(place).stream().flatMap(Ec2Part::uses), row.links().apply(at(place)).stream())
            .flatMap(
                use ->
                    wanted.getOrDefault(use.used(), Set.of()).stream()
                        .map(
                            used ->
                                new Use(
                                    known.getOrDefault(use.user(), use.user()),
                                    use.reason(),
                                    used,
                                    use.bond())))
            .filter(use -> !use.user().equals(use.used()))
            .distinct()
            .toList());
  }

  /// What goes with its owner keeps nothing by itself.
  private static Stream<Use> uses(Resource resource) {
    return resource.owner().isPresent()
        ? Stream.of()
        : resource.uses().stream()
            .map(
                used ->
                    new Use(
                        resource.arn(),
                        resource.label() + ", which is not of the workshop, is in it or uses it",
                        used));
  }

  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    return row.delete().apply(clients.ec2(resource.region()), resource);
  }

  /// Something of which a network interface is left is not over: its subnet and its security groups
  /// could not go.
  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> resources) {
    var arns = resources.stream().map(Resource::arn).collect(Collectors.toSet());
    return new Spot(this, place)
        .listing()
        .map(
            all ->
                all.stream()
                    .flatMap(resource -> at(place).forms(resource).stream())
                    .filter(arns::contains)
                    .collect(Collectors.toSet()))
        .doubting(there -> arns.stream().filter(arn -> !there.contains(arn)).toList())
        .map(
            there ->
                traits().actions().contains(Ec2Interfaces.ACTION)
                    ? Ec2Interfaces.withHolders(at(place), arns, there)
                    : there);
  }

  /// EC2 tells at once what the index learns later, and of all its kinds in one list.
  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources) {
    var ec2 = at(place);
    var tags = new HashMap<Arn, Tags>();
    for (var resource : resources) {
      ec2.forms(resource).stream()
          .map(Ec2::id)
          .map(ec2.tagsById()::get)
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(found -> tags.put(resource.arn(), found));
    }
    return Reading.of(tags);
  }
}
