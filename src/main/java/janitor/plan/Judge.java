package janitor.plan;

import janitor.plan.Verdict.AgeUnknown;
import janitor.plan.Verdict.Expired;
import janitor.plan.Verdict.Kept;
import janitor.plan.Verdict.Owned;
import janitor.plan.Verdict.Protected;
import janitor.plan.Verdict.TooYoung;
import janitor.plan.Verdict.Unannounced;
import janitor.plan.Verdict.Untouchable;
import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Note;
import janitor.resource.Note.Promise;
import janitor.resource.Resource;
import janitor.resource.Ttl;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Gives every resource of an inventory its verdict. Whatever is not known for certain keeps.
final class Judge {
  /// Clocks may differ by that: what was there when the end of the workshop was said is meant.
  private static final Duration CLOCKS = Duration.ofMinutes(2);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// An environment of Elastic Beanstalk consists of a stack.
  private static final Set<String> DELETED_BY_CLOUDFORMATION =
      Set.of("AWS::CloudFormation::Stack", "AWS::ElasticBeanstalk::Environment");

  private static final String LEFT_TO_THE_STACK =
      ", and neither its stack nor the janitor lifts that: lift it by hand";

  private static final String RESTLESS =
      "for a week somebody changed it, or made it anew, after each mail that named it, and AWS does"
          + " not tell which: it is announced again once nobody has for a week. Delete it by hand,"
          + " or stop what changes it";

  private final Rules rules;
  private final Inventory inventory;
  private final Instant now;
  private final Map<Arn, Resource> byArn;
  private final Map<Arn, List<Resource>> members;
  private final Map<Arn, Verdict> verdicts = new HashMap<>();

  Judge(Rules rules, Inventory inventory, Instant now) {
    this.rules = rules;
    this.inventory = inventory;
    this.now = now;
    this.byArn = inventory.byArn();
    this.members =
        byArn.values().stream()
            .filter(resource -> root(resource).isPresent())
            .collect(Collectors.groupingBy(resource -> root(resource).orElseThrow()));
  }

  /// The whole that the resource goes with, nested stacks followed up to their root; itself is
  /// none.
  Optional<Arn> root(Resource resource) {
    var seen = new HashSet<Arn>(Set.of(resource.arn()));
    var at = resource;
    while (at.owner().isPresent()) {
      var owner = byArn.get(at.owner().get());
      if (owner == null || !seen.add(owner.arn())) {
        break;
      }
      at = owner;
    }
    return at.arn().equals(resource.arn()) ? Optional.empty() : Optional.of(at.arn());
  }

  List<Resource> members(Resource whole) {
    return members.getOrDefault(whole.arn(), List.of());
  }

  Verdict verdict(Resource resource) {
    var known = verdicts.get(resource.arn());
    if (known == null) {
      known = judge(resource);
      verdicts.put(resource.arn(), known);
    }
    return known;
  }

  private Verdict judge(Resource resource) {
    var alone = alone(resource, false);
    if (alone instanceof Untouchable || alone instanceof Kept) {
      return alone;
    }
    if (resource.owner().isPresent()) {
      return owned(resource, resource.owner().get(), alone);
    }
    var leftBy = Optional.ofNullable(resource.facts().get(Resource.LEFT_BY));
    if (leftBy.filter(this::wentTonight).isPresent()) {
      return new Owned(
          Optional.empty(),
          alone.dueAt(),
          leftBy.get() + (isFoundAgain(resource) ? Owned.FOUND_AGAIN : Owned.NOT_FOUND_AGAIN));
    }
    return switch (alone) {
      case Expired _, Unannounced _ -> asWhole(resource, alone);
      case TooYoung _, AgeUnknown _, Kept _, Owned _, Protected _, Untouchable _ -> alone;
    };
  }

  /// By its tag, or by what the ledger remembers of it.
  private boolean isFoundAgain(Resource resource) {
    return resource.tags().match(rules.tagKey(), rules.workshop())
        || inventory.memory().of(resource.arn()).parent().isPresent();
  }

