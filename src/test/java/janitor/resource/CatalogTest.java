package janitor.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CatalogTest {
  private static final Arn LINK = Arn.of("arn:aws:net:eu-central-1:123456789012:link/1");

  /// A kind that is nothing but its traits.
  private record Told(Traits traits) implements ResourceKind {
    @Override
    public List<Resource> list(Place place) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Deletion delete(Resource resource, Deadline deadline) {
      throw new UnsupportedOperationException();
    }
  }

  private static Traits.Builder links(String type) {
    return Traits.of(type).named("net", "link/");
  }

  private static Told kind(Traits.Builder traits) {
    return new Told(traits.build());
  }

  @Test
  void knowsAKindByTypeAndByArn() {
    var link = kind(links("AWS::Net::Link"));
    var catalog = new Catalog(List.of(kind(Traits.of("AWS::Net::Hub").named("net", "hub/")), link));
    assertThat(catalog.ofType("AWS::Net::Link")).contains(link);
    assertThat(catalog.of(LINK)).contains(link);
    assertThat(catalog.ofType("AWS::Net::Other")).isEmpty();
    assertThat(catalog.of(Arn.of("arn:aws:net:eu-central-1:123456789012:cable/1"))).isEmpty();
    assertThat(catalog.types()).containsExactlyInAnyOrder("AWS::Net::Hub", "AWS::Net::Link");
  }

  @Test
  void noneReadsWhatTwoClaimWhicheverComesFirst() {
    var told = kind(links("AWS::Net::Link"));
    var other = kind(links("AWS::Net2::Link"));
    for (var kinds : List.of(List.of(told, other), List.of(other, told))) {
      var catalog = new Catalog(kinds);
      assertThat(catalog.of(LINK)).isEmpty();
      assertThat(catalog.knows(LINK)).isTrue();
      assertThat(catalog.ambiguity(LINK))
          .contains("it may be of more than one type: AWS::Net2::Link and AWS::Net::Link");
    }
  }

  @Test
  void twoTypesOfArnsOfOneFormAreReadByTheOneThatIsSaid() {
    var reader = kind(links("AWS::Net::Link"));
    var read = kind(links("AWS::Net2::Link").readBy("AWS::Net::Link"));
    for (var kinds : List.of(List.of(reader, read), List.of(read, reader))) {
      assertThat(new Catalog(kinds).of(LINK)).contains(reader);
      assertThat(new Catalog(kinds).ambiguity(LINK)).isEmpty();
    }
  }

  /// Without its reader it has to read its things itself.
  @Test
  void whatIsReadByNobodyElseReadsItself() {
    var read = kind(links("AWS::Net2::Link").readBy("AWS::Net::Link"));
    assertThat(new Catalog(List.of(read)).of(LINK)).contains(read);
  }

  @Test
  void twoOfOneTypeAreAnError() {
    var kinds = List.of(kind(links("AWS::Net::Link")), kind(links("AWS::Net::Link")));
    assertThatThrownBy(() -> new Catalog(kinds)).hasMessageContaining("AWS::Net::Link");
  }

  @Test
  void anAliasIsMadeByOneKindOnly() {
    var link = kind(links("AWS::Net::Link").aliases("AWS::Net::OldLink"));
    var old = kind(Traits.of("AWS::Net::OldLink").named("net", "old/"));
    assertThat(new Catalog(List.of(link)).madeBy("AWS::Net::OldLink")).contains(link);
    assertThat(new Catalog(List.of(link)).ofType("AWS::Net::OldLink")).isEmpty();
    assertThatThrownBy(() -> new Catalog(List.of(link, old)))
        .hasMessageContaining("AWS::Net::OldLink");
  }
}
