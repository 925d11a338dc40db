package janitor.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final Arn ONE = Arn.of("arn:aws:fake:eu-central-1:123456789012:thing/one");
  private static final Arn BAD = Arn.of("arn:aws:fake:eu-central-1:123456789012:thing/bad");
  private static final Arn GONE = Arn.of("arn:aws:fake:eu-central-1:123456789012:thing/gone");
  private final RuntimeException cause = new IllegalStateException("bad");

  private Reading<List<String>> read() {
    return Reading.each(
        List.of(BAD, ONE, GONE),
        arn -> {
          if (arn.equals(BAD)) {
            throw cause;
          }
          return arn.equals(GONE) ? List.of() : List.of(arn.after("thing/"));
        });
  }

  @Test
  void theFaultOfOneIsOnesFault() {
    assertThat(read()).isEqualTo(new Reading<>(List.of("one"), Map.of(BAD, cause)));
  }

  @Test
  void anErrorIsNobodys() {
    assertThatThrownBy(
            () ->
                Reading.each(
                    List.of(ONE),
                    _ -> {
                      throw new AssertionError("out of memory");
                    }))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void onlyAWholeOneIsOfUseAsAWhole() {
    assertThatThrownBy(() -> read().whole()).isSameAs(cause);
    assertThat(Reading.of(1).whole()).isEqualTo(1);
  }

  @Test
  void blamePassesToWhoeverItConcerns() {
    assertThat(read().blaming(_ -> List.of(ONE, GONE)).unread()).containsOnlyKeys(ONE, GONE);
  }

  /// One in a piece that nobody could read is not gone.
  @Test
  void whatIsNotFoundMayBeInAPieceThatCouldNotBeRead() {
    var there = Resource.of("AWS::Fake::Thing", ONE, "eu-central-1").build();
    var pieces = new Reading<>(List.of(there), Map.of(BAD, cause));
    assertThat(Reading.amongPieces(pieces, List.of(ONE, GONE)))
        .isEqualTo(new Reading<>(List.of(there), Map.of(GONE, cause)));
    assertThat(Reading.amongPieces(Reading.of(List.of(there)), List.of(GONE)).unread()).isEmpty();
  }

  @Test
  void twoAreOne() {
    var both = Reading.both(read(), Reading.of(List.of("other")));
    assertThat(both.answer()).containsExactly("one", "other");
    assertThat(both.unread()).containsOnlyKeys(BAD);
  }

  private static final Resource LISTED = Resource.of("A::B::C", ONE, "eu-west-1").build();

  private Reading<List<Resource>> partly() {
    return Reading.ofList(
        () -> {
          throw new PartlyListed(List.of(LISTED), List.of(cause));
        });
  }

  @Test
  void whatNobodyCouldUnderstandMayBeAnythingThatIsNotFound() {
    assertThat(partly().answer()).containsExactly(LISTED);
    var asked = Reading.among(partly(), List.of(ONE, BAD));
    assertThat(asked).isEqualTo(new Reading<>(List.of(LISTED), Map.of(BAD, cause)));
  }

  @Test
  void beforeAWholeListNothingElseMayBeThere() {
    var asked = Reading.among(Reading.of(List.of(LISTED)), List.of(ONE, BAD));
    assertThat(asked).isEqualTo(Reading.of(List.of(LISTED)));
  }

  @Test
  void aListOfWhichNotAllIsKnownIsNotWhole() {
    assertThatThrownBy(() -> partly().whole()).isSameAs(cause);
  }

  @Test
  void ofAPieceTheRestCountsAndThePieceIsUnread() {
    var pieces =
        Reading.ofPieces(
            List.of(ONE, BAD),
            piece -> {
              return piece.equals(BAD) ? partly() : Reading.of(List.of());
            });
    assertThat(pieces).isEqualTo(new Reading<>(List.of(LISTED), Map.of(BAD, cause)));
  }
}
