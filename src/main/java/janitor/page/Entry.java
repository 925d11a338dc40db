package janitor.page;

import janitor.resource.Arn;
import java.time.Instant;
import java.util.Optional;

/// One resource that a mail announced, as the page shows it: all of it text, for the page asks AWS
/// nothing.
///
/// @param goesAt the moment from which the next night takes it
/// @param link its page in AWS's console; empty where there is none
/// @param command what keeps it for good, by a tag; empty where nothing can
public record Entry(
    Arn arn, Label label, Stake stake, Instant goesAt, String link, String command) {

  /// What people know it by.
  ///
  /// @param group the heading that it stands under
  /// @param type for people
  /// @param stack what it goes with; empty: by itself
  public record Label(
      String group,
      String type,
      String name,
      String region,
      Optional<Instant> createdAt,
      String stack) {}

  /// What hangs on the decision.
  ///
  /// @param holdsData whether what people put into it is lost with it
  /// @param cost what a forgotten one costs
  public record Stake(boolean holdsData, String cost) {}

  public String group() {
    return label.group();
  }

  public String type() {
    return label.type();
  }

  public String name() {
    return label.name();
  }

  public String region() {
    return label.region();
  }

  public boolean holdsData() {
    return stake.holdsData();
  }
}
