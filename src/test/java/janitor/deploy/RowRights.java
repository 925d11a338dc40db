package janitor.deploy;

import janitor.kind.CloudControlRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What Cloud Control asks for in the caller's name, of the types of its table: statements for the
/// template, made from that table.
final class RowRights {
  private static final int WIDTH = 118;
  private static final String INDENT = " ".repeat(14);

  /// What kinds by hand look with too, and is granted for them; all that is written into the role
  /// itself has little room.
  private static final Set<String> READ_BY_HAND =
      Set.of(
          "backup:ListTags",
          "bedrock:ListTagsForResource",
          "cloudwatch:ListTagsForResource",
          "dms:ListTagsForResource",
          "lambda:ListTags",
          "memorydb:ListTags",
          "rekognition:ListTagsForResource",
          "sagemaker:ListTags");

  /// What services ask of others in the caller's name, of things that carry no tag: granted by
  /// hand, for that way only (the statement LinkServices).
  private static final Set<String> DELETED_FOR =
      Set.of(
          "ec2:DeleteNetworkInterface",
          "ec2:DeleteNetworkInterfacePermission",
          "ec2:DeleteVpcEndpoints",
          "ec2:DetachNetworkInterface",
          "logs:DeleteLogDelivery",
          "logs:GetLogDelivery");

  private RowRights() {}

  static String deletes() {
    return """
    # What can be limited by the tag, all of it. Cloud Control deletes in the caller's name.
    - !Sub |-
      {"Sid":"Rows","Effect":"Allow",
    %s
       "Resource":"*",
       "Condition":{"StringEquals":{"aws:ResourceTag/${TagKey}":"${Workshop}"}}}
    """
        .formatted(
            lines(
                all(CloudControlRow.Rights::deletes).stream()
                    .filter(action -> !DELETED_FOR.contains(action))
                    .toList()))
        .indent(INDENT.length());
  }

  static String reads() {
    return """
    # Models cannot be narrowed. Cloud Control reads in the caller's name.
    - Sid: ReadRows
      Effect: Allow
      Action:
    %s
      Resource: '*'
    """
        .formatted(
            all(CloudControlRow.Rights::reads).stream()
                .filter(action -> !READ_BY_HAND.contains(action))
                .map(action -> "    - " + action)
                .collect(Collectors.joining("\n")))
        .indent(10);
  }

  private static Collection<String> all(Function<CloudControlRow.Rights, Set<String>> actions) {
    var all = new TreeSet<String>();
    CloudControlRow.all().forEach(row -> all.addAll(actions.apply(row.rights())));
    return all;
  }

  private static String lines(Collection<String> actions) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder("   \"Action\":[");
    for (var action : List.copyOf(actions)) {
      var word = "\"" + action + "\",";
      if (INDENT.length() + line.length() + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder("    ");
      }
      line.append(word);
    }
    line.setLength(line.length() - 1);
    lines.add(line + "],");
    return String.join("\n", lines);
  }
}
