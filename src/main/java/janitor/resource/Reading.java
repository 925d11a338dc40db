package janitor.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What came of asking about many things: the answer for all that could be read, and the error of
/// each of the others. What is not there is in neither. The fault of one is never its siblings'.
///
/// @param answer what was found
/// @param unread what nothing is known of, by the ARN that was asked about, with its cause
/// @param nameless the causes of what a list holds and nobody could understand: it may be anything
///   that was not found
public record Reading<T>(
    T answer, Map<Arn, RuntimeException> unread, List<RuntimeException> nameless) {

  public Reading {
    unread = Map.copyOf(unread);
    nameless = List.copyOf(nameless);
  }

  public Reading(T answer, Map<Arn, RuntimeException> unread) {
    this(answer, unread, List.of());
  }

  /// Everything could be read: it came in one piece.
  public static <T> Reading<T> of(T answer) {
    return new Reading<>(answer, Map.of());
  }

  /// A list, with the items that could not be understood as nameless.
  public static Reading<List<Resource>> ofList(Supplier<List<Resource>> list) {
    try {
      return of(list.get());
    } catch (PartlyListed part) {
      return new Reading<>(part.others(), Map.of(), part.causes());
    }
  }

  /// Lists each piece of a whole at the same time; of a piece of which not all could be understood
  /// the rest counts, and the piece is unread as well.
  public static Reading<List<Resource>> ofPieces(
      Collection<Arn> pieces, Function<Arn, Reading<List<Resource>>> list) {
    var found = new ArrayList<Resource>();
    var unread = new TreeMap<Arn, RuntimeException>();
    var readings = each(pieces, piece -> List.of(Map.entry(piece, list.apply(piece))));
    for (var piece : readings.answer()) {
      found.addAll(piece.getValue().answer());
      piece.getValue().nameless().stream()
          .findFirst()
          .ifPresent(cause -> unread.put(piece.getKey(), cause));
    }
    unread.putAll(readings.unread());
    return new Reading<>(List.copyOf(found), unread);
  }

  /// Those of a list that are named. What is not found beside something that nobody could
  /// understand may be just that, and is unread.
  public static Reading<List<Resource>> among(Reading<List<Resource>> list, Collection<Arn> arns) {
    var asked = Set.copyOf(arns);
    return list.map(all -> all.stream().filter(resource -> asked.contains(resource.arn())).toList())
        .doubting(
            found -> {
              var missing = new TreeSet<>(asked);
              found.forEach(resource -> missing.remove(resource.arn()));
              return missing;
            });
  }

  /// Those of [#ofPieces] that are named. What is not found may be in the piece that could not be
  /// read, and is unread.
  public static Reading<List<Resource>> amongPieces(
      Reading<List<Resource>> pieces, Collection<Arn> arns) {
    var causes = new ArrayList<>(pieces.nameless());
    causes.addAll(pieces.unread().values());
    return among(new Reading<>(pieces.answer(), Map.of(), causes), arns);
  }

  /// The same, with what nobody could understand put down to what was asked for and is not found.
  public Reading<T> doubting(Function<T, Collection<Arn>> missing) {
    var doubted = new TreeMap<>(unread);
    nameless.stream()
        .findFirst()
        .ifPresent(cause -> missing.apply(answer).forEach(arn -> doubted.putIfAbsent(arn, cause)));
    return new Reading<>(answer, doubted);
  }

  /// Asks about each at the same time. Whoever's question ends in an exception is unread, and the
  /// others go on; an Error is nobody's and ends all.
  ///
  /// @param ask nothing where it is not there
  public static <T> Reading<List<T>> each(
      Collection<Arn> arns, Function<Arn, ? extends Collection<? extends T>> ask) {
    return each(arns, Function.identity(), ask);
  }

  /// The same of what has an ARN.
  public static <S, T> Reading<List<T>> each(
      Collection<S> some,
      Function<S, Arn> arnOf,
      Function<S, ? extends Collection<? extends T>> ask) {
    var found = new ArrayList<T>();
    var unread = new TreeMap<Arn, RuntimeException>();
    for (var answer :
        Parallel.map(some, one -> Answer.of(() -> ask.apply(one), arnOf.apply(one)))) {
      found.addAll(answer.found());
      answer.cause().ifPresent(cause -> unread.put(answer.to(), cause));
    }
    return new Reading<>(List.copyOf(found), unread);
  }

  private record Answer<T>(
      Arn to, Collection<? extends T> found, Optional<RuntimeException> cause) {
    static <T> Answer<T> of(Supplier<? extends Collection<? extends T>> ask, Arn to) {
      try {
        return new Answer<>(to, ask.get(), Optional.empty());
      } catch (RuntimeException cause) {
        return new Answer<>(to, List.of(), Optional.of(cause));
      }
    }
  }

  /// The same with another answer.
  public <R> Reading<R> map(Function<T, R> change) {
    return new Reading<>(change.apply(answer), unread, nameless);
  }

  /// The same, with what could not be read put down to others: to those that it belongs to.
  ///
  /// @param to nothing where nobody is concerned
  public Reading<T> blaming(Function<Arn, Collection<Arn>> to) {
    var blamed = new TreeMap<Arn, RuntimeException>();
    unread.forEach((arn, cause) -> to.apply(arn).forEach(one -> blamed.put(one, cause)));
    return new Reading<>(answer, blamed, nameless);
  }

  /// The same, without what could not be read and is none of these.
  public Reading<T> only(Predicate<Arn> these) {
    var some = new TreeMap<>(unread);
    some.keySet().removeIf(these.negate());
    return new Reading<>(answer, some, nameless);
  }

  /// The same, without the pieces of it that could not be read for such a cause; what is unread by
  /// its ARN was listed, and is there.
  public Reading<T> withoutPieces(Predicate<RuntimeException> isCause) {
    return new Reading<>(answer, unread, nameless.stream().filter(isCause.negate()).toList());
  }

  /// The answer, where it is of use only as a whole.
  public T whole() {
    Stream.concat(unread.values().stream(), nameless.stream())
        .findFirst()
        .ifPresent(
            cause -> {
              throw cause;
            });
    return answer;
  }

  /// Both as one.
  public static <T> Reading<List<T>> both(Reading<List<T>> reading, Reading<List<T>> other) {
    var all = new ArrayList<>(reading.answer());
    all.addAll(other.answer());
    var unread = new TreeMap<>(reading.unread());
    unread.putAll(other.unread());
    var nameless = new ArrayList<>(reading.nameless());
    nameless.addAll(other.nameless());
    return new Reading<>(List.copyOf(all), unread, nameless);
  }

  /// The same, beside a list of which this is not known whole.
  public Reading<T> beside(Reading<?> list) {
    var more = new ArrayList<>(nameless);
    more.addAll(list.nameless());
    return new Reading<>(answer, unread, more);
  }
}
