package janitor.soak;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.bench.EmptyingRun;
import janitor.fake.BucketServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A million versions are emptied within Lambda's smallest useful heap, and in no more than ten
/// thousand are.
@Tag("soak")
final class BucketSoakTest {
  private static final int FEW = 10_000;
  private static final int MANY = 1_000_000;
  private static final long MEGABYTE = 1 << 20;

  @Test
  void aMillionVersionsGoWithin256Megabytes() {
    var few = emptied(FEW);
    var many = emptied(MANY);
    System.out.printf(
        "buckets: %d versions: %d MB live, %d MB resident, %.1f s; %d: %d MB, %d MB, %.1f s%n",
        FEW,
        few.liveHeap() / MEGABYTE,
        few.resident() / MEGABYTE,
        few.seconds(),
        MANY,
        many.liveHeap() / MEGABYTE,
        many.resident() / MEGABYTE,
        many.seconds());
    // Eight pages in flight are a few megabytes, and a short run may end before all eight are.
    assertThat(many.liveHeap()).isLessThan(few.liveHeap() + 16 * MEGABYTE);
  }

  private static EmptyingRun.Figures emptied(int versions) {
    try (var server = BucketServer.with(versions)) {
      assertThat(server.left()).isEqualTo(versions);
      var figures = EmptyingRun.of(server.endpoint(), "256m");
      assertThat(figures.ended()).isEqualTo("Asked");
      assertThat(server.left()).isZero();
      assertThat(server.mostDeletesAtOnce()).isLessThanOrEqualTo(8);
      return figures;
    }
  }
}
