package janitor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTest {

  private static String unpacked(String text, int largest) {
    var parts = Packed.pack(text, largest);
    assertThat(parts).allMatch(part -> part.length <= largest);
    return parts.stream().map(Packed::unpack).collect(Collectors.joining());
  }

  /// Lines that nothing makes shorter.
  private static String noise(int lines) {
    var random = new Random(7);
    return IntStream.range(0, lines)
        .mapToObj(
            _ ->
                random
                        .ints(60, 0x20, 0x2fff)
                        .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                    + "\r\n")
        .collect(Collectors.joining());
  }

  @Test
  void whatFitsIsOnePart() {
    assertThat(Packed.pack("a,b\r\n".repeat(100_000))).hasSize(1);
    assertThat(Packed.pack("")).hasSize(1);
    assertThat(unpacked("", 100)).isEmpty();
  }

  @Test
  void whatDoesNotFitIsCutBetweenLines() {
    var text = noise(2_000);
    assertThat(unpacked(text, 10_000)).isEqualTo(text);
    assertThat(Packed.pack(text, 10_000))
        .hasSizeGreaterThan(20)
        .allMatch(part -> Packed.unpack(part).endsWith("\r\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83e\uddf9", "x\ud83e\uddf9", "e\u0301"})
  void aLineThatIsTooLongIsCutBetweenCharacters(String piece) {
    var text = piece.repeat(5_000);
    var random = new Random(7);
    var long1 =
        random
            .ints(5_000, 0x1f300, 0x1f6ff)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(unpacked(text, 200)).isEqualTo(text);
    assertThat(unpacked(long1, 500)).isEqualTo(long1);
    assertThat(new String(long1.getBytes(UTF_8), UTF_8)).isEqualTo(long1);
  }
}
