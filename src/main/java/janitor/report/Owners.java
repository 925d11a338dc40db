package janitor.report;

import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.Unread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whose are the things that a night announces, as a tag of theirs says. A tag is a stranger's
/// text: nothing but one plain mail address of an allowed domain counts. Pure.
///
/// @param tagKey key of the tag
/// @param domains of the addresses, in lower case; one below them is another one
public record Owners(String tagKey, Set<String> domains) {

  /// More in one night are no owners, but somebody's script.
  static final int MOST = 50;

  /// A tag's value has no more (Resource Groups Tagging API); some services take more.
  private static final int LONGEST = 256;

  /// From a thing to what it came with, and on.
  private static final int MOST_STEPS = 5;

  private static final int NAMED = 5;

  /// No display name, no comment, no quotes, no second address, no route through another host.
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9_+'-]+(?:\\.[A-Za-z0-9_+'-]+)*)@([A-Za-z0-9.-]+)");

  private static final int LONGEST_LOCAL = 64;

  /// What one of them is told of.
  record Part(String owner, List<Row> rows) {}

  /// @param untold who cannot be told, and why
  record Parts(List<Part> parts, List<Unread> untold) {}

  /// @param to who gets all of it anyway
  Parts of(Report report, List<String> to) {
    var known =
        report.rows().stream()
            .collect(Collectors.toMap(Row::arn, Function.identity(), (a, _) -> a));
    var rows = new TreeMap<String, List<Row>>();
    var unusable = new LinkedHashMap<String, List<Row>>();
    report
        .toAnnounce()
        .forEach(
            row ->
                said(row, known)
                    .ifPresent(
                        value ->
                            address(value)
                                .map(owner -> rows.computeIfAbsent(owner, _ -> new ArrayList<>()))
                                .orElseGet(
                                    () -> unusable.computeIfAbsent(value, _ -> new ArrayList<>()))
                                .add(row)));
    rows.keySet().removeIf(owner -> to.stream().anyMatch(owner::equalsIgnoreCase));
    var parts =
        rows.entrySet().stream()
            .map(entry -> new Part(entry.getKey(), List.copyOf(entry.getValue())))
            .sorted(Comparator.comparingInt(part -> -part.rows().size()))
            .toList();
    return new Parts(
        parts.stream().limit(MOST).toList(),
        Stream.of(noOwners(unusable), tooMany(parts)).flatMap(Optional::stream).toList());
  }

  /// What its own tag says, or that of what it came with.
  private Optional<String> said(Row row, Map<Arn, Row> known) {
    var at = Optional.of(row);
    for (int step = 0; step < MOST_STEPS && at.isPresent(); step++) {
      var resource = at.get().resource();
      var value = Optional.ofNullable(resource.tags().all().get(tagKey));
      if (value.filter(text -> !text.isBlank()).isPresent()) {
        return value;
      }
      at = resource.parent().or(resource::owner).map(known::get);
    }
    return Optional.empty();
  }

  /// The address that a tag's value is; empty where it is anything else.
  Optional<String> address(String value) {
    if (value.length() > LONGEST) {
      return Optional.empty();
    }
    var match = ADDRESS.matcher(value);
    if (!match.matches() || match.group(1).length() > LONGEST_LOCAL) {
      return Optional.empty();
    }
    return Optional.of(match.group(2).toLowerCase(Locale.ROOT))
        .filter(domains::contains)
        .map(domain -> match.group(1) + "@" + domain);
  }

  private Optional<Unread> noOwners(Map<String, List<Row>> unusable) {
    if (unusable.isEmpty()) {
      return Optional.empty();
    }
    var count = unusable.values().stream().mapToInt(List::size).sum();
    var said =
        unusable.entrySet().stream()
            .limit(NAMED)
            .map(
                entry ->
                    "\""
                        + Words.clean(entry.getKey(), 60)
                        + "\" on "
                        + Words.clean(entry.getValue().getFirst().resource().name(), 60))
            .collect(Collectors.joining(", "));
    var more = unusable.size() > NAMED ? " and " + (unusable.size() - NAMED) + " more" : "";
    return Optional.of(
        untold(
            "the " + (count == 1 ? "owner" : "owners") + " of " + Words.count(count, "resource"),
            "the tag " + Words.clean(tagKey, 60) + " says " + said + more,
            "Have the tag hold one plain mail address at "
                + domains.stream().sorted().collect(Collectors.joining(" or "))
                + ", or add its domain to OwnerDomains."));
  }

  private static Optional<Unread> tooMany(List<Part> parts) {
    return parts.size() <= MOST
        ? Optional.empty()
        : Optional.of(
            untold(
                Words.count(parts.size() - MOST, "more owner"),
                "no more than " + MOST + " are told in one night; those of the most things were",
                "Tell them yourself: all of it is in this mail and its list."));
  }

  static Unread untold(String whom, String why, String remedy) {
    return Unread.of(whom, why, remedy);
  }
}
