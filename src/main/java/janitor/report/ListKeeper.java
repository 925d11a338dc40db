package janitor.report;

import janitor.resource.Fault;
import janitor.resource.Unread;
import java.time.Instant;

/// Keeps a night's whole list where `./janitor report` finds it. It tells nobody by itself: who is
/// told in a few words reads the rest there.
public final class ListKeeper implements Notifier {

  static final String WHAT = "the whole list of this night, which ./janitor report shows";

  private final Shelf shelf;
  private final ReportWriter writer;
  private final Fault.Classifier faults;

  /// Where the last list lies.
  @FunctionalInterface
  public interface Shelf {

    /// Puts the list there, in place of the one before.
    void put(String night, Instant at, ReportWriter.Attached list);
  }

  public ListKeeper(Shelf shelf, ReportWriter writer, Fault.Classifier faults) {
    this.shelf = shelf;
    this.writer = writer;
    this.faults = faults;
  }

  @Override
  public Told tell(Report report) {
    try {
      shelf.put(report.course().night(), report.course().finishedAt(), writer.list(report));
      return Told.nothing("");
    } catch (RuntimeException error) {
      return Told.without(Unread.of(WHAT, faults.classify(error)));
    }
  }

  /// Whether this night's list lies nowhere.
  static boolean isMissing(Report report) {
    return report.telling().untold().stream().anyMatch(unread -> unread.what().equals(WHAT));
  }
}
