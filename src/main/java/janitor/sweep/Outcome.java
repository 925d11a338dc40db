package janitor.sweep;

import janitor.resource.Fault;
import java.util.Optional;

/// What became of a resource.
public sealed interface Outcome {

  /// Why, or what is to be known, in plain words; may be empty for what needs no word.
  String reason();

  default String word() {
    return getClass().getSimpleName();
  }

  /// Whether a later round of this night may still change it.
  default boolean isPending() {
    return false;
  }

  /// Looked for after its deletion, and not there.
  record Gone(String reason) implements Outcome {}

  /// Asked for, not yet confirmed.
  ///
  /// @param isPending a later round of this night may find it gone; otherwise a later night
  record Requested(String reason, boolean isPending) implements Outcome {

    /// What there is to say of a deletion that AWS is at.
    static final String STILL_DELETING = "AWS is still deleting it";

    public Requested(String reason) {
      this(reason, true);
    }

    /// Whether AWS took its deletion itself, and not what has to come before, and tells that it is
    /// there.
    public boolean isPlain() {
      return reason.equals(STILL_DELETING);
    }
  }

  /// What a dry run says instead.
  record WouldDelete(String reason) implements Outcome {}

  /// Not touched.
  ///
  /// @param isPending it only waits for something that may end tonight
  record Withheld(String reason, boolean isPending) implements Outcome {
    public Withheld(String reason) {
      this(reason, false);
    }
  }

  /// AWS refused.
  ///
  /// @param reason the cause in plain words, then what AWS said
  /// @param remedy what a person can do
  /// @param isPending it may well succeed in the next round
  /// @param missing the IAM action that the janitor's role lacks, where that is why
  /// @param unknown what AWS answered, where the janitor does not know such an answer
  /// @param isGivenUp AWS had said yes, tried, and could not
  record Failed(
      String reason,
      String remedy,
      boolean isPending,
      Optional<String> missing,
      Optional<Fault.Answer> unknown,
      boolean isGivenUp)
      implements Outcome {
    public Failed(String reason, String remedy, boolean isPending) {
      this(reason, remedy, isPending, Optional.empty(), Optional.empty());
    }

    public Failed(
        String reason,
        String remedy,
        boolean isPending,
        Optional<String> missing,
        Optional<Fault.Answer> unknown) {
      this(reason, remedy, isPending, missing, unknown, false);
    }

    static Failed givenUp(String reason, String remedy, boolean isPending) {
      return new Failed(reason, remedy, isPending, Optional.empty(), Optional.empty(), true);
    }
  }
}
