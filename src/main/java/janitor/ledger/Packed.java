package janitor.ledger;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A text in parts that each fit into an item of a table, and can each be read by itself.
final class Packed {

  /// An item has 400 KB (DynamoDB, Service quotas), names and keys included.
  private static final int LARGEST = 350_000;

  private Packed() {}

  static List<byte[]> pack(String text) {
    return pack(text, LARGEST);
  }

  /// As few parts as it takes, none of them with half a line in it, where the lines are short
  /// enough.
  static List<byte[]> pack(String text, int largest) {
    var parts = new ArrayList<byte[]>();
    pack(text, largest, parts);
    return parts;
  }

  private static void pack(String text, int largest, List<byte[]> parts) {
    var packed = zipped(text);
    if (packed.length <= largest || text.length() < 2) {
      parts.add(packed);
      return;
    }
    var at = middle(text);
    pack(text.substring(0, at), largest, parts);
    pack(text.substring(at), largest, parts);
  }

  /// After a line near the middle; within one, never between the halves of one character.
  private static int middle(String text) {
    var half = text.length() / 2;
    var before = text.lastIndexOf('\n', half - 1) + 1;
    if (before > 0) {
      return before;
    }
    var after = text.indexOf('\n', half) + 1;
    if (after > 0 && after < text.length()) {
      return after;
    }
    return Character.isLowSurrogate(text.charAt(half)) ? half - 1 : half;
  }

  private static byte[] zipped(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static String unpack(byte[] part) {
    try (var zip = new GZIPInputStream(new ByteArrayInputStream(part))) {
      return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException torn) {
      throw new UncheckedIOException(torn);
    }
  }
}
