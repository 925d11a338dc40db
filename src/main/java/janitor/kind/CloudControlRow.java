package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Place;
import janitor.resource.ReviewedTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One reviewed line of `cloud-control.tsv`: a type that Cloud Control deletes. The head of that
/// file says what its columns are, and where they come from.
///
/// @param holdsData whether what people put into it is lost with it
/// @param usualWait how long AWS usually takes to delete it
/// @param rights what Cloud Control asks of its service
/// @param uses what a stranger's may use of the workshop's
public record CloudControlRow(
    String type,
    Name name,
    Model model,
    CostClass cost,
    boolean holdsData,
    Duration usualWait,
    Rights rights,
    Uses uses) {

  private static final String TABLE = "cloud-control.tsv";
  private static final int COLUMNS = 13;
  private static final String NONE = "-";

  /// Where things stand in what GetResource returns.
  ///
  /// @param arn the property with its own ARN: what reads back another is not it
  public record Model(String arn, String tags, Optional<String> createdAt, Optional<Guard> guard) {}

  /// The actions that Cloud Control asks for in the caller's name.
  ///
  /// @param deletes to delete one
  /// @param reads to read one, and to list all where that shows what strangers' use
  public record Rights(Set<String> deletes, Set<String> reads) {}

  /// What may be used by one of which the used knows nothing, and nothing refuses to delete.
  ///
  /// @param isListed whether all of a region can be listed, to see what they use or are called
  /// @param types of what its model names
  /// @param services in whose names it works with a role, without `amazonaws.com`: as its schema in
  ///   the registry has one, and the guide of its service says whom that has to trust
  public record Uses(boolean isListed, List<String> types, List<String> services) {
    private static final String AS = "as:";
    private static final String UNLISTED = "unlisted";

    static Uses of(String column) {
      var words =
          told(column).filter(text -> !text.equals(UNLISTED)).stream()
              .flatMap(text -> Stream.of(text.split(" ")))
              .toList();
      return new Uses(
          !column.equals(UNLISTED),
          words.stream().filter(word -> !word.startsWith(AS)).map(Uses::type).toList(),
          words.stream()
              .filter(word -> word.startsWith(AS))
              .flatMap(word -> Stream.of(word.substring(AS.length()).split(",")))
              .toList());
    }

    private static String type(String word) {
      if (!word.matches("AWS(::[A-Za-z0-9]+){2}")) {
        throw new IllegalArgumentException("\"" + word + "\" is no type");
      }
      return word;
    }

    /// As the table has it.
    public String words() {
      return String.join(
          " ",
          Stream.concat(types.stream(), services.stream().map(service -> AS + service)).toList());
    }
  }

  /// What its model says where it must not be deleted, whatever `LiftProtection` says.
  ///
  /// @param value the whole of it, as a regular expression; `true` where the table names none
  public record Guard(String property, Pattern value) {
    static Guard of(String told) {
      var parts = told.split("=", 2);
      return new Guard(parts[0], Pattern.compile(parts.length == 1 ? "true" : parts[1]));
    }

    /// As the table has it.
    public String words() {
      return property + "=" + value;
    }
  }

  /// Its ARN, and the primary identifier that follows from it.
  ///
  /// @param pattern with `${…}` for each word that varies, as IAM's reference writes it
  /// @param identifier `ARN`, or words of the pattern, with `|` between the parts
  public record Name(Pattern whole, List<String> words, String pattern, String identifier) {
    private static final Pattern WORD = Pattern.compile("\\$\\{([A-Za-z]+)}");
    private static final String ARN = "ARN";

    static Name of(String pattern, String identifier) {
      var words = new ArrayList<String>();
      var whole = new StringBuilder();
      var at = 0;
      var word = WORD.matcher(pattern);
      while (word.find()) {
        whole
            .append(Pattern.quote(pattern.substring(at, word.start())))
            .append(form(word.group(1)));
        words.add(word.group(1));
        at = word.end();
      }
      whole.append(Pattern.quote(pattern.substring(at)));
      var name =
          new Name(Pattern.compile(whole.toString()), List.copyOf(words), pattern, identifier);
      if (!identifier.equals(ARN)
          && name.parts().stream().anyMatch(part -> !words.contains(part))) {
        throw new IllegalArgumentException(
            identifier + " cannot be made from the words of " + pattern);
      }
      return name;
    }

    private static String form(String word) {
      return switch (word) {
        case "Partition" -> "(aws[a-z-]*)";
        case "Region" -> "([a-z0-9-]+)";
        case "Account" -> "(\\d{12})";
        default -> "([^/:]+)";
      };
    }

    private List<String> parts() {
      return Stream.of(identifier.split("\\|"))
          .map(
              part -> {
                var word = WORD.matcher(part);
                if (!word.matches()) {
                  throw new IllegalArgumentException(part + " is no word: write ${…}");
                }
                return word.group(1);
              })
          .toList();
    }

    boolean isGlobal() {
      return !words.contains("Region");
    }

    boolean claims(Arn arn) {
      return whole.matcher(arn.toString()).matches();
    }

    private Map<String, String> values(Arn arn) {
      var match = whole.matcher(arn.toString());
      if (!match.matches()) {
        throw new IllegalArgumentException(arn + " is not of the form " + pattern);
      }
      var values = new LinkedHashMap<String, String>();
      for (int i = 0; i < words.size(); i++) {
        values.put(words.get(i), match.group(i + 1));
      }
      return values;
    }

    /// The primary identifier of what has this ARN.
    String identifierOf(Arn arn) {
      var values = values(arn);
      return identifier.equals(ARN)
          ? arn.toString()
          : String.join(
              "|", parts().stream().map(part -> Objects.requireNonNull(values.get(part))).toList());
    }

    /// The ARN of what has this primary identifier; empty where that says too little.
    Optional<Arn> arnOf(Place place, String id) {
      if (identifier.equals(ARN)) {
        return Answers.arn(id).filter(this::claims);
      }
      var told = id.split("\\|", -1);
      var parts = parts();
      if (told.length != parts.size()) {
        return Optional.empty();
      }
      var values = new LinkedHashMap<String, String>();
      values.put("Partition", place.bareArn("any", "thing").partition());
      values.put("Region", place.region());
      values.put("Account", place.account());
      for (int i = 0; i < told.length; i++) {
        values.put(parts.get(i), told[i]);
      }
      if (!values.keySet().containsAll(words)) {
        return Optional.empty();
      }
      var text = WORD.matcher(pattern).replaceAll(word -> quoted(values, word.group(1)));
      return Answers.arn(text).filter(this::claims);
    }

    private static String quoted(Map<String, String> values, String word) {
      return java.util.regex.Matcher.quoteReplacement(Objects.requireNonNull(values.get(word)));
    }

    /// For people: the last word.
    String nameOf(Arn arn) {
      return Objects.requireNonNull(values(arn).get(words.getLast()));
    }
  }

  /// All of the table.
  public static List<CloudControlRow> all() {
    return Table.ROWS;
  }

  /// Read once: a laptop's command makes the kinds several times.
  private static final class Table {
    static final List<CloudControlRow> ROWS = read();

    private static List<CloudControlRow> read() {
      return ReviewedTable.rows(CloudControlRow.class, TABLE).map(CloudControlRow::of).toList();
    }
  }

  /// One line.
  ///
  /// @throws IllegalArgumentException naming the line, where it is not as the head says
  static CloudControlRow of(String line) {
    var columns = line.split("\t", -1);
    try {
      if (columns.length != COLUMNS) {
        throw new IllegalArgumentException("it has " + columns.length + " columns");
      }
      return new CloudControlRow(
          columns[0],
          Name.of(columns[1], columns[2]),
          new Model(columns[3], columns[4], told(columns[5]), told(columns[6]).map(Guard::of)),
          CostClass.valueOf(columns[7]),
          columns[8].equals("data"),
          Duration.ofSeconds(Long.parseLong(columns[9])),
          new Rights(actions(columns[10]), actions(columns[11])),
          Uses.of(columns[12]));
    } catch (IllegalArgumentException fault) {
      throw new IllegalArgumentException(
          TABLE + ", " + columns[0] + ": " + fault.getMessage(), fault);
    }
  }

  private static Optional<String> told(String column) {
    return Optional.of(column).filter(text -> !text.equals(NONE));
  }

  private static Set<String> actions(String text) {
    var actions = new LinkedHashSet<>(List.of(text.split(" ")));
    for (var action : actions) {
      if (!action.matches("[a-z0-9-]+:[A-Za-z]+")) {
        throw new IllegalArgumentException("\"" + action + "\" is no action of IAM's");
      }
    }
    return actions;
  }
}
