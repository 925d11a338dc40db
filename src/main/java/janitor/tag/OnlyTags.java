package janitor.tag;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSource;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Replacement;
import software.amazon.awssdk.services.cloudformation.model.RequiresRecreation;
import software.amazon.awssdk.services.cloudformation.model.ResourceAttribute;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.ResourceChangeDetail;

/// Whether an update of a stack changes the tags of its members and nothing else. Whatever a change
/// set does not say for certain counts as more.
///
/// The names are those of the CloudFormation API Reference: `ResourceChange` ("For the Modify
/// action, indicates which resource attribute is triggering this update"), `ResourceChangeDetail`
/// and `ResourceTargetDefinition`, whose `RequiresRecreation` is told of properties, and of nothing
/// else for certain. Some types are replaced for a tag: SageMaker's domains, and what WAFv2
/// associates.
final class OnlyTags {
  private static final String NESTED = "AWS::CloudFormation::Stack";

  /// One that names no version; its end may be joined to it by the template.
  private static final Pattern UNVERSIONED =
      Pattern.compile("\\{\\{resolve:(?!ssm(-secure)?:[^:}\"'\\s]+:\\d+}})[^\"'\\s]{0,100}");

  private OnlyTags() {}

  /// What it would change beyond tags.
  static Optional<String> beyond(List<Change> changes) {
    return changes.stream()
        .flatMap(change -> beyond(change).stream())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(", "), all -> Optional.of(all).filter(text -> !text.isEmpty())));
  }

  private static Optional<String> beyond(Change change) {
    var one = change.resourceChange();
    if (one == null) {
      return Optional.of("something that the change set does not name");
    }
    var name = one.logicalResourceId() + " (" + one.resourceType() + ")";
    if (one.action() != ChangeAction.MODIFY) {
      return Optional.of(name + ": " + one.actionAsString());
    }
    if ((one.replacement() != null && one.replacement() != Replacement.FALSE)
        || one.policyAction() != null) {
      return Optional.of(
          name + (one.replacement() == Replacement.TRUE ? " is replaced" : " may be replaced"));
    }
    if (one.details().isEmpty()
        || !one.details().stream().allMatch(detail -> isTags(one, detail))) {
      return Optional.of(name + words(one));
    }
    return isNested(one) || one.scope().equals(List.of(ResourceAttribute.TAGS))
        ? Optional.empty()
        : Optional.of(name + words(one));
  }

  private static String words(ResourceChange one) {
    var changed =
        Stream.concat(
                one.scopeAsStrings().stream(),
                one.details().stream()
                    .map(ResourceChangeDetail::target)
                    .filter(Objects::nonNull)
                    .map(target -> target.name())
                    .filter(Objects::nonNull))
            .distinct()
            .collect(Collectors.joining("/"));
    return changed.isEmpty() ? " changes" : " changes its " + changed;
  }

  /// A nested stack of which nothing changed is told of as changed `Automatic`ally, because its
  /// template might have: what it comes to stands in a change set of its own.
  static boolean isNested(ResourceChange one) {
    return NESTED.equals(one.resourceType()) && one.changeSetId() != null;
  }

  private static boolean isTags(ResourceChange one, ResourceChangeDetail detail) {
    var target = detail.target();
    if (target == null
        || (target.requiresRecreation() != null
            && target.requiresRecreation() != RequiresRecreation.NEVER)) {
      return false;
    }
    return target.attribute() == ResourceAttribute.TAGS
        || (isNested(one) && detail.changeSource() == ChangeSource.AUTOMATIC);
  }

  /// What an update would look up anew: the value of a parameter of Systems Manager's, which an
  /// update with the previous value takes for the name of it (`Parameter`, `ResolvedValue`: "The
  /// value that corresponds to a Systems Manager parameter key").
  static Optional<String> lookedUp(List<Parameter> parameters) {
    return parameters.stream()
        .filter(parameter -> parameter.resolvedValue() != null)
        .map(
            parameter ->
                "an update would look up its parameter "
                    + parameter.parameterKey()
                    + " in Systems Manager anew ("
                    + parameter.parameterValue()
                    + "), and replace what another value replaces")
        .findFirst();
  }

  /// Dynamic references are resolved when a change set is executed, and it does not show to what
  /// (CloudFormation User Guide, "Get values stored in other services using dynamic references"):
  /// the latest version, unless they name one.
  static Optional<String> lookedUp(String template) {
    return UNVERSIONED
        .matcher(template)
        .results()
        .map(
            found ->
                "an update would resolve "
                    + found.group()
                    + " anew, and its change set does not show to what")
        .findFirst();
  }
}
