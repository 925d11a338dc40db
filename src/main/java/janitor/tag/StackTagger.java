package janitor.tag;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Time;
import janitor.tag.TagPlan.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Change;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.DescribeChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.ExecutionStatus;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;

/// Changes the tags of a stack, and nothing else: whoever tags a stack updates it, whichever way
/// they take. Of the tagging API AWS says so itself (Resource Groups Tagging API Reference,
/// TagResources: it "calls the AWS CloudFormation UpdateStack operation. This operation may
/// initiate additional resource property updates in addition to the desired tag updates"), it
/// answers before the update has begun, and shows nothing of it before. A change set shows what the
/// update would do, so it is made, read whole, and carried out only where it comes to tags.
final class StackTagger {

  /// Who made it, for whoever finds one in the console.
  private static final String NAME = "workshop-janitor-tag-";

  /// CloudFormation updates no stack that is at work, or never came up, or is half gone. What
  /// failed and was left as it was (`UPDATE_FAILED`) would be tried once more.
  private static final Set<StackStatus> AT_REST =
      Set.of(
          StackStatus.CREATE_COMPLETE,
          StackStatus.UPDATE_COMPLETE,
          StackStatus.UPDATE_ROLLBACK_COMPLETE,
          StackStatus.IMPORT_COMPLETE,
          StackStatus.IMPORT_ROLLBACK_COMPLETE);

  private static final String IN_PROGRESS = "_IN_PROGRESS";

  /// A change set whose update would come to nothing is `FAILED`, and only its reason says why: the
  /// two texts that the AWS CLI's `cloudformation deploy` looks for (aws-cli, deployer.py).
  private static final List<String> WITHOUT_CHANGES =
      List.of(
          "The submitted information didn't contain changes.", "No updates are to be performed");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PREVIEW = Duration.ofMinutes(3);
  private static final Duration LONGEST_UPDATE = Duration.ofMinutes(10);

  private final Clients clients;
  private final Fault.Classifier faults;
  private final Time time;

  StackTagger(Clients clients, Fault.Classifier faults, Time time) {
    this.clients = clients;
    this.faults = faults;
    this.time = time;
  }

  static boolean is(Arn arn) {
    return arn.names("cloudformation", "stack/");
  }

  /// What helps where an update would come to more than tags.
  private static final String NEXT_DEPLOYMENT =
      ". Change its tags with its next deployment, which updates it anyway: aws cloudformation"
          + " deploy ... --tags, sam deploy --tags, or Tags.of(app) in the CDK; the console and the"
          + " Tag Editor would update it unseen";

  /// What speaks against an update in such a status, and what helps.
  ///
  /// @param status empty where none is known
  static Optional<String> objection(Arn stack, String status) {
    if (status.isEmpty() || AT_REST.contains(StackStatus.fromValue(status))) {
      return Optional.empty();
    }
    if (status.endsWith(IN_PROGRESS) && !status.startsWith("REVIEW")) {
      return Optional.of(
          "CloudFormation is at work on it (" + status + "): run it again when that is over");
    }
    return Optional.of(
        "tagging a stack updates it, and CloudFormation takes no update of one in "
            + status
            + ": "
            + (status.equals("UPDATE_ROLLBACK_FAILED")
                ? "end its rollback first: aws cloudformation continue-update-rollback"
                : status.equals("CREATE_FAILED") || status.equals("UPDATE_FAILED")
                    ? "deploy it once more, with the tag, or delete it: aws cloudformation"
                        + " delete-stack"
                    : "if it is the workshop's, delete it by hand: aws cloudformation delete-stack")
            + " --stack-name "
            + stack
            + " --region "
            + stack.region());
  }

  /// Changes the tags of a stack, and waits until it is over.
  ///
  /// @return why they are not as they were to be, if they are not
  Optional<String> change(Entry stack, UnaryOperator<Map<String, String>> change) {
    try {
      return new Update(clients.cloudFormation(stack.region()), stack.arn(), change).run();
    } catch (RuntimeException error) {
      return Optional.of(faults.classify(error).message());
    }
  }

  private final class Update {
    private final CloudFormationClient cloudFormation;
    private final Arn arn;
    private final UnaryOperator<Map<String, String>> change;