  private Verdict owned(Resource resource, Arn owner, Verdict alone) {
    var whole = root(resource).map(byArn::get);
    if (whole.isPresent() && whole.get().owner().isEmpty()) {
      return new Owned(
          Optional.of(whole.get().arn()),
          verdict(whole.get()).dueAt().or(alone::dueAt),
          "it goes with " + whole.get().label() + " as a whole");
    }
    var stranger = whole.flatMap(Resource::owner).orElse(owner);
    var surrounding = inventory.surrounding(stranger);
    var isTagged =
        surrounding.filter(one -> one.tags().match(rules.tagKey(), rules.workshop())).isPresent();
    return new Owned(
        Optional.empty(),
        alone.dueAt(),
        "it belongs to "
            + surrounding.map(Resource::label).orElse(stranger.toString())
            + (isTagged
                ? ", which could not be looked at as a whole"
                : ", which is not tagged for this workshop"));
  }

  /// A whole goes only if every member may go.
  private Verdict asWhole(Resource whole, Verdict alone) {
    Verdict verdict = alone;
    for (var member : members(whole)) {
      var because = "its member " + member.label() + " stays: ";
      switch (alone(member, true)) {
        case Expired _, Owned _ -> {}
        case Unannounced(var dueAt, var reason) -> {
          if (verdict instanceof Expired) {
            verdict = new Unannounced(dueAt, "its member " + member.label() + ": " + reason);
          }
        }
        case Kept(var reason) -> {
          return new Kept(because + reason);
        }
        case TooYoung young -> verdict = later(verdict, young, because);
        case AgeUnknown(var reason) -> {
          return new AgeUnknown(because + reason);
        }
        case Protected(var dueAt, var reason) -> {
          return new Protected(dueAt, because + reason);
        }
        case Untouchable(var reason) -> {
          return new Untouchable(because + reason);
        }
      }
    }
    return verdict;
  }

  /// A whole goes when the last of its members may.
  private static Verdict later(Verdict whole, TooYoung member, String because) {
    return whole instanceof TooYoung(var dueAt, _)
            && !dueAt.orElse(Instant.MAX).isBefore(member.dueAt().orElse(Instant.MAX))
        ? whole
        : new TooYoung(member.dueAt(), because + member.reason());
  }

  /// The verdict on a resource by itself, whoever owns it.
  private Verdict alone(Resource resource, boolean asMember) {
    if (resource.guard().isPresent()) {
      return new Untouchable(resource.guard().get());
    }
    var saves = takenAfterAMail(resource);
    if (saves.isPresent()) {
      return new Untouchable(saves.get());
    }
    if (!asMember && !rules.only().isEmpty() && !rules.only().contains(resource.type())) {
      return new Untouchable(Verdict.UNCHOSEN);
    }
    if (resource.tags().has(Rules.KEEP_TAG)) {
      return new Kept("it carries the tag " + Rules.KEEP_TAG);
    }
    var decided =
        inventory.memory().decision(resource.arn()).filter(decision -> decision.holdsAt(now));
    if (decided.isPresent()) {
      var reason = decided.get().reason();
      return decided.get().until().isPresent()
          ? new TooYoung(decided.get().until(), reason)
          : new Kept(reason);
    }
    var value = resource.tags().value(rules.tagKey());
    if (value.isPresent() && !value.get().equals(rules.workshop())) {
      return new Untouchable("it carries " + rules.tagKey() + "=" + value.get());
    }
    var byHand = Optional.ofNullable(resource.facts().get(Resource.BY_HAND));
    if (byHand.isPresent() && resource.owner().isEmpty()) {
      return new Untouchable(byHand.get());
    }
    var age = age(resource);
    if (!(age instanceof Expired(var dueAt, var reason))) {
      return age;
    }
    if (resource.protection().isPresent()) {
      if (!rules.lift().lifts(resource)) {
        return new Protected(dueAt, resource.protection().get());
      }
      if (isOfAStack(resource) && !resource.isLiftable()) {
        return new Protected(dueAt, resource.protection().get() + LEFT_TO_THE_STACK);
      }
    }
    // What was begun is not announced again; but who protects it even now means it.
    return isDoomed(resource) ? age : announced(resource, dueAt, reason);
  }

