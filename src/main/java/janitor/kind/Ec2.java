package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.OperatorResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.Vpc;

/// What all of EC2 has alike, at one place: ids that become ARNs, tags, other forms of an ARN.
record Ec2(Place place, Clients clients) {

  static final String TAGS = "ec2:DescribeTags";

  /// The fact with the ARNs by which AWS may name it.
  private static final String NAMES = "ARNs";

  /// What all of EC2's kinds have in common.
  static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("ec2", word + "/")
        .physicalId(PhysicalId.after("ec2", word + "/"))
        .actions(TAGS);
  }

  /// A call that makes one, and answers with its id.
  ///
  /// EC2 writes what its older operations answer as it is, and that of newer ones inside a member
  /// called as the answer is: `responseElements.CreateNatGatewayResponse.natGateway.natGatewayId`,
  /// but `responseElements.vpc.vpcId`. No page of AWS's says of each which it is, so both are
  /// looked at: what is named is an id, which no other thing ever has. A list is
  /// `instancesSet.items` in the older form, and `item` as in the answer itself in the newer.
  static Creation[] answering(String operation, String path) {
    return new Creation[] {
      Creation.answering("ec2:" + operation, path),
      Creation.answering(
          "ec2:" + operation, operation + "Response." + path.replace(".items", ".item"))
    };
  }

  /// AWS took the request.
  static Deletion asked(Object answer) {
    Objects.requireNonNull(answer);
    return Deletion.ASKED;
  }

  static String id(Resource resource) {
    return id(resource.arn());
  }

  static String id(Arn arn) {
    return arn.resource().substring(arn.resource().indexOf('/') + 1);
  }

  Ec2Client client() {
    return clients.ec2(place.region());
  }

  <T> List<T> once(String what, Supplier<List<T>> list) {
    return place.once("EC2 " + what, list);
  }

  Arn arn(String word, String id) {
    return place.arn("ec2", word + "/" + id);
  }

  /// Of this account, unless AWS tells another: a subnet that is shared with it is of its owner.
  Resource.Builder resource(
      String type, String word, String id, @Nullable String owner, List<Tag> tags) {
    var here = arn(word, Items.told(id));
    var arn =
        owner == null || owner.isEmpty()
            ? here
            : new Arn(here.partition(), here.service(), here.region(), owner, here.resource());
    var resource = Resource.of(type, arn, place.region()).name(id).tags(tags(tags));
    if (!arn.equals(here)) {
      resource.guard("it is of another account, " + owner + ", which shares it");
    }
    return resource;
  }

  /// The tags of everything in the region that has some, by id. The name of a key pair or of a
  /// placement group is none.
  Map<String, Tags> tagsById() {
    return place.once(
        "EC2 tags",
        () ->
            client().describeTagsPaginator(request -> request.maxResults(1000)).tags().stream()
                .collect(byId()));
  }

  /// A tag that names no resource is nobody's.
  static Collector<TagDescription, ?, Map<String, Tags>> byId() {
    return Collectors.filtering(
        tag -> tag.resourceId() != null,
        Collectors.groupingBy(
            TagDescription::resourceId,
            Collectors.collectingAndThen(
                Tags.byKey(TagDescription::key, TagDescription::value), Tags::of)));
  }

  static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  /// What its `Name` tag says, else what it is called without.
  static String nameOf(Resource resource) {
    return resource.tags().value("Name").filter(name -> !name.isBlank()).orElse(resource.name());
  }

  /// Key pairs and placement groups are named in ARNs by their name or by their id.
  static Resource.Builder alsoNamed(Resource.Builder builder, Arn... names) {
    return builder.fact(
        NAMES, Stream.of(names).map(Arn::toString).collect(Collectors.joining("\n")));
  }

  /// One that a stack lists, by the ARN by which the index named it; by the first form where the
  /// index does not name it.
  Arn asIndexed(Arn first, Arn second) {
    return place.named().filter(second::equals).findFirst().orElse(first);
  }

  /// Those of [#alsoNamed], the first first.
  static Stream<Arn> names(Resource resource) {
    return resource.facts().getOrDefault(NAMES, "").lines().map(Arn::of);
  }

  /// Every ARN that means it: the account stands in those of images and snapshots, or not (the
  /// service authorization reference leaves it out).
  Set<Arn> forms(Resource resource) {
    return forms(place, resource);
  }

  static Set<Arn> forms(Place place, Resource resource) {
    var forms = new LinkedHashSet<Arn>(List.of(resource.arn()));
    names(resource).forEach(forms::add);
    forms.addAll(forms(place, resource.arn()));
    return forms;
  }

  static Set<Arn> forms(Place place, Arn arn) {
    var forms = new LinkedHashSet<Arn>(List.of(arn));
    if (arn.names("ec2", "image/") || arn.names("ec2", "snapshot/")) {
      Stream.of("", place.account())
          .map(account -> new Arn(arn.partition(), "ec2", arn.region(), account, arn.resource()))
          .forEach(forms::add);
    }
    return forms;
  }

  /// It goes with what made it, and is as old as that.
  static void goesWith(Resource.Builder builder, Arn owner) {
    builder
        .owner(owner)
        .fact(Resource.MADE_BY_OWNER, owner.toString())
        .createdAt(null)
        .modifiedAt(null);
  }

  /// The candidates of that type that are here.
  static List<Resource> of(Ec2 ec2, List<Resource> candidates, String type) {
    return candidates.stream()
        .filter(candidate -> candidate.type().equals(type))
        .filter(candidate -> candidate.region().equals(ec2.place().region()))
        .toList();
  }

  /// Whether a part of the whole carries a tag that may not want what becomes of the whole.
  boolean hasAWordBeside(String id, Resource whole) {
    return tagsById().getOrDefault(id, Tags.NONE).hasAWordBeside(whole.tags());
  }

  /// What belongs to a service of AWS, which made it and takes it away.
  static void guardManaged(Resource.Builder builder, @Nullable OperatorResponse operator) {
    if (operator != null && Boolean.TRUE.equals(operator.managed())) {
      builder.guard(
          "it is managed by "
              + Objects.requireNonNullElse(operator.principal(), "a service of AWS"));
    }
  }

  /// The tags by which a service of AWS marks an instance that it started and would start anew,
  /// with what it is a part of. A launch template's (`aws:ec2launchtemplate:*`) and a stack's are
  /// not among them; nor is a fleet's, of which [Ec2Fleets] knows whether it still starts any.
  /// Sources: the guides of Auto Scaling ("Tag Auto Scaling groups and instances") and Cloud9.
  private static final Map<String, String> STARTED_BY =
      Map.of(
          AutoScaling.GROUP_TAG,
          "Auto Scaling group",
          "aws:cloud9:environment",
          "Cloud9 environment");

  /// What replaces it when it goes is what must go.
  static void guardStarted(Resource.Builder builder, Tags tags) {
    STARTED_BY.forEach(
        (key, owner) ->
            tags.value(key)
                .ifPresent(
                    name ->
                        builder.guard("it is of the " + owner + " " + name + ", which starts it")));
  }

  /// "You can't delete them in the EC2 console" (AWS Backup's guide, "Deleting backups"): the
  /// recovery point is what goes.
  static void guardBackup(Resource.Builder builder, Tags tags) {
    if (tags.has("aws:backup:source-resource")) {
      builder.guard("it is a recovery point of AWS Backup");
    }
  }

  /// The VPCs of the account and region by id.
  Map<String, Vpc> vpcs() {
    return once(
            "VPCs",
            () ->
                client().describeVpcsPaginator(request -> request.maxResults(1000)).vpcs().stream()
                    .toList())
        .stream()
        .collect(Collectors.toMap(Vpc::vpcId, vpc -> vpc, (a, _) -> a));
  }

  boolean isDefaultVpc(@Nullable String id) {
    var vpc = id == null ? null : vpcs().get(id);
    return vpc != null && Boolean.TRUE.equals(vpc.isDefault());
  }

  /// What hangs on the default VPC makes every launch in the account work that names no network.
  void guardInDefaultVpc(Resource.Builder builder, @Nullable String vpc) {
    if (isDefaultVpc(vpc)) {
      builder.guard("it is a part of the default VPC of its region");
    }
  }

  void uses(Resource.Builder builder, String word, Collection<String> ids) {
    ids.stream()
        .filter(Objects::nonNull)
        .filter(id -> !id.isEmpty())
        .forEach(id -> builder.uses(arn(word, id)));
  }

  void uses(Resource.Builder builder, String word, @Nullable String id) {
    uses(place, builder, word, id);
  }

  static void uses(Place place, Resource.Builder builder, String word, @Nullable String id) {
    if (id != null && !id.isEmpty()) {
      builder.uses(place.arn("ec2", word + "/" + id));
    }
  }

  /// An answer of 200 may say in its body that nothing was done.
  static void check(List<UnsuccessfulItem> unsuccessful) {
    unsuccessful.stream()
        .findFirst()
        .ifPresent(
            item -> {
              throw refusal(item.error().code(), item.error().message());
            });
  }

  /// As if the whole call had been refused: one classifier knows what that means.
  static Ec2Exception refusal(@Nullable String code, @Nullable String message) {
    return (Ec2Exception)
        Ec2Exception.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("Ec2")
                    .errorCode(Objects.requireNonNullElse(code, ""))
                    .errorMessage(Objects.requireNonNullElse(message, "no reason given"))
                    .build())
            .statusCode(400)
            .build();
  }
}