    Update(CloudFormationClient client, Arn arn, UnaryOperator<Map<String, String>> change) {
      this.cloudFormation = client;
      this.arn = arn;
      this.change = change;
    }

    Optional<String> run() {
      var stack = look();
      if (isAsWanted(stack)) {
        return Optional.empty();
      }
      var objection = objection(stack);
      if (objection.isPresent()) {
        return objection;
      }
      var id = preview(stack);
      var refused = judgedOrBegun(id);
      if (refused.isEmpty()) {
        return updated(stack);
      }
      var left = dropped(id);
      // Without changes there is nothing to carry out, and perhaps nothing to do any more.
      return isAsWanted(look()) ? Optional.empty() : refused.map(why -> why + left);
    }

    /// The model says of `DisableRollback` that its default is true: an update that fails must not
    /// stay as it is.
    private Optional<String> judgedOrBegun(String id) {
      try {
        var refused = judge(id);
        if (refused.isEmpty()) {
          cloudFormation.executeChangeSet(
              request -> request.changeSetName(id).disableRollback(false));
        }
        return refused;
      } catch (RuntimeException error) {
        return Optional.of(faults.classify(error).message());
      }
    }

    private String dropped(String id) {
      try {
        cloudFormation.deleteChangeSet(request -> request.changeSetName(id));
        return "";
      } catch (RuntimeException error) {
        return " (its change set is left: delete "
            + id
            + " by hand; "
            + faults.classify(error).message()
            + ")";
      }
    }

    private Stack look() {
      return cloudFormation
          .describeStacks(request -> request.stackName(arn.toString()))
          .stacks()
          .getFirst();
    }

    /// What AWS put on itself can neither be told nor be taken off.
    private static Map<String, String> tags(Stack stack) {
      return stack.tags().stream()
          .filter(tag -> !tag.key().startsWith("aws:"))
          .collect(Collectors.toMap(Tag::key, Tag::value, (first, _) -> first, LinkedHashMap::new));
    }

    private boolean isAsWanted(Stack stack) {
      var tags = tags(stack);
      return change.apply(new LinkedHashMap<>(tags)).equals(tags);
    }

    private Optional<String> objection(Stack stack) {
      if (stack.parentId() != null) {
        return Optional.of(
            "it is nested, and has the tags of its root: tag "
                + Objects.requireNonNullElse(stack.rootId(), stack.parentId()));
      }
      return StackTagger.objection(arn, stack.stackStatusAsString())
          .or(() -> OnlyTags.lookedUp(stack.parameters()).map(why -> why + NEXT_DEPLOYMENT))
          .or(this::othersWaiting);
    }

    /// "When you execute a change set, CloudFormation deletes all other change sets associated with
    /// the stack" (API Reference, ExecuteChangeSet): what somebody had prepared would be lost.
    private Optional<String> othersWaiting() {
      return cloudFormation
          .listChangeSetsPaginator(request -> request.stackName(arn.toString()))
          .summaries()
          .stream()
          .filter(one -> one.executionStatus() == ExecutionStatus.AVAILABLE)
          .filter(one -> !one.changeSetName().startsWith(NAME))
          .map(
              one ->
                  "its change set "
                      + one.changeSetName()
                      + " waits to be carried out, and an update would delete that: carry it out,"
                      + " or delete it, and run this again")
          .findFirst();
    }

    private String preview(Stack stack) {
      var tags =
          change.apply(tags(stack)).entrySet().stream()
              .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
              .toList();
      var parameters =
          stack.parameters().stream()
              .map(
                  parameter ->
                      Parameter.builder()
                          .parameterKey(parameter.parameterKey())
                          .usePreviousValue(true)
                          .build())
              .toList();
      return cloudFormation
          .createChangeSet(
              request -> {
                request
                    .stackName(arn.toString())
                    .changeSetName(NAME + time.instant().toEpochMilli())
                    .description("The workshop janitor changes the tags of the stack")
                    .changeSetType(ChangeSetType.UPDATE)
                    .usePreviousTemplate(true)
                    .parameters(parameters)
                    .capabilitiesWithStrings(stack.capabilitiesAsStrings())
                    .includeNestedStacks(true)
                    .tags(tags);
                if (stack.roleARN() != null) {
                  request.roleARN(stack.roleARN());
                }
                if (!stack.notificationARNs().isEmpty()) {
                  request.notificationARNs(stack.notificationARNs());
                }
              })
          .id();
    }

