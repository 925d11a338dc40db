package janitor.kind;

import janitor.resource.Tags;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The tags by which a service marks what it made, or manages, and takes away itself.
///
/// @param marks the first that is there tells whose it is
record MadeBy(List<Mark> marks) {

  /// A tag, and what a thing that carries it is a part of.
  record Mark(String key, String owner) {}

  static MadeBy any(Mark... marks) {
    return new MadeBy(List.of(marks));
  }

  /// These, and then the other's.
  MadeBy or(MadeBy other) {
    return new MadeBy(Stream.concat(marks.stream(), other.marks.stream()).toList());
  }

  /// Why it stays; nothing where nobody marked it.
  Optional<String> guard(Tags tags) {
    return marks.stream()
        .filter(mark -> tags.has(mark.key()))
        .findFirst()
        .map(
            mark ->
                "it is of "
                    + mark.owner()
                    + " (its tag "
                    + mark.key()
                    + "), which is what has to go");
  }
}
