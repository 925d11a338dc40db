package janitor.rehearsal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How many of the janitor's kinds some nights have met, deleted and seen to be gone.
///
/// @param undeletable kinds that are only reported, by whatever else they may go
record Coverage(
    Set<String> seen,
    Set<String> deleted,
    Set<String> gone,
    Set<String> undeletable,
    Set<String> missing) {

  /// Personalize's jobs have no deletion: they cost nothing, and go with their dataset group. A
  /// user may be a person's.
  private static final Set<String> UNDELETABLE =
      Set.of(
          "AWS::IAM::User",
          "AWS::Personalize::BatchInferenceJob",
          "AWS::Personalize::BatchSegmentJob",
          "AWS::Personalize::DatasetExportJob",
          "AWS::Personalize::DatasetImportJob");

  static Coverage of(Set<String> kinds, Collection<Night> nights) {
    var seen = types(kinds, nights, Set.of("Gone", "Requested", "Failed", "Withheld"));
    var gone = types(kinds, nights, Set.of("Gone"));
    var undeletable = new TreeSet<>(kinds);
    undeletable.retainAll(UNDELETABLE);
    // What is only reported must be that, at least.
    var missing = new TreeSet<>(kinds);
    missing.removeIf(
        type -> UNDELETABLE.contains(type) ? seen.contains(type) : gone.contains(type));
    return new Coverage(
        seen, types(kinds, nights, Set.of("Gone", "Requested")), gone, undeletable, missing);
  }

  private static Set<String> types(
      Set<String> kinds, Collection<Night> nights, Set<String> outcomes) {
    return nights.stream()
        .flatMap(Night::resources)
        .filter(row -> outcomes.contains(String.valueOf(row.get("outcome"))))
        .map(row -> row.get("type"))
        .filter(kinds::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// One line, and another for each kind that is not where it should be.
  String text() {
    var line =
        "Kinds: %d in the workshop, %d deleted, %d proven gone; %d more are never asked to go and are reported."
            .formatted(
                seen.size() - undeletable.size(), deleted.size(), gone.size(), undeletable.size());
    return missing.isEmpty()
        ? line
        : line
            + "\n"
            + missing.stream()
                .map(type -> "NOT COVERED  " + type)
                .collect(Collectors.joining("\n"));
  }

  /// For each kind how far it came.
  Map<String, Object> json() {
    var kinds = new TreeMap<String, String>();
    seen.forEach(type -> kinds.put(type, undeletable.contains(type) ? "reported" : "seen"));
    deleted.forEach(type -> kinds.put(type, "deleted"));
    gone.forEach(type -> kinds.put(type, "proven gone"));
    missing.forEach(type -> kinds.putIfAbsent(type, "never met"));
    var all = new LinkedHashMap<String, Object>();
    all.put("seen", seen.size());
    all.put("deleted", deleted.size());
    all.put("provenGone", gone.size());
    all.put("kinds", kinds);
    return all;
  }
}
