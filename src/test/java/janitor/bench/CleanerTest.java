package janitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Two of the peers remove all of a type that no rule holds back: each type that they are asked for
/// has one, and it lets nothing through but what carries the tag.
final class CleanerTest {
  private static final String KEY = "workshop";
  private static final String VALUE = "student-system";

  @Test
  void awsNukeHasAFilterForEachTypeThatItRemoves() {
    var file = read("aws-nuke.yml");
    var filters = map(map(map(file.get("accounts")).get("123456789012")).get("filters"));
    assertThat(map(file.get("resource-types")).get("includes"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactlyInAnyOrderElementsOf(filters.keySet());
    assertThat(filters.values())
        .allSatisfy(
            filter ->
                assertThat(filter)
                    .isIn(
                        allBut("tag:" + KEY), allBut("tag:role:" + KEY), allBut("key:tag:" + KEY)));
  }

  private static List<Map<String, Object>> allBut(String property) {
    return List.of(Map.of("property", property, "value", VALUE, "invert", true));
  }

  @Test
  void awsNukeAsksNobodyButTheEmulator() {
    var endpoints = list(read("aws-nuke.yml").get("endpoints"));
    var services = list(map(endpoints.getFirst()).get("services"));
    assertThat(services).allSatisfy(one -> assertThat(map(one)).containsEntry("url", "{endpoint}"));
    // It takes the first that the type's name begins with.
    assertThat(map(services.getLast())).containsEntry("service", "");
  }

  @Test
  void cloudNukeHasARuleForEachTypeThatItIsAskedFor() {
    var file = read("cloud-nuke.yml");
    assertThat(file.keySet())
        .containsExactlyInAnyOrderElementsOf(Cleaner.CLOUD_NUKE_TYPES.values());
    assertThat(file.values())
        .allSatisfy(
            rule ->
                assertThat(rule)
                    .isEqualTo(Map.of("include", Map.of("tags", Map.of(KEY, "^" + VALUE + "$")))));
  }

  @Test
  void cloudCustodianSelectsByTheTagInEveryPolicy() {
    var policies = list(read("cloud-custodian.yml").get("policies"));
    var ours = Map.of("type", "value", "key", "tag:" + KEY, "value", VALUE);
    assertThat(policies)
        .isNotEmpty()
        .allSatisfy(
            policy ->
                assertThat(list(map(policy).get("filters")))
                    .first()
                    .isIn(ours, Map.of("and", List.of(ours))));
  }

  private static Map<String, Object> read(String configuration) {
    try {
      return map(
          new Load(LoadSettings.builder().build())
              .loadFromString(Files.readString(Cleaner.CONFIGURATIONS.resolve(configuration))));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object object) {
    return (Map<String, Object>) Objects.requireNonNull(object);
  }

  private static List<?> list(@Nullable Object object) {
    return (List<?>) Objects.requireNonNull(object);
  }
}
