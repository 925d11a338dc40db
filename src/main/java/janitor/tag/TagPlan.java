package janitor.tag;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.HomeAccount;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.settings.InputFile;
import janitor.settings.Refusal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

  private static final String CREATED_AT = "createdAt";

  /// Stands where AWS does not tell.
  private static final String UNKNOWN = "unknown";

  /// One resource to tag.
  ///
  /// @param born when it was made; empty in a plan of old, which does not say
  public record Entry(Arn arn, String type, String name, String region, Optional<Born> born) {
    public static Entry of(Resource resource) {
      return new Entry(
          resource.arn(),
          resource.type(),
          resource.name(),
          resource.region(),
          Optional.of(new Born(resource.createdAt())));
    }

    /// Whether that is another thing, which has come to the same ARN since.
    boolean isAnother(Resource now) {
      return born.filter(then -> !then.at().equals(now.createdAt())).isPresent();
    }
  }

  /// When it was made, if AWS tells.
  public record Born(Optional<Instant> at) {
    static Born read(String text) {
      return new Born(text.equals(UNKNOWN) ? Optional.empty() : Optional.of(Instant.parse(text)));
    }

    String text() {
      return at.map(Instant::toString).orElse(UNKNOWN);
    }
  }

  /// A plan file that cannot be taken, and why.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  /// Saves it to a new file.
  ///
  /// @throws Unusable if the file cannot be written, or is there: what an earlier plan says must
  ///   stay, or it could not be taken back
  public void save(Path file) throws Unusable {
    var plan = new LinkedHashMap<String, Object>();
    plan.put("tagKey", tagKey);
    plan.put("workshop", workshop);
    plan.put("account", account);
    plan.put(
        "resources",
        resources.stream()
            .map(
                resource -> {
                  var entry = new LinkedHashMap<String, Object>();
                  entry.put("arn", resource.arn().toString());
                  entry.put("type", resource.type());
                  entry.put("name", resource.name());
                  entry.put("region", resource.region());
                  resource.born().ifPresent(born -> entry.put(CREATED_AT, born.text()));
                  return entry;
                })
            .toList());
    try {
      Files.writeString(file, STRICT.asString(plan) + "\n", StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException taken) {
      throw new Unusable(
          file
              + " is there already, and is not written over: carry it out with --from, or name"
              + " another file");
    } catch (IOException failed) {
      throw new Unusable("the plan cannot be saved to " + file + ": " + reason(failed));
    }
  }

  /// Reads a plan that may have been edited.
  ///
  /// @throws Unusable if the file is no plan
  /// @throws Refusal if it is not there, or no text
  public static TagPlan read(Path file) throws Unusable {
    var text = InputFile.text("the plan", file);
    try {
      try (var parser = STRICT.createParser(text)) {
        var value = parser.nextToken() == null ? Map.of() : STRICT.anyFrom(parser);
        if (parser.nextToken() != null) {
          throw new Unusable(file + " is no plan: more follows on what would be one");
        }
        return plan(file, value);
      }
    } catch (JsonProcessingException malformed) {
      throw new Unusable(file + " is no plan: it is not JSON. Save one with ./janitor tag --save");
    } catch (IOException failed) {
      throw new Unusable("the plan cannot be read from " + file + ": " + reason(failed));
    }
  }

  private static String reason(IOException failed) {
    return failed instanceof NoSuchFileException ? "its folder is not there" : failed.toString();
  }

  /// Holds it against where it is to be carried out: a file can be old, edited, or another's.
  ///
  /// @throws Unusable naming the first thing that does not fit
  public TagPlan checked(String tagKey, String workshop, HomeAccount home, Catalog catalog)
      throws Unusable {
    if (!account.equals(home.account())) {
      throw new Unusable(
          "the plan is for account "
              + account
              + ", but these credentials are for "
              + home.account());
    }
    if (!this.workshop.equals(workshop) || !this.tagKey.equals(tagKey)) {
      throw new Unusable(
          "the plan is for "
              + this.tagKey
              + "="
              + this.workshop
              + ", but the settings say "
              + tagKey
              + "="
              + workshop);
    }
    var seen = new HashSet<Arn>();
    for (var entry : resources) {
      var kind = catalog.ofType(entry.type());
      if (kind.filter(known -> known.claims(entry.arn())).isEmpty()) {
        throw new Unusable(
            "the plan holds \"" + entry.arn() + "\", which is no \"" + entry.type() + "\"");
      }
      if (!isAtHome(entry, kind.get(), home)) {
        throw new Unusable(
            "the plan holds \""
                + entry.arn()
                + "\", which is not of account "
                + home.account()
                + " in \""
                + entry.region()
                + "\"");
      }
      if (!seen.add(entry.arn())) {
        throw new Unusable("the plan holds \"" + entry.arn() + "\" twice");
      }
    }
    return this;
  }

  private static boolean isAtHome(Entry entry, ResourceKind kind, HomeAccount home) {
    var arn = entry.arn();
    return arn.partition().equals(home.partition())
        && (arn.account().isEmpty() || arn.account().equals(home.account()))
        && (arn.region().isEmpty()
            || kind.traits().isGlobal()
            || arn.region().equals(entry.region()))
        && (kind.traits().isGlobal()
            ? entry.region().equals(home.globalRegion())
            : Place.isRegion(entry.region()));
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
    for (var resource : resources) {
      entries.add(
          entry(resource)
              .orElseThrow(
                  () ->
                      new Unusable(
                          file
                              + " is no plan: its resource "
                              + (entries.size() + 1)
                              + " needs arn, type, name, region and perhaps createdAt, and nothing"
                              + " else")));
    }
    return new TagPlan(tagKey, workshop, account, List.copyOf(entries));
  }

  private static Optional<Entry> entry(Object value) {
    if (value instanceof Map<?, ?> map
        && map.size() == (map.containsKey(CREATED_AT) ? 5 : 4)
        && map.get("arn") instanceof String arn
        && map.get("type") instanceof String type
        && map.get("name") instanceof String name
        && map.get("region") instanceof String region) {
      try {
        var born =
            map.containsKey(CREATED_AT)
                ? Optional.of(Born.read(String.valueOf(map.get(CREATED_AT))))
                : Optional.<Born>empty();
        return Optional.of(new Entry(Arn.of(arn), type, name, region, born));
      } catch (IllegalArgumentException | DateTimeException malformed) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