  /// Whoever read that a table goes, and took a copy to save what is in it, cannot mark that copy
  /// by a tag.
  private Optional<String> takenAfterAMail(Resource copy) {
    return Optional.ofNullable(copy.facts().get(Resource.SAVES))
        .filter(
            _ ->
                copy.parent()
                    .flatMap(parent -> inventory.memory().of(parent).announcedAt())
                    .filter(at -> copy.createdAt().filter(at::isBefore).isPresent())
                    .isPresent())
        .map(
            command ->
                "it was taken after a mail had named what it is a copy of, and stays when that"
                    + " goes: whoever took it deletes it by hand: "
                    + command);
  }

  /// Whether CloudFormation deletes it, which lifts no protection: a stack ends half torn down.
  private boolean isOfAStack(Resource resource) {
    return resource
        .owner()
        .map(byArn::get)
        .filter(owner -> DELETED_BY_CLOUDFORMATION.contains(owner.type()))
        .isPresent();
  }

  /// Found expired by an earlier round of this night, and perhaps half dismantled since. A night
  /// may take twelve hours: what has come to an ARN since it began is not what was found expired.
  private boolean isDoomed(Resource resource) {
    var isMadeTonight = resource.createdAt().filter(at -> at.isAfter(now)).isPresent();
    return (isDoomed(resource.arn()) && !isMadeTonight)
        || root(resource).filter(this::isDoomed).isPresent();
  }

  private boolean wentTonight(String whole) {
    return inventory.memory().notes().values().stream()
        .map(Note::arn)
        .anyMatch(arn -> arn.resource().equals(whole) && isDoomed(arn));
  }

  private boolean isDoomed(Arn arn) {
    return inventory.memory().of(arn).doomedIn().equals(Optional.of(rules.night()));
  }

  private Verdict age(Resource resource) {
    var born = bornAt(resource);
    var ownDate = resource.tags().value(Rules.EXPIRES_AT_TAG);
    if (ownDate.isPresent()) {
      return Ttl.expiry(ownDate.get(), born)
          .map(dueAt -> dated(dueAt, "its tag " + Rules.EXPIRES_AT_TAG))
          .orElse(
              new AgeUnknown(
                  "its tag "
                      + Rules.EXPIRES_AT_TAG
                      + " cannot be read as an instant, a date or a duration after its creation: "
                      + ownDate.get()));
    }
    if (isDoomed(resource)) {
      return new Expired(
          born.map(at -> at.plus(rules.ttl())), "it was found expired earlier tonight");
    }
    // A member's fate is its stack's, which asks this very question of it.
    if (resource.parent().isPresent() && resource.owner().isEmpty()) {
      return ofParent(resource, resource.parent().get());
    }
    if (rules.byHand()) {
      return born.filter(at -> at.isAfter(now.plus(CLOCKS))).isPresent()
          ? new TooYoung(Optional.empty(), "it was made after this night had begun")
          : new Expired(born, "a time to live of zero was asked for by hand");
    }
    return born.map(at -> dated(at.plus(rules.ttl()), "its time to live"))
        .orElse(new AgeUnknown("AWS does not tell its age and the janitor has just met it"));
  }

