package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3control.model.MultiRegionAccessPointReport;
import software.amazon.awssdk.services.s3control.model.Tag;

/// Its bucket cannot be deleted before it. It has tags of its own (S3 user guide, "Using tags with
/// S3 Access Points for general purpose buckets"), which no list tells. Multi-Region Access Points
/// have no region in their ARN and no tags: nobody deletes them here, and they keep their buckets.
record S3AccessPoint(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::S3::AccessPoint";

  /// Where Multi-Region Access Points are asked for, wherever their buckets are (API reference of
  /// S3 Control, ListMultiRegionAccessPoints: "always be routed to the US West (Oregon) Region").
  private static final String OREGON = "us-west-2";

  /// That region's partition: China and GovCloud have no such region, and none of them.
  private static final String PARTITION = "aws";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(arn -> arn.names("s3", "accesspoint/") && !arn.region().isEmpty())
          .physicalId(PhysicalId.after("s3", "accesspoint/"))
          .actions(
              "s3:ListAccessPoints",
              "s3:ListMultiRegionAccessPoints",
              "s3:GetAccessPoint",
              "s3:DeleteAccessPoint",
              "s3:ListTagsForResource")
          .createdBy(Creation.answering("s3:CreateAccessPoint", "accessPointArn"))
          .goesBesideStacks()
          .usesOf(S3Bucket.TYPE)
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "access points",
        () ->
            clients
                .s3Control(place.region())
                .listAccessPointsPaginator(
                    request -> request.accountId(place.account()).maxResults(1000))
                .stream()
                .flatMap(page -> page.accessPointList().stream())
                .collect(
                    Items.each(
                        point ->
                            Resource.of(
                                    TYPE,
                                    place.arn("s3", "accesspoint/" + Items.told(point.name())),
                                    place.region())
                                .name(point.name())
                                .uses(place.bareArn("s3", point.bucket()))
                                .build())));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var some = new Spot(this, place).listed(arns);
    return Reading.both(
        some.map(_ -> List.of()),
        Reading.each(
            some.answer(),
            Resource::arn,
            point -> Answers.unless("NoSuchAccessPoint", () -> dated(point)).stream().toList()));
  }

  private Resource dated(Resource point) {
    var createdAt =
        clients
            .s3Control(point.region())
            .getAccessPoint(request -> request.accountId(point.arn().account()).name(point.name()))
            .creationDate();
    return point.toBuilder().createdAt(createdAt).build();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var buckets =
        candidates.stream()
            .filter(resource -> resource.type().equals("AWS::S3::Bucket"))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return Reading.of(
        buckets.isEmpty()
            ? List.of()
            : list(place).stream()
                .flatMap(
                    point -> point.uses().stream().filter(buckets::contains).map(point::childOf))
                .toList());
  }

  /// A bucket would be emptied, and then refused: "You can't delete a bucket that is part of a
  /// Multi-Region Access Point" (S3 user guide, "Rules for choosing buckets for Amazon S3
  /// Multi-Region Access Points"). One of another account may have it as well; that nobody here can
  /// see. Asked once a look, where the first of the buckets is.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var buckets =
        candidates.stream()
            .filter(resource -> resource.type().equals(S3Bucket.TYPE))
            .collect(Collectors.groupingBy(Resource::arn));
    var first = candidates.stream().filter(one -> buckets.containsKey(one.arn())).findFirst();
    return first.filter(bucket -> isAskedIn(place, bucket)).isEmpty()
        ? Reading.of(List.of())
        : Reading.of(
            across(place).stream()
                .flatMap(
                    point ->
                        point.regions().stream()
                            .map(region -> place.bareArn("s3", region.bucket()))
                            .filter(buckets::containsKey)
                            .distinct()
                            .map(bucket -> use(place, point.name(), bucket)))
                .toList());
  }

  private static boolean isAskedIn(Place place, Resource bucket) {
    return bucket.region().equals(place.region()) && bucket.arn().partition().equals(PARTITION);
  }

  /// Where a service control policy keeps the account from that region, it can have made none
  /// there.
  private List<MultiRegionAccessPointReport> across(Place place) {
    return Answers.unless(
            "AccessDenied",
            "service control policy",
            () ->
                clients
                    .s3Control(OREGON)
                    .listMultiRegionAccessPointsPaginator(
                        request -> request.accountId(place.account()))
                    .stream()
                    .flatMap(page -> page.accessPoints().stream())
                    .toList())
        .orElse(List.of());
  }

  private static Use use(Place place, String point, Arn bucket) {
    return new Use(
        place.globalArn("s3", "accesspoint/" + point),
        "S3 refuses to delete it while it is in Multi-Region Access Point "
            + point
            + ", which the janitor never deletes: aws s3control delete-multi-region-access-point"
            + " --region "
            + OREGON
            + " --account-id "
            + place.account()
            + " --details Name="
            + point,
        bucket);
  }

  @Override
  public Deletion delete(Resource point, Deadline deadline) {
    clients
        .s3Control(point.region())
        .deleteAccessPoint(request -> request.accountId(point.arn().account()).name(point.name()));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> points) {
    return Found.tags(
        Reading.each(
            points,
            Resource::arn,
            point ->
                Answers.unless("NoSuchAccessPoint", () -> point.with(Tags.of(told(point)))).stream()
                    .toList()));
  }

  private Map<String, String> told(Resource point) {
    return clients
        .s3Control(point.region())
        .listTagsForResource(
            request -> request.accountId(point.arn().account()).resourceArn(point.arn().toString()))
        .tags()
        .stream()
        .collect(Tags.byKey(Tag::key, Tag::value));
  }
}
