package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Tags;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What Cloud Control shows of one thing, read as its row says.
///
/// @param where in it things stand
record CloudControlModel(CloudControlRow.Model where, Map<String, Object> properties) {

  /// EC2's ids, which no other service writes in this way.
  private static final Pattern EC2_ID =
      Pattern.compile("(subnet|sg|vpc|eni|eipalloc)-[0-9a-f]{8,17}");

  private static final Map<String, String> EC2_WORDS =
      Map.of(
          "subnet", "subnet/",
          "sg", "security-group/",
          "vpc", "vpc/",
          "eni", "network-interface/",
          "eipalloc", "elastic-ip/");

  /// Out of the text that GetResource has it in.
  static CloudControlModel of(CloudControlRow.Model where, String text) {
    return new CloudControlModel(
        where,
        Answers.object(text)
            .orElseThrow(() -> new IllegalStateException("its model is no JSON object: " + text)));
  }

  @Nullable String arn() {
    return properties.get(where.arn()) instanceof String text ? text : null;
  }

  /// Why it must not be deleted.
  Optional<String> guard() {
    return where
        .guard()
        .flatMap(
            guard ->
                Stream.ofNullable(properties.get(guard.property()))
                    .map(String::valueOf)
                    .filter(value -> guard.value().matcher(value).matches())
                    .map(value -> "its " + guard.property() + " is " + value)
                    .findFirst());
  }

  /// Pairs, whose words some types write small, or one object.
  Tags tags() {
    return switch (properties.get(where.tags())) {
      case null -> Tags.NONE;
      case Map<?, ?> all ->
          Tags.of(
              all.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          entry -> String.valueOf(entry.getKey()),
                          entry -> String.valueOf(entry.getValue()))));
      case List<?> pairs -> {
        var all = new LinkedHashMap<String, String>();
        for (var pair : pairs) {
          if (!(pair instanceof Map<?, ?> fields) || word(fields, "Key").isEmpty()) {
            throw new IllegalStateException("its tags are not as documented: " + pair);
          }
          all.put(word(fields, "Key").orElseThrow(), word(fields, "Value").orElse(""));
        }
        yield Tags.of(all);
      }
      case Object other ->
          throw new IllegalStateException("its tags are not as documented: " + other);
    };
  }

  private static Optional<String> word(Map<?, ?> pair, String name) {
    return Stream.of(name, name.toLowerCase(Locale.ROOT))
        .flatMap(word -> Stream.ofNullable(pair.get(word)))
        .map(String::valueOf)
        .findFirst();
  }

  Optional<Instant> createdAt() {
    return where.createdAt().flatMap(property -> time(properties.get(property)));
  }

  private static Optional<Instant> time(@Nullable Object told) {
    return switch (told) {
      case Number seconds -> Optional.of(Instant.ofEpochSecond(seconds.longValue()));
      case String text ->
          Found.unless(
              DateTimeException.class, () -> Optional.of(OffsetDateTime.parse(text).toInstant()));
      case null, default -> Optional.empty();
    };
  }

  /// How a key of KMS's is named without its ARN: by id, that of a multi-Region key, or an alias
  /// (KMS developer guide, "Key identifiers").
  private static final Pattern KEY =
      Pattern.compile(
          "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[a-zA-Z0-9/_-]+");

  /// Whatever ARN, or id of EC2's or of a key, stands anywhere in the model is something that it
  /// uses. Names are not looked at: they collide.
  Stream<Arn> named(Place place) {
    return named(place, properties);
  }

  private static Stream<Arn> named(Place place, @Nullable Object value) {
    return switch (value) {
      case String text when text.startsWith("arn:") ->
          Answers.arn(text).map(BedrockFlows::unversioned).stream();
      case String text -> part(place, text).stream();
      case Map<?, ?> all -> all.values().stream().flatMap(one -> named(place, one));
      case List<?> all -> all.stream().flatMap(one -> named(place, one));
      case null, default -> Stream.of();
    };
  }

  private static Optional<Arn> part(Place place, String text) {
    if (KEY.matcher(text).matches()) {
      return KmsKey.named(place, text);
    }
    var id = EC2_ID.matcher(text);
    return id.matches()
        ? Optional.of(place.arn("ec2", EC2_WORDS.get(id.group(1)) + text))
        : Optional.empty();
  }
}
