package janitor.kind;

import janitor.aws.Clients;
import janitor.kind.MadeBy.Mark;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAddress;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/// Load balancers for applications, networks and gateways with their listeners, their target
/// groups, and the classic ones, which the same service has by another API.
///
/// Deleting one that is not there succeeds, so that only the list proves anything; and its network
/// interfaces, with the subnets and groups that they are in, are let go of minutes later.
///
/// One long file: three kinds, of which two are asked of one service and all by the same tags.
final class LoadBalancers {
  static final String BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer";
  static final String TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup";
  static final String CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer";

  static final String SERVICE = "elasticloadbalancing";

  /// All of them end in a word like this, and classic ones in their name.
  private static final String WORD = "loadbalancer/";

  static final String BALANCERS = SERVICE + ":DescribeLoadBalancers";
  static final String TARGETS = SERVICE + ":DescribeTargetGroups";
  static final String TAGS = SERVICE + ":DescribeTags";
  private static final String DELETE = SERVICE + ":DeleteLoadBalancer";
  private static final String PROTECTION = "deletion_protection.enabled";

  /// As many as DescribeTags takes.
  private static final int TAGGED_A_CALL = 20;

  /// The tags by which a service marks one that it made and takes away itself. Source: the guide of
  /// EKS ("Auto Mode").
  private static final MadeBy MADE_BY =
      MadeBy.any(new Mark("eks:eks-cluster-name", "an EKS cluster in Auto Mode"))
          .or(Beanstalk.MARKS);

  private final Clients clients;

