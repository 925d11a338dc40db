package janitor.kind;

import janitor.resource.CostClass;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lightsail.LightsailClient;
import software.amazon.awssdk.services.lightsail.model.GetStaticIpsResponse;
import software.amazon.awssdk.services.lightsail.model.Operation;
import software.amazon.awssdk.services.lightsail.model.StaticIp;

/// An address, which bills as soon as no instance has it. Lightsail answers no tags of it
/// (`StaticIp` in its API reference): it goes after the tagged instance that it was attached to,
/// unless it is older and may have been somebody's before, or younger and may be meant for
/// something else, or another instance has it by then.
record LightsailStaticIp(LightsailNames names) implements ResourceKind {
  static final String TYPE = "AWS::Lightsail::StaticIp";

  private static final Traits TRAITS =
      LightsailNames.traits(TYPE, "StaticIp/")
          .actions("lightsail:GetStaticIps", "lightsail:GetStaticIp", "lightsail:ReleaseStaticIp")
          .foundBy(Lightsail.INSTANCE)
          .costs(CostClass.DOLLARS_A_MONTH)
          .flags(Traits.Flag.UNTAGGABLE)
          .build();

  /// Who sets up a server takes an address first, or right after.
  private static final Duration A_SETUP = Duration.ofDays(1);

  @Override
  public Traits traits() {
    return TRAITS;
  }

  private List<StaticIp> all(Place place) {
    return place.once(
        "Lightsail's addresses",
        () ->
            names.pages(
                place,
                (lightsail, token) -> lightsail.getStaticIps(request -> request.pageToken(token)),
                GetStaticIpsResponse::staticIps,
                GetStaticIpsResponse::nextPageToken));
  }

  Stream<StaticIp> attachedTo(Place place, String instance) {
    return all(place).stream()
        .filter(address -> address != null && address.arn() != null)
        .filter(address -> instance.equals(address.attachedTo()));
  }

  /// Whether nobody can have had it long before, nor can have taken it for something else since.
  static boolean isMadeFor(StaticIp address, Resource instance) {
    return isAsOld(Optional.ofNullable(address.createdAt()), instance);
  }

  private static boolean isAsOld(Optional<Instant> since, Resource instance) {
    return instance
        .createdAt()
        .flatMap(
            start ->
                since.map(
                    at -> !at.isBefore(start.minus(A_SETUP)) && !at.isAfter(start.plus(A_SETUP))))
        .orElse(false);
  }

  @Override
  public List<Resource> list(Place place) {
    return all(place).stream().collect(Items.each(address -> resource(place, address)));
  }

  private static Resource resource(Place place, StaticIp told) {
    var resource =
        LightsailNames.resource(place, TYPE, told.arn(), told.name(), "allocated")
            .name(told.name())
            .createdAt(told.createdAt());
    if (told.attachedTo() != null && !told.attachedTo().isEmpty()) {
      resource.fact(LightsailNames.ATTACHED, told.attachedTo());
    }
    return resource.build();
  }

  /// What an instance leaves, and what it has that is older or younger: people are told of that.
  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var left = ResourceKind.super.derive(place, candidates);
    var instances =
        candidates.stream()
            .filter(one -> one.type().equals(Lightsail.INSTANCE))
            .filter(one -> one.region().equals(place.region()))
            .collect(Collectors.toMap(one -> one.fact(Described.NAME), Function.identity()));
    return instances.isEmpty()
        ? left
        : Reading.both(
            left,
            Reading.ofList(() -> list(place))
                .map(
                    all ->
                        all.stream()
                            .flatMap(
                                address ->
                                    Stream.ofNullable(address.facts().get(LightsailNames.ATTACHED))
                                        .flatMap(name -> Stream.ofNullable(instances.get(name)))
                                        .filter(of -> !isAsOld(address.createdAt(), of))
                                        .map(of -> address.guarded(why(address, of))))
                            .toList()));
  }

  private static String why(Resource address, Resource instance) {
    return "it is not of the same day as "
        + instance.label()
        + ", to which it is attached, and bills once that is gone: aws lightsail release-static-ip"
        + " --static-ip-name "
        + address.name()
        + " --region "
        + address.region();
  }

  @Override
  public Deletion delete(Resource address, Deadline deadline) {
    return names.delete(address, this::read, LightsailStaticIp::release);
  }

  private Resource read(Place place, String name) {
    return resource(
        place,
        names.at(place.region()).getStaticIp(request -> request.staticIpName(name)).staticIp());
  }

  private static List<Operation> release(LightsailClient lightsail, Resource now) {
    return lightsail.releaseStaticIp(request -> request.staticIpName(now.name())).operations();
  }
}
