package janitor.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The one way to say "could not be read": asks, and keeps what it got no answer to. That is
/// another thing than not being there, and whoever asked goes on with the rest.
public final class Attempts {
  private final Fault.Classifier faults;
  private final List<Unread> unread = Collections.synchronizedList(new ArrayList<>());

  public Attempts(Fault.Classifier faults) {
    this.faults = faults;
  }

  /// What could not be read so far.
  public List<Unread> unread() {
    return List.copyOf(unread);
  }

  /// Asks for something that is known as a whole or not at all.
  ///
  /// @param what is asked, in plain words
  /// @return empty where there was no answer
  public <T> Optional<T> ask(String what, Supplier<T> question) {
    return asked(question, fault -> unread.add(Unread.of(what, fault)));
  }

  private <T> Optional<T> asked(Supplier<T> question, Consumer<Fault> unanswered) {
    try {
      return Optional.of(question.get());
    } catch (RuntimeException error) {
      unanswered.accept(faults.classify(error));
      return Optional.empty();
    }
  }

  /// Asks for what only confirms something else: without an answer the night goes on, and it is
  /// told, except where the service has no endpoint in the region or is not offered there.
  ///
  /// @return empty where there was no answer
  public <T> Optional<T> confirm(String what, Supplier<T> question) {
    return asked(
        question,
        fault -> {
          if (fault.cause() != Fault.Cause.NO_ENDPOINT && isOffered(fault)) {
            unread.add(Unread.of(what, fault).lasting());
          }
        });
  }

  /// Asks about many things, each of which may be unread by itself.
  ///
  /// @return empty where there was no answer at all
  public <T> Optional<Reading<T>> askOfEach(String what, Supplier<Reading<T>> question) {
    return ask(what, () -> noted(what, question.get()));
  }

  /// Asks what there is, of a service that a region may not have: what is not offered there is
  /// known to hold nothing. Of 15 regions and more, some have no WorkSpaces, App Runner or Neptune
  /// Analytics. What was listed is there, so that something about it is not offered says nothing of
  /// it: SageMaker serves models where it has no inference components.
  ///
  /// @return empty where there was no answer at all
  public <T> Optional<Reading<List<T>>> askWhatIs(
      String what, Supplier<Reading<List<T>>> question) {
    return askOfEach(
        what,
        () -> {
          try {
            return question.get().withoutPieces(cause -> !isOffered(faults.classify(cause)));
          } catch (RuntimeException error) {
            if (isOffered(faults.classify(error))) {
              throw error;
            }
            return Reading.of(List.of());
          }
        });
  }

  /// What Cloud Control cannot list, for CloudFormation does not know the type in that region, is
  /// taken for not there: else no key and no role could go from most regions. Where the service is
  /// there all the same (of Comprehend's recognizers and Translate's parallel data that is known)
  /// nobody can see what uses them.
  private static boolean isOffered(Fault fault) {
    return fault.cause() != Fault.Cause.NOT_OFFERED && fault.cause() != Fault.Cause.NOT_REGISTERED;
  }

  /// Whether AWS said that who asks may not: an organisation that forbids a region, for one.
  public boolean isDenied(RuntimeException error) {
    return faults.classify(error).of() == Fault.Sort.DENIED;
  }

  /// Reads the named resources. Where there is no answer at all each of them is unread.
  public Reading<List<Resource>> read(Spot spot, Collection<Arn> arns) {
    try {
      return noted(spot.label(), byTheirNames(spot.kind().read(spot.place(), arns), arns));
    } catch (RuntimeException error) {
      unread.add(Unread.of(spot.label(), faults.classify(error)));
      return new Reading<>(
          List.of(), arns.stream().collect(Collectors.toMap(arn -> arn, _ -> error, (a, _) -> a)));
    }
  }

  /// What is unread by a name that nobody asked for may be any of those that were not found.
  private static Reading<List<Resource>> byTheirNames(
      Reading<List<Resource>> reading, Collection<Arn> asked) {
    var names = Set.copyOf(asked);
    if (names.containsAll(reading.unread().keySet())) {
      return reading;
    }
    var missing = new TreeSet<>(names);
    reading.answer().forEach(resource -> missing.remove(resource.arn()));
    return reading.blaming(arn -> names.contains(arn) ? List.of(arn) : missing);
  }

  /// The reading, with what is unread in it kept.
  public <T> Reading<T> noted(String what, Reading<T> reading) {
    unread.addAll(Unread.all(what, reading, faults));
    return reading;
  }
}
