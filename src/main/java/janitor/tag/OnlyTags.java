package janitor.tag;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeAction;
import software.amazon.awssdk.services.cloudformation.model.ChangeSource;
import software.amazon.awssdk.services.cloudformation.model.EvaluationType;
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
  private static final String ARN = ".Arn";

  private static final String NESTED = "AWS::CloudFormation::Stack";

  /// One that names no version; its end may be joined to it by the template.
  private static final Pattern UNVERSIONED =
      Pattern.compile("\\{\\{resolve:(?!ssm(-secure)?:[^:}\"'\\s]+:\\d+}})[^\"'\\s]{0,100}");

  private OnlyTags() {}

  /// What it would change beyond tags.
  static Optional<String> beyond(List<Change> changes) {
    var steady = steady(changes);
    return changes.stream()
        .flatMap(change -> beyond(change, steady).stream())
        .collect(
            Collectors.collectingAndThen(
                Collectors.joining(", "), all -> Optional.of(all).filter(text -> !text.isEmpty())));
  }

  /// The members that get other tags at the most. Where one gets them, a change set also lists
  /// whatever takes its ARN or its name, as what might change (`ResourceChangeDetail`,
  /// `Evaluation`: "the target value depends on the result of an intrinsic function"). Of what is
  /// not replaced neither changes; any other attribute might.
  private static Set<ResourceChange> steady(List<Change> changes) {
    var steady =
        changes.stream()
            .map(Change::resourceChange)
            .filter(Objects::nonNull)
            .filter(one -> one.action() == ChangeAction.MODIFY && one.policyAction() == null)
            .collect(Collectors.toSet());
    var before = 0;
    do {
      before = steady.size();
      var names =
          steady.stream().map(ResourceChange::logicalResourceId).collect(Collectors.toSet());
      steady.removeIf(one -> !isSteady(one, names));
    } while (steady.size() < before);
    return steady;
  }

  private static boolean isSteady(ResourceChange one, Set<String> steady) {
    if (one.details().isEmpty()
        || !one.details().stream()
            .allMatch(detail -> isTags(one, detail) || isEcho(detail, steady))) {
      return false;
    }
    var isOnlyTags = one.details().stream().noneMatch(detail -> isEcho(detail, steady));
    return isOnlyTags
        ? (one.replacement() == null || one.replacement() == Replacement.FALSE)
            && (isNested(one) || one.scope().equals(List.of(ResourceAttribute.TAGS)))
        : one.replacement() != Replacement.TRUE;
  }

  private static boolean isEcho(ResourceChangeDetail detail, Set<String> steady) {
    var cause = detail.causingEntity();
    if (cause == null || detail.evaluation() != EvaluationType.DYNAMIC) {
      return false;
    }
    return detail.changeSource() == ChangeSource.RESOURCE_REFERENCE
        ? steady.contains(cause)
        : detail.changeSource() == ChangeSource.RESOURCE_ATTRIBUTE
            && cause.endsWith(ARN)
            && steady.contains(cause.substring(0, cause.length() - ARN.length()));
  }

  private static Optional<String> beyond(Change change, Set<ResourceChange> steady) {
    var one = change.resourceChange();
    if (one == null) {
      return Optional.of("something that the change set does not name");
    }
    if (steady.contains(one)) {
      return Optional.empty();
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
    return Optional.of(name + words(one));
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
