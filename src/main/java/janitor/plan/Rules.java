package janitor.plan;

import janitor.resource.Tags;
import java.time.Duration;
import java.util.Set;

/// What the settings and the event say about what may go.
///
/// @param ttl time to live of what has no date of its own
/// @param byHand a TTL of zero in the event: the end of the workshop, for which nothing is
///   announced
/// @param announces whether a mail must have named a resource first; not on a laptop
/// @param announceFor how long before its deletion that mail must have gone out
/// @param maxDeletions more than that due, and nothing goes
/// @param night id of this night: what an earlier round of it found expired, stays so
/// @param only CloudFormation types that this run may touch; empty: all
public record Rules(
    String tagKey,
    String workshop,
    Duration ttl,
    boolean byHand,
    boolean announces,
    Duration announceFor,
    int maxDeletions,
    LiftProtection lift,
    Set<String> only,
    String night) {

  /// See [Tags#KEEP].
  public static final String KEEP_TAG = Tags.KEEP;

  /// See [Tags#EXPIRES_AT].
  public static final String EXPIRES_AT_TAG = Tags.EXPIRES_AT;
}