  private LoadBalancers(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new LoadBalancers(clients);
    return Stream.of(service.balancer(), service.targetGroup(), service.classic())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  /// All of the region, with their tags: whoever asks for a part of it shares the lists.
  static Stream<Resource> everything(Place place, Clients clients) {
    var service = new LoadBalancers(clients);
    return Stream.of(service.balancers(place), service.targetGroups(place), service.classics(place))
        .flatMap(List::stream);
  }

  /// Those that write logs of any sort into the bucket. A bucket is in the region of what logs into
  /// it (guides of Elastic Load Balancing, "Enable access logs").
  static Stream<Resource> logging(Place place, Clients clients, String bucket) {
    return new LoadBalancers(clients)
        .logs(place).entrySet().stream()
            .filter(one -> one.getValue().contains(bucket))
            .map(Map.Entry::getKey);
  }

  private Map<Resource, Set<String>> logs(Place place) {
    return place.once(
        "logs of load balancers",
        () -> {
          var logs = new HashMap<Resource, Set<String>>();
          balancers(place)
              .forEach(
                  one ->
                      Answers.unless("LoadBalancerNotFound", () -> attributes(place, one))
                          .ifPresent(attributes -> logs.put(one, buckets(attributes))));
          classics(place)
              .forEach(
                  one ->
                      Answers.unless("LoadBalancerNotFound", () -> classicLog(place, one))
                          .ifPresent(bucket -> logs.put(one, bucket)));
          return logs;
        });
  }

  /// `access_logs.s3.bucket`, and the same of connections and health checks.
  private static Set<String> buckets(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .filter(one -> one.getKey().endsWith(".s3.bucket"))
        .filter(
            one -> "true".equals(attributes.get(one.getKey().replaceFirst("bucket$", "enabled"))))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
  }

  private Map<String, String> attributes(Place place, Resource balancer) {
    return at(place.region())
        .describeLoadBalancerAttributes(
            request -> request.loadBalancerArn(balancer.arn().toString()))
        .attributes()
        .stream()
        .collect(Tags.byKey(LoadBalancerAttribute::key, LoadBalancerAttribute::value));
  }

  private Set<String> classicLog(Place place, Resource balancer) {
    return Stream.ofNullable(
            classicAt(place.region())
                .describeLoadBalancerAttributes(
                    request -> request.loadBalancerName(balancer.name()))
                .loadBalancerAttributes()
                .accessLog())
        .filter(log -> Boolean.TRUE.equals(log.enabled()))
        .flatMap(log -> Stream.ofNullable(log.s3BucketName()))
        .collect(Collectors.toSet());
  }

  private ElasticLoadBalancingV2Client at(String region) {
    return clients.of(
        region, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
  }

  private ElasticLoadBalancingClient classicAt(String region) {
    return clients.of(
        region, ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
  }

  private Described.Row balancer() {
    return new Described.Row(
            Traits.of(BALANCER)
                .named(
                    arn ->
                        arn.names(SERVICE, WORD)
                            && arn.after(WORD).matches("(app|net|gwy)/[^/]+/[^/]+"))
                .physicalId(PhysicalId.ARN)
                .createdBy(Creation.asking(SERVICE + ":CreateLoadBalancer", "name"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    BALANCERS,
                    TARGETS,
                    TAGS,
                    SERVICE + ":DescribeLoadBalancerAttributes",
                    SERVICE + ":ModifyLoadBalancerAttributes",
                    DELETE,
                    Beanstalk.LISTED,
                    Ec2Interfaces.ACTION)
                .usesOf(
                    TARGET_GROUP,
                    Ec2Network.VPC,
                    Ec2Network.SUBNET,
                    Ec2Network.SECURITY_GROUP,
                    Ec2Network.ADDRESS)
                .usualWait(Duration.ofSeconds(15))
                .build(),
            this::balancers,
            (place, resource) -> inEnvironment(place, withProtection(place, resource)),
            Described.Row.tagsIn(this::balancers),
            this::deleteBalancer)
        .needing((_, resource) -> Optional.of(resource))
        .lifting(this::lift)
        .provenBy(
            place ->
                untagged(
                    BALANCER, place, described(place).stream().map(LoadBalancer::loadBalancerArn)))
        .leaving(this::ofWhichInterfacesAreLeft);
  }

  private Optional<Resource> inEnvironment(Place place, Resource resource) {
    return Optional.of(Beanstalk.inEnvironment(clients, place, resource));
  }

  private List<LoadBalancer> described(Place place) {
    return place.once(
        "load balancers",
        () ->
            at(place.region())
                .describeLoadBalancersPaginator(request -> request.pageSize(400))
                .loadBalancers()
                .stream()
                .toList());
  }

  /// That they are there is all that is told of them.
  private static List<Resource> untagged(String type, Place place, Stream<@Nullable String> arns) {
    return arns.collect(
        Items.each(arn -> Resource.of(type, Arn.of(Items.told(arn)), place.region()).build()));
  }

  private List<Resource> balancers(Place place) {
    return place.once("load balancers with tags", () -> balancersNow(place));
  }

  private List<Resource> balancersNow(Place place) {
    var all = described(place);
    var tags = tags(place, all.stream().map(LoadBalancer::loadBalancerArn), "LoadBalancerNotFound");
    return all.stream().collect(Items.each(balancer -> balancer(place, balancer, tags).build()));
  }

  private Resource.Builder balancer(Place place, LoadBalancer balancer, Map<String, Tags> tags) {
    var arn = Items.told(balancer.loadBalancerArn());
    var resource =
        Resource.of(BALANCER, Arn.of(arn), place.region())
            .name(balancer.loadBalancerName())
            .fact(Described.NAME, Items.told(balancer.loadBalancerName()))
            .tags(tags.getOrDefault(arn, Tags.NONE))
            .createdAt(balancer.createdTime());
    MADE_BY.guard(tags.getOrDefault(arn, Tags.NONE)).ifPresent(resource::guard);
    Described.standsIn(
        resource,
        place,
        balancer.availabilityZones().stream().flatMap(zone -> Stream.ofNullable(zone.subnetId())),
        balancer.securityGroups().stream());
    inVpc(resource, place, balancer.vpcId());
    balancer.availabilityZones().stream()
        .flatMap(zone -> zone.loadBalancerAddresses().stream())
        .map(LoadBalancerAddress::allocationId)
        .filter(Objects::nonNull)
        .forEach(address -> resource.uses(place.arn("ec2", "elastic-ip/" + address)));
    targets(place).stream()
        .filter(group -> group.loadBalancerArns().contains(arn))
        .flatMap(group -> Answers.arn(group.targetGroupArn()).stream())
        .forEach(resource::uses);
    return resource;
  }

  private static void inVpc(Resource.Builder resource, Place place, @Nullable String vpc) {
    if (vpc != null && !vpc.isEmpty()) {
      resource.uses(place.arn("ec2", "vpc/" + vpc));
    }
  }

  /// Nothing but a call for each tells it.
  private Resource withProtection(Place place, Resource resource) {
    var isProtected =
        at(place.region())
            .describeLoadBalancerAttributes(
                request -> request.loadBalancerArn(resource.arn().toString()))
            .attributes()
            .stream()
            .anyMatch(
                attribute ->
                    PROTECTION.equals(attribute.key()) && "true".equals(attribute.value()));
    return isProtected ? resource.toBuilder().liftable("deletion protection").build() : resource;
  }

  private Deletion deleteBalancer(Resource balancer) {
    if (balancer.protection().isPresent()) {
      lift(balancer);
    }
    return Ec2.asked(
        at(balancer.region())
            .deleteLoadBalancer(request -> request.loadBalancerArn(balancer.arn().toString())));
  }

  private void lift(Resource balancer) {
    at(balancer.region())
        .modifyLoadBalancerAttributes(
            request ->
                request
                    .loadBalancerArn(balancer.arn().toString())
                    .attributes(
                        LoadBalancerAttribute.builder().key(PROTECTION).value("false").build()));
  }

  private Set<Arn> ofWhichInterfacesAreLeft(Place place, List<Resource> gone) {
    return Ec2Interfaces.withHolders(
        new Ec2(place, clients),
        gone.stream().map(Resource::arn).collect(Collectors.toSet()),
        Set.of());
  }

  private List<TargetGroup> targets(Place place) {
    return place.once(
        "target groups",
        () ->
            at(place.region())
                .describeTargetGroupsPaginator(request -> request.pageSize(400))
                .targetGroups()
                .stream()
                .toList());
  }

  /// Refused as long as a listener or a rule forwards to it: those go with their load balancer.
  private Described.Row targetGroup() {
    return new Described.Row(
            Traits.of(TARGET_GROUP)
                .named(SERVICE, "targetgroup/")
                .physicalId(PhysicalId.ARN)
                .createdBy(Creation.asking(SERVICE + ":CreateTargetGroup", "name"))
                .flags(Traits.Flag.LIST_PROVES)
                .actions(TARGETS, TAGS, Beanstalk.LISTED, SERVICE + ":DeleteTargetGroup")
                .usesOf(Ec2Network.VPC)
                .build(),
            this::targetGroups,
            Described.asking(
                resource ->
                    at(resource.region())
                        .deleteTargetGroup(
                            request -> request.targetGroupArn(resource.arn().toString()))))
        .describing(this::inEnvironment)
        .provenBy(
            place ->
                untagged(
                    TARGET_GROUP, place, targets(place).stream().map(TargetGroup::targetGroupArn)));
  }

  private List<Resource> targetGroups(Place place) {
    return place.once("target groups with tags", () -> targetGroupsNow(place));
  }

  private List<Resource> targetGroupsNow(Place place) {
    var all = targets(place);
    var tags = tags(place, all.stream().map(TargetGroup::targetGroupArn), "TargetGroupNotFound");
    return all.stream()
        .collect(
            Items.each(
                group -> {
                  var arn = Items.told(group.targetGroupArn());
                  var resource =
                      Resource.of(TARGET_GROUP, Arn.of(arn), place.region())
                          .name(group.targetGroupName())
                          .fact(Described.NAME, Items.told(group.targetGroupName()))
                          .tags(tags.getOrDefault(arn, Tags.NONE));
                  MADE_BY.guard(tags.getOrDefault(arn, Tags.NONE)).ifPresent(resource::guard);
                  inVpc(resource, place, group.vpcId());
                  return resource.build();
                }));
  }

  private Described.Row classic() {
    return new Described.Row(
            Traits.of(CLASSIC)
                .named(arn -> arn.names(SERVICE, WORD) && !arn.after(WORD).contains("/"))
                .physicalId(PhysicalId.after(SERVICE, WORD))
                .createdBy(Creation.asking(SERVICE + ":CreateLoadBalancer", "loadBalancerName"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(BALANCERS, TAGS, DELETE, Beanstalk.LISTED, Ec2Interfaces.ACTION)
                .usesOf(Ec2Network.VPC, Ec2Network.SUBNET, Ec2Network.SECURITY_GROUP)
                .usualWait(Duration.ofSeconds(15))
                .build(),
            this::classics,
            Described.asking(
                resource ->
                    classicAt(resource.region())
                        .deleteLoadBalancer(request -> request.loadBalancerName(resource.name()))))
        .describing(this::inEnvironment)
        .provenBy(
            place ->
                describedClassics(place).stream()
                    .collect(
                        Items.each(
                            one ->
                                Resource.of(
                                        CLASSIC,
                                        place.arn(
                                            SERVICE, WORD + Items.told(one.loadBalancerName())),
                                        place.region())
                                    .build())))
        .leaving(this::ofWhichInterfacesAreLeft);
  }

  private List<Resource> classics(Place place) {
    return place.once("classic load balancers with tags", () -> classicsNow(place));
  }

  private List<Resource> classicsNow(Place place) {
    var client = classicAt(place.region());
    var all = describedClassics(place);
    var tags =
        inSlices(
            all.stream().map(LoadBalancerDescription::loadBalancerName),
            "LoadBalancerNotFound",
            names ->
                client
                    .describeTags(request -> request.loadBalancerNames(names))
                    .tagDescriptions()
                    .stream()
                    .collect(
                        Collectors.toMap(
                            one -> one.loadBalancerName(),
                            one ->
                                Tags.of(
                                    one.tags().stream()
                                        .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))),
                            (a, _) -> a)));
    return all.stream()
        .collect(
            Items.each(
                balancer -> {
                  var name = Items.told(balancer.loadBalancerName());
                  var resource =
                      Resource.of(CLASSIC, place.arn(SERVICE, WORD + name), place.region())
                          .name(name)
                          .tags(tags.getOrDefault(name, Tags.NONE))
                          .createdAt(balancer.createdTime());
                  MADE_BY.guard(tags.getOrDefault(name, Tags.NONE)).ifPresent(resource::guard);
                  Described.standsIn(
                      resource,
                      place,
                      balancer.subnets().stream(),
                      balancer.securityGroups().stream());
                  inVpc(resource, place, balancer.vpcId());
                  return resource.build();
                }));
  }

  private List<LoadBalancerDescription> describedClassics(Place place) {
    return place.once(
        "classic load balancers",
        () ->
            classicAt(place.region())
                .describeLoadBalancersPaginator(request -> request.pageSize(400))
                .loadBalancerDescriptions()
                .stream()
                .toList());
  }

  private Map<String, Tags> tags(Place place, Stream<@Nullable String> arns, String gone) {
    return inSlices(
        arns,
        gone,
        some ->
            at(place.region())
                .describeTags(request -> request.resourceArns(some))
                .tagDescriptions()
                .stream()
                .collect(
                    Collectors.toMap(
                        one -> one.resourceArn(),
                        one ->
                            Tags.of(
                                one.tags().stream()
                                    .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))),
                        (a, _) -> a)));
  }

  /// One that went since it was listed loses no other its tags.
  private static Map<String, Tags> inSlices(
      Stream<@Nullable String> names,
      String gone,
      Function<List<String>, Map<String, Tags>> describe) {
    var tags = new HashMap<String, Tags>();
    names
        .flatMap(Stream::ofNullable)
        .filter(name -> !name.isEmpty())
        .gather(Gatherers.windowFixed(TAGGED_A_CALL))
        .forEach(
            some ->
                Answers.unless(gone, () -> describe.apply(some))
                    .ifPresentOrElse(
                        tags::putAll,
                        () ->
                            some.forEach(
                                one ->
                                    Answers.unless(gone, () -> describe.apply(List.of(one)))
                                        .ifPresent(tags::putAll))));
    return tags;
  }
}
