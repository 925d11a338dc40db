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
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sesv2.model.IdentityInfo;

/// An address or a domain, of which SES does not tell since when it is there. Others may send from
/// it too: only its own tag counts.
record SesEmailIdentity(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::SES::EmailIdentity";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(arn -> arn.names("ses", "identity/") || arn.names("ses", "email-identity/"))
          .physicalId(PhysicalId.after("ses", "identity/"))
          .actions("ses:ListEmailIdentities", "ses:DeleteEmailIdentity")
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
    return Resource.of(TYPE, arn, place.region()).name(nameOf(arn)).build();
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
  public Deletion delete(Resource identity, Deadline deadline) {
    clients
        .ses(identity.region())
        .deleteEmailIdentity(request -> request.emailIdentity(identity.name()));
    return Deletion.ASKED;
  }
}
