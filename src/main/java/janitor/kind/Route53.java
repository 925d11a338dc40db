package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.TagResourceType;

/// A hosted zone. Its records go first, never the two of its own apex, which go with it.
///
/// Whoever makes a zone of a name that a parent still delegates may answer for that name (developer
/// guide, "Protection from dangling delegation records"): a zone stays as long as another zone of
/// the account that stays delegates to it, or it delegates to one that stays; and where it
/// delegates elsewhere, as long as it does. One that signs by DNSSEC stays, for its parent has to
/// forget its keys first, and a private one as long as a VPC that stays resolves names by it.
final class Route53 {
  static final String ZONE = "AWS::Route53::HostedZone";

  private static final String ID = "hostedzone/";
  private static final String PRIVATE = "is private";
  private static final String VPCS = "VPCs";
  private static final String DELEGATES = "delegates";

  /// Where that is so only the registrar knows, who may be another than Route 53, and a zone made
  /// anew has other name servers (developer guide, "Making Route 53 the DNS service for a domain
  /// that's in use").
  private static final String OFFLINE =
      "any domain that is registered with its name servers goes offline";

  /// A change takes no more than 32,000 characters of values (developer guide, "Quotas").
  private static final int AT_A_TIME = 50;

  private final Clients clients;

  private Route53(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Addressed(new Route53(clients).zone()));
  }

  private Route53Client at(String region) {
    return clients.of(region, Route53Client.class, Route53Client::builder);
  }

  private Addressed.Row zone() {
    return new Addressed.Row(
            Traits.of(ZONE)
                .named("route53", ID)
                .physicalId(
                    PhysicalId.of((place, id) -> place.bareArn("route53", ID + withoutWord(id))))
                .createdBy(Creation.answering("route53:CreateHostedZone", "hostedZone.id"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.GLOBAL, Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "route53:ListHostedZones",
                    "route53:GetHostedZone",
                    "route53:GetDNSSEC",
                    "route53:ListTagsForResource",
                    "route53:ListResourceRecordSets",
                    "route53:ChangeResourceRecordSets",
                    "route53:DeleteHostedZone")
                .usesOf(ZONE, KmsKey.TYPE)
                .build(),
            this::zones,
            this::read,
            this::delete)
        .linking(this::links);
  }

  /// `/hostedzone/Z1` in answers, `Z1` in a stack.
  private static String withoutWord(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static String id(Resource zone) {
    return withoutWord(zone.arn().resource());
  }

  private Reading<List<Resource>> zones(Place place) {
    return place.once(
        "hosted zones",
        () ->
            Reading.ofList(
                () ->
                    at(place.region()).listHostedZonesPaginator().hostedZones().stream()
                        .collect(Items.each(zone -> zone(place, zone)))));
  }

  private static Resource zone(Place place, HostedZone zone) {
    var name = Items.told(zone.name());
    var count = Optional.ofNullable(zone.resourceRecordSetCount()).orElse(0L);
    var isPrivate = zone.config() != null && Boolean.TRUE.equals(zone.config().privateZone());
    var resource =
        Resource.of(
                ZONE,
                place.bareArn("route53", ID + withoutWord(Items.told(zone.id()))),
                place.region())
            .name(name)
            .fact(Described.NAME, name)
            .holds(
                Stream.of(
                        count > 2 ? count - 2 + (count == 3 ? " record" : " records") : "",
                        isPrivate ? "" : OFFLINE)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("; ")));
    if (isPrivate) {
      resource.fact(PRIVATE, "yes");
    }
    Optional.ofNullable(zone.linkedService())
        .ifPresent(
            service ->
                resource.guard(
                    "it is of "
                        + service.servicePrincipal()
                        + ", which takes it away with what it made it for: "
                        + service.description()));
    return resource.build();
  }

  private Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = Reading.among(zones(place), arns);
    return Reading.both(
        Found.enriched(listed.answer(), zone -> told(place, zone), NoSuchHostedZoneException.class),
        listed.map(_ -> List.of()));
  }

  private Resource told(Place place, Resource zone) {
    var route53 = at(place.region());
    var resource =
        zone.toBuilder()
            .tags(
                Tags.of(
                    route53
                        .listTagsForResource(
                            request ->
                                request
                                    .resourceType(TagResourceType.HOSTEDZONE)
                                    .resourceId(id(zone)))
                        .resourceTagSet()
                        .tags()
                        .stream()
                        .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))));
    var delegations =
        records(route53, zone).stream()
            .filter(record -> isDelegation(zone, record))
            .map(ResourceRecordSet::name)
            .toList();
    resource.fact(DELEGATES, String.join("\n", delegations));
    delegations.stream()
        .filter(name -> zones(place).answer().stream().noneMatch(one -> one.name().equals(name)))
        .findFirst()
        .ifPresent(
            name ->
                resource.guard(
                    "it delegates "
                        + name
                        + " to name servers elsewhere, which would not be found any more: take"
                        + " that record out of it if it is the workshop's"));
    if (zone.facts().containsKey(PRIVATE)) {
      resource.fact(
          VPCS,
          route53.getHostedZone(request -> request.id(id(zone))).vpCs().stream()
              .map(vpc -> vpc.vpcRegionAsString() + " " + vpc.vpcId())
              .collect(Collectors.joining("\n")));
    } else if (!route53
        .getDNSSEC(request -> request.hostedZoneId(id(zone)))
        .keySigningKeys()
        .isEmpty()) {
      resource.guard(
          "it has keys of DNSSEC: its parent has to forget them first, and they have to go, or"
              + " nobody could resolve its names");
    }
    return resource.build();
  }

  /// What a zone cannot be without.
  private static boolean isOfApex(Resource zone, ResourceRecordSet record) {
    return zone.name().equals(record.name())
        && (record.type() == RRType.NS || record.type() == RRType.SOA);
  }

  private static boolean isDelegation(Resource zone, ResourceRecordSet record) {
    return record.type() == RRType.NS && !isOfApex(zone, record);
  }

  private static List<ResourceRecordSet> records(Route53Client route53, Resource zone) {
    return route53
        .listResourceRecordSetsPaginator(request -> request.hostedZoneId(id(zone)))
        .resourceRecordSets()
        .stream()
        .toList();
  }

  private Reading<List<Use>> links(Place place, List<Resource> candidates) {
    var all = zones(place).answer();
    return Reading.both(
        Reading.each(
            candidates.stream().filter(one -> one.type().equals(ZONE)).toList(),
            Resource::arn,
            zone -> links(place, all, zone)),
        Described.uses(
            place,
            candidates.stream().filter(one -> one.type().equals(KmsKey.TYPE)).toList(),
            new Addressed(zone()).traits().order(),
            () ->
                Found.enriched(
                    zones(place).whole(),
                    zone -> signed(place, zone),
                    NoSuchHostedZoneException.class)));
  }

  /// The keys of KMS with which a public zone's own are signed: nobody who validates could resolve
  /// its names without (guide of Route 53, "Working with customer managed keys for DNSSEC"). They
  /// are in us-east-1.
  private Resource signed(Place place, Resource zone) {
    if (zone.facts().containsKey(PRIVATE)) {
      return zone;
    }
    var resource = zone.toBuilder();
    at(place.region())
        .getDNSSEC(request -> request.hostedZoneId(id(zone)))
        .keySigningKeys()
        .forEach(key -> KmsKey.encrypt(resource, place, key.kmsArn()));
    return resource.build();
  }

  private List<Use> links(Place place, List<Resource> all, Resource zone) {
    var uses = new ArrayList<Use>();
    for (var vpc : zone.facts().getOrDefault(VPCS, "").lines().toList()) {
      // REGION ID
      var words = vpc.split(" ", 2);
      uses.add(
          Use.by(
              new Arn(zone.arn().partition(), "ec2", words[0], place.account(), "vpc/" + words[1]),
              words[1] + ", which resolves names by it",
              zone.arn()));
    }
    for (var name : zone.facts().getOrDefault(DELEGATES, "").lines().toList()) {
      all.stream()
          .filter(child -> child.name().equals(name))
          .forEach(child -> uses.add(unordered(child, "to which it delegates", zone)));
    }
    all.stream()
        .filter(parent -> zone.name().endsWith("." + parent.name()))
        .filter(parent -> delegates(place, parent, zone))
        .forEach(parent -> uses.add(unordered(parent, "which delegates to it", zone)));
    return uses;
  }

  private static Use unordered(Resource user, String what, Resource zone) {
    return new Use(
        user.arn(),
        "it would leave a dangling delegation to zone "
            + user.name()
            + " ("
            + id(user)
            + "), "
            + what,
        zone.arn(),
        Use.Bond.UNORDERED);
  }

  private boolean delegates(Place place, Resource parent, Resource zone) {
    return at(place.region())
        .listResourceRecordSets(
            request ->
                request
                    .hostedZoneId(id(parent))
                    .startRecordName(zone.name())
                    .startRecordType(RRType.NS)
                    .maxItems("1"))
        .resourceRecordSets()
        .stream()
        .anyMatch(record -> record.type() == RRType.NS && zone.name().equals(record.name()));
  }

  /// What delegates to where nobody looked was made meanwhile.
  private Deletion delete(Resource zone) {
    var route53 = at(zone.region());
    var known = zone.facts().getOrDefault(DELEGATES, "").lines().toList();
    var records =
        records(route53, zone).stream().filter(record -> !isOfApex(zone, record)).toList();
    var stranger =
        records.stream()
            .filter(
                record ->
                    record.trafficPolicyInstanceId() != null
                        || (isDelegation(zone, record) && !known.contains(record.name())))
            .findFirst();
    if (stranger.isPresent()) {
      return new Deletion.Refused(
          "its record "
              + stranger.get().name()
              + (stranger.get().trafficPolicyInstanceId() == null
                  ? " delegates, and came only now"
                  : " is of a traffic policy instance"),
          "that has to go first, if it is the workshop's");
    }
    // An alias goes before what it stands for.
    Stream.concat(
            records.stream().filter(record -> record.aliasTarget() != null),
            records.stream().filter(record -> record.aliasTarget() == null))
        .gather(Gatherers.windowFixed(AT_A_TIME))
        .forEach(
            some ->
                route53.changeResourceRecordSets(
                    request ->
                        request
                            .hostedZoneId(id(zone))
                            .changeBatch(
                                batch ->
                                    batch.changes(
                                        some.stream()
                                            .map(
                                                record ->
                                                    Change.builder()
                                                        .action(ChangeAction.DELETE)
                                                        .resourceRecordSet(record)
                                                        .build())
                                            .toList()))));
    route53.deleteHostedZone(request -> request.id(id(zone)));
    return Deletion.ASKED;
  }
}
