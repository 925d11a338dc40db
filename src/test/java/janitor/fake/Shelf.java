package janitor.fake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// What holds the versions of a [BucketServer], in S3's order: keys by their UTF-8 bytes, of one
/// key the newest version first. A place in that order stays one after what stood there was
/// deleted.
interface Shelf {

  /// One version of one key, or a delete marker.
  record Entry(String key, String version, boolean isMarker) {}

  List<Entry> page(Optional<String> afterKey, Optional<String> afterVersion, int most);

  void remove(String key, String version);

  long left();

  /// Version by version, with any key.
  final class Small implements Shelf {
    private record At(String key, long age) {}

    private static final Comparator<At> S3_ORDER =
        Comparator.<At, byte[]>comparing(
                at -> at.key().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
            .thenComparingLong(At::age);

    private final TreeMap<At, Entry> entries = new TreeMap<>(S3_ORDER);
    private final Map<Entry, At> places = new HashMap<>();

    synchronized void put(String key, String version, boolean isMarker) {
      remove(key, version);
      var at = new At(key, -places.size());
      places.put(new Entry(key, version, false), at);
      entries.put(at, new Entry(key, version, isMarker));
    }

    @Override
    public synchronized List<Entry> page(
        Optional<String> afterKey, Optional<String> afterVersion, int most) {
      var after =
          afterKey.map(
              key ->
                  afterVersion
                      .map(version -> places.get(new Entry(key, version, false)))
                      .orElse(new At(key, Long.MAX_VALUE)));
      var rest = after.<Map<At, Entry>>map(at -> entries.tailMap(at, false)).orElse(entries);
      return rest.values().stream().limit(most).toList();
    }

    @Override
    public synchronized void remove(String key, String version) {
      var at = places.get(new Entry(key, version, false));
      if (at != null) {
        entries.remove(at);
      }
    }

    @Override
    public synchronized long left() {
      return entries.size();
    }
  }

  /// So many versions that only a rule can describe them: four a key, the fourth a delete marker.
  final class Large implements Shelf {
    private static final int A_KEY = 4;

    private final int versions;
    private final BitSet there;

    Large(int versions) {
      this.versions = versions;
      there = new BitSet(versions);
      refill();
    }

    synchronized void refill() {
      there.set(0, versions);
    }

    private static Entry entry(int at) {
      return new Entry(key(at), "version-%010d".formatted(at), at % A_KEY == A_KEY - 1);
    }

    private static String key(int at) {
      return "exports/2026/student results & notes/%010d.json".formatted(at / A_KEY);
    }

    private static int place(String version) {
      return Integer.parseInt(version.substring("version-".length()));
    }

    @Override
    public synchronized List<Entry> page(
        Optional<String> afterKey, Optional<String> afterVersion, int most) {
      var from = afterKey.map(_ -> 1 + place(afterVersion.orElseThrow())).orElse(0);
      return IntStream.iterate(
              there.nextSetBit(from), at -> at >= 0, at -> there.nextSetBit(at + 1))
          .limit(most)
          .mapToObj(Large::entry)
          .toList();
    }

    @Override
    public synchronized void remove(String key, String version) {
      var at = place(version);
      if (!key.equals(key(at))) {
        throw new IllegalArgumentException("no such key: " + key);
      }
      there.clear(at);
    }

    @Override
    public synchronized long left() {
      return there.cardinality();
    }
  }
}
