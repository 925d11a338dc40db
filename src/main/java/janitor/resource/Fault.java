package janitor.resource;

import java.util.Optional;

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
    /// Anything else: into the report.
    OTHER
  }

  /// Whether the next round may well succeed.
  public boolean isPassing() {
    return switch (of) {
      case THROTTLED, BUSY, DEPENDENCY, TRANSIENT -> true;
      case PROTECTED, GONE, DENIED, OTHER -> false;
    };
  }

  /// Puts an exception into its class. Errors that are no answer of AWS or the network are bugs,
  /// and rethrown.
  @FunctionalInterface
  public interface Classifier {
    Fault classify(RuntimeException error);
  }
}
