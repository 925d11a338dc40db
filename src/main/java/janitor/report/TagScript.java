package janitor.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A shell script that puts one of the janitor's tags on many resources: it asks whose credentials
/// it has first, names what could not be tagged, and ends with 1 if that is anything.
///
/// The tagging API answers with success even where it tagged only some of the twenty it was given,
/// and refuses all twenty for one that it does not know: what is left is tried one by one.
final class TagScript {

  /// The list beside it takes most of what a mail may hold.
  private static final int LARGEST = 2_500_000;

  private static final String HEAD =
      """
      #!/bin/sh
      # {what}
      # In a shell with the credentials of account {account} (its CloudShell has them): sh {file}
      account=$(aws sts get-caller-identity --query Account --output text) || exit 2
      if [ "$account" != {account} ]; then
        echo "These are the credentials of account $account, and not of {account}." >&2
        exit 2
      fi
      missed=0
      miss() {
        missed=$((missed + 1))
        echo "NOT TAGGED: $1" >&2
      }
      tag() { # REGION TAG ARN...
        region=$1 tag=$2
        shift 2
        if left=$(aws resourcegroupstaggingapi tag-resources --region "$region" --tags "$tag" \\
          --resource-arn-list "$@" --query FailedResourcesMap --output json); then
          case $left in '' | null | '{}') return ;; esac
        fi
        if [ $# -eq 1 ]; then
          miss "$1"
          return
        fi
        for arn; do
          tag "$region" "$tag" "$arn"
        done
      }
      """;

  private static final String TAIL =
      """
      if [ "$missed" -gt 0 ]; then
        echo "$missed could not be tagged, and will be deleted unless you do it otherwise." >&2
        exit 1
      fi
      echo "{done}"
      """;

  private TagScript() {}

  /// The script.
  ///
  /// @param what what it does, in a sentence
  /// @param done what it says in the end
  static String of(
      String file, String what, String done, String account, List<TagCommand.Tagging> taggings) {
    var words = Map.of("what", Words.clean(what), "file", file, "account", account, "done", done);
    var script = new StringBuilder(filled(HEAD, words));
    var room = LARGEST;
    var left = taggings.stream().mapToInt(TagCommand.Tagging::count).sum();
    for (var tagging : taggings) {
      var line = tagging.line() + "\n";
      room -= line.getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        // Counted as missed, so that the script never claims to have done all.
        script.append("miss '").append(left).append(" that this file has no room for'\n");
        break;
      }
      script.append(line);
      left -= tagging.count();
    }
    return script.append(filled(TAIL, words)).toString();
  }

  private static String filled(String text, Map<String, String> words) {
    var filled = text;
    for (var word : words.entrySet()) {
      filled = filled.replace("{" + word.getKey() + "}", word.getValue());
    }
    return filled;
  }
}
