package janitor.plan;

import janitor.resource.Arn;
import java.time.Instant;
import java.util.Optional;

/// What the planner thinks of a resource. Only [Expired] is deleted; every other ends as withheld,
/// save that what is [Owned] by a stack that goes, goes with it.
public sealed interface Verdict {

  /// The reason of what a call, or its event, did not choose.
  String UNCHOSEN = "\"only\" leaves this kind out";

  /// Why, in a sentence's plain words without a full stop.
  String reason();

  /// When it is or was due, where that can be told.
  default Optional<Instant> dueAt() {
    return Optional.empty();
  }

  default String word() {
    return getClass().getSimpleName();
  }

  record Expired(Optional<Instant> dueAt, String reason) implements Verdict {}

  record TooYoung(Optional<Instant> dueAt, String reason) implements Verdict {}

  record AgeUnknown(String reason) implements Verdict {}

  /// Due, but not yet named in a mail that SES accepted long enough ago.
  record Unannounced(Optional<Instant> dueAt, String reason) implements Verdict {
    /// The usual reason, which the mail that then names it need not repeat.
    public static final String UNNAMED = "no mail has named it yet";

    /// Of what was held up for so long after a mail named it that nobody counts on that any more.
    public static final String LAPSED =
        "it was held up for a week or more since a mail named it, and no other has";
  }

  record Kept(String reason) implements Verdict {
    /// How the reason of what nobody keeps ends, that waits for nothing but what somebody does.
    public static final String BY_USE = ", which stays";

    /// Whether it goes once what needs it does.
    public boolean isByUse() {
      return reason.endsWith(BY_USE);
    }
  }

  /// Goes or stays with something else.
  ///
  /// @param whole what that is, if its verdict decides; empty: a stack of somebody else's
  record Owned(Optional<Arn> whole, Optional<Instant> dueAt, String reason) implements Verdict {
    /// Of what stayed when its whole went, and that later nights find.
    public static final String FOUND_AGAIN =
        " left it behind: from the next night on it is an ordinary resource";

    /// Of what stayed when its whole went, and that no later night finds.
    public static final String NOT_FOUND_AGAIN =
        " left it behind, and it does not carry the workshop's tag: the janitor does not look after"
            + " it any more. Tag it, or delete it by hand";
  }

  record Protected(Optional<Instant> dueAt, String reason) implements Verdict {}

  record Untouchable(String reason) implements Verdict {}
}
