package janitor.deploy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// `template.yaml` as CloudFormation would see it with some values of its parameters: enough of the
/// intrinsic functions for the policies, no more.
final class Template {
  static final Path FILE = Path.of("template.yaml");
  static final String ACCOUNT = "123456789012";
  static final String REGION = "eu-central-1";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");
  private static final Pattern SID = Pattern.compile("^(?:- Sid: |\\{\"Sid\":\")(\\w+)");

  /// What stands between a comment and the statement that it is about.
  private static final Pattern OPENING =
      Pattern.compile("(- )+((?:!Sub )?\\|-|!If|[A-Z][A-Za-z]+)");

  private static final Object NO_VALUE = new Object();

  private final Map<String, Object> root;
  private final Map<String, String> values;

  private Template(Map<String, Object> root, Map<String, String> values) {
    this.root = root;
    this.values = values;
  }

  static Template with(Map<String, String> parameters) {
    try {
      return of(Files.readString(FILE), parameters);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Template of(String yaml, Map<String, String> parameters) {
    var root = map(new Load(settings(), new Constructor()).loadFromString(yaml));
    var values = new LinkedHashMap<String, String>();
    map(root.get("Parameters"))
        .forEach(
            (name, declared) ->
                values.put(name, String.valueOf(map(declared).getOrDefault("Default", ""))));
    values.putAll(
        Map.of(
            "AWS::Partition",
            "aws",
            "AWS::Region",
            REGION,
            "AWS::AccountId",
            ACCOUNT,
            "AWS::StackName",
            "workshop-janitor",
            "AWS::StackId",
            "arn:aws:cloudformation:" + REGION + ":" + ACCOUNT + ":stack/workshop-janitor/1"));
    values.putAll(parameters);
    return new Template(root, values);
  }

  /// The declared parameters.
  Map<String, Map<String, Object>> parameters() {
    return maps("Parameters");
  }

  Map<String, Map<String, Object>> resources() {
    return maps("Resources");
  }

  Map<String, Object> metadata() {
    return map(root.get("Metadata"));
  }

  /// A value with its intrinsic functions resolved.
  Object resolved(@Nullable Object value) {
    return resolve(Objects.requireNonNull(value, "a value"));
  }

  private Map<String, Map<String, Object>> maps(String section) {
    return map(root.get(section)).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> map(entry.getValue()),
                (a, _) -> a,
                LinkedHashMap::new));
  }

  /// A policy document: where it stands, and its text without what IAM does not count.
  record Policy(String resource, String name, String type, Map<String, Object> document) {
    int size() {
      try {
        // Written without blanks; those within a text count, and there are none but in a tag.
        return JSON.std.asString(document).length();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    Stream<Statement> statements() {
      return list(document.get("Statement")).stream().map(value -> new Statement(this, map(value)));
    }
  }

  record Statement(Policy policy, Map<String, Object> json) {
    String sid() {
      return String.valueOf(json.getOrDefault("Sid", "?"));
    }

    List<String> actions() {
      return texts(json.get("Action"));
    }

    List<String> resources() {
      return texts(json.get("Resource"));
    }

    /// The keys of its conditions, as `operator key`, with what they must be.
    Map<String, Object> conditions() {
      var all = new LinkedHashMap<String, Object>();
      map(json.getOrDefault("Condition", Map.of()))
          .forEach(
              (operator, keys) ->
                  map(keys).forEach((key, value) -> all.put(operator + " " + key, value)));
      return all;
    }

    boolean isConditionedOn(String key) {
      return conditions().keySet().stream().anyMatch(text -> text.endsWith(" " + key));
    }

    /// Whether AWS itself checks the workshop tag: that it is there, and not only whose it is.
    boolean isTagged() {
      return conditions().keySet().stream()
          .anyMatch(text -> text.startsWith("StringEquals aws:ResourceTag/"));
    }

    /// Whether only CloudFormation can use it.
    boolean isForStackMembers() {
      return isConditionedOn("aws:CalledVia");
    }
  }

  /// The environment variables of the function that are settings.
  Map<String, Object> variables() {
    return map(map(properties("Janitor").get("Environment")).get("Variables")).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("JANITOR_"))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
  }

