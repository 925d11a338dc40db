package janitor.tag;

import janitor.plan.Rules;
import janitor.resource.Catalog;
import janitor.resource.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What speaks against tagging a resource.
final class Objections {
  private final Selector.Wish wish;
  private final Catalog catalog;
  private final Owners owners;
  private final Origins origins;

  Objections(Selector.Wish wish, Catalog catalog, Owners owners, Origins origins) {
    this.wish = wish;
    this.catalog = catalog;
    this.owners = owners;
    this.origins = origins;
  }

  Optional<String> to(Resource resource) {
    if (resource.tags().match(wish.tagKey(), wish.workshop())) {
      return Optional.of("it carries the tag already");
    }
    if (resource.guard().isPresent()) {
      return resource.guard();
    }
    var ambiguity = catalog.ambiguity(resource.arn());
    if (ambiguity.isPresent()) {
      return ambiguity;
    }
    if (resource.tags().has(Rules.KEEP_TAG)) {
      return Optional.of("it carries " + Rules.KEEP_TAG);
    }
    var other = resource.tags().value(wish.tagKey());
    if (other.isPresent()) {
      return Optional.of("it is another workshop's: " + wish.tagKey() + "=" + other.get());
    }
    var owner = owners.of(resource);
    // What goes before its whole has to carry the tag itself.
    if (owner.filter(whole -> !resource.uses().contains(whole.arn())).isPresent()) {
      return Optional.of("it goes with " + owner.get().label());
    }
    var unread = owners.unreadOf(resource);
    if (unread.isPresent()) {
      return Optional.of("it goes with " + unread.get() + ", which could not be looked at");
    }
    if (owners.isPerhapsListed(resource)) {
      return Optional.of("a stack may own it, which could not be looked at");
    }
    if (!isTaggable(resource)) {
      return Optional.of("AWS cannot tag it");
    }
    if (resource.facts().containsKey(Resource.BY_HAND) && !wish.means(resource)) {
      return Optional.of(
          "it may be a person's, and is never deleted but by hand: to be told of it each night,"
              + " give its whole name, or --type "
              + resource.type());
    }
    var restless = restless(resource);
    if (restless.isPresent()) {
      return restless;
    }
    var word = origins.word(resource);
    return word.filter(made -> made.side() != Provenance.Side.PROPOSED)
        .map(Provenance.Word::text)
        .or(
            () ->
                wish.making()
                    .since()
                    .flatMap(
                        since ->
                            word.filter(Provenance.Word::isTold).isPresent()
                                ? madeBefore(resource, since)
                                : tooOld(resource, since)))
        .or(() -> wish.making().whose().flatMap(made -> made.tooLate(resource)));
  }

  /// Of a stack that takes no update.
  private static Optional<String> restless(Resource resource) {
    return StackTagger.is(resource.arn())
        ? StackTagger.objection(resource.arn(), resource.facts().getOrDefault(Resource.STATUS, ""))
        : Optional.empty();
  }

  private boolean isTaggable(Resource resource) {
    return catalog.ofType(resource.type()).map(kind -> kind.traits().isTaggable()).orElse(false);
  }

  private static Optional<String> tooOld(Resource resource, Instant since) {
    return madeBefore(resource, since)
        .or(
            () ->
                resource.createdAt().isPresent()
                    ? Optional.empty()
                    : Optional.of(
                        "AWS does not tell when it was made, so --since cannot be checked"));
  }

  private static Optional<String> madeBefore(Resource resource, Instant since) {
    // Last changed before then, it was made before then as well.
    return resource
        .createdAt()
        .or(resource::modifiedAt)
        .filter(at -> at.isBefore(since))
        .map(_ -> "it was made before " + since);
  }

  /// How the janitor finds what is not tagged itself, where something leads to it.
  ///
  /// @param chosen what is to be tagged
  Optional<String> way(Resource resource, List<Resource> chosen, Descent descent) {
    var owner = owners.of(resource);
    if (owner.isPresent()) {
      return Optional.of(
          chosen.stream().anyMatch(Selector.isSame(owner.get()))
              ? ", which is to be tagged"
              : descent
                  .root(owner.get())
                  .map(root -> ", which goes with " + root.label())
                  .orElse(": if it is the workshop's, tag that"));
    }
    if (isTaggable(resource)) {
      return Optional.empty();
    }
    return Optional.of(
        descent
            .root(resource)
            .map(root -> "; the janitor finds it through " + root.label())
            .orElse(
                ", and nothing here leads to it: the janitor finds it only by name, with"
                    + " JANITOR_UNTAGGED_NAME_PREFIX"));
  }
}
