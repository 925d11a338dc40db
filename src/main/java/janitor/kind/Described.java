package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Liftable;
import janitor.resource.OwnTags;
import janitor.resource.PieceByPiece;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Releasable;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A kind of the usual shape: a list names all of the region, a call for each tells the rest, and
/// one deletes it. The rows stand beside their service.
///
/// Its ARN is the list's and never made from a name: SageMaker writes names into ARNs in small
/// letters, and an RDS proxy's is not in its own.
///
/// One long file: what every kind of this shape is made of, and the one way of who uses what.
///
/// @param row what sets this kind apart from the others
record Described(Row row) implements ResourceKind, OwnTags, PieceByPiece, Releasable, Liftable {

  /// The fact with its name, where that is not the end of its ARN.
  static final String NAME = "name";

  /// @param traits what is true of it without asking AWS
  /// @param links what of other kinds uses one of the candidates, as only this service knows
  record Row(
      Traits traits,
      Looks looks,
      Going going,
      BiFunction<Place, List<Resource>, Reading<List<Use>>> links) {

    /// How it is looked at.
    ///
    /// @param list everything of it in a region that is not gone, whoever's it is; and of the types
    ///   whose ARNs have the same form, of which the first reads all
    /// @param describe adds what the list does not tell; nothing where it went meanwhile
    /// @param needs adds what it uses, where that takes less: a stranger's is asked for nothing
    ///   else
    /// @param asks for which of what is to go that is asked: what others use, the list tells
    /// @param tags as its service tells them now; nothing where it went meanwhile
    /// @param there what the list proves, where that takes less than the list: their ARNs
    /// @param others what uses things as these do, and is nobody's to delete here: only asked for
    ///   while something that they may use is to go
    record Looks(
        Function<Place, List<Resource>> list,
        BiFunction<Place, Resource, Optional<Resource>> describe,
        BiFunction<Place, Resource, Optional<Resource>> needs,
        Predicate<Resource> asks,
        BiFunction<Place, Resource, Optional<Tags>> tags,
        Optional<Function<Place, List<Resource>>> there,
        Function<Place, List<Resource>> others) {}

    /// How it goes.
    ///
    /// @param first what has to be waited for before it, or its stack, is asked to go: a database's
    ///   final snapshot. CloudFormation would take none, or one without a tag, as the template says
    /// @param lift takes its protection off, as `delete` does, where that is one call
    /// @param delete asks AWS to delete it
    /// @param left of what the list does not tell any more, that of which something is left that
    ///   AWS takes away later: a load balancer's network interfaces
    record Going(
        Function<Resource, Optional<Deletion>> first,
        Consumer<Resource> lift,
        Function<Resource, Deletion> delete,
        BiFunction<Place, List<Resource>, Set<Arn>> left) {}

    /// Of what nothing has to be waited for.
    Row(
        Traits traits,
        Function<Place, List<Resource>> list,
        BiFunction<Place, Resource, Optional<Resource>> describe,
        BiFunction<Place, Resource, Optional<Tags>> tags,
        Function<Resource, Deletion> delete) {
      this(
          traits,
          new Looks(list, describe, describe, _ -> true, tags, Optional.empty(), _ -> List.of()),
          new Going(
              _ -> Optional.empty(),
              one -> {
                throw new IllegalStateException("nobody said how to unprotect " + one.label());
              },
              delete,
              (_, _) -> Set.of()),
          (_, _) -> Reading.of(List.of()));
    }

    /// Of what the list tells everything, tags included.
    Row(Traits traits, Function<Place, List<Resource>> list, Function<Resource, Deletion> delete) {
      this(traits, list, tagsIn(list), delete);
    }

    /// Of what the list tells everything but the tags.
    Row(
        Traits traits,
        Function<Place, List<Resource>> list,
        BiFunction<Place, Resource, Optional<Tags>> tags,
        Function<Resource, Deletion> delete) {
      this(traits, list, (_, resource) -> Optional.of(resource), tags, delete);
    }

    Row after(Function<Resource, Optional<Deletion>> first) {
      return with(new Going(first, going.lift(), going.delete(), going.left()));
    }

    /// Of which a protection can be taken off before its stack goes.
    Row lifting(Consumer<Resource> lift) {
      return with(new Going(going.first(), lift, going.delete(), going.left()));
    }

    /// Adds to what is of the workshop; a stranger's is asked for nothing else.
    Row describing(BiFunction<Place, Resource, Optional<Resource>> describe) {
      return with(
          new Looks(
              looks.list(),
              describe,
              looks.needs(),
              looks.asks(),
              looks.tags(),
              looks.there(),
              looks.others()));
    }

    Row leaving(BiFunction<Place, List<Resource>, Set<Arn>> left) {
      return with(new Going(going.first(), going.lift(), going.delete(), left));
    }

    Row needing(BiFunction<Place, Resource, Optional<Resource>> needs) {
      return needing(looks.asks(), needs);
    }

    /// The same, asked for only while one of these is to go.
    Row needing(Predicate<Resource> asks, BiFunction<Place, Resource, Optional<Resource>> needs) {
      return with(
          new Looks(
              looks.list(),
              looks.describe(),
              needs,
              asks,
              looks.tags(),
              looks.there(),
              looks.others()));
    }

    /// Of which the list alone proves what is there, and asks for more than that.
    Row provenBy(Function<Place, List<Resource>> there) {
      return with(
          new Looks(
              looks.list(),
              looks.describe(),
              looks.needs(),
              looks.asks(),
              looks.tags(),
              Optional.of(there),
              looks.others()));
    }

    /// Beside which there is what its list leaves out, and what uses the same.
    Row beside(Function<Place, List<Resource>> others) {
      return with(
          new Looks(
              looks.list(),
              looks.describe(),
              looks.needs(),
              looks.asks(),
              looks.tags(),
              looks.there(),
              others));
    }

    /// Which what is of other kinds uses, as only this service knows.
    Row linking(BiFunction<Place, List<Resource>, Reading<List<Use>>> links) {
      return new Row(traits, looks, going, links);
    }

    private Row with(Looks looks) {
      return new Row(traits, looks, going, links);
    }

    private Row with(Going going) {
      return new Row(traits, looks, going, links);
    }

    static BiFunction<Place, Resource, Optional<Tags>> tagsIn(
        Function<Place, List<Resource>> list) {
      return (place, resource) ->
          list.apply(place).stream()
              .filter(now -> now.arn().equals(resource.arn()))
              .map(Resource::tags)
              .findFirst();
    }
  }

