package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.model.ContainerService;
import software.amazon.awssdk.services.lightsail.model.GetLoadBalancersResponse;
import software.amazon.awssdk.services.lightsail.model.LoadBalancer;

/// Lightsail's load balancers, whose certificates go with them (API reference, DeleteLoadBalancer:
/// a new one has to be validated anew), and its container services, which bill by power and scale
/// while they are there, disabled or not, and take their images along.
final class LightsailFronts {
  private static final String BALANCER = "AWS::Lightsail::LoadBalancer";
  private static final String CONTAINER = "AWS::Lightsail::Container";

  private final LightsailNames names;

  private LightsailFronts(LightsailNames names) {
    this.names = names;
  }

  static List<ResourceKind> kinds(LightsailNames names) {
    var service = new LightsailFronts(names);
    return List.of(new Described(service.balancer()), new Described(service.container()));
  }

  // Load balancers

  private Described.Row balancer() {
    return names.row(
        LightsailNames.traits(BALANCER, "LoadBalancer/")
            .createdBy(Creation.asking("lightsail:CreateLoadBalancer", "loadBalancerName"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .actions(
                "lightsail:GetLoadBalancers",
                "lightsail:GetInstances",
                "lightsail:GetLoadBalancer",
                "lightsail:DeleteLoadBalancer")
            .usesOf(Lightsail.INSTANCE)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            names
                .pages(
                    place,
                    (lightsail, token) ->
                        lightsail.getLoadBalancers(request -> request.pageToken(token)),
                    GetLoadBalancersResponse::loadBalancers,
                    GetLoadBalancersResponse::nextPageToken)
                .stream()
                .collect(Items.each(one -> behind(place, one))),
        this::readBalancer,
        (lightsail, now) ->
            lightsail
                .deleteLoadBalancer(request -> request.loadBalancerName(now.name()))
                .operations());
  }

  private Resource readBalancer(Place place, String name) {
    return balancer(
            place,
            names
                .at(place.region())
                .getLoadBalancer(request -> request.loadBalancerName(name))
                .loadBalancer())
        .build();
  }

  private static Resource.Builder balancer(Place place, LoadBalancer told) {
    return LightsailNames.resource(place, BALANCER, told.arn(), told.name(), told.stateAsString())
        .tags(LightsailNames.tags(told.tags()))
        .createdAt(told.createdAt());
  }

  /// With the instances that it leads to, which it tells by name.
  private Resource behind(Place place, LoadBalancer told) {
    var resource = balancer(place, told);
    var attached =
        told.instanceHealthSummary().stream()
            .flatMap(one -> one == null ? Stream.of() : Stream.ofNullable(one.instanceName()))
            .toList();
    if (!attached.isEmpty()) {
      Lightsail.instances(names, place).stream()
          .filter(one -> one != null && one.arn() != null && attached.contains(one.name()))
          .forEach(one -> resource.uses(Arn.of(one.arn())));
    }
    return resource.build();
  }

  // Container services

  private Described.Row container() {
    return names.row(
        LightsailNames.traits(CONTAINER, "ContainerService/")
            .createdBy(Creation.asking("lightsail:CreateContainerService", "serviceName"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("lightsail:GetContainerServices", "lightsail:DeleteContainerService")
            .usualWait(LightsailNames.MINUTE)
            .build(),
        place ->
            names.at(place.region()).getContainerServices(_ -> {}).containerServices().stream()
                .collect(Items.each(one -> container(place, one))),
        this::readContainer,
        (lightsail, now) -> {
          lightsail.deleteContainerService(request -> request.serviceName(now.name()));
          return List.of();
        });
  }

  /// The list of those of a name: one, or NotFoundException.
  private Resource readContainer(Place place, String name) {
    return container(
        place,
        names
            .at(place.region())
            .getContainerServices(request -> request.serviceName(name))
            .containerServices()
            .getFirst());
  }

  private static Resource container(Place place, ContainerService told) {
    return LightsailNames.resource(
            place, CONTAINER, told.arn(), told.containerServiceName(), told.stateAsString())
        .tags(LightsailNames.tags(told.tags()))
        .createdAt(told.createdAt())
        .build();
  }
}
