package janitor.kind;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// A template in YAML, with CloudFormation's short forms: `!Ref x` is `{"Ref": "x"}`. All scalars
/// are texts.
final class TemplateYaml {
  /// CloudFormation takes no aliases (user guide, "Template formats"), and `${X}` is its own.
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setSchema(new FailsafeSchema()).setMaxAliasesForCollections(0).build();

  /// The prefix of the tags that YAML gives what has none: a text, a number, nothing.
  private static final String OF_YAML = "tag:yaml.org,2002:";

  private TemplateYaml() {}

  /// Maps, lists and texts; empty where this is no YAML, or nothing.
  static Optional<Object> read(String text) {
    try {
      return new Compose(SETTINGS).composeString(text).map(TemplateYaml::value);
    } catch (YamlEngineException noYaml) {
      return Optional.empty();
    }
  }

  private static Object value(Node node) {
    var tag = node.getTag().getValue();
    return tag.startsWith(OF_YAML) || tag.equals("!")
        ? untagged(node)
        : Map.of(longForm(tag), untagged(node));
  }

  private static String longForm(String tag) {
    return tag.equals("!Ref") || tag.equals("!Condition")
        ? tag.substring(1)
        : "Fn::" + tag.substring(1);
  }

  private static Object untagged(Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar.getValue();
      case SequenceNode list -> list.getValue().stream().map(TemplateYaml::value).toList();
      case MappingNode map -> {
        var entries = new LinkedHashMap<String, Object>();
        map.getValue()
            .forEach(
                entry -> {
                  var key = String.valueOf(untagged(entry.getKeyNode()));
                  if (entries.put(key, value(entry.getValueNode())) != null) {
                    throw new YamlEngineException("twice: " + key);
                  }
                });
        yield entries;
      }
      default -> throw new YamlEngineException("a template has no " + node.getNodeType());
    };
  }
}
