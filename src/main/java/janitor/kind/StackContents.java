package janitor.kind;

import janitor.resource.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/// A stack with what it lists, and what its template says of that.
///
/// @param template as CloudFormation answers with it
/// @param read the same, if it is understood
/// @param values what its functions come to, without its members
record StackContents(
    Stack stack,
    List<StackResourceSummary> members,
    String template,
    Optional<StackTemplate> read,
    TemplateValues values) {

  StackContents(Stack stack, List<StackResourceSummary> members, String template, List<Stack> all) {
    this(stack, members, template, StackTemplate.of(template), TemplateValues.of(stack, all));
  }

  /// What CloudFormation deletes with the stack: what was made, and is not to be retained.
  Stream<StackResourceSummary> going() {
    return members.stream()
        .filter(member -> member.physicalResourceId() != null)
        .filter(member -> read.filter(one -> one.isRetained(member.logicalResourceId())).isEmpty());
  }

  /// What its custom resources call to be deleted, which may be another stack's: without an answer
  /// CloudFormation waits for an hour, and then fails.
  List<Arn> called() {
    return read.stream()
        .flatMap(one -> new ServiceTokens(values).of(one).stream())
        .flatMap(token -> Answers.arn(token).stream())
        .map(LambdaFunction::unqualified)
        .toList();
  }

  /// All that a property of a member may come to, an empty list where it is not there; empty where
  /// that cannot be told.
  ///
  /// @param tree the stack with all that are of one root
  Optional<List<String>> property(
      StackResourceSummary member, String name, List<StackContents> tree) {
    return read.filter(one -> one.has(member.logicalResourceId()))
        .flatMap(
            one ->
                known(tree).all(one.property(member.logicalResourceId(), name).orElse(List.of())));
  }

  private TemplateValues known(List<StackContents> tree) {
    var ids =
        members.stream()
            .filter(member -> member.physicalResourceId() != null)
            .collect(
                Collectors.toMap(
                    StackResourceSummary::logicalResourceId,
                    Function.identity(),
                    (first, _) -> first));
    return values.with(name -> named(name, ids, tree));
  }

  private Optional<String> named(
      String name, Map<String, StackResourceSummary> ids, List<StackContents> tree) {
    var dot = name.indexOf('.');
    @Nullable StackResourceSummary member = ids.get(dot < 0 ? name : name.substring(0, dot));
    if (member == null) {
      return Optional.empty();
    }
    var id = member.physicalResourceId();
    if (dot < 0) {
      return Optional.of(id);
    }
    var attribute = name.substring(dot + 1);
    if (attribute.startsWith("Outputs.")) {
      return output(id, attribute.substring("Outputs.".length()), tree);
    }
    if (!attribute.endsWith("Arn")) {
      return Optional.empty();
    }
    if (id.startsWith("arn:")) {
      return Optional.of(id);
    }
    var own = Arn.of(stack.stackId());
    return member.resourceType().equals(LambdaFunction.TYPE)
        ? Optional.of(
            new Arn(own.partition(), "lambda", own.region(), own.account(), "function:" + id)
                .toString())
        : Optional.empty();
  }

  private static Optional<String> output(String stack, String key, List<StackContents> tree) {
    return tree.stream()
        .filter(one -> one.stack().stackId().equals(stack))
        .flatMap(one -> one.stack().outputs().stream())
        .filter(output -> key.equals(output.outputKey()))
        .map(Output::outputValue)
        .findFirst();
  }
}
