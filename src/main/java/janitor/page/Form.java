package janitor.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What somebody sent: which rows, and which button.
///
/// @param rows numbers in the announcement's list
/// @param groups numbers of headings, each of which stands for all rows below it
record Form(String token, Set<Integer> rows, Set<Integer> groups, Button button) {

  enum Button {
    KEEP,
    WEEK,
    BACK
  }

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,6}");

  private static final Map<String, Button> BUTTONS =
      Map.of("keep", Button.KEEP, "week", Button.WEEK, "back", Button.BACK);

  /// Empty where anything in it is not as the page makes it: then nothing of it counts.
  static Optional<Form> of(String body) {
    return fields(body).flatMap(Form::of);
  }

  private static Optional<Form> of(Map<String, List<String>> fields) {
    var tokens = fields.getOrDefault("token", List.of());
    var buttons = fields.getOrDefault("do", List.of());
    var rows = numbers(fields.getOrDefault("r", List.of()));
    var groups = numbers(fields.getOrDefault("g", List.of()));
    if (tokens.size() != 1
        || buttons.size() != 1
        || !BUTTONS.containsKey(buttons.getFirst())
        || rows.isEmpty()
        || groups.isEmpty()
        || !Set.of("token", "do", "r", "g").containsAll(fields.keySet())) {
      return Optional.empty();
    }
    return Optional.of(
        new Form(
            tokens.getFirst(),
            rows.get(),
            groups.get(),
            BUTTONS.getOrDefault(buttons.getFirst(), Button.KEEP)));
  }

  private static Optional<Set<Integer>> numbers(List<String> texts) {
    return texts.stream().allMatch(text -> NUMBER.matcher(text).matches())
        ? Optional.of(
            texts.stream().map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new)))
        : Optional.empty();
  }

  /// A browser sends nothing but ASCII: all else is encoded.
  private static Optional<Map<String, List<String>>> fields(String body) {
    if (!body.chars().allMatch(one -> one > ' ' && one < 127)) {
      return Optional.empty();
    }
    var fields = new HashMap<String, List<String>>();
    try {
      Arrays.stream(body.split("&", -1))
          .map(pair -> pair.split("=", 2))
          .forEach(
              pair ->
                  fields
                      .computeIfAbsent(decoded(pair[0]), _ -> new ArrayList<>())
                      .add(pair.length == 2 ? decoded(pair[1]) : ""));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    return Optional.of(fields);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
