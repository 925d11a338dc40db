package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;
import software.amazon.awssdk.services.sesv2.model.NotFoundException;

/// An address or a domain, of which SES does not tell since when it is there. Of others that send
/// from it only user pools say so. Once its default configuration set is gone, every mail from it
/// that names no other fails (Developer Guide, "Understanding default configuration sets").
record SesEmailIdentity(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::SES::EmailIdentity";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(arn -> arn.names("ses", "identity/") || arn.names("ses", "email-identity/"))
          .physicalId(PhysicalId.after("ses", "identity/"))
          .actions("ses:ListEmailIdentities", "ses:GetEmailIdentity", "ses:DeleteEmailIdentity")
          .usesOf(SesConfigurationSet.TYPE)
          .createdBy(Creation.asking("ses:CreateEmailIdentity", "emailIdentity"))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return names(place).stream()
        .collect(Items.each(name -> resource(place, place.arn("ses", "identity/" + name))));
  }

  private Set<String> names(Place place) {
    return place.once(
        "email identities",
        () ->
            clients.ses(place.region()).listEmailIdentitiesPaginator(request -> {}).stream()
                .flatMap(page -> page.emailIdentities().stream())
                .map(IdentityInfo::identityName)
                .collect(Collectors.toSet()));
  }

  private static String nameOf(Arn arn) {
    return arn.resource().substring(arn.resource().indexOf('/') + 1);
  }

  private static Resource resource(Place place, Arn arn) {
    return bothForms(Resource.of(TYPE, arn, place.region()).name(nameOf(arn)), arn).build();
  }

  /// The tag index writes either form of its ARN, and who sends from it the first.
  static Resource.Builder bothForms(Resource.Builder identity, Arn arn) {
    Ec2.alsoNamed(
        identity,
        arn.sibling("identity/" + nameOf(arn)),
        arn.sibling("email-identity/" + nameOf(arn)));
    return identity;
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listing = new Spot(this, place).listing();
    var names = listing.answer().stream().map(Resource::name).collect(Collectors.toSet());
    // The same identity may be asked for by either of the two forms of its ARN.
    return Reading.among(
        listing.map(
            _ ->
                arns.stream()
                    .filter(arn -> names.contains(nameOf(arn)))
                    .map(arn -> resource(place, arn))
                    .toList()),
        arns);
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    var asked =
        candidates.stream()
            .filter(one -> one.type().equals(TYPE) && one.region().equals(place.region()))
            .collect(Collectors.toMap(Resource::name, Resource::arn, (first, _) -> first));
    return Described.usesOfEach(
            place,
            candidates,
            this,
            identity -> withDefaultSet(place, identity),
            NotFoundException.class)
        .map(uses -> uses.stream().map(use -> inTheFormAskedFor(use, asked)).toList());
  }

  private Resource withDefaultSet(Place place, Resource identity) {
    var resource = identity.toBuilder();
    Optional.ofNullable(
            clients
                .ses(place.region())
                .getEmailIdentity(request -> request.emailIdentity(identity.name()))
                .configurationSetName())
        .ifPresent(set -> resource.uses(place.arn("ses", "configuration-set/" + set)));
    return resource.build();
  }

  /// That of the tag index is the identity that goes, whichever form it writes.
  private static Use inTheFormAskedFor(Use use, Map<String, Arn> asked) {
    var user = asked.getOrDefault(nameOf(use.user()), use.user());
    return new Use(user, use.reason(), use.used(), use.bond());
  }

  @Override
  public Deletion delete(Resource identity, Deadline deadline) {
    clients
        .ses(identity.region())
        .deleteEmailIdentity(request -> request.emailIdentity(identity.name()));
    return Deletion.ASKED;
  }
}