  /// Why there is a statement, by its name: the comment above it, in one line.
  static Map<String, String> reasons() {
    try {
      var lines = Files.readString(FILE).lines().map(String::strip).toList();
      var reasons = new LinkedHashMap<String, String>();
      for (int at = 0; at < lines.size(); at++) {
        var sid = SID.matcher(lines.get(at));
        if (sid.find()) {
          var item = at;
          while (OPENING.matcher(lines.get(item - 1)).matches()) {
            item--;
          }
          var above = item;
          while (lines.get(above - 1).startsWith("# ")
              && !lines.get(above - 1).startsWith("# made by ")) {
            above--;
          }
          reasons.put(
              sid.group(1),
              lines.subList(above, item).stream()
                  .map(comment -> comment.substring(2))
                  .collect(Collectors.joining(" ")));
        }
      }
      return reasons;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// All policies of roles, not what trusts them; those whose condition does not hold left out.
  List<Policy> policies() {
    var all = new ArrayList<Policy>();
    resources()
        .forEach(
            (name, resource) -> {
              if (!holds(resource)) {
                return;
              }
              var properties = map(resource.getOrDefault("Properties", Map.of()));
              var type = String.valueOf(resource.get("Type"));
              switch (type) {
                case "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy" ->
                    all.add(new Policy(name, name, type, document(properties)));
                case "AWS::IAM::Role" ->
                    list(properties.getOrDefault("Policies", List.of()))
                        .forEach(
                            value ->
                                all.add(
                                    new Policy(
                                        name,
                                        String.valueOf(map(value).get("PolicyName")),
                                        type,
                                        document(map(value)))));
                default -> {}
              }
            });
    return all;
  }

  /// The statements that the function's own role ends up with.
  List<Statement> functionRights() {
    var attached =
        list(resolved(properties("JanitorRole").get("ManagedPolicyArns"))).stream()
            .map(arn -> arn.toString().substring(arn.toString().indexOf('/') + 1))
            .toList();
    return policies().stream()
        .filter(
            policy ->
                policy.resource().equals("JanitorRole")
                    || attached.contains(policy.resource())
                    || isOfTheFunction(policy.resource()))
        .flatMap(Policy::statements)
        .toList();
  }

  private boolean isOfTheFunction(String resource) {
    return map(properties(resource).getOrDefault("RoleName", Map.of()))
        .equals(Map.of("Ref", "JanitorRole"));
  }

  Map<String, Object> properties(String resource) {
    return map(
        Objects.requireNonNull(resources().get(resource), resource)
            .getOrDefault("Properties", Map.of()));
  }

  private Map<String, Object> document(Map<String, Object> properties) {
    var document = resolved(properties.get("PolicyDocument"));
    if (document instanceof String json) {
      try {
        return JSON.std.mapFrom(json);
      } catch (IOException malformed) {
        throw new UncheckedIOException(malformed);
      }
    }
    return map(document);
  }

  private boolean holds(Map<String, Object> resource) {
    return Optional.ofNullable(resource.get("Condition"))
        .map(name -> condition(String.valueOf(name)))
        .orElse(true);
  }

  private boolean condition(String name) {
    return isTrue(Objects.requireNonNull(map(root.get("Conditions")).get(name), name));
  }

  private boolean isTrue(Object condition) {
    var function = map(condition);
    var name = function.keySet().iterator().next();
    var argument = Objects.requireNonNull(function.get(name));
    return switch (name) {
      case "Condition" -> condition(String.valueOf(argument));
      case "Fn::Not" -> !isTrue(list(argument).getFirst());
      case "Fn::And" -> list(argument).stream().allMatch(this::isTrue);
      case "Fn::Or" -> list(argument).stream().anyMatch(this::isTrue);
      case "Fn::Equals" ->
          resolve(list(argument).getFirst()).equals(resolve(list(argument).get(1)));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Object resolve(Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream()
              .map(one -> resolve(Objects.requireNonNull(one)))
              .filter(one -> one != NO_VALUE)
              .toList();
      case Map<?, ?> some -> resolve(map(some));
      default -> value;
    };
  }

  private Object resolve(Map<String, Object> map) {
    if (map.size() == 1) {
      var name = map.keySet().iterator().next();
      var argument = Objects.requireNonNull(map.get(name));
      switch (name) {
        case "Ref" -> {
          return argument.equals("AWS::NoValue") ? NO_VALUE : reference(argument.toString());
        }
        case "Fn::GetAtt" -> {
          return attribute(argument.toString());
        }
        case "Fn::Sub" -> {
          return argument instanceof String text
              ? substitute(text, this::variable)
              : substitute(list(argument));
        }
        case "Fn::Join" -> {
          return list(resolve(list(argument).get(1))).stream()
              .map(Object::toString)
              .collect(Collectors.joining(list(argument).getFirst().toString()));
        }
        case "Fn::Split" -> {
          return List.of(
              String.valueOf(resolve(list(argument).get(1)))
                  .split(Pattern.quote(list(argument).getFirst().toString()), -1));
        }
        case "Fn::Select" -> {
          return list(resolve(list(argument).get(1)))
              .get(Integer.parseInt(list(argument).getFirst().toString()));
        }
        case "Fn::If" -> {
          var branches = list(argument);
          return resolve(branches.get(condition(branches.getFirst().toString()) ? 1 : 2));
        }
        default -> {}
      }
    }
    var resolved = new LinkedHashMap<String, Object>();
    map.forEach(
        (key, value) -> {
          var one = resolve(value);
          if (one != NO_VALUE) {
            resolved.put(key, one);
          }
        });
    return resolved;
  }

  private String substitute(List<Object> textAndValues) {
    var own = map(resolve(textAndValues.get(1)));
    return substitute(
        textAndValues.getFirst().toString(),
        name -> own.containsKey(name) ? String.valueOf(own.get(name)) : variable(name));
  }

  private static String substitute(String text, Function<String, String> variable) {
    return REFERENCE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(variable.apply(match.group(1))));
  }

  private String variable(String name) {
    return name.contains(".") ? attribute(name) : reference(name);
  }

  private String reference(String name) {
    var value = values.get(name);
    if (value != null) {
      return value;
    }
    return switch (type(name)) {
      case "AWS::IAM::ManagedPolicy" -> "arn:aws:iam::" + ACCOUNT + ":policy/" + name;
      case "AWS::SNS::Topic" -> "arn:aws:sns:" + REGION + ":" + ACCOUNT + ":" + name;
      default -> name;
    };
  }

  private String attribute(String path) {
    var name = path.substring(0, path.indexOf('.'));
    var at = REGION + ":" + ACCOUNT + ":";
    return switch (type(name)) {
      case "AWS::IAM::Role" -> "arn:aws:iam::" + ACCOUNT + ":role/" + name;
      case "AWS::Serverless::Function" -> "arn:aws:lambda:" + at + "function:" + name;
      case "AWS::DynamoDB::Table" -> "arn:aws:dynamodb:" + at + "table/" + name;
      case "AWS::SQS::Queue" -> "arn:aws:sqs:" + at + name;
      case "AWS::Logs::LogGroup" -> "arn:aws:logs:" + at + "log-group:" + name + ":*";
      case "AWS::Scheduler::ScheduleGroup" -> "arn:aws:scheduler:" + at + "schedule-group/" + name;
      case "AWS::CloudWatch::Alarm" -> "arn:aws:cloudwatch:" + at + "alarm:" + name;
      case String other -> throw new IllegalArgumentException(path + " of " + other);
    };
  }

  private String type(String resource) {
    return String.valueOf(Objects.requireNonNull(resources().get(resource), resource).get("Type"));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value, "a map");
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(@Nullable Object value) {
    return (List<Object>) Objects.requireNonNull(value, "a list");
  }

  static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  private static LoadSettings settings() {
    return LoadSettings.builder().setLabel(FILE.toString()).build();
  }

  /// The short forms of the intrinsic functions become the long ones.
  private static final class Constructor extends StandardConstructor {
    Constructor() {
      super(settings());
      for (var name :
          List.of("Sub", "Join", "Split", "Select", "If", "Equals", "Not", "And", "Or", "GetAtt")) {
        tagConstructors.put(new Tag("!" + name), new Intrinsic("Fn::" + name));
      }
      tagConstructors.put(new Tag("!Ref"), new Intrinsic("Ref"));
      tagConstructors.put(new Tag("!Condition"), new Intrinsic("Condition"));
    }

    private final class Intrinsic implements ConstructNode {
      private final String name;

      Intrinsic(String name) {
        this.name = name;
      }

      @Override
      public Object construct(@Nullable Node node) {
        return switch (node) {
          case ScalarNode scalar -> Map.of(name, scalar.getValue());
          case SequenceNode sequence -> Map.of(name, constructSequence(sequence));
          case null, default -> throw new IllegalArgumentException(name);
        };
      }
    }
  }
}
