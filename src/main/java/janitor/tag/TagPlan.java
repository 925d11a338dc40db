package janitor.tag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Exactly what is, or was, tagged: saved before anything is tagged, to be reviewed, repeated or
/// taken back.
public record TagPlan(String tagKey, String workshop, String account, List<Entry> resources) {

  private static final JSON STRICT =
      JSON.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build()
          .with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  /// One resource to tag.
  public record Entry(Arn arn, String type, String name, String region) {}

  /// A plan file that cannot be taken, and why.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  public void save(Path file) throws IOException {
    var plan = new LinkedHashMap<String, Object>();
    plan.put("tagKey", tagKey);
    plan.put("workshop", workshop);
    plan.put("account", account);
    plan.put(
        "resources",
        resources.stream()
            .map(
                one -> {
                  var entry = new LinkedHashMap<String, Object>();
                  entry.put("arn", one.arn().toString());
                  entry.put("type", one.type());
                  entry.put("name", one.name());
                  entry.put("region", one.region());
                  return entry;
                })
            .toList());
    Files.writeString(file, STRICT.asString(plan) + "\n");
  }

  public static TagPlan read(Path file) throws IOException, Unusable {
    try {
      return plan(file, STRICT.anyFrom(Files.readString(file)));
    } catch (NoSuchFileException missing) {
      throw new Unusable("there is no plan file " + file);
    } catch (JsonProcessingException malformed) {
      throw new Unusable(file + " is no plan: it is not JSON. Save one with ./janitor tag --plan");
    }
  }

  private static TagPlan plan(Path file, Object value) throws Unusable {
    if (!(value instanceof Map<?, ?> map)
        || map.size() != 4
        || !(map.get("tagKey") instanceof String tagKey)
        || !(map.get("workshop") instanceof String workshop)
        || !(map.get("account") instanceof String account)
        || !(map.get("resources") instanceof List<?> resources)) {
      throw new Unusable(
          file + " is no plan: it needs tagKey, workshop, account and resources, and nothing else");
    }
    var entries = new ArrayList<Entry>();
    for (var one : resources) {
      entries.add(
          entry(one)
              .orElseThrow(
                  () ->
                      new Unusable(
                          file
                              + " is no plan: its resource "
                              + (entries.size() + 1)
                              + " needs arn, type, name and region, and nothing else")));
    }
    return new TagPlan(tagKey, workshop, account, List.copyOf(entries));
  }

  private static Optional<Entry> entry(Object value) {
    if (value instanceof Map<?, ?> map
        && map.size() == 4
        && map.get("arn") instanceof String arn
        && map.get("type") instanceof String type
        && map.get("name") instanceof String name
        && map.get("region") instanceof String region) {
      try {
        return Optional.of(new Entry(Arn.of(arn), type, name, region));
      } catch (IllegalArgumentException noArn) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
