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
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.UserDetail;

/// The tag index never tells of users (Resource Groups Tagging API's reference, "Services that
/// support"): without a list of them, keys and passwords of a workshop that is over would work on,
/// and no mail would say so. One may be a person's, so that it is only told of; a stack that made
/// it and may delete it takes it along, unless it is kept.
record IamUser(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::IAM::User";

  private static final String WHY = "it may be a person's, and the janitor deletes no users";

  /// IAM's console deletes all that a user has along with it; by its API each has to go before
  /// (user guide of IAM, "Remove or deactivate an IAM user").
  private static final String REMEDY =
      "delete it by hand in IAM's console, which takes its access keys, its password and its"
          + " policies along";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("iam", "user/")
          .physicalId(PhysicalId.LISTED)
          .actions(IamAccount.ACTION)
          .createdBy(Creation.answering("iam:CreateUser", "user.arn"))
          .flags(Traits.Flag.GLOBAL, Traits.Flag.UNINDEXED, Traits.Flag.TOLD)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return IamAccount.of(clients, place).users().stream()
        .collect(Items.each(user -> resource(place, user)));
  }

  private static Resource resource(Place place, UserDetail user) {
    return Resource.of(TYPE, Arn.of(user.arn()), place.region())
        .name(user.userName())
        .tags(Tags.of(user.tags().stream().collect(Tags.byKey(Tag::key, Tag::value))))
        .createdAt(user.createDate())
        .fact(Resource.BY_HAND, WHY + ": its keys and its password work until you " + REMEDY)
        .build();
  }

  /// Asked of none: what [Resource#BY_HAND] says stays.
  @Override
  public Deletion delete(Resource user, Deadline deadline) {
    return new Deletion.Refused(WHY, "Please " + REMEDY + ".");
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> users) {
    if (users.isEmpty()) {
      return Reading.of(Map.of());
    }
    return Found.tags(new Spot(this, place).listed(users.stream().map(Resource::arn).toList()));
  }
}
