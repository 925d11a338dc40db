package janitor.resource;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All that the ledger remembers of resources, as it was when the round began.
///
/// @param decisions of each resource that people decided on, the decision that keeps it longest
public record Memory(Map<Arn, Note> notes, Map<Arn, Decision> decisions) {

  public static final Memory BLANK = new Memory(Map.of(), Map.of());

  public static Memory of(Collection<Note> notes) {
    return new Memory(
        notes.stream().collect(Collectors.toMap(Note::arn, Function.identity())), Map.of());
  }

  /// This memory with newer notes.
  public Memory with(Collection<Note> some) {
    var all = new HashMap<>(notes);
    some.forEach(note -> all.put(note.arn(), note));
    return new Memory(all, decisions);
  }

  /// This memory with what people have decided by now, and nothing that they took back.
  public Memory deciding(Collection<Decision> all) {
    return new Memory(notes, lasting(all));
  }

  /// Of each resource the decision that keeps it longest.
  public static Map<Arn, Decision> lasting(Collection<Decision> all) {
    return all.stream()
        .collect(
            Collectors.toMap(
                Decision::arn, Function.identity(), BinaryOperator.maxBy(Decision.LASTING)));
  }

  public Note of(Arn arn) {
    return Optional.ofNullable(notes.get(arn)).orElseGet(() -> Note.of(arn));
  }

  public Optional<Decision> decision(Arn arn) {
    return Optional.ofNullable(decisions.get(arn));
  }

  /// Whether a mail named the resource as it is now, and nobody gave it more time since: what was
  /// left for a week is named anew before it goes.
  public boolean isAnnounced(Resource resource) {
    var note = of(resource.arn());
    return note.isAnnouncementOf(resource)
        && decision(resource.arn())
            .map(decision -> note.announcedAt().orElseThrow().isAfter(decision.at()))
            .orElse(true);
  }
}
