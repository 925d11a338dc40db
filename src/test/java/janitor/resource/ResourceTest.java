package janitor.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ResourceTest {
  private static final Arn WHOLE = Arn.of("arn:aws:personalize:eu-west-1:1:dataset-group/g");
  private static final Arn OTHER = Arn.of("arn:aws:iam::1:role/r");

  private static Resource.Builder part() {
    return Resource.of(
        "AWS::Personalize::Filter",
        Arn.of("arn:aws:personalize:eu-west-1:1:filter/f"),
        "eu-west-1");
  }

  /// Otherwise it would wait for its whole, which waits for it.
  @Test
  void aPartThatGoesBeforeItsWholeStillDoesWhenItIsReadAgain() {
    var derived = part().uses(WHOLE).parent(WHOLE).uses(OTHER).build();
    assertThat(part().build().related(derived).uses()).containsExactly(WHOLE);
  }

  @Test
  void aChildThatGoesAfterItsParentUsesItNoMoreWhenItIsReadAgain() {
    var derived = part().parent(WHOLE).uses(OTHER).build();
    assertThat(part().build().related(derived).uses()).isEmpty();
  }
}
