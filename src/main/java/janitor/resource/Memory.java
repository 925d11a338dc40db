package janitor.resource;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All that the ledger remembers of resources, as it was when the round began.
public record Memory(Map<Arn, Note> notes) {

  public static final Memory BLANK = new Memory(Map.of());

  public static Memory of(Collection<Note> notes) {
    return new Memory(notes.stream().collect(Collectors.toMap(Note::arn, Function.identity())));
  }

  /// This memory with newer notes.
  public Memory with(Collection<Note> some) {
    var all = new HashMap<>(notes);
    some.forEach(note -> all.put(note.arn(), note));
    return new Memory(all);
  }

  public Note of(Arn arn) {
    return Optional.ofNullable(notes.get(arn)).orElseGet(() -> Note.of(arn));
  }
}