  @Override
  public Traits traits() {
    return row.traits();
  }

  @Override
  public List<Resource> list(Place place) {
    return listing(place).whole();
  }

  @Override
  public Reading<List<Resource>> listing(Place place) {
    return all(place)
        .map(all -> all.stream().filter(resource -> resource.type().equals(type())).toList());
  }

  private Reading<List<Resource>> all(Place place) {
    return place.once(
        type(),
        () ->
            Reading.ofList(() -> row.looks().list().apply(place))
                .map(
                    all ->
                        all.stream()
                            .map(resource -> resource.toBuilder().name(nameOf(resource)).build())
                            .toList()));
  }

  /// How much there may be in it, as people are told; nothing where its service does not say.
  static String upTo(@Nullable Integer gibibytes) {
    return gibibytes == null ? "" : "up to " + gibibytes + " GiB";
  }

  /// What its calls want to hear.
  static String nameOf(Resource one) {
    var told = one.facts().get(NAME);
    var resource = one.arn().resource();
    return told != null
        ? told
        : resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    if (arns.isEmpty()) {
      return Reading.of(List.of());
    }
    var listed = Reading.among(all(place), arns);
    return Reading.both(
        told(place, listed.answer(), row.looks().describe()), listed.map(_ -> List.of()));
  }

  private static Reading<List<Resource>> told(
      Place place, List<Resource> some, BiFunction<Place, Resource, Optional<Resource>> more) {
    return Reading.each(
        some, Resource::arn, resource -> more.apply(place, resource).stream().toList());
  }

