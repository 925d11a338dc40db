package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.ReviewedTable;
import janitor.resource.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/// What a stack may list and CloudFormation cannot delete in the janitor's name. Without a service
/// role of its own such a stack would lose its other members, and then end in DELETE_FAILED, night
/// after night (CloudFormation's guide, "AWS CloudFormation service role").
///
/// Known is what goes: `stack-members.tsv`, which `RightsTest` makes from what the registry's
/// delete handlers ask for (`handlers.delete.permissions`) and what the role gives. Any other type
/// stays: another service's, a person's, a private or a third party's.
///
/// Of two sorts the type does not tell. A policy is taken off whom its template names, by the
/// actions of groups, users and roles that the handler of AWS::IAM::Policy lists; the role may do
/// so with tagged roles. And a custom resource is deleted by a call of its function, or a message
/// to its topic (user guide, "Custom resources"), in the name of who deletes the stack: the role
/// may call a tagged function.
final class MembersBeyondRights {
  private static final Set<String> GOING =
      ReviewedTable.rows(MembersBeyondRights.class, "stack-members.tsv")
          .collect(Collectors.toUnmodifiableSet());

  private static final String INLINE = "AWS::IAM::Policy";
  private static final String OF_ROLE = "AWS::IAM::RolePolicy";
  private static final String UNTOLD = "cannot be told from the template";

  private final Clients clients;
  private final Place place;
  private final FinalSnapshots workshop;

  /// @param workshop knows the workshop's tag
  MembersBeyondRights(Clients clients, Place place, FinalSnapshots workshop) {
    this.clients = clients;
    this.place = place;
    this.workshop = workshop;
  }

  private static boolean isCustom(String type) {
    return type.equals("AWS::CloudFormation::CustomResource") || type.startsWith("Custom::");
  }

  /// Why a stack stays that has such members and no service role, said before anything of it goes.
  ///
  /// @param tree the root first, and all that are nested in it
  Optional<String> guard(List<StackContents> tree) {
    var root = tree.getFirst().stack();
    if (root.roleARN() != null) {
      return Optional.empty();
    }
    var beyond =
        going(tree).stream()
            .flatMap(one -> one.going().flatMap(member -> beyond(one, member, tree)))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return beyond.isEmpty() ? Optional.empty() : Optional.of(told(root, beyond));
  }

  private static String told(Stack root, String beyond) {
    return "it lists what the janitor has no right to delete ("
        + beyond
        + "), and CloudFormation would fail at that when the rest is gone: somebody who may delete"
        + " these deletes the stack: aws cloudformation delete-stack --stack-name "
        + root.stackId()
        + " --region "
        + Arn.of(root.stackId()).region();
  }

  /// Without those that a template retains, with all that is nested in them.
  private static List<StackContents> going(List<StackContents> tree) {
    var going = new HashSet<String>();
    var next = List.of(tree.getFirst());
    while (!next.isEmpty()) {
      next.forEach(one -> going.add(one.stack().stackId()));
      var below =
          next.stream()
              .flatMap(StackContents::going)
              .map(StackResourceSummary::physicalResourceId)
              .filter(id -> !going.contains(id))
              .collect(Collectors.toSet());
      next = tree.stream().filter(one -> below.contains(one.stack().stackId())).toList();
    }
    return tree.stream().filter(one -> going.contains(one.stack().stackId())).toList();
  }

  private Stream<String> beyond(
      StackContents of, StackResourceSummary member, List<StackContents> tree) {
    var type = member.resourceType();
    var why =
        switch (type) {
          case INLINE, OF_ROLE ->
              Stream.of(persons(of, member, tree), roles(of, member, tree)).flatMap(List::stream);
          case IamManagedPolicy.TYPE -> persons(of, member, tree).stream();
          default -> isCustom(type) ? provider(of, member, tree).stream() : Stream.<String>of();
        };
    return GOING.contains(type) || isCustom(type)
        ? why.map(reason -> type + " (" + reason + ")")
        : Stream.of(type);
  }

  private static List<String> persons(
      StackContents of, StackResourceSummary policy, List<StackContents> tree) {
    return Stream.of("Groups", "Users")
        .flatMap(
            property ->
                of.property(policy, property, tree)
                    .map(names -> names.stream().map(name -> "of " + one(property) + " " + name))
                    .orElseGet(() -> Stream.of("whose it is " + UNTOLD)))
        .toList();
  }

  /// Groups is group.
  private static String one(String property) {
    return property.substring(0, property.length() - 1).toLowerCase(Locale.ROOT);
  }

  /// One that is gone by now has lost it too; one that the stack makes goes with it.
  private List<String> roles(
      StackContents of, StackResourceSummary policy, List<StackContents> tree) {
    var property = policy.resourceType().equals(OF_ROLE) ? "RoleName" : "Roles";
    var names = of.property(policy, property, tree);
    if (names.isEmpty()) {
      return List.of("whose it is " + UNTOLD);
    }
    var own =
        tree.stream()
            .flatMap(one -> one.members().stream())
            .filter(member -> member.resourceType().equals(IamRole.TYPE))
            .map(StackResourceSummary::physicalResourceId)
            .collect(Collectors.toSet());
    return names.get().stream()
        .filter(name -> !own.contains(name) && isForeign(name))
        .map(name -> "of role " + name + ", which does not carry the workshop's tag")
        .toList();
  }

  private boolean isForeign(String role) {
    return IamAccount.of(clients, place).roles().stream()
        .filter(one -> role.equals(one.roleName()))
        .anyMatch(one -> !workshop.isOurs(tags(one)));
  }

  private static Tags tags(RoleDetail role) {
    return Tags.of(role.tags().stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private List<String> provider(
      StackContents of, StackResourceSummary custom, List<StackContents> tree) {
    return of.property(custom, ServiceTokens.TOKEN, tree)
        .filter(tokens -> !tokens.isEmpty())
        .map(tokens -> tokens.stream().flatMap(token -> why(token).stream()).toList())
        .orElseGet(() -> List.of("what it calls " + UNTOLD));
  }

  private Optional<String> why(String token) {
    var arn = Answers.arn(token).map(LambdaFunction::unqualified);
    if (arn.filter(one -> one.service().equals("sns")).isPresent()) {
      return Optional.of("it tells the topic " + token + ", to which the janitor may not publish");
    }
    if (arn.filter(one -> one.names("lambda", "function:")).isEmpty()) {
      return Optional.of("what it calls " + UNTOLD);
    }
    return arn.flatMap(this::whyNotCalled);
  }

  /// CloudFormation calls a function of the stack's region only (user guide, "Custom resources").
  private Optional<String> whyNotCalled(Arn function) {
    var name = "its function " + function.after("function:");
    if (!place.arn("lambda", function.resource()).equals(function)) {
      return Optional.of(name + " is in another region or in another account");
    }
    return tags(function)
        .map(
            tags ->
                workshop.isOurs(tags)
                    ? Optional.<String>empty()
                    : Optional.of(name + " does not carry the workshop's tag"))
        .orElseGet(() -> Optional.of(name + " is gone"));
  }

  private Optional<Tags> tags(Arn function) {
    return place.once(
        "tags of " + function,
        () ->
            Found.unless(
                ResourceNotFoundException.class,
                () ->
                    Optional.of(
                        Tags.of(
                            clients
                                .lambda(place.region())
                                .getFunction(request -> request.functionName(function.toString()))
                                .tags()))));
  }
}
