package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.OwnParts;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The step that says what must never be touched: another account's, the janitor's own, another
/// service's, and what is uncertain.
final class Guards {
  private final Means means;
  private final Findings findings;
  private final Map<Arn, String> membersOfOwnStack = new HashMap<>();
  private final Map<Arn, String> neededToTell = new HashMap<>();

  Guards(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  /// What the janitor's own stack lists is the janitor's; where it cannot be listed, whatever no
  /// other stack lists may be.
  void lookAtOwnStack() {
    means
        .search()
        .own()
        .stack()
        .map(Arn::of)
        .ifPresent(
            stack -> {
              var members =
                  means
                      .attempts()
                      .noted("the janitor's own stack", means.membership().members(Set.of(stack)));
              members
                  .answer()
                  .keySet()
                  .forEach(arn -> membersOfOwnStack.put(arn, OwnParts.ITS_OWN));
              if (!members.unread().isEmpty()) {
                findings
                    .matching(resource -> resource.owner().isEmpty())
                    .forEach(
                        resource ->
                            membersOfOwnStack.putIfAbsent(
                                resource.arn(),
                                "whether it is the janitor's own could not be looked at"));
              }
            });
  }

  /// What those need through which the janitor tells people stays as they do.
  void lookAt(List<Use> uses) {
    uses.forEach(
        use ->
            means
                .search()
                .own()
                .guard(use)
                .ifPresent(reason -> neededToTell.put(use.used(), reason)));
  }

  /// What is uncertain stays for that reason first.
  Resource onAll(Resource resource) {
    return resource.guard().isPresent()
        ? on(resource)
        : findings.uncertainty(resource.arn()).map(resource::guarded).orElseGet(() -> on(resource));
  }

  Resource on(Resource resource) {
    if (resource.guard().isPresent()) {
      // Its own does not count as left, which would keep it from removing itself.
      return resource.guard().filter(reason -> isOfAny(resource, reason)).isEmpty()
          ? resource
          : its(resource).map(resource::guarded).orElse(resource);
    }
    var arn = resource.arn();
    var search = means.search();
    if (!arn.account().isEmpty() && !arn.account().equals(search.home().account())) {
      return resource.guarded("it is of another account, " + arn.account());
    }
    return its(resource)
        .or(() -> means.ambiguity(arn))
        .or(() -> Optional.ofNullable(neededToTell.get(arn)))
        .or(() -> keeper(resource.tags()))
        .map(resource::guarded)
        .orElse(resource);
  }

  /// Whether it stays for what holds of any such thing, the janitor's own or not.
  private static boolean isOfAny(Resource resource, String reason) {
    return reason.equals(OwnParts.A_JANITOR) || reason.equals(Elsewhere.why(resource.region()));
  }

  private Optional<String> its(Resource resource) {
    return means
        .search()
        .own()
        .guard(resource)
        .or(() -> Optional.ofNullable(membersOfOwnStack.get(resource.arn())));
  }

  /// Of what made a thing and does not keep it: its stack, who called, the template that a server
  /// was launched by; and an Auto Scaling group, a fleet or a cluster, which the kinds of servers
  /// and of security groups look for themselves.
  private static final List<String> KEEPS_NOTHING =
      List.of(
          "aws:cloudformation:",
          "aws:createdBy",
          "aws:ec2launchtemplate:",
          "aws:autoscaling:groupName",
          "aws:ec2:fleet-id",
          "aws:ec2spot:fleet-request-id",
          "aws:eks:cluster-name",
          "aws:elasticmapreduce:");

  /// Other services' system tags: whoever set them deletes the thing.
  private static Optional<String> keeper(Tags tags) {
    return tags.all().keySet().stream()
        .filter(key -> key.startsWith("aws:"))
        .filter(key -> KEEPS_NOTHING.stream().noneMatch(key::startsWith))
        .findFirst()
        .map(key -> "it belongs to another AWS service: it carries " + key);
  }
}
