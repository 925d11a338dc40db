package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.Catalog;
import janitor.resource.Fault;
import janitor.resource.HomeAccount;
import janitor.resource.Inventory;
import janitor.resource.Look;
import janitor.resource.Memory;
import janitor.resource.OwnParts;
import janitor.resource.Resource;
import janitor.resource.TagIndex;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Finds what is of the workshop: by the tag index, by the lists of what the index never tells, and
/// by following what is found to what belongs to it. What it cannot read is in the inventory as
/// well.
public final class Scanner {
  private final TagIndex index;
  private final Catalog catalog;
  private final Fault.Classifier faults;
  private final Search search;
  private final boolean confirms;
  private final Earlier earlier;

  /// What earlier looks of the same invocation came to, which later ones do not ask for again.
  ///
  /// @param loose what is global and no stack elsewhere owns
  /// @param told what stays and is no more than told: what the tag index misses, and what is in
  ///   another region
  /// @param again what had gone and was there again: the night's outcomes have that by now, and not
  ///   that it had gone
  private record Earlier(Set<Arn> loose, Map<Arn, Resource> told, Set<Arn> again) {
    Earlier() {
      this(ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
    }
  }

  /// What to look for, and where.
  ///
  /// @param untaggedNamePrefix opts in to what cannot be tagged, by name
  public record Search(
      HomeAccount home,
      List<String> regions,
      String tagKey,
      String workshop,
      Optional<String> untaggedNamePrefix,
      OwnParts own) {}

  public Scanner(TagIndex index, Catalog catalog, Fault.Classifier faults, Search search) {
    this(index, catalog, faults, search, false, new Earlier());
  }

  private Scanner(
      TagIndex index,
      Catalog catalog,
      Fault.Classifier faults,
      Search search,
      boolean confirms,
      Earlier earlier) {
    this.index = index;
    this.catalog = catalog;
    this.faults = faults;
    this.search = search;
    this.confirms = confirms;
    this.earlier = earlier;
  }

  /// One that also asks the services themselves whether the tag index missed something dear, and
  /// the index of each other region whether something of the workshop's is there.
  public Scanner confirming() {
    return new Scanner(index, catalog, faults, search, true, earlier);
  }

  /// Looks for everything, step by step. A step that fails notes what it could not read, and the
  /// rest goes on.
  ///
  /// @param gone what went earlier tonight; the index may name it still
  public Inventory scan(Memory memory, Set<Arn> gone, Look look) {
    var means = means(look);
    var went = new HashSet<>(gone);
    went.addAll(earlier.again());
    var findings = new Findings(memory, went);
    var hits = new IndexHits(means, findings);
    var owners = new Owners(means, findings);
    var members = new Members(means, findings, hits);
    var children = new Children(means, findings, members);
    var guards = new Guards(means, findings);

    hits.find();
    new UnindexedLists(means, findings).find();
    members.find();
    owners.find();
    children.find();
    new Remembered(means, findings).find();
    owners.find();
    members.find();
    children.find();
    owners.find();
    new Kept(means).of(begun(findings)).forEach(findings::add);
    if (confirms) {
      new Missed(means, findings).find().forEach(this::tell);
    }
    guards.lookAtOwnStack();
    var uses = new Users(means, findings).of(findings.all());
    if (confirms) {
      new Elsewhere(means, hits).find().forEach(this::tell);
    }
    earlier.told().values().stream()
        .filter(one -> !findings.isGone(one.arn()))
        .forEach(findings::add);
    uses.addAll(Elsewhere.uses(earlier.told().values()));
    guards.lookAt(uses);
    findings.changeAll(guards::onAll);
    findings
        .matching(resource -> resource.facts().containsKey(Resource.THERE_AGAIN))
        .forEach(resource -> earlier.again().add(resource.arn()));
    return findings.inventory(uses, means.attempts().unread());
  }

  private void tell(Resource staying) {
    earlier.told().put(staying.arn(), staying);
  }

  /// Looks only at what is still to go, and at what uses that by now; the rest is as it was.
  ///
  /// @param open what the last plan wanted gone
  /// @param gone what is gone since
  public Inventory again(Inventory before, Set<Arn> open, Set<Arn> gone, Look look) {
    var findings = new Findings(before.memory(), gone);
    return new SecondLook(means(look), findings, before, open, earlier.told().values()).inventory();
  }

  /// What an earlier round, or night, began to delete.
  private static List<Resource> begun(Findings findings) {
    return findings
        .matching(resource -> findings.memory().of(resource.arn()).doomedIn().isPresent())
        .toList();
  }

  private Means means(Look look) {
    return Means.of(index, catalog, new Attempts(faults), search, look, earlier.loose());
  }
}
