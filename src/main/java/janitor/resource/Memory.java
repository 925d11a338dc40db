package janitor.resource;

import java.util.Collection;
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

  public Note of(Arn arn) {
    return Optional.ofNullable(notes.get(arn)).orElseGet(() -> Note.of(arn));
  }
}
