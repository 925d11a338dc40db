package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.plan.LiftProtection;
import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.ScalingGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/// The exact commands that keep a resource, move its date, or take back either. They are made to be
/// pasted into a shell, so whatever names hold is quoted.
///
/// None tags a stack: that updates it, whichever way it is done, with whatever the update brings
/// besides (Resource Groups Tagging API Reference, TagResources), and `{}` is the answer before
/// anybody knows whether it works. A stack is kept by its termination protection, which is there at
/// once and touches no member, unless a night lifts it.
final class TagCommand {
  private static final String STACK = "AWS::CloudFormation::Stack";

  /// What a terminal might show as something else than it is, or run as a line of its own.
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  /// How whoever pasted them sees whether they did it. IAM's, Auto Scaling's and CloudFormation's
  /// say nothing, or fail.
  static final String ANSWER =
      "A command that prints {} or nothing has done it; whatever else it names is not tagged.";

  /// What helps where no command does.
  static final String OF_A_STACK =
      "Tagging a stack updates it, so no command does it: keep one of its members, or move that"
          + " one's date, and the whole stack waits for it.";

  /// UpdateTerminationProtection answers with the stack's id, of which this leaves nothing.
  private static final String NOTHING = " --query 'keys(@)[1:]' --output text";

  /// As many as TagResources takes.
  private static final int ARNS_A_CALL = 20;

  private final Set<String> untaggable;
  private final LiftProtection lift;

  /// @param untaggable types that carry no tags: what they come with is tagged instead
  /// @param lift the protections that keep nothing
  TagCommand(Set<String> untaggable, LiftProtection lift) {
    this.untaggable = untaggable;
    this.lift = lift;
  }

  static TagCommand of(Stakes stakes) {
    return new TagCommand(stakes.untaggable(), stakes.lift());
  }

  /// Why there is no command that keeps it.
  String without(Resource resource) {
    return target(resource)
        .map(
            arn ->
                isStack(arn)
                    ? OF_A_STACK
                    : "Its name holds characters that cannot be shown safely in a command: set the"
                        + " tag janitor:keep in the console.")
        .orElse("It cannot carry a tag, and goes with what it belongs to.");
  }

  /// Whether what is tagged of it would be a stack.
  boolean isOfAStack(Resource resource) {
    return target(resource).filter(TagCommand::isStack).isPresent();
  }

  private static boolean isStack(Arn arn) {
    return arn.names("cloudformation", "stack/");
  }

  /// What is tagged instead of it, where it cannot carry a tag itself.
  Optional<Arn> with(Resource resource) {
    return target(resource).filter(arn -> !arn.equals(resource.arn()));
  }

  /// Keeps it for good; empty where nothing can be tagged, or not be named safely.
  Optional<String> keep(Resource resource) {
    return isOfAStack(resource) ? protection(resource) : tag(resource, Rules.KEEP_TAG, "true");
  }

  /// A nested stack has none of its own ("termination protection is set on the root stack and can't
  /// be changed directly on the nested stack", CloudFormation API Reference, Stack).
  private Optional<String> protection(Resource resource) {
    return target(resource)
        .filter(_ -> !lift.lifts(STACK))
        .filter(stack -> !stack.equals(resource.arn()) || resource.owner().isEmpty())
        .filter(stack -> isNameable(stack, resource.region()))
        .map(
            stack ->
                "aws cloudformation update-termination-protection --enable-termination-protection"
                    + " --region "
                    + plainOrQuoted(resource.region())
                    + " --stack-name "
                    + quoted(stack.toString())
                    + NOTHING);
  }

