package janitor.kind;

import janitor.resource.Reach;
import java.util.List;

/// The settings that kinds themselves look at.
///
/// @param account id of the account, which S3 is told with every call: a bucket's name may be a
///   stranger's
/// @param stackRegions where stacks may be; none: wherever the account has a region enabled
/// @param bypassGovernance whether Object Lock in governance mode is bypassed
/// @param emptyLimit how many object versions and delete markers of one bucket are deleted key by
///   key at a time; a bucket with more is left to a lifecycle rule
/// @param finalSnapshots what is kept of databases
/// @param reach which kinds there are
public record Options(
    String account,
    List<String> stackRegions,
    boolean bypassGovernance,
    int emptyLimit,
    FinalSnapshots finalSnapshots,
    Reach reach) {

  public Options {
    stackRegions = List.copyOf(stackRegions);
  }

  /// For what only looks at things, and never empties a bucket.
  public static Options looking(String account) {
    return looking(account, List.of());
  }

  /// The same within a reach.
  public Options within(Reach within) {
    return new Options(account, stackRegions, bypassGovernance, emptyLimit, finalSnapshots, within);
  }

  /// The same where stacks are in some regions only.
  public static Options looking(String account, List<String> stackRegions) {
    return new Options(account, stackRegions, false, 0, FinalSnapshots.NONE, Reach.ALL);
  }
}