  /// What was derived shares the fate of what it was derived from.
  private Verdict ofParent(Resource child, Arn parentArn) {
    var parent = byArn.get(parentArn);
    if (parent == null) {
      return new Expired(
          bornAt(child).map(at -> at.plus(rules.ttl())), "it was left by " + parentArn.resource());
    }
    return switch (verdict(parent)) {
      case Expired(var dueAt, _) -> new Expired(dueAt, "it goes with " + parent.label());
      case Unannounced(var dueAt, _) -> new Expired(dueAt, "it goes with " + parent.label());
      case Owned(_, var dueAt, _)
          when root(parent).map(byArn::get).map(this::verdict).orElse(verdict(parent))
              instanceof Expired ->
          new Expired(dueAt, "it goes with " + parent.label());
      case Owned(var whole, var dueAt, var reason) -> new Owned(whole, dueAt, of(parent) + reason);
      case TooYoung(var dueAt, var reason) -> new TooYoung(dueAt, of(parent) + reason);
      case AgeUnknown(var reason) -> new AgeUnknown(of(parent) + reason);
      case Kept(var reason) -> new Kept(of(parent) + reason);
      case Protected(var dueAt, var reason) -> new Protected(dueAt, of(parent) + reason);
      case Untouchable(var reason) -> new Untouchable(of(parent) + reason);
    };
  }

  private static String of(Resource parent) {
    return "it is part of " + parent.label() + ": ";
  }

  private Verdict dated(Instant dueAt, String by) {
    return dueAt.isAfter(now)
        ? new TooYoung(Optional.of(dueAt), "by " + by + " it is not due yet")
        : new Expired(Optional.of(dueAt), "by " + by + " it is due");
  }

  /// When it came to be, or a moment that is certainly not earlier.
  private Optional<Instant> bornAt(Resource resource) {
    var firstSeenAt = inventory.memory().of(resource.arn()).firstSeenAt(resource);
    return resource
        .createdAt()
        .or(() -> resource.modifiedAt().map(at -> firstSeenAt.filter(at::isAfter).orElse(at)))
        .or(() -> root(resource).map(byArn::get).flatMap(Resource::createdAt))
        .or(() -> firstSeenAt);
  }

  private Verdict announced(Resource resource, Optional<Instant> dueAt, String reason) {
    if (!rules.announces() || rules.byHand()) {
      return new Expired(dueAt, reason);
    }
    if (resource.facts().containsKey(Resource.MADE_BY_OWNER) && root(resource).isPresent()) {
      return new Expired(dueAt, reason);
    }
    var note = inventory.memory().of(resource.arn());
    if (note.isRestlessAt(resource, now)) {
      return new Untouchable(RESTLESS);
    }
    if (!inventory.memory().isAnnounced(resource)) {
      return new Unannounced(dueAt, whyUnannounced(resource));
    }
    var mayGoAt = note.announcedAt().orElseThrow().plus(rules.announceFor());
    var promised = note.promise().map(Promise::goesAt).filter(mayGoAt::isBefore);
    if (promised.filter(now::isBefore).isPresent()) {
      return new TooYoung(
          promised, "a mail said that it stays until " + DAY.format(promised.orElseThrow()));
    }
    return mayGoAt.isAfter(now)
        ? new Unannounced(
            Optional.of(mayGoAt), "the mail that named it went out less than the notice ago")
        : new Expired(dueAt, reason);
  }

  /// Whether the mail that named it is too long ago by now, of what was held up ever since.
  boolean hasLapsed(Resource resource) {
    return rules.announces()
        && !rules.byHand()
        && !isDoomed(resource)
        && inventory.memory().of(resource.arn()).hasLapsedAt(now);
  }

  private String whyUnannounced(Resource resource) {
    var note = inventory.memory().of(resource.arn());
    var leftBy = resource.facts().get(Resource.LEFT_BY);
    if (leftBy != null) {
      return leftBy + " left it behind, and no mail has said so yet";
    }
    if (note.announcedAt().isEmpty()) {
      return Unannounced.UNNAMED;
    }
    if (note.isDatedAnew(resource)) {
      return "its tag " + Rules.EXPIRES_AT_TAG + " is another one since a mail named it";
    }
    if (note.isChangedSince(resource)) {
      return "it was changed, or made anew, since a mail named it, and AWS does not tell which";
    }
    return note.isAnnouncementOf(resource)
        ? "no mail has named it since somebody gave it more time on the page"
        : "it was made anew since a mail named it";
  }
}
