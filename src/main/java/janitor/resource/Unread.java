package janitor.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Something that could not be looked at: nothing it might hold is deleted, and the report says so.
///
/// @param what kind and region in plain words
/// @param arns the resources of which nothing is known; none where a whole list could not be read
/// @param error what AWS said, of the first where there are several
/// @param isPassing whether another look in the same night may well succeed
/// @param missing the IAM action that the janitor's role lacks, where that is why
/// @param remedy what a person can do where that is something else; may be empty
/// @param unknown what AWS answered, where the janitor does not know such an answer
public record Unread(
    String what,
    List<Arn> arns,
    String error,
    boolean isPassing,
    Optional<String> missing,
    String remedy,
    Optional<Fault.Answer> unknown) {

  private static final int NAMED = 5;

  public Unread {
    arns = List.copyOf(arns);
  }

  public Unread(
      String what, List<Arn> arns, String error, boolean isPassing, Optional<String> missing) {
    this(what, arns, error, isPassing, missing, "", Optional.empty());
  }

  /// One of which there is a cause and something to do, and no answer of AWS's.
  public static Unread of(String what, String error, String remedy) {
    return new Unread(what, List.of(), error, false, Optional.empty(), remedy, Optional.empty());
  }

  public static Unread of(String what, Fault fault) {
    return of(what, List.of(), fault);
  }

  private static Unread of(String what, List<Arn> arns, Fault fault) {
    return new Unread(
        what,
        arns,
        fault.message(),
        fault.isPassing(),
        fault.missing(),
        switch (fault.cause()) {
          case UNSAID, NOT_GRANTED -> "";
          default -> Advice.remedy(fault, arns.stream().findFirst());
        },
        fault.unknown());
  }

  /// The same with something else to do.
  public Unread withRemedy(String other) {
    return new Unread(what, arns, error, isPassing, missing, other, unknown);
  }

  /// The same where nothing waits for another look.
  public Unread lasting() {
    return new Unread(what, arns, error, false, missing, remedy, unknown);
  }

  /// The same where no right of the janitor's role would help.
  public Unread withoutMissing() {
    return new Unread(what, arns, error, isPassing, Optional.empty(), remedy, unknown);
  }

  /// Those of a reading, together where AWS said the same of them.
  ///
  /// @param causes what was thrown, by ARN
  public static List<Unread> all(
      String what, Map<Arn, RuntimeException> causes, Fault.Classifier faults) {
    var byFault = new LinkedHashMap<String, List<Map.Entry<Arn, Fault>>>();
    new TreeMap<>(causes)
        .forEach(
            (arn, cause) -> {
              var fault = faults.classify(cause);
              byFault
                  .computeIfAbsent(nameless(arn, fault), _ -> new ArrayList<>())
                  .add(Map.entry(arn, fault));
            });
    return byFault.values().stream()
        .map(
            some ->
                of(what, some.stream().map(Map.Entry::getKey).toList(), some.getFirst().getValue()))
        .toList();
  }

  /// The same, and of what nobody could name once for each thing that was seen.
  public static List<Unread> all(String what, Reading<?> reading, Fault.Classifier faults) {
    var all = new ArrayList<>(all(what, reading.unread(), faults));
    reading.nameless().stream()
        .map(cause -> of(what, faults.classify(cause)))
        .distinct()
        .forEach(all::add);
    return List.copyOf(all);
  }

  private static String nameless(Arn arn, Fault fault) {
    var resource = arn.resource();
    var name =
        resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
    return fault.of() + " " + fault.action() + " " + fault.message().replace(name, "");
  }

  /// Whether one that says this need not be told as well.
  public boolean covers(Unread other) {
    return equals(other)
        || (what.equals(other.what) && !other.arns.isEmpty() && arns.containsAll(other.arns));
  }

  /// What, with the ARNs, or the first of many.
  public String text() {
    return arns.isEmpty() ? what : what + ": " + text(arns);
  }

  private static String text(Collection<Arn> arns) {
    var named = arns.stream().limit(NAMED).map(Arn::toString).collect(Collectors.joining(", "));
    return arns.size() <= NAMED ? named : named + " and " + (arns.size() - NAMED) + " more";
  }
}
