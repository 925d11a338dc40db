package janitor.plan;

import janitor.resource.Tags;
import java.time.Duration;
import java.util.Set;

/// What the settings and the event say about what may go.
///
/// @param night id of this night: what an earlier round of it found expired, stays so
public record Rules(Mark mark, Age age, Notice notice, Limits limits, String night) {

  /// See [Tags#KEEP].
  public static final String KEEP_TAG = Tags.KEEP;

  /// See [Tags#EXPIRES_AT].
  public static final String EXPIRES_AT_TAG = Tags.EXPIRES_AT;

  /// The tag that makes a thing the workshop's.
  public record Mark(String tagKey, String workshop) {}

  /// How old it may grow.
  ///
  /// @param ttl time to live of what has no date of its own
  /// @param byHand a TTL of zero in the event: the end of the workshop, for which nothing is
  ///   announced
  public record Age(Duration ttl, boolean byHand) {}

  /// Who hears of it before.
  ///
  /// @param announces whether a mail must have named a resource first; not on a laptop
  /// @param announceFor how long before its deletion that mail must have gone out
  public record Notice(boolean announces, Duration announceFor) {}

  /// How far the night may go.
  ///
  /// @param maxDeletions more than that due, and nothing goes
  /// @param only CloudFormation types that this run may touch; empty: all
  public record Limits(int maxDeletions, LiftProtection lift, Set<String> only) {}

  public String tagKey() {
    return mark.tagKey();
  }

  public String workshop() {
    return mark.workshop();
  }

  public Duration ttl() {
    return age.ttl();
  }

  public boolean byHand() {
    return age.byHand();
  }

  public boolean announces() {
    return notice.announces();
  }

  public Duration announceFor() {
    return notice.announceFor();
  }

  public int maxDeletions() {
    return limits.maxDeletions();
  }

  public LiftProtection lift() {
    return limits.lift();
  }

  public Set<String> only() {
    return limits.only();
  }
}
