package janitor.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// What came of asking about many things: the answer for all that could be read, and the error of
/// each of the others. What is not there is in neither. The fault of one is never its siblings'.
///
/// @param answer what was found
/// @param unread what nothing is known of, by the ARN that was asked about, with its cause
public record Reading<T>(T answer, Map<Arn, RuntimeException> unread) {

  public Reading {
    unread = Map.copyOf(unread);
  }

  /// Everything could be read: it came in one piece.
  public static <T> Reading<T> of(T answer) {
    return new Reading<>(answer, Map.of());
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
    return new Reading<>(change.apply(answer), unread);
  }

  /// The same, with what could not be read put down to others: to those that it belongs to.
  ///
  /// @param to nothing where nobody is concerned
  public Reading<T> blaming(Function<Arn, Collection<Arn>> to) {
    var blamed = new TreeMap<Arn, RuntimeException>();
    unread.forEach((arn, cause) -> to.apply(arn).forEach(one -> blamed.put(one, cause)));
    return new Reading<>(answer, blamed);
  }

  /// The answer, where it is of use only as a whole.
  public T whole() {
    unread.values().stream()
        .findFirst()
        .ifPresent(
            cause -> {
              throw cause;
            });
    return answer;
  }

  /// Both as one.
  public static <T> Reading<List<T>> both(Reading<List<T>> one, Reading<List<T>> other) {
    var all = new ArrayList<>(one.answer());
    all.addAll(other.answer());
    var unread = new TreeMap<>(one.unread());
    unread.putAll(other.unread());
    return new Reading<>(List.copyOf(all), unread);
  }
}
