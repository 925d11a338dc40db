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
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.Tag;

/// The console makes one, untagged, for each role that EC2 may take: it goes with the one role that
/// it holds. Whoever made it by hand may have tagged it to be kept, and lists leave tags out ("IAM
/// resource-listing operations return a subset of the available attributes for the resource. For
/// example, this operation does not return tags", API reference, ListInstanceProfiles).
record IamInstanceProfile(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::IAM::InstanceProfile";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("iam", "instance-profile/")
          .physicalId(PhysicalId.LISTED)
          .actions(
              IamAccount.ACTION,
              "iam:ListInstanceProfiles",
              "iam:GetInstanceProfile",
              "iam:RemoveRoleFromInstanceProfile",
              "iam:DeleteInstanceProfile")
          .createdBy(Creation.answering("iam:CreateInstanceProfile", "instanceProfile.arn"))
          .flags(Traits.Flag.GLOBAL, Traits.Flag.NEEDED_UNSEEN)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "instance profiles",
        () ->
            clients
                .iam(place.region())
                .listInstanceProfilesPaginator(request -> request.maxItems(1000))
                .instanceProfiles()
                .stream()
                .collect(Items.each(profile -> resource(place, profile))));
  }

  private static Resource resource(Place place, InstanceProfile profile) {
    var resource =
        Resource.of(TYPE, Arn.of(profile.arn()), place.region())
            .name(profile.instanceProfileName())
            .createdAt(profile.createDate())
            .fact("roles", IamAccount.names(profile.roles().stream().map(Role::roleName)));
    Ec2.alsoNamed(resource, IamAccount.withoutPath(Arn.of(profile.arn())).toArray(Arn[]::new));
    if (profile.roles().isEmpty()) {
      // "Pass role information to an EC2 instance" is all that one is for (IAM's guide).
      resource.fact(Resource.TRUSTS, "ec2");
    } else {
      Trust.note(resource, profile.roles().stream().map(Role::assumeRolePolicyDocument).toList());
    }
    profile.roles().forEach(role -> Answers.arn(role.arn()).ifPresent(resource::uses));
    return resource.build();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var roles =
        candidates.stream()
            .filter(resource -> resource.type().equals(IamRole.TYPE))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (roles.isEmpty()) {
      return Reading.of(List.of());
    }
    return Reading.of(
        IamAccount.of(clients, place).roles().stream()
            .filter(role -> roles.contains(Arn.of(role.arn())))
            .flatMap(
                role ->
                    role.instanceProfileList().stream()
                        .map(profile -> resource(place, profile))
                        .map(profile -> of(role, profile)))
            .filter(profile -> roles.containsAll(profile.uses()))
            .toList());
  }

  /// A role's own listing need not repeat the role inside its profile: there is only ever that one.
  private static Resource of(RoleDetail role, Resource profile) {
    var held =
        profile.toBuilder()
            .uses(Arn.of(role.arn()))
            .parent(Arn.of(role.arn()))
            .fact("roles", role.roleName());
    Trust.note(held, Collections.singleton(role.assumeRolePolicyDocument()));
    return held.build();
  }

  @Override
  public Deletion delete(Resource profile, Deadline deadline) {
    var iam = clients.iam(profile.region());
    var name = profile.name();
    IamAccount.each(
        profile.fact("roles"),
        role ->
            iam.removeRoleFromInstanceProfile(
                request -> request.instanceProfileName(name).roleName(role)));
    iam.deleteInstanceProfile(request -> request.instanceProfileName(name));
    return Deletion.ASKED;
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> profiles) {
    return Found.tags(
        profiles,
        profile ->
            clients
                .iam(place.region())
                .getInstanceProfile(request -> request.instanceProfileName(profile.name()))
                .instanceProfile()
                .tags()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)),
        NoSuchEntityException.class);
  }
}
