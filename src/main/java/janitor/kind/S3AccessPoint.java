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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3control.model.Tag;

/// Its bucket cannot be deleted before it. Multi-Region access points have no region in their ARN
/// and are another kind. It has tags of its own (S3 user guide, "Using tags with S3 Access Points
/// for general purpose buckets"), which no list tells.
record S3AccessPoint(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::S3::AccessPoint";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(arn -> arn.names("s3", "accesspoint/") && !arn.region().isEmpty())
          .physicalId(PhysicalId.after("s3", "accesspoint/"))
          .actions(
              "s3:ListAccessPoints",
              "s3:GetAccessPoint",
              "s3:DeleteAccessPoint",
              "s3:ListTagsForResource")
          .createdBy(Creation.answering("s3:CreateAccessPoint", "accessPointArn"))
          .goesBesideStacks()
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
