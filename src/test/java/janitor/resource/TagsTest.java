package janitor.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TagsTest {

  /// A null would end the reading of all that is listed with it.
  @Test
  void oneWithoutAValueIsThereAllTheSame() {
    var listed =
        Stream.of(
            new SimpleEntry<String, String>(Tags.KEEP, null), new SimpleEntry<>("workshop", "lab"));
    var tags = Tags.of(listed.collect(Tags.byKey(Map.Entry::getKey, Map.Entry::getValue)));
    assertThat(tags.has(Tags.KEEP)).isTrue();
    assertThat(tags.match("workshop", "lab")).isTrue();
  }
}