  /// A stranger's needs what it uses as much as one of ours.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.both(
        uses(
            place,
            candidates,
            traits().order(),
            () ->
                Reading.both(
                    needing(place, candidates), Reading.of(row.looks().others().apply(place)))),
        row.links()
            .apply(
                place,
                candidates.stream()
                    .filter(traits().order()::mayUse)
                    .filter(one -> one.region().equals(place.region()))
                    .toList()));
  }

  private Reading<List<Resource>> needing(Place place, List<Resource> candidates) {
    var all = list(place);
    return candidates.stream().filter(traits().order()::mayUse).anyMatch(row.looks().asks())
        ? told(place, all, row.looks().needs())
        : Reading.of(all);
  }

  /// @param order says what may be used
  /// @param users whatever may use it, with what it uses
  static Reading<List<Use>> uses(
      Place place,
      List<Resource> candidates,
      Traits.Order order,
      Supplier<Reading<List<Resource>>> users) {
    var wanted = new HashMap<Arn, Set<Arn>>();
    candidates.stream()
        .filter(order::mayUse)
        .filter(
            resource ->
                resource.region().equals(place.region()) || resource.arn().region().isEmpty())
        .forEach(
            resource ->
                Ec2.forms(place, resource)
                    .forEach(
                        form ->
                            wanted
                                .computeIfAbsent(form, _ -> new LinkedHashSet<>())
                                .add(resource.arn())));
    if (wanted.isEmpty()) {
      return Reading.of(List.of());
    }
    return users
        .get()
        .map(
            all ->
                all.stream()
                    .flatMap(
                        resource ->
                            keeps(resource)
                                .flatMap(used -> wanted.getOrDefault(used, Set.of()).stream())
                                .distinct()
                                .map(used -> Use.by(resource.arn(), resource.label(), used)))
                    .toList())
        // Whatever could not be looked at may use any of them.
        .blaming(_ -> wanted.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
  }

  /// The same of a kind whose list tells what each uses.
  static Reading<List<Use>> usesOfListed(
      Place place, List<Resource> candidates, ResourceKind kind) {
    return uses(place, candidates, kind.traits().order(), () -> Reading.of(all(kind, place)));
  }

  /// The same of a kind of which one more question a thing tells it.
  ///
  /// @param more the thing, with what it uses
  /// @param gone what its service throws once it is not there any more
  static Reading<List<Use>> usesOfEach(
      Place place,
      List<Resource> candidates,
      ResourceKind kind,
      UnaryOperator<Resource> more,
      Class<? extends RuntimeException> gone) {
    return uses(
        place,
        candidates,
        kind.traits().order(),
        () -> Found.enriched(all(kind, place), more, gone));
  }

  /// All of the kind, as a look lists it once: to find what is of the workshop, and to see who else
  /// uses that.
  static List<Resource> all(ResourceKind kind, Place place) {
    return new Spot(kind, place).listing().whole();
  }

  /// The same of a kind of which only a look at each tells what it uses. What was looked at already
  /// has said so itself.
  static Reading<List<Use>> uses(Place place, List<Resource> candidates, ResourceKind kind) {
    var known =
        candidates.stream()
            .filter(one -> one.guard().isEmpty())
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return uses(
        place,
        candidates,
        kind.traits().order(),
        () ->
            kind.read(
                place,
                all(kind, place).stream()
                    .map(Resource::arn)
                    .filter(arn -> !known.contains(arn))
                    .toList()));
  }

  @Override
  public Reading<Set<Arn>> remaining(Place place, List<Resource> resources) {
    return present(place, resources)
        .map(
            there -> {
              var absent =
                  resources.stream().filter(resource -> !there.contains(resource.arn())).toList();
              return absent.isEmpty()
                  ? there
                  : Stream.concat(there.stream(), row.going().left().apply(place, absent).stream())
                      .collect(Collectors.toSet());
            });
  }

  private Reading<Set<Arn>> present(Place place, List<Resource> resources) {
    return row.looks()
        .there()
        .map(
            there ->
                Reading.among(
                        Reading.ofList(() -> there.apply(place)),
                        resources.stream().map(Resource::arn).toList())
                    .map(all -> all.stream().map(Resource::arn).collect(Collectors.toSet())))
        .orElseGet(() -> OwnTags.super.remaining(place, resources));
  }

  /// What goes with its owner keeps nothing by itself, but for an owner that goes only after it.
  private static Stream<Arn> keeps(Resource resource) {
    return resource.uses().stream().filter(used -> resource.owner().map(used::equals).orElse(true));
  }

  @Override
  public Deletion release(Resource member, Deadline deadline) {
    return row.going().first().apply(member).orElse(Deletion.ASKED);
  }

  @Override
  public void lift(Resource member) {
    row.going().lift().accept(member);
  }

  @Override
  public boolean keepsFirst() {
    return traits().is(Traits.Flag.HOLDS_DATA);
  }

  @Override
  public Deletion delete(Resource resource, Deadline deadline) {
    return row.going()
        .first()
        .apply(resource)
        .orElseGet(() -> row.going().delete().apply(resource));
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> resources) {
    return Reading.each(
            resources,
            Resource::arn,
            resource ->
                row.looks().tags().apply(place, resource).stream()
                    .map(tags -> Map.entry(resource.arn(), tags))
                    .toList())
        .map(all -> all.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /// One call asks AWS, and its answer says nothing that is not asked for anyway.
  static Function<Resource, Deletion> asking(Function<Resource, Object> call) {
    return resource -> {
      Objects.requireNonNull(call.apply(resource));
      return Deletion.ASKED;
    };
  }

  /// The parts of EC2's that it stands in.
  static void standsIn(
      Resource.Builder builder, Place place, Stream<String> subnets, Stream<String> groups) {
    subnets.forEach(id -> builder.uses(place.arn("ec2", "subnet/" + id)));
    groups.forEach(id -> builder.uses(place.arn("ec2", "security-group/" + id)));
  }

  /// The ARNs that are named, of the texts that are ARNs.
  static void uses(Resource.Builder builder, Stream<String> texts) {
    texts.flatMap(text -> Answers.arn(text).stream()).forEach(builder::uses);
  }
}
