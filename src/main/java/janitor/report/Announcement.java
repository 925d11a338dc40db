package janitor.report;

import janitor.report.Report.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a mail announces, and by when somebody has to decide.
final class Announcement {

  /// How far the suggested commands move a date.
  static final Duration LATER = Duration.ofDays(7);

  /// So few are each shown with their commands; of more, the attached files hold those.
  private static final int FEW = 10;

  private final Report report;
  private final Stakes stakes;
  private final List<Row> rows;

  Announcement(Report report, Stakes stakes) {
    this.report = report;
    this.stakes = stakes;
    this.rows =
        report
            .toAnnounce()
            .sorted(
                stakes
                    .order()
                    .thenComparing(row -> row.resource().type())
                    .thenComparing(this::goesAt))
            .toList();
  }

  /// In the order of what is at stake.
  List<Row> rows() {
    return rows;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  boolean isFew() {
    return rows.size() <= FEW;
  }

  List<Row> data() {
    return rows.stream().filter(stakes::holdsData).toList();
  }

  List<Row> rest() {
    return rows.stream().filter(row -> !stakes.holdsData(row)).toList();
  }

  /// It goes on the first night after that.
  Instant goesAt(Row row) {
    return report.goesAt(row);
  }

  /// Until then nothing of it goes; empty where nothing is announced.
  static Optional<Instant> deadline(Report report) {
    return report.toAnnounce().map(report::goesAt).min(Comparator.naturalOrder());
  }
}