  /// Moves its date to that day (UTC, the day itself included).
  Optional<String> move(Resource resource, Instant to) {
    return isOfAStack(resource) ? Optional.empty() : tag(resource, Rules.EXPIRES_AT_TAG, day(to));
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  /// Many things tagged alike.
  ///
  /// @param command the same for a person to paste
  /// @param line the same in a [TagScript]
  /// @param count how many things it tags
  record Tagging(String command, String line, int count) {}

  /// Keeps all of them for good, save what cannot be tagged or not be named safely.
  List<Tagging> keepAll(List<Resource> resources) {
    return tagAll(resources, Rules.KEEP_TAG, _ -> "true");
  }

  /// Moves the date of each to a day of its own.
  List<Tagging> moveAll(List<Resource> resources, Function<Resource, Instant> to) {
    return tagAll(resources, Rules.EXPIRES_AT_TAG, resource -> day(to.apply(resource)));
  }

  private List<Tagging> tagAll(
      List<Resource> resources, String key, Function<Resource, String> value) {
    var seen = new HashSet<Arn>();
    var alike = new LinkedHashMap<List<String>, List<Arn>>();
    var taggings = new ArrayList<Tagging>();
    for (var resource : resources) {
      var target = target(resource);
      if (target.isEmpty() || !isNameable(target.get(), resource.region())) {
        continue;
      }
      var arn = target.get();
      if (!seen.add(arn)) {
        continue;
      }
      if (isStack(arn)) {
        if (key.equals(Rules.KEEP_TAG)) {
          protection(resource).ifPresent(command -> taggings.add(alone(command, arn)));
        }
      } else if (arn.names("iam", "") || ScalingGroup.is(arn)) {
        taggings.add(alone(tag(resource, key, value.apply(resource)).orElseThrow(), arn));
      } else {
        alike
            .computeIfAbsent(
                List.of(resource.region(), value.apply(resource)), _ -> new ArrayList<>())
            .add(arn);
      }
    }
    alike.forEach(
        (way, arns) ->
            arns.stream()
                .gather(Gatherers.windowFixed(ARNS_A_CALL))
                .map(some -> tagging(way.getFirst(), key + "=" + way.getLast(), some))
                .forEach(taggings::add));
    return List.copyOf(taggings);
  }

  private static Tagging alone(String command, Arn arn) {
    return new Tagging(command, command + " || miss " + quoted(arn.toString()), 1);
  }

  private static Tagging tagging(String region, String tag, List<Arn> arns) {
    var list = arns.stream().map(arn -> quoted(arn.toString())).collect(Collectors.joining(" "));
    return new Tagging(
        tagging("tag", region, list, "--tags " + quoted(tag)),
        "tag " + plainOrQuoted(region) + " " + quoted(tag) + " " + list,
        arns.size());
  }

  /// Takes the janitor's tags off again, if it carries any. Those of a stack go with its next
  /// deployment.
  Optional<String> lift(Resource resource) {
    if (isStack(resource.arn())) {
      return Optional.empty();
    }
    var ours =
        resource.tags().all().keySet().stream()
            .filter(key -> key.equals(Rules.KEEP_TAG) || key.equals(Rules.EXPIRES_AT_TAG))
            .toList();
    if (ScalingGroup.is(resource.arn()) && !ours.isEmpty()) {
      return group(
          resource.arn(),
          resource.region(),
          "delete-tags",
          ours.stream().map(key -> Map.<String, Object>of("Key", key)).toList());
    }
    var keys = ours.stream().map(TagCommand::quoted).collect(Collectors.joining(" "));
    return keys.isEmpty()
        ? Optional.empty()
        : command(resource.arn(), resource.region(), "untag", "--tag-keys " + keys);
  }

  private Optional<String> tag(Resource resource, String key, String value) {
    return target(resource)
        .flatMap(
            arn ->
                ScalingGroup.is(arn)
                    ? group(
                        arn,
                        resource.region(),
                        "create-or-update-tags",
                        List.of(Map.of("Key", key, "Value", value, "PropagateAtLaunch", false)))
                    : command(
                        arn,
                        resource.region(),
                        "tag",
                        "--tags "
                            + quoted(
                                arn.names("iam", "")
                                    ? "Key=" + key + ",Value=" + value
                                    : key + "=" + value)));
  }

  /// Whatever their names hold, which may be a comma.
  private static Optional<String> group(
      Arn arn, String region, String verb, List<Map<String, Object>> tags) {
    if (!isNameable(arn, region)) {
      return Optional.empty();
    }
    var of =
        Map.of("ResourceId", ScalingGroup.nameOf(arn), "ResourceType", ScalingGroup.RESOURCE_TYPE);
    var all =
        tags.stream()
            .map(
                tag -> {
                  var one = new TreeMap<String, Object>(of);
                  one.putAll(tag);
                  return one;
                })
            .toList();
    try {
      return Optional.of(
          "aws autoscaling "
              + verb
              + " --region "
              + plainOrQuoted(region)
              + " --tags "
              + quoted(JSON.std.asString(all)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Optional<Arn> target(Resource resource) {
    return untaggable.contains(resource.type())
        ? resource.parent().or(resource::owner)
        : Optional.of(resource.arn());
  }

  private static boolean isNameable(Arn arn, String region) {
    return !INVISIBLE.matcher(arn.toString() + region).find();
  }

  private static Optional<String> command(Arn arn, String region, String verb, String tags) {
    if (!isNameable(arn, region)) {
      return Optional.empty();
    }
    // The tagging API is told of IAM's things in one region only, and for roles not by every
    // version of the command line; IAM's own commands always know them.
    if (arn.names("iam", "role/")) {
      return Optional.of(iam(verb, "role", "--role-name", lastOf(arn), tags));
    }
    if (arn.names("iam", "user/")) {
      return Optional.of(iam(verb, "user", "--user-name", lastOf(arn), tags));
    }
    if (arn.names("iam", "policy/")) {
      return Optional.of(iam(verb, "policy", "--policy-arn", arn.toString(), tags));
    }
    if (arn.names("iam", "instance-profile/")) {
      return Optional.of(
          iam(verb, "instance-profile", "--instance-profile-name", lastOf(arn), tags));
    }
    return Optional.of(tagging(verb, region, quoted(arn.toString()), tags));
  }

  private static String tagging(String verb, String region, String arns, String tags) {
    return "aws resourcegroupstaggingapi "
        + verb
        + "-resources --region "
        + plainOrQuoted(region)
        + " --resource-arn-list "
        + arns
        + " "
        + tags
        // It ends well, too, where it tagged nothing: what it failed for stands in the answer only
        // (Resource Groups Tagging API Reference, TagResources, FailedResourcesMap).
        + " --query FailedResourcesMap --output json";
  }

  private static String iam(String verb, String noun, String option, String value, String tags) {
    // A name may start with a dash, which must not be read as an option.
    var joint = value.startsWith("-") ? "=" : " ";
    return "aws iam " + verb + "-" + noun + " " + option + joint + quoted(value) + " " + tags;
  }

  private static String lastOf(Arn arn) {
    return arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
  }

  private static String plainOrQuoted(String text) {
    return text.matches("[a-z0-9-]+") ? text : quoted(text);
  }

  /// Single quotes, in which a POSIX shell takes every character for itself.
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
