package janitor.resource;

import java.util.Optional;
import java.util.stream.Stream;

/// An error of AWS, put into one of the few classes that the janitor treats differently.
///
/// @param action the IAM action that was refused, where the class is DENIED and AWS named it
public record Fault(Sort of, String message, Optional<String> action) {

  public enum Sort {
    /// Too many calls: slow down and ask again.
    THROTTLED,
    /// In a transition, or somebody else's change is under way: the next round.
    BUSY,
    /// Something else still refers to it: the next round.
    DEPENDENCY,
    /// A protection forbids it: into the report.
    PROTECTED,
    /// It is not there: success.
    GONE,
    /// The janitor lacks a permission: into the report, with the action.
    DENIED,
    /// The network, or a 5xx of the service, after the SDK's own retries: the next round.
    TRANSIENT,
    /// No answer of AWS's at all, or none that the janitor knows how to read: into the report, with
    /// where it happened.
    UNEXPECTED,
    /// Anything else: into the report.
    OTHER
  }

  /// Whether the next round may well succeed.
  public boolean isPassing() {
    return switch (of) {
      case THROTTLED, BUSY, DEPENDENCY, TRANSIENT -> true;
      case PROTECTED, GONE, DENIED, UNEXPECTED, OTHER -> false;
    };
  }

  /// What nobody foresaw: an answer without what it should hold, or a fault of the janitor's own.
  /// It costs what was asked about, and is told with where it happened.
  public static Fault unexpected(RuntimeException error) {
    var at =
        Stream.of(error.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("janitor."))
            .findFirst()
            .map(frame -> ", at " + frame)
            .orElse("");
    return new Fault(Sort.UNEXPECTED, error + at, Optional.empty());
  }

  /// Puts an exception into its class; [#unexpected] where it is no answer of AWS or the network.
  @FunctionalInterface
  public interface Classifier {
    Fault classify(RuntimeException error);
  }
}
