package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Tags;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The tags by which what works in a cluster of Kubernetes marks what it made in the account: the
/// cluster's own, and none of the workshop's. While the cluster runs, it makes that anew whoever
/// takes it away; once the cluster is gone, nobody is left who would take it away.
///
/// Sources: the cloud provider's `tags.go` (`kubernetes.io/cluster/NAME`, of which it takes two for
/// a mistake), the AWS Load Balancer Controller's `tracking/provider.go` and
/// `backend_sg_provider.go`, and Karpenter's `cloudprovider.go` and `launchtemplate/types.go`,
/// which put the same tags on servers, their interfaces, volumes and launch templates. A node that
/// somebody started himself and gave the cluster's tag, as EKS's guide has one do ("Self-managed
/// nodes"), is his. EKS's network plugin marks the interfaces that it makes for a node
/// (`desiredENITags` in amazon-vpc-cni-k8s), newer ones with the cluster's tag besides.
final class ClusterTags {
  /// On each machine that joined a cluster, and on the cluster's own security group. Nobody but AWS
  /// writes it ("Tagging your resources for billing" in EKS's guide).
  static final String OF_AWS = "aws:eks:cluster-name";

  /// On each machine of a node group, which EKS starts and ends ("Managed node groups").
  static final String NODEGROUP = "eks:nodegroup-name";

  /// `shared` is what they found.
  private static final String OF_CLUSTER = "kubernetes.io/cluster/";

  private static final String OWNED = "owned";
  private static final String OF_BALANCER_CONTROLLER = "elbv2.k8s.aws/cluster";

  /// `ingress.k8s.aws/resource`, `service.k8s.aws/resource` and the like say what it is there:
  /// without one, somebody else wrote the other.
  private static final Pattern PART = Pattern.compile("[a-z0-9.]*k8s\\.aws[a-z0-9.]*/resource");

  private static final String OF_SERVICE = "kubernetes.io/service-name";
  private static final String OF_KARPENTER = "karpenter.sh/nodepool";

  /// The server that it made an interface for, and the cluster, if it was told.
  private static final String OF_NODE = "node.k8s.amazonaws.com/instance_id";

  private static final String OF_NETWORK_PLUGIN = "cluster.k8s.amazonaws.com/name";

  /// A group of servers, or EKS itself, made what carries one of these, and takes it away.
  private static final Set<String> TAKEN_AWAY = Set.of(OF_AWS, AutoScaling.GROUP_TAG);

  private ClusterTags() {}

  /// The name of the one cluster that the thing was made in, for it alone.
  static Optional<String> madeIn(Arn thing, Tags tags) {
    return switch (word(thing)) {
      case "elasticloadbalancing" ->
          one(ofController(tags), tags.has(OF_SERVICE) ? owned(tags) : Set.of());
      case "security-group" -> one(ofController(tags), isTakenAway(tags) ? Set.of() : owned(tags));
      case "volume" -> one(Set.of(), ofNobodyElse(tags));
      case "network-interface" -> one(ofNetworkPlugin(tags), ofNobodyElse(tags));
      case "snapshot" -> one(Set.of(), owned(tags));
      case "instance", "launch-template" ->
          one(Set.of(), isKarpenters(tags) ? owned(tags) : Set.of());
      default -> Optional.empty();
    };
  }

  /// Whether EKS's network plugin has marked an interface: what it makes for a node, and what it
  /// finds on one that somebody else made.
  static boolean isMarkedByNetworkPlugin(Tags tags) {
    return tags.has(OF_NODE);
  }

  private static Set<String> ofNetworkPlugin(Tags tags) {
    return isMarkedByNetworkPlugin(tags)
        ? tags.value(OF_NETWORK_PLUGIN).map(Set::of).orElse(Set.of())
        : Set.of();
  }

  private static Set<String> ofNobodyElse(Tags tags) {
    return isTakenAway(tags) && !isKarpenters(tags) ? Set.of() : owned(tags);
  }

  private static String word(Arn thing) {
    return thing.service().equals("ec2")
        ? thing.resource().substring(0, Math.max(0, thing.resource().indexOf('/')))
        : thing.service();
  }

  private static Optional<String> one(Set<String> some, Set<String> others) {
    var all = new HashSet<>(some);
    all.addAll(others);
    return all.size() == 1 ? all.stream().findFirst() : Optional.empty();
  }

  private static Set<String> ofController(Tags tags) {
    return tags.all().keySet().stream().anyMatch(key -> PART.matcher(key).matches())
        ? tags.value(OF_BALANCER_CONTROLLER).map(Set::of).orElse(Set.of())
        : Set.of();
  }

  /// One cluster's, or nobody knows whose.
  private static Set<String> owned(Tags tags) {
    var all =
        tags.all().entrySet().stream().filter(tag -> tag.getKey().startsWith(OF_CLUSTER)).toList();
    return all.size() == 1 && all.getFirst().getValue().equals(OWNED)
        ? Set.of(name(all.getFirst()))
        : Set.of();
  }

  private static String name(Map.Entry<String, String> tag) {
    return tag.getKey().substring(OF_CLUSTER.length());
  }

  private static boolean isTakenAway(Tags tags) {
    return TAKEN_AWAY.stream().anyMatch(tags::has);
  }

  private static boolean isKarpenters(Tags tags) {
    return tags.has(OF_KARPENTER) && !tags.has(AutoScaling.GROUP_TAG) && !tags.has(NODEGROUP);
  }
}