    /// Why it is not to be carried out, if it is not.
    private Optional<String> judge(String id) {
      var left = new ArrayDeque<>(List.of(id));
      var seen = new HashSet<String>();
      while (!left.isEmpty()) {
        var next = left.removeFirst();
        if (!seen.add(next)) {
          continue;
        }
        var made = made(next);
        if (made.status() != ChangeSetStatus.CREATE_COMPLETE) {
          return Optional.of(notMade(made));
        }
        var changes = changes(next, made);
        var more =
            OnlyTags.beyond(changes)
                .map(what -> "tagging it updates it, and the update would come to more: " + what)
                .or(() -> OnlyTags.lookedUp(made.parameters()))
                .or(() -> OnlyTags.lookedUp(template(made)));
        if (more.isPresent()) {
          return more.map(why -> why + NEXT_DEPLOYMENT);
        }
        changes.stream()
            .map(one -> one.resourceChange())
            .filter(OnlyTags::isNested)
            .forEach(one -> left.addLast(one.changeSetId()));
      }
      return Optional.empty();
    }

    /// All pages of them.
    private List<Change> changes(String id, DescribeChangeSetResponse first) {
      var changes = new ArrayList<Change>(first.changes());
      var token = first.nextToken();
      while (token != null) {
        var of = token;
        var page =
            cloudFormation.describeChangeSet(request -> request.changeSetName(id).nextToken(of));
        changes.addAll(page.changes());
        token = page.nextToken();
      }
      return changes;
    }

    /// A root's is the one that the change set uses; another than a nested stack had would show in
    /// its changes.
    private String template(DescribeChangeSetResponse made) {
      return cloudFormation
          .getTemplate(
              request -> request.stackName(made.stackId()).templateStage(TemplateStage.PROCESSED))
          .templateBody();
    }

    private DescribeChangeSetResponse made(String id) {
      return await(
          () -> cloudFormation.describeChangeSet(request -> request.changeSetName(id)),
          made ->
              made.status() != ChangeSetStatus.CREATE_PENDING
                  && made.status() != ChangeSetStatus.CREATE_IN_PROGRESS,
          LONGEST_PREVIEW);
    }

    private static String notMade(DescribeChangeSetResponse made) {
      var reason = Objects.requireNonNullElse(made.statusReason(), "it does not say why");
      return WITHOUT_CHANGES.stream().anyMatch(reason::contains)
          ? "CloudFormation says that there is nothing to change, and yet its tags are others"
          : "CloudFormation could not say what the update would do: its change set is "
              + made.statusAsString()
              + " ("
              + reason
              + ")";
    }

    /// Right after the request a stack may still be shown as it was.
    private Optional<String> updated(Stack before) {
      var after =
          await(
              this::look,
              stack ->
                  !stack.stackStatusAsString().endsWith(IN_PROGRESS)
                      && !Objects.equals(stack.lastUpdatedTime(), before.lastUpdatedTime()),
              LONGEST_UPDATE);
      var status = after.stackStatusAsString();
      if (status.endsWith(IN_PROGRESS)) {
        return Optional.of(
            "CloudFormation is still at work on it after "
                + LONGEST_UPDATE.toMinutes()
                + " minutes ("
                + status
                + "): look at it, and run this again when that is over");
      }
      return after.stackStatus() == StackStatus.UPDATE_COMPLETE && isAsWanted(after)
          ? Optional.empty()
          : Optional.of(
              "CloudFormation could not update its tags: it ended in "
                  + status
                  + Optional.ofNullable(after.stackStatusReason())
                      .map(reason -> " (" + reason + ")")
                      .orElse("")
                  + "; its events say which member was in the way");
    }

    private <T> T await(Supplier<T> look, Predicate<T> isOver, Duration atMost) {
      Instant end = time.instant().plus(atMost);
      var pause = FIRST_PAUSE;
      var seen = look.get();
      while (!isOver.test(seen) && time.instant().isBefore(end)) {
        time.pause(pause);
        pause = pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
          pause = LONGEST_PAUSE;
        }
        seen = look.get();
      }
      return seen;
    }
  }
}
